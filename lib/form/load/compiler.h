/*
 * Expressions of a form, compiled once for every place that has the same text. For lib/form.
 */
#ifndef ZR_FORM_COMPILER_H
#define ZR_FORM_COMPILER_H

#include "lib/form/load/loading.h"

/* Where an expression stands in the XForm: what its fault is told of. */
struct zr_origin {
	const struct zr_node *element;
	const char *node; /* the path that the element is for, or its name */
	const char *role; /* "constraint", "relevant", "output" */
};

/* Compiles a text, or finds it compiled for another place. */
int zr_compiler_compile(struct zr_loading *loading, const struct zr_origin *origin,
	const char *text, const struct zr_xpath **ret_expression) ZR_MUST_CHECK;

void zr_compiler_free_all(struct zr_form *form);

#endif
