/* The store's uploads of the register: what was brought, by area, and what came of it. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

#define COLUMNS                                                                                    \
	"SELECT upload_id, account, territory, made_us, state, taken_bytes, line, layout,"         \
	" ignored, row_count, fault_count, area_count, done_count, change_count, added,"           \
	" changed, returned, removed, same, held FROM upload "
#define AREA_COLUMNS                                                                               \
	"SELECT area_id, name, form_id, row_count, state, is_changed, added, changed,"             \
	" returned, removed, same, held FROM upload_area "

static struct zr_upload_counts read_counts(struct zr_statement *row, int first)
{
	return (struct zr_upload_counts){
		.added = (uint64_t)zr_statement_int(row, first),
		.changed = (uint64_t)zr_statement_int(row, first + 1),
		.returned = (uint64_t)zr_statement_int(row, first + 2),
		.removed = (uint64_t)zr_statement_int(row, first + 3),
		.same = (uint64_t)zr_statement_int(row, first + 4),
		.held = (uint64_t)zr_statement_int(row, first + 5),
	};
}

static struct zr_upload read_upload(struct zr_statement *row)
{
	struct zr_upload upload = {
		.made_us = zr_statement_int(row, 3),
		.state = (enum zr_upload_state)zr_statement_int(row, 4),
		.taken_bytes = (uint64_t)zr_statement_int(row, 5),
		.line = (uint64_t)zr_statement_int(row, 6),
		.row_count = (uint64_t)zr_statement_int(row, 9),
		.fault_count = (uint64_t)zr_statement_int(row, 10),
		.area_count = (uint64_t)zr_statement_int(row, 11),
		.done_count = (uint64_t)zr_statement_int(row, 12),
		.change_count = (uint64_t)zr_statement_int(row, 13),
		.counts = read_counts(row, 14),
	};
	(void)zr_statement_copy_text(row, 0, upload.upload_id, sizeof upload.upload_id);
	(void)zr_statement_copy_text(row, 1, upload.account, sizeof upload.account);
	(void)zr_statement_copy_text(row, 2, upload.territory, sizeof upload.territory);
	(void)zr_statement_copy_text(row, 7, upload.layout, sizeof upload.layout);
	(void)zr_statement_copy_text(row, 8, upload.ignored, sizeof upload.ignored);
	return upload;
}

static int put(struct zr_store *store, const struct zr_upload *upload, struct zr_error *error)
{
	const struct zr_upload_counts *counts = &upload->counts;
	assert(upload->upload_id[0] != '\0');
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO upload(upload_id, account, territory, made_us, state, taken_bytes,"
		" line, layout, ignored, row_count, fault_count, area_count, done_count,"
		" change_count, added, changed, returned, removed, same, held) VALUES(?1, ?2, ?3,"
		" ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)"
		" ON CONFLICT(upload_id) DO UPDATE SET state = ?5, taken_bytes = ?6, line = ?7,"
		" layout = ?8, ignored = ?9, row_count = ?10, fault_count = ?11, area_count = ?12,"
		" done_count = ?13, change_count = ?14, added = ?15, changed = ?16, returned = ?17,"
		" removed = ?18, same = ?19, held = ?20",
		error, "tttiiiittiiiiiiiiiii", upload->upload_id, upload->account,
		upload->territory, upload->made_us, (int64_t)upload->state,
		(int64_t)upload->taken_bytes, (int64_t)upload->line, upload->layout,
		upload->ignored, (int64_t)upload->row_count, (int64_t)upload->fault_count,
		(int64_t)upload->area_count, (int64_t)upload->done_count,
		(int64_t)upload->change_count, (int64_t)counts->added, (int64_t)counts->changed,
		(int64_t)counts->returned, (int64_t)counts->removed, (int64_t)counts->same,
		(int64_t)counts->held);
}

static int get(struct zr_store *store, const char *upload_id, struct zr_upload *ret_upload,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store), COLUMNS "WHERE upload_id = ?1",
		&row, error, "t", upload_id);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such upload");
	}
	if (code == 1) {
		*ret_upload = read_upload(row);
	}
	return code < 0 ? code : 0;
}

static int list(struct zr_store *store, const char *territory, zr_uploads_visit *visit, void *user,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		COLUMNS "WHERE (?1 IS NULL OR (territory >= ?1 AND territory < substr(?1, 1, "
			"length(?1) - 1) || '0')) ORDER BY made_us DESC, upload_id LIMIT ?2",
		&row, error, "ti", zr_sqlite_part_of(territory), (int64_t)ZR_HUB_UPLOAD_COUNT_MAX);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_upload upload = read_upload(row);
		code = visit(user, &upload);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* ---- areas ---- */

