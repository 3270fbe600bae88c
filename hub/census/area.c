/* The new list is the plan's: its changes stand in the list's order. */
#include "hub/census/area.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/http/route.h"
#include "hub/pki/keys.h"
#include "hub/census/zone.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"

#define DRAWN_BYTES   12  /* 96 random bits: no two of all operations are the same */
#define ADDRESS_BYTES 300 /* the longest known has some 180 */

void zr_area_edit_free(struct zr_area_edit *edit)
{
	if (edit == NULL) {
		return;
	}
	for (size_t i = 0; edit->wishes != NULL && i < edit->wish_count; i++) {
		free((char *)(uintptr_t)edit->wishes[i].id);
		free((char *)(uintptr_t)edit->wishes[i].address);
	}
	for (size_t i = 0; edit->decisions != NULL && i < edit->decision_count; i++) {
		free((char *)(uintptr_t)edit->decisions[i].id);
		free((char *)(uintptr_t)edit->decisions[i].address);
	}
	for (size_t i = 0; i < edit->old_count; i++) {
		free((char *)(uintptr_t)edit->old[i].id);
		free((char *)(uintptr_t)edit->old[i].address);
	}
	free(edit->wishes);
	free(edit->drawn_ids);
	free(edit->decisions);
	free(edit->old);
	zr_edit_plan_finish(&edit->plan);
	free(edit);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- what came ---- */

/* A list of the body; NULL when it is missing and may be. */
static int get_list(struct json_object *body, const char *name, bool is_optional,
	struct json_object **ret_list, struct zr_error *error)
{
	struct json_object *list = NULL;
	*ret_list = NULL;
	if (!json_object_object_get_ex(body, name, &list)) {
		return is_optional
			       ? 0
			       : zr_error_set_at(error, ZR_E_INVALID, 0, name, "must be a list");
	}
	if (!json_object_is_type(list, json_type_array)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, name, "must be a list");
	}
	size_t count = json_object_array_length(list);
	if (count > ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 0, name,
			"%zu are too many for one area, at most %d", count,
			ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	*ret_list = list;
	return 0;
}

/* Says which item of the list the error is about. */
static int at_item(struct zr_error *error, int code, const char *noun, size_t index)
{
	char what[320];
	(void)snprintf(what, sizeof what, "%.100s %.200s", error->where, error->message);
	return zr_error_set(error, code, "%s %zu: %s", noun, index + 1, what);
}

static int check_object(const struct json_object *item, struct zr_error *error)
{
	return json_object_is_type(item, json_type_object)
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "must be an object");
}

static int read_wish(
	struct json_object *item, struct zr_edit_wish *ret_wish, struct zr_error *error)
{
	char id[ZR_STORE_ID_BYTES];
	char address[ADDRESS_BYTES];
	int code = check_object(item, error);
	if (code == 0) {
		code = zr_json_get_optional_id(item, "id", id, sizeof id, error);
	}
	if (code == 0) {
		code = zr_json_get_text(item, "address", address, sizeof address, error);
	}
	if (code != 0) {
		return code;
	}
	ret_wish->id = strdup(id);
	ret_wish->address = strdup(address);
	return ret_wish->id != NULL && ret_wish->address != NULL ? 0 : nomem(error);
}

static int read_wishes(struct json_object *body, struct zr_area_edit *edit, struct zr_error *error)
{
	struct json_object *list = NULL;
	int code = get_list(body, "households", false, &list, error);
	if (code != 0) {
		return code;
	}
	edit->wish_count = json_object_array_length(list);
	edit->wishes = calloc(edit->wish_count + 1, sizeof *edit->wishes);
	edit->drawn_ids = calloc(edit->wish_count + 1, sizeof *edit->drawn_ids);
	if (edit->wishes == NULL || edit->drawn_ids == NULL) {
		return nomem(error);
	}
	for (size_t i = 0; code == 0 && i < edit->wish_count; i++) {
		code = read_wish(json_object_array_get_idx(list, i), &edit->wishes[i], error);
		code = code == 0 ? 0 : at_item(error, code, "household", i);
	}
	return code;
}

static int read_fate(struct json_object *item, enum zr_edit_fate *ret_fate, struct zr_error *error)
{
	static const char *const names[] = {"keep", "remove", "same"};
	char name[16];
	int code = zr_json_get_text(item, "what", name, sizeof name, error);
	for (size_t i = 0; code == 0 && i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i]) == 0) {
			*ret_fate = (enum zr_edit_fate)i;
			return 0;
		}
	}
	return code != 0 ? code
			 : zr_error_set_at(error, ZR_E_INVALID, 0, "what",
				   "must be \"keep\", \"remove\" or \"same\"");
}

