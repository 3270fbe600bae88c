/*
 * The parameters of a range.
 */
#ifndef ZR_XLSFORM_RANGE_H
#define ZR_XLSFORM_RANGE_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_survey_item;

/* Holds them against each other and turns them into attributes; the item is of the type range. */
int zr_range_apply(struct zr_conversion *c, struct zr_survey_item *item) ZR_MUST_CHECK;

#endif
