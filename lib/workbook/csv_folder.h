/*
 * Questionnaires as CSV: one file a sheet (a folder with survey.csv, choices.csv, settings.csv, …),
 * which version control can compare, or one file with all sheets, as earlier converters took it.
 *
 * UTF-8 with or without a byte order mark; comma, semicolon or tab, whichever the first line has
 * most of, or what a line "sep=;" before it says; double quotes with "" inside; LF, CRLF or CR. RFC
 * 4180. Rows may differ in length. The caller reads the files. Limits: workbook.h.
 */
#ifndef ZR_WORKBOOK_CSV_FOLDER_H
#define ZR_WORKBOOK_CSV_FOLDER_H

#include <stddef.h>

#include "lib/workbook/workbook.h"

/* Adds one file as the sheet of that name. On a fault the workbook is of no further use.
 * ZR_E_SYNTAX (line: the row, where: "SHEET!COLUMN"), and what zr_workbook_add_sheet() and _set()
 * return. */
int zr_csv_folder_add(struct zr_workbook *book, const char *sheet, const void *bytes, size_t length,
	struct zr_error *error) ZR_MUST_CHECK;

/* One file with all sheets: a name in the first column begins a sheet, whose header line and rows
 * stand in the columns behind it. A file with a plain table is a workbook of one sheet, "survey".
 * ret_book is set only on success. ZR_E_INVALID when no sheet
 * begins. */
int zr_csv_folder_read_single(const void *bytes, size_t length, struct zr_workbook **ret_book,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
