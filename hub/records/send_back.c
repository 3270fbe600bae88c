/* Opened, sealed to the tablet and wiped within one step of the request; then written. */
#include "hub/records/send_back.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/pki/keys.h"
#include "hub/records/answers.h"
#include "hub/store/reviews.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/envelope/sealed_pair.h"

/* What an order adds to a parcel, with room. */
#define PARCEL_BYTES_MAX (ZR_ENVELOPE_BYTES_MAX - (size_t)64 * 1024)

struct sending {
	struct zr_record_remark remarks[ZR_RECORD_REMARK_COUNT_MAX]; /* owned */
	size_t remark_count;
	char record_id[ZR_STORE_ID_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
	char household_id[ZR_STORE_ID_BYTES];
	uint8_t hash[ZR_HASH_BYTES];
	bool is_replaced;
	struct zr_device device;
	struct zr_buffer parcel;
	struct zr_buffer sealed; /* the remarks, for the office */
	const struct zr_party_secret *keys;
	int64_t now_us;
	struct zr_error *error;
};

static void free_sending(void *state)
{
	struct sending *sending = state;
	for (size_t i = 0; i < sending->remark_count; i++) {
		free(sending->remarks[i].place);
		if (sending->remarks[i].text != NULL) {
			explicit_bzero(sending->remarks[i].text, strlen(sending->remarks[i].text));
		}
		free(sending->remarks[i].text);
	}
	zr_buffer_finish(&sending->parcel);
	zr_buffer_finish(&sending->sealed);
	free(sending);
}

/* ---- what is remarked ---- */

static int read_remark(struct json_object *row, struct sending *sending, struct zr_error *error)
{
	static char empty[] = "";
	char place[ZR_RECORD_PLACE_BYTES_MAX + 1];
	char text[ZR_RECORD_REMARK_BYTES_MAX + 1];
	if (!json_object_is_type(row, json_type_object)) {
		return zr_error_set_at(
			error, ZR_E_INVALID, 0, "remarks", "each must be an object with text");
	}
	int code = zr_json_get_optional_text(row, "path", place, sizeof place, error);
	if (code == 0) {
		code = zr_json_get_text(row, "text", text, sizeof text, error);
	}
	if (code == 0) {
		struct zr_record_remark *remark = &sending->remarks[sending->remark_count++];
		*remark = (struct zr_record_remark){strdup(place), strdup(text), empty};
		code = remark->place != NULL && remark->text != NULL
			       ? 0
			       : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	explicit_bzero(text, sizeof text);
	return code;
}

static int read_remarks(
	const struct zr_request *request, struct sending *sending, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *rows = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code != 0) {
		return code;
	}
	bool is_list = json_object_object_get_ex(body, "remarks", &rows) &&
		       json_object_is_type(rows, json_type_array);
	size_t count = is_list ? json_object_array_length(rows) : 0;
	if (count == 0 || count > ZR_RECORD_REMARK_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "remarks",
			"must be a list of 1 to %d remarks", ZR_RECORD_REMARK_COUNT_MAX);
	}
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = read_remark(json_object_array_get_idx(rows, i), sending, error);
	}
	return code;
}

/* ---- which record, to whom ---- */

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct sending *sending = user;
	const struct zr_record *content = &record->content;
	(void)snprintf(sending->record_id, sizeof sending->record_id, "%s", content->record_id);
	(void)snprintf(sending->area_id, sizeof sending->area_id, "%s", content->area_id);
	(void)snprintf(
		sending->household_id, sizeof sending->household_id, "%s", content->household_id);
	memcpy(sending->hash, record->hash, sizeof sending->hash);
	memcpy(sending->device.keys.id, record->device_id, ZR_PARTY_ID_BYTES);
	sending->is_replaced = record->is_replaced;
	return 0;
}

static int find_record(struct zr_context *context, const struct zr_request *request,
	struct sending *sending, struct zr_error *error)
{
	const char *hash = zr_listing_given(request, "hash");
	struct zr_store_record_name name = {
		.record_id = request->parts[2], .territory = request->caller.territory};
	if (hash != NULL) {
		if (zr_hex_decode(hash, sending->hash, sizeof sending->hash) != 0) {
			return zr_error_set(error, ZR_E_INVALID, "hash must be 64 hex digits");
		}
		name.hash = sending->hash;
	}
	int code = zr_store_get_record(context->reader, &name, take_record, sending, error);
	if (code == 0 && sending->is_replaced) {
		code = zr_error_set(error, ZR_E_STATE,
			"the record was corrected already; look at the newer one");
	}
	return code;
}

/* A data collector's device has no certificate, and asks for no orders. */
static bool serves(const struct zr_device *device, const char *area_id)
{
	return device->revoked_us == 0 && device->certified_us != 0 &&
	       strcmp(device->area_id, area_id) == 0;
}

static int take_latest(void *user, const struct zr_device *device)
{
	struct sending *sending = user;
	bool is_first = sending->device.enrolled_us == 0;
	if (serves(device, sending->area_id) &&
		(is_first || device->contact_us > sending->device.contact_us)) {
		sending->device = *device;
	}
	return 0;
}

