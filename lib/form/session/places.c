/*
 * Where a node of the model stands in the live instance. Inside a repeat it is found from the
 * innermost instance around the one who asks ("context").
 */
#include "lib/form/session/places.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/bind.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/working.h"

static bool is_anchor(const struct zr_node *node)
{
	return (node->flags & ZR_NODE_TEMPLATE) != 0;
}

/* The child of a bind: the first instance when it is a repeat. */
static struct zr_node *find_child(const struct zr_node *parent, const struct zr_bind *bind)
{
	struct zr_node *at = bind->is_attribute ? parent->first_attribute : parent->first_child;
	for (; at != NULL; at = at->next) {
		if (at->bind == bind && !is_anchor(at)) {
			return at;
		}
	}
	return NULL;
}

static struct zr_node *find_below(struct zr_node *start, const struct zr_bind *bind)
{
	const struct zr_bind *chain[ZR_FORM_DEPTH_MAX + 1];
	size_t count = 0;
	for (const struct zr_bind *at = bind; at != start->bind; at = at->parent) {
		if (at == NULL || count > ZR_FORM_DEPTH_MAX) {
			return NULL;
		}
		chain[count++] = at;
	}
	struct zr_node *node = start;
	while (node != NULL && count > 0) {
		node = find_child(node, chain[--count]);
	}
	return node;
}

struct zr_node *zr_place_find(
	const struct zr_session *session, const struct zr_bind *bind, struct zr_node *context)
{
	assert(session != NULL && bind != NULL);
	if (bind->repeat == NULL) {
		return session->singles[bind->index];
	}
	for (struct zr_node *at = context; at != NULL; at = at->parent) {
		if (at->bind != NULL && at->bind->is_repeat && !is_anchor(at) &&
			zr_bind_is_within(bind, at->bind)) {
			return find_below(at, bind);
		}
	}
	return find_below(session->document->first_child, bind);
}

static bool is_above(const struct zr_node *above, const struct zr_node *node)
{
	while (node != NULL && node != above) {
		node = node->parent;
	}
	return node != NULL;
}

/* Whether a repeat between two nodes, the lower one of which it is, has several instances. */
static bool is_one_of_several(const struct zr_node *node, const struct zr_node *above)
{
	for (; node != NULL && node != above; node = node->parent) {
		bool is_instance = node->bind != NULL && node->bind->is_repeat;
		if (is_instance && zr_instances_count(node->parent, node->bind) > 1) {
			return true;
		}
	}
	return false;
}

struct zr_node *zr_place_find_only(
	const struct zr_session *session, const struct zr_bind *bind, struct zr_node *context)
{
	assert(session != NULL && bind != NULL);
	struct zr_node *node = zr_place_find(session, bind, context);
	const struct zr_node *shared = node;
	while (shared != NULL && !is_above(shared, context)) {
		shared = shared->parent;
	}
	return is_one_of_several(node, shared) ? NULL : node;
}
