/*
 * The instances of a repeat in the tree. A live parent holds them in a row, and behind them one
 * anchor (flag ZR_NODE_TEMPLATE), which stays when there is no instance.
 */
#include "lib/form/session/instances.h"

#include <assert.h>

struct zr_node *zr_instances_anchor(const struct zr_node *parent, const struct zr_bind *bind)
{
	assert(parent != NULL && bind != NULL);
	for (struct zr_node *at = parent->first_child; at != NULL; at = at->next) {
		if (at->bind == bind && (at->flags & ZR_NODE_TEMPLATE) != 0) {
			return at;
		}
	}
	return NULL;
}

bool zr_instances_is_one(const struct zr_node *node, const struct zr_bind *bind)
{
	return node->bind == bind && (node->flags & ZR_NODE_TEMPLATE) == 0;
}

struct zr_node *zr_instances_last(const struct zr_node *anchor)
{
	assert(anchor != NULL);
	struct zr_node *at = anchor->previous;
	while (at != NULL && !zr_instances_is_one(at, anchor->bind)) {
		at = at->previous;
	}
	return at;
}

size_t zr_instances_count(const struct zr_node *parent, const struct zr_bind *bind)
{
	assert(parent != NULL && bind != NULL);
	size_t count = 0;
	for (const struct zr_node *at = parent->first_child; at != NULL; at = at->next) {
		count += zr_instances_is_one(at, bind);
	}
	return count;
}
