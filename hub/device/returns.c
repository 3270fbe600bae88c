/* The same walk says what an order is called and what it holds. */
#include "hub/device/returns.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/reviews.h"

enum {
	IS_FULL = 1 /* ends the list, and is no error */
};

struct gathering {
	struct zr_order *order; /* NULL: only counted */
	uint64_t until;         /* the last number of the order; 0: as many as fit */
	uint64_t last;
	size_t count;
	size_t bytes;
	struct zr_error *error;
};

static int copy(struct zr_order *order, const struct zr_review *review, struct zr_error *error)
{
	struct zr_order_return *item = &order->returns[order->return_count++];
	item->record_id = strdup(review->record_id);
	if (review->parcel != NULL) {
		item->parcel = malloc(review->parcel_bytes);
		item->parcel_bytes = review->parcel_bytes;
	}
	if (item->record_id == NULL || (item->parcel == NULL) != (review->parcel == NULL)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an order");
	}
	if (item->parcel != NULL) {
		memcpy(item->parcel, review->parcel, review->parcel_bytes);
	}
	return 0;
}

static int gather(void *user, const struct zr_review *review)
{
	struct gathering *gathering = user;
	assert(review->number > gathering->last);
	bool is_over = gathering->bytes + review->parcel_bytes > ZR_ORDER_RETURN_BYTES_MAX;
	if ((gathering->count > 0 && is_over) || gathering->count == ZR_ORDER_RETURN_COUNT_MAX ||
		(gathering->until != 0 && review->number > gathering->until)) {
		return IS_FULL;
	}
	gathering->last = review->number;
	gathering->bytes += review->parcel_bytes;
	gathering->count++;
	return gathering->order != NULL ? copy(gathering->order, review, gathering->error) : 0;
}

int zr_returns_want(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_order != NULL);
	struct gathering gathering = {.error = error};
	int code = zr_reviews_list_news(store, device_id, gather, &gathering, error);
	if (code < 0 || gathering.count == 0) {
		return code < 0 ? code : 0;
	}
	*ret_order = (struct zr_store_order){.kind = ZR_ORDER_RETURNS};
	(void)snprintf(ret_order->subject, sizeof ret_order->subject, "returns");
	(void)snprintf(ret_order->edition, sizeof ret_order->edition, "%" PRIu64, gathering.last);
	return 1;
}

int zr_returns_fill(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	assert(store != NULL && wanted != NULL && order->kind == ZR_ORDER_RETURNS);
	struct gathering gathering = {
		.order = order, .until = strtoull(wanted->edition, NULL, 10), .error = error};
	order->returns = calloc(ZR_ORDER_RETURN_COUNT_MAX, sizeof *order->returns);
	if (order->returns == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an order");
	}
	int code = zr_reviews_list_news(store, device_id, gather, &gathering, error);
	return code < 0 ? code : 0;
}
