/*
 * What tablets sent: one row each, with the envelope in it. Which of them wait to be opened is told
 * by the rows and not by a mark: of two hubs the one may commit a lower rank later than the other a
 * higher one. Two that open the same find each other's records there.
 */
#include <assert.h>

#include "hub/store/postgres/array.h"
#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"
#include "lib/base/cleanup.h"

/* One statement for all of an exchange: what the server does for a statement costs it more than a
 * row. */
struct rows {
	struct zr_array device_ids;
	struct zr_array sequences;
	struct zr_array hashes;
	struct zr_array received;
	struct zr_array envelopes;
};

static void rows_finish(struct rows *rows)
{
	zr_array_finish(&rows->device_ids);
	zr_array_finish(&rows->sequences);
	zr_array_finish(&rows->hashes);
	zr_array_finish(&rows->received);
	zr_array_finish(&rows->envelopes);
}

static int rows_init(struct rows *rows, const struct zr_store_arrival *arrivals, size_t count)
{
	size_t bytes = 0;
	for (size_t i = 0; i < count; i++) {
		bytes += arrivals[i].bytes;
	}
	int code =
		zr_array_init(&rows->device_ids, ZR_ARRAY_BYTES, count, count * ZR_PARTY_ID_BYTES);
	if (code == 0) {
		code = zr_array_init(
			&rows->sequences, ZR_ARRAY_INT, count, count * sizeof(int64_t));
	}
	if (code == 0) {
		code = zr_array_init(&rows->hashes, ZR_ARRAY_BYTES, count, count * ZR_HASH_BYTES);
	}
	if (code == 0) {
		code = zr_array_init(&rows->received, ZR_ARRAY_INT, count, count * sizeof(int64_t));
	}
	return code == 0 ? zr_array_init(&rows->envelopes, ZR_ARRAY_BYTES, count, bytes) : code;
}

static int rows_add(struct rows *rows, const struct zr_store_arrival *arrival)
{
	int code = zr_array_add_bytes(
		&rows->device_ids, arrival->device_id, sizeof arrival->device_id);
	if (code == 0) {
		code = zr_array_add_int(&rows->sequences, (int64_t)arrival->sequence);
	}
	if (code == 0) {
		code = zr_array_add_bytes(&rows->hashes, arrival->hash, sizeof arrival->hash);
	}
	if (code == 0) {
		code = zr_array_add_int(&rows->received, arrival->received_us);
	}
	return code == 0 ? zr_array_add_bytes(&rows->envelopes, arrival->envelope, arrival->bytes)
			 : code;
}

static int take_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	assert(count > 0);
	ZR_CLEANUP(rows_finish) struct rows rows = {0};
	int code = rows_init(&rows, arrivals, count);
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = rows_add(&rows, &arrivals[i]);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory for what a tablet sends");
	}
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO arrival(device_id, sequence, hash, received_us, envelope)"
		" SELECT unnest($1), unnest($2), unnest($3), unnest($4), unnest($5)"
		" ON CONFLICT DO NOTHING",
		error, "ccccc", &rows.device_ids, &rows.sequences, &rows.hashes, &rows.received,
		&rows.envelopes);
}

#define ARRIVAL_COLUMNS                                                                            \
	"SELECT rank, device_id, sequence, hash, received_us, envelope FROM arrival "

static struct zr_store_arrival read_arrival(const struct zr_query *row)
{
	struct zr_store_arrival arrival = {.rank = zr_query_int(row, 0),
		.sequence = (uint64_t)zr_query_int(row, 2),
		.received_us = zr_query_int(row, 4),
		.envelope = zr_query_blob(row, 5),
		.bytes = zr_query_size(row, 5)};
	(void)zr_query_copy_blob(row, 1, arrival.device_id, sizeof arrival.device_id);
	(void)zr_query_copy_blob(row, 3, arrival.hash, sizeof arrival.hash);
	return arrival;
}

static int visit_rows(
	struct zr_query *row, size_t bytes_max, zr_store_visit_arrival *visit, void *user)
{
	int code = 0;
	size_t bytes = 0;
	while (code == 0 && bytes < bytes_max && zr_query_step(row)) {
		const struct zr_store_arrival arrival = read_arrival(row);
		bytes += arrival.bytes;
		code = visit(user, &arrival);
	}
	return code;
}

static int list_arrivals(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		ARRIVAL_COLUMNS "WHERE rank > $1 ORDER BY rank LIMIT $2", error, "ii",
		span->after_rank, (int64_t)span->count_max);
	return code == 0 ? visit_rows(&row, span->bytes_max, visit, user) : code;
}

static int list_waiting(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		ARRIVAL_COLUMNS "WHERE is_waiting ORDER BY rank LIMIT $1", error, "i",
		(int64_t)span->count_max);
	return code == 0 ? visit_rows(&row, span->bytes_max, visit, user) : code;
}

/* Under the lock of those who count, which records are added under: what the other hub found is
 * either committed or not begun. */
