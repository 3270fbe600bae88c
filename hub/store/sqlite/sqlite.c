/*
 * The store over SQLite: WAL, synchronous=FULL, one connection that writes and checkpoints.
 *
 * This file: connections, transactions, facts, and the table of it all. The schema and the nouns
 * are in its siblings; opening, statements and transactions below them in lib/sqlite, which the
 * tablet's stores stand on, too.
 */
#include "hub/store/sqlite/sqlite.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/store/segment/segment_reader.h"
#include "hub/store/segment/segment_writer.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

static_assert(ZR_STATEMENT_HASH_BYTES == ZR_HASH_BYTES, "the h of a format");
static_assert(ZR_STATEMENT_ID_BYTES == ZR_PARTY_ID_BYTES, "the d of a format");

static void close_store(struct zr_store *store)
{
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	zr_segment_writer_close(sqlite->segments);
	zr_segment_reader_close(sqlite->reader);
	zr_database_close(sqlite->database);
	free(sqlite);
}

/* The segments stand beside the database: hub.db has hub.db-segments. */
static int open_segments(struct zr_sqlite *sqlite, const char *path, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	int code = zr_buffer_add_format(&folder, "%s" ZR_STORE_SEGMENTS_ENDING, path);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for the store");
	}
	code = zr_segment_reader_open(folder.data, &sqlite->reader, error);
	return code == 0 && !sqlite->base.is_reader ? zr_sqlite_recover(sqlite, folder.data, error)
						    : code;
}

/* Between the store that went aside and the copy that comes in its place there is none. */
static int look_for_restore(const char *path, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fresh = {0};
	int code = zr_buffer_add_format(&fresh, "%s" ZR_STORE_FRESH_ENDING, path);
	return code != 0 || access(fresh.data, F_OK) != 0
		       ? code
		       : zr_error_set(error, ZR_E_INVALID,
				 "a restore was cut short and %s is not in its place; restore the "
				 "backup again",
				 path);
}

/* Segments whose database is gone are all that there is: no new one is made in its place. */
static int look_for_orphans(const char *path, struct zr_error *error)
{
	uint32_t first = 0;
	uint32_t last = 0;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	if (access(path, F_OK) == 0) {
		return 0;
	}
	int code = look_for_restore(path, error);
	if (code == 0) {
		code = zr_buffer_add_format(&folder, "%s" ZR_STORE_SEGMENTS_ENDING, path);
	}
	if (code == 0) {
		code = zr_segment_find_ends(folder.data, &first, &last, error);
	}
	return code != 0 || last == 0
		       ? code
		       : zr_error_set(error, ZR_E_INVALID,
				 "%s is missing, and its envelopes stand in %s; put it back, or "
				 "restore a backup",
				 path, folder.data);
}

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	struct zr_sqlite *sqlite = calloc(1, sizeof *sqlite);
	if (sqlite == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	int found = is_reader ? 0 : look_for_orphans(path, error);
	if (found != 0) {
		free(sqlite);
		return found;
	}
	sqlite->base.is_reader = is_reader;
	struct zr_database **database = &sqlite->database;
	int code = is_reader ? zr_database_open_reader(path, &zr_sqlite_kind, database, error)
			     : zr_database_open(path, &zr_sqlite_kind, database, error);
	if (code == 0) {
		code = zr_sqlite_add_has_words(*database, error);
	}
	if (code == 0) {
		code = zr_sqlite_progress_prepare(*database, error);
	}
	if (code == 0 && !is_reader) {
		code = zr_sqlite_words_fill(*database, error);
	}
	if (code == 0) {
		code = open_segments(sqlite, path, error);
	}
	if (code != 0) {
		close_store(&sqlite->base);
		return code;
	}
	*ret_store = &sqlite->base;
	return 0;
}

