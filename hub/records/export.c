/*
 * The export: its columns come from the versions of the questionnaire (hub/records/columns.h), its
 * rows from the records, version by version, each read with the form that it was made with. The
 * table goes to a file without a name beside the store and from there to the client: neither the
 * length of the table nor a slow client takes memory, or holds the store.
 */
#include "hub/records/export.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hub/records/answers.h"
#include "hub/records/export_row.h"
#include "hub/http/route.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/form/flat.h"

#define VERSION_COUNT_MAX 1000 /* of one questionnaire: a pilot has some ten */

struct versions {
	char (*names)[ZR_STORE_ID_BYTES]; /* owned; newest first */
	size_t count;
};

static int take_version(void *user, const struct zr_store_form *form)
{
	struct versions *versions = user;
	char(*more)[ZR_STORE_ID_BYTES] =
		realloc(versions->names, (versions->count + 1) * sizeof *more);
	if (more == NULL || versions->count == VERSION_COUNT_MAX) {
		versions->names = more != NULL ? more : versions->names;
		return more == NULL ? ZR_E_NOMEM : ZR_E_LIMIT;
	}
	versions->names = more;
	(void)snprintf(versions->names[versions->count++], ZR_STORE_ID_BYTES, "%s", form->version);
	return 0;
}

static void versions_finish(struct versions *versions)
{
	free(versions->names);
}

static void export_finish(struct zr_export *export)
{
	zr_export_row_free(export);
	zr_columns_finish(&export->columns);
	free(export->places);
	free(export->repeat);
	for (size_t i = 0; i < export->zone_count; i++) {
		zr_zone_finish(&export->zones[i]);
	}
	zr_buffer_wipe(&export->chunk);
	if (export->file > 0) {
		(void)close(export->file);
	}
}

/* ---- the repeat that is asked for ---- */

struct wanted {
	const char *name;
	char *path;    /* below the root; owned */
	char *other;   /* another one that the name may mean; owned */
	bool is_exact; /* the name is the path */
};

static void wanted_finish(struct wanted *wanted)
{
	free(wanted->path);
	free(wanted->other);
}

static int consider(struct wanted *wanted, const struct zr_form *form, const struct zr_bind *repeat)
{
	const char *path = zr_columns_path(form, repeat);
	bool is_exact = strcmp(repeat->path, wanted->name) == 0 || strcmp(path, wanted->name) == 0;
	if ((!is_exact && strcmp(repeat->name->local, wanted->name) != 0) ||
		(wanted->path != NULL && strcmp(wanted->path, path) == 0)) {
		return 0;
	}
	if (is_exact > wanted->is_exact || wanted->path == NULL) {
		free(wanted->path);
		wanted->path = strdup(path);
		wanted->is_exact = is_exact;
		return wanted->path != NULL ? 0 : ZR_E_NOMEM;
	}
	if (is_exact == wanted->is_exact && wanted->other == NULL) {
		wanted->other = strdup(path);
		return wanted->other != NULL ? 0 : ZR_E_NOMEM;
	}
	return 0;
}

/* The forms of all versions are gone through; the repeat is told by its path, or by its name where
 * that is the name of one alone. */
static int choose_repeat(struct zr_export *export, const struct versions *versions,
	const char *form_id, const char *name)
{
	ZR_CLEANUP(wanted_finish) struct wanted wanted = {.name = name};
	int code = 0;
	for (size_t i = 0; code == 0 && i < versions->count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			export->context, form_id, versions->names[i], &form, export->error);
		for (const struct zr_bind *bind = code == 0 ? zr_flat_schema(form) : NULL;
			code == 0 && bind != NULL; bind = zr_flat_next(form, bind)) {
			code = bind->is_repeat ? consider(&wanted, form, bind) : 0;
		}
	}
	if (code == 0 && wanted.path == NULL) {
		return zr_error_set(export->error, ZR_E_NOT_FOUND,
			"the questionnaire has no repeat of that name; leave repeat= out for the "
			"records");
	}
	if (code == 0 && !wanted.is_exact && wanted.other != NULL) {
		return zr_error_set(export->error, ZR_E_INVALID,
			"more than one repeat is called %s: ask for repeat=%s or repeat=%s", name,
			wanted.path, wanted.other);
	}
	export->repeat = ZR_TAKE(wanted.path);
	return code;
}

/* ---- the table ---- */

static int make_columns(
	struct zr_export *export, const struct versions *versions, const char *form_id)
{
	int code = 0;
	export->columns.own = zr_export_row_headings(export);
	export->columns.repeat = export->repeat;
	for (size_t i = 0; code == 0 && i < versions->count; i++) {
		const struct zr_form *form = NULL;
		code = zr_reading_form(
			export->context, form_id, versions->names[i], &form, export->error);
		if (code == 0) {
			code = zr_columns_add_form(&export->columns, form, NULL, export->error);
		}
	}
	return code == 0 ? zr_export_row_make(export) : code;
}

