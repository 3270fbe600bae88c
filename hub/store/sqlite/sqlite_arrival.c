/*
 * What tablets sent: bytes in segments beside the database, a small row for each in it.
 *
 * The segment is synced before the transaction that names it commits, so that a row has its bytes,
 * always. The other way round a crash may leave envelopes without rows at the end of the last
 * segment: nobody was told that they are here; the next start gives them rows (recover), as it does
 * for all of them when the rows are lost. The mark says how far the rows go and how far the
 * envelopes were opened. Order of arrival is the order in the segments: no index keeps it.
 */
#include <assert.h>
#include <string.h>

#include "hub/store/segment/segment_reader.h"
#include "hub/store/segment/segment_writer.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/cleanup.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

static struct zr_sqlite *sqlite_of(struct zr_store *store)
{
	return (struct zr_sqlite *)store;
}

static int read_marks(
	struct zr_store *store, struct zr_store_arrival_marks *ret_marks, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT end_place, opened_place, waiting_count FROM arrival_mark", &row, error, "");
	if (code == 1) {
		*ret_marks = (struct zr_store_arrival_marks){.last_rank = zr_statement_int(row, 0),
			.opened_rank = zr_statement_int(row, 1),
			.waiting_count = (uint64_t)zr_statement_int(row, 2)};
		return 0;
	}
	return code < 0 ? code : zr_error_set(error, ZR_E_INVALID, "the store has lost its mark");
}

/* ---- taking ---- */

int zr_sqlite_add_arrival_row(struct zr_database *database, const struct zr_segment_entry *entry,
	int64_t place, struct zr_error *error)
{
	assert(database != NULL && entry != NULL && place > 0);
	int code = zr_statement_run(database,
		"INSERT INTO arrival(device_id, sequence, hash, place, bytes, received_us)"
		" VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		error, "dihiii", entry->device_id, (int64_t)entry->sequence, entry->hash, place,
		(int64_t)entry->bytes, entry->received_us);
	return code == 0 ? (int)zr_database_change_count(database) : code;
}

/* The row first: it says whether the envelope is there already. */
static int take_one(
	struct zr_sqlite *sqlite, const struct zr_store_arrival *arrival, struct zr_error *error)
{
	assert(sqlite->segments != NULL && arrival->envelope != NULL);
	struct zr_segment_entry entry = {.sequence = arrival->sequence,
		.received_us = arrival->received_us,
		.envelope = arrival->envelope,
		.bytes = arrival->bytes};
	memcpy(entry.device_id, arrival->device_id, sizeof entry.device_id);
	memcpy(entry.hash, arrival->hash, sizeof entry.hash);
	int64_t place = 0;
	int code = zr_segment_writer_prepare(sqlite->segments, &place, error);
	if (code == 0) {
		code = zr_sqlite_add_arrival_row(sqlite->database, &entry, place, error);
	}
	if (code != 1) {
		return code;
	}
	sqlite->group.taken_count++;
	return zr_segment_writer_add(sqlite->segments, &entry, error);
}

static int take_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	int code = zr_sqlite_room_for(sqlite_of(store), arrivals, count, error);
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = take_one(sqlite_of(store), &arrivals[i], error);
	}
	return code;
}

/* ---- the group: what is taken back in the database is taken back here ---- */

void zr_sqlite_begin_group(struct zr_sqlite *sqlite)
{
	assert(sqlite != NULL && sqlite->segments != NULL);
	int64_t place = zr_segment_writer_end(sqlite->segments);
	sqlite->group = (struct zr_sqlite_group){.place = place, .mark_place = place};
}

void zr_sqlite_mark_group(struct zr_sqlite *sqlite)
{
	assert(sqlite != NULL && sqlite->segments != NULL);
	sqlite->group.mark_place = zr_segment_writer_end(sqlite->segments);
	sqlite->group.mark_count = sqlite->group.taken_count;
}

void zr_sqlite_rewind_group(struct zr_sqlite *sqlite, bool is_all)
{
	assert(sqlite != NULL && sqlite->segments != NULL);
	struct zr_sqlite_group *group = &sqlite->group;
	assert(group->place <= group->mark_place);
	group->taken_count = is_all ? 0 : group->mark_count;
	zr_segment_writer_rewind(sqlite->segments, is_all ? group->place : group->mark_place);
}

