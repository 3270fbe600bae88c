/*
 * What is counted of areas and questionnaires, kept as rows beside what they count: no page counts
 * records. Each change of a record, a household or a tablet brings its difference in the same
 * transaction, so that a sum is right to the record at each commit; the test counts all anew and
 * compares.
 *
 * Of a household's records that no other one corrects or follows the newest whole answer counts, or
 * else the newest visit; and none of a tablet that never was of the area: nobody moves another
 * area's progress. Which one it is is asked for again at each record, among all of the household;
 * one with more than ZR_HUB_VISIT_COUNT_MAX keeps what it came to.
 */
#include <assert.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

/* What of a household goes into the sums. */
struct state {
	bool is_listed; /* the area has, or had, it */
	bool is_there;  /* and it was not removed */
	uint64_t record_count;
	enum zr_visit_result result; /* UNKNOWN: nobody was there yet */
};

static int read_state(struct zr_database *database, const char *area_id, const char *household_id,
	struct state *ret_state, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(database,
		"SELECT household.is_removed, visit.record_count, visit.result FROM (SELECT 1)"
		" LEFT JOIN household ON household.area_id = ?1 AND household.household_id = ?2"
		" LEFT JOIN visit ON visit.area_id = ?1 AND visit.household_id = ?2",
		&statement, error, "tt", area_id, household_id);
	if (code < 0) {
		return code;
	}
	assert(code == 1);
	bool is_listed = !zr_statement_is_null(statement, 0);
	*ret_state = (struct state){
		.is_listed = is_listed,
		.is_there = is_listed && zr_statement_int(statement, 0) == 0,
		.record_count = (uint64_t)zr_statement_int(statement, 1),
		.result = (enum zr_visit_result)zr_statement_int(statement, 2),
	};
	return 0;
}

static int64_t is_found(const struct state *state)
{
	return state->record_count > 0 && !state->is_listed;
}

static int64_t is_at(const struct state *state, enum zr_visit_result result)
{
	return state->is_there && state->result == result;
}

/* When the last record of the area came. */
#define LAST                                                                                       \
	"ifnull((SELECT max(received_us) FROM record INDEXED BY record_by_area"                    \
	" WHERE area_id = ?1), 0)"

/* The difference that one household made. */
static int bring_difference(struct zr_database *database, const char *area_id,
	const struct state *before, const struct state *after, struct zr_error *error)
{
	assert(after->record_count >= before->record_count); /* records never go */
	assert(!before->is_listed || after->is_listed);      /* nor do households */
	int64_t results[ZR_RESULT_LAST + 1];
	static_assert(ZR_RESULT_LAST == 4, "a column for each result");
	for (int i = 0; i <= ZR_RESULT_LAST; i++) {
		results[i] = is_at(after, (enum zr_visit_result)i) -
			     is_at(before, (enum zr_visit_result)i);
	}
	return zr_statement_run(database,
		"INSERT INTO area_tally VALUES(?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, " LAST ")"
		" ON CONFLICT(area_id) DO UPDATE SET record_count = record_count + ?2,"
		" household_count = household_count + ?3, found_count = found_count + ?4,"
		" open_count = open_count + ?5, done_count = done_count + ?6,"
		" revisit_count = revisit_count + ?7, refused_count = refused_count + ?8,"
		" empty_count = empty_count + ?9, last_us = excluded.last_us",
		error, "tiiiiiiii", area_id, (int64_t)(after->record_count - before->record_count),
		(int64_t)after->is_there - (int64_t)before->is_there,
		is_found(after) - is_found(before), results[ZR_RESULT_UNKNOWN],
		results[ZR_RESULT_DONE], results[ZR_RESULT_REVISIT], results[ZR_RESULT_REFUSED],
		results[ZR_RESULT_EMPTY]);
}

/* When the visit ended, by the tablet's clock, unless that was off by more than a tablet stays
 * away. */
#define TIME                                                                                       \
	"iif(finished_us > received_us OR finished_us < received_us - 7776000000000,"              \
	" received_us, finished_us)"

/* What the household came to, with as many records that were just added. */
static int store_visit(struct zr_database *database, const char *area_id, const char *household_id,
	int added, struct zr_error *error)
{
	return zr_statement_run(database,
		"INSERT INTO visit SELECT ?1, ?2, ifnull(max(result), 0), ifnull(max(appointment),"
		" ''), ?3, ifnull(local_day(max(" TIME "), (SELECT zone FROM area WHERE area_id ="
		" ?1)), 0) FROM (" ZR_SQLITE_COUNTING_VISIT(
			"?1", "?2") ")"
				    " WHERE true ON CONFLICT(area_id, household_id) DO UPDATE SET"
				    " result = excluded.result, appointment = excluded.appointment,"
				    " day = excluded.day, record_count = record_count + ?3",
		error, "tti", area_id, household_id, (int64_t)added);
}

