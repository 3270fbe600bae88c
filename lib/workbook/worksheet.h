/* One sheet part of an .xlsx file into one sheet of a workbook (ECMA-376 part 1, 18.3). */
#ifndef ZR_WORKBOOK_WORKSHEET_H
#define ZR_WORKBOOK_WORKSHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/workbook/cell_formats.h"
#include "lib/workbook/package.h"
#include "lib/workbook/shared_strings.h"
#include "lib/workbook/workbook.h"

/* What the cells refer to; all borrowed. */
struct zr_worksheet_tables {
	const struct zr_shared_strings *strings;
	const struct zr_cell_formats *formats;
	bool is_1904; /* days count from 1904, as old Macintosh workbooks do */
};

struct zr_worksheet_target {
	struct zr_workbook *book;
	size_t sheet;
};

/* A formula gives its stored result; one without, or an error result, leaves a note. Cells beyond
 * the limits and numbers that are none are errors with their place. */
int zr_worksheet_read(struct zr_package *package, const char *part,
	const struct zr_worksheet_tables *tables, struct zr_worksheet_target target,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
