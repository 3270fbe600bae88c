/*
 * The area that a tablet works in: its households, and which questionnaire is asked there. The zone
 * came later than the rest, so a hub of before may leave it out.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"
#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

enum {
	PAIR_FIELD_COUNT = 2,
};

static void put_households(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->households != NULL || order->household_count == 0);
	zr_cbor_put_int(writer, ZR_ORDER_KEY_HOUSEHOLDS);
	zr_cbor_put_array(writer, order->household_count);
	for (size_t i = 0; i < order->household_count; i++) {
		zr_cbor_put_array(writer, PAIR_FIELD_COUNT);
		zr_cbor_put_text(writer, order->households[i].household_id);
		zr_cbor_put_text(writer, order->households[i].address);
	}
}

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_FORM_ID, order->form_id);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_FORM_VERSION, order->form_version);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_AREA_ID, order->area_id);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_AREA_NAME, order->area_name);
	put_households(writer, order);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_ZONE, order->zone);
}

static void take_households(struct zr_cbor_reader *reader, struct zr_order *order)
{
	size_t count = zr_cbor_take_array(reader);
	order->households = zr_content_take_items(
		reader, count, ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->households);
	if (order->households == NULL) {
		return;
	}
	order->household_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		zr_content_take_fields(reader, PAIR_FIELD_COUNT);
		zr_cbor_take_text_copy(reader, &order->households[i].household_id, NULL);
		zr_cbor_take_text_copy(reader, &order->households[i].address, NULL);
	}
}

static bool take(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	switch (key) {
	case ZR_ORDER_KEY_FORM_ID:
		zr_cbor_take_text_copy(reader, &order->form_id, NULL);
		return true;
	case ZR_ORDER_KEY_FORM_VERSION:
		zr_cbor_take_text_copy(reader, &order->form_version, NULL);
		return true;
	case ZR_ORDER_KEY_AREA_ID:
		zr_cbor_take_text_copy(reader, &order->area_id, NULL);
		return true;
	case ZR_ORDER_KEY_AREA_NAME:
		zr_cbor_take_text_copy(reader, &order->area_name, NULL);
		return true;
	case ZR_ORDER_KEY_HOUSEHOLDS:
		take_households(reader, order);
		return true;
	case ZR_ORDER_KEY_ZONE:
		zr_cbor_take_text_copy(reader, &order->zone, NULL);
		return true;
	default:
		return false;
	}
}

static void finish(struct zr_order *order)
{
	for (size_t i = 0; i < order->household_count; i++) {
		free(order->households[i].household_id);
		free(order->households[i].address);
	}
	free(order->households);
	free(order->form_id);
	free(order->form_version);
	free(order->area_id);
	free(order->area_name);
	free(order->zone);
}

const struct zr_order_codec zr_order_assignment = {
	.field_count = 6,
	.needs = 1U << ZR_ORDER_KEY_FORM_ID | 1U << ZR_ORDER_KEY_FORM_VERSION |
		 1U << ZR_ORDER_KEY_AREA_ID | 1U << ZR_ORDER_KEY_AREA_NAME |
		 1U << ZR_ORDER_KEY_HOUSEHOLDS,
	.put = put,
	.take = take,
	.finish = finish,
};
