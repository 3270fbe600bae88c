/* A heading is the column's; that of its words says so. */
#include "hub/out/variables.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

void zr_variables_finish(struct zr_variables *variables)
{
	assert(variables != NULL);
	for (size_t i = 0; i < variables->count; i++) {
		free(variables->items[i].heading);
	}
	free(ZR_TAKE(variables->items));
	variables->count = variables->capacity = 0;
}

static int add(struct zr_variables *variables, enum zr_variable_source source, size_t index,
	const char *heading)
{
	if (variables->count == variables->capacity) {
		size_t capacity = 2 * variables->capacity + 64;
		struct zr_variable *more = realloc(variables->items, capacity * sizeof *more);
		if (more == NULL) {
			return ZR_E_NOMEM;
		}
		variables->items = more;
		variables->capacity = capacity;
	}
	struct zr_variable variable = {.source = source, .index = index};
	const char *suffix = source == ZR_VARIABLE_LABEL ? " (label)" : "";
	if (asprintf(&variable.heading, "%s%s", heading, suffix) < 0) {
		return ZR_E_NOMEM;
	}
	variables->items[variables->count++] = variable;
	return 0;
}

int zr_variables_make(struct zr_variables *variables, const struct zr_columns *columns,
	bool with_labels, struct zr_error *error)
{
	assert(variables != NULL && variables->count == 0 && columns != NULL);
	int code = 0;
	for (size_t i = 0; code == 0 && columns->own[i] != NULL; i++) {
		code = add(variables, ZR_VARIABLE_OWN, i, columns->own[i]);
	}
	for (size_t i = 0; code == 0 && i < columns->count; i++) {
		const struct zr_column *column = &columns->items[i];
		code = add(variables, ZR_VARIABLE_VALUE, i, column->heading);
		if (code == 0 && with_labels && column->has_labels) {
			code = add(variables, ZR_VARIABLE_LABEL, i, column->heading);
		}
	}
	return code == 0 ? 0 : zr_error_set(error, code, "the hub is short of memory");
}

static const char *text_of(const struct zr_variable *variable, const struct zr_table_row *row)
{
	switch (variable->source) {
	case ZR_VARIABLE_OWN:
		return row->own[variable->index];
	case ZR_VARIABLE_VALUE:
		return row->values[variable->index];
	case ZR_VARIABLE_LABEL:
		break;
	}
	return row->labels[variable->index];
}

void zr_variables_fill(const struct zr_variables *variables, const struct zr_table_row *row,
	const char **ret_cells)
{
	assert(variables != NULL && row != NULL && ret_cells != NULL);
	for (size_t i = 0; i < variables->count; i++) {
		const char *text = text_of(&variables->items[i], row);
		ret_cells[i] = text != NULL ? text : "";
	}
}
