/* The contract: reviews of records, and the news that they are for tablets.
 * Tests: hub/store/reviews.c, hub/store/sqlite/census/sqlite_review.c,
 * hub/store/postgres/census/postgres_review.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/reviews.h"
#include "hub/store/store.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_reviews.h"

static struct zr_review make(uint8_t byte, enum zr_review_state state)
{
	struct zr_review review = {.area_id = "a",
		.record_id = "r1",
		.household_id = "h",
		.state = state,
		.who = "ann",
		.time_us = 7};
	memset(review.hash, byte, sizeof review.hash);
	memcpy(review.device_id, device_id, sizeof review.device_id);
	if (state == ZR_REVIEW_RETURNED) {
		review.remark_count = 2;
		review.remarks = "sealed remarks";
		review.remarks_bytes = 14;
		review.parcel = "parcel";
		review.parcel_bytes = 6;
	}
	return review;
}

static void put(const struct zr_review *review)
{
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_reviews_put(store, review, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

/* "state who remarks number+parcel" of each. */
static int join(void *user, const struct zr_review *review)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%d %s %llu%.*s %llu%c%.*s;",
		(int)review->state, review->who, (unsigned long long)review->remark_count,
		(int)review->remarks_bytes,
		review->remarks != NULL ? (const char *)review->remarks : "",
		(unsigned long long)review->number, review->is_delivered ? '+' : '-',
		(int)review->parcel_bytes,
		review->parcel != NULL ? (const char *)review->parcel : "");
	return 0;
}

static int find(const char *area_id, const struct zr_review *review, char text[200])
{
	const struct zr_review_name name = {area_id, review->hash};
	return zr_reviews_get(store, &name, join, text, &fault);
}

static const char *news(char text[200])
{
	text[0] = '\0';
	assert_int_equal(zr_reviews_list_news(store, device_id, join, text, &fault), 0);
	return text;
}

/* The device took an order with what is news up to that number. */
static void acknowledge(const char *number)
{
	struct zr_store_order order = {.kind = ZR_ORDER_RETURNS,
		.subject = "returns",
		.envelope = "e",
		.envelope_bytes = 1,
		.sequence = 1};
	(void)snprintf(order.edition, sizeof order.edition, "%s", number);
	const struct zr_receipt_entry entry = {.sequence = 1};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	assert_int_equal(zr_store_seal_order(store, device_id, &order, &fault), 0);
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

static void a_record_is_new_until_somebody_decides(void **state)
{
	(void)state;
	char text[200] = "";
	struct zr_review review = make(1, ZR_REVIEW_APPROVED);
	assert_int_equal(find("a", &review, text), 0);
	put(&review);
	assert_int_equal(find("b", &review, text), 0);
	assert_int_equal(find("a", &review, text), 1);
	assert_string_equal(text, "1 ann 0 0-;");
	assert_string_equal(news(text), "");
}

static void what_is_sent_back_is_news_until_it_is_acknowledged(void **state)
{
	(void)state;
	char text[200];
	const struct zr_review first = make(1, ZR_REVIEW_RETURNED);
	const struct zr_review second = make(2, ZR_REVIEW_RETURNED);
	put(&first);
	put(&second);
	assert_string_equal(
		news(text), "2 ann 2sealed remarks 1-parcel;2 ann 2sealed remarks 2-parcel;");
	acknowledge("1");
	assert_string_equal(news(text), "2 ann 2sealed remarks 2-parcel;");
	text[0] = '\0';
	assert_int_equal(find("a", &first, text), 1);
	assert_string_equal(text, "2 ann 2sealed remarks 1+parcel;");
}

static int count_order(void *user, const struct zr_store_order *order)
{
	*(int *)user += order->kind == ZR_ORDER_RETURNS ? 1 : 0;
	return 0;
}

/* They may be more than fit in one order: an order with the number of the last would be taken for
 * all of them. */
static void what_a_tablet_that_was_set_back_lacks_is_news_again(void **state)
{
	(void)state;
	char text[200];
	int count = 0;
	const struct zr_review first = make(1, ZR_REVIEW_RETURNED);
	const struct zr_review second = make(2, ZR_REVIEW_RETURNED);
	put(&first);
	put(&second);
	acknowledge("2");
	assert_string_equal(news(text), "");
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_reissue_orders(store, device_id, 0, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_list_orders(store, device_id, count_order, &count, &fault), 0);
	assert_int_equal(count, 0);
	assert_string_equal(
		news(text), "2 ann 2sealed remarks 1-parcel;2 ann 2sealed remarks 2-parcel;");
}

static void what_is_taken_back_is_news_too_and_keeps_its_remarks(void **state)
{
	(void)state;
	char text[200];
	const struct zr_review returned = make(1, ZR_REVIEW_RETURNED);
	struct zr_review approved = make(1, ZR_REVIEW_APPROVED);
	approved.who = "bob";
	memset(approved.device_id, 0, sizeof approved.device_id);
	put(&returned);
	put(&approved);
	assert_string_equal(news(text), "1 bob 2sealed remarks 2-;");
	put(&returned);
	assert_string_equal(news(text), "2 ann 2sealed remarks 3-parcel;");
}

static int count_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)record;
	(void)rank;
	(*(int *)user)++;
	return 0;
}

