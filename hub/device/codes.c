/* Codes are drawn on a worker, into the answer; the writer stores what they are known by. */
#include "hub/device/codes.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/qr.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "hub/store/online.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/code.h"
#include "lib/envelope/crypto.h"

struct batch {
	struct zr_store_code *codes; /* owned */
	size_t count;
	bool is_online; /* for a device that takes answers online */
};

static void free_batch(void *state)
{
	struct batch *batch = state;
	free(batch->codes);
	free(batch);
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct batch *batch = request->state;
	struct zr_area area;
	int result = 0;
	for (size_t i = 0; result == 0 && i < batch->count; i++) {
		const struct zr_store_code *code = &batch->codes[i];
		result =
			zr_scope_check_area(store, request->caller.territory, code->area_id, error);
		if (result == 0 && code->area_id[0] != '\0') {
			result = zr_store_get_area(store, code->area_id, &area, error);
		}
		if (result == 0) {
			result = zr_store_add_code(store, code, error);
		}
		if (result == 0 && batch->is_online) {
			result = zr_online_add_code(store, code->secret_hash, error);
		}
	}
	return result == 0 ? zr_audit_line_write(store, request, error) : result;
}

/* Draws a code; its text and picture go into told, its hash into code. */
static int draw(const struct zr_shared *shared, struct zr_store_code *code,
	struct json_object *told, struct zr_error *error)
{
	struct zr_code drawn = {0};
	uint8_t random[ZR_CODE_SECRET_BYTES];
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer text = {0};
	struct json_object *qr = NULL;
	const struct zr_buffer *ca = &shared->certificates.ca_der;
	const struct zr_code_hub hub = {shared->device_url, ca->data, ca->bytes};
	int result = zr_keys_draw(random, sizeof random, error);
	if (result == 0) {
		result = zr_code_init(&drawn, &hub, random, error);
	}
	if (result == 0) {
		result = zr_code_format(&drawn, &text);
	}
	if (result == 0) {
		result = zr_qr_draw(zr_buffer_text(&text), &qr, error);
	}
	if (result == 0) {
		zr_envelope_hash(drawn.secret, sizeof drawn.secret, code->secret_hash);
		zr_json_add_text(told, "code", zr_buffer_text(&text));
		(void)json_object_object_add(told, "qr", qr);
		zr_json_add_time(told, "expires", code->expires_us);
	}
	zr_code_finish(&drawn);
	explicit_bzero(random, sizeof random);
	return result;
}

static int read_wish(struct json_object *object, struct zr_store_code *code, struct zr_error *error)
{
	int result =
		zr_json_get_optional_id(object, "area", code->area_id, sizeof code->area_id, error);
	return result == 0 ? zr_json_get_optional_text(
				     object, "name", code->name, sizeof code->name, error)
			   : result;
}

/* A device that takes answers online learns the addresses of the whole country. */
static int read_online(
	const struct zr_request *request, struct json_object *body, struct zr_error *error)
{
	struct batch *batch = request->state;
	struct json_object *online = NULL;
	batch->is_online = json_object_object_get_ex(body, "online", &online) &&
			   json_object_get_boolean(online) != 0;
	if (batch->is_online && request->caller.territory[0] != '\0') {
		return zr_error_set(error, ZR_E_REFUSED,
			"a device that takes answers online is of the whole country: let somebody "
			"of the whole country enrol it");
	}
	if (batch->is_online && batch->codes[0].area_id[0] != '\0') {
		return zr_error_set(error, ZR_E_INVALID,
			"a device that takes answers online is of no area; leave \"area\" out");
	}
	return 0;
}

