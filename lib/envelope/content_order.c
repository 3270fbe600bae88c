/* Orders of the hub as CBOR maps. The keys are those of docs/envelope.md. */
#include "lib/envelope/content.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/content_priv.h"

enum {
	ORDER_KIND = 1,
	ORDER_FORM_ID = 2,
	ORDER_FORM_VERSION = 3,
	ORDER_FILES = 4,
	ORDER_AREA_ID = 5,
	ORDER_AREA_NAME = 6,
	ORDER_HOUSEHOLDS = 7,
	ORDER_ZONE = 8,
	PAIR_FIELD_COUNT = 2,
};

static const char *const order_keys[] = {
	NULL, "kind", "form_id", "form_version", "files", "area_id", "area_name", "households"};

static void put_households(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	zr_cbor_put_int(writer, ORDER_HOUSEHOLDS);
	zr_cbor_put_array(writer, order->household_count);
	for (size_t i = 0; i < order->household_count; i++) {
		zr_cbor_put_array(writer, PAIR_FIELD_COUNT);
		zr_cbor_put_text(writer, order->households[i].household_id);
		zr_cbor_put_text(writer, order->households[i].address);
	}
}

int zr_order_encode(
	const struct zr_order *order, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(order != NULL && ret_content->bytes == 0);
	assert(order->kind == ZR_ORDER_FORM || order->kind == ZR_ORDER_ASSIGNMENT);
	bool is_form = order->kind == ZR_ORDER_FORM;
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, is_form ? 4 : 7);
	zr_cbor_put_int_field(&writer, ORDER_KIND, (int64_t)order->kind);
	zr_cbor_put_text_field(&writer, ORDER_FORM_ID, order->form_id);
	zr_cbor_put_text_field(&writer, ORDER_FORM_VERSION, order->form_version);
	if (is_form) {
		zr_cbor_put_int(&writer, ORDER_FILES);
		zr_content_put_files(&writer, order->files, order->file_count);
	} else {
		zr_cbor_put_text_field(&writer, ORDER_AREA_ID, order->area_id);
		zr_cbor_put_text_field(&writer, ORDER_AREA_NAME, order->area_name);
		put_households(&writer, order);
		zr_cbor_put_text_field(&writer, ORDER_ZONE, order->zone);
	}
	return zr_content_end_writing(&writer, "the order", error);
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

static void take_order_field(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	switch (key) {
	case ORDER_KIND: {
		uint64_t kind = zr_cbor_take_uint(reader);
		if (kind != ZR_ORDER_FORM && kind != ZR_ORDER_ASSIGNMENT) {
			zr_cbor_fail(reader, ZR_E_UNSUPPORTED);
		} else {
			order->kind = (enum zr_order_kind)kind;
		}
		break;
	}
	case ORDER_FORM_ID:
		zr_cbor_take_text_copy(reader, &order->form_id, NULL);
		break;
	case ORDER_FORM_VERSION:
		zr_cbor_take_text_copy(reader, &order->form_version, NULL);
		break;
	case ORDER_FILES:
		zr_content_take_files(
			reader, ZR_ORDER_FILE_COUNT_MAX, &order->files, &order->file_count);
		break;
	case ORDER_AREA_ID:
		zr_cbor_take_text_copy(reader, &order->area_id, NULL);
		break;
	case ORDER_AREA_NAME:
		zr_cbor_take_text_copy(reader, &order->area_name, NULL);
		break;
	case ORDER_HOUSEHOLDS:
		take_households(reader, order);
		break;
	case ORDER_ZONE:
		zr_cbor_take_text_copy(reader, &order->zone, NULL);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

/* The keys that an order of this kind must have, as a bit set. */
static uint64_t order_needs(enum zr_order_kind kind)
{
	uint64_t both = 1U << ORDER_KIND | 1U << ORDER_FORM_ID | 1U << ORDER_FORM_VERSION;
	if (kind == ZR_ORDER_FORM) {
		return both | 1U << ORDER_FILES;
	}
	return both | 1U << ORDER_AREA_ID | 1U << ORDER_AREA_NAME | 1U << ORDER_HOUSEHOLDS;
}

int zr_order_decode(
	const void *content, size_t bytes, struct zr_order *ret_order, struct zr_error *error)
{
	assert(ret_order != NULL);
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_order_field(&reader, zr_cbor_take_key(&reader, &seen), &order);
	}
	int code = zr_content_end_map(
		&reader, "the order", order_needs(order.kind) & ~seen, order_keys, error);
	if (code == 0) {
		*ret_order = order;
		order = (struct zr_order){0};
	}
	return code;
}

void zr_order_finish(struct zr_order *order)
{
	if (order == NULL) {
		return;
	}
	for (size_t i = 0; i < order->household_count; i++) {
		free(order->households[i].household_id);
		free(order->households[i].address);
	}
	zr_content_free_files(order->files, order->file_count);
	free(order->households);
	free(order->form_id);
	free(order->form_version);
	free(order->area_id);
	free(order->area_name);
	free(order->zone);
	*order = (struct zr_order){0};
}
