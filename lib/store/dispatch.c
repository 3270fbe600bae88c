/* A row stays when its copy has gone, so that the same record is not sent twice. */
#include "lib/store/dispatch.h"

#include <assert.h>

#include "lib/sqlite/statement.h"

int zr_dispatch_put(struct zr_database *database, const char *record_id,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	assert(database != NULL && record_id != NULL);
	assert(envelope != NULL && envelope->bytes > 0);
	return zr_statement_run(database,
		"INSERT INTO dispatch(record_id, envelope) VALUES(?, ?) ON CONFLICT(record_id)"
		" DO UPDATE SET envelope = excluded.envelope WHERE NOT EXISTS(SELECT 1 FROM record"
		" WHERE record.record_id = dispatch.record_id)",
		error, "tb", record_id, envelope->data, envelope->bytes);
}

int zr_dispatch_next(struct zr_database *database, int64_t after_rank,
	struct zr_dispatch *ret_dispatch, struct zr_error *error)
{
	assert(database != NULL && ret_dispatch != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	struct zr_dispatch found = {0};
	int code = zr_statement_find(database,
		"SELECT dispatch.rank, record.sequence, dispatch.envelope FROM dispatch JOIN record"
		" USING(record_id) WHERE dispatch.rank > ? AND dispatch.envelope IS NOT NULL"
		" ORDER BY dispatch.rank LIMIT 1",
		&row, error, "i", after_rank);
	if (code != 1) {
		return code;
	}
	found.rank = zr_statement_int(row, 0);
	found.sequence = (uint64_t)zr_statement_int(row, 1);
	if (zr_buffer_add(&found.envelope, zr_statement_blob(row, 2), zr_statement_size(row, 2)) !=
		0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a record's copy");
	}
	*ret_dispatch = found;
	return 1;
}

int zr_dispatch_done(struct zr_database *database, int64_t rank, struct zr_error *error)
{
	assert(database != NULL && rank > 0);
	return zr_statement_run(
		database, "UPDATE dispatch SET envelope = NULL WHERE rank = ?", error, "i", rank);
}