int zr_sqlite_flush_group(struct zr_sqlite *sqlite, struct zr_error *error)
{
	assert(sqlite != NULL && sqlite->segments != NULL);
	int64_t end_place = zr_segment_writer_end(sqlite->segments);
	if (end_place == sqlite->group.place) {
		return 0;
	}
	int code = zr_segment_writer_flush(sqlite->segments, error);
	return code != 0 ? code
			 : zr_statement_run(sqlite->database,
				   "UPDATE arrival_mark SET end_place = ?,"
				   " waiting_count = waiting_count + ?",
				   error, "ii", end_place, sqlite->group.taken_count);
}

/* ---- looking ---- */

static struct zr_store_arrival arrival_of(const struct zr_segment_entry *entry, int64_t place)
{
	struct zr_store_arrival arrival = {.rank = place,
		.sequence = entry->sequence,
		.received_us = entry->received_us,
		.envelope = entry->envelope,
		.bytes = entry->bytes};
	memcpy(arrival.device_id, entry->device_id, sizeof arrival.device_id);
	memcpy(arrival.hash, entry->hash, sizeof arrival.hash);
	return arrival;
}

/* A list under way: from here to there, for whom. */
struct walk {
	int64_t place;
	int64_t end_place;
	zr_store_visit_arrival *visit;
	void *user;
};

static int visit_row(struct zr_statement *row, const struct walk *walk)
{
	struct zr_store_arrival arrival = {.rank = zr_statement_int(row, 3),
		.sequence = (uint64_t)zr_statement_int(row, 1),
		.bytes = (size_t)zr_statement_int(row, 4),
		.received_us = zr_statement_int(row, 5)};
	(void)zr_statement_copy_blob(row, 0, arrival.device_id, sizeof arrival.device_id);
	(void)zr_statement_copy_blob(row, 2, arrival.hash, sizeof arrival.hash);
	return walk->visit(walk->user, &arrival);
}

/* Who stood where a disk damaged a stretch is in the rows alone: all of them are gone through,
 * which is rare and slow. A stretch without rows is told as nobody's. */
static int visit_damaged(struct zr_store *store, const struct zr_segment_step *step,
	const struct walk *walk, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT device_id, sequence, hash, place, bytes, received_us FROM arrival"
		" WHERE place >= ? AND place < ? ORDER BY place",
		&row, error, "ii", step->place, step->next_place);
	bool has_rows = false;
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		has_rows = true;
		code = visit_row(row, walk);
		if (code != 0) {
			return code;
		}
	}
	if (code != 0 || has_rows) {
		return code;
	}
	int64_t bytes = step->next_place - step->place - ZR_SEGMENT_ENTRY_HEAD_BYTES;
	const struct zr_store_arrival nobodys = {
		.rank = step->place, .bytes = bytes > 0 ? (size_t)bytes : 0};
	return walk->visit(walk->user, &nobodys);
}

static int walk_on(struct zr_store *store, struct walk *walk, const struct zr_store_span *span,
	struct zr_error *error)
{
	assert(walk->place >= 0 && walk->visit != NULL);
	struct zr_sqlite *sqlite = sqlite_of(store);
	size_t bytes = 0;
	int code = 0;
	for (size_t i = 0; code == 0 && i < span->count_max && bytes < span->bytes_max; i++) {
		struct zr_segment_step step;
		code = zr_segment_reader_next(
			sqlite->reader, walk->place, walk->end_place, &step, error);
		if (code != 1) {
			return code;
		}
		if (step.is_damaged) {
			code = visit_damaged(store, &step, walk, error);
		} else {
			struct zr_store_arrival arrival = arrival_of(&step.entry, step.place);
			bytes += arrival.bytes;
			code = walk->visit(walk->user, &arrival);
		}
		walk->place = step.next_place;
	}
	return code;
}

/* Behind the entry that stands at this rank; of a damaged one, behind where it begins. */
static int find_behind(
	struct zr_sqlite *sqlite, int64_t rank, int64_t *ret_place, struct zr_error *error)
{
	struct zr_segment_entry entry = {0};
	int code = rank == 0 ? 0 : zr_segment_reader_get(sqlite->reader, rank, &entry, error);
	*ret_place = rank;
	if (code == ZR_E_IO) {
		*ret_place += 1;
		return 0;
	}
	*ret_place += rank == 0 ? 0 : (int64_t)(ZR_SEGMENT_ENTRY_HEAD_BYTES + entry.bytes);
	return code;
}

