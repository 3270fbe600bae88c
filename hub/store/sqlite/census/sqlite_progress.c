/*
 * Sums of territories and of days, and what reads them.
 *
 * The sums of an area change with what is counted (sqlite_tally.c). Those of the territories above
 * it, and of days, follow by triggers, so that they are right whoever writes an area, a household
 * or a visit, by which way ever. Ids of territories are identifiers (no quotes), so a path reads as
 * a list once its slashes are commas.
 */
#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/census/zone.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

#define DAY_US (86400 * INT64_C(1000000))

/* ---- the schema ---- */

/* Each id of a path, and "" for the whole country, as rows of json_each. */
#define LINE(path)    "json_each('[\"\",\"' || replace(rtrim(" path ", '/'), '/', '\",\"') || '\"]')"
#define ABOVE(path)   "(SELECT value FROM " LINE(path) ")"
#define PATH_OF(area) "ifnull((SELECT territory FROM area WHERE area_id = " area "), '')"
#define IS_THERE(visit)                                                                            \
	"EXISTS(SELECT 1 FROM household WHERE household.area_id = " visit ".area_id"               \
	" AND household.household_id = " visit ".household_id AND NOT is_removed)"

/* One of the columns that are summed, four times over, and all of them. */
#define NEW_OF(column)        #column " = " #column " + NEW." #column ", "
#define DIFFERENCE_OF(column) #column " = " #column " + NEW." #column " - OLD." #column ", "
#define PLUS_OF(column)       #column " = territory_tally." #column " + moved." #column ", "
#define MINUS_OF(column)      #column " = territory_tally." #column " - moved." #column ", "
#define COLUMN_OF(column)     #column " INT NOT NULL DEFAULT 0, "
#define NAME_OF(column)       ", " #column
#define SUM_OF(column)        ", ifnull(sum(" #column "), 0)"
#define EACH_SUM(of)                                                                               \
	of(record_count) of(household_count) of(device_count) of(found_count) of(open_count)       \
		of(done_count) of(revisit_count) of(refused_count) of(empty_count)

#define RESULTS(visit, sign)                                                                       \
	"(" visit ".result = 1) * " sign ", (" visit ".result = 2) * " sign ", (" visit            \
	".result = 3) * " sign ", (" visit ".result = 4) * " sign
#define ADD_DAY                                                                                    \
	" DO UPDATE SET done_count = done_count + excluded.done_count,"                            \
	" revisit_count = revisit_count + excluded.revisit_count,"                                 \
	" refused_count = refused_count + excluded.refused_count,"                                 \
	" empty_count = empty_count + excluded.empty_count;"
#define COUNT_VISIT(visit, sign)                                                                   \
	"INSERT INTO area_day SELECT " visit ".area_id, " visit                                    \
	".day, " RESULTS(visit, sign) " WHERE " visit ".result != 0 AND " IS_THERE(                \
		visit) " ON CONFLICT(area_id, day)" ADD_DAY
#define COUNT_HOUSEHOLD                                                                            \
	"INSERT INTO area_day SELECT area_id, day, " RESULTS("visit",                              \
		"iif(NEW.is_removed, -1, 1)") " FROM visit WHERE area_id = NEW.area_id AND "       \
					      "household_id = NEW.household_id"                    \
					      " AND result != 0 ON CONFLICT(area_id, day)" ADD_DAY
#define MOVE_DAYS(path, sign)                                                                      \
	"INSERT INTO territory_day SELECT DISTINCT value, day, done_count * " sign                 \
	", revisit_count * " sign ", refused_count * " sign ", empty_count * " sign                \
	" FROM area_day, " LINE(path) " WHERE area_id = NEW.area_id AND value != ''"               \
				      " ON CONFLICT(territory_id, day)" ADD_DAY
#define MOVE_SUMS(path, change, sign)                                                              \
	"UPDATE territory_tally SET area_count = area_count " sign " 1 WHERE territory_id != ''"   \
	" AND territory_id IN " ABOVE(                                                             \
		path) ";"                                                                          \
		      "UPDATE territory_tally SET " EACH_SUM(                                      \
			      change) "last_us = max(territory_tally.last_us, " sign               \
				      "moved.last_us) FROM area_tally AS moved"                    \
				      " WHERE moved.area_id = NEW.area_id AND territory_id != '' " \
				      "AND territory_id IN " ABOVE(path) ";"
