/*
 * Orders in SQL. The order's row and what it brought are one transaction: a power cut leaves both
 * or neither, and the hub sends again what is not acknowledged.
 */
#include "lib/store/inbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int zr_inbox_is_known(struct zr_database *database, const struct zr_inbox_order *order,
	bool *ret_is_known, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	/* Another hash at its sequence is another order, of a hub that was set back. */
	zr_statement_init(&statement, database,
		"UPDATE hub_order SET is_acknowledged = 0 WHERE sequence = ? AND hash = ?");
	zr_statement_add_int(&statement, (int64_t)order->sequence);
	zr_statement_add_blob(&statement, order->hash, ZR_HASH_BYTES);
	int result = zr_statement_run(&statement, "look for the order", error);
	if (result == 0) {
		*ret_is_known = sqlite3_changes(zr_database_handle(database)) > 0;
	}
	return result;
}

int zr_inbox_is_newest(struct zr_database *database, uint64_t sequence,
	const struct zr_order *content, bool *ret_is_newest, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	if (content->kind == ZR_ORDER_FORM) {
		zr_statement_init(&statement, database,
			"SELECT 1 FROM form WHERE form_id = ? AND version = ? AND sequence > ?");
		zr_statement_add_text(&statement, content->form_id);
		zr_statement_add_text(&statement, content->form_version);
	} else {
		zr_statement_init(
			&statement, database, "SELECT 1 FROM assignment WHERE sequence > ?");
	}
	zr_statement_add_int(&statement, (int64_t)sequence);
	int result = zr_statement_step(&statement, "look for a newer order", error);
	if (result >= 0) {
		*ret_is_newest = result == 0;
	}
	return result < 0 ? result : 0;
}

static int add_order(struct zr_database *database, const struct zr_inbox_order *order, int code,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"REPLACE INTO hub_order(sequence, hash, code) VALUES(?, ?, ?)");
	zr_statement_add_int(&statement, (int64_t)order->sequence);
	zr_statement_add_blob(&statement, order->hash, ZR_HASH_BYTES);
	zr_statement_add_int(&statement, code);
	return zr_statement_run(&statement, "store the order", error);
}

static int end(struct zr_database *database, int result, struct zr_error *error)
{
	if (result < 0) {
		zr_database_rollback(database);
		return result;
	}
	return zr_database_commit(database, error);
}

int zr_inbox_close(struct zr_database *database, const struct zr_inbox_order *order, int code,
	struct zr_error *error)
{
	assert(code <= 0);
	return add_order(database, order, code, error);
}

static int put_form(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, const char *directory, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"REPLACE INTO form(form_id, version, directory, sequence) VALUES(?, ?, ?, ?)");
	zr_statement_add_text(&statement, content->form_id);
	zr_statement_add_text(&statement, content->form_version);
	zr_statement_add_text(&statement, directory);
	zr_statement_add_int(&statement, (int64_t)order->sequence);
	return zr_statement_run(&statement, "store the questionnaire's place", error);
}

int zr_inbox_apply_form(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, const char *directory, struct zr_error *error)
{
	assert(content->kind == ZR_ORDER_FORM && directory != NULL);
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	result = add_order(database, order, 0, error);
	if (result == 0) {
		result = put_form(database, order, content, directory, error);
	}
	return end(database, result, error);
}

static int put_assignment(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement old = {0};
	zr_statement_init(&old, database, "DELETE FROM household");
	int result = zr_statement_run(&old, "replace the assignment", error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement area = {0};
	zr_statement_init(&area, database,
		"REPLACE INTO assignment(one, area_id, area_name, form_id, sequence, zone)"
		" VALUES(1, ?, ?, ?, ?, ?)");
	zr_statement_add_text(&area, content->area_id);
	zr_statement_add_text(&area, content->area_name);
	zr_statement_add_text(&area, content->form_id);
	zr_statement_add_int(&area, (int64_t)order->sequence);
	zr_statement_add_text(&area, content->zone != NULL ? content->zone : "");
	result = zr_statement_run(&area, "store the assignment", error);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement household = {0};
	zr_statement_init(&household, database,
		"INSERT INTO household(place, household_id, address) VALUES(?, ?, ?)");
	for (size_t i = 0; i < content->household_count && result == 0; i++) {
		zr_statement_add_int(&household, (int64_t)i);
		zr_statement_add_text(&household, content->households[i].household_id);
		zr_statement_add_text(&household, content->households[i].address);
		result = zr_statement_run(&household, "store a household", error);
	}
	return result;
}

int zr_inbox_apply_assignment(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(content->kind == ZR_ORDER_ASSIGNMENT);
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	result = add_order(database, order, 0, error);
	if (result == 0) {
		result = put_assignment(database, order, content, error);
	}
	return end(database, result, error);
}

int zr_inbox_pending(struct zr_database *database, struct zr_receipt_entry *entries,
	size_t entry_max, size_t *ret_count, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"SELECT sequence, hash, code FROM hub_order WHERE is_acknowledged = 0"
		" ORDER BY sequence LIMIT ?");
	zr_statement_add_int(&statement, (int64_t)entry_max);
	size_t count = 0;
	int result = zr_statement_step(&statement, "list the acknowledgements", error);
	while (result > 0) {
		assert(count < entry_max);
		struct zr_receipt_entry *entry = &entries[count++];
		*entry = (struct zr_receipt_entry){
			.sequence = (uint64_t)zr_statement_int(&statement, 0),
			.code = (int32_t)zr_statement_int(&statement, 2)};
		if (!zr_statement_bytes(&statement, 1, entry->hash, ZR_HASH_BYTES)) {
			return zr_error_set(error, ZR_E_INVALID, "order %llu is damaged",
				(unsigned long long)entry->sequence);
		}
		result = zr_statement_step(&statement, "list the acknowledgements", error);
	}
	if (result == 0) {
		*ret_count = count;
	}
	return result;
}

