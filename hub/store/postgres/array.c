/* One dimension, no NULL among the values: a head, then a length and the bytes of each. */
#include "hub/store/postgres/array.h"

#include <assert.h>
#include <endian.h>

/* Of pg_type; they never change. */
enum {
	TYPE_BYTEA = 17,
	TYPE_INT8 = 20,
	HEAD_BYTES = 20,
	LENGTH_BYTES = 4,
};

static int add_word(struct zr_array *array, uint32_t word)
{
	const uint32_t wire = htobe32(word);
	return zr_buffer_add(&array->wire, &wire, sizeof wire);
}

int zr_array_init(struct zr_array *array, enum zr_array_kind kind, size_t count, size_t bytes_max)
{
	assert(array != NULL && array->wire.data == NULL);
	assert(count > 0 && count <= INT32_MAX);
	const uint32_t head[] = {1 /* dimension */, 0 /* no NULL */,
		kind == ZR_ARRAY_INT ? TYPE_INT8 : TYPE_BYTEA, (uint32_t)count, 1 /* the first */};
	static_assert(sizeof head == HEAD_BYTES, "five words");
	*array = (struct zr_array){.kind = kind, .count = count};
	int code = zr_buffer_reserve(&array->wire, HEAD_BYTES + count * LENGTH_BYTES + bytes_max);
	for (size_t i = 0; code == 0 && i < sizeof head / sizeof head[0]; i++) {
		code = add_word(array, head[i]);
	}
	return code;
}

void zr_array_finish(struct zr_array *array)
{
	assert(array != NULL);
	zr_buffer_finish(&array->wire);
	*array = (struct zr_array){0};
}

static int add(struct zr_array *array, const void *data, size_t bytes)
{
	assert(array->added_count < array->count);
	if (bytes > INT32_MAX) {
		return ZR_E_LIMIT;
	}
	array->added_count++;
	int code = add_word(array, (uint32_t)bytes);
	return code == 0 && bytes > 0 ? zr_buffer_add(&array->wire, data, bytes) : code;
}

int zr_array_add_int(struct zr_array *array, int64_t value)
{
	assert(array != NULL && array->kind == ZR_ARRAY_INT);
	const uint64_t wire = htobe64((uint64_t)value);
	return add(array, &wire, sizeof wire);
}

int zr_array_add_bytes(struct zr_array *array, const void *data, size_t bytes)
{
	assert(array != NULL && array->kind == ZR_ARRAY_BYTES);
	assert(data != NULL || bytes == 0);
	return add(array, data, bytes);
}
