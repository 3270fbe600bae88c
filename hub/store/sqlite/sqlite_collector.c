/* The store's data collectors, and what of their submissions waits for the rest. */
#include <assert.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

#define COLUMNS                                                                                    \
	"SELECT name, device_id, secret, made_us, is_closed, (SELECT count(DISTINCT instance_id)"  \
	" FROM submission_part WHERE submission_part.device_id = collector.device_id AND"          \
	" envelope IS NOT NULL) FROM collector "

static struct zr_collector read_collector(struct zr_statement *row)
{
	struct zr_collector collector = {
		.made_us = zr_statement_int(row, 3),
		.is_closed = zr_statement_int(row, 4) != 0,
		.waiting_count = (uint64_t)zr_statement_int(row, 5),
	};
	(void)zr_statement_copy_text(row, 0, collector.name, sizeof collector.name);
	(void)zr_statement_copy_blob(row, 1, collector.device_id, sizeof collector.device_id);
	(void)zr_statement_copy_blob(row, 2, collector.secret, sizeof collector.secret);
	return collector;
}

static int put(struct zr_store *store, const struct zr_collector *collector, struct zr_error *error)
{
	assert(store->is_writing || !store->is_reader);
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO collector VALUES(?, ?, ?, ?, ?) ON CONFLICT(name) DO UPDATE SET"
		" secret = excluded.secret, is_closed = excluded.is_closed",
		error, "tdbii", collector->name, collector->device_id, collector->secret,
		sizeof collector->secret, collector->made_us, (int64_t)collector->is_closed);
}

static int get(struct zr_store *store, const char *name, struct zr_collector *ret_collector,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(
		zr_sqlite_database(store), COLUMNS "WHERE name = ?", &statement, error, "t", name);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no data collector of that name");
	}
	if (code == 1) {
		*ret_collector = read_collector(statement);
	}
	return code < 0 ? code : 0;
}

static int list(
	struct zr_store *store, zr_collectors_visit *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(
		zr_sqlite_database(store), COLUMNS "ORDER BY name", &statement, error, "");
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_collector collector = read_collector(statement);
		code = visit(user, &collector);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int find_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	return zr_statement_find(zr_sqlite_database(store),
		"SELECT 1 FROM submission_part WHERE device_id = ? AND instance_id = ? AND hash = "
		"?",
		&statement, error, "dth", part->device_id, part->instance_id, part->hash);
}

static int add_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	assert(part->envelope != NULL || part->envelope_bytes == 0);
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO submission_part(device_id, instance_id, hash, received_us, envelope)"
		" VALUES(?, ?, ?, ?, CASE WHEN ? THEN ? END)",
		error, "dthiib", part->device_id, part->instance_id, part->hash, part->received_us,
		(int64_t)(part->envelope != NULL), part->envelope, part->envelope_bytes);
}

static int list_parts(struct zr_store *store, const struct zr_submission_part *of,
	zr_collectors_visit_part *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT hash, received_us, envelope FROM submission_part WHERE device_id = ? AND"
		" instance_id = ? AND envelope IS NOT NULL ORDER BY rank",
		&statement, error, "dt", of->device_id, of->instance_id);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_submission_part part = {
			.instance_id = of->instance_id,
			.received_us = zr_statement_int(statement, 1),
			.envelope = zr_statement_blob(statement, 2),
			.envelope_bytes = zr_statement_size(statement, 2),
		};
		memcpy(part.device_id, of->device_id, sizeof part.device_id);
		(void)zr_statement_copy_blob(statement, 0, part.hash, sizeof part.hash);
		code = visit(user, &part);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int end_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	assert(part->instance_id[0] != '\0');
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE submission_part SET envelope = NULL WHERE device_id = ? AND"
		" instance_id = ? AND hash = ?",
		error, "dth", part->device_id, part->instance_id, part->hash);
}

const struct zr_store_engine_collectors zr_sqlite_collectors = {
	.put = put,
	.get = get,
	.list = list,
	.find_part = find_part,
	.add_part = add_part,
	.list_parts = list_parts,
	.end_part = end_part,
};
