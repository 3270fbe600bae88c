/*
 * The tree: nodes linked to parent, siblings, children and attributes; each node owns its value.
 *
 * Document order is numbered on demand (zr_node_number): the topmost node's `order` is 0 while the
 * numbers below it are stale, which every change of links makes it. Walks are iterative, so depth
 * costs no stack.
 */
#include "lib/xpath/tree.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct zr_node *topmost(struct zr_node *node)
{
	while (node->parent != NULL) {
		node = node->parent;
	}
	return node;
}

static void make_stale(struct zr_node *node)
{
	topmost(node)->order = 0;
}

struct zr_node *zr_node_new(enum zr_node_kind kind, const struct zr_name *name, const char *value)
{
	assert(kind != ZR_NODE_ELEMENT || name != NULL);
	struct zr_node *node = calloc(1, sizeof *node);
	if (node == NULL) {
		return NULL;
	}
	node->kind = (uint8_t)kind;
	node->name = name;
	if (zr_node_set_value(node, value) != 0) {
		free(node);
		return NULL;
	}
	return node;
}

/* Frees one node with its attributes, which have nothing below them. */
static void free_alone(struct zr_node *node)
{
	struct zr_node *attribute = node->first_attribute;
	while (attribute != NULL) {
		struct zr_node *next = attribute->next;
		free(attribute->value);
		free(attribute);
		attribute = next;
	}
	free(node->value);
	free(node);
}

void zr_node_free(struct zr_node *node)
{
	if (node == NULL) {
		return;
	}
	assert(node->parent == NULL);
	struct zr_node *at = node;
	for (;;) {
		if (at->first_child != NULL) {
			at = at->first_child;
			continue;
		}
		struct zr_node *parent = at->parent;
		struct zr_node *next = at->next;
		bool is_last = at == node;
		free_alone(at);
		if (is_last) {
			return;
		}
		parent->first_child = next;
		at = parent;
	}
}

void zr_node_append(struct zr_node *parent, struct zr_node *child)
{
	zr_node_insert(parent, child, NULL);
}

void zr_node_insert(struct zr_node *parent, struct zr_node *child, struct zr_node *before)
{
	assert(parent != NULL && child != NULL && child->parent == NULL);
	assert(child->kind != ZR_NODE_ATTRIBUTE && child->kind != ZR_NODE_DOCUMENT);
	assert(before == NULL || before->parent == parent);
	child->parent = parent;
	child->next = before;
	child->previous = before != NULL ? before->previous : parent->last_child;
	if (child->previous != NULL) {
		child->previous->next = child;
	} else {
		parent->first_child = child;
	}
	if (before != NULL) {
		before->previous = child;
	} else {
		parent->last_child = child;
	}
	make_stale(parent);
}

void zr_node_append_attribute(struct zr_node *element, struct zr_node *attribute)
{
	assert(element->kind == ZR_NODE_ELEMENT && attribute->kind == ZR_NODE_ATTRIBUTE);
	assert(attribute->parent == NULL);
	attribute->parent = element;
	attribute->next = NULL;
	struct zr_node **link = &element->first_attribute;
	while (*link != NULL) {
		attribute->previous = *link;
		link = &(*link)->next;
	}
	*link = attribute;
	make_stale(element);
}

void zr_node_detach(struct zr_node *node)
{
	assert(node != NULL);
	struct zr_node *parent = node->parent;
	if (parent == NULL) {
		return;
	}
	bool is_attribute = node->kind == ZR_NODE_ATTRIBUTE;
	if (node->previous != NULL) {
		node->previous->next = node->next;
	} else if (is_attribute) {
		parent->first_attribute = node->next;
	} else {
		parent->first_child = node->next;
	}
	if (node->next != NULL) {
		node->next->previous = node->previous;
	} else if (!is_attribute) {
		parent->last_child = node->previous;
	}
	node->parent = NULL;
	node->next = NULL;
	node->previous = NULL;
	node->order = 0;
	make_stale(parent);
}

/* A copy of the node itself with its attributes, without children. */
static struct zr_node *clone_alone(const struct zr_node *node)
{
	assert(node != NULL);
	struct zr_node *copy = zr_node_new(node->kind, node->name, node->value);
	if (copy == NULL) {
		return NULL;
	}
	copy->bind = node->bind;
	copy->flags = node->flags;
	copy->is_only = node->is_only;
	struct zr_node *last = NULL;
	for (const struct zr_node *from = node->first_attribute; from != NULL; from = from->next) {
		struct zr_node *attribute = zr_node_new(from->kind, from->name, from->value);
		if (attribute == NULL) {
			zr_node_free(copy);
			return NULL;
		}
		attribute->bind = from->bind;
		attribute->flags = from->flags;
		attribute->parent = copy;
		attribute->previous = last;
		if (last != NULL) {
			last->next = attribute;
		} else {
			copy->first_attribute = attribute;
		}
		last = attribute;
	}
	return copy;
}

