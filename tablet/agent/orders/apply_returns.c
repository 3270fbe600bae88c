/*
 * Records that were sent back: each parcel is opened once, to see that it is the hub's and the
 * record's own, and kept sealed. One that is of no use does not hold up the others.
 */
#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/store/returned.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"
#include "tablet/agent/orders/sent_back.h"

static int check(const struct zr_state *state, const struct zr_order_return *item,
	size_t *ret_remark_count, struct zr_error *error)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	int code = zr_sent_back_open(state, item->parcel, item->parcel_bytes, &record, error);
	if (code == 0 && strcmp(record.record_id, item->record_id) != 0) {
		code = zr_error_set(
			error, ZR_E_INVALID, "the parcel holds another record than it says");
	}
	*ret_remark_count = record.remark_count;
	return code;
}

int zr_apply_returns(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && order != NULL && content != NULL);
	assert(content->kind == ZR_ORDER_RETURNS);
	struct zr_order_return items[ZR_ORDER_RETURN_COUNT_MAX];
	size_t remark_counts[ZR_ORDER_RETURN_COUNT_MAX] = {0};
	struct zr_returned_news news = {order, items, remark_counts, content->return_count, 0};
	assert(news.count <= ZR_ORDER_RETURN_COUNT_MAX);
	for (size_t i = 0; i < news.count; i++) {
		items[i] = content->returns[i];
		int code = items[i].parcel != NULL
				   ? check(state, &items[i], &remark_counts[i], error)
				   : 0;
		if (code != 0 && zr_error_is_retryable(code)) {
			return code;
		}
		if (code != 0) {
			items[i].record_id = NULL;
			news.code = code;
		}
	}
	return zr_returned_apply(state->database, &news, error);
}
