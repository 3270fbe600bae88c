/* Records as JSON. A page's place is that of its last row, so that new records do not shift the
 * pages behind it. */
#include "hub/records/records.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hub/http/route.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/records/answers.h"
#include "hub/records/reading.h"
#include "hub/records/review.h"
#include "hub/store/store.h"
#include "hub/census/zone.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/result.h"

#define DAY_US      (86400 * INT64_C(1000000))
#define VISIT_COUNT 200 /* of one household, and records of one id: nobody comes more often */

static const char *zone_name(const struct zr_context *context, const struct zr_store_record *record)
{
	return record->zone[0] != '\0' ? record->zone : context->shared->zone;
}

static void add_place(struct json_object *row, const struct zr_store_record *record)
{
	const char *own = record->content.address;
	const char *listed = record->address;
	zr_json_add_text(row, "area", record->content.area_id);
	zr_json_add_text(row, "household", record->content.household_id);
	/* A record stands at the address that it was made at, whatever the list says today. */
	zr_json_add_text(row, "address", own[0] != '\0' ? own : listed);
	zr_json_add_text(row, "address_now", listed);
}

/* What is odd about it, in words that the console knows. */
static void add_doubts(struct json_object *row, unsigned conflict)
{
	static const struct {
		enum zr_store_conflict bit;
		const char *name;
	} names[] = {
		{ZR_STORE_CONFLICT_SEQUENCE, "sequence"},
		{ZR_STORE_CONFLICT_ID, "id"},
		{ZR_STORE_CONFLICT_AREA, "area"},
		{ZR_STORE_CONFLICT_TIME, "time"},
		{ZR_STORE_CONFLICT_SHARE, "share"},
		{ZR_STORE_CONFLICT_TWICE, "twice"},
	};
	struct json_object *doubts = json_object_new_array();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if ((conflict & names[i].bit) != 0) {
			(void)json_object_array_add(doubts, json_object_new_string(names[i].name));
		}
	}
	(void)json_object_object_add(row, "doubts", doubts);
	bool is_double = (conflict & (ZR_STORE_CONFLICT_SEQUENCE | ZR_STORE_CONFLICT_ID)) != 0;
	(void)json_object_object_add(row, "conflict", json_object_new_boolean(is_double));
}

static struct json_object *make_meta(
	const struct zr_context *context, const struct zr_store_record *record)
{
	struct json_object *row = json_object_new_object();
	const struct zr_record *content = &record->content;
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	char hash[2 * ZR_HASH_BYTES + 1];
	zr_hex_encode(record->device_id, sizeof record->device_id, id);
	zr_hex_encode(record->hash, sizeof record->hash, hash);
	zr_json_add_text(row, "id", content->record_id);
	zr_json_add_text(row, "tablet", id);
	zr_json_add_text(row, "tablet_name", record->device_name);
	zr_json_add_count(row, "sequence", record->sequence);
	zr_json_add_text(row, "hash", hash);
	zr_json_add_text(row, "form", content->form_id);
	zr_json_add_text(row, "version", content->form_version);
	add_place(row, record);
	zr_json_add_text(row, "outcome", content->outcome);
	zr_json_add_text(row, "result", zr_result_name(content->result));
	zr_json_add_text(row, "appointment", content->appointment);
	zr_json_add_text(row, "previous", content->previous_id);
	zr_json_add_text(row, "replaces", content->replaces_id);
	zr_json_add_count(row, "doubt_count", content->doubt_count);
	(void)json_object_object_add(row, "replaced", json_object_new_boolean(record->is_replaced));
	add_doubts(row, record->conflict);
	zr_json_add_text(row, "zone", zone_name(context, record));
	zr_json_add_time(row, "started", content->started_us);
	zr_json_add_time(row, "finished", content->finished_us);
	zr_json_add_time(row, "received", record->received_us);
	return row;
}

/* ---- the words of outcomes: once the store's rows are at an end, for forms come from it too ----
 */

static const char *text_of(struct json_object *row, const char *name)
{
	struct json_object *member = NULL;
	return json_object_object_get_ex(row, name, &member) ? json_object_get_string(member) : "";
}

