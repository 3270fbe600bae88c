/* The store's teams: few areas each, whose tablets and reviews are found by index. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

#define OF_TEAM ZR_SQLITE_IN_PART("area", "territory.path")

static int list(struct zr_store *store, const struct zr_team_filter *filter, zr_teams_visit *visit,
	void *user, struct zr_error *error)
{
	static const char teams[] =
		"SELECT territory_id, parent_id, kind, name, path,"
		" (SELECT count(*) FROM area INDEXED BY area_by_territory CROSS JOIN device"
		" INDEXED BY device_by_area ON device.area_id = area.area_id WHERE " OF_TEAM
		" AND device.revoked_us = 0 AND device.contact_us < ?1),"
		" (SELECT count(*) FROM area INDEXED BY area_by_territory CROSS JOIN review"
		" ON review.area_id = area.area_id WHERE " OF_TEAM
		" AND review.state = 2 AND NOT EXISTS(SELECT 1 FROM record AS newer"
		" INDEXED BY record_by_replaced WHERE newer.replaces_id = review.record_id"
		" AND newer.replaces_id != '' AND newer.area_id = review.area_id))"
		" FROM territory WHERE kind = '" ZR_TEAM_KIND "' AND territory_id > ?2"
		" AND (?3 IS NULL OR (path >= ?3 AND path < substr(?3, 1, length(?3) - 1) || '0'))"
		" ORDER BY territory_id LIMIT ?4";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store), teams, &row, error, "itti",
		filter->silent_since_us, filter->after, zr_sqlite_part_of(filter->territory),
		(int64_t)filter->count_max);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_team team = {.silent_count = (uint64_t)zr_statement_int(row, 5),
			.return_count = (uint64_t)zr_statement_int(row, 6)};
		struct zr_territory *node = &team.territory;
		(void)zr_statement_copy_text(row, 0, node->territory_id, sizeof node->territory_id);
		(void)zr_statement_copy_text(row, 1, node->parent_id, sizeof node->parent_id);
		(void)zr_statement_copy_text(row, 2, node->kind, sizeof node->kind);
		(void)zr_statement_copy_text(row, 3, node->name, sizeof node->name);
		(void)zr_statement_copy_text(row, 4, node->path, sizeof node->path);
		code = visit(user, &team);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_teams zr_sqlite_teams = {.list = list};
