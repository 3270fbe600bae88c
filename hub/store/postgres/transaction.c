/*
 * Transactions, each in a few statements of the pipeline. What a transaction's numbers and warnings
 * mean for an acknowledgement is in the header.
 */
#include "hub/store/postgres/transaction.h"

#include <assert.h>
#include <string.h>

#include "hub/store/postgres/conduit_priv.h"
#include "hub/store/postgres/pipeline.h"

static int send(struct zr_conduit *conduit, const char *sql, struct zr_error *error)
{
	static const struct zr_pipeline_arguments none = {0};
	return zr_pipeline_send(conduit, sql, &none, error);
}

/* A first statement is waited for: a server that was restarted meanwhile is noticed by it. */
static int try_begin(struct zr_conduit *conduit, struct zr_error *error)
{
	int code = send(conduit, "BEGIN", error);
	if (code == 0 && !conduit->is_reader) {
		code = send(conduit, "SELECT pg_current_xact_id()::text", error);
	}
	return code == 0 ? zr_pipeline_settle(conduit, NULL, error) : code;
}

int zr_transaction_begin(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL && !conduit->is_in_transaction && conduit->sent_count == 0);
	bool was_connected = conduit->connection != NULL;
	int code = try_begin(conduit, error);
	if (code != 0 && was_connected) {
		zr_conduit_disconnect(
			conduit); /* whatever it was: not this server, not this session */
		code = try_begin(conduit, error);
	}
	conduit->is_in_transaction = code == 0;
	return code;
}

int zr_transaction_commit(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL && conduit->is_in_transaction);
	PGresult *result = NULL;
	conduit->has_warning = false;
	int code = send(conduit, "COMMIT", error);
	if (code == 0) {
		code = zr_pipeline_settle(conduit, &result, error);
	}
	if (code != 0) {
		/* The writes of this transaction are nobody's in particular by now: whatever
		 * failed, whoever brought them may come again. */
		return zr_error_is_retryable(code)
			       ? code
			       : zr_error_set(error, ZR_E_IO, "the database took back the writes");
	}
	conduit->is_in_transaction = false;
	bool is_committed = strcmp(PQcmdStatus(result), "COMMIT") == 0; /* else "ROLLBACK" */
	PQclear(result);
	if (!is_committed || conduit->has_warning) {
		return zr_error_set(error, ZR_E_BUSY,
			is_committed ? "no second server of the database has it; try again later"
				     : "the database took back the writes; try again later");
	}
	return 0;
}

void zr_transaction_rollback(struct zr_conduit *conduit)
{
	assert(conduit != NULL);
	if (conduit->is_in_transaction && conduit->connection != NULL) {
		zr_pipeline_drain(conduit);
	}
	if (conduit->is_in_transaction && conduit->connection != NULL) {
		int code = send(conduit, "ROLLBACK", NULL);
		code = code == 0 ? zr_pipeline_settle(conduit, NULL, NULL) : code;
		if (code != 0) {
			zr_conduit_disconnect(conduit);
		}
	}
	conduit->is_in_transaction = false;
}

int zr_transaction_mark(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL && conduit->is_in_transaction);
	return send(conduit, "SAVEPOINT request", error);
}

int zr_transaction_unmark(struct zr_conduit *conduit, bool is_kept, struct zr_error *error)
{
	assert(conduit != NULL && conduit->is_in_transaction);
	if (is_kept) {
		return send(conduit, "RELEASE SAVEPOINT request", error);
	}
	if (conduit->connection != NULL) {
		zr_pipeline_drain(conduit); /* what it wrote may have failed: it is taken back */
	}
	int code = send(conduit, "ROLLBACK TO SAVEPOINT request", error);
	if (code == 0) {
		code = send(conduit, "RELEASE SAVEPOINT request", error);
	}
	return code == 0 ? zr_pipeline_settle(conduit, NULL, error) : code;
}

static int leave_pipeline(struct zr_conduit *conduit, struct zr_error *error)
{
	int code = zr_conduit_need(conduit, error);
	if (code == 0) {
		code = zr_pipeline_settle(conduit, NULL, error);
	}
	if (code == 0 && (PQexitPipelineMode(conduit->connection) != 1 ||
				 PQsetnonblocking(conduit->connection, 0) != 0)) {
		code = zr_conduit_lose(conduit, error);
	}
	return code;
}

int zr_transaction_script(struct zr_conduit *conduit, const char *sql, struct zr_error *error)
{
	assert(conduit != NULL && sql != NULL && conduit->is_in_transaction);
	int code = leave_pipeline(conduit, error);
	if (code != 0) {
		return code;
	}
	code = zr_conduit_execute(conduit, "SET LOCAL statement_timeout = 0", error);
	if (code == 0) {
		code = zr_conduit_execute(conduit, sql, error);
	}
	if (zr_conduit_enter_pipeline(conduit) != 0) {
		(void)zr_conduit_lose(conduit, code == 0 ? error : NULL);
		return code == 0 ? ZR_E_BUSY : code;
	}
	return code;
}
