/*
 * Connecting, and dropping a connection.
 *
 * Connecting blocks for as long as libpq's connect_timeout allows a host, because only libpq's own
 * loop goes on to the next host when one accepts and never answers, as a frozen server does.
 */
#include "hub/store/postgres/conduit_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hub/store/postgres/sqlstate.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

#define STRING(x)  #x
#define TEXT_OF(x) STRING(x)

int64_t zr_conduit_now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Notices go nowhere: they may name what stands in the rows. */
static void note_notice(void *user, const PGresult *notice)
{
	struct zr_conduit *conduit = user;
	const char *state = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
	if (state != NULL && strcmp(state, ZR_SQLSTATE_WARNING) == 0) {
		conduit->has_warning = true;
	}
}

/* Defaults that the address may overrule by naming them: those after dbname do not, so it is last.
 */
static PGconn *connect_to(const char *uri)
{
	static const char *const names[] = {"target_session_attrs", "connect_timeout",
		"tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
		"fallback_application_name", "dbname", "client_encoding", NULL};
	const char *const values[] = {"read-write", TEXT_OF(ZR_HUB_POSTGRES_CONNECT_S), "15000",
		"10", "5", "3", "zarya-hub", uri, "UTF8", NULL};
	static_assert(sizeof names / sizeof names[0] == sizeof values / sizeof values[0],
		"a value for each name");
	return PQconnectdbParams(names, values, 1);
}

/* libpq's sentence names host and user, never the password. */
static int fail_to_connect(PGconn *connection, struct zr_error *error)
{
	const char *sentence = PQerrorMessage(connection);
	bool is_refused = strstr(sentence, "authentication failed") != NULL ||
			  strstr(sentence, "does not exist") != NULL ||
			  strstr(sentence, "no password supplied") != NULL ||
			  strstr(sentence, "no pg_hba.conf entry") != NULL;
	return zr_error_set(error, is_refused ? ZR_E_INVALID : ZR_E_BUSY,
		"the database cannot be reached: %.*s", (int)strcspn(sentence, "\n"), sentence);
}

/* A weaker promise than ours is made ours, a stronger one (remote_apply) stays. A statement that
 * nobody waits for any more ends by itself. Lists are planned for what they are asked for. */
static const char session_set_up[] =
	"SELECT set_config('synchronous_commit', 'on', false)"
	" WHERE current_setting('synchronous_commit') IN ('off', 'local');"
	"SET statement_timeout = " TEXT_OF(
		ZR_HUB_POSTGRES_WAIT_MS) ";"
					 "SET idle_in_transaction_session_timeout = " TEXT_OF(
						 ZR_HUB_POSTGRES_IDLE_MS) ";"
									  "SET jit = off; SET "
									  "bytea_output = hex; SET "
									  "timezone = 'UTC';";
static const char reader_set_up[] =
	"SET plan_cache_mode = force_custom_plan;"
	"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
/* A plan is kept after five of its like; one that was made while a table was empty must be good
 * when it is full, so none goes through a table that has an index for it. */
static const char key_reader_set_up[] =
	"SET enable_seqscan = off;"
	"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
static const char writer_set_up[] =
	"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";

int zr_conduit_execute(struct zr_conduit *conduit, const char *sql, struct zr_error *error)
{
	assert(conduit != NULL && conduit->connection != NULL && sql != NULL);
	PGresult *result = PQexec(conduit->connection, sql);
	ExecStatusType status = PQresultStatus(result);
	int code = 0;
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		const char *sentence = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
		code = zr_error_set(error,
			zr_sqlstate_code(PQresultErrorField(result, PG_DIAG_SQLSTATE)),
			"the database failed: %s", sentence != NULL ? sentence : "it went away");
	}
	PQclear(result);
	return code;
}

/* One row, one column: whether the setting has the value that is needed. */
static int need_setting(
	PGconn *connection, const char *name, const char *value, struct zr_error *error)
{
	const char *const arguments[] = {name};
	PGresult *result = PQexecParams(
		connection, "SELECT current_setting($1)", 1, NULL, arguments, NULL, NULL, 0);
	int code = PQresultStatus(result) == PGRES_TUPLES_OK
			   ? 0
			   : zr_sqlstate_fail(PQresultErrorField(result, PG_DIAG_SQLSTATE), error);
	if (code == 0 && strcmp(PQgetvalue(result, 0, 0), value) != 0) {
		code = zr_error_set(error, ZR_E_INVALID,
			"the database is not fit for the hub: its %s must be %s", name, value);
	}
	PQclear(result);
	return code;
}

