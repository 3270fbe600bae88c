/* The store's reviews. What a device acknowledged is read from the book of its orders: the edition
 * of an order of news is the number of the last one in it. */
#include <assert.h>
#include <string.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

#define ACKNOWLEDGED                                                                               \
	"coalesce((SELECT edition::bigint FROM orders WHERE orders.device_id = review.device_id"   \
	" AND kind = 3 AND is_acknowledged ORDER BY sequence DESC LIMIT 1), 0)"
#define COLUMNS                                                                                    \
	"SELECT area_id, hash, record_id, household_id, state, who, time_us, remark_count,"        \
	" remarks, device_id, number, parcel, number > 0 AND number <= " ACKNOWLEDGED              \
	" FROM review "

static int visit_row(const struct zr_query *row, zr_reviews_visit *visit, void *user)
{
	struct zr_review review = {
		.area_id = zr_query_text(row, 0),
		.record_id = zr_query_text(row, 2),
		.household_id = zr_query_text(row, 3),
		.state = (enum zr_review_state)zr_query_int(row, 4),
		.who = zr_query_text(row, 5),
		.time_us = zr_query_int(row, 6),
		.remark_count = (uint64_t)zr_query_int(row, 7),
		.remarks = zr_query_blob(row, 8),
		.remarks_bytes = zr_query_size(row, 8),
		.number = (uint64_t)zr_query_int(row, 10),
		.parcel = zr_query_blob(row, 11),
		.parcel_bytes = zr_query_size(row, 11),
		.is_delivered = zr_query_int(row, 12) != 0,
	};
	(void)zr_query_copy_blob(row, 1, review.hash, sizeof review.hash);
	(void)zr_query_copy_blob(row, 9, review.device_id, sizeof review.device_id);
	return visit(user, &review);
}

/* What is taken back is news where it was sent to; what never was sent back has no number. Of two
 * hubs that number news of one device at once the second waits at its row. */
static int put(struct zr_store *store, const struct zr_review *review, struct zr_error *error)
{
	struct zr_conduit *conduit = zr_postgres_conduit(store);
	bool is_return = review->state == ZR_REVIEW_RETURNED;
	int code = zr_query_run(conduit,
		"INSERT INTO review(area_id, hash, record_id, household_id, state, who, time_us,"
		" remark_count, remarks, device_id, parcel, number)"
		" VALUES($1, $2, $3, $4, $5, $6, $7, $8, nullif($9::bytea, ''::bytea), $10,"
		" nullif($11::bytea, ''::bytea), 0)"
		" ON CONFLICT(area_id, hash) DO UPDATE SET state = excluded.state,"
		" who = excluded.who, time_us = excluded.time_us, parcel = excluded.parcel,"
		" remark_count = CASE $12 WHEN 1 THEN excluded.remark_count"
		" ELSE review.remark_count END,"
		" remarks = CASE $12 WHEN 1 THEN excluded.remarks ELSE review.remarks END,"
		" device_id = CASE $12 WHEN 1 THEN excluded.device_id ELSE review.device_id END",
		error, "thttitiibdbi", review->area_id, review->hash, review->record_id,
		review->household_id, (int64_t)review->state, review->who, review->time_us,
		(int64_t)review->remark_count, review->remarks, review->remarks_bytes,
		review->device_id, review->parcel, review->parcel_bytes, (int64_t)is_return);
	if (code == 0) {
		code = zr_query_run(conduit,
			"UPDATE device SET area_id = area_id WHERE device_id = (SELECT device_id "
			"FROM"
			" review WHERE area_id = $1 AND hash = $2)",
			error, "th", review->area_id, review->hash);
	}
	if (code == 0) {
		code = zr_query_run(conduit,
			"UPDATE review SET number = 1 + coalesce((SELECT max(number) FROM review "
			"AS other"
			" WHERE other.device_id = review.device_id AND other.number > 0), 0)"
			" WHERE area_id = $1 AND hash = $2"
			" AND (number > 0 OR parcel IS NOT NULL)",
			error, "th", review->area_id, review->hash);
	}
	return code == 0 ? zr_query_settle(conduit, error) : code;
}

static int get(struct zr_store *store, const struct zr_review_name *name, zr_reviews_visit *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		COLUMNS "WHERE area_id = $1 AND hash = $2", error, "th", name->area_id, name->hash);
	if (code != 1) {
		return code;
	}
	code = visit_row(&row, visit, user);
	return code == 0 ? 1 : code;
}

static int count(struct zr_store *store, const char *area_id, struct zr_review_counts *ret_counts,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	struct zr_review_counts counts = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT state, count(*) FROM review JOIN record"
		" ON record.record_id = review.record_id AND record.hash = review.hash"
		" WHERE review.area_id = $1 AND NOT EXISTS(SELECT 1 FROM record AS newer"
		" WHERE newer.replaces_id = record.record_id AND newer.area_id = record.area_id"
		" AND newer.household_id = record.household_id AND newer.rank <> record.rank)"
		" GROUP BY state",
		error, "t", area_id);
	while (code == 0 && zr_query_step(&row)) {
		int64_t state = zr_query_int(&row, 0);
		if (state >= 0 && state <= ZR_REVIEW_LAST) {
			counts.of[state] = (uint64_t)zr_query_int(&row, 1);
		}
	}
	if (code == 0) {
		*ret_counts = counts;
	}
	return code;
}

static int list_news(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_reviews_visit *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		COLUMNS "WHERE device_id = $1 AND number > 0 AND number > " ACKNOWLEDGED
			" ORDER BY number"
			" LIMIT 257",
		error, "d", device_id);
	while (code == 0 && zr_query_step(&row)) {
		code = visit_row(&row, visit, user);
	}
	return code;
}

static int list_acts(struct zr_store *store, const char *record_id, zr_store_visit_act *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT time_us, who, what, detail FROM act WHERE detail IN ($1, $1 || ': "
		"approved',"
		" $1 || ': new') AND what IN ('open', 'review', 'return') AND code = 0"
		" ORDER BY number DESC LIMIT $2",
		error, "ti", record_id, (int64_t)ZR_HUB_RECORD_ACT_COUNT_MAX);
	while (code == 0 && zr_query_step(&row)) {
		const struct zr_act act = {.time_us = zr_query_int(&row, 0),
			.who = zr_query_text(&row, 1),
			.what = zr_query_text(&row, 2),
			.detail = zr_query_text(&row, 3)};
		code = visit(user, &act);
	}
	return code;
}

const struct zr_store_engine_reviews zr_postgres_reviews = {
	.put = put,
	.get = get,
	.count = count,
	.list_news = list_news,
	.list_acts = list_acts,
};
