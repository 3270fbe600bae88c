/*
 * The repeats of the main instance, once the body has told which they are: zr_template_finish()
 * takes their templates aside, puts the anchors in, and leaves twins that no repeat explains as a
 * fault. Source: ODK XForms "Repeats", "Default values in repeats".
 */
#include "lib/form/load/template.h"

#include <assert.h>
#include <string.h>

#include "lib/form/load/loading.h"
#include "lib/form/rules/datatype.h"
#include "lib/form/xml.h"

static void give_repeat(struct zr_bind *bind, const struct zr_bind *repeat)
{
	bind->repeat = bind->is_repeat ? bind : repeat;
	for (struct zr_bind *at = bind->first_attribute; at != NULL; at = at->next) {
		at->repeat = bind->repeat;
	}
	for (struct zr_bind *child = bind->first_child; child != NULL; child = child->next) {
		give_repeat(child, bind->repeat);
	}
}

void zr_template_set_repeat(struct zr_bind *bind)
{
	assert(bind != NULL && bind->parent != NULL);
	bind->is_repeat = true;
	give_repeat(bind, bind->parent != NULL ? bind->parent->repeat : NULL);
}

static void unlink_node(struct zr_node *node)
{
	assert(node->parent != NULL);
	if (node->previous != NULL) {
		node->previous->next = node->next;
	} else {
		node->parent->first_child = node->next;
	}
	if (node->next != NULL) {
		node->next->previous = node->previous;
	} else {
		node->parent->last_child = node->previous;
	}
	node->parent = NULL;
	node->next = NULL;
	node->previous = NULL;
}

static bool is_template(const struct zr_node *node)
{
	return zr_xml_attribute(node, ZR_XML_JR, "template") != NULL;
}

/* What a value of the type is, ZR_FAULT_NONE where any text is one. */
static enum zr_fault_kind name_of(enum zr_type type)
{
	switch (type) {
	case ZR_TYPE_INT:
		return ZR_FAULT_A_WHOLE_NUMBER;
	case ZR_TYPE_DECIMAL:
		return ZR_FAULT_A_NUMBER;
	case ZR_TYPE_BOOLEAN:
		return ZR_FAULT_A_BOOLEAN;
	case ZR_TYPE_DATE:
		return ZR_FAULT_A_DATE;
	case ZR_TYPE_TIME:
		return ZR_FAULT_A_TIME;
	case ZR_TYPE_DATETIME:
		return ZR_FAULT_A_MOMENT;
	case ZR_TYPE_GEOPOINT:
	case ZR_TYPE_GEOTRACE:
	case ZR_TYPE_GEOSHAPE:
		return ZR_FAULT_A_PLACE;
	default:
		return ZR_FAULT_NONE;
	}
}

/* What the form starts with: named where it is of another type, a place in the spelling that
 * answers have. */
static int take_default(
	struct zr_loading *loading, struct zr_node *node, const struct zr_bind *bind)
{
	enum zr_fault_kind name = node->value != NULL ? name_of(bind->type) : ZR_FAULT_NONE;
	if (name == ZR_FAULT_NONE) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	const struct zr_xpath_context context = {.arena = &loading->form->arena};
	bool is_place = bind->type == ZR_TYPE_GEOPOINT || bind->type == ZR_TYPE_GEOTRACE ||
			bind->type == ZR_TYPE_GEOSHAPE;
	enum zr_fit fit = ZR_FIT_NOT;
	if (zr_datatype_normalise(bind->type, node->value, &context, &text, &fit) != 0) {
		return zr_loading_nomem(loading);
	}
	bool is_range = bind->control != NULL && bind->control->kind == ZR_CONTROL_RANGE;
	if (fit == ZR_FIT_WELL && is_range &&
		!zr_datatype_is_on_scale(&bind->control->priv->scale, zr_buffer_text(&text))) {
		fit = ZR_FIT_NOT;
		name = ZR_FAULT_A_SCALE_VALUE;
	}
	if (fit != ZR_FIT_WELL) {
		zr_loading_remark(loading, ZR_E_INVALID, node, bind->path,
			&(const struct zr_fault){.kind = ZR_FAULT_STARTS_WITH,
				.phrase = name,
				.subject = bind->path,
				.value = node->value});
	} else if (is_place) {
		node->value = zr_arena_copy(&loading->form->arena, text.data, text.bytes);
	}
	return node->value != NULL ? 0 : zr_loading_nomem(loading);
}

/* Takes templates out of the tree below node; refuses twins. keeps_instances is false inside a
 * template, where nested repeats start empty. */
