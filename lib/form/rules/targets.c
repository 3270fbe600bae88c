/*
 * A path is followed over the schema, before there is an instance: a step leads to every bind of
 * that name, whatever its conditions would leave. The graph may so read too much, which costs a
 * rule that runs in vain, and never too little, which would leave a stale value in a record. A set
 * of more than ZR_TARGETS_MAX places is given up for "anything": a step of wildcards over a form of
 * thousands of nodes would else make the graph as large as their product.
 */
#include "lib/form/rules/targets.h"

#include <assert.h>

#include "lib/form/bind.h"
#include "lib/form/load/loaded.h"

bool zr_targets_add(struct zr_targets *targets, struct zr_bind *bind)
{
	assert(targets != NULL);
	for (size_t i = 0; i < targets->count; i++) {
		if (targets->items[i] == bind) {
			return true;
		}
	}
	if (targets->count == ZR_TARGETS_MAX) {
		return false;
	}
	targets->items[targets->count++] = bind;
	return true;
}

static bool add_below(struct zr_targets *targets, struct zr_bind *bind)
{
	assert(targets->count <= ZR_TARGETS_MAX);
	bool is_added = zr_targets_add(targets, bind);
	for (struct zr_bind *at = bind->first_attribute; is_added && at != NULL; at = at->next) {
		is_added = zr_targets_add(targets, at);
	}
	for (struct zr_bind *at = bind->first_child; is_added && at != NULL; at = at->next) {
		is_added = add_below(targets, at);
	}
	return is_added;
}

const struct zr_bind *zr_targets_outer_repeat(const struct zr_bind *repeat)
{
	assert(repeat->is_repeat);
	return repeat->parent != NULL ? repeat->parent->repeat : NULL;
}

bool zr_targets_parents(const struct zr_targets *from, struct zr_targets *to)
{
	assert(from != NULL && to != NULL);
	for (size_t i = 0; i < from->count; i++) {
		struct zr_bind *bind = from->items[i];
		if (bind == to->shared) {
			to->shared = zr_targets_outer_repeat(bind);
		}
		if (bind->parent != NULL && !zr_targets_add(to, bind->parent)) {
			return false;
		}
	}
	return true;
}

static bool add_children(struct zr_targets *targets, const struct zr_bind *bind)
{
	bool is_added = true;
	for (struct zr_bind *at = bind->first_child; is_added && at != NULL; at = at->next) {
		is_added = zr_targets_add(targets, at);
	}
	return is_added;
}

bool zr_targets_children(const struct zr_form *form, const struct zr_targets *from,
	const struct zr_name *name, struct zr_targets *to)
{
	assert(form != NULL && from != NULL);
	bool is_added = true;
	for (size_t i = 0; is_added && i < from->count; i++) {
		if (name == NULL) {
			is_added = add_children(to, from->items[i]);
			continue;
		}
		struct zr_bind *child = zr_bind_child(form, from->items[i], name);
		is_added = child == NULL || zr_targets_add(to, child);
	}
	return is_added;
}

bool zr_targets_attributes(
	const struct zr_targets *from, const struct zr_name *name, struct zr_targets *to)
{
	assert(from != NULL);
	for (size_t i = 0; i < from->count; i++) {
		struct zr_bind *at = from->items[i]->first_attribute;
		for (; at != NULL; at = at->next) {
			if ((name == NULL || at->name == name) && !zr_targets_add(to, at)) {
				return false;
			}
		}
	}
	return true;
}

bool zr_targets_anywhere(struct zr_form *form, const struct zr_name *name, struct zr_targets *to)
{
	assert(form != NULL && to != NULL);
	to->shared = NULL;
	if (name == NULL) {
		return add_below(to, form->root);
	}
	bool is_added = true;
	for (size_t i = 0; is_added && i < form->bind_count; i++) {
		is_added = form->binds[i]->name != name || zr_targets_add(to, form->binds[i]);
	}
	return is_added;
}
