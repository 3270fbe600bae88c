/* Open addressing with linear steps; the table is at most seven eighths full. */
#include "test/explore/pool.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Zeroed, and in large pages where there are any: most of a walk is waiting for this memory. */
static void *allocate(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) {
		(void)fprintf(stderr, "no memory for %zu bytes\n", bytes);
		exit(2);
	}
	(void)madvise(memory, bytes, MADV_HUGEPAGE);
	return memory;
}

void pool_init(struct pool *pool, const char *name, size_t item_bytes, uint32_t count_max)
{
	assert(item_bytes > 0 && count_max > 0 && count_max < UINT32_MAX / 2);
	uint32_t place_count = 16;
	while (place_count / 8 * 7 < count_max) {
		place_count *= 2;
	}
	*pool = (struct pool){.name = name,
		.item_bytes = item_bytes,
		.count_max = count_max,
		.items = allocate((size_t)count_max * item_bytes),
		.places = allocate(place_count * sizeof *pool->places),
		.place_mask = place_count - 1};
}

void pool_finish(struct pool *pool)
{
	(void)munmap(pool->items, (size_t)pool->count_max * pool->item_bytes);
	(void)munmap(pool->places, ((size_t)pool->place_mask + 1) * sizeof *pool->places);
	*pool = (struct pool){0};
}

/* Eight bytes at a time, each mixed as in splitmix64. */
static uint32_t hash(const void *item, size_t bytes)
{
	const uint8_t *data = item;
	uint64_t value = bytes;
	while (bytes > 0) {
		uint64_t word = 0;
		size_t step = bytes < sizeof word ? bytes : sizeof word;
		memcpy(&word, data, step);
		value = (value ^ word) * 0xbf58476d1ce4e5b9u;
		value ^= value >> 29;
		data += step;
		bytes -= step;
	}
	value *= 0x94d049bb133111ebu;
	return (uint32_t)(value >> 32);
}

static uint32_t put(struct pool *pool, const void *item, uint32_t place, bool *ret_is_new)
{
	for (; pool->places[place] != 0; place = (place + 1) & pool->place_mask) {
		uint32_t index = pool->places[place] - 1;
		if (memcmp(pool->items + index * pool->item_bytes, item, pool->item_bytes) == 0) {
			*ret_is_new = false;
			return index;
		}
	}
	if (pool->count == pool->count_max) {
		(void)fprintf(stderr, "more than %u different %s: the model is too large\n",
			(unsigned)pool->count_max, pool->name);
		exit(2);
	}
	memcpy(pool->items + (size_t)pool->count * pool->item_bytes, item, pool->item_bytes);
	pool->places[place] = ++pool->count;
	*ret_is_new = true;
	return pool->count - 1;
}

uint32_t pool_put(struct pool *pool, const void *item, bool *ret_is_new)
{
	return put(pool, item, hash(item, pool->item_bytes) & pool->place_mask, ret_is_new);
}

void pool_put_all(struct pool *pool, const void *items, size_t count, struct pool_found *ret_found)
{
	const uint8_t *data = items;
	for (size_t i = 0; i < count; i++) {
		ret_found[i].index =
			hash(data + i * pool->item_bytes, pool->item_bytes) & pool->place_mask;
		__builtin_prefetch(&pool->places[ret_found[i].index]);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t index = pool->places[ret_found[i].index];
		__builtin_prefetch(pool->items + (index > 0 ? index - 1 : 0) * pool->item_bytes);
	}
	for (size_t i = 0; i < count; i++) {
		ret_found[i].index = put(pool, data + i * pool->item_bytes, ret_found[i].index,
			&ret_found[i].is_new);
	}
}

const void *pool_get(const struct pool *pool, uint32_t index)
{
	assert(index < pool->count);
	return pool->items + index * pool->item_bytes;
}

size_t pool_memory_bytes(const struct pool *pool)
{
	return pool->count_max * pool->item_bytes + (pool->place_mask + 1) * sizeof *pool->places;
}
