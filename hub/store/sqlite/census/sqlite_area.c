/*
 * The store's areas, their households, and the drafts that tablets told of.
 *
 * What a household came to stands in visit, and what an area came to in area_tally; both are
 * brought up to date with each record, household and tablet (sqlite_tally.c), and no page counts.
 */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/limits.h"
#include "lib/sqlite/statement.h"

static int put_area(struct zr_store *store, const struct zr_area *area, struct zr_error *error)
{
	struct zr_database *database = zr_sqlite_database(store);
	int code = zr_statement_run(database,
		"INSERT OR IGNORE INTO area_tally VALUES(?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)", error,
		"t", area->area_id);
	if (code == 0) {
		code = zr_sqlite_words_of_area(database, area, error);
	}
	return code != 0 ? code
			 : zr_statement_run(database,
				   "INSERT INTO area(area_id, name, form_id, zone, edition) "
				   "VALUES(?1, ?2, ?3, ?4, 1)"
				   " ON CONFLICT(area_id)"
				   " DO UPDATE SET name = ?2, form_id = ?3, zone = ?4, edition = "
				   "edition + 1",
				   error, "tttt", area->area_id, area->name, area->form_id,
				   area->zone);
}

/* As their sums stand (sqlite_tally.c): an area has its row from the beginning. */
#define AREA_COLUMNS                                                                               \
	"SELECT area_id, name, form_id, zone, edition, household_count, record_count,"             \
	" device_count, found_count, open_count, done_count, revisit_count, refused_count,"        \
	" empty_count"
#define MATCH_COLUMN 14 /* in lists */
#define PLACE_COLUMN 15

static struct zr_area read_area(const struct zr_statement *row)
{
	struct zr_area area = {
		.edition = (uint64_t)zr_statement_int(row, 4),
		.household_count = (uint64_t)zr_statement_int(row, 5),
		.record_count = (uint64_t)zr_statement_int(row, 6),
		.device_count = (uint64_t)zr_statement_int(row, 7),
		.found_count = (uint64_t)zr_statement_int(row, 8),
	};
	for (int result = ZR_RESULT_UNKNOWN; result <= ZR_RESULT_LAST; result++) {
		area.result_counts[result] = (uint64_t)zr_statement_int(row, 9 + result);
	}
	(void)zr_statement_copy_text(row, 0, area.area_id, sizeof area.area_id);
	(void)zr_statement_copy_text(row, 1, area.name, sizeof area.name);
	(void)zr_statement_copy_text(row, 2, area.form_id, sizeof area.form_id);
	(void)zr_statement_copy_text(row, 3, area.zone, sizeof area.zone);
	return area;
}

static int get_area(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		AREA_COLUMNS " FROM area JOIN area_tally USING(area_id) WHERE area_id = ?",
		&statement, error, "t", area_id);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no area %s; make it first", area_id);
	}
	if (code == 1) {
		*ret_area = read_area(statement);
	}
	return code < 0 ? code : 0;
}

/* ---- lists ---- */

struct order {
	const char *from; /* with its index */
	const char *column;
	bool is_number; /* else a text */
	bool is_descending;
};
static const struct order orders[] = {
	[ZR_AREA_BY_ID] = {" FROM area CROSS JOIN area_tally USING(area_id)", "area_id", false,
		false},
	[ZR_AREA_BY_NAME] = {" FROM area INDEXED BY area_by_name CROSS JOIN area_tally"
			     " USING(area_id)",
		"name", false, false},
	[ZR_AREA_BY_OPEN] = {" FROM area_tally INDEXED BY area_by_open CROSS JOIN area"
			     " USING(area_id)",
		"open_count", true, true},
};
#define FOUND                                                                                      \
	" FROM (SELECT DISTINCT area_id FROM area_word"                                            \
	" WHERE word >= ?1 AND word < ?1 || char(1114111)) CROSS JOIN area USING(area_id)"         \
	" CROSS JOIN area_tally USING(area_id)"
/* What no index serves is asked of each row that is looked at: as a condition, for of a value
 * SQLite works out each part. */
