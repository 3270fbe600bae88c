/*
 * The store's orders. Per device and kind there is at most one that is not acknowledged: a newer
 * one replaces it, because only the last state of a questionnaire or an assignment matters.
 * The bytes of an acknowledged order are dropped: they can be made again from its subject.
 */
#include <assert.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

/* What the tablet knew when it or the hub was set back: a number up to it may be another order's.
 */
#define ORDER_FLOOR "ifnull((SELECT sequence FROM order_floor WHERE device_id = ?1), 0)"

static int get_newest_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	enum zr_order_kind kind, struct zr_store_order *ret_order, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT sequence, subject, edition, is_acknowledged FROM orders"
		" WHERE device_id = ? AND kind = ? ORDER BY sequence DESC LIMIT 1",
		&statement, error, "di", device_id, (int64_t)kind);
	if (code != 1) {
		return code;
	}
	*ret_order = (struct zr_store_order){
		.sequence = (uint64_t)zr_statement_int(statement, 0),
		.kind = kind,
		.is_acknowledged = zr_statement_int(statement, 3) != 0,
	};
	(void)zr_statement_copy_text(statement, 1, ret_order->subject, sizeof ret_order->subject);
	(void)zr_statement_copy_text(statement, 2, ret_order->edition, sizeof ret_order->edition);
	return 1;
}

static int get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_duty *ret_duty, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT area_id, edition, form.form_id, form.version FROM device"
		" JOIN area USING(area_id) JOIN form ON form.form_id = area.form_id AND is_current"
		" WHERE device_id = ?",
		&statement, error, "d", device_id);
	if (code != 1) {
		return code;
	}
	*ret_duty =
		(struct zr_store_duty){.area_edition = (uint64_t)zr_statement_int(statement, 1)};
	(void)zr_statement_copy_text(statement, 0, ret_duty->area_id, sizeof ret_duty->area_id);
	(void)zr_statement_copy_text(statement, 2, ret_duty->form_id, sizeof ret_duty->form_id);
	(void)zr_statement_copy_text(
		statement, 3, ret_duty->form_version, sizeof ret_duty->form_version);
	return 1;
}

static int want_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	struct zr_store_order newest;
	int code = get_newest_order(store, device_id, order->kind, &newest, error);
	if (code < 0 || (code == 1 && strcmp(newest.subject, order->subject) == 0 &&
				strcmp(newest.edition, order->edition) == 0)) {
		return code < 0 ? code : 0;
	}
	/* The new row first: the sequence must not fall back when the last row goes. */
	code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO orders(device_id, sequence, kind, subject, edition, is_acknowledged)"
		" SELECT ?1, max(ifnull(max(sequence), 0), " ORDER_FLOOR ") + 1, ?2, ?3, ?4, 0"
		" FROM orders WHERE device_id = ?1",
		error, "ditt", device_id, (int64_t)order->kind, order->subject, order->edition);
	if (code != 0) {
		return code;
	}
	return zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM orders WHERE device_id = ?1 AND kind = ?2 AND NOT is_acknowledged"
		" AND sequence < (SELECT max(sequence) FROM orders WHERE device_id = ?1)",
		error, "di", device_id, (int64_t)order->kind);
}

static int seal_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	assert(order->envelope != NULL && order->sequence > 0);
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE orders SET envelope = ?, hash = ? WHERE device_id = ? AND sequence = ?"
		" AND kind = ? AND subject = ? AND edition = ?"
		" AND envelope IS NULL AND NOT is_acknowledged",
		error, "bhdiitt", order->envelope, order->envelope_bytes, order->hash, device_id,
		(int64_t)order->sequence, (int64_t)order->kind, order->subject, order->edition);
}

static int fail_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, int code, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE orders SET is_acknowledged = 1, code = ? WHERE device_id = ? AND"
		" sequence = ? AND kind = ? AND subject = ? AND edition = ?"
		" AND envelope IS NULL AND NOT is_acknowledged",
		error, "idiitt", (int64_t)code, device_id, (int64_t)order->sequence,
		(int64_t)order->kind, order->subject, order->edition);
}

static int acknowledge_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_receipt_entry *entry, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE orders SET is_acknowledged = 1, code = ?, envelope = NULL"
		" WHERE device_id = ? AND sequence = ? AND hash = ?",
		error, "idih", (int64_t)entry->code, device_id, (int64_t)entry->sequence,
		entry->hash);
}

static int get_order_marks(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order_marks *ret_marks, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT max(ifnull(max(sequence), 0), " ORDER_FLOOR "),"
		" ifnull(max(iif(is_acknowledged AND hash IS NOT NULL, sequence, 0)), 0)"
		" FROM orders WHERE device_id = ?1",
		&statement, error, "d", device_id);
	if (code < 0) {
		return code;
	}
	*ret_marks =
		(struct zr_store_order_marks){.highest = (uint64_t)zr_statement_int(statement, 0),
			.acknowledged = (uint64_t)zr_statement_int(statement, 1)};
	return 0;
}

static int reissue_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t above, struct zr_error *error)
{
	struct zr_store_order_marks marks = {0};
	int code = get_order_marks(store, device_id, &marks, error);
	uint64_t floor = marks.highest > above ? marks.highest : above;
	static_assert(ZR_ORDER_RETURNS == 3, "as it stands below");
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"REPLACE INTO order_floor(device_id, sequence) VALUES(?, ?)", error, "di",
			device_id, (int64_t)floor);
	}
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"INSERT INTO orders(device_id, sequence, kind, subject, edition,"
			" is_acknowledged)"
			" SELECT ?1, ?2 + row_number() OVER (ORDER BY newest), kind, subject,"
			" edition, 0 FROM (SELECT kind, subject, edition, max(sequence) AS newest"
			" FROM orders WHERE device_id = ?1 AND kind != 3 GROUP BY kind)",
			error, "di", device_id, (int64_t)floor);
	}
	return code != 0 ? code
			 : zr_statement_run(zr_sqlite_database(store),
				   "DELETE FROM orders WHERE device_id = ? AND sequence <= ?",
				   error, "di", device_id, (int64_t)floor);
}

static int list_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_store_visit_order *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT sequence, kind, subject, edition, hash, envelope FROM orders"
		" WHERE device_id = ? AND NOT is_acknowledged ORDER BY sequence",
		&statement, error, "d", device_id);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_store_order order = {
			.sequence = (uint64_t)zr_statement_int(statement, 0),
			.kind = (enum zr_order_kind)zr_statement_int(statement, 1),
			.envelope = zr_statement_blob(statement, 5),
			.envelope_bytes = zr_statement_size(statement, 5),
		};
		(void)zr_statement_copy_text(statement, 2, order.subject, sizeof order.subject);
		(void)zr_statement_copy_text(statement, 3, order.edition, sizeof order.edition);
		(void)zr_statement_copy_blob(statement, 4, order.hash, sizeof order.hash);
		code = visit(user, &order);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_orders zr_sqlite_orders = {
	.want_order = want_order,
	.get_newest_order = get_newest_order,
	.get_duty = get_duty,
	.seal_order = seal_order,
	.fail_order = fail_order,
	.acknowledge_order = acknowledge_order,
	.get_order_marks = get_order_marks,
	.reissue_orders = reissue_orders,
	.list_orders = list_orders,
};
