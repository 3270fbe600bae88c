/*
 * The group "meta" at the end of every form.
 */
#ifndef ZR_XLSFORM_META_H
#define ZR_XLSFORM_META_H

#include "lib/base/error.h"

struct zr_conversion;

/* Fills it and appends it to the root when it holds anything. Once, when entities have places. */
int zr_meta_add(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
