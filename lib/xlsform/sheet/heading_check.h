/*
 * Warnings of headers that nearly spell another, and of cells under no header.
 */
#ifndef ZR_XLSFORM_HEADING_CHECK_H
#define ZR_XLSFORM_HEADING_CHECK_H

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;

/* The table's headings are read. */
int zr_heading_check(struct zr_conversion *c, enum zr_table_id id) ZR_MUST_CHECK;

#endif
