/*
 * Headings: what the first row of a sheet says.
 */
#ifndef ZR_XLSFORM_HEADING_H
#define ZR_XLSFORM_HEADING_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;

/* Makes the headings of a table that is present, all of them even when one is at fault. */
int zr_heading_read(struct zr_conversion *c, enum zr_table_id id) ZR_MUST_CHECK;

/* Fills the heading for its title alone, as if it stood in that table. */
int zr_heading_read_one(
	struct zr_conversion *c, enum zr_table_id table, struct zr_heading *heading) ZR_MUST_CHECK;

/* Whether both mean one column: kind, attribute and language. */
bool zr_heading_is_same(const struct zr_heading *a, const struct zr_heading *b);

/* The first heading of a kind, NULL without; the table need not be there. */
const struct zr_heading *zr_heading_find(
	const struct zr_conversion *c, enum zr_table_id id, enum zr_sheet_column column);

/* Makes the fault's phrase ask whether a header is meant for a column that is missing: " (was 'typ'
 * meant to be it?)". Sets its phrase and meant; nothing when no header is near. */
int zr_heading_near(struct zr_conversion *c, enum zr_table_id id, const char *wanted,
	struct zr_fault *fault) ZR_MUST_CHECK;

#endif
