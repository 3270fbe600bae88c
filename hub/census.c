/* Areas are replaced whole; who works in them gets new orders. */
#include "hub/census.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/assignment.h"
#include "hub/http/route.h"
#include "hub/json.h"
#include "hub/reading.h"
#include "hub/store/store.h"
#include "hub/worker.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

static int add_area(void *user, const struct zr_area *area)
{
	struct json_object *areas = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", area->area_id);
	zr_json_add_text(row, "name", area->name);
	zr_json_add_text(row, "form", area->form_id);
	zr_json_add_count(row, "households", area->household_count);
	zr_json_add_count(row, "records", area->record_count);
	zr_json_add_count(row, "tablets", area->device_count);
	(void)json_object_array_add(areas, row);
	return 0;
}

void zr_census_list_areas(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	struct json_object *areas = json_object_new_array();
	if (zr_store_list_areas(context->reader, add_area, areas, &error) != 0) {
		(void)json_object_put(areas);
		zr_worker_refuse(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "areas", areas);
	zr_json_answer(request, answer);
}

struct area_state {
	struct zr_area area;
	struct zr_order_household *households; /* owned */
};

static void area_state_free(void *user)
{
	struct area_state *state = user;
	if (state == NULL) {
		return;
	}
	for (size_t i = 0; i < state->area.household_count; i++) {
		free(state->households[i].household_id);
		free(state->households[i].address);
	}
	free(state->households);
	free(state);
}

static int apply_area(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct area_state *state = request->state;
	struct zr_store_form form;
	bool is_new = false;
	int code = zr_store_get_form(store, state->area.form_id, NULL, &form, error);
	if (code == 0) {
		code = zr_store_put_area(store, &state->area, state->households, &is_new, error);
	}
	if (code == 0 && is_new) {
		code = zr_assignment_refresh_area(store, state->area.area_id, error);
	}
	return code == 0 && is_new ? zr_worker_audit(store, request, error) : code;
}

static int read_household(struct json_object *item, size_t index,
	struct zr_order_household *ret_household, struct zr_error *error)
{
	char id[ZR_STORE_ID_BYTES];
	char address[300];
	int code = json_object_is_type(item, json_type_object)
			   ? zr_json_get_id(item, "id", false, id, sizeof id, error)
			   : zr_error_set(error, ZR_E_INVALID, "must be an object");
	if (code == 0) {
		code = zr_json_get_text(item, "address", false, address, sizeof address, error);
	}
	if (code != 0) {
		char what[320];
		(void)snprintf(what, sizeof what, "%.100s %.200s", error->where, error->message);
		return zr_error_set(error, code, "household %zu: %s", index + 1, what);
	}
	ret_household->household_id = strdup(id);
	ret_household->address = strdup(address);
	return ret_household->household_id != NULL && ret_household->address != NULL
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static int compare_ids(const void *a, const void *b)
{
	const char *const *first = a;
	const char *const *second = b;
	return strcmp(*first, *second);
}

static int check_unique(const struct area_state *state, struct zr_error *error)
{
	size_t count = state->area.household_count;
	ZR_CLEANUP_FREE const char **ids = calloc(count + 1, sizeof *ids);
	if (ids == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	for (size_t i = 0; i < count; i++) {
		ids[i] = state->households[i].household_id;
	}
	qsort(ids, count, sizeof *ids, compare_ids);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(ids[i - 1], ids[i]) == 0) {
			return zr_error_set(error, ZR_E_INVALID,
				"the household id %s stands twice in the list", ids[i]);
		}
	}
	return 0;
}

static int read_households(
	struct json_object *body, struct area_state *state, struct zr_error *error)
{
	struct json_object *list = NULL;
	if (!json_object_object_get_ex(body, "households", &list) ||
		!json_object_is_type(list, json_type_array)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "households", "must be a list");
	}
	size_t count = json_object_array_length(list);
	if (count > ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 0, "households",
			"%zu are too many for one area, at most %d", count,
			ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	state->households = calloc(count + 1, sizeof *state->households);
	if (state->households == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		state->area.household_count = i + 1;
		code = read_household(
			json_object_array_get_idx(list, i), i, &state->households[i], error);
	}
	return code == 0 ? check_unique(state, error) : code;
}

static int read_area(
	const struct zr_request *request, struct area_state *state, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct zr_area *area = &state->area;
	if (!zr_route_is_identifier(request->parts[2])) {
		return zr_error_set(error, ZR_E_INVALID,
			"an area id must be letters, digits and . _ : - (at most 63)");
	}
	(void)snprintf(area->area_id, sizeof area->area_id, "%s", request->parts[2]);
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "name", false, area->name, sizeof area->name, error);
	}
	if (code == 0) {
		code = zr_json_get_id(
			body, "form", false, area->form_id, sizeof area->form_id, error);
	}
	return code == 0 ? read_households(body, state, error) : code;
}

void zr_census_put_area(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct area_state *state = calloc(1, sizeof *state);
	request->state = state;
	request->state_free = area_state_free;
	if (state == NULL || read_area(request, state, &error) != 0) {
		zr_worker_refuse(request, &error, "operator", "area");
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "id", state->area.area_id);
	zr_json_add_count(answer, "households", state->area.household_count);
	zr_json_answer(request, answer);
	zr_worker_note(request, "operator", "area", state->area.area_id);
	zr_request_write(request, apply_area, NULL);
}
