/*
 * The store's areas, their households, and the drafts that tablets told of.
 *
 * What a household came to stands in visit, and what an area came to in area_tally; both change
 * with each record, household and tablet (postgres_progress.c), and no page counts.
 */
#include <assert.h>
#include <stdio.h>

#include "lib/base/fold.h"
#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

static int put_area(struct zr_store *store, const struct zr_area *area, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer words = {0};
	char text[ZR_STORE_NAME_BYTES + ZR_STORE_ID_BYTES + 1];
	(void)snprintf(text, sizeof text, "%s %s", area->name, area->area_id);
	if (zr_fold_text(text, &words) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the words of a name");
	}
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO area(area_id, name, form_id, zone, edition, words)"
		" VALUES($1, $2, $3, $4, 1, $5) ON CONFLICT(area_id) DO UPDATE"
		" SET name = $2, form_id = $3, zone = $4, edition = area.edition + 1, words = $5",
		error, "ttttt", area->area_id, area->name, area->form_id, area->zone,
		zr_buffer_text(&words));
}

/* As their sums stand (postgres_progress.c). */
#define AREA_COLUMNS                                                                               \
	"SELECT area.area_id, area.name, area.form_id, area.zone, area.edition, household_count,"  \
	" record_count, device_count, found_count, open_count, done_count, revisit_count,"         \
	" refused_count, empty_count FROM area JOIN area_tally USING(area_id)"

static struct zr_area read_area(const struct zr_query *row)
{
	struct zr_area area = {
		.edition = (uint64_t)zr_query_int(row, 4),
		.household_count = (uint64_t)zr_query_int(row, 5),
		.record_count = (uint64_t)zr_query_int(row, 6),
		.device_count = (uint64_t)zr_query_int(row, 7),
		.found_count = (uint64_t)zr_query_int(row, 8),
	};
	for (int result = ZR_RESULT_UNKNOWN; result <= ZR_RESULT_LAST; result++) {
		area.result_counts[result] = (uint64_t)zr_query_int(row, 9 + result);
	}
	(void)zr_query_copy_text(row, 0, area.area_id, sizeof area.area_id);
	(void)zr_query_copy_text(row, 1, area.name, sizeof area.name);
	(void)zr_query_copy_text(row, 2, area.form_id, sizeof area.form_id);
	(void)zr_query_copy_text(row, 3, area.zone, sizeof area.zone);
	return area;
}

static int get_area(struct zr_store *store, const char *area_id, struct zr_area *ret_area,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		AREA_COLUMNS " WHERE area.area_id = $1", error, "t", area_id);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no area %s; make it first", area_id);
	}
	if (code == 1) {
		*ret_area = read_area(&row);
	}
	return code < 0 ? code : 0;
}

#define MATCHING                                                                                   \
	" WHERE ($1 IS NULL OR form_id = $1)"                                                      \
	" AND ($2 IS NULL OR (words LIKE $3 AND has_words(words, $2)))"                            \
	" AND ($4 IS NULL OR " ZR_POSTGRES_IS_WITHIN("$4") ")"

/* Each with all arguments: the place of the one is a text, of the other a number. */
static const char *const lists[] = {
	[ZR_AREA_BY_ID] = AREA_COLUMNS MATCHING
	" AND ($5 = 0 OR area_id > $7) AND $6 >= '' AND $8 >= 0 ORDER BY area_id LIMIT $9",
	[ZR_AREA_BY_NAME] = AREA_COLUMNS MATCHING
	" AND ($5 = 0 OR (name, area_id) > ($6, $7)) AND $8 >= 0 ORDER BY name, area_id LIMIT $9",
	[ZR_AREA_BY_OPEN] = AREA_COLUMNS MATCHING
	" AND ($5 = 0 OR (open_count, area_tally.area_id) < ($8, $7)) AND $6 >= ''"
	" ORDER BY open_count DESC, area_tally.area_id DESC LIMIT $9",
};

static int start_list(struct zr_store *store, const struct zr_area_filter *filter,
	struct zr_query *row, struct zr_error *error)
{
	static const struct zr_store_place beginning = {0};
	const struct zr_store_place *after = filter->place != NULL ? filter->place : &beginning;
	char pattern[ZR_STORE_NAME_BYTES + 2];
	zr_postgres_format_pattern(filter->words, pattern);
	return zr_query_start(row, zr_postgres_conduit(store), lists[filter->sort], error,
		"ttttittii", filter->form_id, filter->words, pattern, filter->territory,
		(int64_t)after->is_set, after->text, after->id, after->number,
		(int64_t)filter->count_max);
}

