/* Reading pages of uploads. Addresses are told where the right is that tells areas' addresses. */
#include "hub/register/register_page.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/listing.h"
#include "hub/register/register_area.h"
#include "hub/store/uploads.h"
#include "lib/base/cleanup.h"

static const char *state_name(enum zr_upload_state state)
{
	static const char *const names[] = {
		"", "loading", "comparing", "ready", "taking", "taken", "dropping", "dropped"};
	bool is_known = state >= ZR_UPLOAD_LOADING && state <= ZR_UPLOAD_DROPPED;
	return names[is_known ? state : 0];
}

static void tell_counts(struct json_object *row, const struct zr_upload_counts *counts)
{
	zr_json_add_count(row, "added", counts->added);
	zr_json_add_count(row, "changed", counts->changed);
	zr_json_add_count(row, "returned", counts->returned);
	zr_json_add_count(row, "removed", counts->removed);
	zr_json_add_count(row, "same", counts->same);
	zr_json_add_count(row, "held", counts->held);
}

struct json_object *zr_register_page_tell(const struct zr_upload *upload)
{
	assert(upload != NULL && upload->upload_id[0] != '\0');
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", upload->upload_id);
	zr_json_add_text(row, "account", upload->account);
	zr_json_add_time(row, "made", upload->made_us);
	zr_json_add_text(row, "state", state_name(upload->state));
	zr_json_add_count(row, "bytes", upload->taken_bytes);
	zr_json_add_count(row, "lines", upload->line);
	zr_json_add_text(row, "ignored", upload->ignored);
	zr_json_add_count(row, "rows", upload->row_count);
	zr_json_add_count(row, "faults", upload->fault_count);
	zr_json_add_count(row, "areas", upload->area_count);
	zr_json_add_count(row, "done", upload->done_count);
	zr_json_add_count(row, "areas_changed", upload->change_count);
	tell_counts(row, &upload->counts);
	return row;
}

int zr_register_page_find(struct zr_store *store, const struct zr_request *request,
	struct zr_upload *ret_upload, struct zr_error *error)
{
	assert(store != NULL && request->part_count > 2 && ret_upload != NULL);
	int code = zr_uploads_get(store, request->parts[2], ret_upload, error);
	if (code == 0 && !zr_scope_has(request->caller.territory, ret_upload->territory)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no such upload");
	}
	return code;
}

static int add_upload(void *user, const struct zr_upload *upload)
{
	(void)json_object_array_add(user, zr_register_page_tell(upload));
	return 0;
}

static void answer_list(struct zr_request *request, const char *name, struct json_object *rows)
{
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, name, rows);
	zr_json_answer(request, answer);
}

void zr_register_page_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *rows = json_object_new_array();
	int code = zr_uploads_list(
		context->reader, request->caller.territory, add_upload, rows, &error);
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	answer_list(request, "uploads", rows);
}

static int add_fault(void *user, const struct zr_upload_fault *fault)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_count(row, "line", fault->line);
	zr_json_add_text(row, "fault", fault->fault);
	zr_json_add_text(row, "value", fault->value);
	zr_json_add_text(row, "message", zr_row_fault_sentence(fault->fault));
	(void)json_object_array_add(user, row);
	return 0;
}

void zr_register_page_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_upload upload;
	struct json_object *bad = json_object_new_array();
	int code = zr_register_page_find(context->reader, request, &upload, &error);
	if (code == 0) {
		code = zr_uploads_list_faults(
			context->reader, upload.upload_id, add_fault, bad, &error);
	}
	if (code != 0) {
		(void)json_object_put(bad);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = zr_register_page_tell(&upload);
	(void)json_object_object_add(answer, "bad", bad);
	zr_json_answer(request, answer);
}

/* ---- areas ---- */

struct areas {
	struct json_object *rows;
	size_t count;
	struct zr_store_place rest; /* the last one's */
};

static int add_area(void *user, const struct zr_upload_area *area)
{
	struct areas *areas = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "area", area->area_id);
	zr_json_add_count(row, "rows", area->row_count);
	tell_counts(row, &area->counts);
	(void)json_object_array_add(areas->rows, row);
	areas->count++;
	(void)snprintf(areas->rest.id, sizeof areas->rest.id, "%s", area->area_id);
	return 0;
}

static int list_areas(struct zr_context *context, const struct zr_request *request,
	struct zr_listing *page, struct areas *areas, struct zr_error *error)
{
	struct zr_upload upload;
	int code = zr_register_page_find(context->reader, request, &upload, error);
	if (code == 0) {
		code = zr_listing_read(request, context->shared->ticket_key.bytes, page, error);
	}
	if (code != 0) {
		return code;
	}
	const struct zr_upload_area_filter filter = {
		.upload_id = upload.upload_id,
		.is_changed = true,
		.after = page->place.is_set ? page->place.id : "",
		.count_max = page->count_max,
	};
	code = zr_uploads_list_areas(context->reader, &filter, add_area, areas, error);
	areas->rest.is_set = areas->count == page->count_max;
	page->place = areas->rest;
	return code;
}

void zr_register_page_list_areas(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct areas areas = {.rows = json_object_new_array()};
	if (list_areas(context, request, &page, &areas, &error) != 0) {
		(void)json_object_put(areas.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "areas", areas.rows);
	zr_listing_answer(request, &page, answer);
}

static int plan_area(struct zr_context *context, const struct zr_request *request,
	struct zr_register_area *area, struct zr_error *error)
{
	struct zr_upload upload;
	int code = zr_register_page_find(context->reader, request, &upload, error);
	const struct zr_upload_area_name name = {upload.upload_id, request->parts[4]};
	if (code == 0) {
		code = zr_uploads_get_area(context->reader, &name, &area->area, error);
	}
	if (code == 0 && area->area.state != ZR_UPLOAD_READY) {
		code = zr_error_set(error, ZR_E_STATE,
			"what this upload would change here is not known yet, or not any more");
	}
	return code == 0 ? zr_register_area_plan(context->reader, &upload, area, error) : code;
}

void zr_register_page_get_area(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_register_area_finish) struct zr_register_area area = {0};
	int code = zr_store_read_begin(context->reader, &error);
	if (code == 0) {
		code = plan_area(context, request, &area, &error);
		zr_store_read_end(context->reader);
	}
	if (code == 0 && area.bad_count > 0) {
		code = zr_error_set(&error, ZR_E_STATE,
			"rows of this area are no good; look at the list of bad rows");
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_area_tell(area.edit, false, answer);
	zr_json_answer(request, answer);
}
