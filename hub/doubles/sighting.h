/*
 * What a search for doubles is over, and what it found: areas of a part of the country, items in
 * them (addresses or records) and pairs of these. Kept in memory while the search runs.
 */
#ifndef ZR_HUB_DOUBLES_SIGHTING_H
#define ZR_HUB_DOUBLES_SIGHTING_H

#include "hub/store/double_row.h"
#include "lib/base/error.h"

struct zr_store;

struct zr_sighting_area {
	char area_id[ZR_STORE_ID_BYTES];
	char ground[ZR_STORE_PATH_BYTES]; /* areas with the same one are neighbours */
};
struct zr_sighting_item {
	uint32_t area; /* its place in the list of areas */
	char item_id[ZR_STORE_ID_BYTES];
};

struct zr_sighting {
	enum zr_double_kind kind;
	struct zr_sighting_area *areas; /* owned, by id */
	size_t area_count;
	struct zr_sighting_item *items; /* owned */
	size_t item_count;
	size_t item_capacity;
	struct zr_double *pairs; /* owned */
	size_t pair_count;
	bool is_cut;           /* there are more pairs than are kept */
	uint64_t person_count; /* that were compared */
	uint64_t unread_count; /* records whose answers could not be */
};

/* The areas of the part. ZR_E_LIMIT: more than ZR_HUB_DOUBLE_AREA_COUNT_MAX. */
int zr_sighting_begin(struct zr_sighting *sighting, struct zr_store *store, const char *territory,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_sighting_finish(struct zr_sighting *sighting);

/* ZR_E_LIMIT: more than ZR_HUB_DOUBLE_ITEM_COUNT_MAX. */
int zr_sighting_add_item(struct zr_sighting *sighting, size_t area, const char *item_id,
	struct zr_error *error) ZR_MUST_CHECK;

/* A pair of two items, by their places; what does not fit is cut. An item is no pair with one of
 * its own name. ZR_E_NOMEM. */
int zr_sighting_add_pair(struct zr_sighting *sighting, const size_t items[2], uint64_t person_count,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
