/* The forms are gone through twice: what is said of a column stands by its place. */
#include "hub/out/plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/out/row_facts.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/form/flat.h"

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

void zr_plan_finish(struct zr_plan *plan)
{
	assert(plan != NULL);
	zr_meaning_finish(&plan->meanings);
	zr_columns_finish(&plan->columns);
	zr_versions_finish(&plan->versions);
	free(ZR_TAKE(plan->repeat));
	free(ZR_TAKE(plan->title));
}

int zr_plan_find_places(struct zr_plan *plan, const struct zr_form *form, size_t **ret_places,
	struct zr_error *error)
{
	assert(plan != NULL && form != NULL && ret_places != NULL);
	ZR_CLEANUP_FREE size_t *places = calloc(zr_flat_bind_count(form) + 1, sizeof *places);
	int code = places != NULL ? zr_columns_add_form(&plan->columns, form, places, error)
				  : nomem(error);
	if (code == 0) {
		*ret_places = ZR_TAKE(places);
	}
	return code;
}

static int get_form(struct zr_plan *plan, struct zr_context *context, size_t version,
	const struct zr_form **ret_form, struct zr_error *error)
{
	return zr_reading_form(
		context, plan->versions.form_id, plan->versions.names[version], ret_form, error);
}

static int make_columns(struct zr_plan *plan, struct zr_context *context, struct zr_error *error)
{
	int code = 0;
	plan->columns.own = zr_row_facts_headings(plan->repeat != NULL);
	plan->columns.repeat = plan->repeat;
	for (size_t i = 0; code == 0 && i < plan->versions.count; i++) {
		const struct zr_form *form = NULL;
		code = get_form(plan, context, i, &form, error);
		if (code == 0) {
			code = zr_columns_add_form(&plan->columns, form, NULL, error);
		}
		if (code == 0 && plan->title == NULL) {
			plan->title = strdup(zr_form_title(form));
			code = plan->title != NULL ? 0 : nomem(error);
		}
	}
	return code;
}

static int make_meanings(struct zr_plan *plan, struct zr_context *context, const char *language,
	struct zr_error *error)
{
	int code = zr_meaning_make(&plan->meanings, plan->columns.count, error);
	for (size_t i = 0; code == 0 && i < plan->versions.count; i++) {
		const struct zr_form *form = NULL;
		ZR_CLEANUP_FREE size_t *places = NULL;
		code = get_form(plan, context, i, &form, error);
		if (code == 0) {
			code = zr_plan_find_places(plan, form, &places, error);
		}
		if (code == 0) {
			code = zr_meaning_add_form(&plan->meanings, form, places, language, error);
		}
	}
	return code;
}

int zr_plan_make(struct zr_plan *plan, struct zr_context *context, const struct zr_plan_wish *wish,
	struct zr_error *error)
{
	assert(plan != NULL && context != NULL && wish != NULL && wish->form_id != NULL);
	int code = zr_versions_read(context, wish->form_id, &plan->versions, error);
	if (code == 0 && wish->version != NULL) {
		code = zr_versions_keep(&plan->versions, wish->version, error);
	}
	if (code == 0 && wish->repeat != NULL) {
		code = zr_versions_find_repeat(
			context, &plan->versions, wish->repeat, &plan->repeat, error);
	}
	if (code == 0) {
		code = make_columns(plan, context, error);
	}
	return code == 0 ? make_meanings(plan, context, wish->language, error) : code;
}
