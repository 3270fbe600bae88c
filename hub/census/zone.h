/*
 * Time zones of areas, by their IANA names, from the machine's tzdata.
 *
 * glibc knows one zone for the whole process, and the hub shows each area in its own: so the files
 * are read here. Limits: what a file says between its first and its last change (Debian's go to
 * 2037); behind the last the last one stands. Source: RFC 8536 (TZif).
 */
#ifndef ZR_HUB_CENSUS_ZONE_H
#define ZR_HUB_CENSUS_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_ZONE_NAME_BYTES 64 /* the longest has 32, with room */
#define ZR_ZONE_TEXT_BYTES 32 /* "2026-12-28T18:30:00+05:00" with its NUL */

struct zr_zone {
	char name[ZR_ZONE_NAME_BYTES];
	int64_t *changes_s; /* owned; ascending, seconds since 1970 */
	int32_t *offsets_s; /* owned; east of UTC, from that change on */
	size_t change_count;
	int32_t first_offset_s; /* before the first change */
};

/* ZR_E_INVALID names what is no zone of this machine. "UTC" is always known. */
int zr_zone_load(const char *name, struct zr_zone *ret_zone, struct zr_error *error) ZR_MUST_CHECK;
void zr_zone_finish(struct zr_zone *zone);

/* Reads what stands in such a file. ZR_E_SYNTAX, ZR_E_NOMEM. */
int zr_zone_parse(const void *bytes, size_t count, struct zr_zone *ret_zone,
	struct zr_error *error) ZR_MUST_CHECK;

int32_t zr_zone_offset_s(const struct zr_zone *zone, int64_t time_us);

/* "2026-12-28T18:30:00+05:00"; "" for 0. */
void zr_zone_format(const struct zr_zone *zone, int64_t time_us, char ret_text[ZR_ZONE_TEXT_BYTES]);

/* The machine's own zone, "UTC" when it has none that is known. */
void zr_zone_find_own(char ret_name[ZR_ZONE_NAME_BYTES]);

/* The zones that people live in, by name; nothing without tzdata. Stops at the first non-zero
 * answer and returns it. */
int zr_zone_list(int (*visit)(void *user, const char *name), void *user);

#endif
