/*
 * Secondary instances: files, the last interview, lists.
 */
#ifndef ZR_XLSFORM_SECONDARY_H
#define ZR_XLSFORM_SECONDARY_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_markup;

/* Behind everything that refers: what was referred to decides on what is there. */
int zr_secondary_write(struct zr_conversion *c, struct zr_markup *markup) ZR_MUST_CHECK;

#endif
