/* The store's records, its audit and its quarantine. */
#include <assert.h>
#include <string.h>

#include "hub/store/store_sqlite_priv.h"
#include "lib/base/limits.h"

#define RECORD_COLUMNS                                                                             \
	"SELECT rowid, device_id, sequence, hash, received_us, record_id, form_id, form_version,"  \
	" area_id, household_id, outcome, started_us, finished_us,"                                \
	" (SELECT name FROM device WHERE device.device_id = record.device_id),"                    \
	" (SELECT address FROM household WHERE household.area_id = record.area_id"                 \
	" AND household.household_id = record.household_id)"

int zr_store_find_record(
	struct zr_store *store, const struct zr_store_record *record, struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code =
		zr_sql_start(store, "SELECT hash FROM record WHERE device_id = ? AND sequence = ?",
			&statement, error, "di", record->device_id, (int64_t)record->sequence);
	if (code == 0) {
		code = zr_sql_step(store, statement, error);
	}
	if (code != 1) {
		return code;
	}
	uint8_t hash[ZR_HASH_BYTES] = {0};
	zr_sql_blob(statement, 0, hash, sizeof hash);
	if (memcmp(hash, record->hash, sizeof hash) == 0) {
		return 1;
	}
	return zr_error_set(error, ZR_E_REPLAYED,
		"another record stands at this tablet's sequence %llu",
		(unsigned long long)record->sequence);
}

int zr_store_add_record(
	struct zr_store *store, const struct zr_store_record *record, struct zr_error *error)
{
	const struct zr_record *content = &record->content;
	assert(record->sequence > 0 && record->envelope != NULL && content->xml != NULL);
	return zr_sql_run(store,
		"INSERT INTO record VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error,
		"dihittttttiibb", record->device_id, (int64_t)record->sequence, record->hash,
		record->received_us, content->record_id, content->form_id, content->form_version,
		content->area_id, content->household_id, content->outcome, content->started_us,
		content->finished_us, (const void *)content->xml, content->xml_bytes,
		record->envelope, record->envelope_bytes);
}

int zr_store_high_water(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t from, uint64_t *ret_high_water, struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(store,
		"SELECT sequence FROM record WHERE device_id = ? AND sequence > ? ORDER BY "
		"sequence",
		&statement, error, "di", device_id, (int64_t)from);
	uint64_t high_water = from;
	while (code == 0 && (code = zr_sql_step(store, statement, error)) == 1) {
		if ((uint64_t)sqlite3_column_int64(statement, 0) != high_water + 1) {
			break;
		}
		high_water++;
		code = 0;
	}
	if (code >= 0) {
		*ret_high_water = high_water;
	}
	return code < 0 ? code : 0;
}

/* The row as a record whose texts are SQLite's: valid until the next step. */
static int visit_row(sqlite3_stmt *row, zr_store_visit_record *visit, void *user)
{
	struct zr_store_record record = {
		.sequence = (uint64_t)sqlite3_column_int64(row, 2),
		.received_us = sqlite3_column_int64(row, 4),
		.device_name = zr_sql_text(row, 13),
		.address = zr_sql_text(row, 14),
		.content =
			{
				.record_id = (char *)(uintptr_t)zr_sql_text(row, 5),
				.form_id = (char *)(uintptr_t)zr_sql_text(row, 6),
				.form_version = (char *)(uintptr_t)zr_sql_text(row, 7),
				.area_id = (char *)(uintptr_t)zr_sql_text(row, 8),
				.household_id = (char *)(uintptr_t)zr_sql_text(row, 9),
				.outcome = (char *)(uintptr_t)zr_sql_text(row, 10),
				.started_us = sqlite3_column_int64(row, 11),
				.finished_us = sqlite3_column_int64(row, 12),
			},
	};
	zr_sql_blob(row, 1, record.device_id, sizeof record.device_id);
	zr_sql_blob(row, 3, record.hash, sizeof record.hash);
	if (sqlite3_column_count(row) > 15) {
		record.content.xml = (char *)(uintptr_t)zr_sql_text(row, 15);
		record.content.xml_bytes = (size_t)sqlite3_column_bytes(row, 15);
	}
	return visit(user, &record, sqlite3_column_int64(row, 0));
}