int zr_conduit_enter_pipeline(struct zr_conduit *conduit)
{
	assert(conduit != NULL && conduit->connection != NULL);
	return PQstatus(conduit->connection) == CONNECTION_OK &&
			       PQsetnonblocking(conduit->connection, 1) == 0 &&
			       PQenterPipelineMode(conduit->connection) == 1
		       ? 0
		       : -1;
}

static const char *set_up_of(const struct zr_conduit *conduit)
{
	if (!conduit->is_reader) {
		return writer_set_up;
	}
	return conduit->expects_keys ? key_reader_set_up : reader_set_up;
}

static int set_up(struct zr_conduit *conduit, struct zr_error *error)
{
	PGconn *connection = conduit->connection;
	(void)PQsetNoticeReceiver(connection, note_notice, conduit);
	int code = need_setting(connection, "server_encoding", "UTF8", error);
	if (code == 0) {
		code = need_setting(connection, "fsync", "on", error);
	}
	if (code == 0) {
		code = zr_conduit_execute(conduit, session_set_up, error);
	}
	if (code == 0) {
		code = zr_conduit_execute(conduit, set_up_of(conduit), error);
	}
	if (code == 0 && zr_conduit_enter_pipeline(conduit) != 0) {
		code = zr_sqlstate_fail(NULL, error);
	}
	return code;
}

void zr_conduit_disconnect(struct zr_conduit *conduit)
{
	assert(conduit != NULL);
	PQfinish(conduit->connection);
	conduit->connection = NULL;
	conduit->kept_count = conduit->sent_count = 0;
}

static void tell(struct zr_conduit *conduit, bool is_away)
{
	if (is_away && !conduit->is_away) {
		ZR_LOG(DATABASE_LOST);
	} else if (!is_away && conduit->is_away) {
		ZR_LOG(DATABASE_FOUND);
	}
	conduit->is_away = is_away;
}

static int connect_anew(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit->connection == NULL && !conduit->is_in_transaction);
	if (zr_conduit_now_us() < conduit->not_before) {
		return zr_sqlstate_fail(NULL, error);
	}
	conduit->connection = connect_to(conduit->uri);
	int code = PQstatus(conduit->connection) == CONNECTION_OK
			   ? set_up(conduit, error)
			   : fail_to_connect(conduit->connection, error);
	if (code != 0) {
		zr_conduit_disconnect(conduit);
		conduit->not_before = zr_conduit_now_us() + ZR_HUB_POSTGRES_PAUSE_US;
	}
	if (conduit->was_open) {
		tell(conduit, code != 0);
	}
	return code;
}

int zr_conduit_need(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL);
	if (conduit->connection != NULL) {
		return 0;
	}
	return conduit->is_in_transaction ? zr_sqlstate_fail(NULL, error)
					  : connect_anew(conduit, error);
}

int zr_conduit_lose(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL);
	zr_conduit_disconnect(conduit);
	tell(conduit, true);
	return zr_sqlstate_fail(NULL, error);
}

int zr_conduit_open(
	const char *uri, bool is_reader, struct zr_conduit **ret_conduit, struct zr_error *error)
{
	assert(uri != NULL && ret_conduit != NULL);
	ZR_CLEANUP(zr_conduit_closep) struct zr_conduit *conduit = calloc(1, sizeof *conduit);
	if (conduit == NULL || (conduit->uri = strdup(uri)) == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	conduit->is_reader = is_reader;
	PQconninfoOption *parsed = PQconninfoParse(uri, NULL);
	if (parsed == NULL) {
		return zr_error_set(error, ZR_E_INVALID,
			"the store's address is none of PostgreSQL: "
			"postgresql://USER@HOST/DATABASE");
	}
	PQconninfoFree(parsed);
	int code = connect_anew(conduit, error);
	if (code == 0) {
		conduit->was_open = true; /* else whoever opens it is told, and nobody else */
		*ret_conduit = ZR_TAKE(conduit);
	}
	return code;
}

void zr_conduit_close(struct zr_conduit *conduit)
{
	if (conduit != NULL) {
		zr_conduit_disconnect(conduit);
		free(conduit->uri);
		free(conduit);
	}
}

void zr_conduit_expect_keys(struct zr_conduit *conduit)
{
	assert(conduit != NULL && conduit->is_reader && !conduit->is_in_transaction);
	conduit->expects_keys = true;
	zr_conduit_disconnect(conduit);
}

bool zr_conduit_is_reader(const struct zr_conduit *conduit)
{
	assert(conduit != NULL);
	return conduit->is_reader;
}

bool zr_conduit_is_in_transaction(const struct zr_conduit *conduit)
{
	assert(conduit != NULL);
	return conduit->is_in_transaction;
}
