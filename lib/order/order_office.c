/*
 * To whom answers are sealed from now on: the line of the office's keys, which the tablet follows
 * from the key that it knows. That the hub signed the order is not enough.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->office_line != NULL && order->office_line_bytes > 0);
	zr_cbor_put_bytes_field(
		writer, ZR_ORDER_KEY_OFFICE_LINE, order->office_line, order->office_line_bytes);
}

static bool take(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	if (key != ZR_ORDER_KEY_OFFICE_LINE) {
		return false;
	}
	zr_cbor_take_bytes_copy(reader, &order->office_line, &order->office_line_bytes);
	if (reader->code == 0 && order->office_line_bytes == 0) {
		zr_cbor_fail(reader, ZR_E_SYNTAX); /* no key at all is no news of one */
	}
	return true;
}

static void finish(struct zr_order *order)
{
	free(order->office_line);
}

const struct zr_order_codec zr_order_office = {
	.field_count = 1,
	.needs = 1U << ZR_ORDER_KEY_OFFICE_LINE,
	.put = put,
	.take = take,
	.finish = finish,
};
