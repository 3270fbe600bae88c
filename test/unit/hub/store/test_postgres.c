/* The engine over PostgreSQL: the contract, and what is its own: losing the server, schemas.
 * Runs beside a server that test/integration/postgres_server.py starts (ZARYA_POSTGRES).
 * Tests: hub/store/postgres/postgres.c postgres_fleet.c postgres_arrival.c postgres_record.c
 * postgres_form.c postgres_area.c postgres_audit.c postgres_order.c postgres_schema.c conduit.c
 * hub/store/postgres/array.c pipeline.c hub/store/postgres/query.c sqlstate.c transaction.c */
#include "test/unit/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "hub/store/postgres/postgres.h"
#include "hub/store/postgres/sqlstate.h"
#include "hub/store/store.h"
#include "test/unit/hub/store/store_contract.h"

static char path[STORE_CONTRACT_PATH_BYTES];
static struct zr_store *store;
static struct zr_error error;
static const char *server; /* "postgresql://zarya@/postgres?host=…" */

/* Runs it at the server, in the database of that path; the first column of the first row. */
static long long at_server(const char *database, const char *sql)
{
	PGconn *connection = PQconnectdb(database);
	assert_int_equal(PQstatus(connection), CONNECTION_OK);
	PGresult *result = PQexec(connection, sql);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fail_msg("%s", PQerrorMessage(connection));
	}
	long long value = status == PGRES_TUPLES_OK && PQntuples(result) > 0
				  ? strtoll(PQgetvalue(result, 0, 0), NULL, 10)
				  : 0;
	PQclear(result);
	PQfinish(connection);
	return value;
}

static void make_database(char ret_path[STORE_CONTRACT_PATH_BYTES])
{
	static unsigned count;
	char sql[100];
	const char *name = strstr(server, "@/");
	const char *rest = strchr(server, '?');
	assert_true(name != NULL && rest != NULL);
	(void)snprintf(sql, sizeof sql, "CREATE DATABASE t%u", ++count);
	(void)at_server(server, sql);
	(void)snprintf(ret_path, STORE_CONTRACT_PATH_BYTES, "%.*s@/t%u%s", (int)(name - server),
		server, count, rest);
}

static void remove_database(const char *of)
{
	char sql[100];
	const char *name = strstr(of, "@/") + 2;
	(void)snprintf(sql, sizeof sql, "DROP DATABASE %.*s", (int)strcspn(name, "?"), name);
	(void)at_server(server, sql);
}

static int open_store(void **state)
{
	(void)state;
	make_database(path);
	return zr_store_open(path, &store, &error);
}

static int close_store(void **state)
{
	(void)state;
	zr_store_close(store);
	store = NULL;
	remove_database(path);
	return 0;
}

static void put(const char *name)
{
	assert_int_equal(zr_store_put_fact(store, name, "1", 1, &error), 0);
}

static bool has(struct zr_store *in, const char *name)
{
	struct zr_buffer value = {0};
	int code = zr_store_get_fact(in, name, &value, &error);
	zr_buffer_finish(&value);
	assert_true(code == 0 || code == ZR_E_NOT_FOUND);
	return code == 0;
}

/* As a server that is killed: of this database only, and all at once. */
static void cut_connections(void)
{
	(void)at_server(server,
		"SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity"
		" WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
}

static void a_lost_server_takes_the_open_transaction_and_nothing_else(void **state)
{
	(void)state;
	struct zr_store *reader = NULL;
	assert_int_equal(zr_store_open_reader(path, &reader, &error), 0);
	put("before");
	assert_true(has(reader, "before"));
	assert_int_equal(zr_store_begin(store, &error), 0);
	put("within");
	cut_connections();
	assert_int_equal(zr_store_commit(store, &error), ZR_E_BUSY);
	zr_store_rollback(store);
	assert_true(has(reader, "before")); /* it connects by itself */
	assert_int_equal(zr_store_begin(store, &error), 0);
	put("after");
	assert_int_equal(zr_store_commit(store, &error), 0);
	assert_true(has(reader, "after"));
	assert_false(has(reader, "within"));
	zr_store_close(reader);
}

static void a_transaction_that_begins_after_the_loss_does_not_see_it(void **state)
{
	(void)state;
	put("before");
	cut_connections();
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_true(has(store, "before"));
	assert_int_equal(zr_store_commit(store, &error), 0);
}

static void what_one_request_wrote_wrongly_is_its_own_fault(void **state)
{
	(void)state;
	struct zr_store_code code = {.secret_hash = {1}, .name = "n"};
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_mark(store, &error), 0);
	put("first");
	assert_int_equal(zr_store_settle(store, &error), 0);
	assert_int_equal(zr_store_unmark(store, true, &error), 0);
	assert_int_equal(zr_store_mark(store, &error), 0);
	put("second");
	assert_int_equal(zr_store_add_code(store, &code, &error), 0);
	assert_int_equal(zr_store_add_code(store, &code, &error), 0); /* it is only sent */
	assert_int_equal(zr_store_settle(store, &error), ZR_E_EXISTS);
	assert_int_equal(zr_store_unmark(store, false, &error), 0);
	assert_int_equal(zr_store_commit(store, &error), 0);
	assert_true(has(store, "first"));
	assert_false(has(store, "second"));
}

