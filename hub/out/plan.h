/*
 * What a table of a questionnaire is made over: its versions, the columns of all of them, what they
 * say of each. Of the records, or of the instances of one repeat.
 */
#ifndef ZR_HUB_OUT_PLAN_H
#define ZR_HUB_OUT_PLAN_H

#include "hub/out/meaning.h"
#include "hub/out/versions.h"
#include "hub/records/columns.h"

struct zr_context;

/* Which table; borrowed. */
struct zr_plan_wish {
	const char *form_id;
	const char *version;  /* that alone; NULL: all */
	const char *repeat;   /* its name or path; NULL: the records */
	const char *language; /* of the words, by its code; NULL: the forms' own */
};

struct zr_plan {
	struct zr_versions versions;
	char *repeat; /* by its path below the root; NULL: the records; owned */
	char *title;  /* of the newest version; owned */
	struct zr_columns columns;
	struct zr_meanings meanings;
};

/* ZR_E_NOT_FOUND: no such questionnaire or repeat; ZR_E_INVALID: several repeats are called so.
 * Finish it in any case. */
int zr_plan_make(struct zr_plan *plan, struct zr_context *context, const struct zr_plan_wish *wish,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_plan_finish(struct zr_plan *plan);

/* The places of a form's binds among the columns (zr_columns_add_form()), the caller's to free. */
int zr_plan_find_places(struct zr_plan *plan, const struct zr_form *form, size_t **ret_places,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