/* The last record that came to what the area left, when the area's was the last. */
#define LAST_OF_REST                                                                               \
	"UPDATE territory_tally SET last_us = ifnull((SELECT max(area_tally.last_us) FROM"         \
	" territory CROSS JOIN area ON area.territory >= path AND area.territory <"                \
	" substr(path, 1, length(path) - 1) || '0' CROSS JOIN area_tally USING(area_id)"           \
	" WHERE territory.territory_id = territory_tally.territory_id), 0)"                        \
	" WHERE territory_id != '' AND territory_id IN " ABOVE(                                    \
		"OLD.territory") " AND territory_id NOT IN " ABOVE("NEW.territory") " AND "        \
										    "last_us = "   \
										    "(SELECT "     \
										    "last_us "     \
										    "FROM "        \
										    "area_tally "  \
										    "WHERE "       \
										    "area_id = "   \
										    "NEW.area_id)" \
										    ";"
#define DAY_COLUMNS                                                                                \
	" done_count INT NOT NULL, revisit_count INT NOT NULL, refused_count INT NOT NULL,"        \
	" empty_count INT NOT NULL"

/* It would take the statements apart. */
/* clang-format off */
const char zr_sqlite_progress_schema[] =
	"ALTER TABLE area_tally ADD COLUMN last_us INT NOT NULL DEFAULT 0;"
	"UPDATE area_tally SET last_us = ifnull((SELECT max(received_us) FROM record"
	" INDEXED BY record_by_area WHERE record.area_id = area_tally.area_id), 0);"

	/* Of visits of before: by UTC, and by when they came. */
	"ALTER TABLE visit ADD COLUMN day INT NOT NULL DEFAULT 0;"
	"UPDATE visit SET day = ifnull((SELECT max(received_us) FROM record INDEXED BY"
	" record_by_household WHERE record.area_id = visit.area_id AND record.household_id"
	" = visit.household_id), 0) / 86400000000 WHERE result != 0;"
	"CREATE TABLE area_day(area_id TEXT NOT NULL, day INT NOT NULL," DAY_COLUMNS
	", PRIMARY KEY(area_id, day)) WITHOUT ROWID;"
	"INSERT INTO area_day SELECT area_id, day, sum(result = 1), sum(result = 2),"
	" sum(result = 3), sum(result = 4) FROM visit WHERE result != 0 AND "
	IS_THERE("visit") " GROUP BY area_id, day;"
	"CREATE TABLE territory_tally(territory_id TEXT PRIMARY KEY, area_count INT NOT"
	" NULL DEFAULT 0, " EACH_SUM(COLUMN_OF) "last_us INT NOT NULL DEFAULT 0) WITHOUT"
	" ROWID;"
	"INSERT INTO territory_tally SELECT '', (SELECT count(*) FROM area)"
	EACH_SUM(SUM_OF) ", ifnull(max(last_us), 0) FROM area_tally;"
	"INSERT INTO territory_tally SELECT territory_id, count(area.area_id)"
	EACH_SUM(SUM_OF) ", ifnull(max(last_us), 0) FROM territory LEFT JOIN area ON"
	" area.territory >= path AND area.territory < substr(path, 1, length(path) - 1) ||"
	" '0' LEFT JOIN area_tally USING(area_id) GROUP BY territory_id;"
	"CREATE TABLE territory_day(territory_id TEXT NOT NULL, day INT NOT NULL,"
	DAY_COLUMNS ", PRIMARY KEY(territory_id, day)) WITHOUT ROWID;"
	"INSERT INTO territory_day SELECT '', day, sum(done_count), sum(revisit_count),"
	" sum(refused_count), sum(empty_count) FROM area_day GROUP BY day;"
	"INSERT INTO territory_day SELECT territory_id, day, sum(done_count),"
	" sum(revisit_count), sum(refused_count), sum(empty_count) FROM territory JOIN"
	" area ON area.territory >= path AND area.territory < substr(path, 1, length(path)"
	" - 1) || '0' JOIN area_day USING(area_id) GROUP BY territory_id, day;"
	"CREATE INDEX territory_by_parent ON territory(parent_id, name, territory_id);"
	"CREATE TRIGGER territory_added AFTER INSERT ON territory BEGIN INSERT OR IGNORE"
	" INTO territory_tally(territory_id) VALUES(NEW.territory_id); END;"
	"CREATE TRIGGER area_tally_added AFTER INSERT ON area_tally BEGIN UPDATE"
	" territory_tally SET " EACH_SUM(NEW_OF) "last_us = max(last_us, NEW.last_us)"
	" WHERE territory_id IN " ABOVE(PATH_OF("NEW.area_id")) "; END;"
	"CREATE TRIGGER area_tally_changed AFTER UPDATE ON area_tally BEGIN UPDATE"
	" territory_tally SET " EACH_SUM(DIFFERENCE_OF) "last_us = max(last_us,"
	" NEW.last_us) WHERE territory_id IN " ABOVE(PATH_OF("NEW.area_id")) "; END;"
	"CREATE TRIGGER area_added AFTER INSERT ON area BEGIN UPDATE territory_tally SET"
	" area_count = area_count + 1 WHERE territory_id = '';"
	MOVE_SUMS("NEW.territory", PLUS_OF, "+") MOVE_DAYS("NEW.territory", "1") " END;"
	"CREATE TRIGGER area_moved AFTER UPDATE OF territory ON area WHEN OLD.territory !="
	" NEW.territory BEGIN " MOVE_SUMS("OLD.territory", MINUS_OF, "-")
	MOVE_DAYS("OLD.territory", "-1") LAST_OF_REST
	MOVE_SUMS("NEW.territory", PLUS_OF, "+") MOVE_DAYS("NEW.territory", "1") " END;"
	"CREATE TRIGGER area_day_added AFTER INSERT ON area_day BEGIN INSERT INTO"
	" territory_day SELECT DISTINCT value, NEW.day, NEW.done_count, NEW.revisit_count,"
	" NEW.refused_count, NEW.empty_count FROM " LINE(PATH_OF("NEW.area_id"))
	" WHERE true ON CONFLICT(territory_id, day)" ADD_DAY " END;"
	"CREATE TRIGGER area_day_changed AFTER UPDATE ON area_day BEGIN INSERT INTO"
	" territory_day SELECT DISTINCT value, NEW.day, NEW.done_count - OLD.done_count,"
	" NEW.revisit_count - OLD.revisit_count, NEW.refused_count - OLD.refused_count,"
	" NEW.empty_count - OLD.empty_count FROM " LINE(PATH_OF("NEW.area_id"))
	" WHERE true ON CONFLICT(territory_id, day)" ADD_DAY " END;"
	"CREATE TRIGGER visit_added AFTER INSERT ON visit BEGIN " COUNT_VISIT("NEW", "1")
	" END;"
	"CREATE TRIGGER visit_changed AFTER UPDATE OF result, day ON visit WHEN OLD.result"
	" != NEW.result OR OLD.day != NEW.day BEGIN " COUNT_VISIT("OLD", "-1")
	COUNT_VISIT("NEW", "1") " END;"
	"CREATE TRIGGER household_added AFTER INSERT ON household WHEN NOT NEW.is_removed"
	" BEGIN " COUNT_HOUSEHOLD " END;"
	"CREATE TRIGGER household_changed AFTER UPDATE OF is_removed ON household WHEN"
	" OLD.is_removed != NEW.is_removed BEGIN " COUNT_HOUSEHOLD " END;";
