/*
 * The save_to column.
 */
#ifndef ZR_XLSFORM_SAVE_TO_H
#define ZR_XLSFORM_SAVE_TO_H

#include "lib/base/error.h"

struct zr_conversion;

/* Hands each save_to to its entity. */
int zr_save_to_assign(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
