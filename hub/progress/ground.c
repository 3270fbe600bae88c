/* A path names all that is above: each of its ids is looked up for its name. */
#include "hub/progress/ground.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/http/json.h"
#include "hub/store/store.h"

/* The id that a path, or the beginning of one that ends with a slash, ends with. */
static void copy_last(const char *path, size_t bytes, char ret_id[ZR_STORE_ID_BYTES])
{
	assert(bytes > 0 && path[bytes - 1] == '/');
	size_t begin = bytes - 1;
	while (begin > 0 && path[begin - 1] != '/') {
		begin--;
	}
	(void)snprintf(ret_id, ZR_STORE_ID_BYTES, "%.*s", (int)(bytes - 1 - begin), path + begin);
}

int zr_ground_find(struct zr_store *store, const struct zr_caller *caller, const char *id,
	struct zr_territory *ret_ground, struct zr_error *error)
{
	assert(store != NULL && caller != NULL && ret_ground != NULL);
	char own[ZR_STORE_ID_BYTES] = "";
	size_t bytes = strlen(caller->territory);
	if (id == NULL && bytes > 0) {
		copy_last(caller->territory, bytes, own);
		id = own;
	}
	*ret_ground = (struct zr_territory){0};
	int code = id != NULL ? zr_store_get_territory(store, id, ret_ground, error) : 0;
	if (code == 0 && !zr_scope_has(caller->territory, ret_ground->path)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no territory %.63s", id);
	}
	return code;
}

static struct json_object *make_node(const struct zr_territory *node)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", node->territory_id);
	zr_json_add_text(row, "kind", node->kind);
	zr_json_add_text(row, "name", node->name);
	return row;
}

static int add_above(struct zr_store *store, const struct zr_territory *ground, size_t bytes,
	struct json_object *above, struct zr_error *error)
{
	struct zr_territory node = {0};
	char id[ZR_STORE_ID_BYTES];
	if (bytes > 0) {
		copy_last(ground->path, bytes, id);
	}
	int code = bytes > 0 ? zr_store_get_territory(store, id, &node, error) : 0;
	if (code == 0) {
		(void)json_object_array_add(above, make_node(&node));
	}
	return code;
}

int zr_ground_tell(struct zr_store *store, const struct zr_caller *caller,
	const struct zr_territory *ground, struct json_object *answer, struct zr_error *error)
{
	assert(store != NULL && caller != NULL && ground != NULL && answer != NULL);
	assert(zr_scope_has(caller->territory, ground->path));
	struct json_object *above = json_object_new_array();
	size_t top = strlen(caller->territory);
	size_t bottom = strlen(ground->path);
	int code = 0;
	for (size_t bytes = top; code == 0 && bytes < bottom; bytes++) {
		if (bytes == top || ground->path[bytes - 1] == '/') {
			code = add_above(store, ground, bytes, above, error);
		}
	}
	(void)json_object_object_add(answer, "territory", make_node(ground));
	(void)json_object_object_add(answer, "above", above);
	return code;
}
