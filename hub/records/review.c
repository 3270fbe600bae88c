/* Decisions are written where the account's territory is checked, in the writer. */
#include "hub/records/review.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/right.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/records/answers.h"
#include "hub/store/reviews.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

static const char *const names[] = {
	[ZR_REVIEW_NEW] = "new",
	[ZR_REVIEW_APPROVED] = "approved",
	[ZR_REVIEW_RETURNED] = "returned",
};

/* ---- beside a record ---- */

static int add_facts(void *user, const struct zr_review *review)
{
	struct json_object *object = user;
	bool is_known = review->state <= ZR_REVIEW_LAST;
	zr_json_add_text(object, "state", is_known ? names[review->state] : "");
	zr_json_add_text(object, "who", review->who);
	zr_json_add_time(object, "time", review->time_us);
	zr_json_add_count(object, "remarks", review->remark_count);
	(void)json_object_object_add(
		object, "delivered", json_object_new_boolean(review->is_delivered));
	return 0;
}

static const char *text_of(struct json_object *row, const char *name)
{
	struct json_object *member = NULL;
	return json_object_object_get_ex(row, name, &member) ? json_object_get_string(member) : "";
}

static int add_one(struct zr_context *context, struct json_object *row, struct zr_error *error)
{
	uint8_t hash[ZR_HASH_BYTES] = {0};
	struct json_object *review = json_object_new_object();
	(void)json_object_object_add(row, "review", review);
	if (zr_hex_decode(text_of(row, "hash"), hash, sizeof hash) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "a record of the store has no hash");
	}
	const struct zr_review_name name = {text_of(row, "area"), hash};
	int code = zr_reviews_get(context->reader, &name, add_facts, review, error);
	if (code == 0) {
		zr_json_add_text(review, "state", names[ZR_REVIEW_NEW]);
	}
	return code < 0 ? code : 0;
}

int zr_review_add(struct zr_context *context, struct json_object *rows, struct zr_error *error)
{
	assert(context != NULL && json_object_is_type(rows, json_type_array));
	int code = 0;
	for (size_t i = 0; code == 0 && i < json_object_array_length(rows); i++) {
		code = add_one(context, json_object_array_get_idx(rows, i), error);
	}
	return code;
}

/* ---- remarks ---- */

struct json_object *zr_review_make_remarks(const struct zr_record *record)
{
	assert(record != NULL);
	struct json_object *rows = json_object_new_array();
	for (size_t i = 0; i < record->remark_count; i++) {
		struct json_object *row = json_object_new_object();
		zr_json_add_text(row, "path", record->remarks[i].place);
		zr_json_add_text(row, "text", record->remarks[i].text);
		zr_json_add_text(row, "reply", record->remarks[i].reply);
		(void)json_object_array_add(rows, row);
	}
	return rows;
}

struct sealed {
	struct zr_buffer remarks;
	char record_id[ZR_STORE_ID_BYTES];
};

static void sealed_finish(struct sealed *sealed)
{
	zr_buffer_finish(&sealed->remarks);
}

static int take_sealed(void *user, const struct zr_review *review)
{
	struct sealed *sealed = user;
	(void)snprintf(sealed->record_id, sizeof sealed->record_id, "%s", review->record_id);
	return zr_buffer_add(&sealed->remarks, review->remarks, review->remarks_bytes);
}

static int show_remarks(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	assert(fault == NULL);
	(void)rank;
	struct json_object *answer = user;
	(void)json_object_object_add(answer, "remarks", zr_review_make_remarks(&record->content));
	return 0;
}

void zr_review_add_remarks(
	struct zr_context *context, const struct zr_request *request, struct json_object *answer)
{
	assert(context != NULL && request != NULL && answer != NULL);
	struct json_object *meta = NULL;
	uint8_t hash[ZR_HASH_BYTES];
	ZR_CLEANUP(sealed_finish) struct sealed sealed = {0};
	if (!json_object_object_get_ex(answer, "meta", &meta) ||
		zr_hex_decode(text_of(meta, "hash"), hash, sizeof hash) != 0) {
		return;
	}
	const struct zr_review_name name = {text_of(meta, "area"), hash};
	if (zr_reviews_get(context->reader, &name, take_sealed, &sealed, NULL) != 1 ||
		sealed.remarks.bytes == 0) {
		return;
	}
	const struct zr_store_record record = {.device_name = "",
		.address = "",
		.zone = "",
		.envelope = sealed.remarks.data,
		.envelope_bytes = sealed.remarks.bytes,
		.content = {.record_id = sealed.record_id}};
	const struct zr_answers_reader reader = {
		request->caller.name, "remarks", show_remarks, answer};
	/* Without an office that opens them there are none: the page says so of the answers. */
	(void)!zr_answers_open_given(context, &reader, &record, NULL);
}

/* ---- who did what with it ---- */

static int add_act(void *user, const struct zr_act *act)
{
	assert(act->who != NULL && act->what != NULL);
	struct json_object *row = json_object_new_object();
	const char *decided = strstr(act->detail, ": ");
	zr_json_add_time(row, "time", act->time_us);
	zr_json_add_text(row, "who", act->who);
	zr_json_add_text(row, "what", act->what);
	zr_json_add_text(row, "state", decided != NULL ? decided + 2 : "");
	(void)json_object_array_add(user, row);
	return 0;
}

