/*
 * Transactions over a conduit.
 *
 * A commit that returned 0 is on disk at the server, and at the synchronous standby where there is
 * one. For that each writing transaction gets a number even when it writes nothing: only a numbered
 * one waits for the standby, and what a read in it found must not be acknowledged before (the row
 * may come from a commit whose wait was given up).
 *
 * Errors: as of the conduit; those of a commit are retryable, whatever the cause, for they fall on
 * all whose writes were in it.
 */
#ifndef ZR_HUB_STORE_POSTGRES_TRANSACTION_H
#define ZR_HUB_STORE_POSTGRES_TRANSACTION_H

#include "hub/store/postgres/conduit.h"

/* A transaction that writes; a reader's is one picture of the database. */
int zr_transaction_begin(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;
int zr_transaction_commit(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;
/* Does nothing without a transaction, and cannot fail. */
void zr_transaction_rollback(struct zr_conduit *conduit);
/* A place within the transaction to come back to. */
int zr_transaction_mark(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;
int zr_transaction_unmark(
	struct zr_conduit *conduit, bool is_kept, struct zr_error *error) ZR_MUST_CHECK;

/* Within a transaction: runs each statement of the text, without an end of patience, as all that
 * follows in it. For what changes the tables, or reads through all of them. Error sentences are the
 * server's own. */
int zr_transaction_script(
	struct zr_conduit *conduit, const char *sql, struct zr_error *error) ZR_MUST_CHECK;

#endif
