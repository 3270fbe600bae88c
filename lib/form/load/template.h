/*
 * Repeats of the schema: what a new instance is made from. For lib/form.
 */
#ifndef ZR_FORM_TEMPLATE_H
#define ZR_FORM_TEMPLATE_H

#include "lib/base/error.h"
#include "lib/form/schema.h"

struct zr_loading;

/* Marks a bind as a repeat (from the body) and gives what lies below it to it. */
void zr_template_set_repeat(struct zr_bind *bind);

/* After the body: refuses twins outside repeats, takes the templates of repeats out. */
int zr_template_finish(struct zr_loading *loading) ZR_MUST_CHECK;

#endif
