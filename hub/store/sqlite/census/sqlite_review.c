/* The store's reviews. What a device acknowledged is read from the book of its orders: the edition
 * of an order of news is the number of the last one in it. */
#include <assert.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

#define ACKNOWLEDGED                                                                               \
	"ifnull((SELECT CAST(edition AS INT) FROM orders WHERE orders.device_id ="                 \
	" review.device_id AND kind = 3 AND is_acknowledged ORDER BY sequence DESC LIMIT 1), 0)"
#define COLUMNS                                                                                    \
	"SELECT area_id, hash, record_id, household_id, state, who, time_us, remark_count,"        \
	" remarks, device_id, number, parcel, number > 0 AND number <= " ACKNOWLEDGED              \
	" FROM review "

static int visit_row(struct zr_statement *row, zr_reviews_visit *visit, void *user)
{
	struct zr_review review = {
		.area_id = zr_statement_text(row, 0),
		.record_id = zr_statement_text(row, 2),
		.household_id = zr_statement_text(row, 3),
		.state = (enum zr_review_state)zr_statement_int(row, 4),
		.who = zr_statement_text(row, 5),
		.time_us = zr_statement_int(row, 6),
		.remark_count = (uint64_t)zr_statement_int(row, 7),
		.remarks = zr_statement_blob(row, 8),
		.remarks_bytes = zr_statement_size(row, 8),
		.number = (uint64_t)zr_statement_int(row, 10),
		.parcel = zr_statement_blob(row, 11),
		.parcel_bytes = zr_statement_size(row, 11),
		.is_delivered = zr_statement_int(row, 12) != 0,
	};
	(void)zr_statement_copy_blob(row, 1, review.hash, sizeof review.hash);
	(void)zr_statement_copy_blob(row, 9, review.device_id, sizeof review.device_id);
	return visit(user, &review);
}

/* What is taken back is news where it was sent to; what never was sent back has no number. */
static int put(struct zr_store *store, const struct zr_review *review, struct zr_error *error)
{
	bool is_return = review->state == ZR_REVIEW_RETURNED;
	int code = zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO review(area_id, hash, record_id, household_id, state, who, time_us,"
		" remark_count, remarks, device_id, parcel, number)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, x''), ?10, nullif(?11, x''), 0)"
		" ON CONFLICT(area_id, hash) DO UPDATE SET state = excluded.state,"
		" who = excluded.who, time_us = excluded.time_us, parcel = excluded.parcel,"
		" remark_count = iif(?12, excluded.remark_count, remark_count),"
		" remarks = iif(?12, excluded.remarks, remarks),"
		" device_id = iif(?12, excluded.device_id, device_id)",
		error, "thttitiibdbi", review->area_id, review->hash, review->record_id,
		review->household_id, (int64_t)review->state, review->who, review->time_us,
		(int64_t)review->remark_count, review->remarks, review->remarks_bytes,
		review->device_id, review->parcel, review->parcel_bytes, (int64_t)is_return);
	if (code != 0) {
		return code;
	}
	return zr_statement_run(zr_sqlite_database(store),
		"UPDATE review SET number = 1 + ifnull((SELECT max(number) FROM review AS other"
		" WHERE other.device_id = review.device_id AND other.number > 0), 0)"
		" WHERE area_id = ? AND hash = ? AND (number > 0 OR parcel IS NOT NULL)",
		error, "th", review->area_id, review->hash);
}

static int get(struct zr_store *store, const struct zr_review_name *name, zr_reviews_visit *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		COLUMNS "WHERE area_id = ? AND hash = ?", &row, error, "th", name->area_id,
		name->hash);
	if (code != 1) {
		return code;
	}
	code = visit_row(row, visit, user);
	return code == 0 ? 1 : code;
}

static int count(struct zr_store *store, const char *area_id, struct zr_review_counts *ret_counts,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	struct zr_review_counts counts = {0};
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT state, count(*) FROM review JOIN record INDEXED BY record_by_id"
		" ON record.record_id = review.record_id AND record.hash = review.hash"
		" WHERE review.area_id = ? AND NOT " ZR_SQLITE_IS_REPLACED " GROUP BY state",
		&row, error, "t", area_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		int64_t state = zr_statement_int(row, 0);
		if (state >= 0 && state <= ZR_REVIEW_LAST) {
			counts.of[state] = (uint64_t)zr_statement_int(row, 1);
		}
		code = 0;
	}
	if (code == 0) {
		*ret_counts = counts;
	}
	return code;
}

/* At each exchange: "number > 0" is what the index has, and it is not seen in the other condition.
 */
static int list_news(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_reviews_visit *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		COLUMNS "WHERE device_id = ? AND number > 0 AND number > " ACKNOWLEDGED
			" ORDER BY number",
		&row, error, "d", device_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		code = visit_row(row, visit, user);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_acts(struct zr_store *store, const char *record_id, zr_store_visit_act *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT time_us, who, what, detail FROM act WHERE detail IN (?1, ?1 || ': "
		"approved',"
		" ?1 || ': new') AND what IN ('open', 'review', 'return') AND code = 0"
		" ORDER BY number DESC LIMIT ?2",
		&row, error, "ti", record_id, (int64_t)ZR_HUB_RECORD_ACT_COUNT_MAX);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_act act = {.time_us = zr_statement_int(row, 0),
			.who = zr_statement_text(row, 1),
			.what = zr_statement_text(row, 2),
			.detail = zr_statement_text(row, 3)};
		code = visit(user, &act);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

const struct zr_store_engine_reviews zr_sqlite_reviews = {
	.put = put,
	.get = get,
	.count = count,
	.list_news = list_news,
	.list_acts = list_acts,
};
