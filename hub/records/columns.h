/*
 * The columns of a table over the versions of a questionnaire: each leaf of the records, or of one
 * repeat, once, whatever version has it; those of the versions added first come first.
 *
 * A column is headed by its path below the row's root ("birth/year"); where that is the name of one
 * of the table's own columns, by its whole path ("/census/household"), so that every heading stands
 * once. Pure.
 */
#ifndef ZR_HUB_RECORDS_COLUMNS_H
#define ZR_HUB_RECORDS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/bind.h"
#include "lib/form/form.h"

struct zr_column {
	char *path;      /* below the row's root; owned */
	char *heading;   /* owned */
	bool has_labels; /* some version gives choices */
};

struct zr_columns {
	const char *const *own;  /* the table's own headings, NULL behind the last; borrowed */
	const char *repeat;      /* the repeat that the rows are of, below the root: "person/job";
				  * NULL: the records themselves. Borrowed */
	struct zr_column *items; /* owned */
	size_t count;
	size_t capacity;
};

void zr_columns_finish(struct zr_columns *columns);

/* What the form's records have. ret_places is by the bind's index: the column + 1, 0 for none; it
 * has zr_flat_bind_count() items, NULL when it is not wanted. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_columns_add_form(struct zr_columns *columns, const struct zr_form *form, size_t *ret_places,
	struct zr_error *error) ZR_MUST_CHECK;

/* The path of a bind below the root: "person/name" of "/census/person/name". */
const char *zr_columns_path(const struct zr_form *form, const struct zr_bind *bind);

/* Whether the bind is part of meta, which has columns of the table's own. */
bool zr_columns_is_meta(const struct zr_form *form, const struct zr_bind *bind);

#endif
