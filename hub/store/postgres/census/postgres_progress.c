/*
 * What is counted, as rows that change with what they count: of questionnaires, areas, households,
 * territories and days.
 *
 * It is counted by triggers, so that it is right whoever writes a record, a household or a tablet,
 * and costs no round trip of its own. All who count take one lock until their commit, before they
 * write a row: two hubs would else wait for each other's rows in a circle, or each find the
 * household's newest record without the other's. Those who only take envelopes in count nothing.
 *
 * Of a household's records that no other one corrects or follows the newest whole answer counts, or
 * else the newest visit; and none of a tablet that never was of the area (docs/hub.md). One with
 * ZR_HUB_VISIT_COUNT_MAX records keeps what it came to.
 */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"
#include "lib/base/limits.h"

#define WORD             " text COLLATE \"C\" NOT NULL"
#define SUM              " bigint NOT NULL DEFAULT 0"
#define TEXT_OF(x)       #x
#define NUMBER_OF(limit) TEXT_OF(limit)

/* One of the columns that are summed, and all of them. */
#define COLUMN_OF(column)     #column SUM ", "
#define DIFFERENCE_OF(column) #column " = s." #column " + NEW." #column " - OLD." #column ", "
#define NEW_OF(column)        #column " = s." #column " + NEW." #column ", "
#define MOVE_OF(column)       #column " = s." #column " + sign * moved." #column ", "
#define EACH_SUM(of)                                                                               \
	of(record_count) of(household_count) of(device_count) of(found_count) of(open_count)       \
		of(done_count) of(revisit_count) of(refused_count) of(empty_count)
#define DAY_COLUMNS "done_count" SUM ", revisit_count" SUM ", refused_count" SUM ", empty_count" SUM
#define ADD_DAY(table)                                                                             \
	" DO UPDATE SET done_count = " table ".done_count + excluded.done_count,"                  \
	" revisit_count = " table ".revisit_count + excluded.revisit_count,"                       \
	" refused_count = " table ".refused_count + excluded.refused_count,"                       \
	" empty_count = " table ".empty_count + excluded.empty_count"

