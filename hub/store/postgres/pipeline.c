/*
 * The pipeline over libpq's asynchronous calls. Reading and writing are waited for together: a
 * server that cannot get rid of its answers reads nothing more, and both would wait for ever.
 */
#include "hub/store/postgres/pipeline.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "hub/store/postgres/conduit_priv.h"
#include "hub/store/postgres/sqlstate.h"
#include "lib/base/limits.h"

static size_t keep(struct zr_conduit *conduit, const char *sql)
{
	size_t i = 0;
	while (i < conduit->kept_count && conduit->kept[i].sql != sql) {
		i++;
	}
	if (i == conduit->kept_count) {
		assert(i < ZR_CONDUIT_STATEMENT_COUNT_MAX);
		conduit->kept[i].sql = sql;
		conduit->kept[i].state = ZR_CONDUIT_UNKNOWN;
		conduit->kept_count++;
	}
	return i;
}

static void note_sent(struct zr_conduit *conduit, int kept)
{
	assert(conduit->sent_count < ZR_CONDUIT_SENT_COUNT_MAX);
	conduit->sent[conduit->sent_count++] = (int16_t)kept;
}

static int send_prepare(struct zr_conduit *conduit, size_t kept, const char *name,
	const struct zr_pipeline_arguments *arguments)
{
	if (conduit->kept[kept].state != ZR_CONDUIT_UNKNOWN) {
		return 1;
	}
	int is_sent = PQsendPrepare(conduit->connection, name, conduit->kept[kept].sql,
		arguments->count, arguments->types);
	if (is_sent == 1) {
		conduit->kept[kept].state = ZR_CONDUIT_SENT;
		note_sent(conduit, (int)kept);
	}
	return is_sent;
}

int zr_pipeline_send(struct zr_conduit *conduit, const char *sql,
	const struct zr_pipeline_arguments *arguments, struct zr_error *error)
{
	assert(conduit != NULL && sql != NULL && arguments != NULL);
	assert(arguments->count >= 0 && arguments->count <= ZR_PIPELINE_ARGUMENT_COUNT_MAX);
	int code = conduit->sent_count + 2 > ZR_CONDUIT_SENT_COUNT_MAX
			   ? zr_pipeline_settle(conduit, NULL, error)
			   : 0;
	if (code == 0) {
		code = zr_conduit_need(conduit, error);
	}
	if (code != 0) {
		return code;
	}
	char name[24];
	size_t kept = keep(conduit, sql);
	(void)snprintf(name, sizeof name, "s%zu", kept);
	if (send_prepare(conduit, kept, name, arguments) != 1 ||
		PQsendQueryPrepared(conduit->connection, name, arguments->count, arguments->values,
			arguments->lengths, arguments->formats, 1) != 1) {
		return zr_conduit_lose(conduit, error);
	}
	note_sent(conduit, -1);
	return 0;
}

/* false: the end of patience, or a failure. After a time-out the server is left alone for a moment:
 * it hangs, and whoever asked has waited long enough. */
static bool wait_for_server(struct zr_conduit *conduit, bool is_flushed, int64_t end_us)
{
	struct pollfd server = {.fd = PQsocket(conduit->connection),
		.events = (short)(POLLIN | (is_flushed ? 0 : POLLOUT))};
	int64_t left_us = end_us - zr_conduit_now_us();
	int count = left_us > 0 ? poll(&server, 1, (int)(left_us / 1000) + 1) : 0;
	if (count == 0) {
		conduit->not_before = zr_conduit_now_us() + ZR_HUB_POSTGRES_PAUSE_US;
	}
	if (count < 0) {
		return errno == EINTR;
	}
	bool can_read = (server.revents & ~POLLOUT) != 0;
	return count > 0 && (!can_read || PQconsumeInput(conduit->connection) == 1);
}

/* The next answer, NULL between two statements. false: the connection is of no use any more. */
static bool next_result(struct zr_conduit *conduit, int64_t end_us, PGresult **ret_result)
{
	int left = 0;
	*ret_result = NULL;
	while ((left = PQflush(conduit->connection)) >= 0 && PQisBusy(conduit->connection) != 0) {
		if (!wait_for_server(conduit, left == 0, end_us)) {
			return false;
		}
	}
	if (left >= 0) {
		*ret_result = PQgetResult(conduit->connection);
	}
	return left >= 0;
}

struct answers {
	struct zr_error first; /* the first error, code 0: none */
	PGresult *last;        /* of the statement that was read last; owned */
};

static void take_result(
	struct zr_conduit *conduit, struct answers *answers, int kept, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (is_good && kept >= 0) {
		conduit->kept[kept].state = ZR_CONDUIT_PREPARED;
	}
	if (is_good && kept < 0) {
		PQclear(answers->last);
		answers->last = result;
		return;
	}
	if (!is_good && status != PGRES_PIPELINE_ABORTED && answers->first.code == 0) {
		(void)zr_sqlstate_fail(
			PQresultErrorField(result, PG_DIAG_SQLSTATE), &answers->first);
	}
	PQclear(result);
}

/* All answers of one statement, up to the NULL behind them. */
static bool read_statement(
	struct zr_conduit *conduit, struct answers *answers, int kept, int64_t end_us)
{
	PGresult *result = NULL;
	bool is_read = false;
	while ((is_read = next_result(conduit, end_us, &result)) && result != NULL) {
		take_result(conduit, answers, kept, result);
		if (PQstatus(conduit->connection) == CONNECTION_BAD) {
			return false;
		}
	}
	return is_read;
}

static bool read_sync(struct zr_conduit *conduit, int64_t end_us)
{
	PGresult *result = NULL;
	bool is_read = next_result(conduit, end_us, &result) &&
		       PQresultStatus(result) == PGRES_PIPELINE_SYNC;
	PQclear(result);
	return is_read;
}

static bool read_all(struct zr_conduit *conduit, struct answers *answers)
{
	int64_t end_us = zr_conduit_now_us() + ZR_HUB_POSTGRES_WAIT_US;
	bool is_read = PQpipelineSync(conduit->connection) == 1;
	for (size_t i = 0; is_read && i < conduit->sent_count; i++) {
		is_read = read_statement(conduit, answers, conduit->sent[i], end_us);
	}
	conduit->sent_count = 0;
	return is_read && read_sync(conduit, end_us);
}

/* One whose preparing was spoiled by an error before it is prepared again. */
static void forget_unprepared(struct zr_conduit *conduit)
{
	for (size_t i = 0; i < conduit->kept_count; i++) {
		if (conduit->kept[i].state == ZR_CONDUIT_SENT) {
			conduit->kept[i].state = ZR_CONDUIT_UNKNOWN;
		}
	}
}

int zr_pipeline_settle(struct zr_conduit *conduit, PGresult **ret_last, struct zr_error *error)
{
	assert(conduit != NULL && (ret_last == NULL || *ret_last == NULL));
	if (conduit->sent_count == 0) {
		assert(ret_last == NULL); /* who wants an answer has asked */
		return 0;
	}
	assert(conduit->connection != NULL);
	struct answers answers = {0};
	if (!read_all(conduit, &answers)) {
		PQclear(answers.last);
		return zr_conduit_lose(conduit, error);
	}
	forget_unprepared(conduit);
	if (answers.first.code != 0 || ret_last == NULL) {
		PQclear(answers.last);
	} else {
		*ret_last = answers.last;
	}
	if (answers.first.code != 0 && error != NULL) {
		*error = answers.first;
	}
	return answers.first.code;
}

void zr_pipeline_drain(struct zr_conduit *conduit)
{
	(void)!zr_pipeline_settle(conduit, NULL, NULL);
}
