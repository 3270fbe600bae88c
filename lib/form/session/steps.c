/*
 * Stepping over the interview: the body's controls, tied to live nodes.
 *
 * A place inside a repeat is found from the innermost instance around it, which every item can
 * give: its node, or for a group without one the `parent` that was noted. Only relevant places are
 * stepped on; previous is found by stepping on from the start.
 */
#include "lib/form/session/steps.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/places.h"
#include "lib/form/session/repeat.h"
#include "lib/form/session/working.h"

static bool is_anchor(const struct zr_node *node)
{
	return (node->flags & ZR_NODE_TEMPLATE) != 0;
}

static bool is_relevant(const struct zr_node *node)
{
	return (node->flags & ZR_NODE_IRRELEVANT) == 0;
}

static const struct zr_bind *bind_of(const struct zr_control *control)
{
	return control->priv->bind;
}

static struct zr_node *context_of(const struct zr_session *session, const struct zr_item *item)
{
	if (item->node != NULL) {
		return item->node;
	}
	return item->parent != NULL ? item->parent : session->document->first_child;
}

static bool is_container(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_GROUP || control->kind == ZR_CONTROL_REPEAT;
}

/* The node that holds the instances of a repeat. */
static struct zr_node *holder_of(
	const struct zr_session *session, const struct zr_control *control, struct zr_node *context)
{
	return zr_place_find(session, bind_of(control)->parent, context);
}

/* The next instance from `from` on, or the prompt behind the last. `behind` gives the control, the
 * holder as parent, and the index of from. false: neither. */
static bool enter_repeat(struct zr_session *session, const struct zr_item *behind,
	struct zr_node *from, struct zr_item *ret_item)
{
	const struct zr_control *control = behind->control;
	size_t index = behind->index;
	for (struct zr_node *at = from; at != NULL; at = at->next) {
		if (at->bind != bind_of(control)) {
			continue;
		}
		if (is_anchor(at) && session->grows && zr_repeat_grow(session, at)) {
			at = zr_instances_last(at);
		}
		bool is_prompt = is_anchor(at);
		if (is_prompt && (control->has_fixed_count || !is_relevant(at))) {
			return false;
		}
		if (is_prompt || is_relevant(at)) {
			*ret_item = (struct zr_item){
				.kind = is_prompt ? ZR_ITEM_PROMPT : ZR_ITEM_REPEAT,
				.control = control,
				.node = is_prompt ? NULL : at,
				.parent = behind->parent,
				.index = index};
			return true;
		}
		index++;
	}
	return false;
}

/* What a group without a node is known by, the same whatever way leads to it: the instance of the
 * repeat around it, or the root. */
static struct zr_node *instance_around(
	const struct zr_session *session, const struct zr_control *group, struct zr_node *context)
{
	const struct zr_control *at = group->parent;
	while (at != NULL && at->kind != ZR_CONTROL_REPEAT) {
		at = at->parent;
	}
	return at != NULL ? zr_place_find(session, bind_of(at), context)
			  : session->document->first_child;
}

/* The place of a control, when it is relevant. */
static bool enter(struct zr_session *session, const struct zr_control *control,
	struct zr_node *context, struct zr_item *ret_item)
{
	if (control->kind == ZR_CONTROL_REPEAT) {
		struct zr_node *holder = holder_of(session, control, context);
		const struct zr_item first = {.control = control, .parent = holder};
		return holder != NULL && is_relevant(holder) &&
		       enter_repeat(session, &first, holder->first_child, ret_item);
	}
	struct zr_node *node = NULL;
	if (bind_of(control) != NULL) {
		node = zr_place_find(session, bind_of(control), context);
		if (node == NULL || !is_relevant(node)) {
			return false;
		}
	}
	*ret_item = (struct zr_item){
		.kind = control->kind == ZR_CONTROL_GROUP ? ZR_ITEM_GROUP : ZR_ITEM_QUESTION,
		.control = control,
		.node = node,
		.parent = node == NULL ? instance_around(session, control, context) : NULL};
	return true;
}

static bool enter_first(struct zr_session *session, const struct zr_control *first,
	struct zr_node *context, struct zr_item *ret_item)
{
	for (const struct zr_control *at = first; at != NULL; at = at->next) {
		if (enter(session, at, context, ret_item)) {
			return true;
		}
	}
	return false;
}

