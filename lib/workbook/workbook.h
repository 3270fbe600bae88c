/*
 * A workbook: named sheets of text cells, as an author wrote them in a spreadsheet or CSV files.
 *
 * It holds what a conversion needs and no more: no formats, no formulas, no types. Row 0 is the
 * header line, so that the row a spreadsheet shows is row + 1. The workbook owns all text; what it
 * lends lives until zr_workbook_free(). Cells that were never set, or lie outside, are "".
 *
 * Every text is UTF-8 of characters that XML allows. Limits: ZR_WORKBOOK_* in lib/base/limits.h.
 * Not for two threads at once while it is filled; any number may read.
 */
#ifndef ZR_WORKBOOK_H
#define ZR_WORKBOOK_H

#include <stddef.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"

struct zr_workbook;

/* An empty workbook. ret_book is set only on success. ZR_E_NOMEM. */
int zr_workbook_new(struct zr_workbook **ret_book, struct zr_error *error) ZR_MUST_CHECK;
void zr_workbook_free(struct zr_workbook *book);
ZR_DEFINE_CLEANUP(struct zr_workbook *, zr_workbook_free);

/* A further sheet, empty. The name is copied; ret_index is its number. ZR_E_EXISTS when a sheet of
 * exactly this name is there, ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_workbook_add_sheet(struct zr_workbook *book, const char *name, size_t *ret_index,
	struct zr_error *error) ZR_MUST_CHECK;

struct zr_workbook_place {
	size_t sheet;
	size_t row;
	size_t column;
};

/* Sets one cell to a copy of length bytes of text; the cells may come in any order, a later text
 * replaces an earlier one. An empty text, or blanks alone, leave the sheet's size alone. The
 * error's line is the row that a spreadsheet shows, its where "SHEET!COLUMN". ZR_E_SYNTAX for text
 * that XML cannot hold, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_workbook_set(struct zr_workbook *book, struct zr_workbook_place place, const char *text,
	size_t length, struct zr_error *error) ZR_MUST_CHECK;

/* What is there. Rows and columns end behind the last cell that was given text. */
size_t zr_workbook_sheets(const struct zr_workbook *book);
const char *zr_workbook_sheet_name(const struct zr_workbook *book, size_t sheet);
size_t zr_workbook_rows(const struct zr_workbook *book, size_t sheet);
size_t zr_workbook_columns(const struct zr_workbook *book, size_t sheet);
const char *zr_workbook_cell(
	const struct zr_workbook *book, size_t sheet, size_t row, size_t column);

/* What a reader wants the author told, though it could go on: a formula whose result was never
 * stored, a result that is an error. Placed as the errors of zr_workbook_set(); those beyond
 * ZR_WORKBOOK_NOTE_COUNT_MAX are dropped. */
void zr_workbook_add_note(
	struct zr_workbook *book, struct zr_workbook_place place, const struct zr_fault *fault);
size_t zr_workbook_notes(const struct zr_workbook *book);
const struct zr_error *zr_workbook_note(const struct zr_workbook *book, size_t index);

/* The letters a spreadsheet shows for a column: 0 is "A", 26 is "AA". */
#define ZR_WORKBOOK_COLUMN_NAME_BYTES 16
const char *zr_workbook_column_name(size_t column, char text[ZR_WORKBOOK_COLUMN_NAME_BYTES]);

#endif
