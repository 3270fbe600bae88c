/*
 * One SQLite database the way every store wants it: WAL, synchronous=FULL, so that a commit that
 * returned is on disk; known by its application id; brought to the program's version when it is
 * opened. One connection writes and checkpoints, ever: SQLite before 3.51.3 can lose pages when two
 * do (wal.html#walresetbug). A kind says whether others may read meanwhile.
 *
 * Invariant: a failed commit and a rollback leave no transaction open. A full disk is ZR_E_FULL and
 * leaves what was there. A connection belongs to one thread at a time. It does not know what is in
 * the tables. Statements: statement.h.
 */
#ifndef ZR_SQLITE_DATABASE_H
#define ZR_SQLITE_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"

struct sqlite3;
struct zr_database;

struct zr_database_kind {
	const char *name;       /* for sentences: "the outbox" */
	int32_t application_id; /* in the file's header: tells ours from a stranger's */
	/* steps[n] are the statements that bring version n to n + 1; what was released never
	 * changes, a new version is one more step. */
	const char *const *steps;
	int version;      /* how many steps there are */
	bool is_secret;   /* what is deleted is overwritten, at the price of more writing */
	bool has_readers; /* others may open it to read; else this connection has it alone, which
			   * needs less room and memory */
};

/* Opens the file, makes it when it is missing (mode 0600), and brings a new or an older one to the
 * present version, all steps in one transaction: a power cut leaves the old version whole.
 * ZR_E_IO, ZR_E_FULL, ZR_E_INVALID (not ours, damaged, or from a newer version), ZR_E_BUSY (another
 * process has it), ZR_E_NOMEM, ZR_E_NOT_FOUND (no such folder). */
int zr_database_open(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error) ZR_MUST_CHECK;

/* A connection that never writes, nor checkpoints, not even when it is the last to close. The kind
 * has readers, the file is of the present version (else ZR_E_INVALID). */
int zr_database_open_reader(const char *path, const struct zr_database_kind *kind,
	struct zr_database **ret_database, struct zr_error *error) ZR_MUST_CHECK;

/* Every statement was ended. NULL allowed. */
void zr_database_close(struct zr_database *database);
ZR_DEFINE_CLEANUP(struct zr_database *, zr_database_close);

/* Borrowed: for a function of ours in SQL, and for tests that inject failures. */
struct sqlite3 *zr_database_handle(struct zr_database *database);

/* begin, commit; a commit that fails has rolled back. rollback does nothing without a transaction,
 * needs no memory, and cannot fail. */
int zr_database_begin(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;
int zr_database_commit(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;
void zr_database_rollback(struct zr_database *database);
/* Ends a transaction as the work in it ended: commits after 0, else rolls back and returns code. */
int zr_database_end(struct zr_database *database, int code, struct zr_error *error) ZR_MUST_CHECK;

/* Rows that the last INSERT, UPDATE or DELETE touched, and the rowid of the last INSERT. */
int64_t zr_database_change_count(struct zr_database *database);
int64_t zr_database_last_id(struct zr_database *database);

/* Empties the log and gives the room of dropped rows back to the storage. For a full one: takes
 * time and writes. Not for a kind with readers, whose file does not shrink. */
int zr_database_shrink(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

/* Empties the log, so that what a secret store overwrote is gone from there, too. */
int zr_database_empty_log(struct zr_database *database, struct zr_error *error) ZR_MUST_CHECK;

#endif
