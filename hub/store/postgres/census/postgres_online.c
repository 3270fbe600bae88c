/* The store's households that answer for themselves. */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

static int add_code(
	struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES], struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO respondent(secret_hash) VALUES($1)", error, "h", secret_hash);
}

static int enrol(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE respondent SET device_id = $1 WHERE secret_hash = $2", error, "dh",
		device_id, secret_hash);
}

static int is_taker(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	bool *ret_is_taker, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT 1 FROM respondent WHERE device_id = $1", error, "d", device_id);
	*ret_is_taker = code == 1;
	return code < 0 ? code : 0;
}

static int invite(struct zr_store *store, const char *area_id,
	const struct zr_online_invitation *invitation, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO invitation VALUES($1, $2, $3) ON CONFLICT(area_id, household_id)"
		" DO UPDATE SET lookup = excluded.lookup",
		error, "ttd", area_id, invitation->household_id, invitation->lookup);
}

static int renew(struct zr_store *store, const char *area_id, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO invited_area VALUES($1, 1) ON CONFLICT(area_id)"
		" DO UPDATE SET edition = invited_area.edition + 1",
		error, "t", area_id);
}

static int list_invitations(struct zr_store *store, const char *area_id,
	zr_online_visit_invitation *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT household_id, lookup, address FROM invitation"
		" JOIN household USING(area_id, household_id) WHERE area_id = $1"
		" ORDER BY household_id",
		error, "t", area_id);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_online_invitation invitation = {
			.household_id = zr_query_text(&row, 0), .address = zr_query_text(&row, 2)};
		(void)zr_query_copy_blob(&row, 1, invitation.lookup, sizeof invitation.lookup);
		code = visit(user, &invitation);
	}
	return code;
}

/* The questionnaires of its areas first, then their codes, each when its edition is another. */
static int get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error)
{
	static_assert(ZR_ORDER_FORM == 1 && ZR_ORDER_INVITATION == 6, "as they stand below");
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT 1::bigint, form_id, version FROM form WHERE is_current"
		" AND EXISTS(SELECT 1 FROM respondent WHERE device_id = $1)"
		" AND EXISTS(SELECT 1 FROM area JOIN invited_area USING(area_id)"
		" WHERE area.form_id = form.form_id)"
		" AND NOT EXISTS(SELECT 1 FROM orders WHERE device_id = $1 AND kind = 1"
		" AND subject = form.form_id AND orders.edition = form.version)"
		" UNION ALL SELECT 6::bigint, area_id, edition::text FROM invited_area"
		" WHERE EXISTS(SELECT 1 FROM respondent WHERE device_id = $1)"
		" AND NOT EXISTS(SELECT 1 FROM orders WHERE device_id = $1 AND kind = 6"
		" AND subject = invited_area.area_id"
		" AND orders.edition = invited_area.edition::text) LIMIT 1",
		error, "d", device_id);
	if (code != 1) {
		return code;
	}
	*ret_order = (struct zr_store_order){.kind = (enum zr_order_kind)zr_query_int(&row, 0)};
	(void)zr_query_copy_text(&row, 1, ret_order->subject, sizeof ret_order->subject);
	(void)zr_query_copy_text(&row, 2, ret_order->edition, sizeof ret_order->edition);
	return 1;
}

static int get_edition(
	struct zr_store *store, const char *area_id, uint64_t *ret_edition, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT edition FROM answered_area WHERE area_id = $1", error, "t", area_id);
	if (code >= 0) {
		*ret_edition = code == 1 ? (uint64_t)zr_query_int(&row, 0) : 0;
	}
	return code < 0 ? code : 0;
}

static int list_answers(struct zr_store *store, const char *area_id, zr_online_visit_answer *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT household_id, record_id, answered_us FROM answered WHERE area_id = $1"
		" ORDER BY household_id",
		error, "t", area_id);
	while (code == 0 && zr_query_step(&row)) {
		const struct zr_online_answer answer = {.household_id = zr_query_text(&row, 0),
			.record_id = zr_query_text(&row, 1),
			.answered_us = zr_query_int(&row, 2)};
		code = visit(user, &answer);
	}
	return code;
}

int zr_postgres_note_online(struct zr_store *store, const struct zr_store_record *record,
	enum zr_visit_result result, struct zr_error *error)
{
	assert(store != NULL && record != NULL);
	const struct zr_record *content = &record->content;
	if (result != ZR_RESULT_DONE || content->household_id[0] == '\0') {
		return 0;
	}
	return zr_query_run(zr_postgres_conduit(store),
		"WITH news AS (INSERT INTO answered SELECT $1, $2, $3, $4"
		" WHERE EXISTS(SELECT 1 FROM respondent WHERE device_id = $5)"
		" ON CONFLICT(area_id, household_id) DO UPDATE SET record_id = excluded.record_id,"
		" answered_us = excluded.answered_us WHERE (excluded.answered_us,"
		" excluded.record_id) > (answered.answered_us, answered.record_id)"
		" RETURNING area_id)"
		" INSERT INTO answered_area SELECT area_id, 1 FROM news ON CONFLICT(area_id)"
		" DO UPDATE SET edition = answered_area.edition + 1",
		error, "tttid", content->area_id, content->household_id, content->record_id,
		record->received_us, record->device_id);
}

const struct zr_store_engine_online zr_postgres_online = {
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