static struct zr_upload_area read_area(struct zr_statement *row)
{
	struct zr_upload_area area = {
		.row_count = (uint64_t)zr_statement_int(row, 3),
		.state = (enum zr_upload_state)zr_statement_int(row, 4),
		.is_changed = zr_statement_int(row, 5) != 0,
		.counts = read_counts(row, 6),
	};
	(void)zr_statement_copy_text(row, 0, area.area_id, sizeof area.area_id);
	(void)zr_statement_copy_text(row, 1, area.name, sizeof area.name);
	(void)zr_statement_copy_text(row, 2, area.form_id, sizeof area.form_id);
	return area;
}

static int find_area(struct zr_store *store, const struct zr_upload_area_name *name,
	struct zr_upload_area *ret_area, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		AREA_COLUMNS "WHERE area_id = ?1 AND upload_id = ?2", &row, error, "tt",
		name->area_id, name->upload_id);
	if (code == 1) {
		*ret_area = read_area(row);
	}
	return code;
}

static int get_area(struct zr_store *store, const struct zr_upload_area_name *name,
	struct zr_upload_area *ret_area, struct zr_error *error)
{
	int code = find_area(store, name, ret_area, error);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "the upload has no area %.63s", name->area_id);
	}
	return code < 0 ? code : 0;
}

static int grow_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error)
{
	struct zr_upload_area before;
	const struct zr_upload_area_name name = {upload_id, area->area_id};
	int was_there = find_area(store, &name, &before, error);
	if (was_there < 0) {
		return was_there;
	}
	int code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO upload_area(area_id, upload_id, name, form_id, row_count, state,"
		" is_changed,"
		" added, changed, returned, removed, same, held)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0, 0, 0, 0)"
		" ON CONFLICT(area_id, upload_id) DO UPDATE SET"
		" row_count = upload_area.row_count + ?5,"
		" name = CASE upload_area.name WHEN '' THEN ?3 ELSE upload_area.name END,"
		" form_id = CASE upload_area.form_id WHEN '' THEN ?4 ELSE upload_area.form_id END",
		error, "ttttii", area->area_id, upload_id, area->name, area->form_id,
		(int64_t)area->row_count, (int64_t)ZR_UPLOAD_COMPARING);
	return code == 0 ? !was_there : code;
}

static int set_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error)
{
	const struct zr_upload_counts *counts = &area->counts;
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE upload_area SET state = ?3, is_changed = ?4, added = ?5, changed = ?6,"
		" returned = ?7, removed = ?8, same = ?9, held = ?10"
		" WHERE area_id = ?1 AND upload_id = ?2",
		error, "ttiiiiiiii", area->area_id, upload_id, (int64_t)area->state,
		(int64_t)area->is_changed, (int64_t)counts->added, (int64_t)counts->changed,
		(int64_t)counts->returned, (int64_t)counts->removed, (int64_t)counts->same,
		(int64_t)counts->held);
}

