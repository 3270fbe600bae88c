/*
 * Workbooks out of the recorded cases: tables written with "|", or sheets as lists of objects.
 */
#ifndef ZR_TEST_SHEET_TEXT_H
#define ZR_TEST_SHEET_TEXT_H

#include <json-c/json.h>
#include <stddef.h>

#include "lib/workbook/workbook.h"

/* "| survey |" begins a sheet, "| | type | name |" is a row of it. Exits when memory ends. */
struct zr_workbook *sheet_text_read(const char *text);
struct zr_workbook *sheet_objects_read(json_object *sheets);

#endif