int zr_review_add_acts(struct zr_context *context, const struct zr_request *request,
	struct json_object *answer, struct zr_error *error)
{
	assert(context != NULL && request != NULL && answer != NULL);
	const struct zr_caller *caller = &request->caller;
	if (!zr_right_has(ZR_RIGHT_SEE_AUDIT, caller->role, caller->territory[0] == '\0')) {
		return 0;
	}
	struct json_object *rows = json_object_new_array();
	(void)json_object_object_add(answer, "acts", rows);
	return zr_reviews_list_acts(context->reader, request->parts[2], add_act, rows, error);
}

/* ---- decisions ---- */

struct decision {
	enum zr_review_state state;
	size_t count;
	struct {
		char record_id[ZR_STORE_ID_BYTES];
		uint8_t hash[ZR_HASH_BYTES];
	} records[ZR_HUB_REVIEW_COUNT_MAX];
};

/* Of the record that the store has. */
struct target {
	char area_id[ZR_STORE_ID_BYTES];
	char household_id[ZR_STORE_ID_BYTES];
};

static int take_target(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct target *target = user;
	(void)snprintf(target->area_id, sizeof target->area_id, "%s", record->content.area_id);
	(void)snprintf(target->household_id, sizeof target->household_id, "%s",
		record->content.household_id);
	return 0;
}

static int decide_one(
	struct zr_store *store, struct zr_request *request, size_t index, struct zr_error *error)
{
	const struct decision *decision = request->state;
	const char *record_id = decision->records[index].record_id;
	struct target target = {0};
	const struct zr_store_record_name name = {
		record_id, decision->records[index].hash, request->caller.territory};
	int code = zr_store_get_record(store, &name, take_target, &target, error);
	if (code != 0) {
		return code;
	}
	struct zr_review review = {.area_id = target.area_id,
		.record_id = record_id,
		.household_id = target.household_id,
		.state = decision->state,
		.who = request->caller.name,
		.time_us = request->now_us};
	memcpy(review.hash, decision->records[index].hash, sizeof review.hash);
	code = zr_reviews_put(store, &review, error);
	if (code != 0) {
		return code;
	}
	char detail[ZR_STORE_ID_BYTES + 16];
	(void)snprintf(detail, sizeof detail, "%s: %s", record_id, names[decision->state]);
	zr_audit_line_note(request, request->caller.name, "review", detail);
	return zr_audit_line_write(store, request, error);
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct decision *decision = request->state;
	assert(decision->count > 0);
	int code = 0;
	for (size_t i = 0; code == 0 && i < decision->count; i++) {
		code = decide_one(store, request, i, error);
	}
	return code;
}

static int read_one(struct json_object *row, struct decision *decision, struct zr_error *error)
{
	char hash[2 * ZR_HASH_BYTES + 1];
	size_t index = decision->count++;
	if (!json_object_is_type(row, json_type_object)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "records",
			"each must be an object with id and hash");
	}
	int code = zr_json_get_text(row, "id", decision->records[index].record_id,
		sizeof decision->records[index].record_id, error);
	if (code == 0) {
		code = zr_json_get_text(row, "hash", hash, sizeof hash, error);
	}
	if (code == 0 &&
		(strlen(hash) != 2 * ZR_HASH_BYTES ||
			zr_hex_decode(hash, decision->records[index].hash, ZR_HASH_BYTES) != 0)) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, "hash", "must be 64 hex digits");
	}
	return code;
}

static int read_state(
	struct json_object *body, enum zr_review_state *ret_state, struct zr_error *error)
{
	char state[16];
	int code = zr_json_get_text(body, "state", state, sizeof state, error);
	if (code != 0) {
		return code;
	}
	bool is_approved = strcmp(state, names[ZR_REVIEW_APPROVED]) == 0;
	if (!is_approved && strcmp(state, names[ZR_REVIEW_NEW]) != 0) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "state", "must be approved or new");
	}
	*ret_state = is_approved ? ZR_REVIEW_APPROVED : ZR_REVIEW_NEW;
	return 0;
}

static int read_decision(
	const struct zr_request *request, struct decision *decision, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *records = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = read_state(body, &decision->state, error);
	}
	if (code != 0) {
		return code;
	}
	bool is_list = json_object_object_get_ex(body, "records", &records) &&
		       json_object_is_type(records, json_type_array);
	size_t count = is_list ? json_object_array_length(records) : 0;
	if (count == 0 || count > ZR_HUB_REVIEW_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "records",
			"must be a list of 1 to %d records", ZR_HUB_REVIEW_COUNT_MAX);
	}
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = read_one(json_object_array_get_idx(records, i), decision, error);
	}
	return code;
}

void zr_review_decide(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct decision *decision = calloc(1, sizeof *decision);
	request->state = decision;
	request->state_free = free;
	if (decision == NULL || read_decision(request, decision, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, "review");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "review", decision->records[0].record_id);
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply, NULL);
}