static int list_arrivals(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	struct zr_store_arrival_marks marks = {0};
	struct walk walk = {.visit = visit, .user = user};
	int code = read_marks(store, &marks, error);
	if (code == 0) {
		walk.end_place = marks.last_rank;
		code = find_behind(sqlite_of(store), span->after_rank, &walk.place, error);
	}
	return code == 0 ? walk_on(store, &walk, span, error) : code;
}

static int list_waiting(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	struct zr_store_arrival_marks marks = {0};
	int code = read_marks(store, &marks, error);
	if (code != 0) {
		return code;
	}
	struct walk walk = {marks.opened_rank, marks.last_rank, visit, user};
	return walk_on(store, &walk, span, error);
}

/* They come in the order in which they were listed. */
static int settle_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	assert(count > 0 && arrivals[count - 1].rank >= 0);
	const struct zr_store_arrival *last = &arrivals[count - 1];
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE arrival_mark SET opened_place = ?1,"
		" waiting_count = iif(?1 < end_place, max(0, waiting_count - ?2), 0)"
		" WHERE opened_place < ?1",
		error, "ii", last->rank + (int64_t)(ZR_SEGMENT_ENTRY_HEAD_BYTES + last->bytes),
		(int64_t)count);
}

static int get_arrival(struct zr_store *store, const struct zr_store_arrival_name *name,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT place FROM arrival WHERE device_id = ? AND sequence = ? AND hash = ?", &row,
		error, "dih", name->device_id, (int64_t)name->sequence, name->hash);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such envelope");
	}
	if (code < 0) {
		return code;
	}
	struct zr_segment_entry entry;
	int64_t place = zr_statement_int(row, 0);
	code = zr_segment_reader_get(sqlite_of(store)->reader, place, &entry, error);
	if (code == 0 && memcmp(entry.hash, name->hash, sizeof entry.hash) != 0) {
		return zr_error_set(error, ZR_E_IO,
			"segment %u holds another envelope than the store says; restore it",
			zr_segment_place_number(place));
	}
	const struct zr_store_arrival arrival = arrival_of(&entry, place);
	return code == 0 ? visit(user, &arrival) : code;
}

/* ---- marks of one device ---- */

/* From `from` on while no sequence is missing and each stands before the place. */
static int walk_sequences(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	int64_t end_place, uint64_t *sequence, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT sequence, max(place) FROM arrival WHERE device_id = ? AND sequence > ?"
		" GROUP BY sequence ORDER BY sequence",
		&row, error, "di", device_id, (int64_t)*sequence);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		if ((uint64_t)zr_statement_int(row, 0) != *sequence + 1 ||
			zr_statement_int(row, 1) >= end_place) {
			return 0;
		}
		++*sequence;
		code = 0;
	}
	return code;
}

static int high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error)
{
	*ret_high_water = from;
	return walk_sequences(store, device_id, INT64_MAX, ret_high_water, error);
}

static int durable_through(struct zr_store *store, const struct zr_device *device, int64_t rank,
	uint64_t *ret_sequence, struct zr_error *error)
{
	*ret_sequence = device->durable_through;
	return walk_sequences(store, device->keys.id, rank, ret_sequence, error);
}

/* ---- all anew ---- */

/* The rows of arrivals go, too: the next start makes them from the segments. What no known tablet
 * signed has no record to come back, and its line in the quarantine stays. */
static int forget_index(struct zr_store *store, int64_t *ret_opened_rank, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	struct zr_store_arrival_marks marks = {0};
	int code = read_marks(store, &marks, error);
	if (code == 0) {
		code = zr_sqlite_check_segments(store, marks.last_rank, error);
	}
	if (code == 0) {
		code = zr_sqlite_tally_forget(database, error);
	}
	if (code == 0) {
		code = zr_statement_script(database,
			"DELETE FROM record; DELETE FROM arrival;"
			"DELETE FROM quarantine WHERE device_id IS NOT NULL;"
			"UPDATE device SET record_count = 0;"
			"UPDATE arrival_mark SET end_place = 0, opened_place = 0,"
			" waiting_count = 0",
			error);
	}
	*ret_opened_rank = code == 0 && marks.opened_rank > 0 ? marks.opened_rank - 1 : 0;
	return code;
}

const struct zr_store_engine_arrivals zr_sqlite_arrivals = {
	.take = take_arrivals,
	.list = list_arrivals,
	.list_waiting = list_waiting,
	.settle = settle_arrivals,
	.get = get_arrival,
	.get_marks = read_marks,
	.high_water = high_water,
	.durable_through = durable_through,
	.forget_index = forget_index,
};
