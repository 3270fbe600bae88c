/*
 * The store over SQLite: WAL, synchronous=FULL, one connection that writes and checkpoints.
 *
 * Readers are opened read-only, never checkpoint, not even when they close last: SQLite before
 * 3.51.3 can lose pages when two connections do (wal.html#walresetbug).
 * This file: connections, copies, facts, and the table of it all. The schema and the nouns are in
 * its siblings, statements and transactions below them in sql.c.
 */
#include "hub/store/sqlite/sqlite.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/sqlite/sql.h"
#include "hub/store/sqlite/sqlite_parts.h"

#define BUSY_TIMEOUT_MS 5000

static int set_up(struct zr_sqlite *sqlite, const char *path, struct zr_error *error)
{
	struct zr_store *base = &sqlite->base;
	int flags = SQLITE_OPEN_NOMUTEX |
		    (base->is_reader ? SQLITE_OPEN_READONLY
				     : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (sqlite3_open_v2(path, &sqlite->database, flags, NULL) != SQLITE_OK) {
		return zr_error_set(error, ZR_E_IO, "cannot open %s: %s", path,
			sqlite3_errmsg(sqlite->database));
	}
	(void)sqlite3_extended_result_codes(sqlite->database, 1);
	(void)sqlite3_busy_timeout(sqlite->database, BUSY_TIMEOUT_MS);
	int code = zr_sql_script(base, "PRAGMA trusted_schema=0; PRAGMA cell_size_check=1;", error);
	if (code == 0 && base->is_reader) {
		(void)sqlite3_db_config(
			sqlite->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		code = zr_sql_script(
			base, "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=1;", error);
	} else if (code == 0) {
		code = zr_sql_script(base,
			"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			"PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;",
			error);
	}
	if (code == 0) {
		code = zr_sqlite_add_has_words(base, error);
	}
	return code == 0 ? zr_sqlite_prepare_schema(base, error) : code;
}

static void close_store(struct zr_store *store)
{
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	for (size_t i = 0; i < sqlite->kept_count; i++) {
		(void)sqlite3_finalize(sqlite->kept[i].statement);
	}
	int result = sqlite3_close(sqlite->database);
	assert(result == SQLITE_OK); /* else a statement was not kept here, and leaks */
	free(sqlite);
}

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	struct zr_sqlite *sqlite = calloc(1, sizeof *sqlite);
	if (sqlite == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	sqlite->base.is_reader = is_reader;
	int code = set_up(sqlite, path, error);
	if (code != 0) {
		close_store(&sqlite->base);
		return code;
	}
	*ret_store = &sqlite->base;
	return 0;
}

static int read_begin(struct zr_store *store, struct zr_error *error)
{
	return zr_sql_run(store, "BEGIN", error, "");
}

static int copy_store(struct zr_store *store, const char *path, struct zr_error *error)
{
	/* The copy is no write to the store; SQLite sees one all the same. */
	int code = zr_sql_script(store, "PRAGMA query_only=0", error);
	if (code == 0) {
		code = zr_sql_run(store, "VACUUM INTO ?", error, "t", path);
	}
	return code == 0 && store->is_reader ? zr_sql_script(store, "PRAGMA query_only=1", error)
					     : code;
}

static int check_store(struct zr_store *store, struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(store, "PRAGMA quick_check(1)", &statement, error, "");
	if (code == 0) {
		code = zr_sql_step(store, statement, error);
	}
	if (code == 1 && strcmp(zr_sql_text(statement, 0), "ok") != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "the store is damaged: %s", zr_sql_text(statement, 0));
	}
	return code < 0 ? code : 0;
}

static int get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(
		store, "SELECT value FROM fact WHERE name = ?", &statement, error, "t", name);
	if (code == 0) {
		code = zr_sql_step(store, statement, error);
	}
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the store has no %s", name);
	}
	return code < 0 ? code
			: zr_buffer_add(ret_value, sqlite3_column_blob(statement, 0),
				  (size_t)sqlite3_column_bytes(statement, 0));
}

static int put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error)
{
	return zr_sql_run(store,
		"INSERT INTO fact(name, value) VALUES(?1, ?2)"
		" ON CONFLICT(name) DO UPDATE SET value = ?2",
		error, "tb", name, value, bytes);
}

const struct zr_store_engine zr_sqlite_engine = {
	.prefix = "",
	.open = open_store,
	.close = close_store,
	.begin = zr_sql_begin,
	.commit = zr_sql_commit,
	.rollback = zr_sql_rollback,
	.mark = zr_sql_mark,
	.unmark = zr_sql_unmark,
	.read_begin = read_begin,
	.read_end = zr_sql_rollback,
	.copy = copy_store,
	.check = check_store,
	.get_fact = get_fact,
	.put_fact = put_fact,
	.fleet = &zr_sqlite_fleet,
	.records = &zr_sqlite_records,
	.audit = &zr_sqlite_audit,
	.forms = &zr_sqlite_forms,
	.areas = &zr_sqlite_areas,
	.orders = &zr_sqlite_orders,
};
