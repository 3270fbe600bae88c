/*
 * A tree, read by fts and sorted by path, so that a folder stands before what is in it.
 */
#include "tools/delta/tree_walk.h"

#include <assert.h>
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

enum {
	FIRST_ROOM = 1024,
};

static void close_walk(FTS **walk)
{
	if (*walk != NULL) {
		(void)fts_close(*walk);
	}
}

static int add(struct zr_tree_walk *walk, const char *path, const struct stat *facts,
	struct zr_error *error)
{
	if (walk->count == ZR_DELTA_CHANGE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "The tree has more than %d files",
			ZR_DELTA_CHANGE_COUNT_MAX);
	}
	if (walk->count == walk->room) {
		size_t room = walk->room == 0 ? FIRST_ROOM : walk->room * 2;
		struct zr_tree_walk_entry *entries =
			reallocarray(walk->entries, room, sizeof *entries);
		if (entries == NULL) {
			return zr_error_set(
				error, ZR_E_NOMEM, "There is no memory for the files of a tree");
		}
		walk->entries = entries;
		walk->room = room;
	}
	char *copy = strdup(path);
	if (copy == NULL) {
		return zr_error_set(
			error, ZR_E_NOMEM, "There is no memory for the files of a tree");
	}
	walk->entries[walk->count++] = (struct zr_tree_walk_entry){.path = copy, .facts = *facts};
	return 0;
}

static int compare_entries(const void *first, const void *second)
{
	return strcmp(((const struct zr_tree_walk_entry *)first)->path,
		((const struct zr_tree_walk_entry *)second)->path);
}

static int take(
	struct zr_tree_walk *walk, const FTSENT *entry, size_t folder_bytes, struct zr_error *error)
{
	switch (entry->fts_info) {
	case FTS_D:
	case FTS_F:
	case FTS_SL:
	case FTS_SLNONE:
		return entry->fts_level == FTS_ROOTLEVEL
			       ? 0
			       : add(walk, entry->fts_path + folder_bytes + 1, entry->fts_statp,
					 error);
	case FTS_DP:
		return 0;
	case FTS_DEFAULT:
		return zr_error_set_at(error, ZR_E_UNSUPPORTED, 0, entry->fts_path,
			"A tree of a release has files, folders and links, nothing else");
	default:
		return zr_error_set_errno(error, entry->fts_errno, "read a tree");
	}
}

int zr_tree_walk_read(struct zr_tree_walk *ret_walk, const char *folder, struct zr_error *error)
{
	assert(ret_walk != NULL && ret_walk->entries == NULL);
	assert(folder != NULL);
	char *paths[] = {(char *)folder, NULL};
	ZR_CLEANUP(close_walk) FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (walk == NULL) {
		return zr_error_set_errno(error, errno, "read a tree");
	}
	errno = 0;
	for (FTSENT *entry = fts_read(walk); entry != NULL; entry = fts_read(walk)) {
		int code = take(ret_walk, entry, strlen(folder), error);
		if (code != 0) {
			return code;
		}
		errno = 0;
	}
	if (errno != 0) {
		return zr_error_set_errno(error, errno, "read a tree");
	}
	if (ret_walk->count > 0) {
		qsort(ret_walk->entries, ret_walk->count, sizeof *ret_walk->entries,
			compare_entries);
	}
	return 0;
}

const struct zr_tree_walk_entry *zr_tree_walk_find(
	const struct zr_tree_walk *walk, const char *path)
{
	assert(walk != NULL);
	assert(path != NULL);
	struct zr_tree_walk_entry key = {.path = (char *)path};
	return walk->count == 0
		       ? NULL
		       : bsearch(&key, walk->entries, walk->count, sizeof key, compare_entries);
}

void zr_tree_walk_finish(struct zr_tree_walk *walk)
{
	assert(walk != NULL);
	for (size_t i = 0; i < walk->count; i++) {
		free(walk->entries[i].path);
	}
	free(walk->entries);
	*walk = (struct zr_tree_walk){0};
}
