/*
 * The arena: a chain of blocks that grow from 4 KiB to 256 KiB; larger requests get their own.
 *
 * Blocks of the full size come from the kernel with their pages in place: a form of 20 MiB is
 * filled from one end to the other, and a fault a page was two fifths of what loading it cost.
 */
#include "lib/base/arena.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	BLOCK_FIRST_BYTES = 4096,
	BLOCK_LAST_BYTES = 256 * 1024 - 64, /* with its header whole pages */
	ALIGNMENT = 8 /* of pointers, 64-bit integers and doubles: all that is kept in arenas */
};

struct zr_arena_block {
	struct zr_arena_block *older;
	size_t used_bytes;
	size_t capacity_bytes;
	bool is_mapped;
	bool is_zeroed; /* beyond used_bytes nobody has written yet */
	_Alignas(16) char data[];
};

static struct zr_arena_block *allocate(size_t capacity_bytes)
{
	struct zr_arena_block *block = NULL;
	bool is_mapped = capacity_bytes >= BLOCK_LAST_BYTES;
	if (is_mapped) {
		void *pages = mmap(NULL, sizeof *block + capacity_bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		block = pages != MAP_FAILED ? pages : NULL;
	} else {
		block = malloc(sizeof *block + capacity_bytes);
	}
	if (block != NULL) {
		*block = (struct zr_arena_block){.capacity_bytes = capacity_bytes,
			.is_mapped = is_mapped,
			.is_zeroed = is_mapped};
	}
	return block;
}

static void release(struct zr_arena_block *block)
{
	assert(block != NULL && block->used_bytes <= block->capacity_bytes);
	if (!block->is_mapped) {
		free(block);
	} else {
		(void)munmap(block, sizeof *block + block->capacity_bytes);
	}
}

static struct zr_arena_block *block_new(struct zr_arena *arena, size_t bytes)
{
	size_t capacity_bytes = BLOCK_FIRST_BYTES;
	if (arena->blocks != NULL) {
		capacity_bytes = arena->blocks->capacity_bytes * 2;
	}
	if (capacity_bytes > BLOCK_LAST_BYTES) {
		capacity_bytes = BLOCK_LAST_BYTES;
	}
	if (capacity_bytes < bytes) {
		capacity_bytes = bytes;
	}
	struct zr_arena_block *block = allocate(capacity_bytes);
	if (block != NULL) {
		block->older = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

void *zr_arena_new(struct zr_arena *arena, size_t bytes)
{
	assert(arena != NULL);
	if (bytes > SIZE_MAX / 2) {
		return NULL;
	}
	size_t rounded_bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct zr_arena_block *block = arena->blocks;
	if (block == NULL || block->capacity_bytes - block->used_bytes < rounded_bytes) {
		block = block_new(arena, rounded_bytes);
		if (block == NULL) {
			return NULL;
		}
	}
	assert(block->capacity_bytes - block->used_bytes >= rounded_bytes);
	void *memory = block->data + block->used_bytes;
	block->used_bytes += rounded_bytes;
	arena->total_bytes += rounded_bytes;
	return block->is_zeroed ? memory : memset(memory, 0, rounded_bytes);
}

char *zr_arena_copy(struct zr_arena *arena, const char *text, size_t bytes)
{
	assert(arena != NULL && (text != NULL || bytes == 0));
	if (bytes == SIZE_MAX) {
		return NULL;
	}
	char *copy = zr_arena_new(arena, bytes + 1);
	if (copy != NULL && bytes > 0) {
		memcpy(copy, text, bytes);
	}
	return copy;
}

static void free_older(struct zr_arena_block *block)
{
	while (block != NULL) {
		struct zr_arena_block *older = block->older;
		release(block);
		block = older;
	}
}

void zr_arena_reset(struct zr_arena *arena)
{
	assert(arena != NULL);
	if (arena->blocks != NULL) {
		free_older(arena->blocks->older);
		arena->blocks->older = NULL;
		arena->blocks->is_zeroed = false;
		arena->blocks->used_bytes = 0;
	}
	arena->total_bytes = 0;
}

void zr_arena_finish(struct zr_arena *arena)
{
	assert(arena != NULL);
	free_older(arena->blocks);
	*arena = (struct zr_arena){0};
}