static int read_decision(
	struct json_object *item, struct zr_edit_decision *ret_decision, struct zr_error *error)
{
	char id[ZR_STORE_ID_BYTES];
	char address[ADDRESS_BYTES];
	int code = check_object(item, error);
	if (code == 0) {
		code = read_fate(item, &ret_decision->fate, error);
	}
	if (code == 0) {
		code = zr_json_get_id(item, "id", id, sizeof id, error);
	}
	if (code == 0) {
		code = zr_json_get_optional_text(item, "address", address, sizeof address, error);
	}
	if (code != 0) {
		return code;
	}
	ret_decision->id = strdup(id);
	ret_decision->address = strdup(address);
	return ret_decision->id != NULL && ret_decision->address != NULL ? 0 : nomem(error);
}

static int read_decisions(
	struct json_object *body, struct zr_area_edit *edit, struct zr_error *error)
{
	struct json_object *list = NULL;
	int code = get_list(body, "decisions", true, &list, error);
	if (code != 0 || list == NULL) {
		return code;
	}
	edit->decision_count = json_object_array_length(list);
	edit->decisions = calloc(edit->decision_count + 1, sizeof *edit->decisions);
	if (edit->decisions == NULL) {
		return nomem(error);
	}
	for (size_t i = 0; code == 0 && i < edit->decision_count; i++) {
		code = read_decision(
			json_object_array_get_idx(list, i), &edit->decisions[i], error);
		code = code == 0 ? 0 : at_item(error, code, "decision", i);
	}
	return code;
}

static int read_edition(struct json_object *body, struct zr_area_edit *edit, struct zr_error *error)
{
	struct json_object *member = NULL;
	edit->has_edition = json_object_object_get_ex(body, "edition", &member) && member != NULL;
	if (!edit->has_edition) {
		return 0;
	}
	if (!json_object_is_type(member, json_type_int) || json_object_get_int64(member) < 0) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "edition",
			"must be the number that the hub gave with the list; 0 for a new area");
	}
	edit->base_edition = (uint64_t)json_object_get_int64(member);
	return 0;
}

static int read_zone(struct json_object *body, struct zr_area_edit *edit, struct zr_error *error)
{
	struct zr_area *area = &edit->area;
	struct zr_zone zone = {0};
	edit->has_zone = json_object_object_get_ex(body, "zone", NULL);
	int code = zr_json_get_optional_text(body, "zone", area->zone, sizeof area->zone, error);
	if (code == 0 && area->zone[0] != '\0') {
		code = zr_zone_load(area->zone, &zone, error);
		zr_zone_finish(&zone);
	}
	return code;
}

static int read_facts(struct json_object *body, struct zr_area_edit *edit, struct zr_error *error)
{
	struct zr_area *area = &edit->area;
	int code = zr_json_get_text(body, "name", area->name, sizeof area->name, error);
	if (code == 0) {
		code = zr_json_get_id(body, "form", area->form_id, sizeof area->form_id, error);
	}
	if (code == 0) {
		code = read_zone(body, edit, error);
	}
	return code == 0 ? read_edition(body, edit, error) : code;
}

int zr_area_draw_ids(struct zr_area_edit *edit, struct zr_error *error)
{
	assert(edit != NULL && (edit->drawn_ids != NULL || edit->wish_count == 0));
	uint8_t random[DRAWN_BYTES];
	int code = 0;
	for (size_t i = 0; code == 0 && i < edit->wish_count; i++) {
		if (edit->wishes[i].id[0] == '\0') {
			code = zr_keys_draw(random, sizeof random, error);
			zr_hex_encode(random, sizeof random, edit->drawn_ids[i]);
		}
	}
	return code;
}

static int read_body(
	const struct zr_request *request, struct zr_area_edit *edit, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	const char *id = request->parts[2];
	if (!zr_route_is_identifier(id)) {
		return zr_error_set(error, ZR_E_INVALID,
			"an area id must be letters, digits and . _ : - (at most 63)");
	}
	(void)snprintf(edit->area.area_id, sizeof edit->area.area_id, "%s", id);
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = read_facts(body, edit, error);
	}
	if (code == 0) {
		code = read_wishes(body, edit, error);
	}
	if (code == 0) {
		code = read_decisions(body, edit, error);
	}
	return code == 0 ? zr_area_draw_ids(edit, error) : code;
}

int zr_area_read(
	const struct zr_request *request, struct zr_area_edit **ret_edit, struct zr_error *error)
{
	assert(request != NULL && ret_edit != NULL);
	struct zr_area_edit *edit = calloc(1, sizeof *edit);
	int code = edit != NULL ? read_body(request, edit, error) : nomem(error);
	if (code != 0) {
		zr_area_edit_free(edit);
		return code;
	}
	*ret_edit = edit;
	return 0;
}

