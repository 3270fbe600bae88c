/*
 * Axes and node tests (XPath 1.0 sections 2.2 and 2.3), and lists of nodes.
 *
 * Walks are iterative. Templates of repeats (ZR_NODE_TEMPLATE) and all below them are never seen.
 */
#include "lib/xpath/evaluate/axes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

int zr_axes_add(struct zr_evaluation *evaluation, struct zr_node_list *list, struct zr_node *node)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? 2 : list->capacity * 2;
		struct zr_node **items =
			zr_arena_new(evaluation->context->arena, capacity * sizeof(*items));
		if (items == NULL) {
			return zr_evaluation_nomem(evaluation);
		}
		if (list->count > 0) {
			memcpy(items, list->items, list->count * sizeof(*items));
		}
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = node;
	return 0;
}

static int compare_order(const void *a, const void *b)
{
	return zr_node_compare_order(*(struct zr_node *const *)a, *(struct zr_node *const *)b);
}

void zr_axes_sort(struct zr_node_list *list)
{
	assert(list != NULL && (list->count == 0 || list->items != NULL));
	if (list->count < 2) {
		return;
	}
	qsort(list->items, list->count, sizeof(*list->items), compare_order);
	size_t kept = 1;
	for (size_t i = 1; i < list->count; i++) {
		if (list->items[i] != list->items[kept - 1]) {
			list->items[kept++] = list->items[i];
		}
	}
	list->count = kept;
}

bool zr_axes_is_reverse(const struct zr_step *step)
{
	assert(step != NULL);
	switch (step->axis) {
	case ZR_AXIS_PARENT:
	case ZR_AXIS_ANCESTOR:
	case ZR_AXIS_ANCESTOR_OR_SELF:
	case ZR_AXIS_PRECEDING:
	case ZR_AXIS_PRECEDING_SIBLING:
		return true;
	default:
		return false;
	}
}

static bool passes(const struct zr_step *step, const struct zr_node *node)
{
	if ((node->flags & ZR_NODE_TEMPLATE) != 0) {
		return false;
	}
	uint8_t principal = step->axis == ZR_AXIS_ATTRIBUTE ? ZR_NODE_ATTRIBUTE : ZR_NODE_ELEMENT;
	switch ((enum zr_node_test)step->test) {
	case ZR_TEST_NAME:
		return node->name == step->name && node->kind == principal;
	case ZR_TEST_ANY_NAME:
		return node->kind == principal;
	case ZR_TEST_NAMESPACE:
		return node->kind == principal &&
		       strcmp(node->name->namespace_uri, step->text) == 0;
	case ZR_TEST_NODE:
		return true;
	case ZR_TEST_TEXT:
		return node->kind == ZR_NODE_TEXT;
	case ZR_TEST_COMMENT:
		return node->kind == ZR_NODE_COMMENT;
	case ZR_TEST_INSTRUCTION:
		return node->kind == ZR_NODE_INSTRUCTION &&
		       (step->text == NULL || strcmp(node->name->local, step->text) == 0);
	}
	return false;
}

static int offer(struct zr_evaluation *evaluation, const struct zr_step *step, struct zr_node *node,
	struct zr_node_list *list)
{
	if (__builtin_expect(++evaluation->visited > ZR_XPATH_WORK_MAX, 0)) {
		return zr_evaluation_work(evaluation, 0);
	}
	return passes(step, node) ? zr_axes_add(evaluation, list, node) : 0;
}

/* All below top and, with_self, top, in document order. */
static int walk_down(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *top, bool with_self, struct zr_node_list *list)
{
	int code = with_self ? offer(evaluation, step, top, list) : 0;
	struct zr_node *at = zr_node_following(top, top);
	while (at != NULL && code == 0) {
		code = offer(evaluation, step, at, list);
		at = (at->flags & ZR_NODE_TEMPLATE) != 0 ? zr_node_following_skip(at, top)
							 : zr_node_following(at, top);
	}
	return code;
}

static int walk_up(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	int code = 0;
	for (; from != NULL && code == 0; from = from->parent) {
		code = offer(evaluation, step, from, list);
	}
	return code;
}

/* A text of an element without element children is the element's value: it has no node of its own,
 * and text() gives the element in its place. */
