/*
 * Where the choices of a select come from. For lib/form.
 */
#ifndef ZR_FORM_CHOICE_SOURCE_H
#define ZR_FORM_CHOICE_SOURCE_H

#include "lib/form/load/loading.h"

/* The choices of a select; a query makes a select of an input where its list is
 * there. */
int zr_choice_source_read(struct zr_loading *loading, const struct zr_node *element,
	struct zr_control *control) ZR_MUST_CHECK;
int zr_choice_source_read_query(struct zr_loading *loading, const struct zr_node *element,
	const char *query, struct zr_control *control) ZR_MUST_CHECK;

#endif
