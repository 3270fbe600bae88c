/*
 * How far the work is, as the store sums it: of an area, of a territory with all that lies in it,
 * of the whole country, and by days. Sums are rows that change with what they count, in the same
 * transaction, so that a page costs what it shows (docs/adr/0193-progress-is-rows.md).
 *
 * A household counts for the visit that counts of it (stored.h); the day of a visit is that of its
 * end where it took place: in the zone of the area, or of the machine that counts for an area that
 * has none. A tablet whose clock was far off the hub's counts for the day on which the record came.
 */
#ifndef ZR_HUB_STORE_PROGRESS_ROW_H
#define ZR_HUB_STORE_PROGRESS_ROW_H

#include "hub/store/stored.h"

struct zr_progress_sums {
	uint64_t area_count;
	uint64_t household_count; /* of those that are there */
	uint64_t record_count;
	uint64_t device_count;
	uint64_t found_count;                       /* addresses in no list that were visited */
	uint64_t result_counts[ZR_RESULT_LAST + 1]; /* of households; UNKNOWN: nobody was there */
	int64_t last_us;                            /* when the last record came; 0: none did yet */
};

/* What lies directly in a territory: a territory, or an area. */
struct zr_progress_row {
	bool is_area;
	char id[ZR_STORE_ID_BYTES];
	char parent_id[ZR_STORE_ID_BYTES]; /* of a territory; "" at the top, and for an area */
	char kind[ZR_STORE_ID_BYTES];      /* of a territory; "" for an area */
	char name[ZR_STORE_NAME_BYTES];
	struct zr_progress_sums sums;
};
typedef int zr_progress_visit(void *user, const struct zr_progress_row *row);

/* Households by the visit that counts of each, of those whose visit was on that day. */
struct zr_progress_day {
	int64_t day; /* since 1970-01-01 */
	uint64_t result_counts[ZR_RESULT_LAST + 1];
};
typedef int zr_progress_visit_day(void *user, const struct zr_progress_day *day);

/* The territories up to so many levels below that one, or below the country for "". */
struct zr_progress_below {
	const char *territory_id;
	size_t depth; /* from 1 */
};

/* Areas that lie directly at the end of a path; "" for those in no territory. */
struct zr_progress_areas {
	const char *path;
	const char *after; /* ids behind this one; NULL: from the first */
	size_t count_max;
};

/* Whose days: of an area, or of a territory when area_id is NULL. */
struct zr_progress_of {
	const char *territory_id; /* "" for the whole country */
	const char *area_id;
};

#endif