#define RECORD_FILTER                                                                              \
	" FROM record WHERE (?1 IS NULL OR area_id = ?1) AND (?2 IS NULL OR form_id = ?2)"         \
	" AND (?3 = x'' OR device_id = ?3)"

int zr_store_list_records(struct zr_store *store, const struct zr_store_record_filter *filter,
	zr_store_visit_record *visit, void *user, struct zr_error *error)
{
	static const char page[] =
		RECORD_COLUMNS RECORD_FILTER " AND (?4 = 0 OR (received_us, rowid) < (?4, ?5))"
					     " ORDER BY received_us DESC, rowid DESC LIMIT ?6";
	static const char all[] =
		RECORD_COLUMNS ", xml" RECORD_FILTER
			       " AND ?4 = ?4 AND ?5 = ?5 ORDER BY received_us, rowid LIMIT ?6";
	assert(filter->with_xml == filter->oldest_first && filter->count_max > 0);
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(store, filter->with_xml ? all : page, &statement, error, "ttbiii",
		filter->area_id, filter->form_id, (const void *)filter->device_id,
		(size_t)(filter->device_id != NULL ? ZR_PARTY_ID_BYTES : 0), filter->before_us,
		filter->before_rank, (int64_t)filter->count_max);
	while (code == 0 && (code = zr_sql_step(store, statement, error)) == 1) {
		code = visit_row(statement, visit, user);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_store_get_record(struct zr_store *store, const char *record_id, zr_store_visit_record *visit,
	void *user, struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(store,
		RECORD_COLUMNS ", xml FROM record WHERE record_id = ?"
			       " ORDER BY received_us DESC, rowid DESC LIMIT 1",
		&statement, error, "t", record_id);
	if (code == 0) {
		code = zr_sql_step(store, statement, error);
	}
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such record");
	}
	return code < 0 ? code : visit_row(statement, visit, user);
}

int zr_store_add_audit(
	struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error)
{
	int code = zr_sql_run(store,
		"INSERT INTO audit(time_us, who, what, code, detail) VALUES(?, ?, ?, ?, ?)", error,
		"ittit", audit->time_us, audit->who, audit->what, (int64_t)audit->code,
		audit->detail);
	if (code != 0) {
		return code;
	}
	return zr_sql_run(store,
		"DELETE FROM audit WHERE audit_id <= (SELECT max(audit_id) FROM audit) - ?", error,
		"i", (int64_t)ZR_HUB_AUDIT_COUNT_MAX);
}

int zr_store_list_audit(struct zr_store *store, size_t count_max,
	int (*visit)(void *user, const struct zr_store_audit *audit), void *user,
	struct zr_error *error)
{
	ZR_STATEMENT statement = NULL;
	int code = zr_sql_start(store,
		"SELECT time_us, who, what, code, detail FROM audit ORDER BY audit_id DESC LIMIT ?",
		&statement, error, "i", (int64_t)count_max);
	while (code == 0 && (code = zr_sql_step(store, statement, error)) == 1) {
		struct zr_store_audit audit = {
			.time_us = sqlite3_column_int64(statement, 0),
			.who = zr_sql_text(statement, 1),
			.what = zr_sql_text(statement, 2),
			.code = sqlite3_column_int(statement, 3),
			.detail = zr_sql_text(statement, 4),
		};
		code = visit(user, &audit);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_store_quarantine(struct zr_store *store, int64_t time_us, const uint8_t hash[ZR_HASH_BYTES],
	size_t bytes, struct zr_error *error)
{
	int code = zr_sql_run(store, "INSERT INTO quarantine(time_us, hash, bytes) VALUES(?, ?, ?)",
		error, "ihi", time_us, hash, (int64_t)bytes);
	if (code != 0) {
		return code;
	}
	return zr_sql_run(store,
		"DELETE FROM quarantine WHERE quarantine_id <="
		" (SELECT max(quarantine_id) FROM quarantine) - ?",
		error, "i", (int64_t)ZR_HUB_QUARANTINE_COUNT_MAX);
}