int zr_inbox_high_water(
	struct zr_database *database, uint64_t *ret_high_water, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database, "SELECT ifnull(max(sequence), 0) FROM hub_order");
	int result = zr_statement_step(&row, "look for the last order", error);
	if (result > 0) {
		*ret_high_water = (uint64_t)zr_statement_int(&row, 0);
	}
	return result < 0 ? result : 0;
}

int zr_inbox_acknowledged(struct zr_database *database, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_error *error)
{
	if (entry_count == 0) {
		return 0;
	}
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"UPDATE hub_order SET is_acknowledged = 1 WHERE sequence = ? AND hash = ?");
	for (size_t i = 0; i < entry_count && result == 0; i++) {
		zr_statement_add_int(&statement, (int64_t)entries[i].sequence);
		zr_statement_add_blob(&statement, entries[i].hash, ZR_HASH_BYTES);
		result = zr_statement_run(&statement, "store what the hub took", error);
	}
	return end(database, result, error);
}

int zr_inbox_list_forms(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_form *form), void *user,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database,
		"SELECT form_id, version, directory FROM form ORDER BY sequence DESC");
	int result = zr_statement_step(&row, "list the questionnaires", error);
	while (result > 0) {
		const struct zr_inbox_form form = {.form_id = zr_statement_lend(&row, 0),
			.version = zr_statement_lend(&row, 1),
			.directory = zr_statement_lend(&row, 2)};
		int answer = visit(user, &form);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&row, "list the questionnaires", error);
	}
	return result;
}

int zr_inbox_list_households(struct zr_database *database,
	int (*visit)(void *user, const struct zr_inbox_household *household), void *user,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database,
		"SELECT household_id, address, form_id FROM household, assignment ORDER BY place");
	int result = zr_statement_step(&row, "list the households", error);
	while (result > 0) {
		const struct zr_inbox_household household = {
			.household_id = zr_statement_lend(&row, 0),
			.address = zr_statement_lend(&row, 1),
			.form_id = zr_statement_lend(&row, 2)};
		int answer = visit(user, &household);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&row, "list the households", error);
	}
	return result;
}

void zr_inbox_area_finish(struct zr_inbox_area *area)
{
	free(area->area_id);
	free(area->area_name);
	free(area->zone);
	*area = (struct zr_inbox_area){0};
}

int zr_inbox_get_area(
	struct zr_database *database, struct zr_inbox_area *ret_area, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database, "SELECT area_id, area_name, zone FROM assignment");
	int result = zr_statement_step(&row, "read the assignment", error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_inbox_area_finish)
	struct zr_inbox_area area = {
		.area_id = result > 0 ? zr_statement_copy(&row, 0) : strdup(""),
		.area_name = result > 0 ? zr_statement_copy(&row, 1) : strdup(""),
		.zone = result > 0 ? zr_statement_copy(&row, 2) : strdup("")};
	if (area.area_id == NULL || area.area_name == NULL || area.zone == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read the assignment");
	}
	*ret_area = area;
	area = (struct zr_inbox_area){0};
	return 0;
}

/* The stored list as one text, to see whether another one is the same. NULL without memory. */
static int read_drafts(struct zr_database *database, char **ret_list, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database,
		"SELECT group_concat(household_id, char(10)) FROM"
		" (SELECT household_id FROM open_draft ORDER BY household_id)");
	int result = zr_statement_step(&row, "list the drafts", error);
	if (result < 0) {
		return result;
	}
	*ret_list = zr_statement_copy(&row, 0);
	return *ret_list != NULL ? 0 : zr_error_set(error, ZR_E_NOMEM, "no memory for a list");
}

static int replace_drafts(struct zr_database *database, char *const *household_ids, size_t count,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement old = {0};
	ZR_CLEANUP(zr_statement_finish) struct zr_statement added = {0};
	zr_statement_init(&old, database, "DELETE FROM open_draft");
	zr_statement_init(&added, database, "INSERT OR IGNORE INTO open_draft VALUES(?)");
	int result = zr_statement_run(&old, "replace the drafts", error);
	for (size_t i = 0; i < count && result == 0; i++) {
		zr_statement_add_text(&added, household_ids[i]);
		result = zr_statement_run(&added, "store a draft's place", error);
	}
	return result;
}

int zr_inbox_put_drafts(struct zr_database *database, char *const *household_ids, size_t count,
	bool *ret_changed, struct zr_error *error)
{
	assert(ret_changed != NULL && (household_ids != NULL || count == 0));
	ZR_CLEANUP_FREE char *before = NULL;
	ZR_CLEANUP_FREE char *after = NULL;
	int result = read_drafts(database, &before, error);
	if (result == 0) {
		result = zr_database_begin(database, error);
	}
	if (result < 0) {
		return result;
	}
	result = replace_drafts(database, household_ids, count, error);
	if (result == 0) {
		result = read_drafts(database, &after, error);
	}
	bool is_changed = result == 0 && strcmp(before, after) != 0;
	if (result == 0 && !is_changed) {
		zr_database_rollback(database); /* a write less */
	} else {
		result = end(database, result, error);
	}
	if (result == 0) {
		*ret_changed = is_changed;
	}
	return result;
}

int zr_inbox_list_drafts(struct zr_database *database,
	int (*visit)(void *user, const char *household_id), void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database, "SELECT household_id FROM open_draft");
	int result = zr_statement_step(&row, "list the drafts", error);
	while (result > 0) {
		int answer = visit(user, zr_statement_lend(&row, 0));
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&row, "list the drafts", error);
	}
	return result;
}