static int list_areas(struct zr_store *store, const struct zr_area_filter *filter,
	zr_store_visit_area *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	struct zr_store_place rest = {0};
	size_t count = 0;
	int code = start_list(store, filter, &row, error);
	while (code == 0 && zr_query_step(&row)) {
		struct zr_area area = read_area(&row);
		if (++count == filter->count_max) {
			rest.is_set = true;
			rest.number = (int64_t)area.result_counts[ZR_RESULT_UNKNOWN];
			(void)snprintf(rest.text, sizeof rest.text, "%s", area.name);
			(void)snprintf(rest.id, sizeof rest.id, "%s", area.area_id);
		}
		code = visit(user, &area);
	}
	if (code == 0 && filter->place != NULL) {
		*filter->place = rest;
	}
	return code;
}

static int put_household(struct zr_store *store, const char *area_id,
	const struct zr_store_household *household, struct zr_error *error)
{
	assert(household->household_id[0] != '\0');
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer words = {0};
	int code = zr_fold_text(household->address, &words);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for an address");
	}
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO household(area_id, household_id, place, address, is_removed,"
		" address_words) VALUES($1, $2, $3, $4, $5 <> 0, $6)"
		" ON CONFLICT(area_id, household_id)"
		" DO UPDATE SET place = $3, address = $4, is_removed = $5 <> 0, address_words = $6",
		error, "ttitit", area_id, household->household_id, (int64_t)household->place,
		household->address, (int64_t)household->is_removed, zr_buffer_text(&words));
}

static int visit_households(struct zr_query *row, zr_store_visit_household *visit, void *user)
{
	int code = 0;
	while (code == 0 && zr_query_step(row)) {
		struct zr_store_household household = {
			.household_id = zr_query_text(row, 0),
			.address = zr_query_text(row, 1),
			.place = (size_t)zr_query_int(row, 2),
			.is_removed = zr_query_int(row, 3) != 0,
			.appointment = "",
			.position = "",
		};
		if (zr_query_column_count(row) > 4) {
			household.record_count = (uint64_t)zr_query_int(row, 4);
			household.draft_count = (uint64_t)zr_query_int(row, 5);
			household.result = (enum zr_visit_result)zr_query_int(row, 6);
			household.appointment = zr_query_text(row, 7);
			household.position = zr_query_text(row, 8);
			household.device_id = zr_query_blob(row, 9);
		}
		code = visit(user, &household);
	}
	return code;
}

#define HOUSEHOLD_COLUMNS "SELECT household_id, address, place, is_removed"

static int list_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		HOUSEHOLD_COLUMNS " FROM household WHERE area_id = $1 AND NOT is_removed"
				  " ORDER BY place, household_id",
		error, "t", area_id);
	return code == 0 ? visit_households(&row, visit, user) : code;
}

static int survey_households(struct zr_store *store, const char *area_id,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	/* Drafts by the tablets of the area: an id may stand in every area. */
	static const char all[] = HOUSEHOLD_COLUMNS
		", coalesce(record_count, 0), (SELECT count(*) FROM draft JOIN device"
		" USING(device_id) WHERE draft.household_id = household.household_id"
		" AND device.area_id = household.area_id), coalesce(result, 0),"
		" coalesce(appointment, ''), position, (SELECT device_id FROM share"
		" WHERE share.area_id = household.area_id AND share.household_id ="
		" household.household_id) FROM household LEFT JOIN visit USING(area_id,"
		" household_id) WHERE area_id = $1 ORDER BY is_removed, place, household_id";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store), all, error, "t", area_id);
	return code == 0 ? visit_households(&row, visit, user) : code;
}

static int list_found(struct zr_store *store, const char *area_id, zr_store_visit_household *visit,
	void *user, struct zr_error *error)
{
	static const char found[] =
		"SELECT household_id, (SELECT address FROM record WHERE record.area_id = $1"
		" AND record.household_id = visit.household_id ORDER BY rank DESC LIMIT 1),"
		" 0, 0, record_count, 0, result, appointment, '', NULL FROM visit"
		" WHERE area_id = $1 AND NOT EXISTS(SELECT 1 FROM household AS listed"
		" WHERE listed.area_id = $1 AND listed.household_id = visit.household_id)"
		" ORDER BY household_id LIMIT $2";
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store), found, error, "ti", area_id,
		(int64_t)ZR_HUB_PAGE_COUNT_MAX);
	return code == 0 ? visit_households(&row, visit, user) : code;
}

static int put_drafts(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	char *const *household_ids, size_t count, struct zr_error *error)
{
	int code = zr_query_run(zr_postgres_conduit(store),
		"DELETE FROM draft WHERE device_id = $1", error, "d", device_id);
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = zr_query_run(zr_postgres_conduit(store),
			"INSERT INTO draft(device_id, household_id) VALUES($1, $2)"
			" ON CONFLICT DO NOTHING",
			error, "dt", device_id, household_ids[i]);
	}
	return code;
}

const struct zr_store_engine_areas zr_postgres_areas = {
	.put_area = put_area,
	.get_area = get_area,
	.list_areas = list_areas,
	.put_household = put_household,
	.list_households = list_households,
	.survey_households = survey_households,
	.list_found = list_found,
	.put_drafts = put_drafts,
};
