/* The store's households that answer for themselves. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

static int add_code(
	struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES], struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO respondent(secret_hash) VALUES(?)", error, "h", secret_hash);
}

static int enrol(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE respondent SET device_id = ? WHERE secret_hash = ?", error, "dh", device_id,
		secret_hash);
}

static int is_taker(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	bool *ret_is_taker, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT 1 FROM respondent WHERE device_id = ?", &row, error, "d", device_id);
	*ret_is_taker = code == 1;
	return code < 0 ? code : 0;
}

static int invite(struct zr_store *store, const char *area_id,
	const struct zr_online_invitation *invitation, struct zr_error *error)
{
	static_assert(ZR_ORDER_LOOKUP_BYTES == ZR_STATEMENT_ID_BYTES, "bound as an id");
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO invitation VALUES(?, ?, ?) ON CONFLICT(area_id, household_id)"
		" DO UPDATE SET lookup = excluded.lookup",
		error, "ttd", area_id, invitation->household_id, invitation->lookup);
}

static int renew(struct zr_store *store, const char *area_id, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO invited_area VALUES(?, 1) ON CONFLICT(area_id)"
		" DO UPDATE SET edition = edition + 1",
		error, "t", area_id);
}

static int list_invitations(struct zr_store *store, const char *area_id,
	zr_online_visit_invitation *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT household_id, lookup, address FROM invitation"
		" JOIN household USING(area_id, household_id) WHERE area_id = ?"
		" ORDER BY household_id",
		&row, error, "t", area_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_online_invitation invitation = {.household_id = zr_statement_text(row, 0),
			.address = zr_statement_text(row, 2)};
		(void)zr_statement_copy_blob(row, 1, invitation.lookup, sizeof invitation.lookup);
		code = visit(user, &invitation);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* The questionnaires of its areas first, then their codes, each when its edition is another. */
static int get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error)
{
	static_assert(ZR_ORDER_FORM == 1 && ZR_ORDER_INVITATION == 6, "as they stand below");
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT 1, form_id, version FROM form WHERE is_current"
		" AND EXISTS(SELECT 1 FROM respondent WHERE device_id = ?1)"
		" AND EXISTS(SELECT 1 FROM area JOIN invited_area USING(area_id)"
		" WHERE area.form_id = form.form_id)"
		" AND NOT EXISTS(SELECT 1 FROM orders WHERE device_id = ?1 AND kind = 1"
		" AND subject = form.form_id AND orders.edition = form.version)"
		" UNION ALL SELECT 6, area_id, CAST(edition AS TEXT) FROM invited_area"
		" WHERE EXISTS(SELECT 1 FROM respondent WHERE device_id = ?1)"
		" AND NOT EXISTS(SELECT 1 FROM orders WHERE device_id = ?1 AND kind = 6"
		" AND subject = invited_area.area_id"
		" AND orders.edition = CAST(invited_area.edition AS TEXT)) LIMIT 1",
		&row, error, "d", device_id);
	if (code != 1) {
		return code;
	}
	*ret_order = (struct zr_store_order){.kind = (enum zr_order_kind)zr_statement_int(row, 0)};
	(void)zr_statement_copy_text(row, 1, ret_order->subject, sizeof ret_order->subject);
	(void)zr_statement_copy_text(row, 2, ret_order->edition, sizeof ret_order->edition);
	return 1;
}

static int get_edition(
	struct zr_store *store, const char *area_id, uint64_t *ret_edition, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT edition FROM answered_area WHERE area_id = ?", &row, error, "t", area_id);
	if (code >= 0) {
		*ret_edition = code == 1 ? (uint64_t)zr_statement_int(row, 0) : 0;
	}
	return code < 0 ? code : 0;
}

static int list_answers(struct zr_store *store, const char *area_id, zr_online_visit_answer *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT household_id, record_id, answered_us FROM answered WHERE area_id = ?"
		" ORDER BY household_id",
		&row, error, "t", area_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_online_answer answer = {.household_id = zr_statement_text(row, 0),
			.record_id = zr_statement_text(row, 1),
			.answered_us = zr_statement_int(row, 2)};
		code = visit(user, &answer);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_sqlite_note_online(struct zr_store *store, const struct zr_store_record *record,
	enum zr_visit_result result, struct zr_error *error)
{
	assert(store != NULL && record != NULL);
	const struct zr_record *content = &record->content;
	if (result != ZR_RESULT_DONE || content->household_id[0] == '\0') {
		return 0;
	}
	int code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO answered SELECT ?1, ?2, ?3, ?4"
		" WHERE EXISTS(SELECT 1 FROM respondent WHERE device_id = ?5)"
		" ON CONFLICT(area_id, household_id) DO UPDATE SET record_id = excluded.record_id,"
		" answered_us = excluded.answered_us WHERE (excluded.answered_us,"
		" excluded.record_id) > (answered.answered_us, answered.record_id)",
		error, "tttid", content->area_id, content->household_id, content->record_id,
		record->received_us, record->device_id);
	if (code != 0 || zr_database_change_count(zr_sqlite_database(store)) == 0) {
		return code;
	}
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO answered_area VALUES(?, 1) ON CONFLICT(area_id)"
		" DO UPDATE SET edition = edition + 1",
		error, "t", content->area_id);
}

const struct zr_store_engine_online zr_sqlite_online = {
	.add_code = add_code,
	.enrol = enrol,
	.is_taker = is_taker,
	.invite = invite,
	.renew = renew,
	.list_invitations = list_invitations,
	.get_duty = get_duty,
	.get_edition = get_edition,
	.list_answers = list_answers,
};