static int is_waiting(
	struct zr_store *store, const struct zr_store_arrival *arrival, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	struct zr_conduit *conduit = zr_postgres_conduit(store);
	int code = zr_query_run(
		conduit, "SELECT pg_advisory_xact_lock(" ZR_POSTGRES_COUNTING_LOCK ")", error, "");
	return code != 0 ? code
			 : zr_query_find(&row, conduit,
				   "SELECT 1 FROM arrival WHERE device_id = $1 AND sequence = $2"
				   " AND hash = $3 AND is_waiting",
				   error, "dih", arrival->device_id, (int64_t)arrival->sequence,
				   arrival->hash);
}

static int settle_arrivals(struct zr_store *store, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = zr_query_run(zr_postgres_conduit(store),
			"UPDATE arrival SET is_waiting = false WHERE device_id = $1"
			" AND sequence = $2 AND hash = $3",
			error, "dih", arrivals[i].device_id, (int64_t)arrivals[i].sequence,
			arrivals[i].hash);
	}
	return code;
}

static int get_arrival(struct zr_store *store, const struct zr_store_arrival_name *name,
	zr_store_visit_arrival *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		ARRIVAL_COLUMNS "WHERE device_id = $1 AND sequence = $2 AND hash = $3", error,
		"dih", name->device_id, (int64_t)name->sequence, name->hash);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such envelope");
	}
	if (code < 0) {
		return code;
	}
	const struct zr_store_arrival arrival = read_arrival(&row);
	return visit(user, &arrival);
}

static int get_marks(
	struct zr_store *store, struct zr_store_arrival_marks *ret_marks, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT coalesce((SELECT max(rank) FROM arrival), 0),"
		" (SELECT min(rank) FROM arrival WHERE is_waiting),"
		" (SELECT count(*) FROM arrival WHERE is_waiting)",
		error, "");
	if (code < 0) {
		return code;
	}
	int64_t last_rank = zr_query_int(&row, 0);
	*ret_marks = (struct zr_store_arrival_marks){.last_rank = last_rank,
		.opened_rank = zr_query_is_null(&row, 1) ? last_rank : zr_query_int(&row, 1) - 1,
		.waiting_count = (uint64_t)zr_query_int(&row, 2)};
	return 0;
}

/* From there on while no sequence is missing and each stands within the rank. */
static int walk_sequences(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	int64_t last_rank, uint64_t *sequence, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT sequence, max(rank) FROM arrival WHERE device_id = $1 AND sequence > $2"
		" GROUP BY sequence ORDER BY sequence",
		error, "di", device_id, (int64_t)*sequence);
	while (code == 0 && zr_query_step(&row)) {
		if ((uint64_t)zr_query_int(&row, 0) != *sequence + 1 ||
			zr_query_int(&row, 1) > last_rank) {
			return 0;
		}
		++*sequence;
	}
	return code;
}

static int high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error)
{
	*ret_high_water = from;
	return walk_sequences(store, device_id, INT64_MAX, ret_high_water, error);
}

static int durable_through(struct zr_store *store, const struct zr_device *device,
	int64_t last_rank, uint64_t *ret_sequence, struct zr_error *error)
{
	*ret_sequence = device->durable_through;
	return walk_sequences(store, device->keys.id, last_rank, ret_sequence, error);
}

/* ---- all anew ---- */

static int forget_index(struct zr_store *store, int64_t *ret_opened_rank, struct zr_error *error)
{
	static const char *const steps[] = {
		"SELECT pg_advisory_xact_lock(" ZR_POSTGRES_COUNTING_LOCK ")",
		"TRUNCATE record, form_tally, visit, area_day, territory_day",
		"SELECT setval('record_rank', 1, false)",
		"UPDATE area_tally SET record_count = 0, found_count = 0,"
		" open_count = household_count, done_count = 0, revisit_count = 0,"
		" refused_count = 0, empty_count = 0, last_us = 0",
		"UPDATE territory_tally SET last_us = 0", /* the rest follows by triggers */
		"DELETE FROM quarantine WHERE device_id IS NOT NULL",
		"UPDATE device SET record_count = 0 WHERE record_count <> 0",
		"UPDATE arrival SET is_waiting = true WHERE NOT is_waiting",
	};
	struct zr_store_arrival_marks marks = {0};
	int code = get_marks(store, &marks, error);
	for (size_t i = 0; code == 0 && i < sizeof steps / sizeof steps[0]; i++) {
		code = zr_query_run(zr_postgres_conduit(store), steps[i], error, "");
	}
	*ret_opened_rank = marks.opened_rank;
	return code;
}

const struct zr_store_engine_arrivals zr_postgres_arrivals = {
	.take = take_arrivals,
	.list = list_arrivals,
	.list_waiting = list_waiting,
	.is_waiting = is_waiting,
	.settle = settle_arrivals,
	.get = get_arrival,
	.get_marks = get_marks,
	.high_water = high_water,
	.durable_through = durable_through,
	.forget_index = forget_index,
};
