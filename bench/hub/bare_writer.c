/* One thread, one connection: WAL, synchronous=FULL, as the hub's store has it. */
#include "bench/hub/bare_writer.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/measure.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/envelope.h"

static const char schema[] =
	"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
	"CREATE TABLE arrival(device_id BLOB NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT "
	"NULL, place INTEGER NOT NULL, bytes INTEGER NOT NULL, received_us INTEGER NOT NULL,"
	" PRIMARY KEY(device_id, sequence, hash)) WITHOUT ROWID";

struct row {
	const void *envelope;
	size_t bytes;
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	int64_t sequence;
	uint8_t hash[ZR_HASH_BYTES];
};

struct bare {
	sqlite3 *database;
	sqlite3_stmt *insert;
	int segment;
	off_t end;
	struct row *rows;
	size_t count;
	size_t capacity;
};

static void need_sqlite(const struct bare *bare, int is_good)
{
	bench_need(is_good, sqlite3_errmsg(bare->database));
}

static void run_sql(const struct bare *bare, const char *sql)
{
	need_sqlite(bare, sqlite3_exec(bare->database, sql, NULL, NULL, NULL) == SQLITE_OK);
}

/* Names and hashes are known before the clock runs. */
static int take_envelope(void *user, const void *envelope, size_t bytes)
{
	struct bare *bare = user;
	struct zr_envelope_head head;
	bench_need(bare->count < bare->capacity, "more records than were counted");
	struct row *row = &bare->rows[bare->count++];
	bench_need_code(zr_envelope_peek(envelope, bytes, &head, NULL), NULL, "an envelope");
	row->envelope = envelope;
	row->bytes = bytes;
	row->sequence = (int64_t)head.sequence;
	memcpy(row->device_id, head.sender, sizeof row->device_id);
	zr_envelope_hash(envelope, bytes, row->hash);
	return 0;
}

static void gather(struct bare *bare, const struct bench_parcels *parcels)
{
	for (size_t place = 0; place < parcels->bytes;) {
		bare->capacity += bench_parcels_at(parcels, place, &place)->record_count;
	}
	bare->rows = calloc(bare->capacity, sizeof *bare->rows);
	bench_need(bare->rows != NULL, "no memory for the rows");
	for (size_t place = 0; place < parcels->bytes;) {
		bench_parcel_visit(bench_parcels_at(parcels, place, &place), take_envelope, bare);
	}
}

static void insert(struct bare *bare, const struct row *row, off_t place)
{
	sqlite3_stmt *statement = bare->insert;
	(void)sqlite3_bind_blob(statement, 1, row->device_id, sizeof row->device_id, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 2, row->sequence);
	(void)sqlite3_bind_blob(statement, 3, row->hash, sizeof row->hash, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 4, place);
	(void)sqlite3_bind_int64(statement, 5, (sqlite3_int64)row->bytes);
	(void)sqlite3_bind_int64(statement, 6, 1);
	need_sqlite(bare, sqlite3_step(statement) == SQLITE_DONE);
	need_sqlite(bare, sqlite3_reset(statement) == SQLITE_OK);
}

static void write_batch(struct bare *bare, const struct row *rows, size_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	run_sql(bare, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < count; i++) {
		insert(bare, &rows[i], bare->end + (off_t)bytes.bytes);
		bench_need_code(zr_buffer_add(&bytes, rows[i].envelope, rows[i].bytes), NULL,
			"no memory for a batch");
	}
	bench_need(
		pwrite(bare->segment, bytes.data, bytes.bytes, bare->end) == (ssize_t)bytes.bytes &&
			fdatasync(bare->segment) == 0,
		"the segment cannot be written");
	bare->end += (off_t)bytes.bytes;
	run_sql(bare, "COMMIT");
}

static void open_bare(struct bare *bare, const char *database, const char *segment)
{
	bare->segment = open(segment, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bench_need(bare->segment >= 0, "the segment cannot be made");
	bench_need(sqlite3_open(database, &bare->database) == SQLITE_OK, "no database");
	run_sql(bare, schema);
	need_sqlite(bare,
		sqlite3_prepare_v2(bare->database, "INSERT INTO arrival VALUES(?, ?, ?, ?, ?, ?)",
			-1, &bare->insert, NULL) == SQLITE_OK);
}

static double now_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void bench_bare_write(const struct bench_parcels *parcels, const char *path, size_t batch)
{
	struct bare bare = {0};
	char database[4096];
	char segment[4096];
	bench_need(batch > 0, "a batch of none");
	(void)snprintf(database, sizeof database, "%.4000s.db", path);
	(void)snprintf(segment, sizeof segment, "%.4000s.segment", path);
	gather(&bare, parcels);
	open_bare(&bare, database, segment);
	double began_s = now_s();
	double began_us = measure_cpu_us();
	for (size_t i = 0; i < bare.count; i += batch) {
		write_batch(&bare, &bare.rows[i], batch < bare.count - i ? batch : bare.count - i);
	}
	(void)printf("{\"seconds\": %.6f, \"cpu_us\": %.1f, \"records\": %zu}\n", now_s() - began_s,
		measure_cpu_us() - began_us, bare.count);
	(void)sqlite3_finalize(bare.insert);
	(void)sqlite3_close(bare.database);
	(void)close(bare.segment);
	(void)unlink(database);
	(void)unlink(segment);
	free(bare.rows);
}
