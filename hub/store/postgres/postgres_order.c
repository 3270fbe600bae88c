/*
 * The store's orders. Per device and kind there is at most one that is not acknowledged: a newer
 * one replaces it, because only the last state of a questionnaire or an assignment matters.
 * The bytes of an acknowledged order are dropped: they can be made again from its subject. Numbers
 * are given while the device's row is held, so that two hubs give none twice.
 */
#include <assert.h>
#include <string.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

/* What the tablet knew when it or the hub was set back: a number up to it may be another order's.
 */
#define ORDER_FLOOR "coalesce((SELECT sequence FROM order_floor WHERE device_id = $1), 0)"

static int hold_device(
	struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"SELECT 1 FROM device WHERE device_id = $1 FOR UPDATE", error, "d", device_id);
}

static int get_newest_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	enum zr_order_kind kind, struct zr_store_order *ret_order, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT sequence, subject, edition, is_acknowledged FROM orders"
		" WHERE device_id = $1 AND kind = $2 ORDER BY sequence DESC LIMIT 1",
		error, "di", device_id, (int64_t)kind);
	if (code != 1) {
		return code;
	}
	*ret_order = (struct zr_store_order){
		.sequence = (uint64_t)zr_query_int(&row, 0),
		.kind = kind,
		.is_acknowledged = zr_query_int(&row, 3) != 0,
	};
	(void)zr_query_copy_text(&row, 1, ret_order->subject, sizeof ret_order->subject);
	(void)zr_query_copy_text(&row, 2, ret_order->edition, sizeof ret_order->edition);
	return 1;
}

static int get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_duty *ret_duty, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT area.area_id, edition, form.form_id, form.version FROM device"
		" JOIN area ON area.area_id = device.area_id"
		" JOIN form ON form.form_id = area.form_id AND is_current WHERE device_id = $1",
		error, "d", device_id);
	if (code != 1) {
		return code;
	}
	*ret_duty = (struct zr_store_duty){.area_edition = (uint64_t)zr_query_int(&row, 1)};
	(void)zr_query_copy_text(&row, 0, ret_duty->area_id, sizeof ret_duty->area_id);
	(void)zr_query_copy_text(&row, 2, ret_duty->form_id, sizeof ret_duty->form_id);
	(void)zr_query_copy_text(&row, 3, ret_duty->form_version, sizeof ret_duty->form_version);
	return 1;
}

static int want_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	assert(!store->is_reader);
	int code = hold_device(store, device_id, error);
	struct zr_store_order newest;
	if (code == 0) {
		code = get_newest_order(store, device_id, order->kind, &newest, error);
	}
	if (code < 0 || (code == 1 && strcmp(newest.subject, order->subject) == 0 &&
				strcmp(newest.edition, order->edition) == 0)) {
		return code < 0 ? code : 0;
	}
	/* The new row first: the sequence must not fall back when the last row goes. */
	code = zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO orders(device_id, sequence, kind, subject, edition, is_acknowledged)"
		" SELECT $1, greatest(coalesce(max(sequence), 0), " ORDER_FLOOR
		") + 1, $2, $3, $4, false FROM orders WHERE device_id = $1",
		error, "ditt", device_id, (int64_t)order->kind, order->subject, order->edition);
	if (code != 0) {
		return code;
	}
	return zr_query_run(zr_postgres_conduit(store),
		"DELETE FROM orders WHERE device_id = $1 AND kind = $2 AND NOT is_acknowledged"
		" AND sequence < (SELECT max(sequence) FROM orders WHERE device_id = $1)",
		error, "di", device_id, (int64_t)order->kind);
}

static int seal_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, struct zr_error *error)
{
	assert(order->envelope != NULL && order->sequence > 0);
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE orders SET envelope = $1, hash = $2 WHERE device_id = $3 AND sequence = $4"
		" AND kind = $5 AND subject = $6 AND edition = $7"
		" AND envelope IS NULL AND NOT is_acknowledged",
		error, "bhdiitt", order->envelope, order->envelope_bytes, order->hash, device_id,
		(int64_t)order->sequence, (int64_t)order->kind, order->subject, order->edition);
}

