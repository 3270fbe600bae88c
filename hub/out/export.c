/*
 * A table under way: its columns come from the versions of the questionnaire, its rows from a pass
 * over the records, its bytes from a format. Between two pieces of the answer nothing is held but
 * what stands in struct zr_export; whichever worker comes next goes on.
 */
#include "hub/out/export.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/route.h"
#include "hub/out/formats.h"
#include "hub/out/flatten.h"
#include "hub/out/pass.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/form/flat.h"

enum {
	/* Records of a page: some tens of milliseconds of the lane for what takes long, which other
	 * tables and uploads share. Words for choices come from an interview for each record. */
	PAGE_COUNT = 200,
	LABELLED_PAGE_COUNT = 20,
};

struct zr_export {
	const struct zr_format *format;
	void *writing; /* the format's state */
	struct zr_versions versions;
	struct zr_columns columns;
	struct zr_variables variables;
	const char **cells; /* of a row, borrowed from it; owned */
	struct zr_flatten flatten;
	struct zr_pass pass;
	char *repeat; /* asked for, by its path below the root; NULL: the records; owned */
	struct zr_buffer *bytes; /* of the answer that is being made */
	const char *who;         /* the account that asks; the request's */
};

static void export_free(void *user)
{
	struct zr_export *export = user;
	if (export == NULL) {
		return;
	}
	export->format->free(export->writing);
	zr_flatten_finish(&export->flatten);
	zr_variables_finish(&export->variables);
	zr_columns_finish(&export->columns);
	zr_versions_finish(&export->versions);
	free(export->cells);
	free(export->repeat);
	free(export);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- a piece ---- */

static int take_row(void *user, const struct zr_table_row *row, struct zr_error *error)
{
	struct zr_export *export = user;
	zr_variables_fill(&export->variables, row, export->cells);
	return export->format->add(
		export->writing, &export->variables, export->cells, export->bytes, error);
}

/* The form of the page that comes, by its places among the columns. */
static int turn_to_form(
	struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	const struct zr_form *form = NULL;
	const char *version = zr_pass_version(&export->pass);
	ZR_CLEANUP_FREE size_t *places = NULL;
	int code = version != NULL ? zr_reading_form(context, export->versions.form_id, version,
					     &form, error)
				   : 0;
	if (code == 0 && form != NULL) {
		places = calloc(zr_flat_bind_count(form) + 1, sizeof *places);
		code = places != NULL ? zr_columns_add_form(&export->columns, form, places, error)
				      : nomem(error);
	}
	if (code == 0) {
		zr_flatten_set_form(&export->flatten, form, ZR_TAKE(places));
	}
	return code;
}

static int make_piece(struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	const struct zr_answers_reader reader = {
		export->who, "export", zr_flatten_add_record, &export->flatten};
	size_t count_max = export->flatten.language != NULL ? LABELLED_PAGE_COUNT : PAGE_COUNT;
	export->flatten.error = error;
	int code = turn_to_form(export, context, error);
	if (code == 0) {
		code = zr_pass_step(&export->pass, context, &reader, count_max, error);
	}
	if (code == 0 && zr_pass_is_at_end(&export->pass)) {
		code = export->format->end(export->writing, export->bytes, error);
	}
	return code;
}

static void send_more(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	struct zr_export *export = request->state;
	export->bytes = &request->answer.body;
	export->who = request->caller.name;
	int code = make_piece(export, context, &error);
	if (code != 0) {
		ZR_LOG(EXPORT_BROKEN, .error = code);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	if (zr_pass_is_at_end(&export->pass)) {
		request->answer.more = NULL;
	}
}

/* ---- the beginning ---- */

static const char *given(const struct zr_request *request, const char *name)
{
	const char *value = zr_request_argument(request, name, NULL);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static int make_columns(
	struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	int code = 0;
	export->columns.own = zr_flatten_headings(export->repeat != NULL);
	export->columns.repeat = export->repeat;
	for (size_t i = 0; code == 0 && i < export->versions.count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			context, export->versions.form_id, export->versions.names[i], &form, error);
		if (code == 0) {
			code = zr_columns_add_form(&export->columns, form, NULL, error);
		}
	}
	return code;
}

static int make_rows(struct zr_export *export, const struct zr_context *context,
	const struct zr_request *request, struct zr_error *error)
{
	const char *language = given(request, "labels");
	export->flatten.columns = &export->columns;
	export->flatten.language = language;
	export->flatten.hubs_zone = context->shared->zone;
	export->flatten.take = take_row;
	export->flatten.user = export;
	export->variables.has_mark = given(request, "bom") != NULL;
	int code = zr_variables_make(&export->variables, &export->columns, language != NULL, error);
	if (code != 0) {
		return code;
	}
	export->cells = calloc(export->variables.count, sizeof *export->cells);
	return export->cells != NULL ? zr_flatten_make(&export->flatten, error) : nomem(error);
}

static int begin(struct zr_export *export, struct zr_context *context, struct zr_request *request,
	struct zr_error *error)
{
	const char *repeat = given(request, "repeat");
	const struct zr_store_record_filter filter = {
		.area_id = given(request, "area"),
		.with_replaced = given(request, "history") != NULL,
	};
	int code = zr_versions_read(
		context, zr_request_argument(request, "form", ""), &export->versions, error);
	if (code == 0 && repeat != NULL) {
		code = zr_versions_find_repeat(
			context, &export->versions, repeat, &export->repeat, error);
	}
	if (code == 0) {
		code = make_columns(export, context, error);
	}
	if (code == 0) {
		code = make_rows(export, context, request, error);
	}
	if (code == 0) {
		code = zr_pass_begin(&export->pass, context, &export->versions, &filter, error);
	}
	export->bytes = &request->answer.body;
	return code == 0 ? export->format->begin(
				   &export->variables, export->bytes, &export->writing, error)
			 : code;
}

/* FORM.csv, or FORM-REPEAT.csv; names of nodes may be Cyrillic, those of files over HTTP may not.
 */
static void name_file(struct zr_request *request, const struct zr_export *export)
{
	struct zr_answer *answer = &request->answer;
	const char *last = export->repeat != NULL ? strrchr(export->repeat, '/') : NULL;
	const char *repeat = last != NULL ? last + 1 : export->repeat;
	if (repeat != NULL && !zr_route_is_identifier(repeat)) {
		repeat = "repeat";
	}
	(void)snprintf(answer->disposition, sizeof answer->disposition,
		"attachment; filename=\"%.63s%s%.63s.%s\"", export->versions.form_id,
		repeat != NULL ? "-" : "", repeat != NULL ? repeat : "", export->format->ending);
}

void zr_export_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->state == NULL);
	struct zr_error error = {0};
	const char *dot = strrchr(request->parts[1], '.');
	struct zr_export *export = calloc(1, sizeof *export);
	int code = export != NULL ? 0 : nomem(&error);
	if (code == 0) {
		export->format = zr_formats_find(dot != NULL ? dot + 1 : "");
		assert(export->format != NULL); /* the routes name no others */
		request->state = export;
		request->state_free = export_free;
		code = begin(export, context, request, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, export->format->media_type);
	name_file(request, export);
	request->answer.more = send_more;
}