static int count_visit(struct zr_database *database, const char *area_id, const char *household_id,
	int added, struct zr_error *error)
{
	return zr_statement_run(database,
		"UPDATE visit SET record_count = record_count + ?3 WHERE area_id = ?1 AND"
		" household_id = ?2",
		error, "tti", area_id, household_id, (int64_t)added);
}

static int tally_form(
	struct zr_database *database, const struct zr_record *content, struct zr_error *error)
{
	return zr_statement_run(database,
		"INSERT INTO form_tally VALUES(?1, ?2, 1) ON CONFLICT(form_id, form_version)"
		" DO UPDATE SET record_count = record_count + 1",
		error, "tt", content->form_id, content->form_version);
}

/* A record of no household is counted for its area alone. */
static int tally_bare_record(
	struct zr_database *database, const char *area_id, struct zr_error *error)
{
	const struct state before = {0};
	const struct state after = {.is_listed = true, .record_count = 1};
	return bring_difference(database, area_id, &before, &after, error);
}

/* The household with as many records that were just added, and the sums above it. */
static int tally_visit(struct zr_database *database, const char *area_id, const char *household_id,
	int added, struct zr_error *error)
{
	struct state before = {0};
	struct state after = {0};
	int code = read_state(database, area_id, household_id, &before, error);
	if (code == 0) {
		code = before.record_count < ZR_HUB_VISIT_COUNT_MAX
			       ? store_visit(database, area_id, household_id, added, error)
			       : count_visit(database, area_id, household_id, added, error);
	}
	if (code == 0) {
		code = read_state(database, area_id, household_id, &after, error);
	}
	return code == 0 ? bring_difference(database, area_id, &before, &after, error) : code;
}

int zr_sqlite_tally_record(
	struct zr_database *database, const struct zr_record *content, struct zr_error *error)
{
	assert(database != NULL && content != NULL);
	const char *area_id = content->area_id;
	const char *household_id = content->household_id;
	int code = tally_form(database, content, error);
	if (code != 0 || household_id[0] == '\0') {
		return code == 0 ? tally_bare_record(database, area_id, error) : code;
	}
	return tally_visit(database, area_id, household_id, 1, error);
}

/* Which of the tablet's records count for the area is another question now. */
int zr_sqlite_tally_member(struct zr_database *database, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	const char *area_id, struct zr_error *error)
{
	assert(database != NULL && device_id != NULL && area_id != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
#define THEIRS "rank IN (SELECT rank FROM record WHERE device_id = ? AND area_id = ?)"
	int code = zr_statement_run(database,
		"UPDATE doubt SET bits = bits & ~4 WHERE bits & 4 AND " THEIRS, error, "dt",
		device_id, area_id);
	if (code != 0 || zr_database_change_count(database) == 0) {
		return code;
	}
	code = zr_statement_run(database, "DELETE FROM doubt WHERE bits = 0 AND " THEIRS, error,
		"dt", device_id, area_id);
	if (code == 0) {
		code = zr_statement_start(database,
			"SELECT DISTINCT household_id FROM record WHERE device_id = ?"
			" AND area_id = ? AND household_id != ''",
			&row, error, "dt", device_id, area_id);
	}
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		code = tally_visit(database, area_id, zr_statement_text(row, 0), 0, error);
	}
	return code;
}

int zr_sqlite_tally_household(struct zr_database *database, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error)
{
	assert(database != NULL && area_id != NULL && household != NULL);
	struct state before = {0};
	int code = read_state(database, area_id, household->household_id, &before, error);
	struct state after = before;
	after.is_listed = true;
	after.is_there = !household->is_removed;
	bool is_same = before.is_listed && before.is_there == after.is_there;
	return code == 0 && !is_same ? bring_difference(database, area_id, &before, &after, error)
				     : code;
}

int zr_sqlite_tally_device(
	struct zr_database *database, const char *area_id, int difference, struct zr_error *error)
{
	assert(database != NULL && area_id != NULL && difference != 0);
	return zr_statement_run(database,
		"INSERT INTO area_tally VALUES(?1, 0, 0, ?2, 0, 0, 0, 0, 0, 0, 0)"
		" ON CONFLICT(area_id) DO UPDATE SET device_count = device_count + ?2",
		error, "ti", area_id, (int64_t)difference);
}

int zr_sqlite_tally_forget(struct zr_database *database, struct zr_error *error)
{
	assert(database != NULL);
	return zr_statement_script(database,
		"DELETE FROM doubt; DELETE FROM form_tally; DELETE FROM visit;"
		"DELETE FROM area_day; DELETE FROM territory_day;"
		"UPDATE area_tally SET record_count = 0, found_count = 0,"
		" open_count = household_count, done_count = 0, revisit_count = 0,"
		" refused_count = 0, empty_count = 0, last_us = 0;"
		"UPDATE territory_tally SET last_us = 0", /* the rest follows by triggers */
		error);
}