static void add_outcome_label(
	struct zr_context *context, const struct zr_request *request, struct json_object *row)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	const struct zr_reading_wish wish = {
		.form_id = text_of(row, "form"),
		.version = text_of(row, "version"),
		.language = zr_request_argument(request, "lang", "ru"),
	};
	const struct zr_form *form = NULL;
	int code = zr_reading_form(context, wish.form_id, wish.version, &form, NULL);
	/* Nobody can read its answers here: the hub never had, or lost, that version. */
	(void)json_object_object_add(row, "unread", json_object_new_boolean(code != 0));
	if (zr_reading_outcome(context, &wish, text_of(row, "outcome"), &label) == 0) {
		zr_json_add_text(row, "outcome_label", zr_buffer_text(&label));
	}
}

static void add_outcome_labels(
	struct zr_context *context, const struct zr_request *request, struct json_object *rows)
{
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		add_outcome_label(context, request, json_object_array_get_idx(rows, i));
	}
}

/* ---- a page ---- */

struct rows {
	const struct zr_context *context;
	struct json_object *rows;
};

static int add_row(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct rows *rows = user;
	(void)json_object_array_add(rows->rows, make_meta(rows->context, record));
	return 0;
}

static int read_result(const struct zr_request *request, struct zr_store_record_filter *filter,
	struct zr_error *error)
{
	const char *name = zr_listing_given(request, "result");
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

static int read_review(const struct zr_request *request, struct zr_store_record_filter *filter,
	struct zr_error *error)
{
	static const char *const states[] = {[ZR_REVIEW_NEW] = "new",
		[ZR_REVIEW_APPROVED] = "approved",
		[ZR_REVIEW_RETURNED] = "returned",
		NULL};
	int index = 0;
	int code = zr_listing_choose(request, "review", states, &index, error);
	filter->has_review = zr_listing_given(request, "review") != NULL;
	filter->review = (enum zr_review_state)index;
	return code;
}

/* A day as the console's date field says it, in the hub's own zone; its beginning. */
static int read_day(const struct zr_context *context, const struct zr_request *request,
	const char *name, int64_t *ret_us, struct zr_error *error)
{
	const char *text = zr_listing_given(request, name);
	struct tm day = {0};
	struct zr_zone zone = {0};
	if (text == NULL) {
		return 0;
	}
	const char *end = strptime(text, "%Y-%m-%d", &day);
	if (end == NULL || *end != '\0' || strlen(text) != 10) {
		return zr_error_set(error, ZR_E_INVALID, "%s must be a day as 2026-12-31", name);
	}
	*ret_us = (int64_t)timegm(&day) * 1000000;
	if (zr_zone_load(context->shared->zone, &zone, NULL) == 0) {
		*ret_us -= (int64_t)zr_zone_offset_s(&zone, *ret_us) * 1000000;
		zr_zone_finish(&zone);
	}
	return 0;
}

static int read_days(const struct zr_context *context, const struct zr_request *request,
	struct zr_store_record_filter *filter, struct zr_error *error)
{
	int code = read_day(context, request, "since", &filter->since_us, error);
	if (code == 0) {
		code = read_day(context, request, "until", &filter->until_us, error);
	}
	if (code == 0 && filter->until_us != 0) {
		filter->until_us += DAY_US; /* that day, too */
	}
	return code;
}

static int read_filter(const struct zr_context *context, const struct zr_request *request,
	struct zr_store_record_filter *filter, struct zr_error *error)
{
	filter->area_id = zr_listing_given(request, "area");
	filter->form_id = zr_listing_given(request, "form");
	filter->household_id = zr_listing_given(request, "household");
	filter->without_followed = zr_listing_given(request, "latest") != NULL;
	filter->with_replaced = !filter->without_followed;
	filter->with_doubt = zr_listing_given(request, "doubts") != NULL;
	filter->is_doubtful = zr_listing_given(request, "doubtful") != NULL;
	int code = read_result(request, filter, error);
	if (code == 0) {
		code = read_review(request, filter, error);
	}
	return code == 0 ? read_days(context, request, filter, error) : code;
}

/* device_id: where the filter's id is kept. */
static int read_tablet(const struct zr_request *request, uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_record_filter *filter, struct zr_error *error)
{
	const char *tablet = zr_listing_given(request, "tablet");
	if (tablet != NULL && zr_hex_decode(tablet, device_id, ZR_PARTY_ID_BYTES) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "tablet must be 32 hex digits");
	}
	filter->device_id = tablet != NULL ? device_id : NULL;
	return 0;
}

