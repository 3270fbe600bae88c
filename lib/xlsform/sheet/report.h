/*
 * Faults and warnings of a conversion, each with the place that a spreadsheet shows.
 *
 * Both are kept in the result: a fault once, however many expressions of the XForm repeat its cell,
 * and at most ZR_XLSFORM_FAULT_COUNT_MAX of them. What is said of it is in faults.def: what, where
 * it is not the cell itself, and what to write instead.
 */
#ifndef ZR_XLSFORM_REPORT_H
#define ZR_XLSFORM_REPORT_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;
struct zr_xlsform;

/* ZR_E_NOMEM. Nothing is told here: there may be no memory for it. */
int zr_report_nomem(struct zr_conversion *c) ZR_MUST_CHECK;

/* 0 for a fault that was told and behind which the conversion goes on; others (no memory, a limit)
 * as they are. */
int zr_report_go_on(const struct zr_conversion *c, int code) ZR_MUST_CHECK;

/* The faults from their order of finding into that of the sheets. */
void zr_report_sort(struct zr_xlsform *form);

/* A fault at a cell (NULL: without a place); in a row (0-based) of a table; without a place. Return
 * code, or ZR_E_NOMEM. The facts are copied, and have nothing near. */
int zr_report_at(struct zr_conversion *c, int code, const struct zr_cell *cell,
	const struct zr_fault *fault);
int zr_report_row(struct zr_conversion *c, int code, enum zr_table_id table, size_t row,
	const struct zr_fault *fault);
int zr_report(struct zr_conversion *c, int code, const struct zr_fault *fault);

/* A row and the first column of a kind, which may be empty or not there. */
struct zr_report_place {
	enum zr_table_id table;
	size_t row;
	enum zr_sheet_column column;
};
int zr_report_column(struct zr_conversion *c, int code, const struct zr_report_place *place,
	const struct zr_fault *fault);

/* A warning in a row of a table; row 0 is the header line, or no row when heading is NULL.
 * ZR_TABLE_COUNT: of the whole workbook. ZR_E_NOMEM. */
int zr_report_warning(struct zr_conversion *c, enum zr_table_id table, size_t row,
	const struct zr_heading *heading, const struct zr_fault *fault) ZR_MUST_CHECK;

/* The standard name of a sheet. */
const char *zr_report_sheet(enum zr_table_id table);

#endif
