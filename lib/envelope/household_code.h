/*
 * The code by which a household answers for itself, printed on a letter:
 *
 *	XXXX-XXXX-XXXX-XXXX
 *
 * Sixteen characters of Crockford's base32: 75 bits that were drawn, and a check character at the
 * end, which shows any wrong character and any two exchanged ones. Nobody keeps a code. From it
 * and the hub's id, as salt, scrypt makes two values at once: the lookup, by which it is known,
 * and the key to what the household has written so far. Who has a lookup finds neither the code
 * nor the key but by trying codes: 2^75 of them, each with a megabyte of memory.
 *
 * No I/O, no randomness. Source: RFC 7914 (scrypt), ADR 0183.
 */
#ifndef ZR_ENVELOPE_HOUSEHOLD_CODE_H
#define ZR_ENVELOPE_HOUSEHOLD_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_HOUSEHOLD_CODE_SECRET_BYTES 10 /* 75 bits, left-aligned: the last five are zero */
#define ZR_HOUSEHOLD_CODE_SALT_BYTES   16
#define ZR_HOUSEHOLD_CODE_LOOKUP_BYTES 16
#define ZR_HOUSEHOLD_CODE_KEY_BYTES    32
#define ZR_HOUSEHOLD_CODE_TEXT_BYTES   20 /* with its NUL */

struct zr_household_code {
	uint8_t secret[ZR_HOUSEHOLD_CODE_SECRET_BYTES];
};
struct zr_household_code_keys {
	uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES];
	uint8_t key[ZR_HOUSEHOLD_CODE_KEY_BYTES];
};

/* Random bytes that the caller drew; their last five bits are dropped. */
void zr_household_code_init(
	struct zr_household_code *ret_code, const uint8_t random[ZR_HOUSEHOLD_CODE_SECRET_BYTES]);

void zr_household_code_format(
	const struct zr_household_code *code, char ret_text[ZR_HOUSEHOLD_CODE_TEXT_BYTES]);

/* What was typed, text of that many bytes: case, dashes and blanks do not matter. ZR_E_SYNTAX: it
 * is none. */
int zr_household_code_parse(const char *text, size_t bytes, struct zr_household_code *ret_code,
	struct zr_error *error) ZR_MUST_CHECK;

/* Takes some milliseconds, on purpose. ZR_E_NOMEM. */
int zr_household_code_derive(const struct zr_household_code *code,
	const uint8_t salt[ZR_HOUSEHOLD_CODE_SALT_BYTES], struct zr_household_code_keys *ret_keys,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
