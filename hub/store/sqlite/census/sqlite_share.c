/* The store's shares: which addresses of an area are which tablet's. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

static int put(struct zr_store *store, const struct zr_share *share, struct zr_error *error)
{
	assert(share->household_id[0] != '\0');
	if (share->device_id == NULL) {
		return zr_statement_run(zr_sqlite_database(store),
			"DELETE FROM share WHERE area_id = ?1 AND household_id = ?2", error, "tt",
			share->area_id, share->household_id);
	}
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO share(area_id, household_id, device_id, since_us)"
		" VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT(area_id, household_id) DO UPDATE SET device_id = ?3, since_us = ?4",
		error, "ttdi", share->area_id, share->household_id, share->device_id,
		share->since_us);
}

static int release(
	struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"UPDATE area SET edition = edition + 1 WHERE area_id IN"
		" (SELECT area_id FROM share WHERE device_id = ?1)",
		error, "d", device_id);
	return code == 0 ? zr_statement_run(zr_sqlite_database(store),
				   "DELETE FROM share WHERE device_id = ?1", error, "d", device_id)
			 : code;
}

/* In the order of the list, so that a tablet's addresses stand as the area's do. */
static int list_households(struct zr_store *store, const struct zr_share *of,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	static const char sql[] =
		"SELECT household_id, address, place FROM household WHERE area_id = ?1"
		" AND NOT is_removed AND NOT EXISTS(SELECT 1 FROM share"
		" WHERE share.area_id = household.area_id"
		" AND share.household_id = household.household_id AND share.device_id <> ?2)"
		" ORDER BY place, household_id";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(
		zr_sqlite_database(store), sql, &row, error, "td", of->area_id, of->device_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_store_household household = {
			.household_id = zr_statement_text(row, 0),
			.address = zr_statement_text(row, 1),
			.place = (size_t)zr_statement_int(row, 2),
			.appointment = "",
			.position = "",
		};
		code = visit(user, &household);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_shares zr_sqlite_shares = {
	.put = put,
	.release = release,
	.list_households = list_households,
};
