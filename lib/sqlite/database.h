/*
 * One SQLite database the way every store of the tablet wants it: WAL, synchronous=FULL, exclusive
 * locking, so that this connection is the only one (SQLite before 3.51.3 can lose pages when two
 * connections write one WAL database). A commit that returned is on disk.
 *
 * Invariant: between calls of the stores no transaction is open; a failed step rolls back whatever
 * its transaction did. Full disk is ZR_E_FULL and leaves what was there. Not thread-safe.
 * It does not know what is in the tables: draft.h, outbox.h, inbox.h and identity.h do.
 * Foreign texts are copied whole (zr_statement_copy) or lent (zr_statement_lend), never cut.
 */
#ifndef ZR_SQLITE_DATABASE_H
#define ZR_SQLITE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

struct zr_database;

struct zr_database_kind {
	const char *name;       /* for sentences: "the outbox" */
	int32_t application_id; /* in the file's header: tells ours from a stranger's */
	/* steps[n] are the statements that bring version n to n + 1; what was released never
	 * changes, a new version is one more step. */
	const char *const *steps;
	int version;    /* how many steps there are */
	bool is_secret; /* what is deleted is overwritten, at the price of more writing */
};

/* Opens the file, makes it when it is missing (mode 0600), and brings a new or an older one to the
 * present version, all steps in one transaction: a power cut leaves the old version whole.
 * ZR_E_IO, ZR_E_FULL, ZR_E_INVALID (not ours, damaged, or from a newer version), ZR_E_BUSY (another
 * process has it), ZR_E_NOMEM. */
int zr_database_open(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error) ZR_MUST_CHECK;
void zr_database_close(struct zr_database *database);
ZR_DEFINE_CLEANUP(struct zr_database *, zr_database_close);

/* Borrowed: for tests that inject failures. */
sqlite3 *zr_database_handle(struct zr_database *database);

/* Converts the failure of the last call on the handle; doing is what was tried. */
int zr_database_fail(struct zr_database *database, const char *doing, struct zr_error *error);

/* begin, commit; a commit that fails has rolled back. rollback does nothing without a transaction.
 */
int zr_database_begin(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;
int zr_database_commit(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;
void zr_database_rollback(struct zr_database *database);

/* Empties the log and gives the room of dropped rows back to the storage. For a full one: takes
 * time and writes. */
int zr_database_shrink(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* Empties the log, so that what a secret store overwrote is gone from there, too. */
int zr_database_empty_log(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* A prepared statement with its arguments; the first that fails is remembered until step. Texts and
 * blobs are borrowed until the statement is reset or finished. Columns and arguments count from 0
 * and 1, as in SQLite. */
struct zr_statement {
	struct zr_database *database; /* borrowed */
	sqlite3_stmt *handle;         /* owned */
	int result;                   /* SQLite's first failure, SQLITE_OK */
	int arguments;                /* bound so far */
};
void zr_statement_init(
	struct zr_statement *statement, struct zr_database *database, const char *sql);
void zr_statement_finish(struct zr_statement *statement);
void zr_statement_add_int(struct zr_statement *statement, int64_t value);
void zr_statement_add_text(struct zr_statement *statement, const char *text);
void zr_statement_add_blob(struct zr_statement *statement, const void *data, size_t bytes);

/* 1 there is a row, 0 done, or a negative error. */
int zr_statement_step(
	struct zr_statement *statement, const char *doing, struct zr_error *error) ZR_MUST_CHECK;
/* Steps a statement that has no rows, and makes it ready for new arguments. */
int zr_statement_run(
	struct zr_statement *statement, const char *doing, struct zr_error *error) ZR_MUST_CHECK;

/* Columns of the present row; NULL is "". lend is good until the next step, copy is the caller's,
 * NULL without memory. text gives false for what does not fit whole: then ret_text is "". */
int64_t zr_statement_int(const struct zr_statement *statement, int column);
const char *zr_statement_lend(const struct zr_statement *statement, int column);
bool zr_statement_text(
	const struct zr_statement *statement, int column, char *ret_text, size_t size);
char *zr_statement_copy(const struct zr_statement *statement, int column);
/* Appends the bytes. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_statement_blob(
	const struct zr_statement *statement, int column, struct zr_buffer *ret_data) ZR_MUST_CHECK;
/* True when the column holds exactly bytes bytes, which are copied. */
bool zr_statement_bytes(
	const struct zr_statement *statement, int column, void *ret_data, size_t bytes);

#endif
