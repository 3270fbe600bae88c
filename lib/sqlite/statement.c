/*
 * Statements over SQLite's.
 *
 * Why they are kept: preparing costs more than most of them do, and a commit for each answer of an
 * interview, or a group of the hub's, runs the same dozen. Why by address: a text need not be
 * compared nor counted. A list with filters is made out of pieces for each page, and not kept: no
 * two people ask alike.
 */
#include "lib/sqlite/statement.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sqlite/connection.h"

static struct zr_statement *keep(struct zr_database *database, const char *sql)
{
	for (size_t i = 0; i < database->kept_count; i++) {
		if (database->kept[i].sql == sql) {
			return &database->kept[i];
		}
	}
	assert(database->kept_count < ZR_CONNECTION_STATEMENT_COUNT_MAX);
	sqlite3_stmt *handle = NULL;
	if (sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle,
		    NULL) != SQLITE_OK) {
		return NULL;
	}
	assert(handle != NULL); /* else the text holds no statement */
	struct zr_statement *kept = &database->kept[database->kept_count++];
	*kept = (struct zr_statement){.sql = sql, .handle = handle, .database = database};
	return kept;
}

/* SQLITE_STATIC: nothing is copied, the caller's bytes stand until the end of the statement. An
 * envelope has up to eight megabytes. */
static int bind_blob(sqlite3_stmt *handle, int index, const void *data, size_t bytes)
{
	return sqlite3_bind_blob64(handle, index, data, bytes, SQLITE_STATIC);
}

/* Gives SQLite's result. */
static int bind(sqlite3_stmt *handle, const char *format, va_list arguments)
{
	int result = SQLITE_OK;
	int index = 1;
	for (; *format != '\0' && result == SQLITE_OK; format++, index++) {
		const void *data = NULL;
		switch (*format) {
		case 'i':
			result = sqlite3_bind_int64(handle, index, va_arg(arguments, int64_t));
			break;
		case 't':
			data = va_arg(arguments, const char *);
			result = sqlite3_bind_text(handle, index, data, -1, SQLITE_STATIC);
			break;
		case 'b':
			data = va_arg(arguments, const void *);
			result = bind_blob(
				handle, index, data != NULL ? data : "", va_arg(arguments, size_t));
			break;
		case 'h':
			data = va_arg(arguments, const void *);
			result = bind_blob(handle, index, data, ZR_STATEMENT_HASH_BYTES);
			break;
		default:
			assert(*format == 'd');
			data = va_arg(arguments, const void *);
			result = bind_blob(handle, index, data, ZR_STATEMENT_ID_BYTES);
		}
	}
	assert(result != SQLITE_OK || index == 1 + sqlite3_bind_parameter_count(handle));
	return result;
}

static int start(struct zr_database *database, const char *sql, struct zr_statement **ret_statement,
	const char *format, va_list arguments)
{
	assert(database != NULL && sql != NULL && format != NULL);
	struct zr_statement *statement = keep(database, sql);
	if (statement == NULL) {
		return SQLITE_ERROR;
	}
	assert(!sqlite3_stmt_busy(statement->handle));
	int result = bind(statement->handle, format, arguments);
	if (result == SQLITE_OK) {
		*ret_statement = statement;
	} else {
		(void)sqlite3_clear_bindings(statement->handle);
	}
	return result;
}

int zr_statement_start(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format, ...)
{
	assert(ret_statement != NULL && *ret_statement == NULL);
	va_list arguments;
	va_start(arguments, format);
	int result = start(database, sql, ret_statement, format, arguments);
	va_end(arguments);
	return result == SQLITE_OK ? 0 : zr_connection_fail(database, error);
}

static int make(struct zr_database *database, const char *sql, struct zr_statement *ret_statement)
{
	*ret_statement = (struct zr_statement){.database = database};
	return sqlite3_prepare_v3(database->handle, sql, -1, 0, &ret_statement->handle, NULL);
}

int zr_statement_make(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format, ...)
{
	assert(database != NULL && sql != NULL && ret_statement != NULL && *ret_statement == NULL);
	struct zr_statement *statement = malloc(sizeof *statement);
	if (statement == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read %s", database->name);
	}
	int result = make(database, sql, statement);
	if (result == SQLITE_OK) {
		va_list arguments;
		va_start(arguments, format);
		result = bind(statement->handle, format, arguments);
		va_end(arguments);
	}
	if (result != SQLITE_OK) {
		int code = zr_connection_fail(database, error);
		zr_statement_end(statement);
		return code;
	}
	*ret_statement = statement;
	return 0;
}

