/* Sums as JSON. Each page is one picture of the store. */
#include "hub/progress/progress_page.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/progress/ground.h"
#include "hub/progress/schedule.h"
#include "hub/store/progress.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/result.h"

void zr_progress_page_add_sums(struct json_object *row, const struct zr_progress_sums *sums)
{
	assert(row != NULL && sums != NULL);
	zr_json_add_count(row, "areas", sums->area_count);
	zr_json_add_count(row, "households", sums->household_count);
	zr_json_add_count(row, "records", sums->record_count);
	zr_json_add_count(row, "tablets", sums->device_count);
	zr_json_add_count(row, "found", sums->found_count);
	zr_json_add_count(row, "open", sums->result_counts[ZR_RESULT_UNKNOWN]);
	for (int result = ZR_RESULT_DONE; result <= ZR_RESULT_LAST; result++) {
		zr_json_add_count(row, zr_result_name((enum zr_visit_result)result),
			sums->result_counts[result]);
	}
	zr_json_add_time(row, "last", sums->last_us);
}

struct rows {
	struct json_object *rows;
	size_t count;
	char last_id[ZR_STORE_ID_BYTES];
};

static int add_row(void *user, const struct zr_progress_row *one)
{
	struct rows *rows = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", one->id);
	if (!one->is_area) {
		zr_json_add_text(row, "parent", one->parent_id);
		zr_json_add_text(row, "kind", one->kind);
	}
	zr_json_add_text(row, "name", one->name);
	zr_progress_page_add_sums(row, &one->sums);
	(void)json_object_array_add(rows->rows, row);
	rows->count++;
	memcpy(rows->last_id, one->id, sizeof rows->last_id);
	return 0;
}

static int tell_territories(struct zr_store *store, const struct zr_territory *ground, size_t depth,
	struct json_object *answer, struct zr_error *error)
{
	struct rows rows = {.rows = json_object_new_array()};
	(void)json_object_object_add(answer, "territories", rows.rows);
	if (depth == 0) {
		return 0;
	}
	const struct zr_progress_below below = {ground->territory_id, depth};
	int code = zr_progress_list_territories(store, &below, add_row, &rows, error);
	if (code == 0 && rows.count > ZR_HUB_PROGRESS_COUNT_MAX) {
		code = zr_error_set(error, ZR_E_LIMIT,
			"more than %d territories lie below; ask for a smaller depth",
			ZR_HUB_PROGRESS_COUNT_MAX);
	}
	return code;
}

static int tell_areas(struct zr_store *store, const struct zr_territory *ground,
	struct zr_listing *page, struct json_object *answer, struct zr_error *error)
{
	struct rows rows = {.rows = json_object_new_array()};
	const struct zr_progress_areas of = {.path = ground->path,
		.after = page->place.is_set ? page->place.id : NULL,
		.count_max = page->count_max};
	(void)json_object_object_add(answer, "areas", rows.rows);
	int code = zr_progress_list_areas(store, &of, add_row, &rows, error);
	page->place = (struct zr_store_place){.is_set = rows.count == page->count_max};
	memcpy(page->place.id, rows.last_id, sizeof page->place.id);
	return code;
}

static int tell_progress(struct zr_context *context, const struct zr_request *request,
	struct zr_listing *page, struct json_object *answer, struct zr_error *error)
{
	struct zr_store *store = context->reader;
	struct zr_territory ground;
	struct zr_progress_sums sums;
	int64_t depth = 1;
	int code = 0;
	if (zr_listing_given(request, "depth") != NULL) {
		code = zr_listing_number(
			request, "depth", ZR_HUB_TERRITORY_DEPTH_MAX, &depth, error);
	}
	if (code == 0) {
		code = zr_ground_find(store, &request->caller,
			zr_listing_given(request, "territory"), &ground, error);
	}
	if (code == 0) {
		code = zr_ground_tell(store, &request->caller, &ground, answer, error);
	}
	if (code == 0) {
		const struct zr_progress_of of = {.territory_id = ground.territory_id};
		code = zr_progress_sum(store, &of, &sums, error);
	}
	if (code != 0) {
		return code;
	}
	struct json_object *row = json_object_new_object();
	zr_progress_page_add_sums(row, &sums);
	(void)json_object_object_add(answer, "sums", row);
	code = tell_territories(
		store, &ground, page->place.is_set ? 0 : (size_t)depth, answer, error);
	return code == 0 ? tell_areas(store, &ground, page, answer, error) : code;
}

