/*
 * The writer: heads by libcbor's encoders, which give the shortest. It keeps no count of what it
 * promised: an array's items are the caller's to put, and who reads finds what is missing.
 */
#include "lib/cbor/cbor.h"

#include <assert.h>
#include <cbor.h>
#include <string.h>

enum {
	HEAD_BYTES_MAX = 9
};

/* What every function of a writer asks for. */
static inline bool is_sound(const struct zr_cbor_writer *writer)
{
	return writer != NULL && writer->buffer != NULL && writer->code <= 0;
}

static void put(struct zr_cbor_writer *writer, const void *data, size_t bytes)
{
	if (writer->code == 0) {
		writer->code = zr_buffer_add(writer->buffer, data, bytes);
	}
}

static void put_head(struct zr_cbor_writer *writer, const uint8_t *head, size_t bytes)
{
	assert(bytes > 0 && bytes <= HEAD_BYTES_MAX);
	put(writer, head, bytes);
}

void zr_cbor_put_uint(struct zr_cbor_writer *writer, uint64_t value)
{
	assert(is_sound(writer));
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_uint(value, head, sizeof head));
}

void zr_cbor_put_int(struct zr_cbor_writer *writer, int64_t value)
{
	assert(is_sound(writer));
	if (value >= 0) {
		zr_cbor_put_uint(writer, (uint64_t)value);
		return;
	}
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_negint((uint64_t)(-1 - value), head, sizeof head));
}

void zr_cbor_put_bytes(struct zr_cbor_writer *writer, const void *data, size_t bytes)
{
	assert(is_sound(writer));
	assert(data != NULL || bytes == 0);
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_bytestring_start(bytes, head, sizeof head));
	if (bytes > 0) {
		put(writer, data, bytes);
	}
}

void zr_cbor_put_text(struct zr_cbor_writer *writer, const char *text)
{
	assert(is_sound(writer));
	size_t bytes = text == NULL ? 0 : strlen(text);
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_string_start(bytes, head, sizeof head));
	if (bytes > 0) {
		put(writer, text, bytes);
	}
}

void zr_cbor_put_array(struct zr_cbor_writer *writer, size_t item_count)
{
	assert(is_sound(writer));
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_array_start(item_count, head, sizeof head));
}

void zr_cbor_put_map(struct zr_cbor_writer *writer, size_t pair_count)
{
	assert(is_sound(writer));
	assert(pair_count <= SIZE_MAX / 2);
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_map_start(pair_count, head, sizeof head));
}

void zr_cbor_put_tag(struct zr_cbor_writer *writer, uint64_t tag)
{
	assert(is_sound(writer));
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_tag(tag, head, sizeof head));
}

void zr_cbor_put_null(struct zr_cbor_writer *writer)
{
	assert(is_sound(writer));
	uint8_t head[HEAD_BYTES_MAX];
	put_head(writer, head, cbor_encode_null(head, sizeof head));
}

void zr_cbor_put_uint_field(struct zr_cbor_writer *writer, int64_t key, uint64_t value)
{
	assert(is_sound(writer));
	zr_cbor_put_int(writer, key);
	zr_cbor_put_uint(writer, value);
}

void zr_cbor_put_int_field(struct zr_cbor_writer *writer, int64_t key, int64_t value)
{
	assert(is_sound(writer));
	zr_cbor_put_int(writer, key);
	zr_cbor_put_int(writer, value);
}

void zr_cbor_put_bool_field(struct zr_cbor_writer *writer, int64_t key, bool value)
{
	assert(is_sound(writer));
	uint8_t head[HEAD_BYTES_MAX];
	zr_cbor_put_int(writer, key);
	put_head(writer, head, cbor_encode_bool(value, head, sizeof head));
}

void zr_cbor_put_text_field(struct zr_cbor_writer *writer, int64_t key, const char *text)
{
	assert(is_sound(writer));
	zr_cbor_put_int(writer, key);
	zr_cbor_put_text(writer, text);
}

void zr_cbor_put_bytes_field(
	struct zr_cbor_writer *writer, int64_t key, const void *data, size_t bytes)
{
	assert(is_sound(writer));
	zr_cbor_put_int(writer, key);
	zr_cbor_put_bytes(writer, data, bytes);
}
