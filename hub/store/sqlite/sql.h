/*
 * How the store's files speak to SQLite: statements are prepared once per connection and kept,
 * found by the address of their text. A started statement must be ended before it is started again.
 */
#ifndef ZR_HUB_STORE_SQLITE_SQL_H
#define ZR_HUB_STORE_SQLITE_SQL_H

#include <sqlite3.h>

#include "hub/store/store_engine.h"

#define ZR_STATEMENT_COUNT_MAX 128

struct zr_sqlite {
	struct zr_store base; /* first: the files below get and give this one's address */
	sqlite3 *database;
	struct {
		const char *text; /* static */
		sqlite3_stmt *statement;
	} kept[ZR_STATEMENT_COUNT_MAX];
	size_t kept_count;
};

/*
 * Prepares and binds. format has a letter for each parameter: i int64_t, t const char * (NULL
 * allowed), b const void * and size_t, h a hash, d a device id. Texts and bytes must live until
 * the statement is ended.
 */
int zr_sql_start(struct zr_store *store, const char *text, sqlite3_stmt **ret_statement,
	struct zr_error *error, const char *format, ...) ZR_MUST_CHECK;

/* 1: a row; 0: no more. */
int zr_sql_step(
	struct zr_store *store, sqlite3_stmt *statement, struct zr_error *error) ZR_MUST_CHECK;
void zr_sql_end(sqlite3_stmt **statement);

/* start, step to the end, end. */
int zr_sql_run(struct zr_store *store, const char *text, struct zr_error *error, const char *format,
	...) ZR_MUST_CHECK;

/* Runs statements that return nothing, each by itself. */
int zr_sql_script(struct zr_store *store, const char *text, struct zr_error *error) ZR_MUST_CHECK;

/* A transaction that writes, and a mark in it. rollback may come at any time, also when SQLite has
 * taken all back by itself. */
int zr_sql_begin(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
int zr_sql_commit(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
void zr_sql_rollback(struct zr_store *store);
int zr_sql_mark(struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;
int zr_sql_unmark(struct zr_store *store, bool is_kept, struct zr_error *error) ZR_MUST_CHECK;

/* The rank of the row inserted last. */
int64_t zr_sql_last_rank(struct zr_store *store);

/* Sets error from the connection's last failure. */
int zr_sql_fail(struct zr_store *store, struct zr_error *error);

/* Columns. text is "" for NULL; copy cuts at size; blob leaves ret_data alone when the size
 * differs.
 */
const char *zr_sql_text(sqlite3_stmt *statement, int column);
void zr_sql_copy(sqlite3_stmt *statement, int column, char *text, size_t size);
void zr_sql_blob(sqlite3_stmt *statement, int column, uint8_t *ret_data, size_t bytes);

#define ZR_STATEMENT __attribute__((cleanup(zr_sql_end))) sqlite3_stmt *

#endif
