/* An exchange on its way: what ingest.c reads, deposit.c stores and reply.c answers. */
#ifndef ZR_HUB_DEVICE_INGEST_PRIV_H
#define ZR_HUB_DEVICE_INGEST_PRIV_H

#include <stdbool.h>

#include "hub/device/assignment.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"

/* One envelope of the request behind the greeting. */
struct zr_ingest_item {
	const void *envelope; /* in the request's body */
	size_t bytes;
	struct zr_receipt_entry entry; /* with code 0: it is to be taken */
};

struct zr_ingest {
	const void *greeting;
	size_t greeting_bytes;
	struct zr_ingest_item *items; /* owned; mostly there are a few */
	size_t item_count;
	size_t item_capacity;
	struct zr_device device;
	char device_text[2 * ZR_PARTY_ID_BYTES + 1]; /* "" while nobody known has signed */
	const uint8_t *epoch;                        /* the hub's */
	const struct zr_durable *durable;            /* likewise */
	struct zr_receipt receipt;                   /* the tablet's */
	uint64_t draft_digest;                       /* of the drafts that it tells */
	struct zr_sealed_orders orders;
};

#endif
