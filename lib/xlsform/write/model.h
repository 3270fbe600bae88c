/*
 * The model: instances, binds, and the actions that run when the form is opened.
 */
#ifndef ZR_XLSFORM_MODEL_H
#define ZR_XLSFORM_MODEL_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_markup;

int zr_model_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;

#endif