static int settle(struct zr_loading *loading, struct zr_node *node)
{
	struct zr_node *child = node->first_child;
	while (child != NULL) {
		struct zr_node *next = child->next;
		struct zr_bind *bind =
			child->bind != NULL ? loading->form->binds[child->bind->index] : NULL;
		if (bind == NULL) {
			child = next;
			continue;
		}
		int code = settle(loading, child);
		if (code != 0) {
			return code;
		}
		if (bind->type == ZR_TYPE_INT || bind->type == ZR_TYPE_DECIMAL ||
			bind->type == ZR_TYPE_BOOLEAN) {
			child->flags |= ZR_NODE_NUMERIC;
		}
		if (bind->type == ZR_TYPE_DATETIME) {
			child->flags |= ZR_NODE_MOMENT;
		}
		code = take_default(loading, child, bind);
		if (code != 0) {
			return code;
		}
		if (bind->is_repeat && is_template(child)) {
			unlink_node(child);
			bind->source = child;
		} else if (bind->is_twin && !bind->is_repeat && bind->control != NULL &&
			   zr_node_child(node, child->name) != child) {
			zr_loading_remark(loading, ZR_E_EXISTS, child, bind->path,
				&(const struct zr_fault){
					.kind = ZR_FAULT_TWIN_NODE, .subject = bind->path});
		}
		child = next;
	}
	return 0;
}

/* An anchor behind the instances of each repeat: never part of a node-set. It marks where new
 * instances go and is what the repeat's own condition is judged on while there are none. */
static int add_anchors(struct zr_loading *loading, struct zr_node *node)
{
	assert(node->bind != NULL);
	const struct zr_bind *bind = node->bind;
	for (struct zr_bind *child = bind->first_child; child != NULL; child = child->next) {
		if (!child->is_repeat) {
			continue;
		}
		struct zr_node *last = NULL;
		const struct zr_node *before = NULL;
		for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
			if (at->bind == child) {
				last = at;
			} else if (at->bind != NULL && at->bind->index < child->index) {
				before = at;
			}
		}
		struct zr_node *anchor = zr_xml_add(&loading->form->arena, NULL, child->name, NULL);
		if (anchor == NULL) {
			return zr_loading_nomem(loading);
		}
		anchor->bind = child;
		anchor->flags = ZR_NODE_TEMPLATE;
		const struct zr_node *behind = last != NULL ? last : before;
		struct zr_node *next = behind != NULL ? behind->next : node->first_child;
		zr_node_insert(node, anchor, next);
	}
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		if (at->bind != NULL && (at->flags & ZR_NODE_TEMPLATE) == 0) {
			int code = add_anchors(loading, at);
			if (code != 0) {
				return code;
			}
		}
	}
	return 0;
}

/* Removes the instances of nested repeats: a new instance starts without them. */
static void empty_nested(struct zr_node *node)
{
	struct zr_node *child = node->first_child;
	while (child != NULL) {
		struct zr_node *next = child->next;
		if (child->bind != NULL && child->bind->is_repeat) {
			unlink_node(child);
		} else {
			empty_nested(child);
		}
		child = next;
	}
}

static struct zr_node *copy_into_arena(
	struct zr_arena *arena, const struct zr_node *from, struct zr_node *parent)
{
	struct zr_node *copy = zr_xml_add(arena, parent, from->name, from->value);
	if (copy == NULL) {
		return NULL;
	}
	copy->bind = from->bind;
	copy->extra = from->extra;
	copy->flags = from->flags;
	copy->first_attribute = from->first_attribute;
	for (const struct zr_node *child = from->first_child; child != NULL; child = child->next) {
		if (child->kind == ZR_NODE_ELEMENT && copy_into_arena(arena, child, copy) == NULL) {
			return NULL;
		}
	}
	return copy;
}

/* The template of a repeat without one is its first instance. */
static int make_source(struct zr_loading *loading, struct zr_bind *bind)
{
	assert(bind->is_repeat);
	if (bind->source == NULL) {
		struct zr_node *copy = copy_into_arena(&loading->form->arena, bind->node, NULL);
		if (copy == NULL) {
			return zr_loading_nomem(loading);
		}
		bind->source = copy;
	}
	return 0;
}

static void mark_only(struct zr_node *node)
{
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		at->is_only = at->bind != NULL && !at->bind->is_repeat && !at->bind->is_twin;
		mark_only(at);
	}
}

int zr_template_finish(struct zr_loading *loading)
{
	assert(loading != NULL && loading->main_root != NULL);
	struct zr_form *form = loading->form;
	int code = settle(loading, loading->main_root);
	for (size_t i = 0; code == 0 && i < form->bind_count; i++) {
		if (form->binds[i]->is_repeat) {
			code = make_source(loading, form->binds[i]);
		}
	}
	for (size_t i = 0; code == 0 && i < form->bind_count; i++) {
		struct zr_node *source = form->binds[i]->source;
		if (source != NULL) {
			empty_nested(source);
			code = add_anchors(loading, source);
		}
	}
	code = code != 0 ? code : add_anchors(loading, loading->main_root);
	for (size_t i = 0; code == 0 && i < form->bind_count; i++) {
		if (form->binds[i]->source != NULL) {
			mark_only(form->binds[i]->source);
		}
	}
	if (code == 0) {
		mark_only(loading->main_root);
	}
	return code;
}
