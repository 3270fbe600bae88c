/*
 * A pool of equal-sized items, each kept once: the same bytes are the same index. Items lie in the
 * order in which they came, so a pool is the table of visited states and their queue in one. It is
 * as large as it was made: over that it stops the program, which is how memory is bounded.
 */
#ifndef ZR_TEST_POOL_H
#define ZR_TEST_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool {
	const char *name; /* borrowed */
	size_t item_bytes;
	uint32_t count;
	uint32_t count_max;
	uint8_t *items;      /* owned */
	uint32_t *places;    /* owned; open addressing, index + 1, 0 is free */
	uint32_t place_mask; /* their number less one, a power of two */
};

void pool_init(struct pool *pool, const char *name, size_t item_bytes, uint32_t count_max);
void pool_finish(struct pool *pool);

/* The item's index. item has no padding, or it is zero. */
uint32_t pool_put(struct pool *pool, const void *item, bool *ret_is_new);
/* The same for count items, one behind the other: the memory of all is asked for before the first
 * is looked at, which hides most of its slowness. */
struct pool_found {
	uint32_t index;
	bool is_new;
};
void pool_put_all(struct pool *pool, const void *items, size_t count, struct pool_found *ret_found);
/* Borrowed until the pool is finished. */
const void *pool_get(const struct pool *pool, uint32_t index);
size_t pool_memory_bytes(const struct pool *pool);

#endif