#define MATCHES                                                                                    \
	", CASE WHEN (?3 IS NULL OR form_id = ?3)"                                                 \
	" AND (?2 IS NULL OR has_words(name || ' ' || area_id, ?2))"                               \
	" AND (?8 IS NULL OR (" ZR_SQLITE_IN_PART("area", "?8") ")) THEN 1 ELSE 0 END, "

/* Few that have a word are sorted when they are read; else the list goes along an index. */
static int make_list(const struct zr_area_filter *filter, bool is_few, struct zr_buffer *ret_sql)
{
	const struct order *order = &orders[filter->sort];
	bool has_place = filter->place != NULL && filter->place->is_set;
	const char *way = order->is_descending ? " DESC" : "";
	const char *const parts[] = {
		AREA_COLUMNS MATCHES,
		order->column,
		is_few ? FOUND : order->from,
		has_place ? " WHERE (" : NULL,
		has_place ? order->column : NULL,
		has_place ? ", area_id)" : NULL,
		has_place ? (order->is_descending ? " < " : " > ") : NULL,
		has_place ? (order->is_number ? "(?4, ?6)" : "(?5, ?6)") : NULL,
		" ORDER BY ",
		order->column,
		way,
		", area_id",
		way,
		" LIMIT ?7",
	};
	return zr_buffer_join(ret_sql, parts, sizeof parts / sizeof parts[0]);
}

static int start_list(struct zr_database *database, const struct zr_area_filter *filter,
	char word[ZR_STORE_NAME_BYTES], struct zr_statement **ret_row, struct zr_error *error)
{
	static const struct zr_store_place none = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sql = {0};
	const struct zr_store_place *place = filter->place != NULL ? filter->place : &none;
	int is_few = 0;
	if (filter->words != NULL) {
		zr_sqlite_words_choose(filter->words, word);
		is_few = zr_sqlite_words_find_few(database, true, word, error);
	}
	if (is_few < 0) {
		return is_few;
	}
	if (make_list(filter, is_few == 1, &sql) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a list of areas");
	}
	return zr_statement_make(database, zr_buffer_text(&sql), ret_row, error, "tttittit", word,
		filter->words, filter->form_id, place->number, place->text, place->id,
		(int64_t)ZR_HUB_LIST_SCAN_COUNT_MAX, zr_sqlite_part_of(filter->territory));
}

static void set_place(struct zr_store_place *ret_place, const struct zr_statement *row)
{
	*ret_place = (struct zr_store_place){
		.is_set = true, .number = zr_statement_int(row, PLACE_COLUMN)};
	(void)zr_statement_copy_text(row, 0, ret_place->id, sizeof ret_place->id);
	(void)zr_statement_copy_text(row, PLACE_COLUMN, ret_place->text, sizeof ret_place->text);
}

static int list_areas(struct zr_store *store, const struct zr_area_filter *filter,
	zr_store_visit_area *visit, void *user, struct zr_error *error)
{
	assert(filter->sort >= ZR_AREA_BY_ID && filter->sort <= ZR_AREA_BY_OPEN);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	char word[ZR_STORE_NAME_BYTES] = "";
	struct zr_store_place rest = {0};
	size_t count = 0;
	size_t looked_at = 0;
	int code = start_list(zr_sqlite_database(store), filter, word, &row, error);
	while (code == 0 && count < filter->count_max &&
		(code = zr_statement_step(row, error)) == 1) {
		bool is_last = ++looked_at == ZR_HUB_LIST_SCAN_COUNT_MAX;
		code = 0;
		if (zr_statement_int(row, MATCH_COLUMN) != 0) {
			struct zr_area area = read_area(row);
			count++;
			code = visit(user, &area);
		}
		if (code == 0 && (is_last || count == filter->count_max)) {
			set_place(&rest, row);
		}
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = rest;
	}
	return code;
}

/* ---- households ---- */

static int put_household(struct zr_store *store, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error)
{
	assert(household->household_id[0] != '\0');
	int code = zr_sqlite_tally_household(zr_sqlite_database(store), area_id, household, error);
	return code != 0 ? code
			 : zr_statement_run(zr_sqlite_database(store),
				   "INSERT INTO household(area_id, household_id, place, address, "
				   "is_removed)"
				   " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(area_id, household_id)"
				   " DO UPDATE SET place = ?3, address = ?4, is_removed = ?5",
				   error, "ttiti", area_id, household->household_id,
				   (int64_t)household->place, household->address,
				   (int64_t)household->is_removed);
}

