/* Judged in the transaction that stores it: a tablet that left the area meanwhile gets nothing. */
#include "hub/census/sharing.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/store/shares.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

struct given {
	char household_id[ZR_STORE_ID_BYTES];
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	bool is_anybodys;
	bool is_there; /* the area has such an address */
};

struct sharing {
	struct zr_area area; /* after it */
	uint64_t edition;    /* that it was made from */
	struct given *given; /* owned; sorted by household once it is applied */
	size_t count;
	size_t capacity;
};

static void free_sharing(void *state)
{
	struct sharing *sharing = state;
	free(sharing->given);
	free(sharing);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- what came ---- */

static int add_household(struct sharing *sharing, struct json_object *item,
	const struct given *whose, struct zr_error *error)
{
	const char *id =
		json_object_is_type(item, json_type_string) ? json_object_get_string(item) : "";
	if (id[0] == '\0' || strlen(id) >= ZR_STORE_ID_BYTES) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "households",
			"must be ids of the area's addresses");
	}
	if (sharing->count == ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 0, "households",
			"are more than the %d that an area may have", ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	if (sharing->count == sharing->capacity) {
		size_t capacity = 2 * sharing->capacity + 64;
		struct given *more = realloc(sharing->given, capacity * sizeof *more);
		if (more == NULL) {
			return nomem(error);
		}
		sharing->given = more;
		sharing->capacity = capacity;
	}
	struct given *given = &sharing->given[sharing->count++];
	*given = *whose;
	memcpy(given->household_id, id, strlen(id) + 1);
	return 0;
}

static int read_share(struct sharing *sharing, struct json_object *share, struct zr_error *error)
{
	struct given whose = {0};
	char tablet[2 * ZR_PARTY_ID_BYTES + 1];
	struct json_object *list = NULL;
	if (!json_object_is_type(share, json_type_object)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "shares", "must be objects");
	}
	int code = zr_json_get_optional_text(share, "tablet", tablet, sizeof tablet, error);
	whose.is_anybodys = code == 0 && tablet[0] == '\0';
	if (code == 0 && !whose.is_anybodys &&
		(strlen(tablet) != 2 * ZR_PARTY_ID_BYTES ||
			zr_hex_decode(tablet, whose.device_id, sizeof whose.device_id) != 0)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no such tablet in this area");
	}
	if (code == 0 && (!json_object_object_get_ex(share, "households", &list) ||
				 !json_object_is_type(list, json_type_array))) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, "households", "must be a list");
	}
	size_t count = code == 0 ? json_object_array_length(list) : 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = add_household(sharing, json_object_array_get_idx(list, i), &whose, error);
	}
	return code;
}

static int read_body(
	const struct zr_request *request, struct sharing *sharing, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *edition = NULL;
	struct json_object *shares = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code != 0) {
		return code;
	}
	if (!json_object_object_get_ex(body, "edition", &edition) ||
		!json_object_is_type(edition, json_type_int) ||
		json_object_get_int64(edition) < 0) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "edition",
			"must be the number that the hub gave with the list");
	}
	sharing->edition = (uint64_t)json_object_get_int64(edition);
	if (!json_object_object_get_ex(body, "shares", &shares) ||
		!json_object_is_type(shares, json_type_array)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "shares", "must be a list");
	}
	for (size_t i = 0; code == 0 && i < json_object_array_length(shares); i++) {
		code = read_share(sharing, json_object_array_get_idx(shares, i), error);
	}
	return code;
}

/* ---- doing it ---- */

static int compare_given(const void *a, const void *b)
{
	return strcmp(
		((const struct given *)a)->household_id, ((const struct given *)b)->household_id);
}

static int mark(void *user, const struct zr_store_household *household)
{
	struct sharing *sharing = user;
	struct given key = {0};
	if (strlen(household->household_id) < sizeof key.household_id) {
		memcpy(key.household_id, household->household_id,
			strlen(household->household_id) + 1);
	}
	struct given *found =
		bsearch(&key, sharing->given, sharing->count, sizeof key, compare_given);
	if (found != NULL) {
		found->is_there = true;
	}
	return 0;
}

