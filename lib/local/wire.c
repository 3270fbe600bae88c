/*
 * Writing by libcbor's encoders, reading by its stateless stream decoder, one item at a time. Its
 * tree builder (cbor_load) is not used: it allocates by the counts that the input claims.
 */
#include "lib/local/wire.h"

#include <assert.h>
#include <cbor.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

enum {
	HEAD_BYTES_MAX = 9
};

/* ---- writing ---- */

static void add(struct zr_wire_writer *writer, const void *data, size_t bytes)
{
	if (writer->result == 0) {
		writer->result = zr_buffer_add(writer->buffer, data, bytes);
	}
}

void zr_wire_add_map(struct zr_wire_writer *writer, size_t pair_count)
{
	uint8_t head[HEAD_BYTES_MAX];
	add(writer, head, cbor_encode_map_start(pair_count, head, sizeof head));
}

void zr_wire_add_array(struct zr_wire_writer *writer, size_t item_count)
{
	uint8_t head[HEAD_BYTES_MAX];
	add(writer, head, cbor_encode_array_start(item_count, head, sizeof head));
}

void zr_wire_add_key(struct zr_wire_writer *writer, uint64_t key)
{
	uint8_t head[HEAD_BYTES_MAX];
	add(writer, head, cbor_encode_uint(key, head, sizeof head));
}

void zr_wire_add_uint(struct zr_wire_writer *writer, uint64_t key, uint64_t value)
{
	zr_wire_add_key(writer, key);
	zr_wire_add_key(writer, value);
}

void zr_wire_add_int(struct zr_wire_writer *writer, uint64_t key, int64_t value)
{
	if (value >= 0) {
		zr_wire_add_uint(writer, key, (uint64_t)value);
		return;
	}
	uint8_t head[HEAD_BYTES_MAX];
	zr_wire_add_key(writer, key);
	add(writer, head, cbor_encode_negint((uint64_t)(-(value + 1)), head, sizeof head));
}

void zr_wire_add_bool(struct zr_wire_writer *writer, uint64_t key, bool value)
{
	uint8_t head[HEAD_BYTES_MAX];
	zr_wire_add_key(writer, key);
	add(writer, head, cbor_encode_bool(value, head, sizeof head));
}

void zr_wire_add_text(struct zr_wire_writer *writer, uint64_t key, const char *text)
{
	uint8_t head[HEAD_BYTES_MAX];
	size_t bytes = text != NULL ? strlen(text) : 0;
	zr_wire_add_key(writer, key);
	add(writer, head, cbor_encode_string_start(bytes, head, sizeof head));
	add(writer, text, bytes);
}

void zr_wire_add_bytes(struct zr_wire_writer *writer, uint64_t key, const void *data, size_t bytes)
{
	uint8_t head[HEAD_BYTES_MAX];
	zr_wire_add_key(writer, key);
	add(writer, head, cbor_encode_bytestring_start(bytes, head, sizeof head));
	add(writer, data, bytes);
}

/* ---- reading ---- */

enum item_kind {
	ITEM_OTHER,
	ITEM_UINT,
	ITEM_NEGINT, /* value is -1 - number */
	ITEM_BYTES,
	ITEM_TEXT,
	ITEM_ARRAY,
	ITEM_MAP,
	ITEM_BOOL,
	ITEM_TAG,
};

struct item {
	enum item_kind kind;
	uint64_t number;     /* value, or count of items or pairs */
	const uint8_t *data; /* borrowed: bytes and text */
	size_t bytes;
};

static void set_number(void *context, enum item_kind kind, uint64_t number)
{
	*(struct item *)context = (struct item){.kind = kind, .number = number};
}

static void on_uint8(void *context, uint8_t value)
{
	set_number(context, ITEM_UINT, value);
}

static void on_uint16(void *context, uint16_t value)
{
	set_number(context, ITEM_UINT, value);
}

static void on_uint32(void *context, uint32_t value)
{
	set_number(context, ITEM_UINT, value);
}

static void on_uint64(void *context, uint64_t value)
{
	set_number(context, ITEM_UINT, value);
}

static void on_negint8(void *context, uint8_t value)
{
	set_number(context, ITEM_NEGINT, value);
}

static void on_negint16(void *context, uint16_t value)
{
	set_number(context, ITEM_NEGINT, value);
}

static void on_negint32(void *context, uint32_t value)
{
	set_number(context, ITEM_NEGINT, value);
}

static void on_negint64(void *context, uint64_t value)
{
	set_number(context, ITEM_NEGINT, value);
}

static void on_bytes(void *context, cbor_data data, size_t bytes)
{
	*(struct item *)context = (struct item){.kind = ITEM_BYTES, .data = data, .bytes = bytes};
}

static void on_text(void *context, cbor_data data, size_t bytes)
{
	*(struct item *)context = (struct item){.kind = ITEM_TEXT, .data = data, .bytes = bytes};
}

static void on_array(void *context, size_t count)
{
	set_number(context, ITEM_ARRAY, count);
}

static void on_map(void *context, size_t count)
{
	set_number(context, ITEM_MAP, count);
}

static void on_tag(void *context, uint64_t value)
{
	set_number(context, ITEM_TAG, value);
}

static void on_bool(void *context, bool value)
{
	set_number(context, ITEM_BOOL, value ? 1 : 0);
}

