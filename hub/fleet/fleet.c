/* The fleet as JSON, a page at a time. */
#include "hub/fleet/fleet.h"

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
#include "hub/store/shares.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define HOUR_US (3600 * INT64_C(1000000))

struct rows {
	struct zr_context *context;
	struct json_object *tablets;
};

/* Of the tablet's area: its people read its times by it. */
static void add_zone(
	struct zr_context *context, const struct zr_device *device, struct json_object *row)
{
	struct zr_area area = {0};
	bool is_found = device->area_id[0] != '\0' &&
			zr_store_get_area(context->reader, device->area_id, &area, NULL) == 0;
	zr_json_add_text(
		row, "zone", is_found && area.zone[0] != '\0' ? area.zone : context->shared->zone);
}

static int add_device(void *user, const struct zr_device *device)
{
	struct rows *rows = user;
	struct json_object *row = json_object_new_object();
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(device->keys.id, sizeof device->keys.id, id);
	zr_json_add_text(row, "id", id);
	zr_json_add_text(row, "name", device->name);
	zr_json_add_text(row, "area", device->area_id);
	add_zone(rows->context, device, row);
	zr_json_add_text(row, "version", device->version);
	zr_json_add_time(row, "enrolled", device->enrolled_us);
	bool is_collector = device->certified_us == 0; /* made here, and not by a call of theirs */
	bool was_heard = !is_collector || device->contact_us != device->enrolled_us;
	zr_json_add_time(row, "last_contact", was_heard ? device->contact_us : 0);
	zr_json_add_time(row, "revoked", device->revoked_us);
	/* A data collector's telephone has none, and no list of addresses. */
	(void)json_object_object_add(
		row, "certified", json_object_new_boolean(device->certified_us != 0));
	zr_json_add_count(row, "records", device->record_count);
	zr_json_add_count(row, "high_water", device->high_water);
	zr_json_add_count(row, "unsent", device->unsent_count);
	(void)json_object_object_add(row, "battery",
		device->battery_percent >= 0 ? json_object_new_int(device->battery_percent) : NULL);
	(void)json_object_array_add(rows->tablets, row);
	return 0;
}

static int read_filter(const struct zr_request *request, const struct zr_listing *page,
	struct zr_device_filter *filter, struct zr_error *error)
{
	static const char *const sorts[] = {"name", "area", "version", "contact", "unsent", NULL};
	int64_t silent_hours = 0;
	int64_t battery = 0;
	int sort = 0;
	filter->area_id = zr_listing_given(request, "area");
	filter->version = zr_listing_given(request, "version");
	filter->words = page->words;
	int code = zr_listing_choose(request, "sort", sorts, &sort, error);
	if (code == 0) {
		code = zr_listing_number(request, "silent", 100000, &silent_hours, error);
	}
	if (code == 0) {
		code = zr_listing_number(request, "battery", 100, &battery, error);
	}
	filter->sort = (enum zr_device_sort)sort;
	filter->battery_below = (int32_t)battery;
	filter->silent_since_us = silent_hours > 0 ? request->now_us - silent_hours * HOUR_US : 0;
	return code;
}

void zr_fleet_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct zr_device_filter filter = {.place = &page.place};
	struct rows rows = {context, json_object_new_array()};
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	if (code == 0) {
		code = read_filter(request, &page, &filter, &error);
	}
	if (code == 0) {
		filter.count_max = page.count_max;
		filter.territory = request->caller.territory;
		code = zr_store_list_devices(context->reader, &filter, add_device, &rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows.tablets);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "tablets", rows.tablets);
	zr_json_add_time(answer, "now", request->now_us);
	zr_listing_answer(request, &page, answer);
}

/* ---- moving one ---- */

struct move {
	uint8_t id[ZR_PARTY_ID_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
};

static int apply_move(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct move *move = request->state;
	const char *territory = request->caller.territory;
	struct zr_device device;
	struct zr_area area;
	int code = zr_store_get_device(store, move->id, &device, error);
	if (code == 0) {
		code = zr_scope_check_area(store, territory, device.area_id, error);
	}
	if (code == ZR_E_NOT_FOUND) { /* one that lies elsewhere is as one that is not there */
		return zr_error_set(error, code, "there is no such tablet");
	}
	if (code == 0 && move->area_id[0] != '\0') {
		code = zr_store_get_area(store, move->area_id, &area, error);
	}
	if (code == 0) {
		code = zr_scope_check_area(store, territory, move->area_id, error);
	}
	if (code == 0 && strcmp(device.area_id, move->area_id) != 0) {
		code = zr_shares_release(store, move->id, error);
	}
	if (code == 0) {
		code = zr_store_move_device(store, move->id, move->area_id, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static int read_move(const struct zr_request *request, struct move *move, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	if (zr_hex_decode(request->parts[2], move->id, sizeof move->id) != 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such tablet");
	}
	int code = zr_json_parse(request, &body, error);
	return code == 0 ? zr_json_get_optional_id(
				   body, "area", move->area_id, sizeof move->area_id, error)
			 : code;
}

void zr_fleet_move(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct move *move = calloc(1, sizeof *move);
	request->state = move;
	request->state_free = free;
	if (move == NULL || read_move(request, move, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, "tablet");
		return;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "%.32s: %s", request->parts[2], move->area_id);
	zr_audit_line_note(request, request->caller.name, "tablet", detail);
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply_move, NULL);
}
