/*
 * The list of a delta: which files change and how, and by which parameters the image is made
 * again.
 *
 *	[timestamp, h'uuid', bytes of a cluster, [change, …]]
 *	change   [1, path]                              it goes; a folder is empty by then
 *	         [2, path, mode]                        a folder is made
 *	         [3, path, target]                      a symbolic link is made
 *	         [4, path, mode, bytes, base, pieces]   a file gets this content; base "" has none
 *	         [5, path, mode]                        only the mode changes
 *
 * What goes comes first, what is in a folder before it, then the others sorted by path, so that a
 * folder stands before what is in it. Owners are not among it: all of an image is root's. Reading
 * allocates nothing: texts are copied into the change, one at a time.
 */
#ifndef ZR_DELTA_DELTA_LIST_H
#define ZR_DELTA_DELTA_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"

#define ZR_DELTA_UUID_BYTES 16

enum zr_delta_change_kind {
	ZR_DELTA_REMOVE = 1,
	ZR_DELTA_FOLDER = 2,
	ZR_DELTA_LINK = 3,
	ZR_DELTA_FILE = 4,
	ZR_DELTA_MODE = 5,
};

struct zr_delta_change {
	enum zr_delta_change_kind kind;
	char path[ZR_DELTA_PATH_BYTES_MAX + 1]; /* relative, no "." or ".." among its parts */
	unsigned mode;                          /* permissions, at most 07777 */
	uint64_t bytes;                         /* of the content */
	char other[ZR_DELTA_PATH_BYTES_MAX +
		   1]; /* what a link says; the path of a file's base, "" for none */
	uint32_t piece_count;
};

/* How mkfs.erofs was called for the image. */
struct zr_delta_recipe {
	uint64_t timestamp; /* of every file, seconds */
	uint8_t uuid[ZR_DELTA_UUID_BYTES];
	uint32_t cluster_bytes;
};

struct zr_delta_list {
	struct zr_cbor_reader reader;
	struct zr_delta_recipe recipe;
	size_t left; /* changes that were not taken yet */
};

/* Begins reading; the bytes are borrowed and must outlive the list. */
void zr_delta_list_open(struct zr_delta_list *ret_list, const void *data, size_t bytes);

/* The next change; false at the end, and from the first fault on. */
bool zr_delta_list_next(struct zr_delta_list *list, struct zr_delta_change *ret_change);

/* After the last: 0, or what is wrong. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_delta_list_end(const struct zr_delta_list *list, struct zr_error *error) ZR_MUST_CHECK;

/* Writes the head and then count changes. */
void zr_delta_list_put_head(
	struct zr_cbor_writer *writer, const struct zr_delta_recipe *recipe, size_t count);
void zr_delta_list_put(struct zr_cbor_writer *writer, const struct zr_delta_change *change);

/* Whether a path may stand in a list. */
bool zr_delta_list_is_path(const char *path);

#endif
