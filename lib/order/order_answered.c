/*
 * The households of an area that answered for themselves: nobody needs to visit them. All of them
 * each time, so that one order tells what stands, whatever was lost before it.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"
#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->answered_ids != NULL || order->answered_count == 0);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_AREA_ID, order->area_id);
	zr_cbor_put_int(writer, ZR_ORDER_KEY_ANSWERED_IDS);
	zr_cbor_put_array(writer, order->answered_count);
	for (size_t i = 0; i < order->answered_count; i++) {
		zr_cbor_put_text(writer, order->answered_ids[i]);
	}
}

static void take_ids(struct zr_cbor_reader *reader, struct zr_order *order)
{
	size_t count = zr_cbor_take_array(reader);
	order->answered_ids = zr_content_take_items(
		reader, count, ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->answered_ids);
	if (order->answered_ids == NULL) {
		return;
	}
	order->answered_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		zr_cbor_take_text_copy(reader, &order->answered_ids[i], NULL);
	}
}

static bool take(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	switch (key) {
	case ZR_ORDER_KEY_AREA_ID:
		zr_cbor_take_text_copy(reader, &order->area_id, NULL);
		return true;
	case ZR_ORDER_KEY_ANSWERED_IDS:
		take_ids(reader, order);
		return true;
	default:
		return false;
	}
}

static void finish(struct zr_order *order)
{
	for (size_t i = 0; i < order->answered_count; i++) {
		free(order->answered_ids[i]);
	}
	free(order->answered_ids);
	free(order->area_id);
}

const struct zr_order_codec zr_order_answered = {
	.field_count = 2,
	.needs = 1U << ZR_ORDER_KEY_AREA_ID | 1U << ZR_ORDER_KEY_ANSWERED_IDS,
	.put = put,
	.take = take,
	.finish = finish,
};
