/* Records as JSON. A page's place is the time and rank of its last row, so that new records do not
 * shift the pages behind it. */
#include "hub/records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/http/route.h"
#include "hub/json.h"
#include "hub/reading.h"
#include "hub/store/store.h"
#include "hub/worker.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"

#define PAGE_COUNT 50

static struct json_object *make_meta(const struct zr_store_record *record)
{
	struct json_object *row = json_object_new_object();
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	char hash[2 * ZR_HASH_BYTES + 1];
	zr_hex_encode(record->device_id, sizeof record->device_id, id);
	zr_hex_encode(record->hash, sizeof record->hash, hash);
	zr_json_add_text(row, "id", record->content.record_id);
	zr_json_add_text(row, "tablet", id);
	zr_json_add_text(row, "tablet_name", record->device_name);
	zr_json_add_count(row, "sequence", record->sequence);
	zr_json_add_text(row, "hash", hash);
	zr_json_add_text(row, "form", record->content.form_id);
	zr_json_add_text(row, "version", record->content.form_version);
	zr_json_add_text(row, "area", record->content.area_id);
	zr_json_add_text(row, "household", record->content.household_id);
	zr_json_add_text(row, "address", record->address);
	zr_json_add_text(row, "outcome", record->content.outcome);
	zr_json_add_time(row, "started", record->content.started_us);
	zr_json_add_time(row, "finished", record->content.finished_us);
	zr_json_add_time(row, "received", record->received_us);
	return row;
}

struct page {
	struct json_object *rows;
	size_t count;
	char next[64];
};

static int add_row(void *user, const struct zr_store_record *record, int64_t rank)
{
	struct page *page = user;
	page->count++;
	(void)json_object_array_add(page->rows, make_meta(record));
	(void)snprintf(page->next, sizeof page->next, "%lld-%lld", (long long)record->received_us,
		(long long)rank);
	return 0;
}

static const char *given(const struct zr_request *request, const char *name)
{
	const char *value = zr_request_argument(request, name, NULL);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* "time-rank" of the page before. */
static int read_place(const char *text, struct zr_store_record_filter *filter)
{
	char *end = NULL;
	errno = 0;
	filter->before_us = strtoll(text, &end, 10);
	if (end == text || *end != '-' || errno != 0 || filter->before_us <= 0) {
		return ZR_E_INVALID;
	}
	const char *rank = end + 1;
	filter->before_rank = strtoll(rank, &end, 10);
	return end == rank || *end != '\0' || errno != 0 ? ZR_E_INVALID : 0;
}

static int read_filter(const struct zr_request *request, struct zr_store_record_filter *filter,
	uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	filter->area_id = given(request, "area");
	filter->form_id = given(request, "form");
	const char *tablet = given(request, "tablet");
	if (tablet != NULL) {
		if (zr_hex_decode(tablet, device_id, ZR_PARTY_ID_BYTES) != 0) {
			return zr_error_set(error, ZR_E_INVALID, "tablet must be 32 hex digits");
		}
		filter->device_id = device_id;
	}
	const char *limit = given(request, "limit");
	char *end = NULL;
	unsigned long count = limit != NULL ? strtoul(limit, &end, 10) : PAGE_COUNT;
	if ((limit != NULL && *end != '\0') || count == 0 || count > ZR_HUB_PAGE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_INVALID, "limit must be a number from 1 to %d",
			ZR_HUB_PAGE_COUNT_MAX);
	}
	filter->count_max = count;
	const char *after = given(request, "after");
	if (after != NULL && read_place(after, filter) != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "after must be the \"next\" of the page before");
	}
	return 0;
}

void zr_records_list(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	struct zr_store_record_filter filter = {0};
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	int code = read_filter(request, &filter, device_id, &error);
	struct page page = {.rows = json_object_new_array()};
	if (code == 0) {
		code = zr_store_list_records(context->reader, &filter, add_row, &page, &error);
	}
	if (code != 0) {
		(void)json_object_put(page.rows);
		zr_worker_refuse(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "records", page.rows);
	/* A full page may have one behind it; an empty last page does no harm. */
	(void)json_object_object_add(answer, "next",
		page.count == filter.count_max ? json_object_new_string(page.next) : NULL);
	zr_json_answer(request, answer);
}

struct found {
	struct json_object *meta;
	struct zr_buffer xml;
	char form_id[ZR_STORE_ID_BYTES];
	char version[ZR_STORE_ID_BYTES];
	int64_t finished_us;
};

static void found_finish(struct found *found)
{
	(void)json_object_put(found->meta);
	zr_buffer_wipe(&found->xml);
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct found *found = user;
	found->meta = make_meta(record);
	(void)snprintf(found->form_id, sizeof found->form_id, "%s", record->content.form_id);
	(void)snprintf(found->version, sizeof found->version, "%s", record->content.form_version);
	found->finished_us = record->content.finished_us;
	return zr_buffer_add(&found->xml, record->content.xml, record->content.xml_bytes);
}

void zr_records_get(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(found_finish) struct found found = {0};
	struct zr_store_record_name name = {.record_id = request->parts[2]};
	int code = zr_store_get_record(context->reader, &name, take_record, &found, &error);
	if (code != 0) {
		zr_worker_refuse(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "meta", ZR_TAKE(found.meta));
	struct zr_reading_wish wish = {
		.form_id = found.form_id,
		.version = found.version,
		.language = zr_request_argument(request, "lang", "ru"),
		.xml = &found.xml,
		.now_us = found.finished_us,
	};
	code = zr_reading_answers(context, &wish, answer, &error);
	if (code != 0) {
		/* The record is there all the same: its facts and its XML can be read. */
		char text[600];
		zr_error_format(&error, NULL, text, sizeof text);
		zr_json_add_text(answer, "fault", text);
	}
	zr_json_answer(request, answer);
}

void zr_records_get_xml(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(found_finish) struct found found = {0};
	struct zr_store_record_name name = {.record_id = request->parts[2]};
	int code = zr_store_get_record(context->reader, &name, take_record, &found, &error);
	if (code == 0) {
		code = zr_buffer_add(&request->answer.body, found.xml.data, found.xml.bytes);
	}
	if (code != 0) {
		zr_worker_refuse(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, "application/xml; charset=utf-8");
	if (zr_route_is_identifier(request->parts[2])) {
		(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
			"attachment; filename=\"%s.xml\"", request->parts[2]);
	}
}
