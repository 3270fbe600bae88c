/* The hub's life in SQL: one row, and the turn to another life in one transaction. */
#include "lib/store/hub_life.h"

#include <assert.h>

#include "lib/sqlite/statement.h"
#include "lib/store/outbox.h"

int zr_hub_life_get(
	struct zr_database *database, struct zr_sync_hub *ret_hub, struct zr_error *error)
{
	assert(database != NULL && ret_hub != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		"SELECT epoch, high_water, durable_through FROM hub_life", &row, error, "");
	if (code < 0) {
		return code;
	}
	*ret_hub = (struct zr_sync_hub){0};
	if (code == 1) {
		ret_hub->is_known = true;
		ret_hub->high_water = (uint64_t)zr_statement_int(row, 1);
		ret_hub->durable_through = (uint64_t)zr_statement_int(row, 2);
		if (zr_statement_int(row, 1) < 0 || zr_statement_int(row, 2) < 0 ||
			!zr_statement_copy_blob(row, 0, ret_hub->epoch, sizeof ret_hub->epoch)) {
			return zr_error_set(error, ZR_E_INVALID, "the hub's epoch is damaged");
		}
	}
	return 0;
}

int zr_hub_life_put(
	struct zr_database *database, const struct zr_sync_hub *hub, struct zr_error *error)
{
	assert(hub->is_known && hub->high_water <= INT64_MAX);
	assert(hub->durable_through <= INT64_MAX);
	return zr_statement_run(database,
		"REPLACE INTO hub_life(one, epoch, high_water, durable_through)"
		" VALUES(1, ?, ?, ?)",
		error, "bii", (const void *)hub->epoch, sizeof hub->epoch, (int64_t)hub->high_water,
		(int64_t)hub->durable_through);
}

/* Also what lies below the high water: a tablet that was set back used sequences again, so that the
 * hub may have another record there. */
static int take_back(struct zr_database *database, const struct zr_sync_hub *hub, int64_t now_us,
	struct zr_hub_life_loss *ret_loss, struct zr_error *error)
{
	int code = zr_statement_run(database,
		"UPDATE record SET state = ?, changed_us = ? WHERE state = 3"
		" AND sequence IN (SELECT sequence FROM envelope)",
		error, "ii", (int64_t)ZR_OUTBOX_WAITING, now_us);
	if (code != 0) {
		return code;
	}
	ret_loss->again_count = (uint64_t)zr_database_change_count(database);
	code = zr_statement_run(database,
		"UPDATE record SET state = ?, code = ?, changed_us = ? WHERE state = 3"
		" AND sequence > ?",
		error, "iiii", (int64_t)ZR_OUTBOX_REFUSED, (int64_t)ZR_E_LOST, now_us,
		(int64_t)hub->high_water);
	ret_loss->lost_count = (uint64_t)zr_database_change_count(database);
	return code;
}

/* Far below zero, in their order: older than whatever comes. */
static int age_orders(struct zr_database *database, struct zr_error *error)
{
	return zr_statement_script(database,
		"UPDATE form SET sequence = sequence - 4611686018427387904 WHERE sequence > 0;"
		"UPDATE assignment SET sequence = sequence - 4611686018427387904"
		" WHERE sequence > 0;"
		"UPDATE returned SET sequence = sequence - 4611686018427387904"
		" WHERE sequence > 0;"
		"UPDATE answered_area SET sequence = sequence - 4611686018427387904"
		" WHERE sequence > 0;"
		"UPDATE invited_area SET sequence = sequence - 4611686018427387904"
		" WHERE sequence > 0;",
		error);
}

int zr_hub_life_turn(struct zr_database *database, const struct zr_sync_hub *hub, int64_t now_us,
	struct zr_hub_life_loss *ret_loss, struct zr_error *error)
{
	assert(database != NULL && hub->is_known && ret_loss != NULL);
	struct zr_hub_life_loss loss = {0};
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = take_back(database, hub, now_us, &loss, error);
	if (code == 0) {
		code = age_orders(database, error);
	}
	if (code == 0) {
		code = zr_hub_life_put(database, hub, error);
	}
	code = zr_database_end(database, code, error);
	if (code == 0) {
		*ret_loss = loss;
	}
	return code;
}
