#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/store/inbox.h"
#include "test/unit/store/agent_store.h"

#define TEXT(literal) (char *)(literal)

static struct zr_inbox_order order_of(uint64_t sequence, uint8_t first)
{
	return (struct zr_inbox_order){.sequence = sequence, .hash = {first}};
}

static struct zr_order_household households[] = {
	{TEXT("h-2"), TEXT("Тверская ул., 2")}, {TEXT("h-1"), TEXT("Тверская ул., 1")}};

static const struct zr_order assignment = {.kind = ZR_ORDER_ASSIGNMENT,
	.form_id = TEXT("census2020"),
	.area_id = TEXT("area-1"),
	.area_name = TEXT("Area 1"),
	.households = households,
	.household_count = 2};

static const struct zr_order form = {
	.kind = ZR_ORDER_FORM, .form_id = TEXT("census2020"), .form_version = TEXT("1")};

static int collect_household(void *user, const struct zr_inbox_household *household)
{
	return zr_buffer_add_format(
		user, "%s=%s/%s;", household->household_id, household->address, household->form_id);
}

static int collect_form(void *user, const struct zr_inbox_form *item)
{
	return zr_buffer_add_format(
		user, "%s %s %s;", item->form_id, item->version, item->directory);
}

static void expect_households(struct zr_database *database, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_inbox_list_households(database, collect_household, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static size_t pending(struct zr_database *database, struct zr_receipt_entry entries[8])
{
	size_t entry_count = 0;
	assert_int_equal(zr_inbox_pending(database, entries, 8, &entry_count, NULL), 0);
	return entry_count;
}

static void keeps_an_assignment_in_its_order(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	struct zr_inbox_order order = order_of(1, 1);
	expect_households(store->database, "");
	assert_int_equal(zr_inbox_get_area(store->database, &area, NULL), 0);
	assert_string_equal(area.area_id, "");
	assert_int_equal(zr_inbox_apply_assignment(store->database, &order, &assignment, NULL), 0);
	agent_store_reopen(store);
	zr_inbox_area_finish(&area);
	expect_households(
		store->database, "h-2=Тверская ул., 2/census2020;h-1=Тверская ул., 1/census2020;");
	assert_int_equal(zr_inbox_get_area(store->database, &area, NULL), 0);
	assert_string_equal(area.area_name, "Area 1");
}

static int collect_id(void *user, const char *household_id)
{
	return zr_buffer_add_format(user, "%s;", household_id);
}

static void expect_drafts(struct zr_database *database, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_inbox_list_drafts(database, collect_id, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static void keeps_the_open_drafts_that_were_told_last(void **state)
{
	struct agent_store *store = *state;
	char *two[] = {TEXT("x-2"), TEXT("h-1")};
	char *swapped[] = {TEXT("h-1"), TEXT("x-2"), TEXT("h-1")};
	bool is_changed = false;
	assert_int_equal(zr_inbox_put_drafts(store->database, two, 2, &is_changed, NULL), 0);
	assert_true(is_changed);
	agent_store_reopen(store);
	expect_drafts(store->database, "h-1;x-2;");
	assert_int_equal(zr_inbox_put_drafts(store->database, swapped, 3, &is_changed, NULL), 0);
	assert_false(is_changed);
	assert_int_equal(zr_inbox_put_drafts(store->database, NULL, 0, &is_changed, NULL), 0);
	assert_true(is_changed);
	expect_drafts(store->database, "");
}

static void keeps_the_zone_of_the_area(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	struct zr_order order = assignment;
	struct zr_inbox_order head = order_of(1, 1);
	order.zone = TEXT("Asia/Yekaterinburg");
	assert_int_equal(zr_inbox_apply_assignment(store->database, &head, &order, NULL), 0);
	agent_store_reopen(store);
	assert_int_equal(zr_inbox_get_area(store->database, &area, NULL), 0);
	assert_string_equal(area.zone, "Asia/Yekaterinburg");
}

static void changes_nothing_by_an_assignment_that_cannot_be(void **state)
{
	struct agent_store *store = *state;
	struct zr_receipt_entry entries[8];
	struct zr_order_household twice[] = {{TEXT("h-1"), TEXT("a")}, {TEXT("h-1"), TEXT("b")}};
	struct zr_order bad = assignment;
	bad.households = twice;
	struct zr_inbox_order first = order_of(1, 1);
	struct zr_inbox_order second = order_of(2, 2);
	assert_int_equal(zr_inbox_apply_assignment(store->database, &first, &assignment, NULL), 0);
	assert_int_equal(
		zr_inbox_apply_assignment(store->database, &second, &bad, NULL), ZR_E_EXISTS);
	expect_households(
		store->database, "h-2=Тверская ул., 2/census2020;h-1=Тверская ул., 1/census2020;");
	assert_int_equal(pending(store->database, entries), 1);
	assert_int_equal(zr_inbox_close(store->database, &second, ZR_E_EXISTS, NULL), 0);
	assert_int_equal(pending(store->database, entries), 2);
	assert_int_equal(entries[1].code, ZR_E_EXISTS);
}

static void acknowledges_until_the_hub_has_taken_it(void **state)
{
	struct agent_store *store = *state;
	struct zr_receipt_entry entries[8];
	struct zr_inbox_order order = order_of(3, 9);
	bool is_known = true;
	assert_int_equal(zr_inbox_is_known(store->database, &order, &is_known, NULL), 0);
	assert_false(is_known);
	assert_int_equal(
		zr_inbox_apply_form(store->database, &order, &form, "/f/census2020/1", NULL), 0);
	assert_int_equal(pending(store->database, entries), 1);
	assert_int_equal(entries[0].sequence, 3);
	assert_int_equal(zr_inbox_acknowledged(store->database, entries, 1, NULL), 0);
	agent_store_reopen(store);
	assert_int_equal(pending(store->database, entries), 0);
	/* The hub lost the acknowledgement and sends the order again. */
	assert_int_equal(zr_inbox_is_known(store->database, &order, &is_known, NULL), 0);
	assert_true(is_known);
	assert_int_equal(pending(store->database, entries), 1);
	/* Another order at the sequence, of a hub that was set back, is not this one. */
	order.hash[0] = 10;
	assert_int_equal(zr_inbox_is_known(store->database, &order, &is_known, NULL), 0);
	assert_false(is_known);
	assert_int_equal(
		zr_inbox_apply_form(store->database, &order, &form, "/f/census2020/1", NULL), 0);
	assert_int_equal(pending(store->database, entries), 1);
	assert_int_equal(entries[0].hash[0], 10);
}

static void lets_the_newest_order_stand(void **state)
{
	struct agent_store *store = *state;
	struct zr_inbox_order order = order_of(5, 1);
	bool is_newest = false;
	assert_int_equal(zr_inbox_apply_form(store->database, &order, &form, "/5", NULL), 0);
	assert_int_equal(zr_inbox_is_newest(store->database, 4, &form, &is_newest, NULL), 0);
	assert_false(is_newest);
	assert_int_equal(zr_inbox_is_newest(store->database, 6, &form, &is_newest, NULL), 0);
	assert_true(is_newest);
	assert_int_equal(zr_inbox_is_newest(store->database, 4, &assignment, &is_newest, NULL), 0);
	assert_true(is_newest);
	struct zr_order other = form;
	other.form_version = TEXT("2");
	order = order_of(6, 1);
	assert_int_equal(zr_inbox_apply_form(store->database, &order, &other, "/6", NULL), 0);
	order = order_of(7, 1);
	assert_int_equal(zr_inbox_apply_form(store->database, &order, &form, "/7", NULL), 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_inbox_list_forms(store->database, collect_form, &text, NULL), 0);
	assert_string_equal(text.data, "census2020 1 /7;census2020 2 /6;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(keeps_an_assignment_in_its_order),
		AGENT_STORE_TEST(keeps_the_open_drafts_that_were_told_last),
		AGENT_STORE_TEST(keeps_the_zone_of_the_area),
		AGENT_STORE_TEST(changes_nothing_by_an_assignment_that_cannot_be),
		AGENT_STORE_TEST(acknowledges_until_the_hub_has_taken_it),
		AGENT_STORE_TEST(lets_the_newest_order_stand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