static int begin(struct zr_store *store, struct zr_error *error)
{
	int code = zr_database_begin(zr_sqlite_database(store), error);
	if (code == 0) {
		zr_sqlite_begin_group((struct zr_sqlite *)store);
	}
	return code;
}

/* The log has room of its own when it begins anew. */
static void fold_log_in(struct zr_sqlite *sqlite)
{
	int code = zr_statement_script(sqlite->database, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
	(void)code; /* where that finds no room either the next one tries again */
}

static int commit(struct zr_store *store, struct zr_error *error)
{
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	int code = zr_sqlite_flush_group(sqlite, error);
	if (code == 0) {
		code = zr_database_commit(sqlite->database, error);
	}
	if (code != 0) {
		zr_database_rollback(sqlite->database);
		zr_sqlite_rewind_group(sqlite, true);
	}
	if (code == ZR_E_FULL) {
		fold_log_in(sqlite);
	}
	zr_sqlite_begin_group(sqlite); /* nothing is left to take back */
	return code;
}

static void roll_back(struct zr_store *store)
{
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	zr_database_rollback(sqlite->database);
	zr_sqlite_rewind_group(sqlite, true);
	zr_sqlite_begin_group(sqlite);
}

static void read_end(struct zr_store *store)
{
	zr_database_rollback(zr_sqlite_database(store));
}

/* What one tablet brought can be taken back by itself, out of the group that is committed. */
static int mark(struct zr_store *store, struct zr_error *error)
{
	zr_sqlite_mark_group((struct zr_sqlite *)store);
	return zr_statement_run(zr_sqlite_database(store), "SAVEPOINT request", error, "");
}

static int unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	int code = 0;
	if (!is_kept) {
		zr_sqlite_rewind_group((struct zr_sqlite *)store, false);
		code = zr_statement_run(database, "ROLLBACK TO request", error, "");
	}
	return code == 0 ? zr_statement_run(database, "RELEASE request", error, "") : code;
}

/* All that is read until the end is of one moment. */
static int read_begin(struct zr_store *store, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store), "BEGIN", error, "");
}

static int get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT value FROM fact WHERE name = ?", &statement, error, "t", name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the store has no %s", name);
	}
	return code < 0 ? code : zr_statement_append(statement, 0, ret_value);
}

static int put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO fact(name, value) VALUES(?1, ?2)"
		" ON CONFLICT(name) DO UPDATE SET value = ?2",
		error, "tb", name, value, bytes);
}

static int add_fact(
	struct zr_store *store, const struct zr_store_fact *fact, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT OR IGNORE INTO fact(name, value) VALUES(?, ?)", error, "tb", fact->name,
		fact->value, fact->bytes);
}

const struct zr_store_engine zr_sqlite_engine = {
	.prefix = "",
	.open = open_store,
	.close = close_store,
	.begin = begin,
	.commit = commit,
	.rollback = roll_back,
	.mark = mark,
	.unmark = unmark,
	.read_begin = read_begin,
	.read_end = read_end,
	.copy = zr_sqlite_copy,
	.check = zr_sqlite_check,
	.get_fact = get_fact,
	.put_fact = put_fact,
	.access = &zr_sqlite_access,
	.add_fact = add_fact,
	.fleet = &zr_sqlite_fleet,
	.arrivals = &zr_sqlite_arrivals,
	.records = &zr_sqlite_records,
	.audit = &zr_sqlite_audit,
	.forms = &zr_sqlite_forms,
	.areas = &zr_sqlite_areas,
	.orders = &zr_sqlite_orders,
	.collectors = &zr_sqlite_collectors,
	.uploads = &zr_sqlite_uploads,
	.progress = &zr_sqlite_progress,
	.outlines = &zr_sqlite_outlines,
	.shares = &zr_sqlite_shares,
	.reviews = &zr_sqlite_reviews,
	.online = &zr_sqlite_online,
	.doubles = &zr_sqlite_doubles,
	.teams = &zr_sqlite_teams,
};
