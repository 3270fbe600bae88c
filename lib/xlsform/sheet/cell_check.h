/*
 * What a row's cells hold unseen, and the dates of a spreadsheet among them.
 */
#ifndef ZR_XLSFORM_CELL_CHECK_H
#define ZR_XLSFORM_CELL_CHECK_H

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;

/* Tells of both; takes what nobody sees out of words, and the dates for what they are. */
int zr_cell_check(struct zr_conversion *c, struct zr_cell *cells) ZR_MUST_CHECK;

#endif
