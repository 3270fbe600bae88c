/*
 * Pages of records, the newest first. A page goes along one index, looks at a bounded number of
 * rows, and asks of each what the index does not say; what a row shows is read only of those that
 * are on the page. So a page costs what it shows, however many records there are, and one whose
 * filter fits hardly any ends early and says where it goes on.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/limits.h"
#include "lib/sqlite/statement.h"

/* The index that leaves the fewest, and what is looked up in it. */
struct way {
	const char *from;
	const char *condition;
	const char *time; /* the column of the time of receipt */
};

static struct way choose_way(const struct zr_store_record_filter *filter)
{
	static const char by_time[] = "record.received_us";
	if (filter->record_id != NULL) {
		return (struct way){
			"record INDEXED BY record_by_id", " AND record_id = ?6", by_time};
	}
	if (filter->area_id != NULL && filter->household_id != NULL) {
		return (struct way){"record INDEXED BY record_by_household",
			" AND area_id = ?1 AND household_id = ?4", by_time};
	}
	if (filter->device_id != NULL) {
		return (struct way){
			"record INDEXED BY record_by_device", " AND device_id = ?3", by_time};
	}
	if (filter->with_doubt) {
		return (struct way){"doubt INDEXED BY doubt_by_time CROSS JOIN record USING(rank)",
			"", "doubt.received_us"};
	}
	if (filter->area_id == NULL && filter->result > ZR_RESULT_DONE) {
		return (struct way){"record INDEXED BY record_by_result",
			" AND result = ?12 AND result > 1", by_time};
	}
	if (filter->area_id != NULL) {
		return (struct way){
			"record INDEXED BY record_by_area", " AND area_id = ?1", by_time};
	}
	return (struct way){"record INDEXED BY record_by_time", "", by_time};
}

/* What was decided of it: a state has no row while it is new, or one that says so again. */
#define REVIEW                                                                                     \
	"EXISTS(SELECT 1 FROM review WHERE review.area_id = record.area_id"                        \
	" AND review.hash = record.hash AND review.state "
static const char *const review_is[] = {
	[ZR_REVIEW_NEW] = " AND NOT " REVIEW "<> 0)",
	[ZR_REVIEW_APPROVED] = " AND " REVIEW "= 1)",
	[ZR_REVIEW_RETURNED] = " AND " REVIEW "= 2)",
};

#define WHEN(is_asked, condition) ((is_asked) ? " AND " condition : NULL)

static int make_page(const struct zr_store_record_filter *filter, struct zr_buffer *ret_sql)
{
	const struct way way = choose_way(filter);
	bool has_place = filter->place != NULL && filter->place->is_set;
	const char *const parts[] = {
		"SELECT rank, ",
		way.time,
		/* A condition, and not a value: of a value SQLite works out each part, also when
		 * the first says no. */
		", CASE WHEN true",
		WHEN(filter->area_id != NULL, "area_id = ?1"),
		WHEN(filter->form_id != NULL, "form_id = ?2"),
		WHEN(filter->device_id != NULL, "device_id = ?3"),
		WHEN(filter->household_id != NULL, "household_id = ?4"),
		WHEN(filter->form_version != NULL, "form_version = ?5"),
		WHEN(filter->result != ZR_RESULT_UNKNOWN, "result = ?12"),
		WHEN(filter->with_doubt,
			"EXISTS(SELECT 1 FROM doubt AS odd WHERE odd.rank = record.rank AND"
			" (odd.bits != 2 OR ?13 IS NULL OR " ZR_SQLITE_HAS_BROTHER("?13") "))"),
		WHEN(filter->is_doubtful, "doubts > 0"),
		filter->has_review ? review_is[filter->review] : NULL,
		WHEN(filter->without_form,
			"NOT EXISTS(SELECT 1 FROM form WHERE form.form_id = record.form_id"
			" AND form.version = record.form_version)"),
		WHEN(!filter->with_replaced && filter->record_id == NULL,
			"NOT " ZR_SQLITE_IS_REPLACED),
		WHEN(filter->without_followed, "NOT " ZR_SQLITE_IS_FOLLOWED),
		WHEN(filter->words != NULL, ZR_SQLITE_HAS_WORDS("?7")),
		" AND " ZR_SQLITE_IS_WITHIN("?13"),
		" THEN 1 ELSE 0 END FROM ",
		way.from,
		" WHERE true",
		way.condition,
		WHEN(filter->since_us != 0, "record.received_us >= ?8"),
		WHEN(filter->until_us != 0, "record.received_us < ?11"),
		has_place ? " AND (" : NULL,
		has_place ? way.time : NULL,
		has_place ? ", rank) < (?9, ?10)" : NULL,
		" ORDER BY ",
		way.time,
		" DESC, rank DESC LIMIT ?14",
	};
	return zr_buffer_join(ret_sql, parts, sizeof parts / sizeof parts[0]);
}

static int start_page(struct zr_database *database, const struct zr_store_record_filter *filter,
	struct zr_statement **ret_row, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sql = {0};
	bool has_place = filter->place != NULL && filter->place->is_set;
	if (make_page(filter, &sql) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a page of records");
	}
	return zr_statement_make(database, zr_buffer_text(&sql), ret_row, error, "ttdttttiiiiiti",
		filter->area_id, filter->form_id, filter->device_id, filter->household_id,
		filter->form_version, filter->record_id, filter->words, filter->since_us,
		has_place ? filter->place->number : 0,
		has_place ? (int64_t)strtoll(filter->place->id, NULL, 10) : 0, filter->until_us,
		(int64_t)filter->result, zr_sqlite_part_of(filter->territory),
		(int64_t)ZR_HUB_LIST_SCAN_COUNT_MAX);
}

int zr_sqlite_page_find(struct zr_database *database, const struct zr_store_record_filter *filter,
	struct zr_sqlite_page *ret_page, struct zr_error *error)
{
	assert(database != NULL && filter != NULL && ret_page != NULL);
	assert(filter->count_max <= ZR_HUB_PAGE_COUNT_MAX && !filter->with_envelope);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	struct zr_store_place *rest = &ret_page->rest;
	size_t looked_at = 0;
	int code = start_page(database, filter, &row, error);
	while (code == 0 && ret_page->count < filter->count_max &&
		(code = zr_statement_step(row, error)) == 1) {
		bool is_last = ++looked_at == ZR_HUB_LIST_SCAN_COUNT_MAX;
		code = 0;
		if (zr_statement_int(row, 2) != 0) {
			ret_page->ranks[ret_page->count++] = zr_statement_int(row, 0);
		}
		if (is_last || ret_page->count == filter->count_max) {
			rest->is_set = true;
			rest->number = zr_statement_int(row, 1);
			(void)snprintf(
				rest->id, sizeof rest->id, "%" PRId64, zr_statement_int(row, 0));
		}
	}
	return code;
}
