/*
 * The reader, by libcbor's stream decoder: one item is decoded at a time into a struct item; what
 * libcbor accepts and determinism forbids is refused by comparing the length of the head that was
 * read with the shortest one for its argument.
 */
#include "lib/cbor/cbor.h"

#include <assert.h>
#include <cbor.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/utf8.h"

enum item_type {
	ITEM_NONE, /* what we never accept: indefinite lengths, break, undefined */
	ITEM_UINT,
	ITEM_NEGINT,
	ITEM_BYTES,
	ITEM_TEXT,
	ITEM_ARRAY,
	ITEM_MAP,
	ITEM_TAG,
	ITEM_BOOL,
	ITEM_OTHER, /* null, floats: only skipped */
};

struct item {
	enum item_type type;
	uint64_t argument; /* value, length, count or tag; a negative number is -1 - argument */
	const uint8_t *data;
};

/* --- libcbor's callbacks ---------------------------------------------------------------------- */

static void set_item(void *context, enum item_type type, uint64_t argument)
{
	*(struct item *)context = (struct item){.type = type, .argument = argument};
}

static void on_uint8(void *context, uint8_t value)
{
	set_item(context, ITEM_UINT, value);
}
static void on_uint16(void *context, uint16_t value)
{
	set_item(context, ITEM_UINT, value);
}
static void on_uint32(void *context, uint32_t value)
{
	set_item(context, ITEM_UINT, value);
}
static void on_uint64(void *context, uint64_t value)
{
	set_item(context, ITEM_UINT, value);
}
static void on_negint8(void *context, uint8_t value)
{
	set_item(context, ITEM_NEGINT, value);
}
static void on_negint16(void *context, uint16_t value)
{
	set_item(context, ITEM_NEGINT, value);
}
static void on_negint32(void *context, uint32_t value)
{
	set_item(context, ITEM_NEGINT, value);
}
static void on_negint64(void *context, uint64_t value)
{
	set_item(context, ITEM_NEGINT, value);
}
static void on_bytes(void *context, cbor_data data, size_t bytes)
{
	*(struct item *)context = (struct item){ITEM_BYTES, bytes, data};
}
static void on_text(void *context, cbor_data data, size_t bytes)
{
	*(struct item *)context = (struct item){ITEM_TEXT, bytes, data};
}
static void on_array(void *context, size_t count)
{
	set_item(context, ITEM_ARRAY, count);
}
static void on_map(void *context, size_t count)
{
	set_item(context, ITEM_MAP, count);
}
static void on_tag(void *context, uint64_t tag)
{
	set_item(context, ITEM_TAG, tag);
}
static void on_bool(void *context, bool value)
{
	set_item(context, ITEM_BOOL, value);
}
static void on_null(void *context)
{
	set_item(context, ITEM_OTHER, 0);
}
static void on_float(void *context, float value)
{
	set_item(context, ITEM_OTHER, 0);
}
static void on_double(void *context, double value)
{
	set_item(context, ITEM_OTHER, 0);
}

static void on_indefinite(void *context)
{
	set_item(context, ITEM_NONE, 0);
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_uint8,
	.uint16 = on_uint16,
	.uint32 = on_uint32,
	.uint64 = on_uint64,
	.negint8 = on_negint8,
	.negint16 = on_negint16,
	.negint32 = on_negint32,
	.negint64 = on_negint64,
	.byte_string = on_bytes,
	.byte_string_start = on_indefinite,
	.string = on_text,
	.string_start = on_indefinite,
	.array_start = on_array,
	.indef_array_start = on_indefinite,
	.map_start = on_map,
	.indef_map_start = on_indefinite,
	.tag = on_tag,
	.float2 = on_float,
	.float4 = on_float,
	.float8 = on_double,
	.undefined = on_indefinite,
	.null = on_null,
	.boolean = on_bool,
	.indef_break = on_indefinite,
};

/* --- reading ---------------------------------------------------------------------------------- */

static size_t shortest_head_bytes(uint64_t argument)
{
	if (argument < 24) {
		return 1;
	}
	if (argument <= UINT8_MAX) {
		return 2;
	}
	if (argument <= UINT16_MAX) {
		return 3;
	}
	return argument <= UINT32_MAX ? 5 : 9;
}

/* What every function of a reader asks for, and leaves: it never stands behind its input. */
static inline bool is_sound(const struct zr_cbor_reader *reader)
{
	return reader != NULL && reader->offset <= reader->bytes && reader->code <= 0 &&
	       (reader->data != NULL || reader->bytes == 0);
}

void zr_cbor_init(struct zr_cbor_reader *ret_reader, const void *data, size_t bytes)
{
	assert(ret_reader != NULL);
	assert(data != NULL || bytes == 0);
	*ret_reader = (struct zr_cbor_reader){.data = data, .bytes = bytes};
}

