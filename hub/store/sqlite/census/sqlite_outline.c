/* The store's outlines of territories and areas: one row each. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

const char zr_sqlite_outline_schema[] =
	"CREATE TABLE outline(is_area INT NOT NULL, id TEXT NOT NULL, shape TEXT NOT NULL,"
	" PRIMARY KEY(is_area, id));";

static int put(struct zr_store *store, const struct zr_outline_row *outline, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	int64_t is_area = outline->is_area ? 1 : 0;
	return outline->shape == NULL
		       ? zr_statement_run(database,
				 "DELETE FROM outline WHERE is_area = ? AND id = ?", error, "it",
				 is_area, outline->id)
		       : zr_statement_run(database,
				 "INSERT INTO outline(is_area, id, shape) VALUES(?1, ?2, ?3)"
				 " ON CONFLICT(is_area, id) DO UPDATE SET shape = ?3",
				 error, "itt", is_area, outline->id, outline->shape);
}

static int list(struct zr_store *store, const struct zr_outlines_of *of, zr_outlines_visit *visit,
	void *user, struct zr_error *error)
{
	static const char of_areas[] =
		"SELECT id, shape FROM area INDEXED BY area_by_territory CROSS JOIN outline"
		" ON is_area = 1 AND id = area_id WHERE territory = ?1 AND area_id > ?2"
		" ORDER BY area_id LIMIT ?3";
	static const char of_territories[] =
		"SELECT id, shape FROM territory INDEXED BY territory_by_parent CROSS JOIN outline"
		" ON is_area = 0 AND id = territory_id WHERE parent_id = ?1 AND territory_id > ?2"
		" ORDER BY territory_id LIMIT ?3";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		of->is_area ? of_areas : of_territories, &row, error, "tti",
		of->is_area ? of->territory->path : of->territory->territory_id, of->after,
		(int64_t)of->count_max);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_outline_row outline = {
			.is_area = of->is_area, .shape = zr_statement_text(row, 1)};
		(void)zr_statement_copy_text(row, 0, outline.id, sizeof outline.id);
		code = visit(user, &outline);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_outlines zr_sqlite_outlines = {.put = put, .list = list};
