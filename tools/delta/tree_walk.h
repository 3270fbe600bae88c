/*
 * What is in a tree: every path below a folder with its kind, mode and size, sorted by path. No
 * link is followed.
 */
#ifndef ZR_TOOLS_TREE_WALK_H
#define ZR_TOOLS_TREE_WALK_H

#include <sys/stat.h>

#include "lib/base/error.h"

struct zr_tree_walk_entry {
	char *path; /* relative; owned */
	struct stat facts;
};

struct zr_tree_walk {
	struct zr_tree_walk_entry *entries; /* owned */
	size_t count;
	size_t room;
};

/* ret_walk is {0}; finish it in any case. ZR_E_IO, ZR_E_NOMEM, ZR_E_LIMIT: more than a delta can
 * have. */
int zr_tree_walk_read(
	struct zr_tree_walk *ret_walk, const char *folder, struct zr_error *error) ZR_MUST_CHECK;

/* NULL when there is no such path. Borrowed. */
const struct zr_tree_walk_entry *zr_tree_walk_find(
	const struct zr_tree_walk *walk, const char *path);

void zr_tree_walk_finish(struct zr_tree_walk *walk);

#endif
