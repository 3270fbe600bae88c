/*
 * An arena: many small allocations, freed all at once. {0} is an empty arena.
 * Memory is aligned to 8 bytes and zeroed. Nothing in it can be freed alone.
 */
#ifndef ZR_BASE_ARENA_H
#define ZR_BASE_ARENA_H

#include <stddef.h>

struct zr_arena_block;

struct zr_arena {
	struct zr_arena_block *blocks; /* newest first; owned */
	size_t total_bytes;            /* what was handed out */
};

/* Zeroed memory, or NULL when there is none. */
void *zr_arena_new(struct zr_arena *arena, size_t bytes);

/* A copy of bytes bytes of text with a NUL behind them, or NULL. */
char *zr_arena_copy(struct zr_arena *arena, const char *text, size_t bytes);

/* Forgets every allocation and keeps the newest block for reuse. */
void zr_arena_reset(struct zr_arena *arena);

void zr_arena_finish(struct zr_arena *arena);

#endif
