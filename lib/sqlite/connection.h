/* What an open database consists of: for the files of this room alone. */
#ifndef ZR_SQLITE_CONNECTION_H
#define ZR_SQLITE_CONNECTION_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

/* More than any store has: the hub's, the largest, has some hundred. */
#define ZR_CONNECTION_STATEMENT_COUNT_MAX 256

struct zr_statement {
	const char *sql;      /* static: its address is the statement's name; NULL: made for once */
	sqlite3_stmt *handle; /* owned */
	struct zr_database *database;
};

/* Invariant: kept[0..kept_count) are prepared, each sql once. */
struct zr_database {
	sqlite3 *handle;
	const char *name; /* for sentences: "the outbox" */
	bool is_reader;
	bool is_open; /* and was found to be ours */
	struct zr_statement kept[ZR_CONNECTION_STATEMENT_COUNT_MAX];
	size_t kept_count;
};

/* The code and the sentence for the failure of the last call on the handle. */
int zr_connection_fail(struct zr_database *database, struct zr_error *error);

#endif
