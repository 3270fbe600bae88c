/*
 * A questionnaire with its files. Order of the files is kept: the form itself is the first, so that
 * a tablet need not look for it among its media.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"
#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->files != NULL || order->file_count == 0);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_FORM_ID, order->form_id);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_FORM_VERSION, order->form_version);
	zr_cbor_put_int(writer, ZR_ORDER_KEY_FILES);
	zr_content_put_files(writer, order->files, order->file_count);
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
	case ZR_ORDER_KEY_FILES:
		zr_content_take_files(
			reader, ZR_ORDER_FILE_COUNT_MAX, &order->files, &order->file_count);
		return true;
	default:
		return false;
	}
}

static void finish(struct zr_order *order)
{
	zr_content_free_files(order->files, order->file_count);
	free(order->form_id);
	free(order->form_version);
}

const struct zr_order_codec zr_order_form = {
	.field_count = 3,
	.needs = 1U << ZR_ORDER_KEY_FORM_ID | 1U << ZR_ORDER_KEY_FORM_VERSION |
		 1U << ZR_ORDER_KEY_FILES,
	.put = put,
	.take = take,
	.finish = finish,
};