static int make_room(struct zr_request *request, size_t count, struct zr_error *error)
{
	struct batch *batch = calloc(1, sizeof *batch);
	if (batch == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	request->state = batch;
	request->state_free = free_batch;
	batch->count = count;
	batch->codes = calloc(count, sizeof *batch->codes);
	for (size_t i = 0; batch->codes != NULL && i < count; i++) {
		batch->codes[i].expires_us = request->now_us + ZR_HUB_CODE_LIFE_S * 1000000LL;
	}
	return batch->codes != NULL ? 0
				    : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static void end(
	struct zr_request *request, int result, struct json_object *answer, struct zr_error *error)
{
	if (result != 0) {
		(void)json_object_put(answer);
		if (error->code == 0) {
			(void)zr_error_set(error, result, "the hub is short of memory");
		}
		zr_refusal_answer(request, error, request->caller.name, "code");
		return;
	}
	zr_json_answer(request, answer);
	zr_request_write(request, apply, NULL);
}

void zr_codes_make(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct zr_error error = {0};
	struct json_object *answer = json_object_new_object();
	int result = zr_json_parse(request, &body, &error);
	if (result == 0) {
		result = make_room(request, 1, &error);
	}
	struct zr_store_code *code = result == 0 ? ((struct batch *)request->state)->codes : NULL;
	if (result == 0) {
		result = read_wish(body, code, &error);
	}
	if (result == 0) {
		result = read_online(request, body, &error);
	}
	if (result == 0) {
		result = draw(context->shared, code, answer, &error);
	}
	if (result == 0) {
		const struct batch *batch = request->state;
		zr_audit_line_note(request, request->caller.name, "code",
			batch->is_online ? "online" : code->area_id);
	}
	end(request, result, answer, &error);
}

/* ---- many ---- */

/* The node that the area hangs on, in words; "" for none. */
static int find_place(struct zr_store *store, const char *area_id,
	char ret_name[ZR_STORE_NAME_BYTES], struct zr_error *error)
{
	char path[ZR_STORE_PATH_BYTES];
	struct zr_territory node = {0};
	ret_name[0] = '\0';
	int result = zr_store_locate_area(store, area_id, path, error);
	if (result != 0 || path[0] == '\0') {
		return result;
	}
	path[strlen(path) - 1] = '\0'; /* each id has a slash behind it */
	const char *slash = strrchr(path, '/');
	result = zr_store_get_territory(store, slash != NULL ? slash + 1 : path, &node, error);
	if (result == 0) {
		memcpy(ret_name, node.name, sizeof node.name);
	}
	return result == ZR_E_NOT_FOUND ? 0 : result;
}

/* What stands on the sheet beside the code. */
static int tell_area(struct zr_context *context, const struct zr_request *request,
	const char *area_id, struct json_object *told, struct zr_error *error)
{
	struct zr_area area = {0};
	char place[ZR_STORE_NAME_BYTES] = "";
	int result =
		zr_scope_check_area(context->reader, request->caller.territory, area_id, error);
	if (result == 0 && area_id[0] != '\0') {
		result = zr_store_get_area(context->reader, area_id, &area, error);
	}
	if (result == 0 && area_id[0] != '\0') {
		result = find_place(context->reader, area_id, place, error);
	}
	zr_json_add_text(told, "area", area_id);
	zr_json_add_text(told, "area_name", area.name);
	zr_json_add_text(told, "place", place);
	return result;
}

static int make_each(struct zr_context *context, struct zr_request *request,
	struct json_object *list, struct json_object *rows, struct zr_error *error)
{
	const struct batch *batch = request->state;
	int result = 0;
	for (size_t i = 0; result == 0 && i < batch->count; i++) {
		struct zr_store_code *code = &batch->codes[i];
		struct json_object *item = json_object_array_get_idx(list, i);
		struct json_object *row = json_object_new_object();
		(void)json_object_array_add(rows, row);
		result = json_object_is_type(item, json_type_object)
				 ? read_wish(item, code, error)
				 : zr_error_set_at(
					   error, ZR_E_INVALID, 0, "codes", "must be objects");
		zr_json_add_text(row, "name", code->name);
		if (result == 0) {
			result = tell_area(context, request, code->area_id, row, error);
		}
		if (result == 0) {
			result = draw(context->shared, code, row, error);
		}
	}
	return result;
}

static int get_list(struct json_object *body, struct json_object **ret_list, struct zr_error *error)
{
	if (!json_object_object_get_ex(body, "codes", ret_list) ||
		!json_object_is_type(*ret_list, json_type_array)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "codes", "must be a list");
	}
	size_t count = json_object_array_length(*ret_list);
	return count > 0 && count <= ZR_HUB_CODE_COUNT_MAX
		       ? 0
		       : zr_error_set_at(error, ZR_E_LIMIT, 0, "codes", "must be 1 to %d at once",
				 ZR_HUB_CODE_COUNT_MAX);
}

void zr_codes_make_many(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct zr_error error = {0};
	struct json_object *list = NULL;
	struct json_object *rows = json_object_new_array();
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "codes", rows);
	zr_json_add_text(answer, "address", context->shared->device_url);
	int result = zr_json_parse(request, &body, &error);
	if (result == 0) {
		result = get_list(body, &list, &error);
	}
	if (result == 0) {
		result = make_room(request, json_object_array_length(list), &error);
	}
	if (result == 0) {
		result = make_each(context, request, list, rows, &error);
	}
	if (result == 0) {
		char detail[80];
		const struct batch *batch = request->state;
		(void)snprintf(
			detail, sizeof detail, "%.40s: %zu", batch->codes[0].area_id, batch->count);
		zr_audit_line_note(request, request->caller.name, "code", detail);
	}
	end(request, result, answer, &error);
}
