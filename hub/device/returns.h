/*
 * Records that were sent back, as a tablet gets them: the order of the kind RETURNS.
 *
 * A tablet should have all news of reviews that it has not acknowledged (hub/store/reviews.h), as
 * many as fit into one order. The order's edition is the number of the last of them, so that its
 * acknowledgement says which came, and a tablet that was set back gets all of them anew.
 */
#ifndef ZR_HUB_DEVICE_RETURNS_H
#define ZR_HUB_DEVICE_RETURNS_H

#include "hub/store/store.h"

struct zr_context;

/* 1 and the order that the tablet should have, or 0. */
int zr_returns_want(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error) ZR_MUST_CHECK;

/* The content of such an order to the device. */
int zr_returns_fill(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *wanted, struct zr_order *order,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
