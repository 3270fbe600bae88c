/*
 * What kind of question an item of the outline is, as its author would say it.
 */
#ifndef ZR_TOOLS_SHOW_TYPE_H
#define ZR_TOOLS_SHOW_TYPE_H

#include <stdbool.h>

#include "lib/formcheck/outline.h"

/* "select one", "note", "calculate"; borrowed from the form or constant. */
const char *zr_show_type_of(const struct zr_outline *outline, const struct zr_outline_item *item);

/* Whether a condition is "true()"; NULL is not. */
bool zr_show_type_is_true(const char *text);

#endif