static struct zr_item end_item(const struct zr_session *session)
{
	return (struct zr_item){.kind = ZR_ITEM_END, .control = session->form->body};
}

/* The place behind an item and all its content. */
static struct zr_item step_over(struct zr_session *session, const struct zr_item *from)
{
	const struct zr_control *control = from->control;
	struct zr_node *context = context_of(session, from);
	struct zr_item found;
	const struct zr_item behind = {
		.control = control, .parent = from->parent, .index = from->index + 1};
	if (from->kind == ZR_ITEM_REPEAT &&
		enter_repeat(session, &behind, from->node->next, &found)) {
		return found;
	}
	while (control != NULL && control->kind != ZR_CONTROL_BODY) {
		if (control->kind == ZR_CONTROL_REPEAT) {
			context = holder_of(session, control, context);
		}
		if (enter_first(session, control->next, context, &found)) {
			return found;
		}
		control = control->parent;
		if (control != NULL && control->kind == ZR_CONTROL_REPEAT) {
			struct zr_node *around = zr_place_find(session, bind_of(control), context);
			const struct zr_item next = {.control = control,
				.parent = around->parent,
				.index = zr_node_position(around)};
			if (enter_repeat(session, &next, around->next, &found)) {
				return found;
			}
			context = around;
		}
	}
	return end_item(session);
}

struct zr_item zr_session_start(const struct zr_session *session)
{
	assert(session != NULL);
	return (struct zr_item){.kind = ZR_ITEM_START, .control = session->form->body};
}

/* Whether the item's place was removed with its repeat instance. */
static bool is_stale(const struct zr_session *session, const struct zr_item *item)
{
	const struct zr_node *at = item->node != NULL ? item->node : item->parent;
	if (at == NULL) {
		return false;
	}
	while (at->parent != NULL) {
		at = at->parent;
	}
	return at != session->document;
}

struct zr_item zr_steps_next(struct zr_session *session, const struct zr_item *from)
{
	assert(session != NULL && from != NULL);
	if (is_stale(session, from)) {
		return zr_session_start(session);
	}
	struct zr_item found;
	switch (from->kind) {
	case ZR_ITEM_START:
		if (enter_first(session, session->form->body->first_child,
			    session->document->first_child, &found)) {
			return found;
		}
		return end_item(session);
	case ZR_ITEM_GROUP:
	case ZR_ITEM_REPEAT:
		if (enter_first(session, from->control->first_child, context_of(session, from),
			    &found)) {
			return found;
		}
		return step_over(session, from);
	case ZR_ITEM_END:
		return *from;
	default:
		return step_over(session, from);
	}
}

struct zr_item zr_session_next(struct zr_session *session, const struct zr_item *from)
{
	assert(session != NULL);
	session->grows = true;
	struct zr_item next = zr_steps_next(session, from);
	session->grows = false;
	return next;
}

struct zr_item zr_session_skip(struct zr_session *session, const struct zr_item *from)
{
	assert(session != NULL && from != NULL);
	if (is_stale(session, from)) {
		return zr_session_start(session);
	}
	bool has_place = from->kind != ZR_ITEM_START && from->kind != ZR_ITEM_END;
	session->grows = true;
	struct zr_item behind = has_place ? step_over(session, from) : end_item(session);
	session->grows = false;
	return behind;
}

struct zr_item zr_session_previous(struct zr_session *session, const struct zr_item *from)
{
	assert(session != NULL && from != NULL);
	struct zr_item at = zr_session_start(session);
	if (from->kind == ZR_ITEM_START) {
		return at;
	}
	for (;;) {
		struct zr_item next = zr_steps_next(session, &at);
		if (zr_item_equal(&next, from) || next.kind == ZR_ITEM_END) {
			return at;
		}
		at = next;
	}
}

