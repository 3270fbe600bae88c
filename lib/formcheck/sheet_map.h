/*
 * From a node of the XForm back to the row of the survey sheet that made it, and from what is said
 * of a node to the column that says it.
 */
#ifndef ZR_FORMCHECK_SHEET_MAP_H
#define ZR_FORMCHECK_SHEET_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/workbook/workbook.h"

struct zr_sheet_map;

/* A place in a workbook; all borrowed from it. */
struct zr_sheet_place {
	const char *sheet;
	size_t row; /* 0-based */
	bool has_column;
	size_t column;
	const char *heading; /* "" without a column */
	const char *text;    /* the cell's, "" without a column */
};

/* book may be NULL (an XForm): nothing is then found. ZR_E_NOMEM. */
int zr_sheet_map_new(const struct zr_workbook *book, struct zr_sheet_map **ret_map,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_sheet_map_free(struct zr_sheet_map *map);
ZR_DEFINE_CLEANUP(struct zr_sheet_map *, zr_sheet_map_free);

/* The row for a node's path ("/data/person/age"; the first name does not matter), and the column
 * for aspect (an attribute of the bind such as "relevant", or "itemset", "jr:count", "setvalue",
 * "label"; NULL for none). A column is given only when its cell holds something. */
bool zr_sheet_map_find(const struct zr_sheet_map *map, const char *path, const char *aspect,
	struct zr_sheet_place *ret_place);

/* The first cell of the survey sheet that names the file ("wards.csv"): whole, in quotes without
 * the ending as pulldata() has it, or as the cell's only text as csv-external rows have it. */
bool zr_sheet_map_find_file(
	const struct zr_sheet_map *map, const char *file, struct zr_sheet_place *ret_place);

/* Whether the sheet of that title is a part of the form, as the conversion takes it: "Survey " is,
 * and so is the only sheet of a workbook. */
bool zr_sheet_map_is_form_sheet(const struct zr_workbook *book, const char *title);

/* What the author calls a sheet of XLSForm: "Survey " for "survey". Itself for one that the
 * workbook, which may be NULL, does not have. */
const char *zr_sheet_map_title(const struct zr_workbook *book, const char *sheet);

/* The heading of a column of a sheet by its name, "" when there is none. */
const char *zr_sheet_map_heading(const struct zr_workbook *book, const char *sheet, size_t column);

#endif