/* Nobody is told "you have it already" for what another one of the group did. */
static void an_error_that_comes_with_the_commit_is_one_to_come_again_for(void **state)
{
	(void)state;
	struct zr_store_code code = {.secret_hash = {1}, .name = "n"};
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_add_code(store, &code, &error), 0);
	assert_int_equal(zr_store_add_code(store, &code, &error), 0);
	int result = zr_store_commit(store, &error);
	assert_true(zr_error_is_retryable(result));
	zr_store_rollback(store);
	put("after");
}

static void a_text_that_is_not_utf_8_is_refused_before_it_is_sent(void **state)
{
	(void)state;
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_put_fact(store, "\xff", "1", 1, &error), ZR_E_INVALID);
	put("next"); /* the transaction is whole */
	assert_int_equal(zr_store_commit(store, &error), 0);
}

/* Gives up the first wait for a standby that it sees, as an operator would. */
static PGconn *start_giving_up(void)
{
	PGconn *other = PQconnectdb(path);
	assert_int_equal(PQstatus(other), CONNECTION_OK);
	assert_int_equal(
		PQsendQuery(other, "DO $$ DECLARE waiting int; BEGIN LOOP"
				   " SELECT pid INTO waiting FROM pg_stat_activity"
				   " WHERE wait_event = 'SyncRep'; EXIT WHEN waiting IS NOT NULL;"
				   " PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP;"
				   " PERFORM pg_cancel_backend(waiting); END $$"),
		1);
	return other;
}

static int commit_fact(const char *name)
{
	assert_int_equal(zr_store_begin(store, &error), 0);
	put(name);
	int code = zr_store_commit(store, &error);
	if (code != 0) {
		zr_store_rollback(store);
	}
	return code;
}

/* A standby that is named and not there. */
static void a_commit_without_its_standby_is_no_acknowledgement(void **state)
{
	(void)state;
	int code = 0;
	(void)at_server(server, "ALTER SYSTEM SET synchronous_standby_names = 'absent'");
	(void)at_server(server, "SELECT pg_reload_conf()");
	PGconn *other = start_giving_up();
	while (code == 0) { /* the server takes a moment to know */
		code = commit_fact("alone");
	}
	assert_int_equal(code, ZR_E_BUSY);
	assert_non_null(strstr(error.message, "second server"));
	PQfinish(other);
	(void)at_server(server, "ALTER SYSTEM RESET synchronous_standby_names");
	(void)at_server(server, "SELECT pg_reload_conf()");
	assert_true(has(store, "alone")); /* it is there all the same: sending again finds it */
}

static void a_transaction_that_wrote_nothing_waits_for_the_standby_too(void **state)
{
	(void)state;
	long long before = at_server(path, "SELECT pg_current_xact_id()::text::bigint");
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_false(has(store, "a"));
	assert_int_equal(zr_store_commit(store, &error), 0);
	long long after = at_server(path, "SELECT pg_current_xact_id()::text::bigint");
	assert_int_equal(after - before, 2); /* it had a number, and so a commit of its own */
}

static const struct zr_store_record same = {.sequence = 1,
	.hash = {1},
	.device_id = {1},
	.envelope = "envelope",
	.envelope_bytes = 8,
	.content = {.record_id = (char *)(uintptr_t) "r",
		.form_id = (char *)(uintptr_t) "f",
		.form_version = (char *)(uintptr_t) "1",
		.area_id = (char *)(uintptr_t) "a",
		.household_id = (char *)(uintptr_t) "h",
		.outcome = (char *)(uintptr_t) "completed"}};

/* Another hub, with the same record in hand. */
static void *find_at_another_hub(void *user)
{
	struct zr_store *other = user;
	unsigned conflict = 0;
	struct zr_error fault = {0};
	int code = zr_store_begin(other, &fault);
	code = code == 0 ? zr_store_find_record(other, &same, &conflict, &fault) : code;
	zr_store_rollback(other);
	return (void *)(intptr_t)code; /* NOLINT: a small number */
}

static void of_two_hubs_with_one_record_the_second_finds_it(void **state)
{
	(void)state;
	struct zr_store *other = NULL;
	struct zr_device device = {.keys.id = {1}, .name = "T"};
	unsigned conflict = 0;
	pthread_t thread;
	void *found = NULL;
	assert_int_equal(zr_store_add_device(store, &device, &error), 0);
	assert_int_equal(zr_store_open(path, &other, &error), 0);
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_find_record(store, &same, &conflict, &error), 0);
	assert_int_equal(pthread_create(&thread, NULL, find_at_another_hub, other), 0);
	while (at_server(path, "SELECT count(*) FROM pg_stat_activity"
			       " WHERE wait_event_type = 'Lock'") == 0) {
	}
	assert_int_equal(zr_store_add_record(store, &same, &error), 0);
	assert_int_equal(zr_store_commit(store, &error), 0);
	assert_int_equal(pthread_join(thread, &found), 0);
	assert_int_equal((intptr_t)found, 1);
	zr_store_close(other);
}