void zr_records_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct zr_store_record_filter filter = {.place = &page.place};
	struct rows rows = {.context = context, .rows = json_object_new_array()};
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	filter.count_max = page.count_max;
	filter.words = page.words;
	filter.territory = request->caller.territory;
	if (code == 0) {
		code = read_filter(context, request, &filter, &error);
	}
	if (code == 0) {
		code = read_tablet(request, device_id, &filter, &error);
	}
	if (code == 0) {
		code = zr_store_list_records(context->reader, &filter, add_row, &rows, &error);
	}
	if (code == 0) {
		code = zr_review_add(context, rows.rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	add_outcome_labels(context, request, rows.rows);
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "records", rows.rows);
	zr_listing_answer(request, &page, answer);
}

/* ---- one record ---- */

struct found {
	const struct zr_context *context;
	struct json_object *meta;
	uint8_t hash[ZR_HASH_BYTES];
	int64_t finished_us;
	char household_id[ZR_STORE_ID_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
};

static void found_finish(struct found *found)
{
	(void)json_object_put(found->meta);
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct found *found = user;
	const struct zr_record *content = &record->content;
	found->meta = make_meta(found->context, record);
	found->finished_us = content->finished_us;
	memcpy(found->hash, record->hash, sizeof found->hash);
	(void)snprintf(
		found->household_id, sizeof found->household_id, "%s", content->household_id);
	(void)snprintf(found->area_id, sizeof found->area_id, "%s", content->area_id);
	return 0;
}

/* The record of the address; with hash= the one of several that have its id. */
static int read_name(const struct zr_request *request, uint8_t hash[ZR_HASH_BYTES],
	struct zr_store_record_name *ret_name, struct zr_error *error)
{
	const char *text = zr_listing_given(request, "hash");
	*ret_name = (struct zr_store_record_name){
		.record_id = request->parts[2], .territory = request->caller.territory};
	if (text != NULL) {
		if (zr_hex_decode(text, hash, ZR_HASH_BYTES) != 0) {
			return zr_error_set(error, ZR_E_INVALID, "hash must be 64 hex digits");
		}
		ret_name->hash = hash;
	}
	return 0;
}

static int find_record(struct zr_context *context, const struct zr_request *request,
	struct found *found, struct zr_error *error)
{
	struct zr_store_record_name name;
	found->context = context;
	int code = read_name(request, found->hash, &name, error);
	return code == 0 ? zr_store_get_record(context->reader, &name, take_record, found, error)
			 : code;
}

/* All that was recorded at the household, the newest first; at an address in no list that is told
 * by no id, the records of the same id. */
static int add_visits(struct zr_context *context, const struct zr_request *request,
	const struct found *found, struct json_object *answer)
{
	struct rows page = {.context = context, .rows = json_object_new_array()};
	bool has_household = found->household_id[0] != '\0';
	const struct zr_store_record_filter filter = {
		.area_id = has_household ? found->area_id : NULL,
		.household_id = has_household ? found->household_id : NULL,
		.record_id = has_household ? NULL : request->parts[2],
		.territory = request->caller.territory,
		.with_replaced = true,
		.count_max = VISIT_COUNT,
	};
	int code = zr_store_list_records(context->reader, &filter, add_row, &page, NULL);
	if (code == 0) {
		code = zr_review_add(context, page.rows, NULL);
	}
	add_outcome_labels(context, request, page.rows);
	(void)json_object_object_add(answer, "visits", page.rows);
	return code;
}

static int add_review(struct zr_context *context, struct json_object *meta, struct zr_error *error)
{
	struct json_object *rows = json_object_new_array();
	(void)json_object_array_add(rows, json_object_get(meta));
	int code = zr_review_add(context, rows, error);
	(void)json_object_put(rows);
	return code;
}

/* ---- its answers ---- */

struct shown {
	struct zr_context *context;
	const struct zr_request *request;
	const struct found *found;
	struct json_object *answer;
	struct json_object *files;
	struct zr_error *error;
};

static void add_file(struct json_object *files, const struct zr_content_file *file)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "name", file->name);
	zr_json_add_count(row, "bytes", file->bytes);
	(void)json_object_array_add(files, row);
}