/* ---- what it would do ---- */

static int take_old(void *user, const struct zr_store_household *household)
{
	struct zr_area_edit *edit = user;
	if (edit->old_count == edit->old_capacity) {
		size_t capacity = 2 * edit->old_capacity + 64;
		struct zr_edit_old *more = realloc(edit->old, capacity * sizeof *more);
		if (more == NULL) {
			return ZR_E_NOMEM;
		}
		edit->old = more;
		edit->old_capacity = capacity;
	}
	struct zr_edit_old *old = &edit->old[edit->old_count++];
	*old = (struct zr_edit_old){
		.id = strdup(household->household_id),
		.address = strdup(household->address),
		.is_removed = household->is_removed,
		.record_count = household->record_count,
		.draft_count = household->draft_count,
	};
	return old->id != NULL && old->address != NULL ? 0 : ZR_E_NOMEM;
}

static bool is_reordered(const struct zr_area_edit *edit)
{
	size_t next = 0; /* of the old: they come by place, removed ones last */
	for (size_t i = 0; i < edit->plan.count; i++) {
		if (edit->plan.changes[i].kind == ZR_EDIT_STAYS &&
			edit->plan.changes[i].old != &edit->old[next++]) {
			return true;
		}
	}
	return false;
}

static bool is_other(const struct zr_area_edit *edit)
{
	const struct zr_area *stored = &edit->stored;
	const size_t *counts = edit->plan.counts;
	return edit->is_new || strcmp(edit->area.name, stored->name) != 0 ||
	       strcmp(edit->area.form_id, stored->form_id) != 0 ||
	       strcmp(edit->area.zone, stored->zone) != 0 ||
	       counts[ZR_EDIT_STAYS] != edit->plan.count || is_reordered(edit);
}

static int check_edition(
	const struct zr_area_edit *edit, uint64_t stored_edition, struct zr_error *error)
{
	if (!edit->has_edition || edit->base_edition == stored_edition) {
		return 0;
	}
	return zr_error_set(error, ZR_E_STATE,
		stored_edition == 0
			? "this area is not there any more; open the list of areas again"
			: "another person has changed this area meanwhile; open it again and "
			  "repeat the change");
}

/* The edition of the stored area is 0 when there is none. */
static int get_stored(struct zr_store *store, struct zr_area_edit *edit, struct zr_error *error)
{
	struct zr_store_form form;
	int code = zr_store_get_area(store, edit->area.area_id, &edit->stored, error);
	edit->is_new = code == ZR_E_NOT_FOUND;
	if (edit->is_new) {
		code = 0;
	}
	if (code == 0 && !edit->has_zone) {
		memcpy(edit->area.zone, edit->stored.zone, sizeof edit->area.zone);
	}
	return code == 0 ? zr_store_get_form(store, edit->area.form_id, NULL, &form, error) : code;
}

