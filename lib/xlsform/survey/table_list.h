/*
 * Groups with the appearance "table-list".
 */
#ifndef ZR_XLSFORM_TABLE_LIST_H
#define ZR_XLSFORM_TABLE_LIST_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_survey_item;

/* Makes a table of the group when its appearance says so; it has no children yet. */
int zr_table_list_open(struct zr_conversion *c, struct zr_survey_item *group) ZR_MUST_CHECK;
/* The head of the table, before its first select, which is the last child so far. */
int zr_table_list_add_head(struct zr_conversion *c, struct zr_survey_item *group,
	struct zr_survey_item *select) ZR_MUST_CHECK;

#endif