/* clang-format on */

/* ---- the day of a visit ---- */

/* The zone that was asked for last: one area's records come together. */
struct last_zone {
	char name[ZR_ZONE_NAME_BYTES];
	struct zr_zone zone;
};

static void free_last_zone(void *user)
{
	struct last_zone *last = user;
	zr_zone_finish(&last->zone);
	free(last);
}

/* UTC where the machine does not know the zone. */
static void turn_to_zone(struct last_zone *last, const char *name)
{
	char own[ZR_ZONE_NAME_BYTES] = "";
	if (name[0] == '\0') {
		zr_zone_find_own(own);
		name = own;
	}
	if (strcmp(last->name, name) != 0) {
		zr_zone_finish(&last->zone);
		if (zr_zone_load(name, &last->zone, NULL) != 0) {
			last->zone = (struct zr_zone){0};
		}
		(void)snprintf(last->name, sizeof last->name, "%s", name);
	}
}

static void local_day(sqlite3_context *context, int count, sqlite3_value **arguments)
{
	(void)count;
	struct last_zone *last = sqlite3_user_data(context);
	int64_t time_us = sqlite3_value_int64(arguments[0]);
	const unsigned char *name = sqlite3_value_text(arguments[1]);
	turn_to_zone(last, name != NULL ? (const char *)name : "");
	time_us += zr_zone_offset_s(&last->zone, time_us) * INT64_C(1000000);
	sqlite3_result_int64(context, time_us >= 0 ? time_us / DAY_US : 0);
}

int zr_sqlite_progress_prepare(struct zr_database *database, struct zr_error *error)
{
	assert(database != NULL);
	struct last_zone *last = calloc(1, sizeof *last);
	int result = last == NULL ? SQLITE_NOMEM
				  : sqlite3_create_function_v2(zr_database_handle(database),
					    "local_day", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, last,
					    local_day, NULL, NULL, free_last_zone);
	return result == SQLITE_OK
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "no memory to count the store's days");
}

/* ---- reading ---- */

#define SUMS(of)                                                                                   \
	of ".household_count, " of ".record_count, " of ".device_count, " of ".found_count, " of   \
	   ".open_count, " of ".done_count, " of ".revisit_count, " of ".refused_count, " of       \
	   ".empty_count, " of ".last_us"

