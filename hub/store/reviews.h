/*
 * The reviews of records: which version of a household was approved, which was sent back, by whom
 * and when. A noun of the store like those of store.h, with the same promises.
 *
 * A review is of one record, told by its area and hash. A record that corrects another has none of
 * its own, so a corrected household is new again by itself. What is sent back is news for one
 * device, and so is what nobody waits for there any more; the news of a device are numbered from 1,
 * and go out with the next order of the kind RETURNS (hub/device/assignment.h).
 */
#ifndef ZR_HUB_STORE_REVIEWS_H
#define ZR_HUB_STORE_REVIEWS_H

#include "hub/store/review_row.h"
#include "hub/store/stored.h"
#include "lib/base/error.h"

struct zr_store;

/* In a transaction. Takes the place of the record's review before. RETURNED with device and parcel:
 * news for that device; another state takes back what was news. ZR_E_BUSY: another hub numbered
 * news of that device at the same time. */
int zr_reviews_put(struct zr_store *store, const struct zr_review *review,
	struct zr_error *error) ZR_MUST_CHECK;

/* 1 and one visit, or 0: new. */
int zr_reviews_get(struct zr_store *store, const struct zr_review_name *name,
	zr_reviews_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Of the area's records that no other one corrects. Costs what the area has of them. */
int zr_reviews_count(struct zr_store *store, const char *area_id,
	struct zr_review_counts *ret_counts, struct zr_error *error) ZR_MUST_CHECK;

/* News of the device that it has not acknowledged, by number; each with its parcel, or with none
 * where nobody waits any more. A visit that is not 0 ends the list and is what the call returns. */
int zr_reviews_list_news(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_reviews_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

/* What people did with the record, by the audit: opened, decided, sent back; the newest first, at
 * most ZR_HUB_RECORD_ACT_COUNT_MAX. */
int zr_reviews_list_acts(struct zr_store *store, const char *record_id, zr_store_visit_act *visit,
	void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