static int plan_list(struct zr_area_edit *edit, struct zr_error *error)
{
	const struct zr_edit request = {edit->old, edit->old_count, edit->wishes, edit->wish_count,
		edit->decisions, edit->decision_count};
	zr_edit_plan_finish(&edit->plan);
	int code = zr_edit_plan(&request, &edit->plan, error);
	size_t count = edit->plan.count - edit->plan.counts[ZR_EDIT_REMOVED];
	if (code == 0 && count > ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		code = zr_error_set_at(error, ZR_E_LIMIT, 0, "households",
			"%zu are too many for one area, at most %d", count,
			ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	edit->is_changed = code == 0 && is_other(edit);
	return code;
}

int zr_area_plan(struct zr_store *store, struct zr_area_edit *edit, struct zr_error *error)
{
	assert(edit->old_count == 0 && edit->plan.count == 0);
	int code = get_stored(store, edit, error);
	if (code == 0) {
		edit->area.edition = edit->stored.edition;
		code = check_edition(edit, edit->stored.edition, error);
	}
	if (code == 0) {
		code = zr_store_survey_households(store, edit->area.area_id, take_old, edit, error);
		code = code == ZR_E_NOMEM ? nomem(error) : code;
	}
	return code == 0 ? plan_list(edit, error) : code;
}

/* The line says the address that the household has. */
static int keep_address(
	struct zr_area_edit *edit, const struct zr_edit_change *change, struct zr_error *error)
{
	struct zr_edit_wish *wish = &edit->wishes[change->wish - edit->wishes];
	char *address = strdup(change->old->address);
	if (address == NULL) {
		return nomem(error);
	}
	free((char *)(uintptr_t)wish->address);
	wish->address = address;
	return 0;
}

static int keep_household(
	struct zr_area_edit *edit, const struct zr_edit_change *change, struct zr_error *error)
{
	struct zr_edit_decision *decision = &edit->decisions[edit->decision_count++];
	decision->fate = ZR_EDIT_KEEP;
	decision->id = strdup(change->old->id);
	decision->address = strdup("");
	return decision->id != NULL && decision->address != NULL ? 0 : nomem(error);
}

int zr_area_hold(struct zr_area_edit *edit, size_t *ret_count, struct zr_error *error)
{
	assert(edit != NULL && edit->decisions == NULL && ret_count != NULL);
	*ret_count = edit->plan.undecided_count;
	if (*ret_count == 0) {
		return 0;
	}
	edit->decisions = calloc(*ret_count, sizeof *edit->decisions);
	int code = edit->decisions != NULL ? 0 : nomem(error);
	for (size_t i = 0; code == 0 && i < edit->plan.count; i++) {
		const struct zr_edit_change *change = &edit->plan.changes[i];
		if (change->needs_decision) {
			code = change->wish != NULL ? keep_address(edit, change, error)
						    : keep_household(edit, change, error);
		}
	}
	if (code == 0) {
		code = plan_list(edit, error);
	}
	assert(code != 0 || edit->plan.undecided_count == 0);
	return code;
}

/* ---- doing it ---- */

static const char *id_of(const struct zr_area_edit *edit, const struct zr_edit_change *change)
{
	if (change->old != NULL) {
		return change->old->id;
	}
	return change->wish->id[0] != '\0' ? change->wish->id
					   : edit->drawn_ids[change->wish - edit->wishes];
}

static const char *address_of(const struct zr_edit_change *change)
{
	return change->wish != NULL ? change->wish->address : change->old->address;
}

int zr_area_store(struct zr_store *store, struct zr_area_edit *edit, struct zr_error *error)
{
	assert(edit->plan.undecided_count == 0);
	struct zr_area *area = &edit->area;
	int code = zr_store_put_area(store, area, error);
	for (size_t i = 0; code == 0 && i < edit->plan.count; i++) {
		const struct zr_edit_change *change = &edit->plan.changes[i];
		const struct zr_store_household household = {
			.household_id = id_of(edit, change),
			.address = address_of(change),
			.place = i,
			.is_removed = change->kind == ZR_EDIT_REMOVED,
		};
		code = zr_store_put_household(store, area->area_id, &household, error);
	}
	return code == 0 ? zr_store_get_area(store, area->area_id, area, error) : code;
}

/* ---- telling it ---- */

static struct json_object *tell_change(
	const struct zr_area_edit *edit, const struct zr_edit_change *change)
{
	struct json_object *row = json_object_new_object();
	bool is_undrawn = change->old == NULL && change->wish->id[0] == '\0';
	zr_json_add_text(row, "kind", zr_edit_kind_name(change->kind));
	zr_json_add_text(row, "id", is_undrawn ? "" : id_of(edit, change));
	zr_json_add_text(row, "address", address_of(change));
	if (change->old != NULL) {
		zr_json_add_text(row, "before", change->old->address);
		zr_json_add_count(row, "records", change->old->record_count);
		zr_json_add_count(row, "drafts", change->old->draft_count);
	}
	(void)json_object_object_add(
		row, "undecided", json_object_new_boolean(change->needs_decision));
	return row;
}

static void tell_list(const struct zr_area_edit *edit, struct json_object *object)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < edit->plan.count; i++) {
		const struct zr_edit_change *change = &edit->plan.changes[i];
		if (change->kind != ZR_EDIT_REMOVED) {
			struct json_object *row = json_object_new_object();
			zr_json_add_text(row, "id", id_of(edit, change));
			zr_json_add_text(row, "address", address_of(change));
			(void)json_object_array_add(list, row);
		}
	}
	(void)json_object_object_add(object, "households", list);
}

void zr_area_tell(const struct zr_area_edit *edit, bool is_stored, struct json_object *object)
{
	assert(edit != NULL && object != NULL);
	struct json_object *changes = json_object_new_array();
	zr_json_add_text(object, "id", edit->area.area_id);
	zr_json_add_count(object, "edition", edit->area.edition);
	for (int kind = 0; kind < ZR_EDIT_KIND_COUNT_; kind++) {
		zr_json_add_count(object, zr_edit_kind_name((enum zr_edit_kind)kind),
			edit->plan.counts[kind]);
	}
	zr_json_add_count(object, "undecided", edit->plan.undecided_count);
	for (size_t i = 0; i < edit->plan.count; i++) {
		const struct zr_edit_change *change = &edit->plan.changes[i];
		if (change->kind != ZR_EDIT_STAYS || change->needs_decision) {
			(void)json_object_array_add(changes, tell_change(edit, change));
		}
	}
	(void)json_object_object_add(object, "changes", changes);
	if (is_stored) {
		tell_list(edit, object);
	}
}
