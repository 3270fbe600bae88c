/*
 * What a select offers.
 */
#ifndef ZR_XLSFORM_ITEMSET_H
#define ZR_XLSFORM_ITEMSET_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_markup;
struct zr_survey_item;

/* Nothing for a question without a list. */
int zr_itemset_write(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item) ZR_MUST_CHECK;

#endif
