/*
 * The outbox in SQL. The hub's receipt and the states that it changes are one transaction, so that
 * a record is never "received" without the proof.
 */
#include "lib/store/outbox.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/sqlite/statement.h"

/* What the hub has called durable; the trigger envelope_is_kept holds the same. */
#define DURABLE "ifnull((SELECT durable_through FROM hub_life), 0)"

int zr_outbox_find(struct zr_database *database, const char *record_id, uint64_t *ret_sequence,
	struct zr_error *error)
{
	assert(record_id != NULL && ret_sequence != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database, "SELECT sequence FROM record WHERE record_id = ?",
		&row, error, "t", record_id);
	if (code >= 0) {
		*ret_sequence = code == 1 ? (uint64_t)zr_statement_int(row, 0) : 0;
	}
	return code < 0 ? code : 0;
}

int zr_outbox_next_sequence(
	struct zr_database *database, uint64_t *ret_sequence, struct zr_error *error)
{
	assert(ret_sequence != NULL);
	int64_t highest = 0;
	int code = zr_statement_read_int(database,
		"SELECT max((SELECT ifnull(max(sequence), 0) FROM record),"
		" ifnull((SELECT high_water FROM hub_life), 0))",
		&highest, error);
	if (code == 0 && (highest < 0 || highest == INT64_MAX)) {
		return zr_error_set(error, ZR_E_INVALID, "the outbox's numbers are damaged");
	}
	if (code == 0) {
		*ret_sequence = (uint64_t)highest + 1;
	}
	return code;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static int add_row(
	struct zr_database *database, const struct zr_outbox_record *record, struct zr_error *error)
{
	return zr_statement_run(database,
		"INSERT INTO record(sequence, record_id, household_id, address, area_id, outcome,"
		" appointment, previous_id, replaces_id, result, hash, bytes, state, changed_us)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		error, "ittttttttihiii", (int64_t)record->sequence, record->record_id,
		or_empty(record->household_id), or_empty(record->address),
		or_empty(record->area_id), or_empty(record->outcome), or_empty(record->appointment),
		or_empty(record->previous_id), or_empty(record->replaces_id),
		(int64_t)record->result, record->hash, (int64_t)record->bytes,
		(int64_t)record->state, record->changed_us);
}

static int add_envelope(struct zr_database *database, uint64_t sequence,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	return zr_statement_run(database, "INSERT INTO envelope(sequence, data) VALUES(?,?)", error,
		"ib", (int64_t)sequence, (const void *)envelope->data, envelope->bytes);
}

int zr_outbox_add(struct zr_database *database, const struct zr_outbox_record *record,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	assert(record->record_id != NULL && record->record_id[0] != '\0');
	assert(record->state == ZR_OUTBOX_WAITING);
	assert(record->bytes == envelope->bytes && record->bytes > 0);
	uint64_t next_sequence = 0;
	int code = zr_outbox_next_sequence(database, &next_sequence, error);
	if (code != 0) {
		return code;
	}
	/* This connection is the only one, so nothing can come between. */
	assert(record->sequence == next_sequence);
	code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = add_row(database, record, error);
	if (code == 0) {
		code = add_envelope(database, record->sequence, envelope, error);
	}
	return zr_database_end(database, code, error);
}

int zr_outbox_get(struct zr_database *database, uint64_t sequence, struct zr_buffer *ret_envelope,
	struct zr_error *error)
{
	assert(ret_envelope != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database, "SELECT data FROM envelope WHERE sequence = ?", &row,
		error, "i", (int64_t)sequence);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"record %llu is not in the outbox any more", (unsigned long long)sequence);
	}
	if (code < 0) {
		return code;
	}
	if (zr_statement_size(row, 0) == 0) {
		return zr_error_set(error, ZR_E_INVALID, "record %llu is damaged",
			(unsigned long long)sequence);
	}
	code = zr_statement_append(row, 0, ret_envelope);
	return code != 0 ? zr_error_set(error, code, "no memory to read a record") : 0;
}

/* The texts are lent by the row. */
static void lend_record(const struct zr_statement *row, struct zr_outbox_record *ret_record)
{
	assert(row != NULL && ret_record != NULL);
	int64_t sequence = zr_statement_int(row, 0);
	*ret_record = (struct zr_outbox_record){.sequence = sequence > 0 ? (uint64_t)sequence : 0,
		.record_id = zr_statement_text(row, 1),
		.household_id = zr_statement_text(row, 2),
		.address = zr_statement_text(row, 3),
		.area_id = zr_statement_text(row, 4),
		.outcome = zr_statement_text(row, 5),
		.appointment = zr_statement_text(row, 6),
		.previous_id = zr_statement_text(row, 7),
		.replaces_id = zr_statement_text(row, 8),
		.result = (enum zr_visit_result)zr_statement_int(row, 9),
		.bytes = (size_t)zr_statement_int(row, 11),
		.state = (enum zr_outbox_state)zr_statement_int(row, 12),
		.code = (int)zr_statement_int(row, 13),
		.changed_us = zr_statement_int(row, 14)};
	ret_record->is_damaged = sequence <= 0 || zr_statement_int(row, 11) <= 0 ||
				 !zr_statement_copy_blob(row, 10, ret_record->hash, ZR_HASH_BYTES);
}

