/* Heads by hand, byte by byte: what is on disk must not follow a compiler's padding. */
#include "hub/store/segment/segment.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/segment/crc32c.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

static const uint8_t segment_magic[8] = {'Z', 'R', 'S', 'E', 'G', 'M', 0, 1};
static const uint8_t entry_magic[4] = {'Z', 'R', 'E', 'N'};

enum {
	CRC_AT = 4,
	COVERED_AT = 8, /* from here on the CRC covers all */
	LENGTH_AT = 8,
	RECEIVED_AT = 16,
	SEQUENCE_AT = 24,
	DEVICE_AT = 32,
	HASH_AT = 48,
};
static_assert(HASH_AT + ZR_HASH_BYTES == ZR_SEGMENT_ENTRY_HEAD_BYTES, "the head of an entry");

static void put_number(uint8_t *at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		at[i] = (uint8_t)(value >> (8 * i));
	}
}

static uint64_t take_number(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < bytes; i++) {
		value |= (uint64_t)at[i] << (8 * i);
	}
	return value;
}

void zr_segment_put_head(uint8_t ret_head[ZR_SEGMENT_HEAD_BYTES], uint32_t number)
{
	assert(number > 0);
	memcpy(ret_head, segment_magic, sizeof segment_magic);
	put_number(ret_head + sizeof segment_magic, number, 8);
}

void zr_segment_put_entry_head(
	uint8_t ret_head[ZR_SEGMENT_ENTRY_HEAD_BYTES], const struct zr_segment_entry *entry)
{
	assert(entry != NULL && entry->envelope != NULL);
	assert(entry->bytes > 0 && entry->bytes <= ZR_ENVELOPE_BYTES_MAX);
	memset(ret_head, 0, ZR_SEGMENT_ENTRY_HEAD_BYTES);
	memcpy(ret_head, entry_magic, sizeof entry_magic);
	put_number(ret_head + LENGTH_AT, entry->bytes, 4);
	put_number(ret_head + RECEIVED_AT, (uint64_t)entry->received_us, 8);
	put_number(ret_head + SEQUENCE_AT, entry->sequence, 8);
	memcpy(ret_head + DEVICE_AT, entry->device_id, ZR_PARTY_ID_BYTES);
	memcpy(ret_head + HASH_AT, entry->hash, ZR_HASH_BYTES);
	uint32_t crc =
		zr_crc32c_add(0, ret_head + COVERED_AT, ZR_SEGMENT_ENTRY_HEAD_BYTES - COVERED_AT);
	put_number(ret_head + CRC_AT, zr_crc32c_add(crc, entry->envelope, entry->bytes), 4);
}

size_t zr_segment_measure_entry(const uint8_t head[ZR_SEGMENT_ENTRY_HEAD_BYTES])
{
	uint64_t length = take_number(head + LENGTH_AT, 4);
	bool is_entry = memcmp(head, entry_magic, sizeof entry_magic) == 0 && length > 0 &&
			length <= ZR_ENVELOPE_BYTES_MAX;
	return is_entry ? ZR_SEGMENT_ENTRY_HEAD_BYTES + (size_t)length : 0;
}

int zr_segment_take_entry(const void *data, size_t bytes, struct zr_segment_entry *ret_entry)
{
	assert((data != NULL || bytes == 0) && ret_entry != NULL);
	const uint8_t *head = data;
	if (bytes < ZR_SEGMENT_ENTRY_HEAD_BYTES) {
		return ZR_E_SYNTAX;
	}
	size_t entry_bytes = zr_segment_measure_entry(head);
	if (entry_bytes == 0 || entry_bytes > bytes) {
		return ZR_E_SYNTAX;
	}
	uint32_t crc = zr_crc32c_add(0, head + COVERED_AT, entry_bytes - COVERED_AT);
	if (crc != (uint32_t)take_number(head + CRC_AT, 4)) {
		return ZR_E_SYNTAX;
	}
	*ret_entry = (struct zr_segment_entry){
		.sequence = take_number(head + SEQUENCE_AT, 8),
		.received_us = (int64_t)take_number(head + RECEIVED_AT, 8),
		.envelope = head + ZR_SEGMENT_ENTRY_HEAD_BYTES,
		.bytes = entry_bytes - ZR_SEGMENT_ENTRY_HEAD_BYTES,
	};
	memcpy(ret_entry->device_id, head + DEVICE_AT, ZR_PARTY_ID_BYTES);
	memcpy(ret_entry->hash, head + HASH_AT, ZR_HASH_BYTES);
	return 0;
}

void zr_segment_format_name(uint32_t number, char ret_name[ZR_SEGMENT_NAME_BYTES])
{
	(void)snprintf(ret_name, ZR_SEGMENT_NAME_BYTES, "%010u.segment", number);
}

/* 0 when it is no segment's name. */
static uint32_t parse_name(const char *name)
{
	char again[ZR_SEGMENT_NAME_BYTES];
	unsigned long number = strtoul(name, NULL, 10);
	if (number == 0 || number > INT32_MAX) {
		return 0;
	}
	zr_segment_format_name((uint32_t)number, again);
	return strcmp(name, again) == 0 ? (uint32_t)number : 0;
}

static void close_folder(DIR **folder)
{
	if (*folder != NULL) {
		(void)closedir(*folder);
	}
}

int zr_segment_find_ends(
	const char *folder, uint32_t *ret_first, uint32_t *ret_last, struct zr_error *error)
{
	assert(folder != NULL && ret_first != NULL && ret_last != NULL);
	*ret_first = *ret_last = 0;
	ZR_CLEANUP(close_folder) DIR *directory = opendir(folder);
	if (directory == NULL) {
		return errno == ENOENT ? 0 : zr_error_set_errno(error, errno, "list the segments");
	}
	const struct dirent *entry = NULL;
	while ((errno = 0, entry = readdir(directory)) != NULL) {
		uint32_t number = parse_name(entry->d_name);
		if (number != 0 && (*ret_first == 0 || number < *ret_first)) {
			*ret_first = number;
		}
		*ret_last = number > *ret_last ? number : *ret_last;
	}
	return errno == 0 ? 0 : zr_error_set_errno(error, errno, "list the segments");
}
