/* The rows become the wishes of an edit of the area, as if somebody had typed them. */
#include "hub/register/register_area.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/store/uploads.h"
#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"

void zr_register_area_finish(struct zr_register_area *area)
{
	assert(area != NULL);
	zr_area_edit_free(area->edit);
	free(area->positions);
	free(area->lines);
	free(area->bad);
	*area = (struct zr_register_area){0};
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- the rows ---- */

/* As many as the upload counted, and no more than an area may have. */
static int make_room(struct zr_register_area *area, struct zr_error *error)
{
	size_t count = (size_t)area->area.row_count;
	area->capacity = count < ZR_HUB_HOUSEHOLD_COUNT_MAX ? count : ZR_HUB_HOUSEHOLD_COUNT_MAX;
	area->edit = calloc(1, sizeof *area->edit);
	area->positions = calloc(area->capacity + 1, sizeof *area->positions);
	area->lines = calloc(area->capacity + 1, sizeof *area->lines);
	area->bad = calloc(area->capacity + 2, sizeof *area->bad);
	if (area->edit == NULL || area->positions == NULL || area->lines == NULL ||
		area->bad == NULL) {
		return nomem(error);
	}
	area->edit->wishes = calloc(area->capacity + 1, sizeof *area->edit->wishes);
	area->edit->drawn_ids = calloc(area->capacity + 1, sizeof *area->edit->drawn_ids);
	return area->edit->wishes != NULL && area->edit->drawn_ids != NULL ? 0 : nomem(error);
}

static void add_bad(
	struct zr_register_area *area, uint64_t line, enum zr_row_fault fault, const char *value)
{
	assert(area->bad_count < area->capacity + 2);
	struct zr_register_bad_row *bad = &area->bad[area->bad_count++];
	bad->line = line;
	bad->fault = fault;
	(void)zr_utf8_copy(bad->value, sizeof bad->value, value);
}

static int take_row(void *user, const struct zr_upload_row *row)
{
	struct zr_register_area *area = user;
	struct zr_area_edit *edit = area->edit;
	size_t index = edit->wish_count;
	if (index == area->capacity) {
		add_bad(area, row->line, ZR_ROW_FAULT_FULL, area->area.area_id);
		return ZR_E_LIMIT;
	}
	edit->wish_count++;
	edit->wishes[index].id = strdup(row->household_id);
	edit->wishes[index].address = strdup(row->address);
	area->lines[index] = row->line;
	(void)zr_utf8_copy(area->positions[index], sizeof area->positions[index], row->position);
	return edit->wishes[index].id != NULL && edit->wishes[index].address != NULL ? 0
										     : ZR_E_NOMEM;
}

struct named {
	const char *id;
	uint64_t line;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *one = a;
	const struct named *other = b;
	int order = strcmp(one->id, other->id);
	return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

static int find_twice(struct zr_register_area *area, struct zr_error *error)
{
	const struct zr_area_edit *edit = area->edit;
	size_t count = 0;
	ZR_CLEANUP_FREE struct named *all = calloc(edit->wish_count + 1, sizeof *all);
	if (all == NULL) {
		return nomem(error);
	}
	for (size_t i = 0; i < edit->wish_count; i++) {
		if (edit->wishes[i].id[0] != '\0') {
			all[count++] = (struct named){edit->wishes[i].id, area->lines[i]};
		}
	}
	qsort(all, count, sizeof *all, compare_named);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(all[i].id, all[i - 1].id) == 0) {
			add_bad(area, all[i].line, ZR_ROW_FAULT_TWICE, all[i].id);
		}
	}
	return 0;
}

static int read_rows(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error)
{
	const struct zr_upload_area_name name = {upload->upload_id, area->area.area_id};
	int code = make_room(area, error);
	if (code == 0) {
		code = zr_uploads_list_rows(store, &name, take_row, area, error);
		code = code == ZR_E_NOMEM ? nomem(error) : code == ZR_E_LIMIT ? 0 : code;
	}
	return code == 0 ? find_twice(area, error) : code;
}

/* ---- the plan ---- */

