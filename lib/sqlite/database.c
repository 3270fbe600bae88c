/*
 * Opening, transactions and statements. Every failure of SQLite is turned into a code of ours in
 * zr_database_fail() and nowhere else.
 *
 * Why a short log (wal_autocheckpoint): what is in the log takes room twice when it moves into the
 * database, which a full disk does not have.
 *
 * Why locking_mode=EXCLUSIVE: it keeps the WAL index in memory, needs no -shm file on a full disk,
 * and makes a second writer impossible instead of forbidden.
 */
#include "lib/sqlite/database.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* An agent that is being restarted: the old process needs a moment to let go. */
	BUSY_MS = 5000,
	SHRINK_PAGES = 16, /* as in the statement that shrinks */
};

struct zr_database {
	sqlite3 *handle;
	const struct zr_database_kind *kind;
};

static int code_of(sqlite3 *handle, int result)
{
	switch (result & 0xff) {
	case SQLITE_FULL:
		return ZR_E_FULL;
	case SQLITE_NOMEM:
		return ZR_E_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ZR_E_BUSY;
	case SQLITE_TOOBIG:
		return ZR_E_LIMIT;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return ZR_E_INVALID;
	case SQLITE_CONSTRAINT:
		return ZR_E_EXISTS;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		if (result == SQLITE_IOERR_NOMEM) {
			return ZR_E_NOMEM;
		}
		if (handle != NULL && (sqlite3_system_errno(handle) == ENOSPC ||
					      sqlite3_system_errno(handle) == EDQUOT)) {
			return ZR_E_FULL;
		}
		return ZR_E_IO;
	default:
		return ZR_E_IO;
	}
}

static int fail(struct zr_database *database, int result, const char *doing, struct zr_error *error)
{
	int code = code_of(database->handle, result);
	if (code == ZR_E_FULL) {
		return zr_error_set(error, code,
			"cannot %s in %s: the storage is full; free space, what was stored is kept",
			doing, database->kind->name);
	}
	return zr_error_set(error, code, "cannot %s in %s: %s", doing, database->kind->name,
		sqlite3_errstr(result));
}

int zr_database_fail(struct zr_database *database, const char *doing, struct zr_error *error)
{
	return fail(database, sqlite3_extended_errcode(database->handle), doing, error);
}

static int run_sql(
	struct zr_database *database, const char *sql, const char *doing, struct zr_error *error)
{
	if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
		return zr_database_fail(database, doing, error);
	}
	return 0;
}

static int read_pragma(
	struct zr_database *database, const char *sql, int64_t *ret_value, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, sql);
	int result = zr_statement_step(&statement, "read the header", error);
	if (result > 0) {
		*ret_value = zr_statement_int(&statement, 0);
	}
	return result < 0 ? result : 0;
}

static int run_steps(struct zr_database *database, int from, struct zr_error *error)
{
	const struct zr_database_kind *kind = database->kind;
	char header[96];
	(void)sqlite3_snprintf(sizeof header, header,
		"PRAGMA application_id=%d; PRAGMA user_version=%d;", kind->application_id,
		kind->version);
	int result = 0;
	for (int step = from; step < kind->version && result == 0; step++) {
		result = run_sql(database, kind->steps[step], "make the tables", error);
	}
	return result < 0 ? result : run_sql(database, header, "write the header", error);
}

static int migrate(struct zr_database *database, int from, struct zr_error *error)
{
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	result = run_steps(database, from, error);
	if (result < 0) {
		zr_database_rollback(database);
		return result;
	}
	return zr_database_commit(database, error);
}

static int check_schema(struct zr_database *database, struct zr_error *error)
{
	const struct zr_database_kind *kind = database->kind;
	int64_t application_id = 0;
	int64_t version = 0;
	int64_t table_count = 0;
	int result = read_pragma(database, "PRAGMA application_id", &application_id, error);
	if (result == 0) {
		result = read_pragma(database, "PRAGMA user_version", &version, error);
	}
	if (result == 0) {
		result = read_pragma(
			database, "SELECT count(*) FROM sqlite_schema", &table_count, error);
	}
	if (result < 0) {
		return result;
	}
	bool is_new = application_id == 0 && version == 0 && table_count == 0;
	if (!is_new && application_id != kind->application_id) {
		return zr_error_set(error, ZR_E_INVALID,
			"the file is not %s but another database; move it away", kind->name);
	}
	if (!is_new && (version < 1 || version > kind->version)) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s is of version %lld and this program knows %d; update the program",
			kind->name, (long long)version, kind->version);
	}
	return version == kind->version ? 0 : migrate(database, (int)version, error);
}

