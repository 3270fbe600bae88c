/*
 * The store over SQLite: WAL, synchronous=FULL, one connection that writes and checkpoints.
 *
 * Readers are opened read-only, never checkpoint, not even when they close last: SQLite before
 * 3.51.3 can lose pages when two connections do (wal.html#walresetbug).
 * This file: connections, transactions, statements, facts. The schema and the nouns are in its
 * siblings.
 */
#include "hub/store/sqlite/sql.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_TIMEOUT_MS 5000

static int code_for(int sqlite_code)
{
	switch (sqlite_code & 0xff) {
	case SQLITE_FULL:
		return ZR_E_FULL;
	case SQLITE_NOMEM:
		return ZR_E_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ZR_E_BUSY;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return ZR_E_INVALID;
	case SQLITE_TOOBIG:
		return ZR_E_LIMIT;
	default:
		return ZR_E_IO;
	}
}

int zr_sql_fail(struct zr_store *store, struct zr_error *error)
{
	return zr_error_set(error, code_for(sqlite3_extended_errcode(store->database)),
		"the hub's store failed: %s", sqlite3_errmsg(store->database));
}

static sqlite3_stmt *keep(struct zr_store *store, const char *text)
{
	for (size_t i = 0; i < store->kept_count; i++) {
		if (store->kept[i].text == text) {
			return store->kept[i].statement;
		}
	}
	assert(store->kept_count < ZR_STATEMENT_COUNT_MAX);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v3(store->database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
		    NULL) != SQLITE_OK) {
		return NULL;
	}
	store->kept[store->kept_count].text = text;
	store->kept[store->kept_count++].statement = statement;
	return statement;
}

static int bind(sqlite3_stmt *statement, const char *format, va_list arguments)
{
	int result = SQLITE_OK;
	for (int i = 1; *format != '\0' && result == SQLITE_OK; format++, i++) {
		const void *data = NULL;
		switch (*format) {
		case 'i':
			result = sqlite3_bind_int64(statement, i, va_arg(arguments, int64_t));
			break;
		case 't':
			result = sqlite3_bind_text(
				statement, i, va_arg(arguments, const char *), -1, SQLITE_STATIC);
			break;
		case 'b':
			data = va_arg(arguments, const void *);
			result = sqlite3_bind_blob64(statement, i, data != NULL ? data : "",
				va_arg(arguments, size_t), SQLITE_STATIC);
			break;
		case 'h':
			result = sqlite3_bind_blob(statement, i, va_arg(arguments, const void *),
				ZR_HASH_BYTES, SQLITE_STATIC);
			break;
		default:
			assert(*format == 'd');
			result = sqlite3_bind_blob(statement, i, va_arg(arguments, const void *),
				ZR_PARTY_ID_BYTES, SQLITE_STATIC);
		}
	}
	return result;
}

static int start(struct zr_store *store, const char *text, sqlite3_stmt **ret_statement,
	const char *format, va_list arguments)
{
	sqlite3_stmt *statement = keep(store, text);
	if (statement == NULL) {
		return ZR_E_IO;
	}
	assert(!sqlite3_stmt_busy(statement));
	if (bind(statement, format, arguments) != SQLITE_OK) {
		return ZR_E_IO;
	}
	*ret_statement = statement;
	return 0;
}

int zr_sql_start(struct zr_store *store, const char *text, sqlite3_stmt **ret_statement,
	struct zr_error *error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int code = start(store, text, ret_statement, format, arguments);
	va_end(arguments);
	return code == 0 ? 0 : zr_sql_fail(store, error);
}

int zr_sql_step(struct zr_store *store, sqlite3_stmt *statement, struct zr_error *error)
{
	int result = sqlite3_step(statement);
	if (result == SQLITE_ROW) {
		return 1;
	}
	return result == SQLITE_DONE ? 0 : zr_sql_fail(store, error);
}

int zr_sql_script(struct zr_store *store, const char *text, struct zr_error *error)
{
	return sqlite3_exec(store->database, text, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : zr_sql_fail(store, error);
}

void zr_sql_end(sqlite3_stmt **statement)
{
	if (*statement != NULL) {
		(void)sqlite3_reset(*statement);
		(void)sqlite3_clear_bindings(*statement);
		*statement = NULL;
	}
}

int zr_sql_run(
	struct zr_store *store, const char *text, struct zr_error *error, const char *format, ...)
{
	ZR_STATEMENT statement = NULL;
	va_list arguments;
	va_start(arguments, format);
	int code = start(store, text, &statement, format, arguments);
	va_end(arguments);
	if (code != 0) {
		return zr_sql_fail(store, error);
	}
	do {
		code = zr_sql_step(store, statement, error);
	} while (code == 1);
	return code;
}

const char *zr_sql_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text != NULL ? (const char *)text : "";
}