static int list(enum zr_review_state state)
{
	int count = 0;
	const struct zr_store_record_filter filter = {
		.has_review = true, .review = state, .with_replaced = true, .count_max = 10};
	assert_int_equal(zr_store_list_records(store, &filter, count_record, &count, &fault), 0);
	return count;
}

static void an_area_counts_its_reviews(void **state)
{
	(void)state;
	struct zr_review_counts counts;
	struct zr_review review = make(9, ZR_REVIEW_APPROVED);
	add_device(1, "tablet", "a");
	add_record(1, 9, "a");
	assert_int_equal(list(ZR_REVIEW_NEW), 1);
	memset(review.hash, 0, sizeof review.hash);
	review.hash[0] = 9;
	put(&review);
	assert_int_equal(list(ZR_REVIEW_APPROVED), 1);
	assert_int_equal(list(ZR_REVIEW_RETURNED), 0);
	assert_int_equal(list(ZR_REVIEW_NEW), 0);
	assert_int_equal(zr_reviews_count(store, "a", &counts, &fault), 0);
	assert_int_equal(counts.of[ZR_REVIEW_APPROVED], 1);
	assert_int_equal(counts.of[ZR_REVIEW_RETURNED], 0);
	assert_int_equal(zr_reviews_count(store, "b", &counts, &fault), 0);
	assert_int_equal(counts.of[ZR_REVIEW_APPROVED], 0);
}

static int join_act(void *user, const struct zr_act *act)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%s %s %s@%lld;", act->who,
		act->what, act->detail, (long long)act->time_us);
	return 0;
}

static void add_act(uint64_t number, const char *what, const char *detail, int code)
{
	const struct zr_act act = {.number = number,
		.time_us = (int64_t)number,
		.who = "ann",
		.origin = "",
		.what = what,
		.code = code,
		.detail = detail};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_add_act(store, &act, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

static void a_record_tells_who_had_it_open(void **state)
{
	(void)state;
	char text[200] = "";
	add_act(1, "open", "r1", 0);
	add_act(2, "open", "r11", 0);
	add_act(3, "area", "r1", 0);
	add_act(4, "return", "r1", ZR_E_STATE);
	add_act(5, "review", "r1: approved", 0);
	assert_int_equal(zr_reviews_list_acts(store, "r1", join_act, text, &fault), 0);
	assert_string_equal(text, "ann review r1: approved@5;ann open r1@1;");
}

int contract_reviews_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_record_is_new_until_somebody_decides),
		CASE(what_is_sent_back_is_news_until_it_is_acknowledged),
		CASE(what_a_tablet_that_was_set_back_lacks_is_news_again),
		CASE(what_is_taken_back_is_news_too_and_keeps_its_remarks),
		CASE(an_area_counts_its_reviews),
		CASE(a_record_tells_who_had_it_open),
	};
	return cmocka_run_group_tests_name("reviews", tests, NULL, NULL);
}
