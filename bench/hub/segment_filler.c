/*
 * Envelopes of a country, as they would stand in the segments of a hub that took them: what
 * bench/country.py fills a store with has them, too. They hold nothing that could be opened; their
 * hashes are right, and who they are of is worked out here as it is there.
 *
 * Usage: hub-segments STORE RECORDS TABLETS BYTES FIRST_US STEP_US
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hub/fleet_file.h"
#include "hub/store/segment/segment_writer.h"
#include "hub/store/stored.h"
#include "lib/base/limits.h"

enum {
	GROUP_COUNT = 8192,
	STRIDE = 7919, /* of tablets, from record to record */
	BYTES_MAX = 4096,
};

struct country {
	uint64_t record_count;
	uint64_t tablet_count;
	size_t bytes; /* of an envelope */
	int64_t first_us;
	int64_t step_us;
};

static void run_sql(sqlite3 *database, const char *sql)
{
	bench_need(sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK,
		sqlite3_errmsg(database));
}

static void put_number(uint64_t number, uint8_t ret_bytes[8])
{
	for (unsigned i = 0; i < 8; i++) {
		ret_bytes[i] = (uint8_t)(number >> (56 - 8 * i));
	}
}

/* identify() of country.py. */
static void identify(uint64_t number, uint8_t ret_id[ZR_PARTY_ID_BYTES])
{
	uint8_t text[8];
	uint8_t hash[ZR_HASH_BYTES];
	put_number(number, text);
	zr_envelope_hash(text, sizeof text, hash);
	memcpy(ret_id, hash, ZR_PARTY_ID_BYTES);
}

static void insert_row(sqlite3_stmt *insert, const struct zr_segment_entry *entry, int64_t place)
{
	(void)sqlite3_bind_blob(insert, 1, entry->device_id, ZR_PARTY_ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int64(insert, 2, (int64_t)entry->sequence);
	(void)sqlite3_bind_blob(insert, 3, entry->hash, ZR_HASH_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int64(insert, 4, place);
	(void)sqlite3_bind_int64(insert, 5, (int64_t)entry->bytes);
	(void)sqlite3_bind_int64(insert, 6, entry->received_us);
	bench_need(sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK,
		"a row cannot be written");
}

static void add_arrival(const struct country *country, uint64_t number,
	struct zr_segment_writer *segments, sqlite3_stmt *insert)
{
	uint8_t envelope[BYTES_MAX];
	int64_t place = 0;
	struct zr_error error = {0};
	struct zr_segment_entry entry = {.sequence = number / country->tablet_count + 1,
		.received_us = country->first_us + (int64_t)number * country->step_us,
		.envelope = envelope,
		.bytes = country->bytes};
	for (size_t i = 0; i < country->bytes; i += 8) {
		put_number(number, &envelope[i]);
	}
	identify(number * STRIDE % country->tablet_count, entry.device_id);
	zr_envelope_hash(envelope, entry.bytes, entry.hash);
	int code = zr_segment_writer_prepare(segments, &place, &error);
	if (code == 0) {
		code = zr_segment_writer_add(segments, &entry, &error);
	}
	bench_need_code(code, &error, "an envelope");
	insert_row(insert, &entry, place);
}

static void mark_end(sqlite3 *database, int64_t end_place)
{
	char sql[120];
	(void)snprintf(sql, sizeof sql,
		"UPDATE arrival_mark SET end_place = %" PRId64 ", opened_place = %" PRId64,
		end_place, end_place);
	run_sql(database, sql);
}

static void add_arrivals(
	const struct country *country, sqlite3 *database, struct zr_segment_writer *segments)
{
	sqlite3_stmt *insert = NULL;
	struct zr_error error = {0};
	bench_need(sqlite3_prepare_v2(database, "INSERT INTO arrival VALUES(?, ?, ?, ?, ?, ?)", -1,
			   &insert, NULL) == SQLITE_OK,
		"the store has no arrivals");
	for (uint64_t number = 0; number < country->record_count; number++) {
		add_arrival(country, number, segments, insert);
		if (number % GROUP_COUNT == GROUP_COUNT - 1 ||
			number == country->record_count - 1) {
			bench_need_code(
				zr_segment_writer_flush(segments, &error), &error, "the segments");
		}
	}
	(void)sqlite3_finalize(insert);
}

static void fill(const struct country *country, const char *path)
{
	sqlite3 *database = NULL;
	struct zr_error error = {0};
	char folder[4096];
	(void)snprintf(folder, sizeof folder, "%.4000s" ZR_STORE_SEGMENTS_ENDING, path);
	const struct zr_segment_writer_options options = {
		.folder = folder, .segment_bytes_max = ZR_HUB_SEGMENT_BYTES_MAX};
	struct zr_segment_writer *segments = NULL;
	bench_need_code(
		zr_segment_writer_open(&options, &segments, &error), &error, "the segments");
	bench_need(sqlite3_open(path, &database) == SQLITE_OK, "no store");
	run_sql(database, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;"
			  " PRAGMA cache_size=-3000000; BEGIN");
	add_arrivals(country, database, segments);
	mark_end(database, zr_segment_writer_end(segments));
	run_sql(database, "COMMIT");
	(void)sqlite3_close(database);
	zr_segment_writer_close(segments);
}

int main(int argc, char **argv)
{
	bench_need(argc == 7, "STORE RECORDS TABLETS BYTES FIRST_US STEP_US");
	const struct country country = {.record_count = strtoull(argv[2], NULL, 10),
		.tablet_count = strtoull(argv[3], NULL, 10),
		.bytes = strtoull(argv[4], NULL, 10) / 8 * 8,
		.first_us = strtoll(argv[5], NULL, 10),
		.step_us = strtoll(argv[6], NULL, 10)};
	bench_need(country.tablet_count > 0 && country.bytes > 0 && country.bytes <= BYTES_MAX,
		"numbers that are none");
	fill(&country, argv[1]);
	return 0;
}
