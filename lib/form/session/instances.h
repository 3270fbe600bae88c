/*
 * The instances of a repeat in the tree, looked at. For lib/form.
 */
#ifndef ZR_FORM_INSTANCES_H
#define ZR_FORM_INSTANCES_H

#include "lib/form/session/working.h"

/* NULL: the parent holds no such repeat. */
struct zr_node *zr_instances_anchor(const struct zr_node *parent, const struct zr_bind *bind);
struct zr_node *zr_instances_last(
	const struct zr_node *anchor); /* instance before the anchor, NULL */
size_t zr_instances_count(const struct zr_node *parent, const struct zr_bind *bind);
bool zr_instances_is_one(const struct zr_node *node, const struct zr_bind *bind);

#endif
