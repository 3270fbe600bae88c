/*
 * The binds of a form: made, found, filled from <bind>. What one holds is schema.h.
 */
#ifndef ZR_FORM_BIND_H
#define ZR_FORM_BIND_H

#include "lib/base/error.h"
#include "lib/form/schema.h"

struct zr_form;
struct zr_loading;

/* The schema of the main instance, with repeats still unknown. */
int zr_bind_load_schema(struct zr_loading *loading) ZR_MUST_CHECK;

/* Reads every <bind> of the model. */
int zr_bind_load_model(struct zr_loading *loading, const struct zr_node *model) ZR_MUST_CHECK;

/* The bind of a plain path without predicates, absolute or from base (NULL: the root), also written
 * current()/name. NULL when the instance has no such node. */
struct zr_bind *zr_bind_find(
	const struct zr_form *form, const struct zr_bind *base, const char *path);

/* The same, whatever conditions in brackets choose among its instances. */
struct zr_bind *zr_bind_find_place(const struct zr_form *form, const struct zr_bind *base,
	const char *path, bool *ret_has_conditions);

/* The nodeset of the <bind> with that id, NULL. */
const char *zr_bind_nodeset(const struct zr_loading *loading, const char *id);

/* The child element of that name, NULL. Found through a hash, however many siblings there are. */
struct zr_bind *zr_bind_child(
	const struct zr_form *form, const struct zr_bind *parent, const struct zr_name *name);

/* Whether the bind is at or below another. */
bool zr_bind_is_within(const struct zr_bind *bind, const struct zr_bind *above);

#endif