static int configure(struct zr_database *database, struct zr_error *error)
{
	(void)sqlite3_extended_result_codes(database->handle, 1);
	(void)sqlite3_busy_timeout(database->handle, BUSY_MS);
	(void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* The order matters: exclusive before the first access, which keeps the log's index in
	 * memory and needs no room on a full disk; auto_vacuum before the first table, and only
	 * then, because it writes. */
	int64_t page_count = 0;
	int result =
		run_sql(database, "PRAGMA locking_mode=EXCLUSIVE", "prepare the database", error);
	if (result == 0) {
		result = read_pragma(database, "PRAGMA page_count", &page_count, error);
	}
	if (result == 0 && page_count == 0) {
		result = run_sql(
			database, "PRAGMA auto_vacuum=INCREMENTAL", "prepare the database", error);
	}
	if (result == 0) {
		result = run_sql(database,
			"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
			"PRAGMA trusted_schema=OFF; PRAGMA secure_delete=FAST;"
			"PRAGMA wal_autocheckpoint=64; PRAGMA journal_size_limit=262144;",
			"prepare the database", error);
	}
	if (result == 0 && database->kind->is_secret) {
		result = run_sql(database, "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;",
			"prepare the database", error);
	}
	return result < 0 ? result : check_schema(database, error);
}

/* The file is made by us, so that it is 0600 from its first moment and its name is on disk. */
static int make_file(const char *path, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		return errno == EEXIST ? 0 : zr_error_set_errno(error, errno, "make the database");
	}
	ZR_CLEANUP_FREE char *folder = strdup(path);
	if (folder == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open the database");
	}
	char *slash = strrchr(folder, '/');
	if (slash != NULL) {
		slash[slash == folder ? 1 : 0] = '\0';
	}
	ZR_CLEANUP_CLOSE int folder_fd =
		open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder_fd < 0 || fsync(fd) < 0 || fsync(folder_fd) < 0) {
		return zr_error_set_errno(error, errno, "make the database durable");
	}
	return 0;
}

