/*
 * Loops over the choices of a list.
 */
#ifndef ZR_XLSFORM_LOOP_H
#define ZR_XLSFORM_LOOP_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_survey_item;

/* Puts a group for each choice in the place of the loop's children. It has a loop_list. */
int zr_loop_unroll(struct zr_conversion *c, struct zr_survey_item *loop) ZR_MUST_CHECK;

#endif
