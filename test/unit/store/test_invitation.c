/* Who may answer online, and who has. Tests: lib/store/answered.c, too. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/store/answered.h"
#include "lib/store/hub_life.h"
#include "lib/store/invitation.h"
#include "test/unit/store/agent_store.h"

#define TEXT(literal) (char *)(literal)

static struct zr_order_invitation invitations[] = {
	{{1}, TEXT("h-1"), TEXT("ул. Лесная, 1")}, {{2}, TEXT("h-2"), TEXT("ул. Лесная, 2")}};

static void invite(
	struct zr_database *database, uint64_t sequence, const char *area_id, size_t first)
{
	const struct zr_inbox_order order = {.sequence = sequence, .hash = {(uint8_t)sequence}};
	const struct zr_order content = {.kind = ZR_ORDER_INVITATION,
		.form_id = TEXT("census"),
		.area_id = TEXT(area_id),
		.zone = TEXT("Asia/Tashkent"),
		.invitations = invitations + first,
		.invitation_count = 2 - first};
	assert_int_equal(zr_invitation_apply(database, &order, &content, NULL), 0);
}

static int find(struct zr_database *database, uint8_t first, struct zr_invitation *ret_invitation)
{
	const uint8_t lookup[ZR_ORDER_LOOKUP_BYTES] = {first};
	return zr_invitation_find(database, lookup, ret_invitation, NULL);
}

static void a_code_tells_whose_it_is(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_invitation_finish) struct zr_invitation found = {0};
	assert_int_equal(find(store->database, 1, &found), ZR_E_NOT_FOUND);
	invite(store->database, 1, "area-1", 0);
	agent_store_reopen(store);
	assert_int_equal(find(store->database, 1, &found), 0);
	assert_string_equal(found.household_id, "h-1");
	assert_string_equal(found.address, "ул. Лесная, 1");
	assert_string_equal(found.area_id, "area-1");
	assert_string_equal(found.form_id, "census");
	assert_string_equal(found.zone, "Asia/Tashkent");
}

static void the_newest_list_of_an_area_stands(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_invitation_finish) struct zr_invitation found = {0};
	invite(store->database, 2, "area-1", 1);
	invite(store->database, 1, "area-1", 0); /* late */
	assert_int_equal(find(store->database, 1, &found), ZR_E_NOT_FOUND);
	assert_int_equal(find(store->database, 2, &found), 0);
	struct zr_receipt_entry entries[4];
	size_t count = 0;
	assert_int_equal(zr_inbox_pending(store->database, entries, 4, &count, NULL), 0);
	assert_int_equal(count, 2);
}

static int collect(void *user, const struct zr_inbox_household *household)
{
	return zr_buffer_add_format(
		user, "%s%s;", household->household_id, household->is_answered ? "!" : "");
}

static void expect(struct zr_database *database, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_inbox_list_households(database, collect, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static void answer(struct zr_database *database, uint64_t sequence, const char *area_id, char *id)
{
	const struct zr_inbox_order order = {.sequence = sequence, .hash = {(uint8_t)sequence}};
	const struct zr_order content = {.kind = ZR_ORDER_ANSWERED,
		.area_id = TEXT(area_id),
		.answered_ids = &id,
		.answered_count = 1};
	assert_int_equal(zr_answered_apply(database, &order, &content, NULL), 0);
}

static void households_that_answered_are_told_apart(void **state)
{
	struct agent_store *store = *state;
	struct zr_order_household households[] = {
		{TEXT("h-1"), TEXT("A")}, {TEXT("h-2"), TEXT("B")}};
	const struct zr_order content = {.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = TEXT("census"),
		.area_id = TEXT("area-1"),
		.area_name = TEXT("Area 1"),
		.households = households,
		.household_count = 2};
	const struct zr_inbox_order order = {.sequence = 1, .hash = {1}};
	assert_int_equal(zr_inbox_apply_assignment(store->database, &order, &content, NULL), 0);
	expect(store->database, "h-1;h-2;");
	answer(store->database, 3, "area-1", TEXT("h-2"));
	answer(store->database, 2, "area-1", TEXT("h-1")); /* late */
	expect(store->database, "h-1;h-2!;");
	answer(store->database, 4, "area-2", TEXT("h-2")); /* another area's */
	expect(store->database, "h-1;h-2;");
}

/* Its orders are numbered as before the backup that it was restored from. */
static void a_hub_that_was_set_back_orders_anew(void **state)
{
	struct zr_database *database = ((struct agent_store *)*state)->database;
	ZR_CLEANUP(zr_invitation_finish) struct zr_invitation found = {0};
	const struct zr_sync_hub hub = {.is_known = true};
	struct zr_hub_life_loss loss;
	invite(database, 8, "area-1", 0);
	answer(database, 9, "area-2", TEXT("h-2"));
	assert_int_equal(zr_hub_life_turn(database, &hub, 5, &loss, NULL), 0);
	invite(database, 1, "area-1", 1);
	assert_int_equal(find(database, 1, &found), ZR_E_NOT_FOUND);
	const struct zr_order content = {.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = TEXT("census"),
		.area_id = TEXT("area-1"),
		.area_name = TEXT("Area 1"),
		.households = &(struct zr_order_household){TEXT("h-1"), TEXT("A")},
		.household_count = 1};
	const struct zr_inbox_order order = {.sequence = 2, .hash = {2}};
	assert_int_equal(zr_inbox_apply_assignment(database, &order, &content, NULL), 0);
	answer(database, 3, "area-1", TEXT("h-1"));
	expect(database, "h-1!;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(a_code_tells_whose_it_is),
		AGENT_STORE_TEST(the_newest_list_of_an_area_stands),
		AGENT_STORE_TEST(households_that_answered_are_told_apart),
		AGENT_STORE_TEST(a_hub_that_was_set_back_orders_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
