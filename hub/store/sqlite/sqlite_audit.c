/*
 * The store's audit and its quarantine. Nobody outside may push the operator's own rows out of the
 * audit: strangers are counted by the hour, and a tablet gets so many rows an hour before it is.
 */
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/sqlite/statement.h"

#define US_PER_HOUR ((int64_t)3600 * 1000000)

/* Whether a tablet has had its rows of this hour: 1, 0, or an error. */
static int is_spent(
	struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT count(*) >= ? FROM (SELECT 1 FROM audit WHERE who = ? AND time_us > ?"
		" LIMIT ?)",
		&statement, error, "itii", (int64_t)ZR_HUB_AUDIT_DEVICE_COUNT_MAX, audit->who,
		audit->time_us - US_PER_HOUR, (int64_t)ZR_HUB_AUDIT_DEVICE_COUNT_MAX);
	return code < 0 ? code : (int)zr_statement_int(statement, 0);
}

/* Whether the event is one more in the row of its hour: 1, 0, or an error. */
static int is_counted(
	struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error)
{
	uint8_t id[ZR_PARTY_ID_BYTES];
	if (strcmp(audit->who, ZR_STORE_STRANGER) == 0) {
		return 1;
	}
	/* No account has a name that reads like a tablet's. */
	bool is_tablet = zr_hex_decode(audit->who, id, sizeof id) == 0;
	return is_tablet ? is_spent(store, audit, error) : 0;
}

static int add_audit(
	struct zr_store *store, const struct zr_store_audit *audit, struct zr_error *error)
{
	int code = is_counted(store, audit, error);
	if (code == 1) {
		return zr_statement_run(zr_sqlite_database(store),
			"INSERT INTO audit(time_us, who, what, code, detail, hour)"
			" VALUES(?1, ?2, ?3, ?4, '', ?1 / ?5)"
			" ON CONFLICT(who, what, code, hour) WHERE hour > 0"
			" DO UPDATE SET count = count + 1, time_us = ?1",
			error, "ittii", audit->time_us, audit->who, audit->what,
			(int64_t)audit->code, US_PER_HOUR);
	}
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"INSERT INTO audit(time_us, who, what, code, detail)"
			" VALUES(?, ?, ?, ?, ?)",
			error, "ittit", audit->time_us, audit->who, audit->what,
			(int64_t)audit->code, audit->detail);
	}
	return code < 0 ? code
			: zr_statement_run(zr_sqlite_database(store),
				  "DELETE FROM audit WHERE audit_id <="
				  " (SELECT max(audit_id) FROM audit) - ?",
				  error, "i", (int64_t)ZR_HUB_AUDIT_COUNT_MAX);
}

static int last_act(struct zr_store *store, struct zr_act_mark *ret_last, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	*ret_last = (struct zr_act_mark){0};
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT number, hash, who = 'hub' AND what = 'sign' FROM act"
		" ORDER BY number DESC LIMIT 1",
		&statement, error, "");
	if (code == 1) {
		ret_last->number = (uint64_t)zr_statement_int(statement, 0);
		(void)zr_statement_copy_blob(statement, 1, ret_last->hash, sizeof ret_last->hash);
		ret_last->is_signature = zr_statement_int(statement, 2) != 0;
	}
	return code < 0 ? code : 0;
}

static int add_act(struct zr_store *store, const struct zr_act *act, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO act VALUES(?, ?, ?, ?, ?, ?, ?, ?)", error, "iitttith",
		(int64_t)act->number, act->time_us, act->who, act->origin, act->what,
		(int64_t)act->code, act->detail, act->hash);
}