void zr_progress_page_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct json_object *answer = json_object_new_object();
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	if (code == 0) {
		code = zr_store_read_begin(context->reader, &error);
	}
	if (code == 0) {
		code = tell_progress(context, request, &page, answer, &error);
		zr_store_read_end(context->reader);
	}
	if (code != 0) {
		(void)json_object_put(answer);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_json_add_time(answer, "now", request->now_us);
	zr_listing_answer(request, &page, answer);
}

/* ---- days ---- */

static int add_day(void *user, const struct zr_progress_day *day)
{
	struct json_object *rows = user;
	struct json_object *row = json_object_new_object();
	char text[ZR_SCHEDULE_DAY_BYTES];
	zr_schedule_format_day(day->day, text);
	zr_json_add_text(row, "day", text);
	for (int result = ZR_RESULT_DONE; result <= ZR_RESULT_LAST; result++) {
		zr_json_add_count(row, zr_result_name((enum zr_visit_result)result),
			day->result_counts[result]);
	}
	(void)json_object_array_add(rows, row);
	return 0;
}

/* Whose days: an area's, or a territory's. */
static int find_whose(struct zr_context *context, const struct zr_request *request,
	struct zr_territory *ground, struct zr_progress_of *ret_of, struct zr_error *error)
{
	const char *area_id = zr_listing_given(request, "area");
	if (area_id != NULL) {
		struct zr_area area;
		*ret_of = (struct zr_progress_of){.area_id = area_id};
		int code = zr_store_get_area(context->reader, area_id, &area, error);
		return code == 0 ? zr_scope_check_area(context->reader, request->caller.territory,
					   area_id, error)
				 : code;
	}
	*ret_of = (struct zr_progress_of){.territory_id = ground->territory_id};
	return zr_ground_find(context->reader, &request->caller,
		zr_listing_given(request, "territory"), ground, error);
}

static int tell_days(struct zr_context *context, const struct zr_request *request,
	struct json_object *answer, struct zr_error *error)
{
	struct zr_territory ground = {0};
	struct zr_progress_of of;
	struct zr_progress_sums sums;
	struct zr_schedule plan;
	struct json_object *rows = json_object_new_array();
	(void)json_object_object_add(answer, "days", rows);
	int code = find_whose(context, request, &ground, &of, error);
	if (code == 0) {
		code = zr_progress_sum(context->reader, &of, &sums, error);
	}
	if (code == 0) {
		code = zr_schedule_read(context->reader, &plan, error);
	}
	if (code == 0) {
		code = zr_progress_list_days(context->reader, &of, add_day, rows, error);
	}
	if (code == 0) {
		zr_json_add_count(answer, "households", sums.household_count);
		zr_json_add_text(answer, "first", plan.first);
		zr_json_add_text(answer, "last", plan.last);
	}
	return code;
}

void zr_progress_page_days(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *answer = json_object_new_object();
	int code = zr_store_read_begin(context->reader, &error);
	if (code == 0) {
		code = tell_days(context, request, answer, &error);
		zr_store_read_end(context->reader);
	}
	if (code != 0) {
		(void)json_object_put(answer);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_json_answer(request, answer);
}

/* ---- the plan ---- */

static int apply_plan(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	int code = zr_schedule_write(store, request->state, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_plan(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct zr_schedule *plan = request->state;
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "first", plan->first);
	zr_json_add_text(answer, "last", plan->last);
	zr_json_answer(request, answer);
}

void zr_progress_page_plan(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_schedule *plan = calloc(1, sizeof *plan);
	request->state = plan;
	request->state_free = free;
	int code = plan == NULL ? ZR_E_NOMEM : zr_json_parse(request, &body, &error);
	if (code == 0) {
		code = zr_schedule_parse(body, plan, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "plan");
		return;
	}
	char detail[2 * ZR_SCHEDULE_DAY_BYTES + 2];
	(void)snprintf(detail, sizeof detail, "%s %s", plan->first, plan->last);
	zr_audit_line_note(request, request->caller.name, "plan", detail);
	(void)context;
	zr_request_write(request, apply_plan, answer_plan);
}
