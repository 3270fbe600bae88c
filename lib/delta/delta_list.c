/*
 * The list of a delta in CBOR. A list that does not keep to its form fails its reader, which then
 * gives no more changes.
 */
#include "lib/delta/delta_list.h"

#include <assert.h>
#include <string.h>

enum {
	LIST_FIELD_COUNT = 4,
	MODE_MAX = 07777,
	CLUSTER_BYTES_MIN = 4096,
	CLUSTER_BYTES_MAX = 1024 * 1024,
};

/* Fields of a change, its kind among them; 0 for what is no kind. */
static size_t count_fields(uint64_t kind)
{
	static const size_t counts[] = {
		[ZR_DELTA_REMOVE] = 2,
		[ZR_DELTA_FOLDER] = 3,
		[ZR_DELTA_LINK] = 3,
		[ZR_DELTA_FILE] = 6,
		[ZR_DELTA_MODE] = 3,
	};
	return kind < sizeof counts / sizeof *counts ? counts[kind] : 0;
}

bool zr_delta_list_is_path(const char *path)
{
	assert(path != NULL);
	while (true) {
		size_t part = strcspn(path, "/");
		bool is_dots = part > 0 && part <= 2 && strspn(path, ".") >= part;
		if (part == 0 || part > ZR_DELTA_NAME_BYTES_MAX || is_dots) {
			return false;
		}
		if (path[part] == '\0') {
			return true;
		}
		path += part + 1;
	}
}

static void take_recipe(struct zr_cbor_reader *reader, struct zr_delta_recipe *recipe)
{
	recipe->timestamp = zr_cbor_take_uint(reader);
	zr_cbor_take_fixed(reader, recipe->uuid, sizeof recipe->uuid);
	uint64_t cluster = zr_cbor_take_uint(reader);
	if (cluster < CLUSTER_BYTES_MIN || cluster > CLUSTER_BYTES_MAX ||
		(cluster & (cluster - 1)) != 0 || recipe->timestamp > INT64_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return;
	}
	recipe->cluster_bytes = (uint32_t)cluster;
}

void zr_delta_list_open(struct zr_delta_list *ret_list, const void *data, size_t bytes)
{
	assert(ret_list != NULL);
	assert(data != NULL || bytes == 0);
	*ret_list = (struct zr_delta_list){0};
	struct zr_cbor_reader *reader = &ret_list->reader;
	zr_cbor_init(reader, data, bytes);
	if (zr_cbor_take_array(reader) != LIST_FIELD_COUNT) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	take_recipe(reader, &ret_list->recipe);
	ret_list->left = zr_cbor_take_array(reader);
	if (ret_list->left > ZR_DELTA_CHANGE_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
}

static void take_path(struct zr_cbor_reader *reader, char *path, bool may_be_empty)
{
	zr_cbor_take_string(reader, path, ZR_DELTA_PATH_BYTES_MAX + 1);
	bool is_fine = path[0] == '\0' ? may_be_empty : zr_delta_list_is_path(path);
	if (!is_fine) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static unsigned take_mode(struct zr_cbor_reader *reader)
{
	uint64_t mode = zr_cbor_take_uint(reader);
	if (mode > MODE_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	return (unsigned)mode;
}

static void take_content(struct zr_cbor_reader *reader, struct zr_delta_change *change)
{
	change->bytes = zr_cbor_take_uint(reader);
	take_path(reader, change->other, true);
	uint64_t pieces = zr_cbor_take_uint(reader);
	/* Each piece gives a byte, but that the first may only say where in the base to begin. */
	if (change->bytes > ZR_DELTA_FILE_BYTES_MAX || pieces > change->bytes + 1) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
		return;
	}
	change->piece_count = (uint32_t)pieces;
}

static void take_change(struct zr_cbor_reader *reader, struct zr_delta_change *change)
{
	size_t field_count = zr_cbor_take_array(reader);
	uint64_t kind = zr_cbor_take_uint(reader);
	if (field_count == 0 || field_count != count_fields(kind)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return;
	}
	change->kind = (enum zr_delta_change_kind)kind;
	take_path(reader, change->path, false);
	if (kind == ZR_DELTA_LINK) {
		zr_cbor_take_string(reader, change->other, sizeof change->other);
		if (change->other[0] == '\0') {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	} else if (kind != ZR_DELTA_REMOVE) {
		change->mode = take_mode(reader);
	}
	if (kind == ZR_DELTA_FILE) {
		take_content(reader, change);
	}
}

bool zr_delta_list_next(struct zr_delta_list *list, struct zr_delta_change *ret_change)
{
	assert(list != NULL);
	assert(ret_change != NULL);
	if (list->left == 0 || list->reader.code != 0) {
		return false;
	}
	*ret_change = (struct zr_delta_change){0};
	take_change(&list->reader, ret_change);
	list->left--;
	return list->reader.code == 0;
}

int zr_delta_list_end(const struct zr_delta_list *list, struct zr_error *error)
{
	assert(list != NULL);
	assert(list->left == 0 || list->reader.code != 0);
	return zr_cbor_end(&list->reader, "the list of the delta", error);
}

void zr_delta_list_put_head(
	struct zr_cbor_writer *writer, const struct zr_delta_recipe *recipe, size_t count)
{
	assert(recipe != NULL);
	assert(count <= ZR_DELTA_CHANGE_COUNT_MAX);
	zr_cbor_put_array(writer, LIST_FIELD_COUNT);
	zr_cbor_put_uint(writer, recipe->timestamp);
	zr_cbor_put_bytes(writer, recipe->uuid, sizeof recipe->uuid);
	zr_cbor_put_uint(writer, recipe->cluster_bytes);
	zr_cbor_put_array(writer, count);
}

void zr_delta_list_put(struct zr_cbor_writer *writer, const struct zr_delta_change *change)
{
	assert(change != NULL);
	assert(zr_delta_list_is_path(change->path));
	assert(count_fields(change->kind) > 0);
	zr_cbor_put_array(writer, count_fields(change->kind));
	zr_cbor_put_uint(writer, change->kind);
	zr_cbor_put_text(writer, change->path);
	if (change->kind == ZR_DELTA_LINK) {
		zr_cbor_put_text(writer, change->other);
	} else if (change->kind != ZR_DELTA_REMOVE) {
		zr_cbor_put_uint(writer, change->mode);
	}
	if (change->kind == ZR_DELTA_FILE) {
		zr_cbor_put_uint(writer, change->bytes);
		zr_cbor_put_text(writer, change->other);
		zr_cbor_put_uint(writer, change->piece_count);
	}
}
