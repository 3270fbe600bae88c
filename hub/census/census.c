/* Areas over the console's interface; who works in one that changes gets new orders. */
#include "hub/census/census.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/census/area.h"
#include "hub/records/guard.h"
#include "hub/http/listing.h"
#include "hub/http/route.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/census/zone.h"
#include "hub/store/reviews.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/result.h"

/* ---- what there is ---- */

struct listing {
	const struct zr_context *context;
	const struct zr_caller *caller;
	struct json_object *rows;
	struct zr_error *error;
};

static struct json_object *make_area(const struct zr_shared *shared, const struct zr_area *area)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", area->area_id);
	zr_json_add_text(row, "name", area->name);
	zr_json_add_text(row, "form", area->form_id);
	zr_json_add_text(row, "zone", area->zone[0] != '\0' ? area->zone : shared->zone);
	zr_json_add_count(row, "edition", area->edition);
	return row;
}

static int add_area(void *user, const struct zr_area *area)
{
	struct listing *listing = user;
	int code = zr_scope_check_area(listing->context->reader, listing->caller->territory,
		area->area_id, listing->error);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	struct json_object *row = make_area(listing->context->shared, area);
	zr_json_add_count(row, "households", area->household_count);
	zr_json_add_count(row, "records", area->record_count);
	zr_json_add_count(row, "tablets", area->device_count);
	zr_json_add_count(row, "found", area->found_count);
	zr_json_add_count(row, "open", area->result_counts[ZR_RESULT_UNKNOWN]);
	for (int result = ZR_RESULT_DONE; result <= ZR_RESULT_LAST; result++) {
		zr_json_add_count(row, zr_result_name((enum zr_visit_result)result),
			area->result_counts[result]);
	}
	(void)json_object_array_add(listing->rows, row);
	return 0;
}