/* The records of one version; of those that the hub does not have when version is NULL. */
static int write_version(
	struct zr_export *export, struct zr_store_record_filter *filter, const char *version)
{
	int code = 0;
	export->form = NULL;
	filter->form_version = version;
	filter->without_form = version == NULL;
	if (version != NULL) {
		code = zr_reading_form(
			export->context, filter->form_id, version, &export->form, export->error);
	}
	if (code == 0 && version != NULL) {
		free(export->places);
		export->places =
			calloc(zr_flat_bind_count(export->form) + 1, sizeof *export->places);
		code = export->places != NULL ? zr_columns_add_form(&export->columns, export->form,
							export->places, export->error)
					      : ZR_E_NOMEM;
	}
	const struct zr_answers_reader reader = {
		ZR_STORE_OPERATOR, "export", zr_export_row_write_record, export};
	return code == 0 ? zr_answers_open(export->context, &reader, filter, export->error) : code;
}

static int write_table(
	struct zr_export *export, const struct zr_request *request, const struct versions *versions)
{
	const char *area_id = zr_request_argument(request, "area", "");
	struct zr_store_record_filter filter = {
		.form_id = zr_request_argument(request, "form", ""),
		.area_id = area_id[0] != '\0' ? area_id : NULL,
		.count_max = INT64_MAX,
		.with_replaced = zr_request_argument(request, "history", NULL) != NULL,
	};
	int code = make_columns(export, versions, filter.form_id);
	if (code == 0 && zr_request_argument(request, "bom", NULL) != NULL) {
		code = zr_buffer_add(&export->chunk, "\xef\xbb\xbf", 3);
	}
	if (code == 0) {
		code = zr_export_row_write_header(export);
	}
	for (size_t i = versions->count; code == 0 && i > 0; i--) {
		code = write_version(export, &filter, versions->names[i - 1]);
	}
	if (code == 0) {
		code = write_version(export, &filter, NULL);
	}
	return code == 0 ? zr_export_row_flush(export) : code;
}

static int run_export(struct zr_export *export, const struct zr_request *request)
{
	ZR_CLEANUP(versions_finish) struct versions versions = {0};
	const char *form_id = zr_request_argument(request, "form", "");
	const char *repeat = zr_request_argument(request, "repeat", "");
	const char *language = zr_request_argument(request, "labels", "");
	export->language = language[0] != '\0' ? language : NULL;
	int code = zr_store_list_versions(
		export->context->reader, form_id, take_version, &versions, export->error);
	if (code == 0 && versions.count == 0) {
		return zr_error_set(
			export->error, ZR_E_NOT_FOUND, "there is no questionnaire %s", form_id);
	}
	if (code == 0 && repeat[0] != '\0') {
		code = choose_repeat(export, &versions, form_id, repeat);
	}
	return code == 0 ? write_table(export, request, &versions) : code;
}

/* A file without a name, where the store has its room. */
static int open_file(const char *folder, struct zr_error *error)
{
	int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0) {
		char path[ZR_OPTIONS_PATH_BYTES + 16];
		(void)snprintf(path, sizeof path, "%s/export-XXXXXX", folder);
		file = mkostemp(path, O_CLOEXEC);
		if (file >= 0) {
			(void)unlink(path);
		}
	}
	return file >= 0 ? file : zr_error_set_errno(error, errno, "make a table");
}

/* FORM.csv, or FORM-REPEAT.csv; names of nodes may be Cyrillic, those of files over HTTP may not.
 */
static void name_file(struct zr_request *request, const struct zr_export *export)
{
	struct zr_answer *answer = &request->answer;
	const char *form_id = zr_request_argument(request, "form", "");
	const char *last = export->repeat != NULL ? strrchr(export->repeat, '/') : NULL;
	const char *repeat = last != NULL ? last + 1 : export->repeat;
	if (repeat != NULL && !zr_route_is_identifier(repeat)) {
		repeat = "repeat";
	}
	(void)snprintf(answer->disposition, sizeof answer->disposition,
		"attachment; filename=\"%.63s%s%.63s.csv\"", form_id, repeat != NULL ? "-" : "",
		repeat != NULL ? repeat : "");
}

/* A sentence for what a visitor of the store could only say by its code. */
static void explain(int code, struct zr_error *error)
{
	if (error->code != 0) {
		return;
	}
	(void)(code == ZR_E_LIMIT
			? zr_error_set(error, code,
				  "the questionnaire has more than %d versions; tables of so many "
				  "cannot be made",
				  VERSION_COUNT_MAX)
			: zr_error_set(error, code, "the hub is short of memory"));
}

void zr_export_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(export_finish)
	struct zr_export export = {.context = context, .error = &error};
	export.file = open_file(context->shared->options.data, &error);
	int code = export.file < 0 ? export.file : zr_store_read_begin(context->reader, &error);
	if (code == 0) {
		code = run_export(&export, request);
		zr_store_read_end(context->reader);
	}
	if (code != 0) {
		explain(code, &error);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, "text/csv; charset=utf-8");
	name_file(request, &export);
	request->answer.file = export.file;
	export.file = 0;
}
