/* What the store keeps of a review, as its callers and its engines see it (reviews.h). */
#ifndef ZR_HUB_STORE_REVIEW_ROW_H
#define ZR_HUB_STORE_REVIEW_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/envelope/envelope.h"

enum zr_review_state {
	ZR_REVIEW_NEW = 0, /* nobody decided: there is no row */
	ZR_REVIEW_APPROVED = 1,
	ZR_REVIEW_RETURNED = 2,
	ZR_REVIEW_LAST = ZR_REVIEW_RETURNED
};

/* What was decided of one version of a household; texts and bytes borrowed, never NULL in answers
 * but for parcel and remarks. */
struct zr_review {
	const char *area_id;
	uint8_t hash[ZR_HASH_BYTES]; /* of the record's envelope */
	const char *record_id;
	const char *household_id;
	enum zr_review_state state;
	const char *who; /* the account */
	int64_t time_us;
	uint64_t remark_count;
	const void *remarks; /* sealed to the office; NULL: none */
	size_t remarks_bytes;
	uint8_t device_id[ZR_PARTY_ID_BYTES]; /* that the record was sent back to */
	uint64_t number;    /* in answers: of the news for that device; 0: it was never sent back */
	const void *parcel; /* RETURNED: sealed to that device */
	size_t parcel_bytes;
	bool is_delivered; /* in answers: the device has acknowledged the news */
};
/* Which record. */
struct zr_review_name {
	const char *area_id;
	const uint8_t *hash;
};
typedef int zr_reviews_visit(void *user, const struct zr_review *review);

struct zr_review_counts {
	uint64_t of[ZR_REVIEW_LAST + 1]; /* NEW is not counted here: it has no rows */
};

#endif
