/* Bytes as lower-case hexadecimal text and back. */
#ifndef ZR_BASE_HEX_H
#define ZR_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/* Writes 2 * bytes digits and a NUL: text has room for 2 * bytes + 1. */
void zr_hex_encode(const uint8_t *data, size_t bytes, char *text);

/* Reads exactly 2 * bytes digits, either case, and nothing behind them. ZR_E_SYNTAX. */
int zr_hex_decode(const char *text, uint8_t *ret_data, size_t bytes) ZR_MUST_CHECK;

#endif
