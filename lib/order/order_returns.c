/*
 * Records that were sent back with remarks, and such as nobody waits for any more. The parcels are
 * sealed on their own: what is said here is which records they are.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"
#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

enum {
	RETURN_FIELD_COUNT = 2,
};

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->returns != NULL || order->return_count == 0);
	zr_cbor_put_int(writer, ZR_ORDER_KEY_RETURNS);
	zr_cbor_put_array(writer, order->return_count);
	for (size_t i = 0; i < order->return_count; i++) {
		zr_cbor_put_array(writer, RETURN_FIELD_COUNT);
		zr_cbor_put_text(writer, order->returns[i].record_id);
		zr_cbor_put_bytes(writer, order->returns[i].parcel, order->returns[i].parcel_bytes);
	}
}

static void take_return(struct zr_cbor_reader *reader, struct zr_order_return *item)
{
	size_t bytes = 0;
	zr_content_take_fields(reader, RETURN_FIELD_COUNT);
	zr_cbor_take_text_copy(reader, &item->record_id, &bytes);
	zr_cbor_take_bytes_copy(reader, &item->parcel, &item->parcel_bytes);
	if (reader->code == 0 && (bytes == 0 || bytes > ZR_RECORD_ID_BYTES_MAX)) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (item->parcel_bytes == 0) {
		free(item->parcel);
		item->parcel = NULL;
	}
}

static bool take(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	if (key != ZR_ORDER_KEY_RETURNS) {
		return false;
	}
	size_t count = zr_cbor_take_array(reader);
	order->returns = zr_content_take_items(
		reader, count, ZR_ORDER_RETURN_COUNT_MAX, sizeof *order->returns);
	if (order->returns == NULL) {
		return true;
	}
	order->return_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_return(reader, &order->returns[i]);
	}
	return true;
}

static void finish(struct zr_order *order)
{
	assert(order->returns != NULL || order->return_count == 0);
	for (size_t i = 0; i < order->return_count; i++) {
		free(order->returns[i].record_id);
		free(order->returns[i].parcel);
	}
	free(order->returns);
}

const struct zr_order_codec zr_order_returns = {
	.field_count = 1,
	.needs = 1U << ZR_ORDER_KEY_RETURNS,
	.put = put,
	.take = take,
	.finish = finish,
};