/* What the file does not say of the area stays as it is. */
static int read_facts(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error)
{
	struct zr_area now = {0};
	struct zr_area *wanted = &area->edit->area;
	int code = zr_store_get_area(store, area->area.area_id, &now, error);
	bool is_new = code == ZR_E_NOT_FOUND;
	code = is_new ? 0 : code;
	if (code == 0) {
		code = zr_scope_check_area(store, upload->territory, area->area.area_id, error);
	}
	const char *name = area->area.name[0] != '\0' ? area->area.name : now.name;
	const char *form = area->area.form_id[0] != '\0' ? area->area.form_id : now.form_id;
	(void)zr_utf8_copy(wanted->area_id, sizeof wanted->area_id, area->area.area_id);
	(void)zr_utf8_copy(
		wanted->name, sizeof wanted->name, name[0] != '\0' ? name : area->area.area_id);
	(void)zr_utf8_copy(wanted->form_id, sizeof wanted->form_id, form);
	return code;
}

static void count(struct zr_register_area *area, size_t held_count)
{
	const size_t *counts = area->edit->plan.counts;
	area->area.is_changed = area->edit->is_changed;
	area->area.counts = (struct zr_upload_counts){
		.added = counts[ZR_EDIT_ADDED],
		.changed = counts[ZR_EDIT_CHANGED],
		.returned = counts[ZR_EDIT_RETURNED],
		.removed = counts[ZR_EDIT_REMOVED],
		.same = counts[ZR_EDIT_STAYS],
		.held = held_count,
	};
}

int zr_register_area_plan(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error)
{
	assert(store != NULL && upload != NULL && area != NULL && area->edit == NULL);
	int code = read_rows(store, upload, area, error);
	if (code != 0 || area->bad_count > 0) {
		return code;
	}
	code = read_facts(store, upload, area, error);
	return code == 0 ? zr_area_plan(store, area->edit, error) : code;
}

int zr_register_area_hold(struct zr_register_area *area, struct zr_error *error)
{
	assert(area != NULL && area->edit != NULL && area->bad_count == 0);
	size_t held_count = 0;
	int code = zr_area_hold(area->edit, &held_count, error);
	if (code == ZR_E_LIMIT) { /* with those that must stay */
		add_bad(area, area->lines[0], ZR_ROW_FAULT_FULL, area->area.area_id);
		return 0;
	}
	if (code == 0) {
		count(area, held_count);
	}
	return code;
}

/* ---- doing it ---- */

/* The id of the wish, given, drawn or found. */
static const char *id_of(const struct zr_area_edit *edit, const struct zr_edit_change *change)
{
	size_t index = (size_t)(change->wish - edit->wishes);
	return change->old != NULL           ? change->old->id
	       : change->wish->id[0] != '\0' ? change->wish->id
					     : edit->drawn_ids[index];
}

static int place_all(
	struct zr_store *store, const struct zr_register_area *area, struct zr_error *error)
{
	const struct zr_area_edit *edit = area->edit;
	int code = 0;
	for (size_t i = 0; code == 0 && i < edit->plan.count; i++) {
		const struct zr_edit_change *change = &edit->plan.changes[i];
		if (change->wish == NULL) {
			continue;
		}
		const struct zr_upload_row row = {
			.household_id = id_of(edit, change),
			.address = change->wish->address,
			.position = area->positions[change->wish - edit->wishes],
		};
		if (row.position[0] != '\0') {
			code = zr_uploads_place_household(store, edit->area.area_id, &row, error);
		}
	}
	return code;
}

int zr_register_area_take(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_area *area, struct zr_error *error)
{
	assert(store != NULL && upload != NULL && area->edit != NULL && area->bad_count == 0);
	const struct zr_upload_area_name name = {upload->upload_id, area->area.area_id};
	int code = 0;
	if (area->edit->is_changed) {
		code = zr_area_draw_ids(area->edit, error);
		code = code == 0 ? zr_area_store(store, area->edit, error) : code;
	}
	if (code == 0) {
		code = place_all(store, area, error);
	}
	return code == 0 ? zr_uploads_drop_rows(store, &name, error) : code;
}