int zr_database_open(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error)
{
	assert(path != NULL && kind != NULL && ret_database != NULL);
	int result = make_file(path, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = calloc(1, sizeof *database);
	if (database == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open %s", kind->name);
	}
	database->kind = kind;
	result = sqlite3_open_v2(
		path, &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result != SQLITE_OK) {
		return fail(database, result, "open the file", error);
	}
	result = configure(database, error);
	if (result < 0) {
		return result;
	}
	*ret_database = ZR_TAKE(database);
	return 0;
}

void zr_database_close(struct zr_database *database)
{
	if (database != NULL) {
		(void)sqlite3_close_v2(database->handle);
		free(database);
	}
}

sqlite3 *zr_database_handle(struct zr_database *database)
{
	return database->handle;
}

int zr_database_begin(struct zr_database *database, struct zr_error *error)
{
	assert(sqlite3_get_autocommit(database->handle) != 0);
	return run_sql(database, "BEGIN IMMEDIATE", "begin", error);
}

int zr_database_commit(struct zr_database *database, struct zr_error *error)
{
	assert(sqlite3_get_autocommit(database->handle) == 0);
	int result = run_sql(database, "COMMIT", "commit", error);
	zr_database_rollback(database);
	return result;
}

void zr_database_rollback(struct zr_database *database)
{
	if (sqlite3_get_autocommit(database->handle) == 0) {
		(void)sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
	}
	assert(sqlite3_get_autocommit(database->handle) != 0);
}

int zr_database_empty_log(struct zr_database *database, struct zr_error *error)
{
	assert(sqlite3_get_autocommit(database->handle) != 0);
	int result = sqlite3_wal_checkpoint_v2(
		database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return result == SQLITE_OK ? 0 : zr_database_fail(database, "empty the log", error);
}

int zr_database_shrink(struct zr_database *database, struct zr_error *error)
{
	assert(sqlite3_get_autocommit(database->handle) != 0);
	int64_t free_pages = 0;
	int result = zr_database_empty_log(database, error);
	if (result == 0) {
		result = read_pragma(database, "PRAGMA freelist_count", &free_pages, error);
	}
	/* In small steps, for each needs room in the log first. */
	for (int64_t done = 0; done < free_pages && result == 0; done += SHRINK_PAGES) {
		result = run_sql(
			database, "PRAGMA incremental_vacuum(16)", "shrink the file", error);
		if (result == 0) {
			result = zr_database_empty_log(database, error);
		}
	}
	return result;
}

void zr_statement_init(
	struct zr_statement *statement, struct zr_database *database, const char *sql)
{
	*statement = (struct zr_statement){.database = database};
	statement->result = sqlite3_prepare_v2(database->handle, sql, -1, &statement->handle, NULL);
	/* Only a want of memory or a damaged file may stop a statement that we wrote. */
	assert(statement->result != SQLITE_ERROR && statement->result != SQLITE_MISUSE);
}

void zr_statement_finish(struct zr_statement *statement)
{
	(void)sqlite3_finalize(statement->handle);
	*statement = (struct zr_statement){0};
}

static void keep_result(struct zr_statement *statement, int result)
{
	assert(result != SQLITE_RANGE && result != SQLITE_MISUSE);
	if (statement->result == SQLITE_OK) {
		statement->result = result;
	}
}

void zr_statement_add_int(struct zr_statement *statement, int64_t value)
{
	if (statement->handle != NULL) {
		keep_result(statement,
			sqlite3_bind_int64(statement->handle, ++statement->arguments, value));
	}
}

void zr_statement_add_text(struct zr_statement *statement, const char *text)
{
	if (statement->handle != NULL) {
		keep_result(statement, sqlite3_bind_text(statement->handle, ++statement->arguments,
					       text, -1, SQLITE_STATIC));
	}
}

void zr_statement_add_blob(struct zr_statement *statement, const void *data, size_t bytes)
{
	if (statement->handle != NULL) {
		keep_result(
			statement, sqlite3_bind_blob64(statement->handle, ++statement->arguments,
					   data != NULL ? data : "", bytes, SQLITE_STATIC));
	}
}

int zr_statement_step(struct zr_statement *statement, const char *doing, struct zr_error *error)
{
	if (statement->result == SQLITE_OK) {
		assert(statement->arguments == sqlite3_bind_parameter_count(statement->handle));
		int result = sqlite3_step(statement->handle);
		if (result == SQLITE_ROW || result == SQLITE_DONE) {
			return result == SQLITE_ROW ? 1 : 0;
		}
		statement->result = result;
	}
	return fail(statement->database, statement->result, doing, error);
}

int zr_statement_run(struct zr_statement *statement, const char *doing, struct zr_error *error)
{
	int result = zr_statement_step(statement, doing, error);
	assert(result <= 0);
	if (statement->handle != NULL) {
		(void)sqlite3_reset(statement->handle);
		(void)sqlite3_clear_bindings(statement->handle);
	}
	statement->arguments = 0;
	return result;
}

int64_t zr_statement_int(const struct zr_statement *statement, int column)
{
	return sqlite3_column_int64(statement->handle, column);
}

const char *zr_statement_lend(const struct zr_statement *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement->handle, column);
	return text != NULL ? text : "";
}

bool zr_statement_text(
	const struct zr_statement *statement, int column, char *ret_text, size_t size)
{
	assert(size > 0);
	const char *text = zr_statement_lend(statement, column);
	bool fits = strlen(text) < size;
	(void)sqlite3_snprintf((int)size, ret_text, "%s", fits ? text : "");
	return fits;
}

char *zr_statement_copy(const struct zr_statement *statement, int column)
{
	return strdup(zr_statement_lend(statement, column));
}

int zr_statement_blob(const struct zr_statement *statement, int column, struct zr_buffer *ret_data)
{
	const void *data = sqlite3_column_blob(statement->handle, column);
	int bytes = sqlite3_column_bytes(statement->handle, column);
	return bytes > 0 && data == NULL ? ZR_E_NOMEM
					 : zr_buffer_add(ret_data, data, (size_t)bytes);
}

bool zr_statement_bytes(
	const struct zr_statement *statement, int column, void *ret_data, size_t bytes)
{
	const void *data = sqlite3_column_blob(statement->handle, column);
	if (data == NULL || sqlite3_column_bytes(statement->handle, column) != (int)bytes) {
		return false;
	}
	memcpy(ret_data, data, bytes);
	return true;
}