int zr_statement_step(struct zr_statement *statement, struct zr_error *error)
{
	assert(statement != NULL);
	int result = sqlite3_step(statement->handle);
	if (result == SQLITE_ROW) {
		return 1;
	}
	return result == SQLITE_DONE ? 0 : zr_connection_fail(statement->database, error);
}

int zr_statement_find(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format, ...)
{
	assert(ret_statement != NULL && *ret_statement == NULL);
	va_list arguments;
	va_start(arguments, format);
	int result = start(database, sql, ret_statement, format, arguments);
	va_end(arguments);
	return result == SQLITE_OK ? zr_statement_step(*ret_statement, error)
				   : zr_connection_fail(database, error);
}

void zr_statement_end(struct zr_statement *statement)
{
	if (statement != NULL && statement->sql == NULL) {
		(void)sqlite3_finalize(statement->handle);
		free(statement);
	} else if (statement != NULL) {
		/* It repeats what the last step said. */
		(void)sqlite3_reset(statement->handle);
		/* The arguments may be gone before the next start. */
		(void)sqlite3_clear_bindings(statement->handle);
	}
}

int zr_statement_run(struct zr_database *database, const char *sql, struct zr_error *error,
	const char *format, ...)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	va_list arguments;
	va_start(arguments, format);
	int result = start(database, sql, &statement, format, arguments);
	va_end(arguments);
	if (result != SQLITE_OK) {
		return zr_connection_fail(database, error);
	}
	int code = 0;
	do {
		code = zr_statement_step(statement, error);
	} while (code == 1);
	return code;
}

int zr_statement_script(struct zr_database *database, const char *sql, struct zr_error *error)
{
	assert(database != NULL && sql != NULL);
	return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : zr_connection_fail(database, error);
}

int zr_statement_read_int(
	struct zr_database *database, const char *sql, int64_t *ret_value, struct zr_error *error)
{
	assert(ret_value != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(database, sql, &statement, error, "");
	if (code >= 0) {
		*ret_value = code == 1 ? zr_statement_int(statement, 0) : 0;
	}
	return code < 0 ? code : 0;
}

/* What every reading of a column asks for: a row, and that the column is one of it. */
static sqlite3_stmt *row_of(const struct zr_statement *statement, int column)
{
	assert(statement != NULL);
	assert(column >= 0 && column < sqlite3_data_count(statement->handle));
	return statement->handle;
}

int zr_statement_column_count(const struct zr_statement *statement)
{
	assert(statement != NULL);
	return sqlite3_column_count(statement->handle);
}

bool zr_statement_is_null(const struct zr_statement *statement, int column)
{
	return sqlite3_column_type(row_of(statement, column), column) == SQLITE_NULL;
}

int64_t zr_statement_int(const struct zr_statement *statement, int column)
{
	return sqlite3_column_int64(row_of(statement, column), column);
}

const char *zr_statement_text(const struct zr_statement *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(row_of(statement, column), column);
	return text != NULL ? (const char *)text : "";
}

const void *zr_statement_blob(const struct zr_statement *statement, int column)
{
	return sqlite3_column_blob(row_of(statement, column), column);
}

size_t zr_statement_size(const struct zr_statement *statement, int column)
{
	return (size_t)sqlite3_column_bytes(row_of(statement, column), column);
}

bool zr_statement_copy_text(
	const struct zr_statement *statement, int column, char *ret_text, size_t size)
{
	assert(ret_text != NULL && size > 0);
	const char *text = zr_statement_text(statement, column);
	size_t bytes = strlen(text);
	bool fits = bytes < size;
	memcpy(ret_text, text, fits ? bytes : 0);
	ret_text[fits ? bytes : 0] = '\0';
	return fits;
}

bool zr_statement_copy_blob(
	const struct zr_statement *statement, int column, void *ret_data, size_t bytes)
{
	assert(ret_data != NULL && bytes > 0);
	const void *data = zr_statement_blob(statement, column);
	if (data == NULL || zr_statement_size(statement, column) != bytes) {
		return false;
	}
	memcpy(ret_data, data, bytes);
	return true;
}

int zr_statement_append(
	const struct zr_statement *statement, int column, struct zr_buffer *ret_data)
{
	assert(ret_data != NULL);
	const void *data = zr_statement_blob(statement, column);
	size_t bytes = zr_statement_size(statement, column);
	/* Bytes that are there and cannot be had: SQLite found no memory to lay them out. */
	return bytes > 0 && data == NULL ? ZR_E_NOMEM : zr_buffer_add(ret_data, data, bytes);
}
