/* Paths are put together from the root down; a node is an instance of a repeat when one of the
 * controls around the item repeats its reference. */
#include "tablet/apps/census/model/place.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

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

static void add_node(const struct zr_node *node, const struct zr_control *control, GString *path,
	GString *reference)
{
	const struct zr_node *chain[64];
	size_t depth = 0;
	for (; node != NULL && node->name != NULL && depth < G_N_ELEMENTS(chain);
		node = node->parent) {
		chain[depth++] = node;
	}
	while (depth > 0) {
		node = chain[--depth];
		if (node->name->prefix[0] != '\0') {
			g_string_append_printf(
				path, "/%s:%s", node->name->prefix, node->name->local);
			g_string_append_printf(
				reference, "/%s:%s", node->name->prefix, node->name->local);
		} else {
			g_string_append_printf(path, "/%s", node->name->local);
			g_string_append_printf(reference, "/%s", node->name->local);
		}
		if (is_repeat(control, reference->str)) {
			g_string_append_printf(path, "[%zu]", zr_node_position(node));
		}
	}
}

char *zr_place_path(const struct zr_item *item)
{
	assert(item != NULL);
	if (item->kind == ZR_ITEM_START || item->kind == ZR_ITEM_END) {
		return g_strdup("");
	}
	if (item->kind == ZR_ITEM_PROMPT) {
		return zr_place_roster_path(item);
	}
	GString *path = g_string_new(NULL);
	g_autoptr(GString) reference = g_string_new(NULL);
	add_node(item->node, item->control, path, reference);
	if (item->node == NULL) {
		g_string_append_printf(path, "#%u", item->control->line);
	}
	return g_string_free(path, FALSE);
}

char *zr_place_roster_path(const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_PROMPT || item->kind == ZR_ITEM_REPEAT);
	GString *path = g_string_new(NULL);
	g_autoptr(GString) reference = g_string_new(NULL);
	add_node(item->parent, item->control, path, reference);
	const char *name = item->control->reference;
	if (g_str_has_prefix(name, reference->str) && name[reference->len] == '/') {
		g_string_append(path, name + reference->len);
	} else {
		const char *last = strrchr(name, '/');
		g_string_append(path, last != NULL ? last : name);
	}
	return g_string_free(path, FALSE);
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

bool zr_place_is_drawing(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_UPLOAD &&
	       g_str_has_prefix(control->mediatype, "image/") &&
	       (zr_place_has_appearance(control, "signature") ||
		       zr_place_has_appearance(control, "draw") ||
		       zr_place_has_appearance(control, "annotate"));
}

bool zr_place_has_appearance(const struct zr_control *control, const char *word)
{
	assert(control != NULL && word != NULL);
	return zr_appearance_has(control->appearance, word);
}
