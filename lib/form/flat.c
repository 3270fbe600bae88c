/*
 * Records come mostly in the order of their form, so the search for an element's bind starts where
 * the last one was found. Names are compared without their namespace: records of other programs
 * write the prefix of meta in several ways.
 */
#include "lib/form/flat.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/cleanup.h"
#include "lib/form/load/loaded.h"
#include "lib/form/xml.h"

struct walk {
	const struct zr_flat_visitor *visitor;
	size_t *seen; /* by a bind's index: how often it came below its present parent; owned */
};

const struct zr_bind *zr_flat_schema(const struct zr_form *form)
{
	assert(form != NULL);
	return form->root;
}

const struct zr_bind *zr_flat_next(const struct zr_form *form, const struct zr_bind *bind)
{
	assert(form != NULL);
	if (bind->first_child != NULL) {
		return bind->first_child;
	}
	while (bind != form->root && bind->next == NULL) {
		bind = bind->parent;
	}
	return bind != form->root ? bind->next : NULL;
}

size_t zr_flat_bind_count(const struct zr_form *form)
{
	assert(form != NULL);
	return form->bind_count;
}

/* The child of that name, looked for from a sibling on and then from the first. */
static const struct zr_bind *find_child(
	const struct zr_bind *parent, const struct zr_bind *from, const char *name)
{
	assert(from == NULL || from->parent == parent);
	for (const struct zr_bind *at = from; at != NULL; at = at->next) {
		if (strcmp(at->name->local, name) == 0) {
			return at;
		}
	}
	for (const struct zr_bind *at = parent->first_child; at != from; at = at->next) {
		if (strcmp(at->name->local, name) == 0) {
			return at;
		}
	}
	return NULL;
}

static bool is_element(const struct zr_node *node)
{
	return node->kind == ZR_NODE_ELEMENT;
}

static int walk_children(struct walk *walk, const struct zr_bind *bind, const struct zr_node *node);

static int walk_element(struct walk *walk, const struct zr_bind *bind, const struct zr_node *node)
{
	assert(bind->name != NULL && node->kind == ZR_NODE_ELEMENT);
	const struct zr_flat_visitor *visitor = walk->visitor;
	size_t position = ++walk->seen[bind->index];
	if (position > 1 && !bind->is_repeat && !bind->is_twin) {
		return visitor->unknown(visitor->user, bind->name->local);
	}
	int code = bind->is_repeat ? visitor->enter(visitor->user, bind, position) : 0;
	if (code == 0) {
		code = bind->first_child != NULL
			       ? walk_children(walk, bind, node)
			       : visitor->leaf(visitor->user, bind, zr_node_value(node));
	}
	for (const struct zr_node *child = node->first_child;
		code == 0 && bind->first_child == NULL && child != NULL; child = child->next) {
		code = is_element(child) ? visitor->unknown(visitor->user, child->name->local) : 0;
	}
	return code == 0 && bind->is_repeat ? visitor->leave(visitor->user, bind) : code;
}

static int walk_children(struct walk *walk, const struct zr_bind *bind, const struct zr_node *node)
{
	const struct zr_bind *last = bind->first_child;
	int code = 0;
	for (const struct zr_bind *child = bind->first_child; child != NULL; child = child->next) {
		walk->seen[child->index] = 0;
	}
	for (const struct zr_node *child = node->first_child; code == 0 && child != NULL;
		child = child->next) {
		if (!is_element(child)) {
			continue;
		}
		const struct zr_bind *found = find_child(bind, last, child->name->local);
		code = found != NULL
			       ? walk_element(walk, found, child)
			       : walk->visitor->unknown(walk->visitor->user, child->name->local);
		last = found != NULL ? found : last;
	}
	return code;
}

static int walk_record(struct walk *walk, const struct zr_form *form,
	const struct zr_node *document, struct zr_error *error)
{
	const struct zr_node *root = document->first_child;
	while (root != NULL && !is_element(root)) {
		root = root->next;
	}
	if (root == NULL || strcmp(root->name->local, form->root->name->local) != 0) {
		return zr_error_set(error, ZR_E_REFERENCE,
			"the record is a '%.100s', the form's records are '%.100s'; it belongs to "
			"another form",
			root != NULL ? root->name->local : "", form->root->name->local);
	}
	return walk_children(walk, form->root, root);
}

int zr_flat_read(const struct zr_form *form, const void *xml, size_t bytes,
	const struct zr_flat_visitor *visitor, struct zr_error *error)
{
	assert(form != NULL && visitor != NULL);
	ZR_CLEANUP(zr_arena_finish) struct zr_arena arena = {0};
	ZR_CLEANUP_FREE size_t *seen = calloc(form->bind_count + 1, sizeof *seen);
	struct zr_names *names = zr_names_new(); /* a record's own: the form stays as it is */
	struct walk walk = {visitor, seen};
	struct zr_node *document = NULL;
	const struct zr_xml_target target = {.arena = &arena, .names = names, .keeps_space = true};
	int code = seen != NULL && names != NULL
			   ? zr_xml_parse(xml, bytes, &target, &document, error)
			   : zr_error_set(error, ZR_E_NOMEM, "no memory to read a record");
	if (code == 0) {
		code = walk_record(&walk, form, document, error);
	}
	zr_names_free(names);
	return code;
}
