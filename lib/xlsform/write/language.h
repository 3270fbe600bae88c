/*
 * itext: the texts by identifier and language.
 */
#ifndef ZR_XLSFORM_LANGUAGE_H
#define ZR_XLSFORM_LANGUAGE_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_conversion;
struct zr_markup;
struct zr_reference_context;

/* Gathers the texts of lists and items; their paths are set. Before all else here. */
int zr_language_collect(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_language_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;
/* A text with its references as output elements, in itext or in a control. */
int zr_language_write_value(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_reference_context *context, const char *text) ZR_MUST_CHECK;
/* The languages in their order, NULL behind the last. */
const char *zr_language_name(const struct zr_conversion *c, size_t index);

#endif
