/*
 * Lists of choices: the sheets choices, external_choices and osm.
 */
#ifndef ZR_XLSFORM_LISTS_H
#define ZR_XLSFORM_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_conversion;
struct zr_sheet_wording;

struct zr_list_choice {
	const char *name;
	struct zr_sheet_wording *texts; /* label and media */
	struct zr_cell *extra;          /* further columns */
	size_t row;
	size_t number; /* within its list, from 0 */
	struct zr_list_choice *next;
};

struct zr_list {
	const char *name;
	struct zr_list_choice *first, *last;
	size_t count;
	bool has_itext;   /* its labels stand in itext */
	bool has_other;   /* "other" was added for or_other */
	bool is_searched; /* a question uses it with search() */
	bool is_checked;  /* by zr_lists_check_words() */
	enum zr_table_id table;
	struct zr_list *same_slot; /* next in the index */
	struct zr_list *next;
};

int zr_lists_read(struct zr_conversion *c) ZR_MUST_CHECK;
/* NULL without. */
struct zr_list *zr_lists_find(struct zr_conversion *c, enum zr_table_id table, const char *name);
/* Tells of names that a question with several answers cannot have; once for each list. */
int zr_lists_check_words(struct zr_conversion *c, struct zr_list *list) ZR_MUST_CHECK;
/* Adds the choice "other" unless it is there. */
int zr_lists_add_other(struct zr_conversion *c, struct zr_list *list) ZR_MUST_CHECK;

#endif
