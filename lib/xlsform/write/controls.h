/*
 * The body: groups, repeats and the controls of questions.
 */
#ifndef ZR_XLSFORM_CONTROLS_H
#define ZR_XLSFORM_CONTROLS_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_markup;

int zr_controls_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;

#endif