static int check_households(struct zr_store *store, struct sharing *sharing, struct zr_error *error)
{
	if (sharing->count > 0) {
		qsort(sharing->given, sharing->count, sizeof *sharing->given, compare_given);
	}
	int code = zr_store_list_households(store, sharing->area.area_id, mark, sharing, error);
	for (size_t i = 0; code == 0 && i < sharing->count; i++) {
		const struct given *given = &sharing->given[i];
		if (i > 0 && compare_given(given, given - 1) == 0) {
			code = zr_error_set(error, ZR_E_INVALID, "the address %s is given to two",
				given->household_id);
		} else if (!given->is_there) {
			code = zr_error_set(error, ZR_E_INVALID,
				"the area has no address %s (any more)", given->household_id);
		}
	}
	return code;
}

static int check_tablets(
	struct zr_store *store, const struct sharing *sharing, struct zr_error *error)
{
	const uint8_t *before = NULL;
	int code = 0;
	for (size_t i = 0; code == 0 && i < sharing->count; i++) {
		const struct given *given = &sharing->given[i];
		struct zr_device device;
		bool is_known = before != NULL &&
				memcmp(before, given->device_id, sizeof given->device_id) == 0;
		if (given->is_anybodys || is_known) {
			continue;
		}
		code = zr_store_get_device(store, given->device_id, &device, error);
		bool is_of_area = code == 0 && device.revoked_us == 0 && device.certified_us != 0 &&
				  strcmp(device.area_id, sharing->area.area_id) == 0;
		if (code == ZR_E_NOT_FOUND || (code == 0 && !is_of_area)) {
			code = zr_error_set(
				error, ZR_E_NOT_FOUND, "there is no such tablet in this area");
		}
		before = given->device_id;
	}
	return code;
}

static int check_edition(struct zr_store *store, const char *area_id, struct sharing *sharing,
	struct zr_error *error)
{
	int code = zr_store_get_area(store, area_id, &sharing->area, error);
	if (code == 0 && sharing->area.edition != sharing->edition) {
		code = zr_error_set(error, ZR_E_STATE,
			"another person has changed this area meanwhile; open it again and repeat "
			"the change");
	}
	return code;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct sharing *sharing = request->state;
	int code = check_edition(store, request->parts[2], sharing, error);
	if (code == 0) {
		code = check_households(store, sharing, error);
	}
	if (code == 0) {
		code = check_tablets(store, sharing, error);
	}
	for (size_t i = 0; code == 0 && i < sharing->count; i++) {
		const struct given *given = &sharing->given[i];
		const struct zr_share share = {
			.area_id = sharing->area.area_id,
			.household_id = given->household_id,
			.device_id = given->is_anybodys ? NULL : given->device_id,
			.since_us = request->now_us,
		};
		code = zr_shares_put(store, &share, error);
	}
	if (code == 0) { /* the next edition, so that the tablets get their lists */
		code = zr_store_put_area(store, &sharing->area, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct sharing *sharing = request->state;
	struct json_object *told = json_object_new_object();
	zr_json_add_text(told, "id", sharing->area.area_id);
	zr_json_add_count(told, "edition", sharing->edition + 1);
	zr_json_add_count(told, "given", sharing->count);
	zr_json_answer(request, told);
}

void zr_sharing_put(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->part_count == 4);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct sharing *sharing = calloc(1, sizeof *sharing);
	request->state = sharing;
	request->state_free = sharing != NULL ? free_sharing : NULL;
	if (sharing == NULL || read_body(request, sharing, &error) != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "share");
		return;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "%.63s: %zu", request->parts[2], sharing->count);
	zr_audit_line_note(request, request->caller.name, "share", detail);
	zr_request_write(request, apply, answer);
}