void zr_census_list_areas(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	static const char *const sorts[] = {"id", "name", "open", NULL};
	struct zr_error error = {0};
	struct listing listing = {context, &request->caller, json_object_new_array(), &error};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct zr_area_filter filter = {.place = &page.place,
		.territory = request->caller.territory,
		.form_id = zr_listing_given(request, "form")};
	int sort = 0;
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	if (code == 0) {
		code = zr_listing_choose(request, "sort", sorts, &sort, &error);
	}
	if (code == 0) {
		filter.sort = (enum zr_area_sort)sort;
		filter.words = page.words;
		filter.count_max = page.count_max;
		code = zr_store_list_areas(context->reader, &filter, add_area, &listing, &error);
	}
	if (code != 0) {
		(void)json_object_put(listing.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "areas", listing.rows);
	zr_json_add_text(answer, "zone", context->shared->zone);
	zr_listing_answer(request, &page, answer);
}

static int add_household(void *user, const struct zr_store_household *household)
{
	struct json_object *rows = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", household->household_id);
	zr_json_add_text(row, "address", household->address);
	zr_json_add_count(row, "records", household->record_count);
	zr_json_add_count(row, "drafts", household->draft_count);
	zr_json_add_text(row, "result", zr_result_name(household->result));
	zr_json_add_text(row, "appointment", household->appointment);
	zr_json_add_text(row, "position", household->position);
	char tablet[2 * ZR_PARTY_ID_BYTES + 1] = "";
	if (household->device_id != NULL) {
		zr_hex_encode(household->device_id, ZR_PARTY_ID_BYTES, tablet);
	}
	zr_json_add_text(row, "tablet", tablet);
	(void)json_object_object_add(
		row, "removed", json_object_new_boolean(household->is_removed));
	(void)json_object_array_add(rows, row);
	return 0;
}

void zr_census_get_area(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_area area = {0};
	struct zr_review_counts counts;
	struct json_object *rows = json_object_new_array();
	int code = zr_store_read_begin(context->reader, &error);
	if (code == 0) {
		code = zr_store_get_area(context->reader, request->parts[2], &area, &error);
	}
	if (code == 0) {
		code = zr_store_survey_households(
			context->reader, area.area_id, add_household, rows, &error);
	}
	if (code == 0) {
		code = zr_reviews_count(context->reader, area.area_id, &counts, &error);
	}
	zr_store_read_end(context->reader);
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = make_area(context->shared, &area);
	struct json_object *reviews = json_object_new_object();
	zr_json_add_count(reviews, "approved", counts.of[ZR_REVIEW_APPROVED]);
	zr_json_add_count(reviews, "returned", counts.of[ZR_REVIEW_RETURNED]);
	(void)json_object_object_add(answer, "reviews", reviews);
	(void)json_object_object_add(answer, "households", rows);
	zr_json_answer(request, answer);
}

static int add_csv_row(void *user, const struct zr_store_household *household)
{
	struct zr_buffer *csv = user;
	int code = zr_guard_add(csv, household->household_id);
	if (code == 0) {
		code = zr_guard_add_next(csv, household->address);
	}
	return code == 0 ? zr_buffer_add(csv, "\r\n", 2) : code;
}

void zr_census_get_households(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_buffer *csv = &request->answer.body;
	struct zr_area area;
	int code = zr_store_get_area(context->reader, request->parts[2], &area, &error);
	if (code == 0) {
		/* The mark by which spreadsheet programs know UTF-8. */
		code = zr_buffer_add_text(csv, "\xef\xbb\xbfid,address\r\n");
	}
	if (code == 0) {
		code = zr_store_list_households(
			context->reader, area.area_id, add_csv_row, csv, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, "text/csv; charset=utf-8");
	(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
		"attachment; filename=\"%s.csv\"", area.area_id);
}

static int add_zone(void *user, const char *name)
{
	struct json_object *zones = user;
	(void)json_object_array_add(zones, json_object_new_string(name));
	return 0;
}

void zr_census_list_zones(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct json_object *zones = json_object_new_array();
	(void)zr_zone_list(add_zone, zones);
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "zones", zones);
	zr_json_add_text(answer, "own", context->shared->zone);
	zr_json_answer(request, answer);
}

/* ---- an edit ---- */

static void free_edit(void *state)
{
	zr_area_edit_free(state);
}

/* What the audit says: how many of each kind, for the list itself stands in the store. */
static void note_edit(struct zr_request *request, const struct zr_area_edit *edit)
{
	char detail[120];
	const size_t *counts = edit->plan.counts;
	(void)snprintf(detail, sizeof detail,
		"%s: added %zu, changed %zu, returned %zu, removed %zu", edit->area.area_id,
		counts[ZR_EDIT_ADDED], counts[ZR_EDIT_CHANGED], counts[ZR_EDIT_RETURNED],
		counts[ZR_EDIT_REMOVED]);
	zr_audit_line_note(request, request->caller.name, "area", detail);
}

static int apply_edit(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_area_edit *edit = request->state;
	int code = zr_area_plan(store, edit, error);
	if (code != 0 || edit->plan.undecided_count > 0 || !edit->is_changed) {
		return code;
	}
	code = zr_area_store(store, edit, error);
	note_edit(request, edit);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

/* As every error, and what is to be decided. */
static void answer_undecided(struct zr_request *request, const struct zr_area_edit *edit)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_STATE,
		"this would take the address from under %zu households with records or open "
		"drafts; say of each what becomes of it (\"decisions\")",
		edit->plan.undecided_count);
	zr_request_answer_error(request, &error);
	struct json_object *body = json_tokener_parse(zr_buffer_text(&request->answer.body));
	unsigned status = request->answer.status;
	if (body != NULL) {
		zr_area_tell(edit, false, body);
		zr_json_answer(request, body);
		request->answer.status = status;
	}
}

static void answer_edit(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct zr_area_edit *edit = request->state;
	if (edit->plan.undecided_count > 0) {
		answer_undecided(request, edit);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_area_tell(edit, true, answer);
	zr_json_answer(request, answer);
}

void zr_census_put_area(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_area_edit *edit = NULL;
	int code = zr_area_read(request, &edit, &error);
	request->state = edit;
	request->state_free = free_edit;
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "area");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "area", edit->area.area_id);
	zr_request_write(request, apply_edit, answer_edit);
}

void zr_census_preview_area(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_area_edit *edit = NULL;
	int code = zr_area_read(request, &edit, &error);
	request->state = edit;
	request->state_free = free_edit;
	if (code == 0) {
		code = zr_store_read_begin(context->reader, &error);
	}
	if (code == 0) {
		code = zr_area_plan(context->reader, edit, &error);
		zr_store_read_end(context->reader);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_area_tell(edit, false, answer);
	zr_json_answer(request, answer);
}
