/* The store's outlines of territories and areas: one row each. */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

const char zr_postgres_outline_schema[] =
	"CREATE TABLE outline(is_area boolean NOT NULL, id text COLLATE \"C\" NOT NULL,"
	" shape text NOT NULL, PRIMARY KEY(is_area, id));";

static int put(struct zr_store *store, const struct zr_outline_row *outline, struct zr_error *error)
{
	struct zr_conduit *conduit = zr_postgres_conduit(store);
	int64_t is_area = outline->is_area ? 1 : 0;
	return outline->shape == NULL
		       ? zr_query_run(conduit,
				 "DELETE FROM outline WHERE is_area = ($1 <> 0) AND id = $2", error,
				 "it", is_area, outline->id)
		       : zr_query_run(conduit,
				 "INSERT INTO outline(is_area, id, shape) VALUES($1 <> 0, $2, $3)"
				 " ON CONFLICT(is_area, id) DO UPDATE SET shape = $3",
				 error, "itt", is_area, outline->id, outline->shape);
}

static int list(struct zr_store *store, const struct zr_outlines_of *of, zr_outlines_visit *visit,
	void *user, struct zr_error *error)
{
	static const char of_areas[] =
		"SELECT id, shape FROM area JOIN outline ON is_area AND id = area_id"
		" WHERE territory = $1 AND area_id > $2 ORDER BY area_id LIMIT $3";
	static const char of_territories[] =
		"SELECT id, shape FROM territory JOIN outline ON NOT is_area AND id = territory_id"
		" WHERE parent_id = $1 AND territory_id > $2 ORDER BY territory_id LIMIT $3";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		of->is_area ? of_areas : of_territories, error, "tti",
		of->is_area ? of->territory->path : of->territory->territory_id, of->after,
		(int64_t)of->count_max);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_outline_row outline = {
			.is_area = of->is_area, .shape = zr_query_text(&row, 1)};
		(void)zr_query_copy_text(&row, 0, outline.id, sizeof outline.id);
		code = visit(user, &outline);
	}
	return code;
}

const struct zr_store_engine_outlines zr_postgres_outlines = {.put = put, .list = list};