struct zr_item zr_session_up(struct zr_session *session, const struct zr_item *from)
{
	assert(session != NULL && from != NULL);
	const struct zr_control *control = from->control->parent;
	if (control == NULL || is_stale(session, from) || control->kind == ZR_CONTROL_BODY) {
		return zr_session_start(session);
	}
	struct zr_node *context = context_of(session, from);
	if (from->kind == ZR_ITEM_REPEAT || from->kind == ZR_ITEM_PROMPT) {
		context = from->parent;
	}
	struct zr_item item = {.kind = ZR_ITEM_GROUP, .control = control};
	item.node =
		bind_of(control) != NULL ? zr_place_find(session, bind_of(control), context) : NULL;
	if (control->kind == ZR_CONTROL_REPEAT) {
		item.kind = ZR_ITEM_REPEAT;
		item.parent = item.node->parent;
		item.index = zr_node_position(item.node) - 1;
	} else if (item.node == NULL) {
		item.parent = instance_around(session, control, context);
	}
	return item;
}

/* ---- finding ---- */

/* The attribute that a step "@name" names. */
static struct zr_node *find_attribute(const struct zr_node *element, const char *name, size_t bytes)
{
	for (struct zr_node *at = element->first_attribute; at != NULL; at = at->next) {
		if (strlen(at->name->local) == bytes && memcmp(at->name->local, name, bytes) == 0) {
			return at;
		}
	}
	return NULL;
}

/* The child that a step "name[2]" or "prefix:name" names. */
static struct zr_node *find_step(const struct zr_node *parent, const char *step, size_t bytes)
{
	assert(bytes > 0);
	if (*step == '@') {
		return find_attribute(parent, step + 1, bytes - 1);
	}
	size_t name_bytes = bytes;
	unsigned long position = 1;
	const char *open = memchr(step, '[', bytes);
	if (open != NULL) {
		char *end = NULL;
		name_bytes = (size_t)(open - step);
		position = strtoul(open + 1, &end, 10);
		if (end != step + bytes - 1 || *end != ']' || position == 0) {
			return NULL;
		}
	}
	const char *colon = memchr(step, ':', name_bytes);
	if (colon != NULL) {
		name_bytes -= (size_t)(colon + 1 - step);
		step = colon + 1;
	}
	for (struct zr_node *at = parent->first_child; at != NULL; at = at->next) {
		if (at->kind == ZR_NODE_ELEMENT && !is_anchor(at) &&
			strlen(at->name->local) == name_bytes &&
			memcmp(at->name->local, step, name_bytes) == 0 && --position == 0) {
			return at;
		}
	}
	return NULL;
}

int zr_session_find(struct zr_session *session, const char *path, struct zr_item *ret_item)
{
	assert(session != NULL && path != NULL && ret_item != NULL);
	struct zr_node *node = session->document;
	while (*path == '/' && node != NULL) {
		path++;
		size_t bytes = strcspn(path, "/");
		node = bytes > 0 ? find_step(node, path, bytes) : NULL;
		path += bytes;
	}
	if (*path != '\0' || node == NULL || node->bind == NULL) {
		return ZR_E_NOT_FOUND;
	}
	const struct zr_control *control = node->bind->control;
	*ret_item = (struct zr_item){.kind = ZR_ITEM_QUESTION, .control = control, .node = node};
	if (control == NULL) {
		return 0;
	}
	if (control->kind == ZR_CONTROL_REPEAT) {
		ret_item->kind = ZR_ITEM_REPEAT;
		ret_item->parent = node->parent;
		ret_item->index = zr_node_position(node) - 1;
	} else if (is_container(control)) {
		ret_item->kind = ZR_ITEM_GROUP;
	}
	return 0;
}

bool zr_item_equal(const struct zr_item *a, const struct zr_item *b)
{
	return a->kind == b->kind && a->control == b->control && a->node == b->node &&
	       a->parent == b->parent && a->index == b->index;
}

bool zr_item_is_relevant(const struct zr_item *item)
{
	return item->node == NULL || is_relevant(item->node);
}

bool zr_item_is_required(const struct zr_item *item)
{
	return item->node != NULL && (item->node->flags & ZR_NODE_REQUIRED) != 0;
}

bool zr_item_is_readonly(const struct zr_item *item)
{
	return item->node != NULL && (item->node->flags & ZR_NODE_READONLY) != 0;
}

const char *zr_item_value(const struct zr_item *item)
{
	return item->node != NULL ? zr_node_value(item->node) : "";
}