/* It would take the statements apart. */
/* clang-format off */
const char zr_postgres_progress_schema[] =
	"CREATE TABLE form_tally(form_id" WORD ", form_version" WORD ", record_count" SUM
	", PRIMARY KEY(form_id, form_version));"
	"CREATE TABLE visit(area_id" WORD ", household_id" WORD ", result" SUM ","
	" appointment" WORD " DEFAULT '', record_count" SUM ", day" SUM ", PRIMARY"
	" KEY(area_id, household_id));"
	"CREATE TABLE area_tally(area_id" WORD " PRIMARY KEY, " EACH_SUM(COLUMN_OF)
	"last_us" SUM ");"
	"CREATE INDEX area_by_open ON area_tally(open_count, area_id);"
	"CREATE TABLE area_day(area_id" WORD ", day" SUM ", " DAY_COLUMNS ", PRIMARY"
	" KEY(area_id, day));"
	"CREATE TABLE territory_tally(territory_id" WORD " PRIMARY KEY, area_count" SUM ", "
	EACH_SUM(COLUMN_OF) "last_us" SUM ");"
	"CREATE TABLE territory_day(territory_id" WORD ", day" SUM ", " DAY_COLUMNS
	", PRIMARY KEY(territory_id, day));"
	"CREATE INDEX territory_by_parent ON territory(parent_id, name, territory_id);"
	"INSERT INTO territory_tally(territory_id) VALUES('');"
	"INSERT INTO territory_tally(territory_id) SELECT territory_id FROM territory;"

	/* The ids of a path, and "" for the whole country; and where an area lies. */
	"CREATE FUNCTION line_of(path text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL"
	" SAFE AS $$ SELECT CASE WHEN path = '' THEN ARRAY[''] ELSE string_to_array('/' ||"
	" rtrim(path, '/'), '/') END $$;"
	"CREATE FUNCTION line_above(area text) RETURNS text[] LANGUAGE sql STABLE AS $$"
	" SELECT line_of(coalesce((SELECT territory FROM area WHERE area_id = $1), '')) $$;"
	"CREATE FUNCTION lock_counting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
	" PERFORM pg_advisory_xact_lock(1514230362); RETURN NULL; END $$;"

	/* From areas up. */
	"CREATE FUNCTION count_territory() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
	" INSERT INTO territory_tally(territory_id) VALUES(NEW.territory_id) ON CONFLICT"
	" DO NOTHING; RETURN NULL; END $$;"
	"CREATE TRIGGER territory_added AFTER INSERT ON territory FOR EACH ROW EXECUTE"
	" FUNCTION count_territory();"
	"CREATE FUNCTION sum_area() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP"
	" = 'INSERT' THEN UPDATE territory_tally s SET " EACH_SUM(NEW_OF) " last_us ="
	" greatest(s.last_us, NEW.last_us) WHERE territory_id ="
	" ANY(line_above(NEW.area_id)); ELSE UPDATE territory_tally s SET "
	EACH_SUM(DIFFERENCE_OF) " last_us = greatest(s.last_us, NEW.last_us) WHERE"
	" territory_id = ANY(line_above(NEW.area_id)); END IF; RETURN NULL; END $$;"
	"CREATE TRIGGER area_tally_changed AFTER INSERT OR UPDATE ON area_tally FOR EACH"
	" ROW EXECUTE FUNCTION sum_area();"
	"CREATE FUNCTION count_day(area text, at bigint, came_to bigint, sign bigint)"
	" RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF came_to = 0 THEN RETURN; END IF;"
	" INSERT INTO area_day VALUES(area, at, sign * (came_to = 1)::int, sign * (came_to"
	" = 2)::int, sign * (came_to = 3)::int, sign * (came_to = 4)::int) ON"
	" CONFLICT(area_id, day)" ADD_DAY("area_day") "; INSERT INTO territory_day SELECT"
	" id, at, sign * (came_to = 1)::int, sign * (came_to = 2)::int, sign * (came_to ="
	" 3)::int, sign * (came_to = 4)::int FROM unnest(line_above(area)) AS id ON"
	" CONFLICT(territory_id, day)" ADD_DAY("territory_day") "; END $$;"

	/* An area that is new, or lies elsewhere from now on, with all that was counted of it. */
	"CREATE FUNCTION move_sums(area text, line text[], sign bigint) RETURNS void"
	" LANGUAGE plpgsql AS $$ BEGIN UPDATE territory_tally s SET area_count ="
	" s.area_count + sign WHERE territory_id <> '' AND territory_id = ANY(line);"
	" UPDATE territory_tally s SET " EACH_SUM(MOVE_OF) " last_us = greatest(s.last_us,"
	" sign * moved.last_us) FROM area_tally moved WHERE moved.area_id = area AND"
	" s.territory_id <> '' AND s.territory_id = ANY(line); INSERT INTO territory_day"
	" SELECT id, day, sign * done_count, sign * revisit_count, sign * refused_count,"
	" sign * empty_count FROM area_day, unnest(line) AS id WHERE area_id = area AND id"
	" <> '' ON CONFLICT(territory_id, day)" ADD_DAY("territory_day") "; END $$;"

	/* The last record that came to what it left, when its own was the last. */
	"CREATE FUNCTION find_last(area text, line text[]) RETURNS void LANGUAGE sql AS $$"
	" UPDATE territory_tally s SET last_us = coalesce((SELECT max(t.last_us) FROM"
	" territory w JOIN area a ON a.territory >= w.path AND a.territory < left(w.path,"
	" -1) || '0' JOIN area_tally t ON t.area_id = a.area_id WHERE w.territory_id ="
	" s.territory_id), 0) WHERE territory_id <> '' AND territory_id = ANY(line) AND"
	" last_us = (SELECT last_us FROM area_tally WHERE area_id = area) $$;"
	"CREATE FUNCTION move_area() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP"
	" = 'INSERT' THEN UPDATE territory_tally SET area_count = area_count + 1 WHERE"
	" territory_id = ''; INSERT INTO area_tally(area_id) VALUES(NEW.area_id) ON"
	" CONFLICT DO NOTHING;"

	/* A new row of sums was brought up already. */
	" IF FOUND THEN UPDATE territory_tally SET area_count = area_count + 1 WHERE"
	" territory_id <> '' AND territory_id = ANY(line_of(NEW.territory)); ELSE PERFORM"
	" move_sums(NEW.area_id, line_of(NEW.territory), 1); END IF; ELSIF OLD.territory"
	" <> NEW.territory THEN PERFORM move_sums(NEW.area_id, line_of(OLD.territory),"
	" -1); PERFORM find_last(NEW.area_id, ARRAY(SELECT unnest(line_of(OLD.territory))"
	" EXCEPT SELECT unnest(line_of(NEW.territory)))); PERFORM move_sums(NEW.area_id,"
	" line_of(NEW.territory), 1); END IF; RETURN NULL; END $$;"
	"CREATE TRIGGER area_moved AFTER INSERT OR UPDATE OF territory ON area FOR EACH"
	" ROW EXECUTE FUNCTION move_area();"
	"CREATE TRIGGER area_locked BEFORE INSERT OR UPDATE OF territory ON area EXECUTE"
	" FUNCTION lock_counting();"

	/* A household, by what it came to: from one result to the other. A result of -1 is
	 * none at all. */
	"CREATE FUNCTION tally_area(area text, records bigint, homes bigint, tablets"
	" bigint, found bigint, before bigint, after bigint, at bigint) RETURNS void"
	" LANGUAGE sql AS $$ INSERT INTO area_tally AS s VALUES(area, records, homes,"
	" tablets, found, (after = 0)::int - (before = 0)::int, (after = 1)::int - (before"
	" = 1)::int, (after = 2)::int - (before = 2)::int, (after = 3)::int - (before ="
	" 3)::int, (after = 4)::int - (before = 4)::int, at) ON CONFLICT(area_id) DO"
	" UPDATE SET record_count = s.record_count + excluded.record_count,"
	" household_count = s.household_count + excluded.household_count, device_count ="
	" s.device_count + excluded.device_count, found_count = s.found_count +"
	" excluded.found_count, open_count = s.open_count + excluded.open_count,"
	" done_count = s.done_count + excluded.done_count, revisit_count = s.revisit_count"
	" + excluded.revisit_count, refused_count = s.refused_count +"
	" excluded.refused_count, empty_count = s.empty_count + excluded.empty_count,"
	" last_us = greatest(s.last_us, excluded.last_us) $$;"
	"CREATE FUNCTION count_visit() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE gone"
	" boolean; before bigint := 0; BEGIN SELECT is_removed INTO gone FROM household"
	" WHERE area_id = NEW.area_id AND household_id = NEW.household_id; IF NOT FOUND"
	" THEN IF TG_OP = 'INSERT' THEN PERFORM tally_area(NEW.area_id, 0, 0, 0, 1, -1,"
	" -1, 0); END IF; ELSIF NOT gone THEN IF TG_OP = 'UPDATE' THEN before :="
	" OLD.result; IF OLD.result = NEW.result AND OLD.day = NEW.day THEN RETURN NULL;"
	" END IF; PERFORM count_day(OLD.area_id, OLD.day, OLD.result, -1); END IF; PERFORM"
	" count_day(NEW.area_id, NEW.day, NEW.result, 1); IF before <> NEW.result THEN"
	" PERFORM tally_area(NEW.area_id, 0, 0, 0, 0, before, NEW.result, 0); END IF; END"
	" IF; RETURN NULL; END $$;"
	"CREATE TRIGGER visit_changed AFTER INSERT OR UPDATE ON visit FOR EACH ROW EXECUTE"
	" FUNCTION count_visit();"
	"CREATE FUNCTION count_household() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE"
	" v visit%ROWTYPE; came_to bigint; found bigint := 0; sign bigint := 1; BEGIN"
	" SELECT * INTO v FROM visit WHERE area_id = NEW.area_id AND household_id ="
	" NEW.household_id; came_to := coalesce(v.result, 0); IF TG_OP = 'INSERT' THEN IF"
	" v.record_count > 0 THEN found := -1; END IF; IF NEW.is_removed THEN PERFORM"
	" tally_area(NEW.area_id, 0, 0, 0, found, -1, -1, 0); RETURN NULL; END IF; ELSIF"
	" OLD.is_removed = NEW.is_removed THEN RETURN NULL; ELSIF NEW.is_removed THEN sign"
	" := -1; END IF; PERFORM count_day(NEW.area_id, coalesce(v.day, 0), came_to,"
	" sign); IF sign = 1 THEN PERFORM tally_area(NEW.area_id, 0, 1, 0, found, -1,"
	" came_to, 0); ELSE PERFORM tally_area(NEW.area_id, 0, -1, 0, found, came_to, -1,"
	" 0); END IF; RETURN NULL; END $$;"
	"CREATE TRIGGER household_changed AFTER INSERT OR UPDATE OF is_removed ON"
	" household FOR EACH ROW EXECUTE FUNCTION count_household();"
	"CREATE TRIGGER household_locked BEFORE INSERT OR UPDATE OF is_removed ON"
	" household EXECUTE FUNCTION lock_counting();"

	/* A record, and a tablet. */

	/* When the visit ended, by the tablet's clock, unless that was far off. */
	"CREATE FUNCTION day_of(finished bigint, received bigint, area text) RETURNS"
	" bigint LANGUAGE sql STABLE AS $$ SELECT greatest(0, floor(extract(epoch FROM"
	" to_timestamp((CASE WHEN finished > received OR finished < received -"
	" 7776000000000 THEN received ELSE finished END) / 1000000) AT TIME ZONE"
	" coalesce((SELECT nullif(zone, '') FROM area WHERE area_id = $3),"
	" current_setting('TimeZone'))) / 86400))::bigint $$;"
	"CREATE FUNCTION count_home(area text, home text, added bigint) RETURNS void"
	" LANGUAGE plpgsql AS $$ DECLARE before bigint; now record; BEGIN SELECT"
	" record_count INTO before FROM visit WHERE area_id = area AND household_id ="
	" home; IF before >= " NUMBER_OF(ZR_HUB_VISIT_COUNT_MAX) " THEN UPDATE visit SET"
	" record_count = record_count + added WHERE area_id = area AND household_id ="
	" home; RETURN; END IF; SELECT r.result, r.appointment, day_of(r.finished_us,"
	" r.received_us, area) AS day INTO now FROM record r WHERE r.area_id = area AND"
	" r.household_id = home AND NOT EXISTS(SELECT 1 FROM record later WHERE"
	" later.area_id = area AND later.household_id = home AND later.record_id <>"
	" r.record_id AND (later.replaces_id = r.record_id OR later.previous_id ="
	" r.record_id) AND NOT " ZR_POSTGRES_IS_FOREIGN("later") ") AND NOT "
	ZR_POSTGRES_IS_FOREIGN("r") " ORDER BY (r.result = 1) DESC, r.finished_us DESC, r.rank"
	" DESC LIMIT 1;"
	" INSERT INTO visit AS v VALUES(area, home, coalesce(now.result, 0),"
	" coalesce(now.appointment, ''), added, coalesce(now.day, 0)) ON CONFLICT(area_id,"
	" household_id) DO UPDATE SET result = excluded.result, appointment ="
	" excluded.appointment, day = excluded.day, record_count = v.record_count + added;"
	" END $$;"

	/* Called with the row that was added, for a trigger of a table with partitions would
	 * fire on other servers, too, and when its rows are moved. */
	"CREATE FUNCTION count_record(area text, home text, form text, version text, at"
	" bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO form_tally AS f"
	" VALUES(form, version, 1) ON CONFLICT ON CONSTRAINT form_tally_pkey DO UPDATE SET"
	" record_count = f.record_count + 1; PERFORM tally_area(area, 1, 0, 0, 0, -1, -1,"
	" at); IF home <> '' THEN PERFORM count_home(area, home, 1); END IF; END $$;"
	"CREATE FUNCTION count_device() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF"
	" TG_OP = 'UPDATE' THEN IF OLD.area_id = NEW.area_id THEN RETURN NULL; END IF; IF"
	" OLD.area_id <> '' THEN PERFORM tally_area(OLD.area_id, 0, 0, -1, 0, -1, -1, 0);"
	" END IF; END IF; IF NEW.area_id <> '' THEN PERFORM tally_area(NEW.area_id, 0, 0,"
	" 1, 0, -1, -1, 0); END IF; RETURN NULL; END $$;"
	"CREATE TRIGGER device_changed AFTER INSERT OR UPDATE OF area_id ON device FOR"
	" EACH ROW EXECUTE FUNCTION count_device();"
	"CREATE TRIGGER device_locked BEFORE INSERT OR UPDATE OF area_id ON device EXECUTE"
	" FUNCTION lock_counting();"

	/* Which records are of a stranger to their area is another question now. */
	"CREATE FUNCTION count_member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
	" PERFORM count_home(area_id, household_id, 0) FROM (SELECT DISTINCT r.area_id,"
	" r.household_id FROM record r WHERE r.device_id = NEW.device_id AND"
	" r.household_id <> '') AS theirs; RETURN NULL; END $$;"
	"CREATE TRIGGER membership_added AFTER INSERT ON membership FOR EACH ROW EXECUTE"
	" FUNCTION count_member();"
	"CREATE TRIGGER membership_locked BEFORE INSERT ON membership EXECUTE FUNCTION"
	" lock_counting();"

	/* What a database of before holds: the triggers carry it up. */
	"INSERT INTO form_tally SELECT form_id, form_version, count(*) FROM record GROUP"
	" BY 1, 2;"
	"UPDATE territory_tally SET area_count = (SELECT count(*) FROM area) WHERE"
	" territory_id = '';"
	"UPDATE territory_tally SET area_count = (SELECT count(*) FROM area, territory w"
	" WHERE w.territory_id = territory_tally.territory_id AND area.territory >= w.path"
	" AND area.territory < left(w.path, -1) || '0') WHERE territory_id <> '';"
	"INSERT INTO area_tally(area_id, record_count, household_count, device_count,"
	" open_count, last_us) SELECT area_id, sum(r), sum(h), sum(d), sum(h), max(at)"
	" FROM (SELECT area_id, 0 AS r, 0 AS h, 0 AS d, 0 AS at FROM area UNION ALL SELECT"
	" area_id, count(*), 0, 0, max(received_us) FROM record GROUP BY area_id UNION ALL"
	" SELECT area_id, 0, count(*), 0, 0 FROM household WHERE NOT is_removed GROUP BY"
	" area_id UNION ALL SELECT area_id, 0, 0, count(*), 0 FROM device WHERE area_id <>"
	" '' GROUP BY area_id) AS every GROUP BY area_id;"
	"DO $$ BEGIN PERFORM count_home(area_id, household_id, count) FROM (SELECT"
	" area_id, household_id, count(*) FROM record WHERE household_id <> '' GROUP BY 1,"
	" 2) AS home; END $$;";