static int list_acts(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_act *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT number, time_us, who, origin, what, code, detail, hash FROM act"
		" WHERE number > ? ORDER BY number LIMIT ?",
		&statement, error, "ii", span->after_rank, (int64_t)span->count_max);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_act act = {
			.number = (uint64_t)zr_statement_int(statement, 0),
			.time_us = zr_statement_int(statement, 1),
			.who = zr_statement_text(statement, 2),
			.origin = zr_statement_text(statement, 3),
			.what = zr_statement_text(statement, 4),
			.code = (int)zr_statement_int(statement, 5),
			.detail = zr_statement_text(statement, 6),
		};
		(void)zr_statement_copy_blob(statement, 7, act.hash, sizeof act.hash);
		code = visit(user, &act);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_audit(struct zr_store *store, size_t count_max, zr_store_visit_audit *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT time_us, who, what, code, detail, count FROM (SELECT * FROM (SELECT"
		" time_us, who, what, code, detail, count, audit_id AS place FROM audit"
		" ORDER BY audit_id DESC LIMIT ?1) UNION ALL SELECT * FROM (SELECT time_us,"
		" who, what, code, detail, 1, number FROM act WHERE what <> 'sign'"
		" ORDER BY number DESC LIMIT ?1)) ORDER BY time_us DESC, place DESC LIMIT ?1",
		&statement, error, "i", (int64_t)count_max);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_store_audit audit = {
			.time_us = zr_statement_int(statement, 0),
			.who = zr_statement_text(statement, 1),
			.what = zr_statement_text(statement, 2),
			.code = (int)zr_statement_int(statement, 3),
			.detail = zr_statement_text(statement, 4),
			.count = (uint64_t)zr_statement_int(statement, 5),
		};
		code = visit(user, &audit);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* One tablet's refusals make room for each other, never for another's. */
static int trim_device(
	struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM quarantine WHERE quarantine_id IN (SELECT quarantine_id FROM "
		"quarantine"
		" WHERE device_id = ? ORDER BY quarantine_id DESC LIMIT -1 OFFSET ?)",
		error, "di", device_id, (int64_t)ZR_HUB_QUARANTINE_DEVICE_COUNT_MAX);
}

static int trim_strangers(struct zr_store *store, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM quarantine WHERE quarantine_id IN (SELECT quarantine_id FROM "
		"quarantine"
		" WHERE device_id IS NULL ORDER BY quarantine_id DESC LIMIT -1 OFFSET ?)",
		error, "i", (int64_t)ZR_HUB_QUARANTINE_COUNT_MAX);
}

static int quarantine(
	struct zr_store *store, const struct zr_store_refused *refused, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"INSERT OR REPLACE INTO quarantine(time_us, hash, bytes, code, device_id, sequence)"
		" VALUES(?, ?, ?, ?, ?, CASE WHEN ?5 IS NULL THEN NULL ELSE ?6 END)",
		error, "ihiidi", refused->time_us, refused->hash, (int64_t)refused->bytes,
		(int64_t)refused->code, refused->is_signed ? refused->device_id : NULL,
		(int64_t)refused->sequence);
	if (code != 0) {
		return code;
	}
	return refused->is_signed ? trim_device(store, refused->device_id, error)
				  : trim_strangers(store, error);
}

static struct zr_store_refused read_refused(struct zr_statement *row)
{
	struct zr_store_refused refused = {.time_us = zr_statement_int(row, 1),
		.bytes = (size_t)zr_statement_int(row, 3),
		.code = (int)zr_statement_int(row, 4),
		.is_signed = !zr_statement_is_null(row, 5),
		.sequence = (uint64_t)zr_statement_int(row, 6)};
	(void)zr_statement_copy_blob(row, 2, refused.hash, sizeof refused.hash);
	(void)zr_statement_copy_blob(row, 5, refused.device_id, sizeof refused.device_id);
	return refused;
}

/* One of a tablet that is of no area is for those who see all. */
static int list_refused(struct zr_store *store, const struct zr_store_refused_filter *filter,
	zr_store_visit_refused *visit, void *user, struct zr_error *error)
{
	static const struct zr_store_place beginning = {0};
	const struct zr_store_place *after = filter->place != NULL ? filter->place : &beginning;
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	struct zr_store_place rest = {0};
	size_t count = 0;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT quarantine_id, time_us, hash, bytes, code, device_id, sequence"
		" FROM quarantine WHERE (?1 IS NULL OR device_id IN (SELECT device_id FROM device"
		" JOIN area USING(area_id) WHERE " ZR_SQLITE_IN_PART(
			"area", "?1") "))"
				      " AND (?2 = 0 OR quarantine_id < ?2) ORDER BY quarantine_id "
				      "DESC LIMIT ?3",
		&row, error, "tii", zr_sqlite_part_of(filter->territory),
		after->is_set ? after->number : 0, (int64_t)filter->count_max);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_store_refused refused = read_refused(row);
		if (++count == filter->count_max) {
			rest = (struct zr_store_place){
				.is_set = true, .number = zr_statement_int(row, 0)};
		}
		code = visit(user, &refused);
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = rest;
	}
	return code;
}

const struct zr_store_engine_audit zr_sqlite_audit = {
	.add_audit = add_audit,
	.last_act = last_act,
	.add_act = add_act,
	.list_acts = list_acts,
	.list_audit = list_audit,
	.quarantine = quarantine,
	.list_refused = list_refused,
};
