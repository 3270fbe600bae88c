/*
 * The outline of a questionnaire for a terminal: each question with its type, label and
 * conditions, the choice lists, the languages.
 */
#ifndef ZR_TOOLS_FORM_SHOW_H
#define ZR_TOOLS_FORM_SHOW_H

#include <stdio.h>

#include "tools/form_source.h"

struct zr_form_show_options {
	const char *language; /* name or code; NULL: the form's default */
	size_t width;         /* columns of the terminal */
};

/* The source must be converted. ZR_E_NOT_FOUND (no such language), what zr_outline_read() returns,
 * ZR_E_NOMEM. */
int zr_form_show(const struct zr_form_source *source, const struct zr_form_show_options *options,
	FILE *out, struct zr_error *error) ZR_MUST_CHECK;

#endif
