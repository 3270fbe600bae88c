/*
 * The parameters column.
 */
#ifndef ZR_XLSFORM_PARAMETERS_H
#define ZR_XLSFORM_PARAMETERS_H

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;
struct zr_pair;
struct zr_survey_item;

/* ret_parameters is set only on success. */
int zr_parameters_parse(struct zr_conversion *c, const struct zr_cell *cell,
	struct zr_pair **ret_parameters) ZR_MUST_CHECK;
/* Holds the parameters of a question to its type and turns them into attributes. */
int zr_parameters_apply(struct zr_conversion *c, struct zr_survey_item *item) ZR_MUST_CHECK;

#endif
