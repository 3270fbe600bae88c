/*
 * What a cell of an .xlsx file holds, as the text an author means.
 *
 * A spreadsheet stores 0.1 as 0.10000000000000001 and a date as a number of days; a form needs
 * "0.1" and "2026-11-22 00:00:00" (the spelling that earlier converters gave, so that forms convert
 * the same). Whatever the process's locale is.
 */
#ifndef ZR_WORKBOOK_CELL_VALUE_H
#define ZR_WORKBOOK_CELL_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

#define ZR_CELL_VALUE_BYTES 400

/* How a number is shown: by the cell's number format. */
enum zr_cell_kind {
	ZR_CELL_NUMBER,
	ZR_CELL_DATE,     /* "2026-11-22 10:30:00"; below one day a time of day, "10:30:00" */
	ZR_CELL_DURATION, /* "26:30:00" of the format [h]:mm:ss, as "1 day, 2:30:00" */
};

/* The kind of a format code such as "dd/mm/yyyy" or "#,##0" (ECMA-376 part 1, 18.8.31), and of a
 * built-in format's number (18.8.30). */
enum zr_cell_kind zr_cell_value_format_kind(const char *code);
enum zr_cell_kind zr_cell_value_builtin_kind(long id);

/* The stored number as text: whole numbers without a point, others with the fewest digits that
 * read back the same, never with an exponent. A date that no calendar has stays a number.
 * ZR_E_SYNTAX when it is not a number. */
int zr_cell_value_number(const char *stored, enum zr_cell_kind kind, bool is_1904,
	char text[ZR_CELL_VALUE_BYTES]) ZR_MUST_CHECK;

/* Undoes the escapes of ECMA-376 part 1, 22.9.2.19 ("_x000D_"), and turns no-break spaces, which
 * nobody sees and everything stumbles over, into spaces. In place; returns the new length. */
size_t zr_cell_value_clean(char *text, size_t length);

#endif
