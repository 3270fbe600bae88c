/* What is found is asked for again in the transaction that takes it up: only what is in no list
 * then. */
#include "hub/census/found.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/route.h"
#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"
#include "lib/envelope/result.h"

#define ADDRESS_BYTES 300 /* as of one that is typed: hub/census/area.c */

/* ---- the list ---- */

static int add_row(void *user, const struct zr_store_household *household)
{
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", household->household_id);
	zr_json_add_text(row, "address", household->address);
	zr_json_add_count(row, "records", household->record_count);
	zr_json_add_text(row, "result", zr_result_name(household->result));
	(void)json_object_array_add(user, row);
	return 0;
}

void zr_found_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_area area;
	struct json_object *rows = json_object_new_array();
	int code = zr_store_get_area(context->reader, request->parts[2], &area, &error);
	if (code == 0) {
		code = zr_store_list_found(context->reader, area.area_id, add_row, rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "found", rows);
	zr_json_answer(request, answer);
}

/* ---- taking up ---- */

struct taking {
	struct zr_store *store;
	struct zr_area area;
	struct json_object *body;  /* owned */
	struct json_object *list;  /* in it: ids */
	struct json_object *found; /* owned; id: address */
	size_t place;              /* behind the last */
	size_t count;              /* that were taken up */
};

static void free_taking(void *state)
{
	struct taking *taking = state;
	(void)json_object_put(taking->body);
	(void)json_object_put(taking->found);
	free(taking);
}

static int find_place(void *user, const struct zr_store_household *household)
{
	struct taking *taking = user;
	taking->place = household->place >= taking->place ? household->place + 1 : taking->place;
	return 0;
}

static int keep(void *user, const struct zr_store_household *household)
{
	const struct taking *taking = user;
	(void)json_object_object_add(
		taking->found, household->household_id, json_object_new_string(household->address));
	return 0;
}

static int put_one(struct taking *taking, const char *id, struct zr_error *error)
{
	struct json_object *told = NULL;
	char address[ADDRESS_BYTES];
	if (!json_object_object_get_ex(taking->found, id, &told)) {
		return zr_error_set(error, ZR_E_STATE,
			"an address is not among those that were found (any more); open the area "
			"again");
	}
	if (!zr_route_is_identifier(id)) { /* a tablet's word: no list could be saved with it */
		return zr_error_set(error, ZR_E_INVALID,
			"the id of an address that was found is no identifier (letters, digits and "
			". _ : -): leave it out");
	}
	(void)zr_utf8_copy(address, sizeof address, json_object_get_string(told));
	json_object_object_del(taking->found, id); /* once */
	const struct zr_store_household household = {
		.household_id = id,
		.address = zr_utf8_is_blank_text(address) ? id : address,
		.place = taking->place++,
	};
	taking->count++;
	return zr_store_put_household(taking->store, taking->area.area_id, &household, error);
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct taking *taking = request->state;
	size_t count = json_object_array_length(taking->list);
	taking->store = store;
	int code = zr_store_get_area(store, request->parts[2], &taking->area, error);
	if (code == 0 && taking->area.household_count + count > ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		code = zr_error_set(error, ZR_E_LIMIT,
			"the area would have more than %d addresses; divide it",
			ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	if (code == 0) {
		code = zr_store_list_households(
			store, taking->area.area_id, find_place, taking, error);
	}
	if (code == 0) {
		code = zr_store_list_found(store, taking->area.area_id, keep, taking, error);
	}
	for (size_t i = 0; code == 0 && i < count; i++) {
		const char *id = json_object_get_string(json_object_array_get_idx(taking->list, i));
		code = put_one(taking, id != NULL ? id : "", error);
	}
	if (code == 0) { /* the next edition: tablets get the list */
		code = zr_store_put_area(store, &taking->area, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct taking *taking = request->state;
	struct json_object *told = json_object_new_object();
	zr_json_add_count(told, "taken", taking->count);
	zr_json_answer(request, told);
}

static int read_body(
	const struct zr_request *request, struct taking *taking, struct zr_error *error)
{
	int code = zr_json_parse(request, &taking->body, error);
	if (code != 0) {
		return code;
	}
	if (!json_object_object_get_ex(taking->body, "households", &taking->list) ||
		!json_object_is_type(taking->list, json_type_array) ||
		json_object_array_length(taking->list) > ZR_HUB_PAGE_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "households",
			"must be a list of at most %d ids", ZR_HUB_PAGE_COUNT_MAX);
	}
	taking->found = json_object_new_object();
	return 0;
}

void zr_found_take(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->part_count == 4);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct taking *taking = calloc(1, sizeof *taking);
	request->state = taking;
	request->state_free = taking != NULL ? free_taking : NULL;
	if (taking == NULL || read_body(request, taking, &error) != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "found");
		return;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "%.63s: %zu", request->parts[2],
		json_object_array_length(taking->list));
	zr_audit_line_note(request, request->caller.name, "found", detail);
	zr_request_write(request, apply, answer);
}
