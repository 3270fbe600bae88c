/* The address list's rows from households, records and drafts. */
#include "tablet/census/visits.h"

#include <string.h>

#include "test/unit/unit.h"

static struct zr_local_household houses[] = {
	{(char *)"h1", (char *)"Street 1", (char *)"f"},
	{(char *)"h2", (char *)"Street 2", (char *)"f"},
};
static const struct zr_local_households households = {houses, 2};

static void add_draft(GArray *drafts, const char *id, const char *household,
	enum zr_draft_state state, int64_t changed_us)
{
	const struct zr_draft draft = {.draft_id = (char *)id,
		.household_id = (char *)household,
		.form_id = (char *)"f",
		.state = state,
		.answer_count = 7,
		.changed_us = changed_us};
	g_array_append_val(drafts, draft);
}

static const struct zr_visit *at(const GArray *visits, guint index)
{
	return &g_array_index(visits, struct zr_visit, index);
}

static void follows_a_household_from_new_to_received(void **state)
{
	g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	struct zr_local_record record = {.record_id = (char *)"r1",
		.household_id = (char *)"h1",
		.state = ZR_LOCAL_SENT,
		.time_us = 5};
	struct zr_local_records none = {0}, one = {&record, 1};
	g_autoptr(GArray) fresh = zr_visits_new(&households, &none, drafts);
	assert_int_equal(fresh->len, 2);
	assert_int_equal(at(fresh, 0)->state, ZR_VISIT_NEW);
	add_draft(drafts, "r1", "h1", ZR_DRAFT_OPEN, 3);
	g_autoptr(GArray) begun = zr_visits_new(&households, &none, drafts);
	assert_int_equal(at(begun, 0)->state, ZR_VISIT_DRAFT);
	assert_int_equal(at(begun, 0)->answer_count, 7);
	assert_string_equal(zr_visits_latest_draft(begun)->record_id, "r1");
	g_autoptr(GArray) sent = zr_visits_new(&households, &one, drafts);
	assert_int_equal(at(sent, 0)->state, ZR_VISIT_SENT);
	assert_null(zr_visits_latest_draft(sent));
	record.state = ZR_LOCAL_RECEIVED;
	g_autoptr(GArray) received = zr_visits_new(&households, &one, drafts);
	assert_int_equal(at(received, 0)->state, ZR_VISIT_RECEIVED);
	struct zr_visits_count count = zr_visits_count(received);
	assert_int_equal(count.total, 2);
	assert_int_equal(count.visited, 1);
	assert_int_equal(count.unsent, 0);
}

static void a_new_draft_stands_before_an_old_record(void **state)
{
	g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	struct zr_local_record record = {.record_id = (char *)"r1",
		.household_id = (char *)"h1",
		.state = ZR_LOCAL_RECEIVED,
		.time_us = 9};
	struct zr_local_records one = {&record, 1};
	add_draft(drafts, "r2", "h1", ZR_DRAFT_OPEN, 3);
	g_autoptr(GArray) visits = zr_visits_new(&households, &one, drafts);
	assert_int_equal(at(visits, 0)->state, ZR_VISIT_DRAFT);
	assert_string_equal(at(visits, 0)->record_id, "r2");
}

static void lists_what_is_not_on_the_list(void **state)
{
	g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	struct zr_local_record record = {.record_id = (char *)"r1",
		.household_id = (char *)"",
		.state = ZR_LOCAL_FINISHED,
		.time_us = 9};
	struct zr_local_records one = {&record, 1};
	add_draft(drafts, "r2", "", ZR_DRAFT_OPEN, 3);
	g_autoptr(GArray) visits = zr_visits_new(&households, &one, drafts);
	assert_int_equal(visits->len, 4);
	struct zr_visits_count count = zr_visits_count(visits);
	assert_int_equal(count.total, 2);
	assert_int_equal(count.visited, 0);
	assert_int_equal(count.unsent, 1);
	assert_int_equal(zr_visits_record_state(&one, "r1"), ZR_VISIT_FINISHED);
	assert_int_equal(zr_visits_record_state(&one, "r9"), ZR_VISIT_NEW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_a_household_from_new_to_received),
		cmocka_unit_test(a_new_draft_stands_before_an_old_record),
		cmocka_unit_test(lists_what_is_not_on_the_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
