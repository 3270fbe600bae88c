/*
 * What a start may find: envelopes in segments that have no rows, because the hub ended between the
 * two or the rows are lost; a torn end, which is cut; envelopes that stand in rows, as they did
 * before there were segments. Each is brought in order before the first write.
 *
 * Invariant: every transaction here leaves a store that the next start goes on from.
 */
#include <assert.h>
#include <string.h>

#include "hub/store/segment/segment_reader.h"
#include "hub/store/segment/segment_writer.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

enum {
	GROUP_COUNT = 4096, /* rows of one transaction */
};

/* ---- rows for what has none ---- */

struct recovery {
	struct zr_sqlite *sqlite;
	int64_t place;     /* where the reader goes on */
	int64_t end_place; /* behind the last whole entry */
	int64_t count;     /* of rows that were made */
};

static void tell_damage(const struct zr_segment_step *step)
{
	ZR_LOG(SEGMENT_DAMAGED, .segment = (int64_t)zr_segment_place_number(step->place),
		.at = (int64_t)zr_segment_place_offset(step->place));
}

/* 1: there may be more; 0: that was the last. */
static int give_row(struct recovery *recovery, struct zr_error *error)
{
	assert(recovery->place >= recovery->end_place);
	struct zr_segment_step step;
	struct zr_sqlite *sqlite = recovery->sqlite;
	int code = zr_segment_reader_next(sqlite->reader, recovery->place, INT64_MAX, &step, error);
	if (code != 1) {
		return code;
	}
	recovery->place = step.next_place;
	if (step.is_damaged) {
		tell_damage(&step);
		return 1;
	}
	code = zr_sqlite_add_arrival_row(sqlite->database, &step.entry, step.place, error);
	recovery->count += code == 1 ? 1 : 0;
	recovery->end_place = step.next_place;
	return code < 0 ? code : 1;
}

static int give_rows_of_group(struct recovery *recovery, struct zr_error *error)
{
	int code = 1;
	int64_t before = recovery->count;
	for (unsigned i = 0; code == 1 && i < GROUP_COUNT; i++) {
		code = give_row(recovery, error);
	}
	if (code < 0) {
		return code;
	}
	int marked = zr_statement_run(recovery->sqlite->database,
		"UPDATE arrival_mark SET end_place = ?1, waiting_count = waiting_count + ?2"
		" WHERE end_place < ?1",
		error, "ii", recovery->end_place, recovery->count - before);
	return marked < 0 ? marked : code;
}

static int give_rows(struct zr_sqlite *sqlite, int64_t *end_place, struct zr_error *error)
{
	struct recovery recovery = {.sqlite = sqlite, .place = *end_place, .end_place = *end_place};
	int code = 1;
	while (code == 1) {
		code = zr_database_begin(sqlite->database, error);
		if (code == 0) {
			code = give_rows_of_group(&recovery, error);
		}
		int ended = zr_database_end(sqlite->database, code < 0 ? code : 0, error);
		code = ended < 0 ? ended : code;
	}
	if (code == 0 && recovery.count > 0) {
		ZR_LOG(ENVELOPES_FOUND, .count = recovery.count);
	}
	*end_place = recovery.end_place;
	return code;
}

/* ---- envelopes that stand in rows ---- */

/* Where a store of an earlier version has them. */
struct mover {
	const char *next;  /* id, device, sequence, hash, received, envelope of one */
	const char *empty; /* by id */
	const char *done;  /* likewise */
};
static const struct mover movers[] = {
	{"SELECT rank, device_id, sequence, hash, received_us, envelope FROM record WHERE rank ="
	 " (SELECT min(id) FROM envelope_to_move WHERE kind = 1)",
		"UPDATE record SET envelope = x'' WHERE rank = ?",
		"DELETE FROM envelope_to_move WHERE kind = 1 AND id = ?"},
	{"SELECT quarantine_id, device_id, sequence, hash, time_us, envelope FROM quarantine"
	 " WHERE quarantine_id = (SELECT min(id) FROM envelope_to_move WHERE kind = 2)",
		"UPDATE quarantine SET envelope = NULL WHERE quarantine_id = ?",
		"DELETE FROM envelope_to_move WHERE kind = 2 AND id = ?"},
};

