/*
 * How each cell format of an .xlsx file shows a number: its styles part, of which nothing else
 * matters to a form (ECMA-376 part 1, 18.8).
 */
#ifndef ZR_WORKBOOK_CELL_FORMATS_H
#define ZR_WORKBOOK_CELL_FORMATS_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/workbook/cell_value.h"
#include "lib/workbook/package.h"

struct zr_cell_format {
	enum zr_cell_kind kind;
	const char *code; /* of a number; "" when it is shown as it is */
};

struct zr_cell_formats {
	struct zr_cell_format *items; /* owned */
	size_t count;
	size_t capacity;
	struct zr_arena arena; /* the codes */
};

/* Reads the styles part into an empty table. */
int zr_cell_formats_read(struct zr_package *package, const char *part,
	struct zr_cell_formats *formats, struct zr_error *error) ZR_MUST_CHECK;
void zr_cell_formats_finish(struct zr_cell_formats *formats);

/* A format that the part does not have shows plain numbers. */
struct zr_cell_format zr_cell_formats_get(const struct zr_cell_formats *formats, size_t format);

#endif