static void read_sums(const struct zr_statement *row, int column, struct zr_progress_sums *ret_sums)
{
	*ret_sums = (struct zr_progress_sums){
		.area_count = (uint64_t)zr_statement_int(row, column),
		.household_count = (uint64_t)zr_statement_int(row, column + 1),
		.record_count = (uint64_t)zr_statement_int(row, column + 2),
		.device_count = (uint64_t)zr_statement_int(row, column + 3),
		.found_count = (uint64_t)zr_statement_int(row, column + 4),
		.last_us = zr_statement_int(row, column + 6 + ZR_RESULT_LAST),
	};
	for (int i = 0; i <= ZR_RESULT_LAST; i++) {
		ret_sums->result_counts[i] = (uint64_t)zr_statement_int(row, column + 5 + i);
	}
}

static int get_sums(struct zr_store *store, const struct zr_progress_of *of,
	struct zr_progress_sums *ret_sums, struct zr_error *error)
{
	static const char of_area[] = "SELECT 1, " SUMS("area_tally") " FROM area_tally"
								      " WHERE area_id = ?";
	static const char of_territory[] =
		"SELECT area_count, " SUMS("territory_tally") " FROM territory_tally"
							      " WHERE territory_id = ?";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	bool is_area = of->area_id != NULL;
	int code = zr_statement_find(zr_sqlite_database(store), is_area ? of_area : of_territory,
		&row, error, "t", is_area ? of->area_id : of->territory_id);
	*ret_sums = (struct zr_progress_sums){0};
	if (code == 1) {
		read_sums(row, 0, ret_sums);
	}
	return code < 0 ? code : 0;
}

static int visit_rows(struct zr_statement *row, bool is_area, zr_progress_visit *visit, void *user,
	struct zr_error *error)
{
	int code = 0;
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_progress_row one = {.is_area = is_area};
		(void)zr_statement_copy_text(row, 0, one.id, sizeof one.id);
		(void)zr_statement_copy_text(row, 1, one.parent_id, sizeof one.parent_id);
		(void)zr_statement_copy_text(row, 2, one.kind, sizeof one.kind);
		(void)zr_statement_copy_text(row, 3, one.name, sizeof one.name);
		read_sums(row, 4, &one.sums);
		code = visit(user, &one);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_territories(struct zr_store *store, const struct zr_progress_below *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	static const char below[] =
		"WITH RECURSIVE below(territory_id, depth) AS (SELECT ?1, 0 UNION ALL"
		" SELECT territory.territory_id, depth + 1 FROM below CROSS JOIN territory"
		" INDEXED BY territory_by_parent ON territory.parent_id = below.territory_id"
		" WHERE depth < ?2 LIMIT ?3)"
		" SELECT territory_id, parent_id, kind, name, area_count, " SUMS(
			"territory_tally") " FROM below JOIN territory USING(territory_id)"
					   " JOIN territory_tally USING(territory_id)"
					   " WHERE depth > 0 ORDER BY depth, name, territory_id";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store), below, &row, error, "tii",
		of->territory_id, (int64_t)of->depth, (int64_t)ZR_HUB_PROGRESS_COUNT_MAX + 2);
	return code == 0 ? visit_rows(row, false, visit, user, error) : code;
}

static int list_areas(struct zr_store *store, const struct zr_progress_areas *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	static const char there[] = "SELECT area_id, '', '', name, 1, " SUMS(
		"area_tally") " FROM area INDEXED BY area_by_territory"
			      " CROSS JOIN area_tally USING(area_id) WHERE territory = ?1"
			      " AND area_id > ?2 ORDER BY area_id LIMIT ?3";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store), there, &row, error, "tti",
		of->path, of->after != NULL ? of->after : "", (int64_t)of->count_max);
	return code == 0 ? visit_rows(row, true, visit, user, error) : code;
}

static int list_days(struct zr_store *store, const struct zr_progress_of *of,
	zr_progress_visit_day *visit, void *user, struct zr_error *error)
{
#define DAYS "SELECT day, done_count, revisit_count, refused_count, empty_count FROM "
#define SOME " = ? AND done_count + revisit_count + refused_count + empty_count > 0 ORDER BY day"
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	bool is_area = of->area_id != NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		is_area ? DAYS "area_day WHERE area_id" SOME
			: DAYS "territory_day WHERE territory_id" SOME,
		&row, error, "t", is_area ? of->area_id : of->territory_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_progress_day day = {.day = zr_statement_int(row, 0)};
		for (int i = ZR_RESULT_DONE; i <= ZR_RESULT_LAST; i++) {
			day.result_counts[i] = (uint64_t)zr_statement_int(row, i);
		}
		code = visit(user, &day);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_progress zr_sqlite_progress = {
	.get_sums = get_sums,
	.list_territories = list_territories,
	.list_areas = list_areas,
	.list_days = list_days,
};