/* 1: one was moved; 0: there is none. */
static int move_one(struct zr_sqlite *sqlite, const struct mover *mover, struct zr_error *error)
{
	assert(sqlite->segments != NULL && mover->next != NULL);
	int64_t id = 0;
	struct zr_store_arrival arrival = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	{
		ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
		int code = zr_statement_find(sqlite->database, mover->next, &row, error, "");
		if (code != 1) {
			return code;
		}
		id = zr_statement_int(row, 0);
		arrival.sequence = (uint64_t)zr_statement_int(row, 2);
		arrival.received_us = zr_statement_int(row, 4);
		(void)zr_statement_copy_blob(row, 1, arrival.device_id, sizeof arrival.device_id);
		(void)zr_statement_copy_blob(row, 3, arrival.hash, sizeof arrival.hash);
		code = zr_statement_append(row, 5, &envelope);
		if (code != 0) {
			return zr_error_set(error, code, "no memory to move an envelope");
		}
	}
	arrival.envelope = envelope.data;
	arrival.bytes = envelope.bytes;
	int code = arrival.bytes == 0 || arrival.bytes > ZR_ENVELOPE_BYTES_MAX
			   ? 0
			   : zr_sqlite_arrivals.take(&sqlite->base, &arrival, 1, error);
	if (code == 0) {
		code = zr_statement_run(sqlite->database, mover->empty, error, "i", id);
	}
	if (code == 0) {
		code = zr_statement_run(sqlite->database, mover->done, error, "i", id);
	}
	return code == 0 ? 1 : code;
}

/* Some of them: 1 when there may be more. What is moved was opened long ago. */
static int move_some(struct zr_sqlite *sqlite, const struct mover *mover, struct zr_error *error)
{
	int code = 1;
	size_t count = 0;
	while (code == 1 && count < GROUP_COUNT) {
		code = move_one(sqlite, mover, error);
		count += code == 1 ? 1 : 0;
	}
	if (code < 0 || count == 0) {
		return code;
	}
	int marked = zr_sqlite_flush_group(sqlite, error);
	if (marked == 0) {
		marked = zr_statement_run(sqlite->database,
			"UPDATE arrival_mark SET opened_place = end_place, waiting_count = 0",
			error, "");
	}
	return marked != 0 ? marked : code;
}

static int move_group(struct zr_sqlite *sqlite, const struct mover *mover, struct zr_error *error)
{
	int code = zr_database_begin(sqlite->database, error);
	if (code != 0) {
		return code;
	}
	zr_sqlite_begin_group(sqlite);
	code = move_some(sqlite, mover, error);
	int ended = zr_database_end(sqlite->database, code < 0 ? code : 0, error);
	if (ended != 0) {
		zr_sqlite_rewind_group(sqlite, true);
		return ended;
	}
	return code;
}

static int move_envelopes(struct zr_sqlite *sqlite, struct zr_error *error)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < sizeof movers / sizeof movers[0]; i++) {
		do {
			code = move_group(sqlite, &movers[i], error);
		} while (code == 1);
	}
	return code;
}

int zr_sqlite_recover(struct zr_sqlite *sqlite, const char *folder, struct zr_error *error)
{
	assert(sqlite != NULL && sqlite->reader != NULL && sqlite->segments == NULL);
	int64_t end_place = 0;
	int code = zr_statement_read_int(
		sqlite->database, "SELECT end_place FROM arrival_mark", &end_place, error);
	if (code == 0) {
		code = give_rows(sqlite, &end_place, error);
	}
	const struct zr_segment_writer_options options = {.folder = folder,
		.end_place = end_place,
		.segment_bytes_max = ZR_HUB_SEGMENT_BYTES_MAX};
	if (code == 0) {
		code = zr_segment_writer_open(&options, &sqlite->segments, error);
	}
	if (code == 0) {
		zr_sqlite_begin_group(sqlite);
		code = move_envelopes(sqlite, error);
	}
	return code;
}
