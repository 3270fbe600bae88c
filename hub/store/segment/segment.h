/*
 * The segment: a file of bounded size that envelopes are appended to as they came, and nothing is
 * ever changed in. Segments of one store stand in one folder, named by number from 1.
 *
 *	head   "ZRSEGM" 00 01, number u64                                      16 bytes
 *	entry  "ZREN", CRC-32C u32 over all that follows, envelope's length u32, 0 u32,
 *	       received u64 (µs since 1970), sequence u64, device 16, SHA-256 32    80 bytes
 *	       envelope
 *
 * Numbers are little-endian. A place is where an entry stands, segment and offset in one number
 * that grows from entry to entry: it is never 0. This file: bytes in memory; segment_writer.h and
 * segment_reader.h work on files. Limits: ZR_ENVELOPE_BYTES_MAX. Source: docs/hub.md.
 */
#ifndef ZR_HUB_STORE_SEGMENT_SEGMENT_H
#define ZR_HUB_STORE_SEGMENT_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/envelope.h"

#define ZR_SEGMENT_HEAD_BYTES       16
#define ZR_SEGMENT_ENTRY_HEAD_BYTES 80
#define ZR_SEGMENT_NAME_BYTES       24 /* of a file, with its NUL */

struct zr_segment_entry {
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	uint64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
	int64_t received_us;
	const void *envelope; /* borrowed */
	size_t bytes;
};

/* ---- places ---- */
static inline int64_t zr_segment_place(uint32_t number, uint32_t offset)
{
	return (int64_t)((uint64_t)(number & INT32_MAX) << 32 | offset);
}
static inline uint32_t zr_segment_place_number(int64_t place)
{
	return (uint32_t)((uint64_t)place >> 32);
}
static inline uint32_t zr_segment_place_offset(int64_t place)
{
	return (uint32_t)place;
}

/* ---- bytes ---- */
void zr_segment_put_head(uint8_t ret_head[ZR_SEGMENT_HEAD_BYTES], uint32_t number);

/* What stands before the envelope. */
void zr_segment_put_entry_head(
	uint8_t ret_head[ZR_SEGMENT_ENTRY_HEAD_BYTES], const struct zr_segment_entry *entry);

/* How many bytes the entry has that begins here, by its head alone: 0 when none begins. */
size_t zr_segment_measure_entry(const uint8_t head[ZR_SEGMENT_ENTRY_HEAD_BYTES]);

/* The entry at the beginning of these bytes; its envelope is lent from them. ZR_E_SYNTAX: there is
 * no whole one. Its SHA-256 is not looked at: the CRC covers it. */
int zr_segment_take_entry(
	const void *data, size_t bytes, struct zr_segment_entry *ret_entry) ZR_MUST_CHECK;

/* ---- files ---- */
void zr_segment_format_name(uint32_t number, char ret_name[ZR_SEGMENT_NAME_BYTES]);
/* The lowest and the highest number in the folder; 0 and 0 when there is none, or no folder. */
int zr_segment_find_ends(const char *folder, uint32_t *ret_first, uint32_t *ret_last,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
