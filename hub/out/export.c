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
#include "hub/out/naming.h"
#include "hub/out/spool.h"
#include "hub/out/pass.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/form/flat.h"

#define PIECE_BYTES ((size_t)256 * 1024) /* of what was set aside, at once */

enum {
	/* Records of a page: some tens of milliseconds of the lane for what takes long, which other
	 * tables and uploads share. Some words for choices need an interview. */
	PAGE_COUNT = 200,
	LABELLED_PAGE_COUNT = 50,
};

struct zr_export {
	const struct zr_format *format;
	void *writing; /* the format's state */
	struct zr_versions versions;
	struct zr_columns columns;
	struct zr_meanings meanings; /* over all versions */
	struct zr_variables variables;
	struct zr_format_table table;
	const char **cells; /* of a row, borrowed from it; owned */
	struct zr_flatten flatten;
	struct zr_pass pass;
	struct zr_spool *spool; /* of a format that is measured; owned */
	bool is_done;
	const char *who; /* the account that asks; the request's */
	char *title;    /* of the questionnaire; owned */
	char *repeat;   /* asked for, by its path below the root; NULL: the records; owned */
	char *language; /* of words; NULL: the forms' own; owned */
	/* Of the version whose records come now; owned. */
	const char *version;
	size_t *places;
	struct zr_meanings words;
};