static int visit_households(struct zr_store *store, struct zr_statement *statement,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	int code = 0;
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_store_household household = {
			.household_id = zr_statement_text(statement, 0),
			.address = zr_statement_text(statement, 1),
			.place = (size_t)zr_statement_int(statement, 2),
			.is_removed = zr_statement_int(statement, 3) != 0,
			.appointment = "",
			.position = "",
		};
		if (zr_statement_column_count(statement) > 4) {
			household.record_count = (uint64_t)zr_statement_int(statement, 4);
			household.draft_count = (uint64_t)zr_statement_int(statement, 5);
			household.result = (enum zr_visit_result)zr_statement_int(statement, 6);
			household.appointment = zr_statement_text(statement, 7);
			household.position = zr_statement_text(statement, 8);
			household.device_id = zr_statement_blob(statement, 9);
		}
		code = visit(user, &household);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

#define HOUSEHOLD_COLUMNS "SELECT household_id, address, place, is_removed"

static int list_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		HOUSEHOLD_COLUMNS
		" FROM household WHERE area_id = ? AND NOT is_removed ORDER BY place, household_id",
		&statement, error, "t", area_id);
	return code == 0 ? visit_households(store, statement, visit, user, error) : code;
}

static int survey_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	/* Drafts by the tablets of the area: an id may stand in every area. */
	static const char all[] =
		"WITH open AS MATERIALIZED (SELECT household_id, count(*) AS draft_count"
		" FROM device INDEXED BY device_by_area CROSS JOIN draft USING(device_id)"
		" WHERE device.area_id = ?1 GROUP BY household_id) " HOUSEHOLD_COLUMNS
		", ifnull(visit.record_count, 0), ifnull(draft_count, 0), ifnull(result, 0),"
		" ifnull(appointment, ''), position, (SELECT device_id FROM share"
		" WHERE share.area_id = household.area_id AND share.household_id ="
		" household.household_id) FROM household LEFT JOIN visit USING(area_id,"
		" household_id) LEFT JOIN open USING(household_id) WHERE area_id = ?1"
		" ORDER BY is_removed, place, household_id";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code =
		zr_statement_start(zr_sqlite_database(store), all, &statement, error, "t", area_id);
	return code == 0 ? visit_households(store, statement, visit, user, error) : code;
}

static int list_found(struct zr_store *store, const char *area_id, zr_store_visit_household *visit,
	void *user, struct zr_error *error)
{
	static const char found[] =
		"SELECT household_id, (SELECT address FROM record INDEXED BY record_by_household"
		" WHERE record.area_id = ?1 AND record.household_id = visit.household_id"
		" ORDER BY rank DESC LIMIT 1), 0, 0, record_count, 0, result, appointment, '',"
		" NULL FROM visit WHERE area_id = ?1 AND NOT EXISTS(SELECT 1 FROM household"
		" WHERE household.area_id = ?1 AND household.household_id = visit.household_id)"
		" ORDER BY household_id LIMIT ?2";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store), found, &statement, error, "ti",
		area_id, (int64_t)ZR_HUB_PAGE_COUNT_MAX);
	return code == 0 ? visit_households(store, statement, visit, user, error) : code;
}

static int put_drafts(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	char *const *household_ids, size_t count, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"DELETE FROM draft WHERE device_id = ?", error, "d", device_id);
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = zr_statement_run(zr_sqlite_database(store),
			"INSERT OR IGNORE INTO draft(device_id, household_id) VALUES(?, ?)", error,
			"dt", device_id, household_ids[i]);
	}
	return code;
}

const struct zr_store_engine_areas zr_sqlite_areas = {
	.put_area = put_area,
	.get_area = get_area,
	.list_areas = list_areas,
	.put_household = put_household,
	.list_households = list_households,
	.survey_households = survey_households,
	.list_found = list_found,
	.put_drafts = put_drafts,
};
