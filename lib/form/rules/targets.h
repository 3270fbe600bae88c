/*
 * The binds that a path may end at, found step by step over the schema: what the dependency graph
 * knows of a path without an instance.
 */
#ifndef ZR_FORM_TARGETS_H
#define ZR_FORM_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/form/bind.h"

enum {
	ZR_TARGETS_MAX = 256
};

struct zr_form;

struct zr_targets {
	struct zr_bind *items[ZR_TARGETS_MAX];
	size_t count;
	const struct zr_bind *shared; /* all of them lie in the same instance of it */
};

/* Each gives false when there are too many. What is there already is not added again. */
bool zr_targets_add(struct zr_targets *targets, struct zr_bind *bind);
bool zr_targets_parents(const struct zr_targets *from, struct zr_targets *to);
/* name NULL: every child. */
bool zr_targets_children(const struct zr_form *form, const struct zr_targets *from,
	const struct zr_name *name, struct zr_targets *to);
bool zr_targets_attributes(
	const struct zr_targets *from, const struct zr_name *name, struct zr_targets *to);
/* Any node of the instance, or any of that name. */
bool zr_targets_anywhere(struct zr_form *form, const struct zr_name *name, struct zr_targets *to);

/* The repeat around a repeat, NULL for none. */
const struct zr_bind *zr_targets_outer_repeat(const struct zr_bind *repeat);

#endif