struct zr_node *zr_node_clone(const struct zr_node *node)
{
	assert(node != NULL);
	struct zr_node *top = clone_alone(node);
	struct zr_node *into = top;
	const struct zr_node *from = node;
	while (into != NULL) {
		if (from->first_child != NULL) {
			from = from->first_child;
		} else {
			while (from != node && from->next == NULL) {
				from = from->parent;
				into = into->parent;
			}
			if (from == node) {
				return top;
			}
			from = from->next;
			into = into->parent;
		}
		struct zr_node *copy = clone_alone(from);
		if (copy != NULL) {
			copy->parent = into;
			copy->previous = into->last_child;
			if (into->last_child != NULL) {
				into->last_child->next = copy;
			} else {
				into->first_child = copy;
			}
			into->last_child = copy;
		}
		into = copy;
	}
	zr_node_free(top);
	return NULL;
}

int zr_node_set_value(struct zr_node *node, const char *value)
{
	assert(node != NULL);
	char *copy = NULL;
	if (value != NULL && *value != '\0') {
		copy = strdup(value);
		if (copy == NULL) {
			return ZR_E_NOMEM;
		}
	}
	free(node->value);
	node->value = copy;
	return 0;
}

const char *zr_node_value(const struct zr_node *node)
{
	return node->value != NULL ? node->value : "";
}

struct zr_node *zr_node_following(const struct zr_node *node, const struct zr_node *top)
{
	if (node->first_child != NULL) {
		return node->first_child;
	}
	return zr_node_following_skip(node, top);
}

struct zr_node *zr_node_following_skip(const struct zr_node *node, const struct zr_node *top)
{
	assert(node != NULL); /* top may be NULL: to the end of the document */
	while (node != top && node->next == NULL) {
		node = node->parent;
		if (node == NULL) {
			return NULL;
		}
	}
	return node == top ? NULL : node->next;
}

struct zr_node *zr_node_child(const struct zr_node *parent, const struct zr_name *name)
{
	for (struct zr_node *child = parent->first_child; child != NULL; child = child->next) {
		if (child->name == name && child->kind == ZR_NODE_ELEMENT &&
			(child->flags & ZR_NODE_TEMPLATE) == 0) {
			return child;
		}
	}
	return NULL;
}

static bool is_same_kind(const struct zr_node *a, const struct zr_node *b)
{
	return a->kind == b->kind && a->name == b->name && (a->flags & ZR_NODE_TEMPLATE) == 0;
}

size_t zr_node_position(const struct zr_node *node)
{
	assert(node != NULL);
	size_t position = 1;
	const struct zr_node *sibling = node->kind == ZR_NODE_ATTRIBUTE ? NULL : node->previous;
	for (; sibling != NULL; sibling = sibling->previous) {
		position += is_same_kind(sibling, node);
	}
	return position;
}

static bool has_twin(const struct zr_node *node)
{
	for (const struct zr_node *next = node->next; next != NULL; next = next->next) {
		if (is_same_kind(next, node)) {
			return true;
		}
	}
	return zr_node_position(node) > 1;
}

static int add_step(const struct zr_node *node, struct zr_buffer *path)
{
	if (node->kind == ZR_NODE_TEXT || node->kind == ZR_NODE_COMMENT) {
		return zr_buffer_add_format(path, "/%s()[%zu]",
			node->kind == ZR_NODE_TEXT ? "text" : "comment", zr_node_position(node));
	}
	const char *prefix = node->name->prefix;
	const char *mark = node->kind == ZR_NODE_ATTRIBUTE ? "@" : "";
	int error = zr_buffer_add_format(
		path, "/%s%s%s%s", mark, prefix, *prefix != '\0' ? ":" : "", node->name->local);
	if (error == 0 && node->kind == ZR_NODE_ELEMENT && node->parent != NULL && has_twin(node)) {
		error = zr_buffer_add_format(path, "[%zu]", zr_node_position(node));
	}
	return error;
}

int zr_node_path(const struct zr_node *node, struct zr_buffer *ret_path)
{
	assert(node != NULL && ret_path != NULL);
	if (node->kind == ZR_NODE_DOCUMENT) {
		return zr_buffer_add_text(ret_path, "/");
	}
	size_t depth = 0;
	for (const struct zr_node *at = node; at != NULL && at->kind != ZR_NODE_DOCUMENT;
		at = at->parent) {
		depth++;
	}
	for (; depth > 0; depth--) {
		const struct zr_node *at = node;
		for (size_t i = 1; i < depth; i++) {
			at = at->parent;
		}
		int error = add_step(at, ret_path);
		if (error != 0) {
			return error;
		}
	}
	return 0;
}

static void number_all(struct zr_node *top)
{
	assert(top->parent == NULL);
	uint32_t order = 1;
	for (struct zr_node *at = top; at != NULL; at = zr_node_following(at, top)) {
		at->order = order++;
		for (struct zr_node *each = at->first_attribute; each != NULL; each = each->next) {
			each->order = order++;
		}
	}
}

int zr_node_compare_order(struct zr_node *a, struct zr_node *b)
{
	assert(a != NULL && b != NULL);
	struct zr_node *top_a = topmost(a);
	struct zr_node *top_b = topmost(b);
	if (top_a != top_b) {
		return (uintptr_t)top_a < (uintptr_t)top_b ? -1 : 1;
	}
	if (top_a->order == 0) {
		number_all(top_a);
	}
	return (a->order > b->order) - (a->order < b->order);
}
