/* Versions of a form resemble each other: a column is looked for behind the one found last. */
#include "hub/records/columns.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/flat.h"

#define COLUMN_COUNT_MAX 8000 /* the largest known questionnaire has 2,400 leaves */

void zr_columns_finish(struct zr_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		free(columns->items[i].path);
		free(columns->items[i].heading);
	}
	free(columns->items);
	columns->items = NULL;
	columns->count = columns->capacity = 0;
}

const char *zr_columns_path(const struct zr_form *form, const struct zr_bind *bind)
{
	assert(form != NULL && bind != NULL);
	const struct zr_bind *root = zr_flat_schema(form);
	return bind == root ? "" : bind->path + strlen(root->path) + 1;
}

bool zr_columns_is_meta(const struct zr_form *form, const struct zr_bind *bind)
{
	assert(form != NULL && bind != NULL);
	const struct zr_bind *root = zr_flat_schema(form);
	while (bind != root && bind->parent != root) {
		bind = bind->parent;
	}
	return strcmp(bind->name->local, "meta") == 0;
}

static bool is_own(const struct zr_columns *columns, const char *heading)
{
	for (const char *const *own = columns->own; *own != NULL; own++) {
		if (strcmp(*own, heading) == 0) {
			return true;
		}
	}
	return false;
}

static int add_column(struct zr_columns *columns, const struct zr_bind *bind, const char *path)
{
	if (columns->count == columns->capacity) {
		size_t capacity = 2 * columns->capacity + 64;
		struct zr_column *more = realloc(columns->items, capacity * sizeof *more);
		if (more == NULL) {
			return ZR_E_NOMEM;
		}
		columns->items = more;
		columns->capacity = capacity;
	}
	struct zr_column column = {
		.path = strdup(path), .heading = strdup(is_own(columns, path) ? bind->path : path)};
	if (column.path == NULL || column.heading == NULL) {
		free(column.path);
		free(column.heading);
		return ZR_E_NOMEM;
	}
	columns->items[columns->count++] = column;
	return 0;
}

/* The place + 1 of a path, from a place on and then from the first; 0 for none. */
static size_t find_column(const struct zr_columns *columns, size_t from, const char *path)
{
	for (size_t i = 0; i < columns->count; i++) {
		size_t place = (from + i) % columns->count;
		if (strcmp(columns->items[place].path, path) == 0) {
			return place + 1;
		}
	}
	return 0;
}

static bool has_choices(const struct zr_bind *bind)
{
	return bind->control != NULL && (bind->control->kind == ZR_CONTROL_SELECT_ONE ||
						bind->control->kind == ZR_CONTROL_SELECT_MANY ||
						bind->control->kind == ZR_CONTROL_RANK);
}

static bool is_in_row(
	const struct zr_columns *columns, const struct zr_form *form, const struct zr_bind *bind)
{
	if (bind->first_child != NULL || bind == zr_flat_schema(form)) {
		return false;
	}
	if (columns->repeat == NULL) {
		return bind->repeat == NULL && !zr_columns_is_meta(form, bind);
	}
	return bind->repeat != NULL &&
	       strcmp(zr_columns_path(form, bind->repeat), columns->repeat) == 0;
}

int zr_columns_add_form(struct zr_columns *columns, const struct zr_form *form, size_t *ret_places,
	struct zr_error *error)
{
	assert(columns != NULL && columns->own != NULL);
	const struct zr_bind *root = zr_flat_schema(form);
	size_t row_root_bytes = columns->repeat != NULL ? strlen(columns->repeat) + 1 : 0;
	size_t last = 0;
	for (const struct zr_bind *bind = root; bind != NULL; bind = zr_flat_next(form, bind)) {
		if (!is_in_row(columns, form, bind)) {
			continue;
		}
		/* A repeat without nodes below is its own only column. */
		const char *whole = zr_columns_path(form, bind);
		const char *path = bind->is_repeat ? bind->name->local : whole + row_root_bytes;
		size_t place = find_column(columns, last, path);
		if (place == 0 && columns->count == COLUMN_COUNT_MAX) {
			return zr_error_set(error, ZR_E_LIMIT,
				"the versions of this questionnaire have more than %d columns",
				COLUMN_COUNT_MAX);
		}
		if (place == 0 && add_column(columns, bind, path) != 0) {
			return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
		}
		last = place > 0 ? place - 1 : columns->count - 1;
		columns->items[last].has_labels |= has_choices(bind);
		if (ret_places != NULL) {
			ret_places[bind->index] = last + 1;
		}
	}
	return 0;
}
