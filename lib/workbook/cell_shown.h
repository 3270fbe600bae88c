/*
 * What a cell with a number shows, by its format code (ECMA-376 part 1, 18.8.30), as far as it
 * matters to say that a form reads something else: fixed digits, percent, literal text. Dates are
 * cell_value.h's.
 */
#ifndef ZR_WORKBOOK_CELL_SHOWN_H
#define ZR_WORKBOOK_CELL_SHOWN_H

#include <stdbool.h>

#include "lib/workbook/cell_value.h"

/* The code of a format that every file has (18.8.30), "" for General and for what is no number. */
const char *zr_cell_shown_builtin(long id);

/* What the code shows for the number, without the marks between thousands. False when that is not
 * worked out here: fractions, exponents, scales. */
bool zr_cell_shown(const char *code, double number, char text[ZR_CELL_VALUE_BYTES]);

#endif