/* What leaves the item as OTHER: floats, null, undefined, indefinite lengths. */
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
	.byte_string_start = cbor_null_byte_string_start_callback,
	.string = on_text,
	.string_start = cbor_null_string_start_callback,
	.array_start = on_array,
	.indef_array_start = cbor_null_indef_array_start_callback,
	.map_start = on_map,
	.indef_map_start = cbor_null_indef_map_start_callback,
	.tag = on_tag,
	.float2 = cbor_null_float2_callback,
	.float4 = cbor_null_float4_callback,
	.float8 = cbor_null_float8_callback,
	.null = cbor_null_null_callback,
	.undefined = cbor_null_undefined_callback,
	.boolean = on_bool,
	.indef_break = cbor_null_indef_break_callback,
};

static struct item fail(struct zr_wire_reader *reader, int code)
{
	if (reader->result == 0) {
		reader->result = code;
	}
	return (struct item){.kind = ITEM_OTHER};
}

static struct item next(struct zr_wire_reader *reader)
{
	if (reader->result < 0 || reader->offset >= reader->bytes) {
		return fail(reader, ZR_E_SYNTAX);
	}
	struct item item = {.kind = ITEM_OTHER};
	struct cbor_decoder_result result = cbor_stream_decode(
		reader->data + reader->offset, reader->bytes - reader->offset, &callbacks, &item);
	if (result.status != CBOR_DECODER_FINISHED || result.read == 0) {
		return fail(reader, ZR_E_SYNTAX);
	}
	reader->offset += result.read;
	assert(reader->offset <= reader->bytes);
	/* Each item is at least one byte: a count beyond what is left is a lie. */
	if ((item.kind == ITEM_ARRAY || item.kind == ITEM_MAP) &&
		item.number > reader->bytes - reader->offset) {
		return fail(reader, ZR_E_SYNTAX);
	}
	return item;
}

static struct item next_of(struct zr_wire_reader *reader, enum item_kind kind)
{
	struct item item = next(reader);
	return item.kind == kind ? item : fail(reader, ZR_E_SYNTAX);
}

size_t zr_wire_read_map(struct zr_wire_reader *reader)
{
	return (size_t)next_of(reader, ITEM_MAP).number;
}

size_t zr_wire_read_array(struct zr_wire_reader *reader)
{
	return (size_t)next_of(reader, ITEM_ARRAY).number;
}

uint64_t zr_wire_read_uint(struct zr_wire_reader *reader)
{
	return next_of(reader, ITEM_UINT).number;
}

int64_t zr_wire_read_int(struct zr_wire_reader *reader)
{
	struct item item = next(reader);
	bool is_integer = item.kind == ITEM_UINT || item.kind == ITEM_NEGINT;
	if (!is_integer || item.number > INT64_MAX) {
		(void)fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	return item.kind == ITEM_UINT ? (int64_t)item.number : -1 - (int64_t)item.number;
}

bool zr_wire_read_bool(struct zr_wire_reader *reader)
{
	return next_of(reader, ITEM_BOOL).number != 0;
}

static struct item next_text(struct zr_wire_reader *reader)
{
	struct item item = next_of(reader, ITEM_TEXT);
	if (item.bytes > 0 && memchr(item.data, '\0', item.bytes) != NULL) {
		return fail(reader, ZR_E_SYNTAX);
	}
	return item;
}

static void copy_item(struct zr_wire_reader *reader, const struct item *item, char **copy)
{
	free(*copy);
	*copy = NULL;
	if (reader->result < 0) {
		return;
	}
	*copy = malloc(item->bytes + 1);
	if (*copy == NULL) {
		reader->result = ZR_E_NOMEM;
		return;
	}
	if (item->bytes > 0) {
		memcpy(*copy, item->data, item->bytes);
	}
	(*copy)[item->bytes] = '\0';
}

void zr_wire_read_text(struct zr_wire_reader *reader, char **text)
{
	struct item item = next_text(reader);
	copy_item(reader, &item, text);
}

void zr_wire_read_text_into(struct zr_wire_reader *reader, char *text, size_t size)
{
	assert(size > 0);
	struct item item = next_text(reader);
	text[0] = '\0';
	if (reader->result < 0) {
		return;
	}
	if (item.bytes >= size) {
		(void)fail(reader, ZR_E_LIMIT);
		return;
	}
	if (item.bytes > 0) {
		memcpy(text, item.data, item.bytes);
	}
	text[item.bytes] = '\0';
}

void zr_wire_read_bytes(struct zr_wire_reader *reader, char **data, size_t *bytes)
{
	struct item item = next_of(reader, ITEM_BYTES);
	copy_item(reader, &item, data);
	*bytes = *data != NULL ? item.bytes : 0;
}

void zr_wire_skip(struct zr_wire_reader *reader)
{
	/* Items still to come on each level; no recursion on input. */
	uint64_t left[ZR_ENVELOPE_DEPTH_MAX] = {1};
	size_t depth = 0;
	for (;;) {
		if (left[depth] == 0) {
			if (depth == 0) {
				return;
			}
			depth--;
			continue;
		}
		left[depth]--;
		struct item item = next(reader);
		uint64_t inside = item.kind == ITEM_ARRAY ? item.number
				  : item.kind == ITEM_MAP ? item.number * 2
				  : item.kind == ITEM_TAG ? 1
							  : 0;
		if (item.kind == ITEM_OTHER) {
			(void)fail(reader, ZR_E_SYNTAX);
		} else if (inside > 0 && depth + 1 == ZR_ENVELOPE_DEPTH_MAX) {
			(void)fail(reader, ZR_E_LIMIT);
		} else if (inside > 0) {
			left[++depth] = inside;
		}
		if (reader->result < 0) {
			return;
		}
	}
}
