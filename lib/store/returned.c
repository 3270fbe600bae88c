/* A record that was taken back keeps its row without a parcel, so that an older order cannot bring
 * it again. */
#include "lib/store/returned.h"

#include <assert.h>

#include "lib/sqlite/statement.h"

static int put(struct zr_database *database, const struct zr_returned_news *news, size_t index,
	struct zr_error *error)
{
	const struct zr_order_return *item = &news->items[index];
	return zr_statement_run(database,
		"INSERT INTO returned(record_id, sequence, remark_count, parcel)"
		" VALUES(?, ?, ?, nullif(?, x'')) ON CONFLICT(record_id) DO UPDATE SET"
		" sequence = excluded.sequence, remark_count = excluded.remark_count,"
		" parcel = excluded.parcel WHERE returned.sequence < excluded.sequence",
		error, "tiib", item->record_id, (int64_t)news->order->sequence,
		(int64_t)news->remark_counts[index], (const void *)item->parcel,
		item->parcel_bytes);
}

int zr_returned_apply(
	struct zr_database *database, const struct zr_returned_news *news, struct zr_error *error)
{
	assert(database != NULL && news != NULL && news->code <= 0);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	for (size_t i = 0; i < news->count && code == 0; i++) {
		code = news->items[i].record_id != NULL ? put(database, news, i, error) : 0;
	}
	if (code == 0) {
		code = zr_inbox_close(database, news->order, news->code, error);
	}
	return zr_database_end(database, code, error);
}

int zr_returned_list(struct zr_database *database,
	int (*visit)(void *user, const struct zr_returned *returned), void *user,
	struct zr_error *error)
{
	assert(database != NULL && visit != NULL);
	/* The record that corrects it has the answers now, sealed. */
	int code = zr_statement_run(database,
		"UPDATE returned SET parcel = NULL WHERE parcel IS NOT NULL AND record_id IN"
		" (SELECT replaces_id FROM record)",
		error, "");
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	if (code == 0) {
		code = zr_statement_start(database,
			"SELECT record_id, sequence, remark_count FROM returned"
			" WHERE parcel IS NOT NULL ORDER BY sequence, record_id",
			&row, error, "");
	}
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_returned returned = {.record_id = zr_statement_text(row, 0),
			.edition = (uint64_t)zr_statement_int(row, 1),
			.remark_count = (uint64_t)zr_statement_int(row, 2)};
		code = visit(user, &returned);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_returned_get(struct zr_database *database, const char *record_id,
	struct zr_buffer *ret_parcel, struct zr_error *error)
{
	assert(database != NULL && record_id != NULL && ret_parcel != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		"SELECT parcel FROM returned WHERE record_id = ? AND parcel IS NOT NULL", &row,
		error, "t", record_id);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the record was not sent back");
	}
	if (code < 0) {
		return code;
	}
	code = zr_statement_append(row, 0, ret_parcel);
	return code != 0 ? zr_error_set(error, code, "no memory to read a record") : 0;
}