static void a_foreign_database_is_refused_untouched(void **state)
{
	(void)state;
	struct zr_store *opened = NULL;
	char other[STORE_CONTRACT_PATH_BYTES];
	make_database(other);
	(void)at_server(other, "CREATE TABLE invoices(a int)");
	assert_int_equal(zr_store_open(other, &opened, &error), ZR_E_INVALID);
	assert_int_equal(
		at_server(other, "SELECT count(*) FROM pg_class WHERE relname = 'record'"), 0);
	remove_database(other);
	(void)at_server(path, "UPDATE zarya_store SET version = 99");
	assert_int_equal(zr_store_open(path, &opened, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "update"));
	make_database(other);
	assert_int_equal(zr_store_open_reader(other, &opened, &error), ZR_E_INVALID);
	assert_null(opened);
	remove_database(other);
}

static void an_address_is_never_repeated_in_a_sentence(void **state)
{
	(void)state;
	struct zr_store *opened = NULL;
	static const char *const addresses[] = {"postgresql://u:sEcret@127.0.0.1:1/d",
		"postgresql://u:sEcret@127.0.0.1:1/d?nonsense=1", "postgresql://u:sEcret@%gg"};
	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
		assert_int_not_equal(zr_store_open(addresses[i], &opened, &error), 0);
		assert_null(strstr(error.message, "sEcret"));
	}
}

static void codes_say_who_may_come_again(void **state)
{
	(void)state;
	static const struct {
		const char *state;
		int code;
	} cases[] = {{NULL, ZR_E_BUSY}, {"53100", ZR_E_FULL}, {"53300", ZR_E_BUSY},
		{"40001", ZR_E_BUSY}, {"40P01", ZR_E_BUSY}, {"57P01", ZR_E_BUSY},
		{"23505", ZR_E_EXISTS}, {"22021", ZR_E_INVALID}, {"XX001", ZR_E_IO},
		{"58030", ZR_E_IO}, {"25006", ZR_E_IO}, {"53200", ZR_E_NOMEM}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(zr_sqlstate_code(cases[i].state), cases[i].code);
		assert_int_equal(zr_sqlstate_fail(cases[i].state, &error), cases[i].code);
	}
}

static void assert_whole(const char *noun, const void *table, size_t bytes)
{
	for (size_t i = 0; i < bytes / sizeof(void *); i++) {
		void *operation = NULL;
		memcpy(&operation, (const char *)table + i * sizeof operation, sizeof operation);
		if (operation == NULL) {
			fail_msg("%s: operation %zu of store_engine.h is missing in PostgreSQL",
				noun, i);
		}
	}
}

#define WHOLE(noun) assert_whole(#noun, zr_postgres_engine.noun, sizeof *zr_postgres_engine.noun)

/* The hub calls what is not there through NULL. */
static void every_operation_is_there(void **state)
{
	(void)state;
	assert_whole("engine", &zr_postgres_engine, sizeof zr_postgres_engine);
	WHOLE(access);
	WHOLE(fleet);
	WHOLE(records);
	WHOLE(audit);
	WHOLE(forms);
	WHOLE(areas);
	WHOLE(orders);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_lost_server_takes_the_open_transaction_and_nothing_else),
		CASE(a_transaction_that_begins_after_the_loss_does_not_see_it),
		CASE(what_one_request_wrote_wrongly_is_its_own_fault),
		CASE(an_error_that_comes_with_the_commit_is_one_to_come_again_for),
		CASE(a_text_that_is_not_utf_8_is_refused_before_it_is_sent),
		CASE(a_commit_without_its_standby_is_no_acknowledgement),
		CASE(a_transaction_that_wrote_nothing_waits_for_the_standby_too),
		CASE(of_two_hubs_with_one_record_the_second_finds_it),
		CASE(a_foreign_database_is_refused_untouched),
		CASE(an_address_is_never_repeated_in_a_sentence),
		cmocka_unit_test(every_operation_is_there),
		cmocka_unit_test(codes_say_who_may_come_again),
	};
	server = getenv("ZARYA_POSTGRES");
	if (server == NULL) {
		(void)fprintf(stderr, "run me by test/integration/postgres_server.py\n");
		return 1;
	}
	const struct store_contract contract = {.make = make_database, .remove = remove_database};
	int failed_count = store_contract_run(&contract);
	return failed_count + cmocka_run_group_tests(tests, NULL, NULL);
}
