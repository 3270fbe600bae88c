/* Rows are read on a worker and everything else is judged in the writer, against what stands there
 * then. */
#include "hub/register/register_steps.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/listing.h"
#include "hub/pki/keys.h"
#include "hub/register/register_area.h"
#include "hub/register/register_page.h"
#include "hub/store/uploads.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"

#define DRAWN_BYTES 12
#define AUDITED     "register"

struct step {
	struct zr_upload upload; /* after it */
	struct zr_register_rows rows;
	uint64_t at; /* where the piece begins */
	bool is_last;
};

static void free_step(void *state)
{
	struct step *step = state;
	zr_register_rows_finish(&step->rows);
	free(step);
}

static struct step *make_step(struct zr_request *request)
{
	struct step *step = calloc(1, sizeof *step);
	request->state = step;
	request->state_free = step != NULL ? free_step : NULL;
	return step;
}

static void answer_upload(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct step *step = request->state;
	zr_json_answer(request, zr_register_page_tell(&step->upload));
}

static void start(struct zr_request *request, zr_apply *apply)
{
	if (make_step(request) == NULL) {
		struct zr_error error = {0};
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	const char *id = request->part_count > 2 ? request->parts[2] : "";
	zr_audit_line_note(request, request->caller.name, AUDITED, id);
	zr_request_write(request, apply, answer_upload);
}

/* Tells the audit what came of it; what is static. */
static int tell(struct zr_store *store, struct zr_request *request, const char *what,
	struct zr_error *error)
{
	const struct zr_upload *upload = &((const struct step *)request->state)->upload;
	const struct zr_upload_counts *counts = &upload->counts;
	char detail[120];
	(void)snprintf(detail, sizeof detail,
		"%.24s: added %" PRIu64 ", changed %" PRIu64 ", returned %" PRIu64
		", removed %" PRIu64,
		upload->upload_id, counts->added, counts->changed, counts->returned,
		counts->removed);
	zr_audit_line_note(request, request->caller.name, what, detail);
	return zr_audit_line_write(store, request, error);
}

static int check_state(const struct zr_upload *upload, enum zr_upload_state first,
	enum zr_upload_state last, struct zr_error *error)
{
	if (upload->state >= first && upload->state <= last) {
		return 0;
	}
	return zr_error_set(error, ZR_E_STATE,
		"this upload is not at that point (any more); look at its state");
}

/* ---- begun ---- */

struct open {
	const char *account;
	char upload_id[ZR_STORE_ID_BYTES];
};

static int find_open(void *user, const struct zr_upload *upload)
{
	struct open *open = user;
	bool is_over = upload->state == ZR_UPLOAD_TAKEN || upload->state == ZR_UPLOAD_DROPPED;
	if (!is_over && strcmp(upload->account, open->account) == 0) {
		memcpy(open->upload_id, upload->upload_id, sizeof open->upload_id);
	}
	return 0;
}

static int apply_begin(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct step *step = request->state;
	struct open open = {.account = request->caller.name};
	int code = zr_uploads_list(store, request->caller.territory, find_open, &open, error);
	if (code == 0 && open.upload_id[0] != '\0') {
		return zr_error_set(error, ZR_E_STATE,
			"your upload %s is still open; take it or drop it first", open.upload_id);
	}
	if (code == 0) {
		code = zr_uploads_put(store, &step->upload, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

void zr_register_steps_begin(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	uint8_t random[DRAWN_BYTES];
	if (zr_keys_draw(random, sizeof random, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	start(request, apply_begin);
	struct step *step = request->state;
	if (step == NULL) {
		return;
	}
	struct zr_upload *upload = &step->upload;
	zr_hex_encode(random, sizeof random, upload->upload_id);
	(void)snprintf(upload->account, sizeof upload->account, "%s", request->caller.name);
	(void)snprintf(
		upload->territory, sizeof upload->territory, "%s", request->caller.territory);
	upload->made_us = request->now_us;
	upload->state = ZR_UPLOAD_LOADING;
	zr_audit_line_note(request, request->caller.name, AUDITED, upload->upload_id);
}

/* ---- brought ---- */

static int add_fault(struct zr_store *store, struct zr_upload *upload,
	const struct zr_upload_fault *fault, struct zr_error *error)
{
	upload->fault_count++;
	return upload->fault_count <= ZR_HUB_REGISTER_FAULT_COUNT_MAX
		       ? zr_uploads_add_fault(store, upload->upload_id, fault, error)
		       : 0;
}

/* What of a row can be known only here: its area, and its questionnaire. */
static int judge_area(struct zr_store *store, const struct zr_upload *upload,
	struct zr_register_row *row, struct zr_error *error)
{
	char path[ZR_STORE_PATH_BYTES];
	struct zr_store_form form;
	struct zr_upload_area brought = {0};
	if (row->form_id[0] != '\0') {
		int code = zr_store_get_form(store, row->form_id, NULL, &form, error);
		if (code == ZR_E_NOT_FOUND) {
			row->fault = ZR_ROW_FAULT_FORM;
			row->value = row->form_id;
			return 0;
		}
		if (code != 0) {
			return code;
		}
	}
	int code = zr_store_locate_area(store, row->area_id, path, error);
	if (code == 0 && zr_scope_has(upload->territory, path)) {
		return 0;
	}
	bool may_make = code == ZR_E_NOT_FOUND && upload->territory[0] == '\0';
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	if (may_make && row->form_id[0] == '\0') {
		const struct zr_upload_area_name name = {upload->upload_id, row->area_id};
		code = zr_uploads_get_area(store, &name, &brought, error);
		if (code != 0 && code != ZR_E_NOT_FOUND) {
			return code;
		}
	}
	if (!may_make || (row->form_id[0] == '\0' && brought.form_id[0] == '\0')) {
		row->fault = ZR_ROW_FAULT_UNKNOWN;
		row->value = row->area_id;
	}
	return 0;
}

static int put_fault(struct zr_store *store, struct zr_upload *upload,
	const struct zr_register_row *row, struct zr_error *error)
{
	char value[ZR_STORE_ID_BYTES];
	(void)zr_utf8_copy(value, sizeof value, row->value);
	const struct zr_upload_fault fault = {row->row.line, zr_row_fault_name(row->fault), value};
	return add_fault(store, upload, &fault, error);
}

static bool goes_on(const struct zr_register_row *row, const struct zr_register_row *before)
{
	return before != NULL && before->fault == ZR_ROW_FAULT_NONE &&
	       strcmp(row->area_id, before->area_id) == 0 &&
	       strcmp(row->form_id, before->form_id) == 0;
}

/* Rows of one area that follow each other: counted at once. */
static int end_run(struct zr_store *store, struct zr_upload *upload,
	const struct zr_register_row *first, size_t count, struct zr_error *error)
{
	if (count == 0) {
		return 0;
	}
	struct zr_upload_area area = {.row_count = count};
	(void)zr_utf8_copy(area.area_id, sizeof area.area_id, first->area_id);
	(void)zr_utf8_copy(area.name, sizeof area.name, first->area_name);
	(void)zr_utf8_copy(area.form_id, sizeof area.form_id, first->form_id);
	int code = zr_uploads_grow_area(store, upload->upload_id, &area, error);
	upload->area_count += code == 1;
	upload->row_count += count;
	return code < 0 ? code : 0;
}

static int put_rows(struct zr_store *store, struct step *step, struct zr_error *error)
{
	struct zr_upload *upload = &step->upload;
	const struct zr_register_row *before = NULL;
	const struct zr_register_row *first = NULL;
	size_t count = 0;
	int code = 0;
	for (size_t i = 0; code == 0 && i < step->rows.count; i++) {
		struct zr_register_row *row = &step->rows.rows[i];
		bool is_run = row->fault == ZR_ROW_FAULT_NONE && goes_on(row, before);
		if (!is_run) {
			code = end_run(store, upload, first, count, error);
			count = 0;
			first = row;
		}
		if (code == 0 && !is_run && row->fault == ZR_ROW_FAULT_NONE) {
			code = judge_area(store, upload, row, error);
		}
		if (code == 0 && row->fault != ZR_ROW_FAULT_NONE) {
			code = put_fault(store, upload, row, error);
		} else if (code == 0) {
			const struct zr_upload_area_name of = {upload->upload_id, row->area_id};
			code = zr_uploads_add_row(store, &of, &row->row, error);
			count++;
		}
		before = row;
	}
	return code == 0 ? end_run(store, upload, first, count, error) : code;
}

/* Whether the piece goes on where the file stands. */
static int check_place(const struct zr_upload *upload, uint64_t at, struct zr_error *error)
{
	int code = check_state(upload, ZR_UPLOAD_LOADING, ZR_UPLOAD_LOADING, error);
	if (code == 0 && upload->taken_bytes != at) {
		code = zr_error_set(error, ZR_E_STATE,
			"the hub has %" PRIu64 " bytes of this file; go on from there",
			upload->taken_bytes);
	}
	return code;
}

static int apply_add(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct step *step = request->state;
	struct zr_upload *upload = &step->upload;
	const struct zr_register_rows *rows = &step->rows;
	int code = zr_register_page_find(store, request, upload, error);
	if (code == 0) {
		code = check_place(upload, step->at, error);
	}
	if (code == 0) {
		code = put_rows(store, step, error);
	}
	if (code != 0) {
		return code;
	}
	upload->taken_bytes += rows->taken_bytes;
	upload->line = rows->line;
	memcpy(upload->layout, rows->layout, sizeof upload->layout);
	if (rows->ignored[0] != '\0') {
		memcpy(upload->ignored, rows->ignored, sizeof upload->ignored);
	}
	upload->state = step->is_last ? ZR_UPLOAD_COMPARING : ZR_UPLOAD_LOADING;
	return zr_uploads_put(store, upload, error);
}

static int read_piece(struct zr_context *context, const struct zr_request *request,
	struct step *step, struct zr_error *error)
{
	struct zr_upload upload;
	int64_t at = 0;
	int code = zr_register_page_find(context->reader, request, &upload, error);
	if (code == 0) {
		code = zr_listing_number(request, "at", INT64_MAX, &at, error);
	}
	if (code == 0) { /* before it is read as what it is not: its layout is that place's */
		code = check_place(&upload, (uint64_t)at, error);
	}
	if (code != 0) {
		return code;
	}
	step->at = (uint64_t)at;
	step->is_last = zr_listing_given(request, "last") != NULL;
	const struct zr_register_piece piece = {
		.bytes = (const char *)request->body.data,
		.length = request->body.bytes,
		.layout = upload.layout,
		.line = upload.line,
		.is_last = step->is_last,
	};
	return zr_register_csv_read(&piece, &step->rows, error);
}

void zr_register_steps_add(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct step *step = make_step(request);
	int code = step == NULL ? ZR_E_NOMEM : read_piece(context, request, step, &error);
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, AUDITED);
		return;
	}
	zr_audit_line_note(request, request->caller.name, AUDITED, request->parts[2]);
	zr_request_write(request, apply_add, answer_upload);
}

/* ---- areas, as many as make a step ---- */

struct next {
	struct zr_upload_area *areas; /* owned */
	size_t count;
	uint64_t row_count;
};

static void finish_next(struct next *next)
{
	free(next->areas);
}

#define NEXT_COUNT_MAX 256 /* small areas that make a step together */

static int take_next(void *user, const struct zr_upload_area *area)
{
	struct next *next = user;
	if (next->count > 0 && next->row_count + area->row_count > ZR_HUB_REGISTER_STEP_COUNT) {
		return 1;
	}
	next->areas[next->count++] = *area;
	next->row_count += area->row_count;
	return 0;
}

/* Those that are in the state, in order; none when it is done. */
static int find_next(struct zr_store *store, const char *upload_id, enum zr_upload_state state,
	struct next *next, struct zr_error *error)
{
	const struct zr_upload_area_filter filter = {
		.upload_id = upload_id, .state = state, .after = "", .count_max = NEXT_COUNT_MAX};
	next->areas = calloc(NEXT_COUNT_MAX, sizeof *next->areas);
	if (next->areas == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	int code = zr_uploads_list_areas(store, &filter, take_next, next, error);
	return code < 0 ? code : 0;
}

static void add_counts(struct zr_upload *upload, const struct zr_upload_area *area)
{
	const struct zr_upload_counts *counts = &area->counts;
	upload->done_count++;
	upload->change_count += area->is_changed;
	upload->counts.added += counts->added;
	upload->counts.changed += counts->changed;
	upload->counts.returned += counts->returned;
	upload->counts.removed += counts->removed;
	upload->counts.same += counts->same;
	upload->counts.held += counts->held;
}

/* Whatever was counted before: the new state counts for itself. */
static void enter(struct zr_upload *upload, enum zr_upload_state state)
{
	upload->state = state;
	upload->done_count = upload->change_count = 0;
	upload->counts = (struct zr_upload_counts){0};
}

static int compare_area(struct zr_store *store, struct zr_upload *upload,
	const struct zr_upload_area *found, struct zr_error *error)
{
	ZR_CLEANUP(zr_register_area_finish) struct zr_register_area area = {.area = *found};
	int code = zr_register_area_plan(store, upload, &area, error);
	if (code == 0 && area.bad_count == 0) {
		code = zr_register_area_hold(&area, error);
	}
	for (size_t i = 0; code == 0 && i < area.bad_count; i++) {
		const struct zr_upload_fault fault = {
			area.bad[i].line, zr_row_fault_name(area.bad[i].fault), area.bad[i].value};
		code = add_fault(store, upload, &fault, error);
	}
	if (code == 0) {
		area.area.state = ZR_UPLOAD_READY;
		add_counts(upload, &area.area);
		code = zr_uploads_set_area(store, upload->upload_id, &area.area, error);
	}
	return code;
}

static int take_area(struct zr_store *store, struct zr_upload *upload,
	const struct zr_upload_area *found, struct zr_error *error)
{
	ZR_CLEANUP(zr_register_area_finish) struct zr_register_area area = {.area = *found};
	int code = zr_register_area_plan(store, upload, &area, error);
	if (code == 0 && area.bad_count == 0) {
		code = zr_register_area_hold(&area, error);
	}
	if (code == 0 && area.bad_count > 0) {
		code = zr_error_set(error, ZR_E_LIMIT,
			"the area %s would have more than %d addresses by now; divide it",
			area.area.area_id, ZR_HUB_HOUSEHOLD_COUNT_MAX);
	}
	if (code == 0) {
		code = zr_register_area_take(store, upload, &area, error);
	}
	if (code == 0) {
		area.area.state = ZR_UPLOAD_TAKEN;
		add_counts(upload, &area.area);
		code = zr_uploads_set_area(store, upload->upload_id, &area.area, error);
	}
	return code;
}

static int drop_area(struct zr_store *store, struct zr_upload *upload,
	const struct zr_upload_area *found, struct zr_error *error)
{
	const struct zr_upload_area_name name = {upload->upload_id, found->area_id};
	struct zr_upload_area area = *found;
	area.state = ZR_UPLOAD_DROPPED;
	area.is_changed = false;
	upload->done_count++;
	int code = zr_uploads_drop_rows(store, &name, error);
	return code == 0 ? zr_uploads_set_area(store, upload->upload_id, &area, error) : code;
}

/* One step over the areas in a state; *ret_is_done: there are no more. */
typedef int do_area(struct zr_store *store, struct zr_upload *upload,
	const struct zr_upload_area *found, struct zr_error *error);
static int go(struct zr_store *store, struct zr_upload *upload, enum zr_upload_state state,
	do_area *do_one, struct zr_error *error)
{
	ZR_CLEANUP(finish_next) struct next next = {0};
	int code = find_next(store, upload->upload_id, state, &next, error);
	for (size_t i = 0; code == 0 && i < next.count; i++) {
		code = do_one(store, upload, &next.areas[i], error);
	}
	return code;
}

static int apply_compare(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_upload *upload = &((struct step *)request->state)->upload;
	int code = zr_register_page_find(store, request, upload, error);
	if (code == 0) {
		code = check_state(upload, ZR_UPLOAD_COMPARING, ZR_UPLOAD_READY, error);
	}
	if (code != 0 || upload->state == ZR_UPLOAD_READY) {
		return code;
	}
	code = go(store, upload, ZR_UPLOAD_COMPARING, compare_area, error);
	upload->state =
		upload->done_count < upload->area_count ? ZR_UPLOAD_COMPARING : ZR_UPLOAD_READY;
	return code == 0 ? zr_uploads_put(store, upload, error) : code;
}

void zr_register_steps_compare(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	start(request, apply_compare);
}

static int apply_take(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_upload *upload = &((struct step *)request->state)->upload;
	int code = zr_register_page_find(store, request, upload, error);
	if (code == 0) {
		code = check_state(upload, ZR_UPLOAD_READY, ZR_UPLOAD_TAKEN, error);
	}
	if (code == 0 && upload->fault_count > 0) {
		code = zr_error_set(error, ZR_E_INVALID,
			"%" PRIu64
			" rows are no good; mend the file, drop this upload and bring it "
			"again",
			upload->fault_count);
	}
	if (code != 0 || upload->state == ZR_UPLOAD_TAKEN) {
		return code;
	}
	if (upload->state == ZR_UPLOAD_READY) {
		enter(upload, ZR_UPLOAD_TAKING);
	}
	code = go(store, upload, ZR_UPLOAD_READY, take_area, error);
	if (code == 0 && upload->done_count == upload->area_count) {
		upload->state = ZR_UPLOAD_TAKEN;
		code = tell(store, request, AUDITED "-take", error);
	}
	return code == 0 ? zr_uploads_put(store, upload, error) : code;
}

void zr_register_steps_take(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	start(request, apply_take);
}

static int drop_all(struct zr_store *store, struct zr_upload *upload, struct zr_error *error)
{
	int code = go(store, upload, ZR_UPLOAD_COMPARING, drop_area, error);
	return code == 0 ? go(store, upload, ZR_UPLOAD_READY, drop_area, error) : code;
}

static int apply_drop(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_upload *upload = &((struct step *)request->state)->upload;
	int code = zr_register_page_find(store, request, upload, error);
	if (code == 0 && upload->state == ZR_UPLOAD_TAKEN) {
		code = zr_error_set(error, ZR_E_STATE,
			"this upload is taken: there is nothing left of it to drop");
	}
	if (code != 0 || upload->state == ZR_UPLOAD_DROPPED) {
		return code;
	}
	if (upload->state == ZR_UPLOAD_TAKING) { /* what is taken stays, and stays counted */
		upload->state = ZR_UPLOAD_DROPPING;
	} else if (upload->state != ZR_UPLOAD_DROPPING) {
		enter(upload, ZR_UPLOAD_DROPPING);
	}
	code = drop_all(store, upload, error);
	if (code == 0 && upload->done_count == upload->area_count) {
		upload->state = ZR_UPLOAD_DROPPED;
		code = tell(store, request, AUDITED "-drop", error);
	}
	return code == 0 ? zr_uploads_put(store, upload, error) : code;
}

void zr_register_steps_drop(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	start(request, apply_drop);
}
