/*
 * Where a reference leads: the item that it names, and the path that stands for it in the XForm.
 */
#ifndef ZR_XLSFORM_REFERENCE_PATH_H
#define ZR_XLSFORM_REFERENCE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;
struct zr_reference;
struct zr_survey_item;

struct zr_reference_context {
	const struct zr_survey_item *item;   /* whose expression it is, NULL for a choice's */
	const struct zr_cell *cell;          /* for errors, may be NULL */
	const struct zr_survey_item *repeat; /* the itemset's repeat, NULL without */
	bool use_current;                    /* a choice filter: the context node is the choice */
	bool is_trimmed;                     /* no spaces around the path */
	bool is_itemset;                     /* the path of the itemset's repeat itself */
};

/* The item that it names; ret_target is set only on success. cell may be NULL. */
int zr_reference_path_target(struct zr_conversion *c, const struct zr_cell *cell,
	const struct zr_reference *reference, struct zr_survey_item **ret_target) ZR_MUST_CHECK;

/* The text with every reference replaced by its path; with a fault of any of them, which is told,
 * ZR_REFERENCE_NOTHING. */
int zr_reference_path_expand(struct zr_conversion *c, const struct zr_reference_context *context,
	const char *text, const char **ret_text) ZR_MUST_CHECK;

/* The path of a reference that stands alone, in no expression. */
int zr_reference_path_alone(struct zr_conversion *c, const struct zr_reference_context *context,
	const struct zr_reference *reference, const char **ret_path) ZR_MUST_CHECK;

/* An expression instance('…')/… within a text; false when there is none. */
bool zr_reference_path_next_instance(const char *text, const char **ret_start, size_t *ret_bytes);

#endif
