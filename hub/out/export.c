/* What was asked for becomes a job, or a bundle of them; its pieces are the answer's. */
#include "hub/out/export.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/census/zone.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/route.h"
#include "hub/out/bundle.h"
#include "hub/out/job.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/result.h"
#include "lib/event/log.h"

#define DAY_US INT64_C(86400000000)

struct zr_export {
	struct zr_job_wish wish;
	struct zr_job *job;       /* owned; or */
	struct zr_bundle *bundle; /* owned */
};

static void export_free(void *user)
{
	struct zr_export *export = user;
	if (export != NULL) {
		zr_bundle_free(export->bundle);
		zr_job_free(export->job);
		free(export);
	}
}

/* The next piece into the answer's body. */
static int step(struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	struct zr_export *export = request->state;
	struct zr_buffer *bytes = &request->answer.body;
	bool is_done = false;
	int code = export->bundle != NULL
			   ? zr_bundle_step(export->bundle, context, bytes, &is_done, error)
			   : zr_job_step(export->job, context, bytes, &is_done, error);
	if (is_done) {
		request->answer.more = NULL;
	}
	return code;
}

static void send_more(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	int code = step(context, request, &error);
	if (code != 0) {
		ZR_LOG(EXPORT_BROKEN, .error = code);
		zr_refusal_answer(request, &error, NULL, NULL);
	}
}

/* ---- what was asked for ---- */

static const char *given(const struct zr_request *request, const char *name)
{
	const char *value = zr_request_argument(request, name, NULL);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static int read_many(
	const struct zr_request *request, enum zr_job_many *ret_many, struct zr_error *error)
{
	static const char *const names[] = {[ZR_JOB_MANY_TEXT] = "text",
		[ZR_JOB_MANY_FLAGS] = "flags",
		[ZR_JOB_MANY_BOTH] = "both"};
	const char *name = given(request, "multiple");
	*ret_many = ZR_JOB_MANY_AS_FORMAT;
	for (int many = ZR_JOB_MANY_TEXT; name != NULL && many <= ZR_JOB_MANY_BOTH; many++) {
		if (strcmp(name, names[many]) == 0) {
			*ret_many = (enum zr_job_many)many;
		}
	}
	return name == NULL || *ret_many != ZR_JOB_MANY_AS_FORMAT
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "multiple must be text, flags or both");
}

static int read_result(const struct zr_request *request, struct zr_store_record_filter *filter,
	struct zr_error *error)
{
	const char *name = given(request, "result");
	for (int result = ZR_RESULT_DONE; name != NULL && result <= ZR_RESULT_LAST; result++) {
		if (strcmp(name, zr_result_name((enum zr_visit_result)result)) == 0) {
			filter->result = (enum zr_visit_result)result;
		}
	}
	return name == NULL || filter->result != ZR_RESULT_UNKNOWN
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID,
				 "result must be done, revisit, refused or empty");
}

/* The first moment of a day in the hub's zone, so many days on; 0 when it was not given. */
static int read_day(const struct zr_context *context, const char *text, int64_t days,
	int64_t *ret_us, struct zr_error *error)
{
	double day = 0;
	*ret_us = 0;
	if (text == NULL) {
		return 0;
	}
	if (!zr_coding_read(ZR_CODING_DATE, text, &day)) {
		return zr_error_set(
			error, ZR_E_INVALID, "from and to must be days, such as 2026-10-31");
	}
	ZR_CLEANUP(zr_zone_finish) struct zr_zone zone = {0};
	int64_t utc_us = ((int64_t)day + days) * DAY_US;
	if (zr_zone_load(context->shared->zone, &zone, NULL) == 0) {
		utc_us -= (int64_t)zr_zone_offset_s(&zone, utc_us) * 1000000;
	}
	*ret_us = utc_us;
	return 0;
}

static int read_filter(const struct zr_context *context, const struct zr_request *request,
	struct zr_store_record_filter *filter, struct zr_error *error)
{
	filter->area_id = given(request, "area");
	filter->territory = request->caller.territory;
	filter->with_replaced = given(request, "history") != NULL;
	int code = read_result(request, filter, error);
	if (code == 0) {
		code = read_day(
			context, given(request, "from"), 0, &filter->finished_from_us, error);
	}
	return code == 0 ? read_day(context, given(request, "to"), 1, &filter->finished_before_us,
				   error)
			 : code;
}

/* The format is the address's; of a ZIP file the one asked for. */
static int read_format(const struct zr_request *request, bool *ret_is_bundle,
	const struct zr_format **ret_format, struct zr_error *error)
{
	const char *dot = strrchr(request->parts[1], '.');
	assert(dot != NULL); /* the routes name no others */
	*ret_is_bundle = strcmp(dot + 1, "zip") == 0;
	const char *ending =
		*ret_is_bundle ? zr_request_argument(request, "format", "csv") : dot + 1;
	*ret_format = zr_formats_find(ending);
	return *ret_format != NULL
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "format must be csv, jsonl, sav or dta");
}

static int begin(struct zr_export *export, struct zr_context *context, struct zr_request *request,
	struct zr_error *error)
{
	struct zr_job_wish *wish = &export->wish;
	bool is_bundle = false;
	int code = read_format(request, &is_bundle, &wish->format, error);
	if (code == 0) {
		code = read_many(request, &wish->many, error);
	}
	if (code == 0) {
		code = read_filter(context, request, &wish->filter, error);
	}
	wish->plan = (struct zr_plan_wish){.form_id = zr_request_argument(request, "form", ""),
		.version = given(request, "version"),
		.repeat = is_bundle ? NULL : given(request, "repeat"),
		.language = given(request, "labels")};
	wish->who = request->caller.name;
	wish->has_mark = given(request, "bom") != NULL;
	if (code != 0) {
		return code;
	}
	return is_bundle ? zr_bundle_begin(context, wish, &export->bundle, error)
			 : zr_job_begin(context, wish, &request->answer.body, &export->job, error);
}

/* FORM.csv, or FORM-REPEAT.csv; names of nodes may be Cyrillic, those of files over HTTP may not.
 */
static void name_file(struct zr_request *request, const struct zr_export *export)
{
	struct zr_answer *answer = &request->answer;
	const char *path = export->job != NULL ? zr_job_plan(export->job)->repeat : NULL;
	const char *last = path != NULL ? strrchr(path, '/') : NULL;
	const char *repeat = last != NULL ? last + 1 : path;
	const char *form_id = export->wish.plan.form_id; /* there is such a form */
	if (repeat != NULL && !zr_route_is_identifier(repeat)) {
		repeat = "repeat";
	}
	(void)snprintf(answer->disposition, sizeof answer->disposition,
		"attachment; filename=\"%.63s%s%.63s.%s\"", form_id, repeat != NULL ? "-" : "",
		repeat != NULL ? repeat : "",
		export->bundle != NULL ? "zip" : export->wish.format->ending);
}

void zr_export_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->state == NULL);
	struct zr_error error = {0};
	struct zr_export *export = calloc(1, sizeof *export);
	request->state = export;
	request->state_free = export_free;
	int code = export != NULL ? begin(export, context, request, &error)
				  : zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
	request->answer.more = code == 0 ? send_more : NULL;
	if (code == 0) {
		code = step(context, request, &error); /* what fails at once is told by a status */
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200,
		export->bundle != NULL ? "application/zip" : export->wish.format->media_type);
	name_file(request, export);
}