int zr_outbox_list(struct zr_database *database, bool is_waiting_only,
	int (*visit)(void *user, const struct zr_outbox_record *record), void *user,
	struct zr_error *error)
{
	assert(database != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database,
		"SELECT sequence, record_id, household_id, address, area_id, outcome, appointment,"
		" previous_id, replaces_id, result, hash, bytes, state, code, changed_us"
		" FROM record WHERE state <= ? ORDER BY sequence",
		&row, error, "i",
		(int64_t)(is_waiting_only ? ZR_OUTBOX_WAITING : ZR_OUTBOX_REFUSED));
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_outbox_record record;
		lend_record(row, &record);
		code = visit(user, &record);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int apply_changes(struct zr_database *database,
	const struct zr_outbox_settlement *settlement, struct zr_error *error)
{
	int code = zr_statement_run(database, "INSERT INTO receipt(envelope) VALUES(?)", error, "b",
		(const void *)settlement->receipt->data, settlement->receipt->bytes);
	int64_t receipt_id = zr_database_last_id(database);
	for (size_t i = 0; i < settlement->change_count && code == 0; i++) {
		const struct zr_sync_change *change = &settlement->changes[i];
		enum zr_outbox_state state =
			change->code == 0 ? ZR_OUTBOX_RECEIVED : ZR_OUTBOX_REFUSED;
		code = zr_statement_run(database,
			"UPDATE record SET state = ?, code = ?, changed_us = ?, receipt = ?"
			" WHERE sequence = ? AND state <> 3",
			error, "iiiii", (int64_t)state, (int64_t)change->code, settlement->now_us,
			receipt_id, (int64_t)change->sequence);
	}
	return code;
}

int zr_outbox_settle(struct zr_database *database, const struct zr_outbox_settlement *settlement,
	struct zr_error *error)
{
	assert(settlement->change_count > 0 && settlement->receipt->bytes > 0);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	return zr_database_end(database, apply_changes(database, settlement, error), error);
}

int zr_outbox_newest_us(struct zr_database *database, int64_t *ret_time_us, struct zr_error *error)
{
	assert(ret_time_us != NULL);
	return zr_statement_read_int(
		database, "SELECT max(changed_us) FROM record", ret_time_us, error);
}

int zr_outbox_count(
	struct zr_database *database, struct zr_outbox_counts *ret_counts, struct zr_error *error)
{
	assert(ret_counts != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database,
		"SELECT state, count(*), ifnull(sum(iif(envelope.sequence IS NULL, 0, bytes)), 0),"
		" max(changed_us), ifnull(sum(iif(envelope.sequence <= " DURABLE ", bytes, 0)), 0),"
		" ifnull(sum(envelope.sequence > " DURABLE "), 0)"
		" FROM record LEFT JOIN envelope USING(sequence) GROUP BY state",
		&row, error, "");
	struct zr_outbox_counts counts = {0};
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		uint64_t count = (uint64_t)zr_statement_int(row, 1);
		switch ((enum zr_outbox_state)zr_statement_int(row, 0)) {
		case ZR_OUTBOX_WAITING:
			counts.waiting = count;
			break;
		case ZR_OUTBOX_RECEIVED:
			counts.received = count;
			counts.kept_bytes = (uint64_t)zr_statement_int(row, 2);
			counts.last_received_us = zr_statement_int(row, 3);
			counts.droppable_bytes = (uint64_t)zr_statement_int(row, 4);
			counts.kept_count = (uint64_t)zr_statement_int(row, 5);
			break;
		case ZR_OUTBOX_REFUSED:
			counts.refused = count;
			break;
		}
		code = 0;
	}
	if (code == 0) {
		*ret_counts = counts;
	}
	return code;
}

int zr_outbox_drop(struct zr_database *database, uint64_t kept_bytes_max, struct zr_error *error)
{
	assert(kept_bytes_max <= INT64_MAX);
	/* What is newer than a record and still here, with itself, must fit. */
	return zr_statement_run(database,
		"DELETE FROM envelope WHERE sequence IN"
		" (SELECT sequence FROM (SELECT sequence, sum(bytes) OVER (ORDER BY sequence DESC)"
		" AS newer_bytes FROM record JOIN envelope USING(sequence) WHERE state = 3)"
		" WHERE newer_bytes > ? AND sequence <= " DURABLE ")",
		error, "i", (int64_t)kept_bytes_max);
}
