/*
 * Orders in SQL. The order's row and what it brought are one transaction: a power cut leaves both
 * or neither, and the hub sends again what is not acknowledged.
 */
#include "lib/store/inbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sqlite/statement.h"

int zr_inbox_is_known(struct zr_database *database, const struct zr_inbox_order *order,
	bool *ret_is_known, struct zr_error *error)
{
	assert(order != NULL && ret_is_known != NULL);
	/* Another hash at its sequence is another order, of a hub that was set back. */
	int code = zr_statement_run(database,
		"UPDATE hub_order SET is_acknowledged = 0 WHERE sequence = ? AND hash = ?", error,
		"ih", (int64_t)order->sequence, order->hash);
	if (code == 0) {
		*ret_is_known = zr_database_change_count(database) > 0;
	}
	return code;
}

/* ---- whether something newer has brought it: 1, 0, or an error ---- */

typedef int find_newer(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, struct zr_error *error);

static int find_newer_form(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *newer = NULL;
	return zr_statement_find(database,
		"SELECT 1 FROM form WHERE form_id = ? AND version = ? AND sequence > ?", &newer,
		error, "tti", content->form_id, content->form_version, (int64_t)sequence);
}

/* There is one assignment, whatever it is of. */
static int find_newer_assignment(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *newer = NULL;
	return zr_statement_find(database, "SELECT 1 FROM assignment WHERE sequence > ?", &newer,
		error, "i", (int64_t)sequence);
}

/* Each of its records is held against what stands (returned.c). */
static int find_newer_returns(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, struct zr_error *error)
{
	return 0;
}

static find_newer *const finds[] = {
	[ZR_ORDER_FORM] = find_newer_form,
	[ZR_ORDER_ASSIGNMENT] = find_newer_assignment,
	[ZR_ORDER_RETURNS] = find_newer_returns,
};

int zr_inbox_is_newest(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, bool *ret_is_newest, struct zr_error *error)
{
	assert(content != NULL && ret_is_newest != NULL);
	assert((size_t)content->kind < sizeof finds / sizeof finds[0]);
	assert(finds[content->kind] != NULL);
	int code = finds[content->kind](database, sequence, content, error);
	if (code >= 0) {
		*ret_is_newest = code == 0;
	}
	return code < 0 ? code : 0;
}

/* ---- what becomes of an order ---- */

static int add_order(struct zr_database *database, const struct zr_inbox_order *order, int code,
	struct zr_error *error)
{
	return zr_statement_run(database,
		"REPLACE INTO hub_order(sequence, hash, code) VALUES(?, ?, ?)", error, "ihi",
		(int64_t)order->sequence, order->hash, (int64_t)code);
}

int zr_inbox_close(struct zr_database *database, const struct zr_inbox_order *order, int code,
	struct zr_error *error)
{
	assert(order != NULL && code <= 0);
	return add_order(database, order, code, error);
}

static int put_form(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, const char *directory, struct zr_error *error)
{
	return zr_statement_run(database,
		"REPLACE INTO form(form_id, version, directory, sequence) VALUES(?, ?, ?, ?)",
		error, "ttti", content->form_id, content->form_version, directory,
		(int64_t)order->sequence);
}

int zr_inbox_apply_form(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, const char *directory, struct zr_error *error)
{
	assert(content->kind == ZR_ORDER_FORM && directory != NULL);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = add_order(database, order, 0, error);
	if (code == 0) {
		code = put_form(database, order, content, directory, error);
	}
	return zr_database_end(database, code, error);
}

static int put_assignment(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	int code = zr_statement_run(database, "DELETE FROM household", error, "");
	if (code == 0) {
		code = zr_statement_run(database,
			"REPLACE INTO assignment(one, area_id, area_name, form_id, sequence, zone)"
			" VALUES(1, ?, ?, ?, ?, ?)",
			error, "tttit", content->area_id, content->area_name, content->form_id,
			(int64_t)order->sequence, content->zone != NULL ? content->zone : "");
	}
	for (size_t i = 0; i < content->household_count && code == 0; i++) {
		code = zr_statement_run(database,
			"INSERT INTO household(place, household_id, address) VALUES(?, ?, ?)",
			error, "itt", (int64_t)i, content->households[i].household_id,
			content->households[i].address);
	}
	return code;
}

int zr_inbox_apply_assignment(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(content->kind == ZR_ORDER_ASSIGNMENT);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = add_order(database, order, 0, error);
	if (code == 0) {
		code = put_assignment(database, order, content, error);
	}
	return zr_database_end(database, code, error);
}

int zr_inbox_pending(struct zr_database *database, struct zr_receipt_entry *entries,
	size_t entry_max, size_t *ret_count, struct zr_error *error)
{
	assert(entries != NULL && ret_count != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database,
		"SELECT sequence, hash, code FROM hub_order WHERE is_acknowledged = 0"
		" ORDER BY sequence LIMIT ?",
		&row, error, "i", (int64_t)entry_max);
	size_t count = 0;
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		assert(count < entry_max);
		struct zr_receipt_entry *entry = &entries[count];
		*entry = (struct zr_receipt_entry){.sequence = (uint64_t)zr_statement_int(row, 0),
			.code = (int32_t)zr_statement_int(row, 2)};
		bool is_whole = zr_statement_int(row, 0) > 0 && entry->code <= 0 &&
				zr_statement_copy_blob(row, 1, entry->hash, ZR_HASH_BYTES);
		count += is_whole;
		code = 0;
	}
	if (code == 0) {
		*ret_count = count;
	}
	return code;
}