static int fail_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_store_order *order, int code, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE orders SET is_acknowledged = true, code = $1 WHERE device_id = $2 AND"
		" sequence = $3 AND kind = $4 AND subject = $5 AND edition = $6"
		" AND envelope IS NULL AND NOT is_acknowledged",
		error, "idiitt", (int64_t)code, device_id, (int64_t)order->sequence,
		(int64_t)order->kind, order->subject, order->edition);
}

static int acknowledge_order(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const struct zr_receipt_entry *entry, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"UPDATE orders SET is_acknowledged = true, code = $1, envelope = NULL"
		" WHERE device_id = $2 AND sequence = $3 AND hash = $4",
		error, "idih", (int64_t)entry->code, device_id, (int64_t)entry->sequence,
		entry->hash);
}

static int get_order_marks(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order_marks *ret_marks, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT greatest(coalesce(max(sequence), 0), " ORDER_FLOOR "),"
		" coalesce(max(sequence) FILTER (WHERE is_acknowledged AND hash IS NOT NULL), 0)"
		" FROM orders WHERE device_id = $1",
		error, "d", device_id);
	if (code < 0) {
		return code;
	}
	*ret_marks = (struct zr_store_order_marks){.highest = (uint64_t)zr_query_int(&row, 0),
		.acknowledged = (uint64_t)zr_query_int(&row, 1)};
	return 0;
}

/* Again, above the floor, and then what was there goes. */
static int number_anew(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t floor, struct zr_error *error)
{
	static_assert(ZR_ORDER_RETURNS == 3, "as it stands below");
	int code = zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO orders(device_id, sequence, kind, subject, edition, is_acknowledged)"
		" SELECT $1, $2 + row_number() OVER (ORDER BY sequence), kind, subject, edition,"
		" false FROM (SELECT DISTINCT ON (kind) kind, subject, edition, sequence"
		" FROM orders WHERE device_id = $1 AND kind <> 3 ORDER BY kind, sequence DESC)"
		" AS newest",
		error, "di", device_id, (int64_t)floor);
	return code != 0 ? code
			 : zr_query_run(zr_postgres_conduit(store),
				   "DELETE FROM orders WHERE device_id = $1 AND sequence <= $2",
				   error, "di", device_id, (int64_t)floor);
}

static int reissue_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	uint64_t above, struct zr_error *error)
{
	struct zr_store_order_marks marks = {0};
	int code = hold_device(store, device_id, error);
	if (code == 0) {
		code = get_order_marks(store, device_id, &marks, error);
	}
	uint64_t floor = marks.highest > above ? marks.highest : above;
	if (code == 0) {
		code = zr_query_run(zr_postgres_conduit(store),
			"INSERT INTO order_floor(device_id, sequence) VALUES($1, $2)"
			" ON CONFLICT(device_id) DO UPDATE SET sequence = $2",
			error, "di", device_id, (int64_t)floor);
	}
	return code == 0 ? number_anew(store, device_id, floor, error) : code;
}

static int list_orders(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_store_visit_order *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT sequence, kind, subject, edition, hash, envelope FROM orders"
		" WHERE device_id = $1 AND NOT is_acknowledged ORDER BY sequence",
		error, "d", device_id);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_store_order order = {
			.sequence = (uint64_t)zr_query_int(&row, 0),
			.kind = (enum zr_order_kind)zr_query_int(&row, 1),
			.envelope = zr_query_blob(&row, 5),
			.envelope_bytes = zr_query_size(&row, 5),
		};
		(void)zr_query_copy_text(&row, 2, order.subject, sizeof order.subject);
		(void)zr_query_copy_text(&row, 3, order.edition, sizeof order.edition);
		(void)zr_query_copy_blob(&row, 4, order.hash, sizeof order.hash);
		code = visit(user, &order);
	}
	return code;
}

const struct zr_store_engine_orders zr_postgres_orders = {
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
