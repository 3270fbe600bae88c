/* The store's doubles: a row each, numbered as they were found. */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

#define WORD   " text COLLATE \"C\" NOT NULL"
#define NUMBER " bigint NOT NULL"

const char zr_postgres_double_schema[] =
	"CREATE TABLE double_pair(number bigserial PRIMARY KEY, area_id" WORD ", kind" NUMBER
	", item_id" WORD ", other_area_id" WORD ", other_item_id" WORD ", person_count" NUMBER
	", found_us" NUMBER ", state" NUMBER ", who" WORD ", decided_us" NUMBER
	", UNIQUE(area_id, kind, item_id, other_area_id, other_item_id));"
	"CREATE INDEX double_pair_by_state ON double_pair(state, number);";

static int put(struct zr_store *store, const struct zr_double *pair, struct zr_error *error)
{
	const struct zr_double_side *sides = pair->sides;
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	/* xmax is 0 in a row that this very statement made. */
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"INSERT INTO double_pair(area_id, kind, item_id, other_area_id, other_item_id,"
		" person_count, found_us, state, who, decided_us)"
		" VALUES($1, $2, $3, $4, $5, $6, $7, 0, '', 0)"
		" ON CONFLICT(area_id, kind, item_id, other_area_id, other_item_id)"
		" DO UPDATE SET person_count = excluded.person_count RETURNING (xmax = 0)::int",
		error, "titttii", sides[0].area_id, (int64_t)pair->kind, sides[0].item_id,
		sides[1].area_id, sides[1].item_id, (int64_t)pair->person_count, pair->found_us);
	return code == 1 ? (int)zr_query_int(&row, 0) : code;
}

#define LIES_IN(column, path)                                                                      \
	"EXISTS(SELECT 1 FROM area WHERE area.area_id = double_pair." column                       \
	" AND " ZR_POSTGRES_IS_WITHIN(path) ")"
#define IS_WITHIN(path)                                                                            \
	"(" path " = '' OR (" LIES_IN("area_id", path) " AND " LIES_IN("other_area_id", path) "))"

static const char *part_of(const char *territory)
{
	return territory != NULL ? territory : "";
}

static int decide(
	struct zr_store *store, const struct zr_double_decision *decision, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"UPDATE double_pair SET state = $1, who = $2, decided_us = $3 WHERE number = $4"
		" AND " IS_WITHIN("$5") " RETURNING 1",
		error, "itiit", (int64_t)decision->state, decision->who, decision->time_us,
		decision->number, part_of(decision->territory));
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "there is no such double");
	}
	return code < 0 ? code : 0;
}

/* Of a household as its list has it, else as the newest record there does; of a record, its
 * household's. */
#define ADDRESS_AT(area, household)                                                                \
	"coalesce((SELECT address FROM household AS listed WHERE listed.area_id = " area           \
	" AND listed.household_id = " household "), (SELECT address FROM record AS seen"           \
	" WHERE seen.area_id = " area " AND seen.household_id = " household                        \
	" ORDER BY seen.rank DESC LIMIT 1), '')"
#define ADDRESS_OF(area, item)                                                                     \
	"CASE WHEN kind = 1 THEN " ADDRESS_AT(area, item) " ELSE coalesce((SELECT " ADDRESS_AT(    \
		"record.area_id",                                                                  \
		"record.household_id") " FROM record WHERE record.record_id = " item               \
				       " AND record.area_id = " area " LIMIT 1), '') END"

static struct zr_double read_double(const struct zr_query *row)
{
	struct zr_double pair = {
		.number = zr_query_int(row, 0),
		.kind = (enum zr_double_kind)zr_query_int(row, 1),
		.person_count = (uint64_t)zr_query_int(row, 6),
		.found_us = zr_query_int(row, 7),
		.state = (enum zr_double_state)zr_query_int(row, 8),
		.decided_us = zr_query_int(row, 10),
		.addresses = {zr_query_text(row, 11), zr_query_text(row, 12)},
	};
	for (int i = 0; i < 2; i++) {
		struct zr_double_side *side = &pair.sides[i];
		(void)zr_query_copy_text(row, 2 + 2 * i, side->area_id, sizeof side->area_id);
		(void)zr_query_copy_text(row, 3 + 2 * i, side->item_id, sizeof side->item_id);
	}
	(void)zr_query_copy_text(row, 9, pair.who, sizeof pair.who);
	return pair;
}

static int list(struct zr_store *store, const struct zr_double_filter *filter,
	zr_doubles_visit *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT number, kind, area_id, item_id, other_area_id, other_item_id, person_count,"
		" found_us, state, who, decided_us, " ADDRESS_OF("double_pair.area_id",
			"double_pair.item_id") ", " ADDRESS_OF("double_pair.other_area_id",
			"double_pair.other_item_id") " FROM double_pair WHERE ($1 = 0 OR kind = "
						     "$1) AND ($2 < 0 OR state = $2)"
						     " AND number < $3 AND " IS_WITHIN(
							     "$4") " ORDER BY number DESC LIMIT $5",
		error, "iiiti", (int64_t)filter->kind,
		filter->has_state ? (int64_t)filter->state : INT64_C(-1),
		filter->before > 0 ? filter->before : INT64_MAX, part_of(filter->territory),
		(int64_t)filter->count_max);
	while (code == 0 && zr_query_step(&row)) {
		const struct zr_double pair = read_double(&row);
		code = visit(user, &pair);
	}
	return code;
}

const struct zr_store_engine_doubles zr_postgres_doubles = {
	.put = put, .decide = decide, .list = list};
