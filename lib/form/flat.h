/*
 * A stored record walked along the nodes of its form, as it was stored: nothing is worked out, no
 * action runs, no choice is judged. For tables over many records, each with the form (and version)
 * that it was made with. Linear in the record. Limits: as zr_session_restore().
 */
#ifndef ZR_FORM_FLAT_H
#define ZR_FORM_FLAT_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/bind.h"
#include "lib/form/form.h"

/* Each is called in the order of the record; the first answer other than 0 ends the walk and is
 * what it returns. Texts are borrowed during the call. */
struct zr_flat_visitor {
	/* An element without elements in the form; it belongs to the instance last entered. */
	int (*leaf)(void *user, const struct zr_bind *bind, const char *value);
	/* An instance of a repeat begins, ends; its 1-based place among its brothers. */
	int (*enter)(void *user, const struct zr_bind *repeat, size_t position);
	int (*leave)(void *user, const struct zr_bind *repeat);
	/* An element that the form does not have there, or not that often; what is below is not
	 * walked. */
	int (*unknown)(void *user, const char *name);
	void *user;
};

/* ZR_E_SYNTAX: not XML. ZR_E_REFERENCE: another form's record, by its root. ZR_E_LIMIT, ZR_E_NOMEM,
 * and what the visitor gave. */
int zr_flat_read(const struct zr_form *form, const void *xml, size_t bytes,
	const struct zr_flat_visitor *visitor, struct zr_error *error) ZR_MUST_CHECK;

/* The root of what the form says of its records: zr_flat_next() leads on. */
const struct zr_bind *zr_flat_schema(const struct zr_form *form);

/* The bind behind this one, in the order of the form; NULL behind the last. */
const struct zr_bind *zr_flat_next(const struct zr_form *form, const struct zr_bind *bind);

/* How many binds there are: every bind's index is below. */
size_t zr_flat_bind_count(const struct zr_form *form);

#endif