static void export_free(void *user)
{
	struct zr_export *export = user;
	if (export == NULL) {
		return;
	}
	export->format->free(export->writing);
	zr_spool_free(export->spool);
	zr_flatten_finish(&export->flatten);
	zr_variables_finish(&export->variables);
	zr_meaning_finish(&export->meanings);
	zr_meaning_finish(&export->words);
	zr_columns_finish(&export->columns);
	zr_versions_finish(&export->versions);
	free(export->cells);
	free(export->title);
	free(export->repeat);
	free(export->language);
	free(export->places);
	free(export);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- reading a page ---- */

static int take_row(void *user, const struct zr_table_row *row, struct zr_error *error)
{
	struct zr_export *export = user;
	zr_variables_fill(&export->variables, row, export->cells);
	if (export->spool == NULL) {
		return export->format->add(export->writing, &export->table, export->cells, error);
	}
	zr_variables_measure(&export->variables, export->cells);
	export->table.row_count++;
	return zr_spool_add(export->spool, export->cells, export->variables.count, error);
}

static bool has_words(const struct zr_export *export)
{
	for (size_t i = 0; i < export->variables.count; i++) {
		if (export->variables.items[i].source == ZR_VARIABLE_LABEL) {
			return true;
		}
	}
	return false;
}

/* What a version says of the columns, once for all of its pages. */
static int learn_version(
	struct zr_export *export, const struct zr_form *form, struct zr_error *error)
{
	free(ZR_TAKE(export->places));
	zr_meaning_finish(&export->words);
	export->places = calloc(zr_flat_bind_count(form) + 1, sizeof *export->places);
	int code = export->places != NULL
			   ? zr_columns_add_form(&export->columns, form, export->places, error)
			   : nomem(error);
	if (code == 0 && has_words(export)) {
		code = zr_meaning_make(&export->words, export->columns.count, error);
	}
	return code == 0 && export->words.items != NULL
		       ? zr_meaning_add_form(
				 &export->words, form, export->places, export->language, error)
		       : code;
}

/* The form of the page that comes. Workers keep few: it may be another copy each time. */
static int turn_to_form(
	struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	const struct zr_form *form = NULL;
	const char *version = zr_pass_version(&export->pass);
	int code = version != NULL ? zr_reading_form(context, export->versions.form_id, version,
					     &form, error)
				   : 0;
	if (code == 0 && form != NULL && version != export->version) {
		code = learn_version(export, form, error);
		export->version = version;
	}
	if (code == 0) {
		zr_flatten_set_form(&export->flatten, form, export->places,
			export->words.items != NULL ? &export->words : NULL);
	}
	return code;
}

static int read_page(struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	const struct zr_answers_reader reader = {
		export->who, "export", zr_flatten_add_record, &export->flatten};
	export->flatten.error = error;
	int code = turn_to_form(export, context, error);
	size_t count_max = export->words.items != NULL ? LABELLED_PAGE_COUNT : PAGE_COUNT;
	return code == 0 ? zr_pass_step(&export->pass, context, &reader, count_max, error) : code;
}

/* ---- a piece ---- */

/* All rows are known: the table can begin. */
static int begin_measured(struct zr_export *export, struct zr_error *error)
{
	int code = zr_spool_rewind(export->spool, error);
	return code == 0 ? export->format->begin(&export->table, &export->writing, error) : code;
}

static int end_table(struct zr_export *export, struct zr_error *error)
{
	export->is_done = true;
	return export->format->end(export->writing, &export->table, error);
}

static int write_spooled(struct zr_export *export, struct zr_error *error)
{
	int code = 1;
	while (code == 1 && export->table.bytes->bytes < PIECE_BYTES) {
		code = zr_spool_next(export->spool, export->cells, export->variables.count, error);
		if (code == 0) {
			return end_table(export, error);
		}
		if (code == 1) {
			code = export->format->add(
				export->writing, &export->table, export->cells, error);
			code = code == 0 ? 1 : code;
		}
	}
	return code == 1 ? 0 : code;
}

static int make_piece(struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	if (zr_pass_is_at_end(&export->pass)) {
		return write_spooled(export, error);
	}
	int code = read_page(export, context, error);
	if (code != 0 || !zr_pass_is_at_end(&export->pass)) {
		return code;
	}
	return export->spool != NULL ? begin_measured(export, error) : end_table(export, error);
}

static void send_more(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	struct zr_export *export = request->state;
	export->table.bytes = &request->answer.body;
	export->who = request->caller.name;
	int code = make_piece(export, context, &error);
	if (code != 0) {
		ZR_LOG(EXPORT_BROKEN, .error = code);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	if (export->is_done) {
		request->answer.more = NULL;
	}
}

/* ---- the beginning ---- */

static const char *given(const struct zr_request *request, const char *name)
{
	const char *value = zr_request_argument(request, name, NULL);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The columns first, for what is said of them stands by column. */
static int make_columns(
	struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	int code = 0;
	export->columns.own = zr_row_facts_headings(export->repeat != NULL);
	export->columns.repeat = export->repeat;
	for (size_t i = 0; code == 0 && i < export->versions.count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			context, export->versions.form_id, export->versions.names[i], &form, error);
		if (code == 0) {
			code = zr_columns_add_form(&export->columns, form, NULL, error);
		}
		if (code == 0 && export->title == NULL) {
			export->title = strdup(zr_form_title(form));
			code = export->title != NULL ? 0 : nomem(error);
		}
	}
	return code;
}

static int make_meanings(
	struct zr_export *export, struct zr_context *context, struct zr_error *error)
{
	int code = zr_meaning_make(&export->meanings, export->columns.count, error);
	for (size_t i = 0; code == 0 && i < export->versions.count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			context, export->versions.form_id, export->versions.names[i], &form, error);
		ZR_CLEANUP_FREE size_t *places =
			code == 0 ? calloc(zr_flat_bind_count(form) + 1, sizeof *places) : NULL;
		if (code == 0 && places == NULL) {
			code = nomem(error);
		}
		if (code == 0) {
			code = zr_columns_add_form(&export->columns, form, places, error);
		}
		if (code == 0) {
			code = zr_meaning_add_form(
				&export->meanings, form, places, export->language, error);
		}
	}
	return code;
}

static int read_wish(const struct zr_export *export, const struct zr_request *request,
	struct zr_variables_wish *ret_wish, struct zr_error *error)
{
	const struct zr_format *format = export->format;
	const char *many = given(request, "multiple");
	bool is_flags = many != NULL && strcmp(many, "flags") == 0;
	bool is_both = many != NULL && strcmp(many, "both") == 0;
	if (many != NULL && !is_flags && !is_both && strcmp(many, "text") != 0) {
		return zr_error_set(error, ZR_E_INVALID, "multiple must be text, flags or both");
	}
	*ret_wish = (struct zr_variables_wish){
		.language = export->language,
		.is_repeat = export->repeat != NULL,
		.has_labels = format->has_labels && export->language != NULL,
		.has_labels_of_text = format->has_labels_of_text,
		.has_flags = many != NULL ? is_flags || is_both : format->has_flags,
		.is_without_many = is_flags,
	};
	return 0;
}

static int make_variables(
	struct zr_export *export, const struct zr_request *request, struct zr_error *error)
{
	struct zr_variables_wish wish;
	int code = read_wish(export, request, &wish, error);
	if (code == 0) {
		code = zr_variables_make(
			&export->variables, &export->columns, &export->meanings, &wish, error);
	}
	if (code == 0 && export->format->is_measured) {
		code = zr_naming_make(&export->variables, &export->columns, error);
	}
	export->variables.has_mark = given(request, "bom") != NULL;
	return code;
}

/* Where rows go: into the format, or aside. */
static int make_table(
	struct zr_export *export, const struct zr_context *context, struct zr_error *error)
{
	const struct zr_shared *shared = context->shared;
	export->flatten.columns = &export->columns;
	export->flatten.language = export->language;
	export->flatten.hubs_zone = shared->zone;
	export->flatten.take = take_row;
	export->flatten.user = export;
	export->table.variables = &export->variables;
	export->table.title = export->title;
	export->cells = calloc(export->variables.count, sizeof *export->cells);
	int code = export->cells != NULL ? zr_flatten_make(&export->flatten, error) : nomem(error);
	if (code != 0) {
		return code;
	}
	export->table.row_count = export->format->is_measured ? 0 : -1;
	return export->format->is_measured
		       ? zr_spool_open(shared->options.data, &export->spool, error)
		       : export->format->begin(&export->table, &export->writing, error);
}

static int begin(struct zr_export *export, struct zr_context *context, struct zr_request *request,
	struct zr_error *error)
{
	const char *repeat = given(request, "repeat");
	const char *language = given(request, "labels");
	export->language = language != NULL ? strdup(language) : NULL;
	export->table.bytes = &request->answer.body;
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
		code = make_meanings(export, context, error);
	}
	if (code == 0) {
		code = make_variables(export, request, error);
	}
	if (code == 0) {
		code = make_table(export, context, error);
	}
	const struct zr_store_record_filter filter = {
		.area_id = given(request, "area"),
		.with_replaced = given(request, "history") != NULL,
	};
	return code == 0 ? zr_pass_begin(&export->pass, context, &export->versions, &filter, error)
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
