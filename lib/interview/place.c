/* Paths are put together from the root down; a node is an instance of a repeat when one of the
 * controls around the item repeats its reference. */
#include "lib/interview/place.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/form/appearance.h"

static bool is_repeat(const struct zr_control *control, const char *reference)
{
	for (; control != NULL; control = control->parent) {
		if (control->kind == ZR_CONTROL_REPEAT &&
			strcmp(control->reference, reference) == 0) {
			return true;
		}
	}
	return false;
}

/* Room for any reference that a form may have, with its numbers. */
struct trail {
	struct zr_buffer path;
	struct zr_buffer reference; /* the same without numbers */
};

static void trail_finish(struct trail *trail)
{
	zr_buffer_finish(&trail->path);
	zr_buffer_finish(&trail->reference);
}

static int add_step(
	const struct zr_node *node, const struct zr_control *control, struct trail *trail)
{
	const struct zr_name *name = node->name;
	const char *const parts[] = {"/", name->prefix[0] != '\0' ? name->prefix : NULL,
		name->prefix[0] != '\0' ? ":" : NULL, name->local};
	size_t count = sizeof parts / sizeof parts[0];
	int code = zr_buffer_join(&trail->path, parts, count);
	if (code == 0) {
		code = zr_buffer_join(&trail->reference, parts, count);
	}
	if (code == 0 && is_repeat(control, zr_buffer_text(&trail->reference))) {
		code = zr_buffer_add_format(&trail->path, "[%zu]", zr_node_position(node));
	}
	return code;
}

static int add_node(
	const struct zr_node *node, const struct zr_control *control, struct trail *trail)
{
	const struct zr_node *chain[64];
	size_t depth = 0;
	for (; node != NULL && node->name != NULL && depth < sizeof chain / sizeof chain[0];
		node = node->parent) {
		chain[depth++] = node;
	}
	int code = 0;
	while (depth > 0 && code == 0) {
		code = add_step(chain[--depth], control, trail);
	}
	return code;
}

/* The text itself, which its caller frees. */
static char *take_text(struct zr_buffer *path)
{
	if (path->data == NULL) {
		return strdup("");
	}
	char *text = path->data;
	*path = (struct zr_buffer){0};
	return text;
}

char *zr_place_path(const struct zr_item *item)
{
	assert(item != NULL);
	ZR_CLEANUP(trail_finish) struct trail trail = {0};
	if (item->kind == ZR_ITEM_START || item->kind == ZR_ITEM_END) {
		return strdup("");
	}
	if (item->kind == ZR_ITEM_PROMPT) {
		return zr_place_roster_path(item);
	}
	int code = add_node(item->node, item->control, &trail);
	if (code == 0 && item->node == NULL) {
		code = zr_buffer_add_format(&trail.path, "#%u", item->control->line);
	}
	return code == 0 ? take_text(&trail.path) : NULL;
}

char *zr_place_roster_path(const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_PROMPT || item->kind == ZR_ITEM_REPEAT);
	ZR_CLEANUP(trail_finish) struct trail trail = {0};
	int code = add_node(item->parent, item->control, &trail);
	const char *name = item->control->reference;
	size_t known = trail.reference.bytes;
	if (strncmp(name, zr_buffer_text(&trail.reference), known) == 0 && name[known] == '/') {
		name += known;
	} else {
		const char *last = strrchr(name, '/');
		name = last != NULL ? last : name;
	}
	if (code == 0) {
		code = zr_buffer_add_text(&trail.path, name);
	}
	return code == 0 ? take_text(&trail.path) : NULL;
}

bool zr_place_is_inside(const struct zr_node *node, const struct zr_node *instance)
{
	assert(instance != NULL);
	while (node != NULL && node != instance) {
		node = node->parent;
	}
	return node != NULL;
}

bool zr_place_is_hidden(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_SECRET || zr_place_has_appearance(control, "masked");
}

bool zr_place_is_out_of_reach(const struct zr_control *control)
{
	assert(control != NULL);
	enum zr_type type = control->type;
	return control->kind == ZR_CONTROL_UPLOAD || type == ZR_TYPE_GEOPOINT ||
	       type == ZR_TYPE_GEOTRACE || type == ZR_TYPE_GEOSHAPE || type == ZR_TYPE_BINARY ||
	       type == ZR_TYPE_INTENT;
}

bool zr_place_is_drawing(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_UPLOAD &&
	       strncmp(control->mediatype, "image/", strlen("image/")) == 0 &&
	       (zr_place_has_appearance(control, "signature") ||
		       zr_place_has_appearance(control, "draw") ||
		       zr_place_has_appearance(control, "annotate"));
}

bool zr_place_has_appearance(const struct zr_control *control, const char *word)
{
	assert(control != NULL && word != NULL);
	return zr_appearance_has(control->appearance, word);
}

/* An ODK note is a read-only text input without an answer of its own. */
bool zr_place_is_note(const struct zr_item *question)
{
	assert(question->kind == ZR_ITEM_QUESTION);
	const struct zr_control *control = question->control;
	bool is_label_row = (control->kind == ZR_CONTROL_SELECT_ONE ||
				    control->kind == ZR_CONTROL_SELECT_MANY) &&
			    zr_place_has_appearance(control, "label");
	return is_label_row ||
	       (control->kind == ZR_CONTROL_INPUT && control->type == ZR_TYPE_STRING &&
		       zr_item_is_readonly(question));
}
