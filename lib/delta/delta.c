/*
 * Applying a delta: the four streams are opened, the list is read whole and checked, then come the
 * two passes. Invariant: no callback of the second pass runs before every stream was read to its
 * end.
 */
#include "lib/delta/delta.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/delta/delta_patch.h"
#include "lib/delta/delta_stream.h"

enum stream_index {
	STREAM_LIST,
	STREAM_CONTROL,
	STREAM_DIFFERENCE,
	STREAM_EXTRA,
	STREAM_COUNT,
};

static const char *const stream_names[STREAM_COUNT] = {
	"The list", "The control", "The difference", "The extra"};

struct work {
	const struct zr_delta_tree *tree;
	struct zr_delta_stream streams[STREAM_COUNT];
	struct zr_buffer list;
};

static void finish_work(struct work *work)
{
	for (size_t i = 0; i < STREAM_COUNT; i++) {
		zr_delta_stream_finish(&work->streams[i]);
	}
	zr_buffer_finish(&work->list);
}

static void free_work(struct work **work)
{
	if (*work != NULL) {
		finish_work(*work);
		free(*work);
	}
}

static int open_streams(
	struct work *work, const struct zr_delta_source *source, struct zr_error *error)
{
	uint8_t head[ZR_DELTA_HEAD_BYTES];
	if (source->bytes < sizeof head) {
		return zr_error_set(error, ZR_E_SYNTAX, "This is no delta: it ends early");
	}
	int code = source->read_at(source->user, 0, head, sizeof head, error);
	if (code != 0) {
		return code;
	}
	size_t magic_bytes = sizeof ZR_DELTA_MAGIC - 1;
	if (memcmp(head, ZR_DELTA_MAGIC, magic_bytes) != 0) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"This is no delta, or of a kind that this release does not know");
	}
	uint64_t at = sizeof head;
	for (size_t i = 0; i < STREAM_COUNT; i++) {
		uint32_t bytes = 0;
		memcpy(&bytes, head + magic_bytes + i * sizeof bytes, sizeof bytes);
		bytes = le32toh(bytes);
		if (bytes > source->bytes - at) {
			return zr_error_set(
				error, ZR_E_SYNTAX, "%s of the delta ends early", stream_names[i]);
		}
		code = zr_delta_stream_init(&work->streams[i], source, stream_names[i], at, bytes);
		if (code != 0) {
			return zr_error_set(error, code, "There is no memory to unpack a delta");
		}
		at += bytes;
	}
	if (at != source->bytes) {
		return zr_error_set(error, ZR_E_SYNTAX, "Behind the delta there are more bytes");
	}
	return 0;
}

static int read_list(struct work *work, struct zr_error *error)
{
	uint8_t piece[ZR_DELTA_PIECE_BYTES];
	size_t taken = 0;
	do {
		int code = zr_delta_stream_read(
			&work->streams[STREAM_LIST], piece, sizeof piece, &taken, error);
		if (code == 0 && work->list.bytes + taken > ZR_DELTA_LIST_BYTES_MAX) {
			code = zr_error_set(error, ZR_E_LIMIT,
				"The list of the delta is longer than %zu bytes",
				ZR_DELTA_LIST_BYTES_MAX);
		}
		if (code == 0 && zr_buffer_add(&work->list, piece, taken) != 0) {
			code = zr_error_set(
				error, ZR_E_NOMEM, "There is no memory for the list of a delta");
		}
		if (code != 0) {
			return code;
		}
	} while (taken > 0);
	return zr_delta_stream_end(&work->streams[STREAM_LIST], error);
}

/* All of the list is right before the first change is made. */
static int check_list(
	const struct work *work, struct zr_delta_recipe *ret_recipe, struct zr_error *error)
{
	struct zr_delta_list list;
	struct zr_delta_change change;
	uint64_t total = 0;
	zr_delta_list_open(&list, work->list.data, work->list.bytes);
	while (zr_delta_list_next(&list, &change)) {
		total += change.bytes;
		if (total > ZR_DELTA_TOTAL_BYTES_MAX) {
			return zr_error_set(error, ZR_E_LIMIT, "The delta gives more than %u MiB",
				(unsigned)(ZR_DELTA_TOTAL_BYTES_MAX >> 20));
		}
	}
	*ret_recipe = list.recipe;
	return zr_delta_list_end(&list, error);
}

static int write_content(struct work *work, const struct zr_delta_change *change, uint32_t number,
	struct zr_error *error)
{
	const struct zr_delta_tree *tree = work->tree;
	struct zr_delta_patch patch = {
		.control = &work->streams[STREAM_CONTROL],
		.difference = &work->streams[STREAM_DIFFERENCE],
		.extra = &work->streams[STREAM_EXTRA],
		.tree = tree,
		.left = change->bytes,
	};
	int code = 0;
	if (change->other[0] != '\0') {
		code = tree->open_base(tree->user, change->other, &patch.base_bytes, error);
	}
	if (code == 0) {
		code = tree->begin_content(tree->user, number, error);
	}
	if (code == 0) {
		code = zr_delta_patch_run(&patch, change->piece_count, error);
	}
	return code != 0 ? code : tree->end_content(tree->user, error);
}

static int write_contents(struct work *work, struct zr_error *error)
{
	struct zr_delta_list list;
	struct zr_delta_change change;
	uint32_t number = 0;
	zr_delta_list_open(&list, work->list.data, work->list.bytes);
	while (zr_delta_list_next(&list, &change)) {
		if (change.kind != ZR_DELTA_FILE) {
			continue;
		}
		int code = write_content(work, &change, number++, error);
		if (code != 0) {
			return code;
		}
	}
	for (size_t i = STREAM_CONTROL; i < STREAM_COUNT; i++) {
		int code = zr_delta_stream_end(&work->streams[i], error);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int change_tree(struct work *work, struct zr_error *error)
{
	const struct zr_delta_tree *tree = work->tree;
	struct zr_delta_list list;
	struct zr_delta_change change;
	uint32_t number = 0;
	zr_delta_list_open(&list, work->list.data, work->list.bytes);
	while (zr_delta_list_next(&list, &change)) {
		bool has_content = change.kind == ZR_DELTA_FILE;
		int code = tree->change(tree->user, &change, has_content ? number : 0, error);
		if (code != 0) {
			return code;
		}
		number += has_content;
	}
	return zr_delta_list_end(&list, error);
}

int zr_delta_apply(const struct zr_delta_source *source, const struct zr_delta_tree *tree,
	struct zr_delta_recipe *ret_recipe, struct zr_error *error)
{
	assert(source != NULL && source->read_at != NULL);
	assert(tree != NULL && ret_recipe != NULL);
	ZR_CLEANUP(free_work) struct work *work = calloc(1, sizeof *work);
	if (work == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to unpack a delta");
	}
	work->tree = tree;
	struct zr_delta_recipe recipe = {0};
	int code = open_streams(work, source, error);
	if (code == 0) {
		code = read_list(work, error);
	}
	if (code == 0) {
		code = check_list(work, &recipe, error);
	}
	if (code == 0) {
		code = write_contents(work, error);
	}
	if (code == 0) {
		code = change_tree(work, error);
	}
	if (code == 0) {
		*ret_recipe = recipe;
	}
	return code;
}
