/*
 * The store's shares: which addresses of an area are which tablet's. One that is no tablet's is
 * anybody's of the area, as all are at first. A noun of the store like those of store.h, with the
 * same promises. A tablet's list follows from them and from the area's edition, which whoever
 * changes shares lets grow (zr_store_put_area()).
 */
#ifndef ZR_HUB_STORE_SHARES_H
#define ZR_HUB_STORE_SHARES_H

#include "hub/store/share_row.h"
#include "lib/base/error.h"

struct zr_store;

int zr_shares_put(
	struct zr_store *store, const struct zr_share *share, struct zr_error *error) ZR_MUST_CHECK;

/* Nothing is that tablet's any more; editions of areas in which something was grow. */
int zr_shares_release(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* The addresses that are there and are the tablet's, or anybody's, by place. */
int zr_shares_list_households(struct zr_store *store, const struct zr_share *of,
	zr_store_visit_household *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
