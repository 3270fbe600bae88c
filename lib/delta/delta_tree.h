/*
 * What a delta is applied with: where its bytes are read, and the tree that it changes. Both are
 * the caller's.
 */
#ifndef ZR_DELTA_DELTA_TREE_H
#define ZR_DELTA_DELTA_TREE_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/delta/delta_list.h"

/* The delta's bytes, read anywhere: a file, a partition of a stick, memory. */
struct zr_delta_source {
	/* Exactly bytes bytes from offset on. ZR_E_*; what it says is passed on. */
	int (*read_at)(
		void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error);
	void *user;
	uint64_t bytes; /* of the whole delta */
};

/* The tree that is changed. Each call returns 0 or ZR_E_*, which ends the applying; user is the
 * first argument. */
struct zr_delta_tree {
	void *user;

	/* First pass, for each file with content: the base is opened (not when it has none;
	 * ret_bytes is its size), then the content is begun, written front to back, the base being
	 * read between, and ended. Content number n is that of the n-th change with content, from
	 * 0. */
	int (*open_base)(void *user, const char *path, uint64_t *ret_bytes, struct zr_error *error);
	int (*read_base)(
		void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error);
	int (*begin_content)(void *user, uint32_t number, struct zr_error *error);
	int (*write_content)(void *user, const void *data, size_t bytes, struct zr_error *error);
	int (*end_content)(void *user, struct zr_error *error);

	/* Second pass, in the order of the list; number: of the content that a file gets, else 0.
	 */
	int (*change)(void *user, const struct zr_delta_change *change, uint32_t number,
		struct zr_error *error);
};

#endif
