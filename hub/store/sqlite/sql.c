/*
 * Statements and transactions over SQLite: the base of the files beside it. Nothing here knows a
 * table. An error's sentence is SQLite's own, its code the one that the retry of a tablet goes by:
 * a full disk and a locked file pass, a damaged file does not.
 */
#include "hub/store/sqlite/sql.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The engine's struct begins with the store's, so that one pointer serves both. */
static_assert(offsetof(struct zr_sqlite, base) == 0, "a store is the head of its engine's");

static struct zr_sqlite *own(struct zr_store *store)
{
	assert(store != NULL);
	return (struct zr_sqlite *)store;
}

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
	return zr_error_set(error, code_for(sqlite3_extended_errcode(own(store)->database)),
		"the hub's store failed: %s", sqlite3_errmsg(own(store)->database));
}

static sqlite3_stmt *keep(struct zr_sqlite *sqlite, const char *text)
{
	for (size_t i = 0; i < sqlite->kept_count; i++) {
		if (sqlite->kept[i].text == text) {
			return sqlite->kept[i].statement;
		}
	}
	assert(sqlite->kept_count < ZR_STATEMENT_COUNT_MAX);
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v3(sqlite->database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
		    NULL) != SQLITE_OK) {
		return NULL;
	}
	sqlite->kept[sqlite->kept_count].text = text;
	sqlite->kept[sqlite->kept_count++].statement = statement;
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
	sqlite3_stmt *statement = keep(own(store), text);
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
	assert(text != NULL && ret_statement != NULL && format != NULL);
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
	return sqlite3_exec(own(store)->database, text, NULL, NULL, NULL) == SQLITE_OK
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
	assert(statement != NULL && column < sqlite3_column_count(statement));
	const unsigned char *text = sqlite3_column_text(statement, column);
	return text != NULL ? (const char *)text : "";
}

void zr_sql_copy(sqlite3_stmt *statement, int column, char *text, size_t size)
{
	assert(text != NULL && size > 0);
	(void)snprintf(text, size, "%s", zr_sql_text(statement, column));
}

void zr_sql_blob(sqlite3_stmt *statement, int column, uint8_t *ret_data, size_t bytes)
{
	assert(ret_data != NULL && column < sqlite3_column_count(statement));
	const void *data = sqlite3_column_blob(statement, column);
	if (data != NULL && (size_t)sqlite3_column_bytes(statement, column) == bytes) {
		memcpy(ret_data, data, bytes);
	}
}

int zr_sql_begin(struct zr_store *store, struct zr_error *error)
{
	assert(!store->is_reader);
	return zr_sql_run(store, "BEGIN IMMEDIATE", error, "");
}

int zr_sql_commit(struct zr_store *store, struct zr_error *error)
{
	return zr_sql_run(store, "COMMIT", error, "");
}

void zr_sql_rollback(struct zr_store *store)
{
	if (!sqlite3_get_autocommit(own(store)->database)) {
		int code = zr_sql_run(store, "ROLLBACK", NULL, "");
		(void)code;
	}
}

int zr_sql_mark(struct zr_store *store, struct zr_error *error)
{
	return zr_sql_run(store, "SAVEPOINT request", error, "");
}

int zr_sql_unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	int code = is_kept ? 0 : zr_sql_run(store, "ROLLBACK TO request", error, "");
	return code == 0 ? zr_sql_run(store, "RELEASE request", error, "") : code;
}

int64_t zr_sql_last_rank(struct zr_store *store)
{
	return sqlite3_last_insert_rowid(own(store)->database);
}