/* clang-format on */

/* ---- reading ---- */

#define SUMS(of)                                                                                   \
	of ".household_count, " of ".record_count, " of ".device_count, " of ".found_count, " of   \
	   ".open_count, " of ".done_count, " of ".revisit_count, " of ".refused_count, " of       \
	   ".empty_count, " of ".last_us"

static void read_sums(const struct zr_query *row, int column, struct zr_progress_sums *ret_sums)
{
	*ret_sums = (struct zr_progress_sums){
		.area_count = (uint64_t)zr_query_int(row, column),
		.household_count = (uint64_t)zr_query_int(row, column + 1),
		.record_count = (uint64_t)zr_query_int(row, column + 2),
		.device_count = (uint64_t)zr_query_int(row, column + 3),
		.found_count = (uint64_t)zr_query_int(row, column + 4),
		.last_us = zr_query_int(row, column + 6 + ZR_RESULT_LAST),
	};
	for (int i = 0; i <= ZR_RESULT_LAST; i++) {
		ret_sums->result_counts[i] = (uint64_t)zr_query_int(row, column + 5 + i);
	}
}

static int get_sums(struct zr_store *store, const struct zr_progress_of *of,
	struct zr_progress_sums *ret_sums, struct zr_error *error)
{
	static const char of_area[] = "SELECT 1, " SUMS("area_tally") " FROM area_tally"
								      " WHERE area_id = $1";
	static const char of_territory[] =
		"SELECT area_count, " SUMS("territory_tally") " FROM territory_tally"
							      " WHERE territory_id = $1";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	bool is_area = of->area_id != NULL;
	int code = zr_query_find(&row, zr_postgres_conduit(store), is_area ? of_area : of_territory,
		error, "t", is_area ? of->area_id : of->territory_id);
	*ret_sums = (struct zr_progress_sums){0};
	if (code == 1) {
		read_sums(&row, 0, ret_sums);
	}
	return code < 0 ? code : 0;
}