static int find_tablet(struct zr_context *context, struct sending *sending, struct zr_error *error)
{
	struct zr_device maker;
	int code = zr_store_get_device(context->reader, sending->device.keys.id, &maker, error);
	if (code == 0 && serves(&maker, sending->area_id)) {
		sending->device = maker;
		return 0;
	}
	if (code < 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	sending->device = (struct zr_device){0};
	const struct zr_device_filter filter = {.area_id = sending->area_id,
		.sort = ZR_DEVICE_BY_NAME,
		.count_max = ZR_HUB_PAGE_COUNT_MAX};
	code = sending->area_id[0] == '\0' ? 0
					   : zr_store_list_devices(context->reader, &filter,
						     take_latest, sending, error);
	if (code == 0 && sending->device.enrolled_us == 0) {
		code = zr_error_set(error, ZR_E_STATE,
			"no tablet has the record's area; give the area to one first");
	}
	return code;
}

/* ---- sealing ---- */

static int seal_parcel(void *user, const struct zr_store_record *stored, int64_t rank,
	const struct zr_error *fault)
{
	assert(fault == NULL && stored->content.xml != NULL);
	(void)rank;
	struct sending *sending = user;
	struct zr_record record = stored->content;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	if (record.address == NULL || record.address[0] == '\0') {
		record.address = (char *)(uintptr_t)stored->address;
	}
	record.remarks = sending->remarks;
	record.remark_count = sending->remark_count;
	int code = zr_record_encode(&record, &content, sending->error);
	if (code == 0) {
		code = zr_keys_draw(random, sizeof random, sending->error);
	}
	if (code == 0) {
		const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
			.sequence = (uint64_t)sending->now_us,
			.time_us = sending->now_us};
		const struct zr_envelope_message message = {&head, content.data, content.bytes};
		const struct zr_envelope_keys keys = {sending->keys, &sending->device.keys, random};
		code = zr_envelope_seal(&message, &keys, &sending->parcel, NULL, sending->error);
	}
	explicit_bzero(random, sizeof random);
	return code == 0 && sending->parcel.bytes > PARCEL_BYTES_MAX
		       ? zr_error_set(sending->error, ZR_E_LIMIT,
				 "the record with its files is too large to be sent back")
		       : code;
}

/* As a record's answers are sealed, with nothing in the cover. */
static int seal_remarks(struct zr_context *context, struct sending *sending, struct zr_error *error)
{
	static char empty[] = "";
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	const struct zr_record record = {.record_id = sending->record_id,
		.xml = empty,
		.remarks = sending->remarks,
		.remark_count = sending->remark_count};
	int code = zr_record_encode_answers(&record, &content, error);
	if (code == 0) {
		code = zr_keys_draw(random, sizeof random, error);
	}
	if (code == 0) {
		const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
			.sequence = (uint64_t)sending->now_us,
			.time_us = sending->now_us};
		const struct zr_sealed_pair_message message = {
			&head, {empty, 0}, {content.data, content.bytes}};
		const struct zr_sealed_pair_keys keys = {sending->keys, &sending->keys->public_half,
			&context->shared->office, random};
		code = zr_sealed_pair_seal(&message, &keys, &sending->sealed, NULL, error);
	}
	explicit_bzero(random, sizeof random);
	return code;
}

/* ---- the request ---- */

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct sending *sending = request->state;
	struct zr_review review = {.area_id = sending->area_id,
		.record_id = sending->record_id,
		.household_id = sending->household_id,
		.state = ZR_REVIEW_RETURNED,
		.who = request->caller.name,
		.time_us = request->now_us,
		.remark_count = sending->remark_count,
		.remarks = sending->sealed.data,
		.remarks_bytes = sending->sealed.bytes,
		.parcel = sending->parcel.data,
		.parcel_bytes = sending->parcel.bytes};
	memcpy(review.hash, sending->hash, sizeof review.hash);
	memcpy(review.device_id, sending->device.keys.id, sizeof review.device_id);
	int code = zr_reviews_put(store, &review, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static int prepare(struct zr_context *context, const struct zr_request *request,
	struct sending *sending, struct zr_error *error)
{
	int code = find_record(context, request, sending, error);
	if (code == 0) {
		code = read_remarks(request, sending, error);
	}
	if (code == 0) {
		code = find_tablet(context, sending, error);
	}
	if (code == 0) {
		const struct zr_store_record_name name = {
			sending->record_id, sending->hash, request->caller.territory};
		const struct zr_answers_reader reader = {
			request->caller.name, "return", seal_parcel, sending};
		code = zr_answers_open_one(context, &reader, &name, error);
	}
	return code == 0 ? seal_remarks(context, sending, error) : code;
}

void zr_send_back_record(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->part_count == 4);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct sending *sending = calloc(1, sizeof *sending);
	if (sending == NULL) {
		zr_refusal_answer(request, &error, NULL, "return");
		return;
	}
	request->state = sending;
	request->state_free = free_sending;
	sending->keys = &context->shared->keys;
	sending->now_us = request->now_us;
	sending->error = &error;
	if (prepare(context, request, sending, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, "return");
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "tablet_name", sending->device.name);
	zr_audit_line_note(request, request->caller.name, "return", sending->record_id);
	zr_json_answer(request, answer);
	zr_request_write(request, apply, NULL);
}
