/*
 * The variables of a table, in their order: the table's own (record_id …), then for each column of
 * the questionnaire its value and what stands beside it. A row gives a text for each.
 */
#ifndef ZR_HUB_OUT_VARIABLES_H
#define ZR_HUB_OUT_VARIABLES_H

#include <stddef.h>

#include "hub/out/coding.h"
#include "hub/out/row_facts.h"
#include "hub/out/meaning.h"
#include "hub/records/columns.h"
#include "lib/base/error.h"

/* Where the text of a variable comes from. */
enum zr_variable_source {
	ZR_VARIABLE_OWN,   /* a field of the table's own, by index */
	ZR_VARIABLE_VALUE, /* the value in a column, by index, as the record has it */
	ZR_VARIABLE_LABEL, /* the words for that value */
	ZR_VARIABLE_FLAG,  /* whether a choice is among those values: "1" or "0" */
};

struct zr_variable {
	enum zr_variable_source source;
	size_t index;
	const struct zr_meaning *meaning;       /* of the column; NULL for the table's own */
	const struct zr_meaning_choice *choice; /* of a flag */
	char *heading;                          /* owned */
	char *label;                            /* in words, "" for none; owned */
	char *name;                             /* hub/out/naming.h; NULL without it; owned */
	enum zr_meaning_kind kind;
	enum zr_coding type; /* what it promises; what it holds, once rows were measured */
	size_t bytes_max;    /* of its texts, likewise */
};

struct zr_variables {
	struct zr_variable *items; /* owned */
	size_t count;
	size_t capacity;
	bool has_mark; /* the byte order mark is wanted in front, where the format is text */
};

/* Which variables stand beside the values. */
struct zr_variables_wish {
	const char *language; /* of the words, by its code; NULL: the forms' own */
	bool is_repeat;
	bool has_labels;         /* the words of choices */
	bool has_labels_of_text; /* only where a code is no number and longer than this */
	size_t label_bytes_max;
	bool has_flags;       /* one for each choice of a question that takes several */
	bool is_without_many; /* and not the codes of such a question in one */
};

/* What a row is made of: of the table's own, and by column; items may be NULL. */
struct zr_table_row {
	const char *const *own;
	char *const *values;
	char *const *labels;
};

/* Columns and meanings (by column) outlive them. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_variables_make(struct zr_variables *variables, const struct zr_columns *columns,
	const struct zr_meanings *meanings, const struct zr_variables_wish *wish,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_variables_finish(struct zr_variables *variables);

/* The row as a text for each variable, borrowed from it: room for count of them. */
void zr_variables_fill(const struct zr_variables *variables, const struct zr_table_row *row,
	const char **ret_cells);

/* What the cells of a row say of their variables: types and bytes. */
void zr_variables_measure(struct zr_variables *variables, const char *const *cells);

/* The longest code of the choices. */
size_t zr_variables_code_bytes(const struct zr_meaning *meaning);

#endif
