/*
 * The variables of a table, in their order: the table's own (record_id …), then for each column of
 * the questionnaire its value and what stands beside it. A row gives a text for each.
 */
#ifndef ZR_HUB_OUT_VARIABLES_H
#define ZR_HUB_OUT_VARIABLES_H

#include <stddef.h>

#include "hub/records/columns.h"
#include "lib/base/error.h"

/* Where the text of a variable comes from. */
enum zr_variable_source {
	ZR_VARIABLE_OWN,   /* a field of the table's own, by index */
	ZR_VARIABLE_VALUE, /* the value in a column, by index, as the record has it */
	ZR_VARIABLE_LABEL, /* the words for that value */
};

struct zr_variable {
	enum zr_variable_source source;
	size_t index;
	char *heading; /* owned */
};

struct zr_variables {
	struct zr_variable *items; /* owned */
	size_t count;
	size_t capacity;
	bool has_mark; /* the byte order mark is wanted in front, where the format is text */
};

/* What a row is made of: of the table's own, and by column; items may be NULL. */
struct zr_table_row {
	const char *const *own;
	char *const *values;
	char *const *labels;
};

/* The columns outlive them. with_labels: a variable for the words of choices. ZR_E_NOMEM. */
int zr_variables_make(struct zr_variables *variables, const struct zr_columns *columns,
	bool with_labels, struct zr_error *error) ZR_MUST_CHECK;
void zr_variables_finish(struct zr_variables *variables);

/* The row as a text for each variable, borrowed from it: room for count of them. */
void zr_variables_fill(const struct zr_variables *variables, const struct zr_table_row *row,
	const char **ret_cells);

#endif