static int walk_children(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	if (step->test == ZR_TEST_TEXT && from->kind == ZR_NODE_ELEMENT &&
		from->first_child == NULL && from->value != NULL) {
		return zr_axes_add(evaluation, list, from);
	}
	int code = 0;
	for (struct zr_node *at = from->first_child; at != NULL && code == 0; at = at->next) {
		code = offer(evaluation, step, at, list);
		if (at->is_only && step->test == ZR_TEST_NAME && at->name == step->name) {
			break;
		}
	}
	return code;
}

static int walk_siblings(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	if (from->kind == ZR_NODE_ATTRIBUTE) {
		return 0;
	}
	bool is_forward = step->axis == ZR_AXIS_FOLLOWING_SIBLING;
	struct zr_node *at = is_forward ? from->next : from->previous;
	int code = 0;
	while (at != NULL && code == 0) {
		code = offer(evaluation, step, at, list);
		at = is_forward ? at->next : at->previous;
	}
	return code;
}

static int walk_following(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	struct zr_node *at = NULL;
	if (from->kind == ZR_NODE_ATTRIBUTE) {
		at = from->parent != NULL ? zr_node_following(from->parent, NULL) : NULL;
	} else {
		at = zr_node_following_skip(from, NULL);
	}
	int code = 0;
	while (at != NULL && code == 0) {
		code = offer(evaluation, step, at, list);
		at = (at->flags & ZR_NODE_TEMPLATE) != 0 ? zr_node_following_skip(at, NULL)
							 : zr_node_following(at, NULL);
	}
	return code;
}

static struct zr_node *last_inside(struct zr_node *node)
{
	while (node->last_child != NULL) {
		node = node->last_child;
	}
	return node;
}

/* Backwards through the document; ancestors are passed over. */
static int walk_preceding(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	struct zr_node *at = from->kind == ZR_NODE_ATTRIBUTE ? from->parent : from;
	int code = 0;
	while (at != NULL && code == 0) {
		struct zr_node *ancestor = at;
		while (ancestor != NULL && ancestor->previous == NULL) {
			ancestor = ancestor->parent;
		}
		if (ancestor == NULL) {
			return 0;
		}
		struct zr_node *subtree = ancestor->previous;
		for (at = last_inside(subtree); code == 0;) {
			code = offer(evaluation, step, at, list);
			if (at == subtree) {
				break;
			}
			at = at->previous != NULL ? last_inside(at->previous) : at->parent;
		}
	}
	return code;
}

static int walk_attributes(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, struct zr_node_list *list)
{
	int code = 0;
	struct zr_node *at = from->kind == ZR_NODE_ELEMENT ? from->first_attribute : NULL;
	for (; at != NULL && code == 0; at = at->next) {
		code = offer(evaluation, step, at, list);
	}
	return code;
}

int zr_axes_walk(struct zr_evaluation *evaluation, const struct zr_step *step, struct zr_node *from,
	struct zr_node_list *list)
{
	assert(from != NULL && list != NULL);
	switch ((enum zr_axis)step->axis) {
	case ZR_AXIS_CHILD:
		return walk_children(evaluation, step, from, list);
	case ZR_AXIS_PARENT:
		return from->parent != NULL ? offer(evaluation, step, from->parent, list) : 0;
	case ZR_AXIS_SELF:
		return offer(evaluation, step, from, list);
	case ZR_AXIS_ATTRIBUTE:
		return walk_attributes(evaluation, step, from, list);
	case ZR_AXIS_DESCENDANT:
		return walk_down(evaluation, step, from, false, list);
	case ZR_AXIS_DESCENDANT_OR_SELF:
		return walk_down(evaluation, step, from, true, list);
	case ZR_AXIS_ANCESTOR:
		return walk_up(evaluation, step, from->parent, list);
	case ZR_AXIS_ANCESTOR_OR_SELF:
		return walk_up(evaluation, step, from, list);
	case ZR_AXIS_FOLLOWING:
		return walk_following(evaluation, step, from, list);
	case ZR_AXIS_FOLLOWING_SIBLING:
	case ZR_AXIS_PRECEDING_SIBLING:
		return walk_siblings(evaluation, step, from, list);
	case ZR_AXIS_PRECEDING:
		return walk_preceding(evaluation, step, from, list);
	case ZR_AXIS_NAMESPACE:
		return 0;
	}
	return 0;
}
