/*
 * An .xlsx or .xlsm file, from memory, into a workbook of texts (ECMA-376, transitional or strict).
 *
 * All worksheets in the workbook's order, hidden ones too; charts, macros, formats, comments and
 * formulas are left. What a cell becomes: cell_value.h and worksheet.h. Nothing is loaded from
 * elsewhere. The old binary .xls, workbooks locked with a password and OpenDocument are refused
 * with what to do. Limits: package.h, workbook.h.
 */
#ifndef ZR_WORKBOOK_XLSX_H
#define ZR_WORKBOOK_XLSX_H

#include "lib/workbook/workbook.h"

/* ret_book is set only on success. ZR_E_SYNTAX (where: the part, or "SHEET!COLUMN" with line = the
 * row that a spreadsheet shows), ZR_E_UNSUPPORTED, ZR_E_NOT_FOUND (a part), ZR_E_EXISTS,
 * ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_xlsx_read(const void *bytes, size_t length, struct zr_workbook **ret_book,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
