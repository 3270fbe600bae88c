/* Searches run on a worker; what they found is written, with the line that says so, by the writer.
 */
#include "hub/doubles/double_page.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/doubles/address_search.h"
#include "hub/doubles/person_search.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/progress/ground.h"
#include "hub/store/doubles.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

static const char *const kinds[] = {
	[0] = "any",
	[ZR_DOUBLE_ADDRESS] = "address",
	[ZR_DOUBLE_PERSONS] = "persons",
	NULL,
};
static const char *const states[] = {
	[ZR_DOUBLE_OPEN] = "open",
	[ZR_DOUBLE_SAME] = "same",
	[ZR_DOUBLE_OTHER] = "other",
	NULL,
};

/* ---- the list ---- */

struct rows {
	struct json_object *rows;
	size_t count_max;
	struct zr_store_place *place;
};

static int add_row(void *user, const struct zr_double *pair)
{
	struct rows *rows = user;
	struct json_object *row = json_object_new_object();
	struct json_object *sides = json_object_new_array();
	const char *item = pair->kind == ZR_DOUBLE_PERSONS ? "record" : "household";
	zr_json_add_count(row, "number", (uint64_t)pair->number);
	zr_json_add_text(row, "kind", kinds[pair->kind]);
	zr_json_add_text(row, "state", states[pair->state]);
	for (size_t i = 0; i < 2; i++) {
		struct json_object *side = json_object_new_object();
		zr_json_add_text(side, "area", pair->sides[i].area_id);
		zr_json_add_text(side, item, pair->sides[i].item_id);
		zr_json_add_text(side, "address", pair->addresses[i]);
		(void)json_object_array_add(sides, side);
	}
	(void)json_object_object_add(row, "sides", sides);
	zr_json_add_count(row, "persons", pair->person_count);
	zr_json_add_time(row, "found", pair->found_us);
	zr_json_add_text(row, "who", pair->who);
	zr_json_add_time(row, "decided", pair->decided_us);
	(void)json_object_array_add(rows->rows, row);
	bool is_full = json_object_array_length(rows->rows) == rows->count_max;
	*rows->place = (struct zr_store_place){.is_set = is_full, .number = pair->number};
	return 0;
}

static int read_filter(
	const struct zr_request *request, struct zr_double_filter *filter, struct zr_error *error)
{
	int kind = 0;
	int state = 0;
	int code = zr_listing_choose(request, "kind", kinds, &kind, error);
	if (code == 0) {
		code = zr_listing_choose(request, "state", states, &state, error);
	}
	filter->kind = (enum zr_double_kind)kind;
	filter->has_state = zr_listing_given(request, "state") != NULL;
	filter->state = (enum zr_double_state)state;
	return code;
}

void zr_double_page_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_territory ground;
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct rows rows = {.rows = json_object_new_array(), .place = &page.place};
	struct zr_double_filter filter = {0};
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	if (code == 0) {
		code = read_filter(request, &filter, &error);
	}
	if (code == 0) {
		code = zr_ground_find(context->reader, &request->caller,
			zr_listing_given(request, "territory"), &ground, &error);
	}
	if (code == 0) {
		filter.territory = ground.path;
		filter.before = page.place.is_set ? page.place.number : 0;
		filter.count_max = rows.count_max = page.count_max;
		page.place = (struct zr_store_place){0};
		code = zr_doubles_list(context->reader, &filter, add_row, &rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "doubles", rows.rows);
	zr_listing_answer(request, &page, answer);
}

/* ---- a decision ---- */

struct decision {
	enum zr_double_state state;
	size_t count;
	int64_t numbers[ZR_HUB_DOUBLE_DECISION_COUNT_MAX];
};

static int apply_decision(
	struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct decision *decision = request->state;
	int code = 0;
	for (size_t i = 0; code == 0 && i < decision->count; i++) {
		char detail[48];
		const struct zr_double_decision one = {.number = decision->numbers[i],
			.territory = request->caller.territory,
			.state = decision->state,
			.who = request->caller.name,
			.time_us = request->now_us};
		code = zr_doubles_decide(store, &one, error);
		if (code == 0) {
			(void)snprintf(detail, sizeof detail, "%" PRId64 ": %s", one.number,
				states[decision->state]);
			zr_audit_line_note(request, request->caller.name, "double", detail);
			code = zr_audit_line_write(store, request, error);
		}
	}
	return code;
}

static int read_state(struct json_object *body, struct decision *decision, struct zr_error *error)
{
	char text[16];
	int code = zr_json_get_text(body, "state", text, sizeof text, error);
	for (int i = 0; code == 0 && states[i] != NULL; i++) {
		if (strcmp(states[i], text) == 0) {
			decision->state = (enum zr_double_state)i;
			return 0;
		}
	}
	return code != 0 ? code
			 : zr_error_set_at(
				   error, ZR_E_INVALID, 0, "state", "must be open, same or other");
}