int zr_inbox_high_water(
	struct zr_database *database, uint64_t *ret_high_water, struct zr_error *error)
{
	assert(ret_high_water != NULL);
	int64_t highest = 0;
	int code = zr_statement_read_int(
		database, "SELECT max(sequence) FROM hub_order", &highest, error);
	if (code == 0) {
		*ret_high_water = (uint64_t)highest;
	}
	return code;
}

int zr_inbox_acknowledged(struct zr_database *database, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_error *error)
{
	assert(entries != NULL || entry_count == 0);
	if (entry_count == 0) {
		return 0;
	}
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	for (size_t i = 0; i < entry_count && code == 0; i++) {
		code = zr_statement_run(database,
			"UPDATE hub_order SET is_acknowledged = 1 WHERE sequence = ? AND hash = ?",
			error, "ih", (int64_t)entries[i].sequence, entries[i].hash);
	}
	return zr_database_end(database, code, error);
}

int zr_inbox_list_forms(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_form *form), void *user,
	struct zr_error *error)
{
	assert(database != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database,
		"SELECT form_id, version, directory FROM form ORDER BY sequence DESC", &row, error,
		"");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_inbox_form form = {.form_id = zr_statement_text(row, 0),
			.version = zr_statement_text(row, 1),
			.directory = zr_statement_text(row, 2)};
		code = visit(user, &form);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_inbox_list_households(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_household *household), void *user,
	struct zr_error *error)
{
	assert(database != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database,
		"SELECT household.household_id, address, form_id,"
		" EXISTS(SELECT 1 FROM answered_area JOIN answered"
		" WHERE answered_area.area_id = assignment.area_id"
		" AND answered.household_id = household.household_id)"
		" FROM household, assignment ORDER BY place",
		&row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_inbox_household household = {
			.household_id = zr_statement_text(row, 0),
			.address = zr_statement_text(row, 1),
			.form_id = zr_statement_text(row, 2),
			.is_answered = zr_statement_int(row, 3) != 0};
		code = visit(user, &household);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

void zr_inbox_area_finish(struct zr_inbox_area *area)
{
	assert(area != NULL);
	free(area->area_id);
	free(area->area_name);
	free(area->zone);
	*area = (struct zr_inbox_area){0};
}

int zr_inbox_get_area(
	struct zr_database *database, struct zr_inbox_area *ret_area, struct zr_error *error)
{
	assert(database != NULL && ret_area != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(
		database, "SELECT area_id, area_name, zone FROM assignment", &row, error, "");
	if (code < 0) {
		return code;
	}
	bool is_assigned = code == 1;
	ZR_CLEANUP(zr_inbox_area_finish)
	struct zr_inbox_area area = {
		.area_id = strdup(is_assigned ? zr_statement_text(row, 0) : ""),
		.area_name = strdup(is_assigned ? zr_statement_text(row, 1) : ""),
		.zone = strdup(is_assigned ? zr_statement_text(row, 2) : "")};
	if (area.area_id == NULL || area.area_name == NULL || area.zone == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read the assignment");
	}
	*ret_area = area;
	area = (struct zr_inbox_area){0};
	return 0;
}

/* The stored list as one text, to see whether another one is the same. */
static int read_drafts(struct zr_database *database, char **ret_list, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		"SELECT group_concat(household_id, char(10)) FROM"
		" (SELECT household_id FROM open_draft ORDER BY household_id)",
		&row, error, "");
	if (code < 0) {
		return code;
	}
	assert(code == 1); /* an aggregate always has its row */
	*ret_list = strdup(zr_statement_text(row, 0));
	return *ret_list != NULL ? 0 : zr_error_set(error, ZR_E_NOMEM, "no memory for a list");
}

static int replace_drafts(struct zr_database *database, char *const *household_ids, size_t count,
	struct zr_error *error)
{
	int code = zr_statement_run(database, "DELETE FROM open_draft", error, "");
	for (size_t i = 0; i < count && code == 0; i++) {
		code = zr_statement_run(database, "INSERT OR IGNORE INTO open_draft VALUES(?)",
			error, "t", household_ids[i]);
	}
	return code;
}

int zr_inbox_put_drafts(struct zr_database *database, char *const *household_ids, size_t count,
	bool *ret_changed, struct zr_error *error)
{
	assert(ret_changed != NULL && (household_ids != NULL || count == 0));
	ZR_CLEANUP_FREE char *before = NULL;
	ZR_CLEANUP_FREE char *after = NULL;
	int code = read_drafts(database, &before, error);
	if (code == 0) {
		code = zr_database_begin(database, error);
	}
	if (code != 0) {
		return code;
	}
	code = replace_drafts(database, household_ids, count, error);
	if (code == 0) {
		code = read_drafts(database, &after, error);
	}
	bool is_changed = code == 0 && strcmp(before, after) != 0;
	if (code == 0 && !is_changed) {
		zr_database_rollback(database); /* a write less */
	} else {
		code = zr_database_end(database, code, error);
	}
	if (code == 0) {
		*ret_changed = is_changed;
	}
	return code;
}

int zr_inbox_list_drafts(struct zr_database *database,
	int (*visit)(void *user, const char *household_id), void *user, struct zr_error *error)
{
	assert(database != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(
		database, "SELECT household_id FROM open_draft", &row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		code = visit(user, zr_statement_text(row, 0));
		if (code != 0) {
			return code;
		}
	}
	return code;
}