static int visit_rows(struct zr_query *row, bool is_area, zr_progress_visit *visit, void *user)
{
	int code = 0;
	while (code == 0 && zr_query_step(row)) {
		struct zr_progress_row one = {.is_area = is_area};
		(void)zr_query_copy_text(row, 0, one.id, sizeof one.id);
		(void)zr_query_copy_text(row, 1, one.parent_id, sizeof one.parent_id);
		(void)zr_query_copy_text(row, 2, one.kind, sizeof one.kind);
		(void)zr_query_copy_text(row, 3, one.name, sizeof one.name);
		read_sums(row, 4, &one.sums);
		code = visit(user, &one);
	}
	return code;
}

static int list_territories(struct zr_store *store, const struct zr_progress_below *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	static const char below[] =
		"WITH RECURSIVE below(territory_id, depth) AS (SELECT $1::text COLLATE \"C\", "
		"0::bigint UNION ALL"
		" SELECT territory.territory_id, depth + 1 FROM below JOIN territory"
		" ON territory.parent_id = below.territory_id WHERE depth < $2)"
		" SELECT territory_id, parent_id, kind, name, area_count, " SUMS(
			"territory_tally") " FROM (SELECT * FROM below LIMIT $3) AS below"
					   " JOIN territory USING(territory_id)"
					   " JOIN territory_tally USING(territory_id)"
					   " WHERE depth > 0 ORDER BY depth, name, territory_id";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store), below, error, "tii",
		of->territory_id, (int64_t)of->depth, (int64_t)ZR_HUB_PROGRESS_COUNT_MAX + 2);
	return code == 0 ? visit_rows(&row, false, visit, user) : code;
}