static int read_decision(
	const struct zr_request *request, struct decision *decision, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *numbers = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = read_state(body, decision, error);
	}
	if (code != 0) {
		return code;
	}
	bool is_list = json_object_object_get_ex(body, "numbers", &numbers) &&
		       json_object_is_type(numbers, json_type_array);
	size_t count = is_list ? json_object_array_length(numbers) : 0;
	if (count == 0 || count > ZR_HUB_DOUBLE_DECISION_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "numbers",
			"must be a list of 1 to %d numbers", ZR_HUB_DOUBLE_DECISION_COUNT_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		struct json_object *number = json_object_array_get_idx(numbers, i);
		if (!json_object_is_type(number, json_type_int)) {
			return zr_error_set_at(
				error, ZR_E_INVALID, 0, "numbers", "item %zu is no number", i + 1);
		}
		decision->numbers[decision->count++] = json_object_get_int64(number);
	}
	return 0;
}

void zr_double_page_decide(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct decision *decision = calloc(1, sizeof *decision);
	request->state = decision;
	request->state_free = free;
	if (decision == NULL || read_decision(request, decision, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, "double");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "double", "");
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply_decision, NULL);
}

/* ---- a search ---- */

struct searching {
	struct zr_sighting sighting;
	char territory_id[ZR_STORE_ID_BYTES];
	char form_id[ZR_STORE_ID_BYTES];
	size_t new_count;
};

static void searching_free(void *state)
{
	struct searching *searching = state;
	zr_sighting_finish(&searching->sighting);
	free(searching);
}

static int read_wish(
	const struct zr_request *request, struct searching *searching, struct zr_error *error)
{
	char kind[16];
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "kind", kind, sizeof kind, error);
	}
	if (code == 0) {
		code = zr_json_get_optional_id(body, "territory", searching->territory_id,
			sizeof searching->territory_id, error);
	}
	if (code != 0) {
		return code;
	}
	if (strcmp(kind, kinds[ZR_DOUBLE_ADDRESS]) == 0) {
		searching->sighting.kind = ZR_DOUBLE_ADDRESS;
		return 0;
	}
	if (strcmp(kind, kinds[ZR_DOUBLE_PERSONS]) != 0) {
		return zr_error_set_at(
			error, ZR_E_INVALID, 0, "kind", "must be address or persons");
	}
	searching->sighting.kind = ZR_DOUBLE_PERSONS;
	return zr_json_get_id(body, "form", searching->form_id, sizeof searching->form_id, error);
}

static int search(struct zr_context *context, const struct zr_request *request,
	struct searching *searching, struct zr_error *error)
{
	struct zr_territory ground;
	const char *id = searching->territory_id[0] != '\0' ? searching->territory_id : NULL;
	int code = zr_ground_find(context->reader, &request->caller, id, &ground, error);
	if (code == 0) {
		code = zr_sighting_begin(&searching->sighting, context->reader, ground.path, error);
	}
	if (code != 0) {
		return code;
	}
	const struct zr_person_wish wish = {request->caller.name, searching->form_id};
	return searching->sighting.kind == ZR_DOUBLE_ADDRESS
		       ? zr_address_search_run(&searching->sighting, context->reader, error)
		       : zr_person_search_run(&searching->sighting, context, &wish, error);
}

static int apply_search(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct searching *searching = request->state;
	const struct zr_sighting *sighting = &searching->sighting;
	searching->new_count = 0;
	for (size_t i = 0; i < sighting->pair_count; i++) {
		struct zr_double pair = sighting->pairs[i];
		pair.found_us = request->now_us;
		int code = zr_doubles_put(store, &pair, error);
		if (code < 0) {
			return code;
		}
		searching->new_count += (size_t)code;
	}
	char detail[2 * sizeof request->audit.detail]; /* the line cuts it */
	(void)snprintf(detail, sizeof detail, "%s %s%s%.63s: %zu, pairs %zu, new %zu",
		kinds[sighting->kind], searching->territory_id,
		searching->territory_id[0] != '\0' ? " " : "", searching->form_id,
		sighting->item_count, sighting->pair_count, searching->new_count);
	zr_audit_line_note(request, request->caller.name, "doubles", detail);
	return zr_audit_line_write(store, request, error);
}

static void answer_search(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct searching *searching = request->state;
	const struct zr_sighting *sighting = &searching->sighting;
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "areas", sighting->area_count);
	zr_json_add_count(answer, "items", sighting->item_count);
	zr_json_add_count(answer, "persons", sighting->person_count);
	zr_json_add_count(answer, "unread", sighting->unread_count);
	zr_json_add_count(answer, "pairs", sighting->pair_count);
	zr_json_add_count(answer, "new", searching->new_count);
	(void)json_object_object_add(answer, "cut", json_object_new_boolean(sighting->is_cut));
	zr_json_answer(request, answer);
}

void zr_double_page_search(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct searching *searching = calloc(1, sizeof *searching);
	request->state = searching;
	request->state_free = searching != NULL ? searching_free : NULL;
	int code = searching != NULL ? read_wish(request, searching, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = search(context, request, searching, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, "doubles");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "doubles", "");
	zr_request_write(request, apply_search, answer_search);
}
