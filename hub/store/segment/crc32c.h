/*
 * CRC-32C (Castagnoli): finds what a disk tore or bent, and nothing that somebody forged.
 * By the processor's own instruction where it has one, else by tables; the same number either way.
 * Source: RFC 3720, appendix B.4 (its numbers are the test).
 */
#ifndef ZR_HUB_STORE_SEGMENT_CRC32C_H
#define ZR_HUB_STORE_SEGMENT_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from crc over more bytes; the first call has 0. */
uint32_t zr_crc32c_add(uint32_t crc, const void *data, size_t bytes);

#endif