void zr_sql_copy(sqlite3_stmt *statement, int column, char *text, size_t size)
{
	(void)snprintf(text, size, "%s", zr_sql_text(statement, column));
}

void zr_sql_blob(sqlite3_stmt *statement, int column, uint8_t *ret_data, size_t bytes)
{
	const void *data = sqlite3_column_blob(statement, column);
	if (data != NULL && (size_t)sqlite3_column_bytes(statement, column) == bytes) {
		memcpy(ret_data, data, bytes);
	}
}

static int set_up(struct zr_store *store, const char *path, struct zr_error *error)
{
	int flags = SQLITE_OPEN_NOMUTEX |
		    (store->is_reader ? SQLITE_OPEN_READONLY
				      : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (sqlite3_open_v2(path, &store->database, flags, NULL) != SQLITE_OK) {
		return zr_error_set(error, ZR_E_IO, "cannot open %s: %s", path,
			sqlite3_errmsg(store->database));
	}
	(void)sqlite3_extended_result_codes(store->database, 1);
	(void)sqlite3_busy_timeout(store->database, BUSY_TIMEOUT_MS);
	int code =
		zr_sql_script(store, "PRAGMA trusted_schema=0; PRAGMA cell_size_check=1;", error);
	if (code == 0 && store->is_reader) {
		(void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		code = zr_sql_script(
			store, "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=1;", error);
	} else if (code == 0) {
		code = zr_sql_script(store,
			"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			"PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;",
			error);
	}
	if (code == 0) {
		code = zr_sql_add_has_words(store, error);
	}
	return code == 0 ? zr_sql_prepare_schema(store, error) : code;
}

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	assert(path != NULL && ret_store != NULL);
	struct zr_store *store = calloc(1, sizeof *store);
	if (store == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	store->is_reader = is_reader;
	int code = set_up(store, path, error);
	if (code != 0) {
		zr_store_close(store);
		return code;
	}
	*ret_store = store;
	return 0;
}

int zr_store_open(const char *path, struct zr_store **ret_store, struct zr_error *error)
{
	return open_store(path, false, ret_store, error);
}

int zr_store_open_reader(const char *path, struct zr_store **ret_store, struct zr_error *error)
{
	return open_store(path, true, ret_store, error);
}

void zr_store_close(struct zr_store *store)
{
	if (store == NULL) {
		return;
	}
	for (size_t i = 0; i < store->kept_count; i++) {
		(void)sqlite3_finalize(store->kept[i].statement);
	}
	int result = sqlite3_close(store->database);
	assert(result == SQLITE_OK);
	free(store);
}

int zr_store_begin(struct zr_store *store, struct zr_error *error)
{
	assert(!store->is_reader);
	return zr_sql_run(store, "BEGIN IMMEDIATE", error, "");
}

int zr_store_commit(struct zr_store *store, struct zr_error *error)
{
	assert(!store->is_reader);
	return zr_sql_run(store, "COMMIT", error, "");
}

void zr_store_rollback(struct zr_store *store)
{
	if (!sqlite3_get_autocommit(store->database)) {
		int code = zr_sql_run(store, "ROLLBACK", NULL, "");
		(void)code;
	}
}

int zr_store_mark(struct zr_store *store, struct zr_error *error)
{
	return zr_sql_run(store, "SAVEPOINT request", error, "");
}

int zr_store_unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	int code = is_kept ? 0 : zr_sql_run(store, "ROLLBACK TO request", error, "");
	return code == 0 ? zr_sql_run(store, "RELEASE request", error, "") : code;
}

int zr_store_read_begin(struct zr_store *store, struct zr_error *error)
{
	assert(!store->is_reading);
	if (!sqlite3_get_autocommit(store->database)) {
		return 0; /* the writer, within its transaction: it sees one picture anyway */
	}
	int code = zr_sql_run(store, "BEGIN", error, "");
	store->is_reading = code == 0;
	return code;
}

void zr_store_read_end(struct zr_store *store)
{
	if (store->is_reading) {
		store->is_reading = false;
		zr_store_rollback(store);
	}
}

int zr_store_copy(struct zr_store *store, const char *path, struct zr_error *error)
{
	/* The copy is no write to the store; SQLite sees one all the same. */
	int code = zr_sql_script(store, "PRAGMA query_only=0", error);
	if (code == 0) {
		code = zr_sql_run(store, "VACUUM INTO ?", error, "t", path);
	}
	return code == 0 && store->is_reader ? zr_sql_script(store, "PRAGMA query_only=1", error)
					     : code;
}

int zr_store_check(struct zr_store *store, struct zr_error *error)
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

int zr_store_get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
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

int zr_store_put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error)
{
	return zr_sql_run(store,
		"INSERT INTO fact(name, value) VALUES(?1, ?2)"
		" ON CONFLICT(name) DO UPDATE SET value = ?2",
		error, "tb", name, value, bytes);
}
