/*
 * Records that the hub sent back: which, and the parcel with the answers and remarks of each, still
 * sealed to this tablet. One stands until its correction is in the outbox, or the hub takes it
 * back. What a newer order brought is never replaced by an older one. The database is opened by
 * zr_identity_open_store().
 */
#ifndef ZR_STORE_RETURNED_H
#define ZR_STORE_RETURNED_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/store/inbox.h"

/* The order is done, in one commit. code: 0, or why some of its parcels are of no use (those have
 * no record id here): the hub is told. */
struct zr_returned_news {
	const struct zr_inbox_order *order;
	const struct zr_order_return *items;
	const size_t *remark_counts; /* of each */
	size_t count;
	int code;
};
int zr_returned_apply(struct zr_database *database, const struct zr_returned_news *news,
	struct zr_error *error) ZR_MUST_CHECK;

/* Borrowed during visit. */
struct zr_returned {
	const char *record_id;
	uint64_t edition; /* another one when it was sent back again */
	uint64_t remark_count;
};
/* Those that wait for a correction, in the order in which they came. Forgets what was corrected. */
int zr_returned_list(struct zr_database *database,
	int (*visit)(void *user, const struct zr_returned *returned), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* The sealed parcel. ZR_E_NOT_FOUND. */
int zr_returned_get(struct zr_database *database, const char *record_id,
	struct zr_buffer *ret_parcel, struct zr_error *error) ZR_MUST_CHECK;

#endif
