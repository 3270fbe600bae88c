/*
 * The store over PostgreSQL: opening, transactions, facts, and the table of it all. The schema and
 * the nouns are in its siblings; statements, waiting and connecting anew below them in query.h and
 * conduit.h.
 *
 * Hubs share a database without knowing of each other. What one of them reads before it writes by
 * it is locked where it is read: the row of the tablet (postgres_fleet.c). Where two meet all the
 * same one of them gets ZR_E_BUSY, and who asked comes again.
 */
#include "hub/store/postgres/postgres.h"

#include <assert.h>
#include <stdlib.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"
#include "hub/store/postgres/transaction.h"

static void close_store(struct zr_store *store)
{
	zr_conduit_close(zr_postgres_conduit(store));
	free(store);
}

static int open_store(
	const char *path, bool is_reader, struct zr_store **ret_store, struct zr_error *error)
{
	assert(path != NULL && ret_store != NULL);
	struct zr_postgres *postgres = calloc(1, sizeof *postgres);
	if (postgres == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store");
	}
	postgres->base.is_reader = is_reader;
	int code = zr_conduit_open(path, is_reader, &postgres->conduit, error);
	if (code == 0) {
		code = zr_postgres_prepare_schema(postgres->conduit, error);
	}
	if (code != 0) {
		close_store(&postgres->base);
		return code;
	}
	*ret_store = &postgres->base;
	return 0;
}

static int begin(struct zr_store *store, struct zr_error *error)
{
	return zr_transaction_begin(zr_postgres_conduit(store), error);
}

static int commit(struct zr_store *store, struct zr_error *error)
{
	return zr_transaction_commit(zr_postgres_conduit(store), error);
}

static void roll_back(struct zr_store *store)
{
	zr_transaction_rollback(zr_postgres_conduit(store));
}

static int mark(struct zr_store *store, struct zr_error *error)
{
	return zr_transaction_mark(zr_postgres_conduit(store), error);
}

static int settle(struct zr_store *store, struct zr_error *error)
{
	return zr_query_settle(zr_postgres_conduit(store), error);
}

static int unmark(struct zr_store *store, bool is_kept, struct zr_error *error)
{
	return zr_transaction_unmark(zr_postgres_conduit(store), is_kept, error);
}

static int refuse_copy(struct zr_store *store, const char *path, struct zr_error *error)
{
	(void)store;
	(void)path;
	return zr_error_set(error, ZR_E_UNSUPPORTED,
		"a database of PostgreSQL is copied by its own means: pg_basebackup, or an archive "
		"of its log (docs/operations.md)");
}

/* Reads every row of every table, wherever it lies. */
static const char read_all[] =
	"DO $$ DECLARE name text; BEGIN"
	" FOR name IN SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
	" AND relnamespace = current_schema()::regnamespace"
	" LOOP EXECUTE format('SELECT count(*) FROM (SELECT t::text AS whole FROM %s AS t OFFSET 0)"
	" AS every WHERE length(whole) < 0', name); END LOOP; END $$";

static int check_store(struct zr_store *store, struct zr_error *error)
{
	struct zr_conduit *conduit = zr_postgres_conduit(store);
	int code = zr_transaction_begin(conduit, error);
	if (code == 0) {
		code = zr_transaction_script(conduit, read_all, error);
	}
	zr_transaction_rollback(conduit);
	return code == ZR_E_IO ? zr_error_set(error, ZR_E_INVALID,
					 "the store is damaged: the server's log says where")
			       : code;
}

static int get_fact(struct zr_store *store, const char *name, struct zr_buffer *ret_value,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT value FROM fact WHERE name = $1", error, "t", name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the store has no %s", name);
	}
	return code < 0 ? code
			: zr_buffer_add(ret_value, zr_query_blob(&row, 0), zr_query_size(&row, 0));
}

static int put_fact(struct zr_store *store, const char *name, const void *value, size_t bytes,
	struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO fact(name, value) VALUES($1, $2)"
		" ON CONFLICT(name) DO UPDATE SET value = $2",
		error, "tb", name, value, bytes);
}

static int add_fact(
	struct zr_store *store, const struct zr_store_fact *fact, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO fact(name, value) VALUES($1, $2) ON CONFLICT DO NOTHING", error, "tb",
		fact->name, fact->value, fact->bytes);
}

/* Commits wait for it: the conduit sees to synchronous_commit, and takes a commit that went on
 * without it for none. */
static int is_replicated(struct zr_store *store, bool *ret_is_replicated, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT current_setting('synchronous_standby_names') <> ''", error, "");
	*ret_is_replicated = code == 1 && zr_query_int(&row, 0) != 0;
	return code < 0 ? code : 0;
}

static void expect_keys(struct zr_store *store)
{
	zr_conduit_expect_keys(zr_postgres_conduit(store));
}

const struct zr_store_engine zr_postgres_engine = {
	.prefix = "postgresql:",
	.open = open_store,
	.close = close_store,
	.begin = begin,
	.commit = commit,
	.rollback = roll_back,
	.mark = mark,
	.settle = settle,
	.unmark = unmark,
	.read_begin = begin,
	.read_end = roll_back,
	.copy = refuse_copy,
	.check = check_store,
	.get_fact = get_fact,
	.put_fact = put_fact,
	.access = &zr_postgres_access,
	.add_fact = add_fact,
	.fleet = &zr_postgres_fleet,
	.arrivals = &zr_postgres_arrivals,
	.records = &zr_postgres_records,
	.audit = &zr_postgres_audit,
	.forms = &zr_postgres_forms,
	.areas = &zr_postgres_areas,
	.orders = &zr_postgres_orders,
	.collectors = &zr_postgres_collectors,
	.uploads = &zr_postgres_uploads,
	.is_replicated = is_replicated,
	.progress = &zr_postgres_progress,
	.outlines = &zr_postgres_outlines,
	.shares = &zr_postgres_shares,
	.reviews = &zr_postgres_reviews,
	.online = &zr_postgres_online,
	.expect_keys = expect_keys,
	.doubles = &zr_postgres_doubles,
	.teams = &zr_postgres_teams,
};
