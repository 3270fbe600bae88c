/*
 * The outbox in SQL. The hub's receipt and the states that it changes are one transaction, so that
 * a record is never "received" without the proof.
 */
#include "lib/store/outbox.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"

/* A statement with one row and one integer; NULL and no row are 0. */
static int read_int(
	struct zr_database *database, const char *sql, int64_t *ret_value, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, sql);
	int result = zr_statement_step(&statement, "read the outbox", error);
	if (result >= 0) {
		*ret_value = result > 0 ? zr_statement_int(&statement, 0) : 0;
	}
	return result < 0 ? result : 0;
}

int zr_outbox_find(struct zr_database *database, const char *record_id, uint64_t *ret_sequence,
	struct zr_error *error)
{
	assert(record_id != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "SELECT sequence FROM record WHERE record_id = ?");
	zr_statement_add_text(&statement, record_id);
	int result = zr_statement_step(&statement, "look for the record", error);
	if (result >= 0) {
		*ret_sequence = result > 0 ? (uint64_t)zr_statement_int(&statement, 0) : 0;
	}
	return result < 0 ? result : 0;
}

int zr_outbox_next_sequence(
	struct zr_database *database, uint64_t *ret_sequence, struct zr_error *error)
{
	int64_t highest = 0;
	int result = read_int(database,
		"SELECT max((SELECT ifnull(max(sequence), 0) FROM record),"
		" ifnull((SELECT high_water FROM hub_life), 0))",
		&highest, error);
	if (result == 0) {
		*ret_sequence = (uint64_t)highest + 1;
	}
	return result;
}

static void add_optional(struct zr_statement *statement, const char *text)
{
	zr_statement_add_text(statement, text != NULL ? text : "");
}

static int add_row(
	struct zr_database *database, const struct zr_outbox_record *record, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"INSERT INTO record(sequence, record_id, household_id, address, area_id, outcome,"
		" appointment, previous_id, replaces_id, result, hash, bytes, state, changed_us)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	zr_statement_add_int(&statement, (int64_t)record->sequence);
	zr_statement_add_text(&statement, record->record_id);
	add_optional(&statement, record->household_id);
	add_optional(&statement, record->address);
	add_optional(&statement, record->area_id);
	add_optional(&statement, record->outcome);
	add_optional(&statement, record->appointment);
	add_optional(&statement, record->previous_id);
	add_optional(&statement, record->replaces_id);
	zr_statement_add_int(&statement, record->result);
	zr_statement_add_blob(&statement, record->hash, ZR_HASH_BYTES);
	zr_statement_add_int(&statement, (int64_t)record->bytes);
	zr_statement_add_int(&statement, record->state);
	zr_statement_add_int(&statement, record->changed_us);
	return zr_statement_run(&statement, "store the record", error);
}

static int add_envelope(struct zr_database *database, uint64_t sequence,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "INSERT INTO envelope(sequence, data) VALUES(?,?)");
	zr_statement_add_int(&statement, (int64_t)sequence);
	zr_statement_add_blob(&statement, envelope->data, envelope->bytes);
	return zr_statement_run(&statement, "store the sealed record", error);
}

static int end(struct zr_database *database, int result, struct zr_error *error)
{
	if (result < 0) {
		zr_database_rollback(database);
		return result;
	}
	return zr_database_commit(database, error);
}

int zr_outbox_add(struct zr_database *database, const struct zr_outbox_record *record,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	assert(record->record_id != NULL && record->record_id[0] != '\0');
	assert(record->state == ZR_OUTBOX_WAITING);
	assert(record->bytes == envelope->bytes && record->bytes > 0);
	uint64_t next_sequence = 0;
	int result = zr_outbox_next_sequence(database, &next_sequence, error);
	if (result < 0) {
		return result;
	}
	/* This connection is the only one, so nothing can come between. */
	assert(record->sequence == next_sequence);
	result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	result = add_row(database, record, error);
	if (result == 0) {
		result = add_envelope(database, record->sequence, envelope, error);
	}
	return end(database, result, error);
}

int zr_outbox_get(struct zr_database *database, uint64_t sequence, struct zr_buffer *ret_envelope,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "SELECT data FROM envelope WHERE sequence = ?");
	zr_statement_add_int(&statement, (int64_t)sequence);
	int result = zr_statement_step(&statement, "read a record", error);
	if (result == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"record %llu is not in the outbox any more", (unsigned long long)sequence);
	}
	if (result < 0) {
		return result;
	}
	result = zr_statement_blob(&statement, 0, ret_envelope);
	return result < 0 ? zr_error_set(error, result, "no memory to read a record") : 0;
}

/* The texts are lent by the row. */
static bool lend_record(const struct zr_statement *row, struct zr_outbox_record *ret_record)
{
	*ret_record = (struct zr_outbox_record){.sequence = (uint64_t)zr_statement_int(row, 0),
		.record_id = zr_statement_lend(row, 1),
		.household_id = zr_statement_lend(row, 2),
		.address = zr_statement_lend(row, 3),
		.area_id = zr_statement_lend(row, 4),
		.outcome = zr_statement_lend(row, 5),
		.appointment = zr_statement_lend(row, 6),
		.previous_id = zr_statement_lend(row, 7),
		.replaces_id = zr_statement_lend(row, 8),
		.result = (enum zr_visit_result)zr_statement_int(row, 9),
		.bytes = (size_t)zr_statement_int(row, 11),
		.state = (enum zr_outbox_state)zr_statement_int(row, 12),
		.code = (int)zr_statement_int(row, 13),
		.changed_us = zr_statement_int(row, 14)};
	return zr_statement_bytes(row, 10, ret_record->hash, ZR_HASH_BYTES);
}