/* Along one index each: what comes next, what would change, all. */
static int start_areas(struct zr_store *store, const struct zr_upload_area_filter *filter,
	struct zr_statement **row, struct zr_error *error)
{
	static const char by_state[] = AREA_COLUMNS
		"WHERE upload_id = ?1 AND area_id > ?2"
		" AND state = ?5 AND (?3 IS NULL OR EXISTS(SELECT 1 FROM area WHERE area.area_id ="
		" upload_area.area_id AND area.territory >= ?3 AND area.territory < substr(?3, 1,"
		" length(?3) - 1) || '0')) ORDER BY area_id LIMIT ?4";
	static const char by_change[] = AREA_COLUMNS
		"WHERE upload_id = ?1 AND area_id > ?2"
		" AND is_changed = ?5 AND (?3 IS NULL OR EXISTS(SELECT 1 FROM area WHERE"
		" area.area_id = upload_area.area_id AND area.territory >= ?3 AND area.territory <"
		" substr(?3, 1, length(?3) - 1) || '0')) ORDER BY area_id LIMIT ?4";
	static const char every[] = AREA_COLUMNS
		"WHERE upload_id = ?1 AND area_id > ?2 AND"
		" ?5 = 0 AND (?3 IS NULL OR EXISTS(SELECT 1 FROM area WHERE area.area_id ="
		" upload_area.area_id AND area.territory >= ?3 AND area.territory < substr(?3, 1,"
		" length(?3) - 1) || '0')) ORDER BY area_id LIMIT ?4";
	const char *sql = filter->state != 0 ? by_state : filter->is_changed ? by_change : every;
	int64_t value = filter->state != 0 ? (int64_t)filter->state : filter->is_changed;
	return zr_statement_start(zr_sqlite_database(store), sql, row, error, "tttii",
		filter->upload_id, filter->after, zr_sqlite_part_of(filter->territory),
		(int64_t)filter->count_max, value);
}

static int list_areas(struct zr_store *store, const struct zr_upload_area_filter *filter,
	zr_uploads_visit_area *visit, void *user, struct zr_error *error)
{
	assert(filter->count_max > 0 && filter->after != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = start_areas(store, filter, &row, error);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_upload_area area = read_area(row);
		code = visit(user, &area);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

/* ---- rows ---- */

static int add_row(struct zr_store *store, const struct zr_upload_area_name *of,
	const struct zr_upload_row *row, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO upload_row(area_id, upload_id, line, household_id, address, position)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
		error, "ttittt", of->area_id, of->upload_id, (int64_t)row->line, row->household_id,
		row->address, row->position);
}

static int list_rows(struct zr_store *store, const struct zr_upload_area_name *of,
	zr_uploads_visit_row *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT line, household_id,"
		" address, position FROM upload_row WHERE area_id = ?1 AND upload_id = ?2 ORDER BY"
		" line",
		&row, error, "tt", of->area_id, of->upload_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_upload_row told = {
			.line = (uint64_t)zr_statement_int(row, 0),
			.household_id = zr_statement_text(row, 1),
			.address = zr_statement_text(row, 2),
			.position = zr_statement_text(row, 3),
		};
		code = visit(user, &told);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int drop_rows(
	struct zr_store *store, const struct zr_upload_area_name *of, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM upload_row WHERE area_id = ?1 AND upload_id = ?2", error, "tt",
		of->area_id, of->upload_id);
}

static int add_fault(struct zr_store *store, const char *upload_id,
	const struct zr_upload_fault *fault, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO upload_fault(upload_id, line, fault, value) VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT DO NOTHING",
		error, "titt", upload_id, (int64_t)fault->line, fault->fault, fault->value);
}

static int list_faults(struct zr_store *store, const char *upload_id, zr_uploads_visit_fault *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT line, fault, value"
		" FROM upload_fault WHERE upload_id = ?1 ORDER BY line",
		&row, error, "t", upload_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_upload_fault fault = {
			.line = (uint64_t)zr_statement_int(row, 0),
			.fault = zr_statement_text(row, 1),
			.value = zr_statement_text(row, 2),
		};
		code = visit(user, &fault);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int place_household(struct zr_store *store, const char *area_id,
	const struct zr_upload_row *row, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE household SET position = ?3 WHERE area_id = ?1 AND household_id = ?2"
		" AND position <> ?3",
		error, "ttt", area_id, row->household_id, row->position);
}

const struct zr_store_engine_uploads zr_sqlite_uploads = {
	.put = put,
	.get = get,
	.list = list,
	.grow_area = grow_area,
	.set_area = set_area,
	.get_area = get_area,
	.list_areas = list_areas,
	.add_row = add_row,
	.list_rows = list_rows,
	.drop_rows = drop_rows,
	.add_fault = add_fault,
	.list_faults = list_faults,
	.place_household = place_household,
};
