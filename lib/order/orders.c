/*
 * The kind is the first key of the map, for its number is the lowest and a map's keys ascend: so it
 * is known which kind reads the rest. Keys of a later version are skipped, a kind of one is
 * refused, for an order that is followed in part would be acknowledged as a whole.
 */
#include "lib/order/orders.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/content_part.h"
#include "lib/order/order_kind.h"

static const struct zr_order_codec *const codecs[] = {
#define ZR_ORDER_KIND(constant, name, wire) [wire] = &zr_order_##name,
#include "lib/order/orders.def"
};

static const char *const key_names[] = {
#define ZR_ORDER_KEY(constant, key, name) [key] = (name),
#include "lib/order/orders.def"
};
static_assert(sizeof key_names / sizeof key_names[0] <= 64, "keys seen are the bits of a word");

/* NULL for what is none of ours. */
static const struct zr_order_codec *find_codec(uint64_t kind)
{
	return kind < sizeof codecs / sizeof codecs[0] ? codecs[kind] : NULL;
}

int zr_order_encode(
	const struct zr_order *order, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(order != NULL && ret_content->bytes == 0);
	const struct zr_order_codec *codec = find_codec(order->kind);
	assert(codec != NULL);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, 1 + codec->field_count);
	zr_cbor_put_int_field(&writer, ZR_ORDER_KEY_KIND, (int64_t)order->kind);
	codec->put(&writer, order);
	return zr_content_end_writing(&writer, "the order", error);
}

static void take_kind(struct zr_cbor_reader *reader, struct zr_order *order)
{
	uint64_t kind = zr_cbor_take_uint(reader);
	if (find_codec(kind) == NULL) {
		zr_cbor_fail(reader, ZR_E_UNSUPPORTED);
		return;
	}
	order->kind = (enum zr_order_kind)kind;
}

static void take_field(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	const struct zr_order_codec *codec = find_codec(order->kind);
	if (key == ZR_ORDER_KEY_KIND) {
		take_kind(reader, order);
	} else if (codec == NULL) {
		/* Skipped, it would count as seen, and the order would miss it. */
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	} else if (!codec->take(reader, key, order)) {
		zr_cbor_skip(reader);
	}
}

static uint64_t needs_of(const struct zr_order *order)
{
	const struct zr_order_codec *codec = find_codec(order->kind);
	const uint64_t kind = 1U << ZR_ORDER_KEY_KIND;
	return codec != NULL ? kind | codec->needs : kind;
}

int zr_order_decode(
	const void *content, size_t bytes, struct zr_order *ret_order, struct zr_error *error)
{
	assert(ret_order != NULL && (content != NULL || bytes == 0));
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_field(&reader, zr_cbor_take_key(&reader, &seen), &order);
	}
	int code = zr_content_end_map(
		&reader, "the order", needs_of(&order) & ~seen, key_names, error);
	if (code == 0) {
		assert(find_codec(order.kind) != NULL);
		*ret_order = order;
		order = (struct zr_order){0};
	}
	return code;
}

void zr_order_finish(struct zr_order *order)
{
	const struct zr_order_codec *codec = order != NULL ? find_codec(order->kind) : NULL;
	if (codec != NULL) {
		codec->finish(order);
	}
	if (order != NULL) {
		*order = (struct zr_order){0};
	}
}