int zr_outbox_list(struct zr_database *database, bool is_waiting_only,
	int (*visit)(void *user, const struct zr_outbox_record *record), void *user,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"SELECT sequence, record_id, household_id, address, area_id, outcome, appointment,"
		" previous_id, replaces_id, result, hash, bytes, state, code, changed_us"
		" FROM record WHERE state <= ? ORDER BY sequence");
	zr_statement_add_int(&statement, is_waiting_only ? ZR_OUTBOX_WAITING : ZR_OUTBOX_REFUSED);
	int result = zr_statement_step(&statement, "list the records", error);
	while (result > 0) {
		struct zr_outbox_record record;
		if (!lend_record(&statement, &record)) {
			return zr_error_set(error, ZR_E_INVALID, "record %llu is damaged",
				(unsigned long long)record.sequence);
		}
		int answer = visit(user, &record);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&statement, "list the records", error);
	}
	return result;
}

static int apply_changes(struct zr_database *database,
	const struct zr_outbox_settlement *settlement, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement receipt = {0};
	zr_statement_init(&receipt, database, "INSERT INTO receipt(envelope) VALUES(?)");
	zr_statement_add_blob(&receipt, settlement->receipt->data, settlement->receipt->bytes);
	int result = zr_statement_run(&receipt, "store the hub's receipt", error);
	int64_t receipt_id = sqlite3_last_insert_rowid(zr_database_handle(database));
	ZR_CLEANUP(zr_statement_finish) struct zr_statement record = {0};
	zr_statement_init(&record, database,
		"UPDATE record SET state = ?, code = ?, changed_us = ?, receipt = ?"
		" WHERE sequence = ? AND state <> 3");
	for (size_t i = 0; i < settlement->change_count && result == 0; i++) {
		const struct zr_sync_change *change = &settlement->changes[i];
		zr_statement_add_int(
			&record, change->code == 0 ? ZR_OUTBOX_RECEIVED : ZR_OUTBOX_REFUSED);
		zr_statement_add_int(&record, change->code);
		zr_statement_add_int(&record, settlement->now_us);
		zr_statement_add_int(&record, receipt_id);
		zr_statement_add_int(&record, (int64_t)change->sequence);
		result = zr_statement_run(&record, "store what the hub received", error);
	}
	return result;
}

int zr_outbox_settle(struct zr_database *database, const struct zr_outbox_settlement *settlement,
	struct zr_error *error)
{
	assert(settlement->change_count > 0 && settlement->receipt->bytes > 0);
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	return end(database, apply_changes(database, settlement, error), error);
}

int zr_outbox_newest_us(struct zr_database *database, int64_t *ret_time_us, struct zr_error *error)
{
	return read_int(database, "SELECT max(changed_us) FROM record", ret_time_us, error);
}

int zr_outbox_count(
	struct zr_database *database, struct zr_outbox_counts *ret_counts, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"SELECT state, count(*), ifnull(sum(iif(envelope.sequence IS NULL, 0, bytes)), 0),"
		" max(changed_us)"
		" FROM record LEFT JOIN envelope USING(sequence) GROUP BY state");
	struct zr_outbox_counts counts = {0};
	int result = zr_statement_step(&statement, "count the records", error);
	while (result > 0) {
		uint64_t count = (uint64_t)zr_statement_int(&statement, 1);
		switch ((enum zr_outbox_state)zr_statement_int(&statement, 0)) {
		case ZR_OUTBOX_WAITING:
			counts.waiting = count;
			break;
		case ZR_OUTBOX_RECEIVED:
			counts.received = count;
			counts.kept_bytes = (uint64_t)zr_statement_int(&statement, 2);
			counts.last_received_us = zr_statement_int(&statement, 3);
			break;
		case ZR_OUTBOX_REFUSED:
			counts.refused = count;
			break;
		}
		result = zr_statement_step(&statement, "count the records", error);
	}
	if (result == 0) {
		*ret_counts = counts;
	}
	return result;
}

int zr_outbox_drop(struct zr_database *database, uint64_t kept_bytes_max, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	/* What is newer than a record and still here, with itself, must fit. */
	zr_statement_init(&statement, database,
		"DELETE FROM envelope WHERE sequence IN"
		" (SELECT sequence FROM (SELECT sequence, sum(bytes) OVER (ORDER BY sequence DESC)"
		" AS newer_bytes FROM record JOIN envelope USING(sequence) WHERE state = 3)"
		" WHERE newer_bytes > ?)");
	zr_statement_add_int(&statement, (int64_t)kept_bytes_max);
	return zr_statement_run(&statement, "drop received records", error);
}

int zr_outbox_reserve_receipts(
	struct zr_database *database, uint64_t count, uint64_t *ret_first, struct zr_error *error)
{
	assert(count > 0);
	int64_t reserved = 0;
	int result = read_int(database, "SELECT reserved FROM own_receipt", &reserved, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "UPDATE own_receipt SET reserved = ?");
	zr_statement_add_int(&statement, reserved + (int64_t)count);
	result = zr_statement_run(&statement, "number the receipts", error);
	if (result == 0) {
		*ret_first = (uint64_t)reserved + 1;
	}
	return result;
}
