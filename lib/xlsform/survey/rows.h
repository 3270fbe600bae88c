/*
 * The rows of the survey sheet become the tree below the root.
 */
#ifndef ZR_XLSFORM_ROWS_H
#define ZR_XLSFORM_ROWS_H

#include "lib/base/error.h"

struct zr_conversion;

int zr_rows_read(struct zr_conversion *c) ZR_MUST_CHECK;

#endif
