/* The store's doubles: a row each, numbered as they were found. */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

const char zr_sqlite_double_schema[] =
	"CREATE TABLE double_pair(number INTEGER PRIMARY KEY AUTOINCREMENT, area_id TEXT NOT NULL,"
	" kind INT NOT NULL, item_id TEXT NOT NULL, other_area_id TEXT NOT NULL,"
	" other_item_id TEXT NOT NULL, person_count INT NOT NULL, found_us INT NOT NULL,"
	" state INT NOT NULL, who TEXT NOT NULL, decided_us INT NOT NULL,"
	" UNIQUE(area_id, kind, item_id, other_area_id, other_item_id));"
	"CREATE INDEX double_pair_by_state ON double_pair(state, number);";

static int put(struct zr_store *store, const struct zr_double *pair, struct zr_error *error)
{
	const struct zr_double_side *sides = pair->sides;
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT number FROM double_pair WHERE area_id = ? AND kind = ? AND item_id = ?"
		" AND other_area_id = ? AND other_item_id = ?",
		&row, error, "tittt", sides[0].area_id, (int64_t)pair->kind, sides[0].item_id,
		sides[1].area_id, sides[1].item_id);
	if (code < 0) {
		return code;
	}
	if (code == 1) {
		return zr_statement_run(zr_sqlite_database(store),
			"UPDATE double_pair SET person_count = ? WHERE number = ?", error, "ii",
			(int64_t)pair->person_count, zr_statement_int(row, 0));
	}
	code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO double_pair(area_id, kind, item_id, other_area_id, other_item_id,"
		" person_count, found_us, state, who, decided_us)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, 0, '', 0)",
		error, "titttii", sides[0].area_id, (int64_t)pair->kind, sides[0].item_id,
		sides[1].area_id, sides[1].item_id, (int64_t)pair->person_count, pair->found_us);
	return code == 0 ? 1 : code;
}

#define LIES_IN(column, path)                                                                      \
	"EXISTS(SELECT 1 FROM area AS part WHERE part.area_id = double_pair." column               \
	" AND " ZR_SQLITE_IN_PART("part", path) ")"
#define IS_WITHIN(path)                                                                            \
	"(" path                                                                                   \
	" IS NULL OR (" LIES_IN("area_id", path) " AND " LIES_IN("other_area_id", path) "))"

static int decide(
	struct zr_store *store, const struct zr_double_decision *decision, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT 1 FROM double_pair WHERE number = ?1 AND " IS_WITHIN("?2"), &row, error,
		"it", decision->number, zr_sqlite_part_of(decision->territory));
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such double");
	}
	return code < 0 ? code
			: zr_statement_run(zr_sqlite_database(store),
				  "UPDATE double_pair SET state = ?, who = ?, decided_us = ?"
				  " WHERE number = ?",
				  error, "itii", (int64_t)decision->state, decision->who,
				  decision->time_us, decision->number);
}

/* Of a household as its list has it, else as the newest record there does; of a record, its
 * household's. */
#define ADDRESS_AT(area, household)                                                                \
	"coalesce((SELECT address FROM household AS listed WHERE listed.area_id = " area           \
	" AND listed.household_id = " household "), (SELECT address FROM record AS seen"           \
	" INDEXED BY record_by_household WHERE seen.area_id = " area                               \
	" AND seen.household_id = " household " ORDER BY seen.rank DESC LIMIT 1), '')"
#define ADDRESS_OF(area, item)                                                                     \
	"iif(kind = 1, " ADDRESS_AT(area, item) ", coalesce((SELECT " ADDRESS_AT("record.area_id", \
		"record.household_id") " FROM record INDEXED BY record_by_id"                      \
				       " WHERE record.record_id = " item                           \
				       " AND record.area_id = " area " LIMIT 1), ''))"

static struct zr_double read_double(struct zr_statement *row)
{
	struct zr_double pair = {
		.number = zr_statement_int(row, 0),
		.kind = (enum zr_double_kind)zr_statement_int(row, 1),
		.person_count = (uint64_t)zr_statement_int(row, 6),
		.found_us = zr_statement_int(row, 7),
		.state = (enum zr_double_state)zr_statement_int(row, 8),
		.decided_us = zr_statement_int(row, 10),
		.addresses = {zr_statement_text(row, 11), zr_statement_text(row, 12)},
	};
	for (int i = 0; i < 2; i++) {
		struct zr_double_side *side = &pair.sides[i];
		(void)zr_statement_copy_text(row, 2 + 2 * i, side->area_id, sizeof side->area_id);
		(void)zr_statement_copy_text(row, 3 + 2 * i, side->item_id, sizeof side->item_id);
	}
	(void)zr_statement_copy_text(row, 9, pair.who, sizeof pair.who);
	return pair;
}

#define COLUMNS                                                                                    \
	"SELECT number, kind, area_id, item_id, other_area_id, other_item_id, person_count,"       \
	" found_us, state, who, decided_us, " ADDRESS_OF("double_pair.area_id",                    \
		"double_pair.item_id") ", " ADDRESS_OF("double_pair.other_area_id",                \
		"double_pair.other_item_id")

static int list(struct zr_store *store, const struct zr_double_filter *filter,
	zr_doubles_visit *visit, void *user, struct zr_error *error)
{
	static const char any[] =
		COLUMNS " FROM double_pair WHERE ?2 < 0 AND (?1 = 0 OR kind = ?1) AND number < ?3"
			" AND " IS_WITHIN("?4") " ORDER BY number DESC LIMIT ?5";
	static const char of_state[] = COLUMNS
		" FROM double_pair WHERE state = ?2 AND (?1 = 0 OR kind = ?1) AND number < ?3"
		" AND " IS_WITHIN("?4") " ORDER BY number DESC LIMIT ?5";
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store), filter->has_state ? of_state : any,
		&row, error, "iiiti", (int64_t)filter->kind,
		filter->has_state ? (int64_t)filter->state : INT64_C(-1),
		filter->before > 0 ? filter->before : INT64_MAX,
		zr_sqlite_part_of(filter->territory), (int64_t)filter->count_max);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_double pair = read_double(row);
		code = visit(user, &pair);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_doubles zr_sqlite_doubles = {
	.put = put, .decide = decide, .list = list};
