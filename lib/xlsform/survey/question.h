/*
 * One question (or group, or repeat): what the cells of its row say.
 */
#ifndef ZR_XLSFORM_QUESTION_H
#define ZR_XLSFORM_QUESTION_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;
struct zr_survey_item;

/* Takes over the cells of a row: texts, attributes, default. */
int zr_question_take_cells(
	struct zr_conversion *c, struct zr_survey_item *item, struct zr_cell *cells) ZR_MUST_CHECK;
/* Appends the question of a row to parent; with a fault in it it is there all the same, broken.
 * ret_item is set only on success. */
int zr_question_add(struct zr_conversion *c, struct zr_survey_item *parent, struct zr_cell *cells,
	size_t row, struct zr_survey_item **ret_item) ZR_MUST_CHECK;

#endif
