/*
 * Names with values, in the order in which they came: attributes, parameters, settings.
 */
#ifndef ZR_XLSFORM_PAIR_H
#define ZR_XLSFORM_PAIR_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_cell;

struct zr_pair {
	const char *name;
	const char *value;
	const struct zr_cell *cell; /* NULL for what the sheet does not say */
	struct zr_pair *next;
};

/* NULL without; pairs may be NULL. */
const struct zr_pair *zr_pair_find(const struct zr_pair *pairs, const char *name);
const char *zr_pair_value(const struct zr_pair *pairs, const char *name);

/* Sets a name's value, at the end when it is new. name and value may be what a function that had no
 * memory gave: NULL is ZR_E_NOMEM. */
int zr_pair_set(struct zr_conversion *c, struct zr_pair **pairs, const char *name,
	const char *value, const struct zr_cell *cell) ZR_MUST_CHECK;

#endif