void zr_cbor_fail(struct zr_cbor_reader *reader, int code)
{
	assert(is_sound(reader));
	assert(code < 0);
	if (reader->code == 0) {
		reader->code = code;
	}
}

static bool is_item_deterministic(const struct item *item, size_t read_bytes)
{
	if (item->type == ITEM_NONE) {
		return false;
	}
	if (item->type == ITEM_BOOL || item->type == ITEM_OTHER) {
		return true;
	}
	bool has_data = item->type == ITEM_BYTES || item->type == ITEM_TEXT;
	size_t head_bytes = read_bytes - (has_data ? (size_t)item->argument : 0);
	return head_bytes == shortest_head_bytes(item->argument);
}

/* A count that the rest of the input could hold, each item being a byte at least. */
static bool is_count_possible(const struct zr_cbor_reader *reader, const struct item *item)
{
	size_t left_bytes = reader->bytes - reader->offset;
	if (item->type == ITEM_ARRAY) {
		return item->argument <= left_bytes;
	}
	return item->type != ITEM_MAP || item->argument <= left_bytes / 2;
}

/* One item's head (and a string's bytes). Tags 0 to 23 are read here: libcbor 0.8 refuses 6 to 20,
 * which it calls unassigned, and COSE_Sign1 is 18. */
static size_t decode_item(const uint8_t *data, size_t bytes, struct item *ret_item)
{
	static const uint8_t first_tag = 0xC0;
	static const uint8_t last_tag = 0xD7;
	if (data[0] >= first_tag && data[0] <= last_tag) {
		set_item(ret_item, ITEM_TAG, (uint64_t)(data[0] - first_tag));
		return 1;
	}
	struct cbor_decoder_result result = cbor_stream_decode(data, bytes, &callbacks, ret_item);
	if (result.status != CBOR_DECODER_FINISHED ||
		!is_item_deterministic(ret_item, result.read)) {
		return 0;
	}
	assert(result.read <= bytes);
	return result.read;
}

static struct item take_any(struct zr_cbor_reader *reader)
{
	static const struct item none = {ITEM_NONE, 0, NULL};
	struct item item = none;
	if (reader->code != 0) {
		return none;
	}
	size_t left_bytes = reader->bytes - reader->offset;
	size_t read_bytes =
		left_bytes == 0 ? 0 : decode_item(reader->data + reader->offset, left_bytes, &item);
	if (read_bytes == 0) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return none;
	}
	reader->offset += read_bytes;
	assert(is_sound(reader));
	if (!is_count_possible(reader, &item)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return none;
	}
	return item;
}

static struct item take(struct zr_cbor_reader *reader, enum item_type type)
{
	struct item item = take_any(reader);
	if (item.type != type) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return (struct item){ITEM_NONE, 0, NULL};
	}
	return item;
}

uint64_t zr_cbor_take_uint(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	return take(reader, ITEM_UINT).argument;
}

static int64_t int_of(struct zr_cbor_reader *reader, const struct item *item)
{
	if (item->argument > INT64_MAX || (item->type != ITEM_UINT && item->type != ITEM_NEGINT)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	int64_t argument = (int64_t)item->argument;
	return item->type == ITEM_UINT ? argument : -1 - argument;
}

int64_t zr_cbor_take_int(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	struct item item = take_any(reader);
	return int_of(reader, &item);
}

bool zr_cbor_take_bool(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	return take(reader, ITEM_BOOL).argument != 0;
}

struct zr_cbor_span zr_cbor_take_bytes(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	struct item item = take(reader, ITEM_BYTES);
	return (struct zr_cbor_span){item.data, (size_t)item.argument};
}

static bool is_text_good(const char *text, size_t bytes)
{
	while (bytes > 0) {
		size_t length = *text != '\0' ? zr_utf8_read(text, bytes, NULL) : 0;
		if (length == 0) {
			return false;
		}
		text += length;
		bytes -= length;
	}
	return true;
}

/* UTF-8 without NUL: a text ends up as a C string, and what stands behind a NUL would be there for
 * one reader and not for another. */
static struct zr_cbor_span take_text(struct zr_cbor_reader *reader)
{
	struct item item = take(reader, ITEM_TEXT);
	if (!is_text_good((const char *)item.data, (size_t)item.argument)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return (struct zr_cbor_span){NULL, 0};
	}
	return (struct zr_cbor_span){item.data, (size_t)item.argument};
}

size_t zr_cbor_take_array(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	return (size_t)take(reader, ITEM_ARRAY).argument;
}

size_t zr_cbor_take_map(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	return (size_t)take(reader, ITEM_MAP).argument;
}

uint64_t zr_cbor_take_tag(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	return take(reader, ITEM_TAG).argument;
}

/* How many items stand inside this one. */
static uint64_t child_count(const struct item *item)
{
	switch (item->type) {
	case ITEM_ARRAY:
		return item->argument;
	case ITEM_MAP:
		return item->argument * 2;
	case ITEM_TAG:
		return 1;
	default:
		return 0;
	}
}

/* The rest of an item whose head was taken: left[depth] items are still to come at each level. */
static void skip_inside(struct zr_cbor_reader *reader, const struct item *first)
{
	uint64_t left[ZR_CBOR_DEPTH_MAX] = {child_count(first)};
	size_t depth = 0;
	while (reader->code == 0) {
		assert(depth < ZR_CBOR_DEPTH_MAX);
		if (left[depth] == 0) {
			if (depth == 0) {
				return;
			}
			depth--;
			continue;
		}
		left[depth]--;
		struct item item = take_any(reader);
		uint64_t inside_count = child_count(&item);
		if (inside_count == 0) {
			continue;
		}
		if (depth + 1 == ZR_CBOR_DEPTH_MAX) {
			zr_cbor_fail(reader, ZR_E_LIMIT);
			return;
		}
		left[++depth] = inside_count;
	}
}

void zr_cbor_skip(struct zr_cbor_reader *reader)
{
	assert(is_sound(reader));
	struct item item = take_any(reader);
	skip_inside(reader, &item);
}

int64_t zr_cbor_take_key(struct zr_cbor_reader *reader, uint64_t *seen)
{
	assert(is_sound(reader));
	assert(seen != NULL);
	struct item item = take_any(reader);
	bool is_number = item.type == ITEM_UINT || item.type == ITEM_NEGINT;
	if (!is_number || item.argument > INT64_MAX) {
		skip_inside(reader, &item);
		return INT64_MIN;
	}
	int64_t key = int_of(reader, &item);
	if (key >= 0 && key <= 63) {
		uint64_t bit = (uint64_t)1 << key;
		if ((*seen & bit) != 0) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
			return INT64_MIN;
		}
		*seen |= bit;
	}
	return key;
}

