/*
 * Expressions of a form, compiled once for every place that has the same text. For lib/form.
 */
#ifndef ZR_FORM_COMPILER_H
#define ZR_FORM_COMPILER_H

#include "lib/form/load/loading.h"

/* Compiles text that stands at element for the attribute `what`, or finds it compiled. where is
 * the node it belongs to. */
int zr_compiler_compile(struct zr_loading *loading, const struct zr_node *element,
	const char *where, const char *what, const char *text,
	const struct zr_xpath **ret_expression) ZR_MUST_CHECK;

void zr_compiler_free_all(struct zr_form *form);

#endif
