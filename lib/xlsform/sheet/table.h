/*
 * Tables: the six sheets of an XLSForm, read a row at a time.
 */
#ifndef ZR_XLSFORM_TABLE_H
#define ZR_XLSFORM_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;

/* Finds the sheets and reads their headings. */
int zr_table_find(struct zr_conversion *c) ZR_MUST_CHECK;

/* "'Choises', 'choices '": the sheets of the workbook whose names nearly are this one's, ""
 * without. */
int zr_table_similar(
	struct zr_conversion *c, enum zr_table_id id, const char **ret_names) ZR_MUST_CHECK;
int zr_table_warn_of_similar(struct zr_conversion *c, enum zr_table_id id) ZR_MUST_CHECK;

/* zr_xlsform_sheet_near() */
const char *zr_table_near(const char *name);

/* The non-empty cells of a row below the header in the order of the columns; *ret_cells is NULL for
 * an empty row. The table is present. A cell with a fault is set aside, and told. */
int zr_table_row(struct zr_conversion *c, enum zr_table_id id, size_t row, bool is_collapsed,
	struct zr_cell **ret_cells) ZR_MUST_CHECK;

#endif