void zr_cbor_take_fixed(struct zr_cbor_reader *reader, void *ret_data, size_t bytes)
{
	assert(is_sound(reader));
	assert(ret_data != NULL);
	struct zr_cbor_span span = zr_cbor_take_bytes(reader);
	if (reader->code == 0 && span.bytes != bytes) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	if (reader->code == 0 && bytes > 0) {
		memcpy(ret_data, span.data, bytes);
	} else {
		memset(ret_data, 0, bytes);
	}
}

void zr_cbor_take_string(struct zr_cbor_reader *reader, char *ret_text, size_t size)
{
	assert(is_sound(reader));
	assert(ret_text != NULL && size > 0);
	struct zr_cbor_span span = take_text(reader);
	if (span.bytes >= size) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
		span.bytes = 0;
	}
	if (span.bytes > 0) {
		memcpy(ret_text, span.data, span.bytes);
	}
	ret_text[span.bytes] = '\0';
}

static void copy_span(
	struct zr_cbor_reader *reader, struct zr_cbor_span span, char **ret_copy, size_t *ret_bytes)
{
	if (reader->code != 0) {
		return;
	}
	assert(*ret_copy == NULL);
	char *copy = malloc(span.bytes + 1);
	if (copy == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
		return;
	}
	if (span.bytes > 0) {
		memcpy(copy, span.data, span.bytes);
	}
	copy[span.bytes] = '\0';
	*ret_copy = copy;
	if (ret_bytes != NULL) {
		*ret_bytes = span.bytes;
	}
}

void zr_cbor_take_text_copy(struct zr_cbor_reader *reader, char **ret_copy, size_t *ret_bytes)
{
	assert(is_sound(reader));
	copy_span(reader, take_text(reader), ret_copy, ret_bytes);
}

void zr_cbor_take_bytes_copy(struct zr_cbor_reader *reader, char **ret_copy, size_t *ret_bytes)
{
	assert(is_sound(reader));
	copy_span(reader, zr_cbor_take_bytes(reader), ret_copy, ret_bytes);
}

int zr_cbor_end(const struct zr_cbor_reader *reader, const char *what, struct zr_error *error)
{
	assert(is_sound(reader));
	assert(what != NULL);
	switch (reader->code) {
	case 0:
		break;
	case ZR_E_NOMEM:
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read %s", what);
	case ZR_E_LIMIT:
		return zr_error_set(error, ZR_E_LIMIT,
			"%s is nested too deep, or a text or list is too long, at byte %zu", what,
			reader->offset);
	case ZR_E_UNSUPPORTED:
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"%s is of a kind that this software does not know, at byte %zu; update it",
			what, reader->offset);
	default:
		return zr_error_set(error, reader->code,
			"%s is not the CBOR that it must be, at byte %zu; it was cut or altered",
			what, reader->offset);
	}
	if (reader->offset != reader->bytes) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"%s ends at byte %zu, but %zu more bytes stand behind it", what,
			reader->offset, reader->bytes - reader->offset);
	}
	return 0;
}
