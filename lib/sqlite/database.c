/*
 * Opening, versions, transactions.
 *
 * Why a connection that has its file alone is exclusive: it keeps the log's index in memory, needs
 * no -shm file on a full disk, and makes a second writer impossible instead of forbidden. Its log
 * is short, because what is in the log takes room twice when it moves into the database, which a
 * full disk does not have. With readers the log is long: a checkpoint waits for them.
 */
#include "lib/sqlite/database.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sqlite/connection.h"
#include "lib/sqlite/statement.h"

enum {
	/* A program that is being restarted: the old process needs a moment to let go. */
	BUSY_MS = 5000,
	SHRINK_PAGES = 16, /* as in the statement that shrinks */
};

static const char rollback[] = "ROLLBACK"; /* by this address it is kept */

static bool is_in_transaction(const struct zr_database *database)
{
	return sqlite3_get_autocommit(database->handle) == 0;
}

/* ---- versions ---- */

static int run_steps(struct zr_database *database, const struct zr_database_kind *kind, int from,
	struct zr_error *error)
{
	char header[96];
	(void)sqlite3_snprintf(sizeof header, header,
		"PRAGMA application_id=%d; PRAGMA user_version=%d;", kind->application_id,
		kind->version);
	int code = 0;
	for (int step = from; step < kind->version && code == 0; step++) {
		code = zr_statement_script(database, kind->steps[step], error);
	}
	return code != 0 ? code : zr_statement_script(database, header, error);
}

/* All steps at once: a program that is set back after a failed update finds its own version. */
static int migrate(struct zr_database *database, const struct zr_database_kind *kind, int from,
	struct zr_error *error)
{
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	return zr_database_end(database, run_steps(database, kind, from, error), error);
}

static int refuse_version(const struct zr_database_kind *kind, int64_t version, bool is_reader,
	struct zr_error *error)
{
	if (is_reader && version < kind->version) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s is of version %lld and this program reads %d; start the program that "
			"writes it, which brings it there",
			kind->name, (long long)version, kind->version);
	}
	return zr_error_set(error, ZR_E_INVALID,
		"%s is of version %lld and this program knows %d; update the program", kind->name,
		(long long)version, kind->version);
}

static int check_version(
	struct zr_database *database, const struct zr_database_kind *kind, struct zr_error *error)
{
	int64_t application_id = 0;
	int64_t version = 0;
	int64_t table_count = 0;
	int code = zr_statement_read_int(database, "PRAGMA application_id", &application_id, error);
	if (code == 0) {
		code = zr_statement_read_int(database, "PRAGMA user_version", &version, error);
	}
	if (code == 0) {
		code = zr_statement_read_int(
			database, "SELECT count(*) FROM sqlite_schema", &table_count, error);
	}
	if (code != 0) {
		return code;
	}
	bool is_new = application_id == 0 && version == 0 && table_count == 0;
	if (!is_new && application_id != kind->application_id) {
		return zr_error_set(error, ZR_E_INVALID,
			"the file is not %s but another database; move it away", kind->name);
	}
	bool is_known = is_new || (version >= 1 && version <= kind->version);
	if (!is_known || (database->is_reader && version != kind->version)) {
		return refuse_version(kind, version, database->is_reader, error);
	}
	return version == kind->version ? 0 : migrate(database, kind, (int)version, error);
}

/* ---- opening ---- */

/* The order matters: exclusive before the first access, auto_vacuum before the first table, and
 * only then, because it writes. */
static int have_alone(struct zr_database *database, struct zr_error *error)
{
	int64_t page_count = 0;
	int code = zr_statement_script(database, "PRAGMA locking_mode=EXCLUSIVE", error);
	if (code == 0) {
		code = zr_statement_read_int(database, "PRAGMA page_count", &page_count, error);
	}
	if (code == 0 && page_count == 0) {
		code = zr_statement_script(database, "PRAGMA auto_vacuum=INCREMENTAL", error);
	}
	return code;
}

static int set_up_writer(
	struct zr_database *database, const struct zr_database_kind *kind, struct zr_error *error)
{
	int code = kind->has_readers ? 0 : have_alone(database, error);
	if (code == 0) {
		code = zr_statement_script(database,
			"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
			error);
	}
	if (code == 0) {
		code = zr_statement_script(database,
			kind->has_readers ? "PRAGMA wal_autocheckpoint=4000;"
					    "PRAGMA journal_size_limit=67108864;"
					  : "PRAGMA wal_autocheckpoint=64;"
					    "PRAGMA journal_size_limit=262144;"
					    "PRAGMA secure_delete=FAST;",
			error);
	}
	if (code == 0 && kind->is_secret) {
		code = zr_statement_script(
			database, "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;", error);
	}
	return code;
}

