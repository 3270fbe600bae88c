/*
 * The store over SQLite: WAL, synchronous=FULL, one connection that writes and checkpoints.
 *
 * This file: connections, copies, facts, and the table of it all. The schema and the nouns are in
 * its siblings; opening, statements and transactions below them in lib/sqlite, which the tablet's
 * stores stand on, too.
 */
#include "hub/store/sqlite/sqlite.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

static_assert(ZR_STATEMENT_HASH_BYTES == ZR_HASH_BYTES, "the h of a format");
static_assert(ZR_STATEMENT_ID_BYTES == ZR_PARTY_ID_BYTES, "the d of a format");

static void close_store(struct zr_store *store)
{
	zr_database_close(zr_sqlite_database(store));
	free(store);
}

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	struct zr_sqlite *sqlite = calloc(1, sizeof *sqlite);
	if (sqlite == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	sqlite->base.is_reader = is_reader;
	struct zr_database **database = &sqlite->database;
	int code = is_reader ? zr_database_open_reader(path, &zr_sqlite_kind, database, error)
			     : zr_database_open(path, &zr_sqlite_kind, database, error);
	if (code == 0) {
		code = zr_sqlite_add_has_words(*database, error);
	}
	if (code == 0 && !is_reader) {
		code = zr_sqlite_words_fill(*database, error);
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
	return zr_database_begin(zr_sqlite_database(store), error);
}

static int commit(struct zr_store *store, struct zr_error *error)
{
	return zr_database_commit(zr_sqlite_database(store), error);
}

static void roll_back(struct zr_store *store)
{
	zr_database_rollback(zr_sqlite_database(store));
}

/* What one tablet brought can be taken back by itself, out of the group that is committed. */
static int mark(struct zr_store *store, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store), "SAVEPOINT request", error, "");
}

static int unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	int code = is_kept ? 0 : zr_statement_run(database, "ROLLBACK TO request", error, "");
	return code == 0 ? zr_statement_run(database, "RELEASE request", error, "") : code;
}

/* All that is read until the end is of one moment. */
static int read_begin(struct zr_store *store, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store), "BEGIN", error, "");
}

static int copy_store(struct zr_store *store, const char *path, struct zr_error *error)
{
	/* The copy is no write to the store; SQLite sees one all the same. */
	int code = zr_statement_script(zr_sqlite_database(store), "PRAGMA query_only=0", error);
	if (code == 0) {
		code = zr_statement_run(
			zr_sqlite_database(store), "VACUUM INTO ?", error, "t", path);
	}
	return code == 0 && store->is_reader ? zr_statement_script(zr_sqlite_database(store),
						       "PRAGMA query_only=1", error)
					     : code;
}

static int check_store(struct zr_store *store, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(
		zr_sqlite_database(store), "PRAGMA quick_check(1)", &statement, error, "");
	if (code == 1 && strcmp(zr_statement_text(statement, 0), "ok") != 0) {
		return zr_error_set(error, ZR_E_INVALID, "the store is damaged: %s",
			zr_statement_text(statement, 0));
	}
	return code < 0 ? code : 0;
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
	.read_end = roll_back,
	.copy = copy_store,
	.check = check_store,
	.get_fact = get_fact,
	.put_fact = put_fact,
	.access = &zr_sqlite_access,
	.add_fact = add_fact,
	.fleet = &zr_sqlite_fleet,
	.records = &zr_sqlite_records,
	.audit = &zr_sqlite_audit,
	.forms = &zr_sqlite_forms,
	.areas = &zr_sqlite_areas,
	.orders = &zr_sqlite_orders,
	.collectors = &zr_sqlite_collectors,
};
