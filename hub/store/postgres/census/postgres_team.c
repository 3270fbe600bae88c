/* The store's teams: few areas each, whose tablets and reviews are found by index. */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

#define OF_TEAM "area.territory >= team.path AND area.territory < left(team.path, -1) || '0'"

static int list(struct zr_store *store, const struct zr_team_filter *filter, zr_teams_visit *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT territory_id, parent_id, kind, name, path,"
		" (SELECT count(*) FROM area JOIN device ON device.area_id = area.area_id"
		" WHERE " OF_TEAM " AND device.revoked_us = 0 AND device.contact_us < $1),"
		" (SELECT count(*) FROM area JOIN review ON review.area_id = area.area_id"
		" WHERE " OF_TEAM " AND review.state = 2 AND NOT EXISTS(SELECT 1 FROM record AS"
		" newer WHERE newer.replaces_id = review.record_id AND newer.replaces_id <> ''"
		" AND newer.area_id = review.area_id))"
		" FROM territory AS team WHERE kind = '" ZR_TEAM_KIND "' AND territory_id > $2"
		" AND ($3 = '' OR (path >= $3 AND path < left($3, -1) || '0'))"
		" ORDER BY territory_id LIMIT $4",
		error, "itti", filter->silent_since_us, filter->after, filter->territory,
		(int64_t)filter->count_max);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_team team = {.silent_count = (uint64_t)zr_query_int(&row, 5),
			.return_count = (uint64_t)zr_query_int(&row, 6)};
		struct zr_territory *node = &team.territory;
		(void)zr_query_copy_text(&row, 0, node->territory_id, sizeof node->territory_id);
		(void)zr_query_copy_text(&row, 1, node->parent_id, sizeof node->parent_id);
		(void)zr_query_copy_text(&row, 2, node->kind, sizeof node->kind);
		(void)zr_query_copy_text(&row, 3, node->name, sizeof node->name);
		(void)zr_query_copy_text(&row, 4, node->path, sizeof node->path);
		code = visit(user, &team);
	}
	return code;
}

const struct zr_store_engine_teams zr_postgres_teams = {.list = list};