static int show_answers(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	(void)rank;
	(void)fault;
	struct shown *shown = user;
	struct zr_zone zone = {0};
	const char *name = text_of(shown->found->meta, "zone");
	int32_t offset_s = 0;
	if (zr_zone_load(name, &zone, NULL) == 0) {
		offset_s = zr_zone_offset_s(&zone, shown->found->finished_us);
		zr_zone_finish(&zone);
	}
	for (size_t i = 0; i < record->content.file_count; i++) {
		add_file(shown->files, &record->content.files[i]);
	}
	const struct zr_reading_wish wish = {
		.form_id = text_of(shown->found->meta, "form"),
		.version = text_of(shown->found->meta, "version"),
		.language = zr_request_argument(shown->request, "lang", "ru"),
		.xml = record->content.xml,
		.xml_bytes = record->content.xml_bytes,
		.now_us = shown->found->finished_us,
		.zone = name,
		.utc_offset_s = offset_s,
	};
	(void)json_object_object_add(
		shown->answer, "replies", zr_review_make_remarks(&record->content));
	return zr_reading_answers(shown->context, &wish, shown->answer, shown->error);
}

void zr_records_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(found_finish) struct found found = {0};
	int code = find_record(context, request, &found, &error);
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	struct json_object *files = json_object_new_array();
	add_outcome_label(context, request, found.meta);
	(void)json_object_object_add(answer, "meta", json_object_get(found.meta));
	code = add_review(context, found.meta, &error);
	(void)json_object_object_add(answer, "files", files);
	if (code == 0) {
		code = add_visits(context, request, &found, answer);
	}
	if (code == 0) {
		code = zr_review_add_acts(context, request, answer, &error);
	}
	if (code == 0) {
		const struct zr_store_record_name name = {
			request->parts[2], found.hash, request->caller.territory};
		struct shown shown = {context, request, &found, answer, files, &error};
		const struct zr_answers_reader reader = {
			request->caller.name, "record", show_answers, &shown};
		code = zr_answers_open_one(context, &reader, &name, &error);
	}
	if (code != 0) {
		/* The record is there all the same: its facts and its XML can be read. */
		char text[600];
		zr_error_format(&error, NULL, text, sizeof text);
		zr_json_add_text(answer, "fault", text);
		(void)json_object_object_add(
			answer, "locked", json_object_new_boolean(code == ZR_E_LOCKED));
	}
	zr_review_add_remarks(context, request, answer);
	zr_json_answer(request, answer);
}

/* Opens the record of the address for one thing, which goes into the answer's body. */
static int open_record(struct zr_context *context, struct zr_request *request, const char *what,
	zr_answers_visit *visit, struct zr_error *error)
{
	uint8_t hash[ZR_HASH_BYTES];
	struct zr_store_record_name name;
	const struct zr_answers_reader reader = {request->caller.name, what, visit, request};
	int code = read_name(request, hash, &name, error);
	if (code == 0) {
		code = zr_answers_open_one(context, &reader, &name, error);
	}
	if (code != 0) {
		zr_refusal_answer(request, error, NULL, NULL);
	}
	return code;
}

static int take_xml(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	(void)rank;
	(void)fault;
	struct zr_request *request = user;
	return zr_buffer_add(&request->answer.body, record->content.xml, record->content.xml_bytes);
}

void zr_records_get_xml(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	if (open_record(context, request, "xml", take_xml, &error) != 0) {
		return;
	}
	zr_request_answer(request, 200, "application/xml; charset=utf-8");
	if (zr_route_is_identifier(request->parts[2])) {
		(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
			"attachment; filename=\"%s.xml\"", request->parts[2]);
	}
}

/* What a browser may show by itself: pictures alone, told by their first bytes. */
static const char *picture_type(const struct zr_buffer *bytes)
{
	if (bytes->bytes > 8 && memcmp(bytes->data, "\x89PNG\r\n\x1a\n", 8) == 0) {
		return "image/png";
	}
	if (bytes->bytes > 3 && memcmp(bytes->data, "\xff\xd8\xff", 3) == 0) {
		return "image/jpeg";
	}
	return "application/octet-stream";
}

static int take_file(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	(void)rank;
	(void)fault;
	struct zr_request *request = user;
	for (size_t i = 0; i < record->content.file_count; i++) {
		const struct zr_content_file *file = &record->content.files[i];
		if (strcmp(file->name, request->parts[4]) == 0) {
			return zr_buffer_add(&request->answer.body, file->data, file->bytes);
		}
	}
	return ZR_E_NOT_FOUND;
}

void zr_records_get_file(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOT_FOUND, .message = "the record has no such file"};
	if (open_record(context, request, "file", take_file, &error) == 0) {
		zr_request_answer(request, 200, picture_type(&request->answer.body));
	}
}