static int set_up_reader(struct zr_database *database, struct zr_error *error)
{
	(void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return zr_statement_script(
		database, "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON;", error);
}

static int set_up(
	struct zr_database *database, const struct zr_database_kind *kind, struct zr_error *error)
{
	(void)sqlite3_extended_result_codes(database->handle, 1);
	(void)sqlite3_busy_timeout(database->handle, BUSY_MS);
	(void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* The file may be a stranger's: its schema runs nothing of ours, its pages are checked. */
	int code = zr_statement_script(
		database, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;", error);
	if (code == 0) {
		code = database->is_reader ? set_up_reader(database, error)
					   : set_up_writer(database, kind, error);
	}
	/* Prepared now, so that taking back needs no memory when there is none. */
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *prepared = NULL;
	if (code == 0) {
		code = zr_statement_start(database, rollback, &prepared, error, "");
	}
	return code != 0 ? code : check_version(database, kind, error);
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

static int open_connection(const char *path, const struct zr_database_kind *kind, bool is_reader,
	struct zr_database **ret_database, struct zr_error *error)
{
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = calloc(1, sizeof *database);
	if (database == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open %s", kind->name);
	}
	database->name = kind->name;
	database->is_reader = is_reader;
	int flags =
		SQLITE_OPEN_NOMUTEX | (is_reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	if (sqlite3_open_v2(path, &database->handle, flags, NULL) != SQLITE_OK) {
		return zr_connection_fail(database, error);
	}
	int code = set_up(database, kind, error);
	if (code == 0) {
		database->is_open = true;
		*ret_database = ZR_TAKE(database);
	}
	return code;
}

int zr_database_open(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error)
{
	assert(path != NULL && kind != NULL && ret_database != NULL);
	assert(kind->application_id != 0 && kind->version > 0);
	int code = make_file(path, error);
	return code != 0 ? code : open_connection(path, kind, false, ret_database, error);
}

int zr_database_open_reader(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error)
{
	assert(path != NULL && kind != NULL && ret_database != NULL);
	assert(kind->has_readers);
	return open_connection(path, kind, true, ret_database, error);
}

void zr_database_close(struct zr_database *database)
{
	if (database == NULL) {
		return;
	}
	for (size_t i = 0; i < database->kept_count; i++) {
		(void)sqlite3_finalize(database->kept[i].handle);
	}
	int result = sqlite3_close(database->handle);
	assert(result == SQLITE_OK); /* else a statement was not kept here, and leaks */
	free(database);
}

struct sqlite3 *zr_database_handle(struct zr_database *database)
{
	assert(database != NULL);
	return database->handle;
}

/* ---- transactions ---- */

int zr_database_begin(struct zr_database *database, struct zr_error *error)
{
	assert(!database->is_reader && !is_in_transaction(database));
	/* IMMEDIATE: who may write is known now and not at the first write, half-way. */
	return zr_statement_run(database, "BEGIN IMMEDIATE", error, "");
}

int zr_database_commit(struct zr_database *database, struct zr_error *error)
{
	assert(is_in_transaction(database));
	int code = zr_statement_run(database, "COMMIT", error, "");
	zr_database_rollback(database);
	return code;
}

void zr_database_rollback(struct zr_database *database)
{
	/* SQLite takes all back by itself after some failures. */
	if (is_in_transaction(database)) {
		int code = zr_statement_run(database, rollback, NULL, "");
		(void)code; /* whatever it says, what counts is the next line */
	}
	assert(!is_in_transaction(database));
}

int zr_database_end(struct zr_database *database, int code, struct zr_error *error)
{
	assert(code <= 0);
	if (code != 0) {
		zr_database_rollback(database);
		return code;
	}
	return zr_database_commit(database, error);
}

int64_t zr_database_change_count(struct zr_database *database)
{
	assert(database != NULL);
	return sqlite3_changes64(database->handle);
}

int64_t zr_database_last_id(struct zr_database *database)
{
	assert(database != NULL);
	return sqlite3_last_insert_rowid(database->handle);
}

/* ---- room ---- */

int zr_database_empty_log(struct zr_database *database, struct zr_error *error)
{
	assert(!database->is_reader && !is_in_transaction(database));
	int result = sqlite3_wal_checkpoint_v2(
		database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return result == SQLITE_OK ? 0 : zr_connection_fail(database, error);
}

int zr_database_shrink(struct zr_database *database, struct zr_error *error)
{
	assert(!is_in_transaction(database));
	int64_t free_pages = 0;
	int code = zr_database_empty_log(database, error);
	if (code == 0) {
		code = zr_statement_read_int(database, "PRAGMA freelist_count", &free_pages, error);
	}
	/* In small steps, for each needs room in the log first. */
	for (int64_t done = 0; done < free_pages && code == 0; done += SHRINK_PAGES) {
		code = zr_statement_script(database, "PRAGMA incremental_vacuum(16)", error);
		if (code == 0) {
			code = zr_database_empty_log(database, error);
		}
	}
	return code;
}