static int list_areas(struct zr_store *store, const struct zr_progress_areas *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	static const char there[] = "SELECT area_id, '', '', name, 1, " SUMS(
		"area_tally") " FROM area JOIN area_tally USING(area_id) WHERE territory = $1"
			      " AND area_id > $2 ORDER BY area_id LIMIT $3";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store), there, error, "tti", of->path,
		of->after != NULL ? of->after : "", (int64_t)of->count_max);
	return code == 0 ? visit_rows(&row, true, visit, user) : code;
}

static int list_days(struct zr_store *store, const struct zr_progress_of *of,
	zr_progress_visit_day *visit, void *user, struct zr_error *error)
{
#define DAYS "SELECT day, done_count, revisit_count, refused_count, empty_count FROM "
#define SOME " = $1 AND done_count + revisit_count + refused_count + empty_count > 0 ORDER BY day"
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	bool is_area = of->area_id != NULL;
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		is_area ? DAYS "area_day WHERE area_id" SOME
			: DAYS "territory_day WHERE territory_id" SOME,
		error, "t", is_area ? of->area_id : of->territory_id);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_progress_day day = {.day = zr_query_int(&row, 0)};
		for (int i = ZR_RESULT_DONE; i <= ZR_RESULT_LAST; i++) {
			day.result_counts[i] = (uint64_t)zr_query_int(&row, i);
		}
		code = visit(user, &day);
	}
	return code;
}

const struct zr_store_engine_progress zr_postgres_progress = {
	.get_sums = get_sums,
	.list_territories = list_territories,
	.list_areas = list_areas,
	.list_days = list_days,
};
