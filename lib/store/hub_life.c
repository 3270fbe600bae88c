/* The hub's life in SQL: one row, and the turn to another life in one transaction. */
#include "lib/store/hub_life.h"

#include <assert.h>

#include "lib/store/outbox.h"

int zr_hub_life_get(
	struct zr_database *database, struct zr_sync_hub *ret_hub, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, database, "SELECT epoch, high_water FROM hub_life");
	int result = zr_statement_step(&row, "read what the hub told", error);
	if (result < 0) {
		return result;
	}
	*ret_hub = (struct zr_sync_hub){0};
	if (result > 0) {
		ret_hub->is_known = true;
		ret_hub->high_water = (uint64_t)zr_statement_int(&row, 1);
		if (!zr_statement_bytes(&row, 0, ret_hub->epoch, sizeof ret_hub->epoch)) {
			return zr_error_set(error, ZR_E_INVALID, "the hub's epoch is damaged");
		}
	}
	return 0;
}

int zr_hub_life_put(
	struct zr_database *database, const struct zr_sync_hub *hub, struct zr_error *error)
{
	assert(hub->is_known && hub->high_water <= INT64_MAX);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(
		&row, database, "REPLACE INTO hub_life(one, epoch, high_water) VALUES(1, ?, ?)");
	zr_statement_add_blob(&row, hub->epoch, sizeof hub->epoch);
	zr_statement_add_int(&row, (int64_t)hub->high_water);
	return zr_statement_run(&row, "store what the hub told", error);
}

/* Runs one UPDATE; gives the rows that it changed. */
static int change(struct zr_statement *statement, uint64_t *ret_count, struct zr_error *error)
{
	int result = zr_statement_run(statement, "take received records back", error);
	if (result == 0) {
		*ret_count = (uint64_t)sqlite3_changes(zr_database_handle(statement->database));
	}
	return result;
}

/* Also what lies below the high water: a tablet that was set back used sequences again, so that the
 * hub may have another record there. */
static int take_back(struct zr_database *database, const struct zr_sync_hub *hub, int64_t now_us,
	struct zr_hub_life_loss *ret_loss, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement again = {0};
	zr_statement_init(&again, database,
		"UPDATE record SET state = ?, changed_us = ? WHERE state = 3"
		" AND sequence IN (SELECT sequence FROM envelope)");
	zr_statement_add_int(&again, ZR_OUTBOX_WAITING);
	zr_statement_add_int(&again, now_us);
	int result = change(&again, &ret_loss->again_count, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement lost = {0};
	zr_statement_init(&lost, database,
		"UPDATE record SET state = ?, code = ?, changed_us = ? WHERE state = 3"
		" AND sequence > ?");
	zr_statement_add_int(&lost, ZR_OUTBOX_REFUSED);
	zr_statement_add_int(&lost, ZR_E_LOST);
	zr_statement_add_int(&lost, now_us);
	zr_statement_add_int(&lost, (int64_t)hub->high_water);
	return change(&lost, &ret_loss->lost_count, error);
}

/* Far below zero, in their order: older than whatever comes. */
static int age_orders(struct zr_database *database, struct zr_error *error)
{
	static const char *const statements[] = {
		"UPDATE form SET sequence = sequence - 4611686018427387904 WHERE sequence > 0",
		"UPDATE assignment SET sequence = sequence - 4611686018427387904 WHERE sequence > "
		"0",
	};
	int result = 0;
	for (size_t i = 0; result == 0 && i < sizeof statements / sizeof statements[0]; i++) {
		ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
		zr_statement_init(&statement, database, statements[i]);
		result = zr_statement_run(&statement, "age the orders", error);
	}
	return result;
}

int zr_hub_life_turn(struct zr_database *database, const struct zr_sync_hub *hub, int64_t now_us,
	struct zr_hub_life_loss *ret_loss, struct zr_error *error)
{
	struct zr_hub_life_loss loss = {0};
	int result = zr_database_begin(database, error);
	if (result < 0) {
		return result;
	}
	result = take_back(database, hub, now_us, &loss, error);
	if (result == 0) {
		result = age_orders(database, error);
	}
	if (result == 0) {
		result = zr_hub_life_put(database, hub, error);
	}
	if (result < 0) {
		zr_database_rollback(database);
		return result;
	}
	result = zr_database_commit(database, error);
	if (result == 0) {
		*ret_loss = loss;
	}
	return result;
}
