#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/hub_life.h"
#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "test/unit/store/agent_store.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* orders own their texts elsewhere */

static void add(struct zr_database *database, const char *record_id)
{
	struct zr_outbox_record record = {
		.record_id = record_id, .state = ZR_OUTBOX_WAITING, .bytes = 4};
	struct zr_buffer envelope = {.data = TEXT("abcd"), .bytes = 4};
	assert_int_equal(zr_outbox_next_sequence(database, &record.sequence, NULL), 0);
	record.hash[0] = (uint8_t)record.sequence;
	assert_int_equal(zr_outbox_add(database, &record, &envelope, NULL), 0);
}

static void receive(struct zr_database *database, uint64_t sequence, int code)
{
	struct zr_buffer receipt = {.data = TEXT("r"), .bytes = 1};
	struct zr_sync_change change = {.sequence = sequence, .code = code};
	struct zr_outbox_settlement settlement = {
		.receipt = &receipt, .changes = &change, .change_count = 1, .now_us = 1};
	assert_int_equal(zr_outbox_settle(database, &settlement, NULL), 0);
}

static int collect(void *user, const struct zr_outbox_record *record)
{
	char *text = user;
	size_t length = strlen(text);
	(void)snprintf(text + length, 100 - length, "%s:%d:%d ", record->record_id, record->state,
		record->code);
	return 0;
}

static void records_above_the_high_water_wait_again_or_are_lost(void **state)
{
	struct agent_store *store = *state;
	struct zr_sync_hub hub = {
		.is_known = true, .high_water = 2, .durable_through = 1, .epoch = {9}};
	struct zr_hub_life_loss loss;
	char list[100] = "";
	for (const char *id = "a\0b\0c\0d\0e\0"; *id != '\0'; id += 2) {
		add(store->database, id);
	}
	receive(store->database, 1, 0);
	receive(store->database, 2, 0);
	receive(store->database, 3, 0);
	const struct zr_sync_hub before = {
		.is_known = true, .high_water = 5, .durable_through = 3, .epoch = {8}};
	assert_int_equal(zr_hub_life_put(store->database, &before, NULL), 0);
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	receive(store->database, 4, ZR_E_LIMIT);
	receive(store->database, 5, 0);
	assert_int_equal(zr_hub_life_turn(store->database, &hub, 7, &loss, NULL), 0);
	assert_int_equal(loss.again_count, 1);
	assert_int_equal(loss.lost_count, 1);
	agent_store_reopen(store);
	assert_int_equal(zr_outbox_list(store->database, false, collect, list, NULL), 0);
	assert_string_equal(list, "a:3:0 b:3:0 c:4:-20 d:4:-6 e:1:0 ");
	struct zr_sync_hub read;
	assert_int_equal(zr_hub_life_get(store->database, &read, NULL), 0);
	assert_true(read.is_known);
	assert_int_equal(read.high_water, 2);
	assert_int_equal(read.durable_through, 1);
	assert_int_equal(read.epoch[0], 9);
	struct zr_buffer envelope = {0};
	assert_int_equal(zr_outbox_get(store->database, 5, &envelope, NULL), 0);
	zr_buffer_finish(&envelope);
}

/* This tablet was set back and used sequence 1 again: the restored hub has the record that stood
 * there before, and its high water says nothing of this one. */
static void a_record_below_the_high_water_waits_again(void **state)
{
	struct agent_store *store = *state;
	struct zr_sync_hub hub = {.is_known = true, .high_water = 1, .epoch = {9}};
	struct zr_hub_life_loss loss;
	char list[100] = "";
	add(store->database, "again");
	receive(store->database, 1, 0);
	assert_int_equal(zr_hub_life_turn(store->database, &hub, 7, &loss, NULL), 0);
	assert_int_equal(loss.again_count, 1);
	assert_int_equal(loss.lost_count, 0);
	assert_int_equal(zr_outbox_list(store->database, true, collect, list, NULL), 0);
	assert_string_equal(list, "again:1:0 ");
}

/* This tablet was set back: the hub has more of it than it knows itself. */
static void numbers_go_on_above_what_the_hub_has(void **state)
{
	struct agent_store *store = *state;
	struct zr_sync_hub hub = {.is_known = true, .high_water = 7};
	uint64_t sequence = 0;
	add(store->database, "a");
	assert_int_equal(zr_hub_life_put(store->database, &hub, NULL), 0);
	add(store->database, "b");
	assert_int_equal(zr_outbox_find(store->database, "b", &sequence, NULL), 0);
	assert_int_equal(sequence, 8);
	hub.high_water = 3;
	assert_int_equal(zr_hub_life_put(store->database, &hub, NULL), 0);
	add(store->database, "c");
	assert_int_equal(zr_outbox_find(store->database, "c", &sequence, NULL), 0);
	assert_int_equal(sequence, 9);
}

static void assign(struct zr_database *database, uint64_t sequence, uint8_t hash, const char *area)
{
	struct zr_inbox_order order = {.sequence = sequence, .hash = {hash}};
	struct zr_order content = {.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = TEXT("f"),
		.form_version = TEXT("1"),
		.area_id = TEXT(area),
		.area_name = TEXT("A")};
	bool is_known = true;
	bool is_newest = false;
	assert_int_equal(zr_inbox_is_known(database, &order, &is_known, NULL), 0);
	assert_false(is_known);
	assert_int_equal(zr_inbox_is_newest(database, sequence, &content, &is_newest, NULL), 0);
	assert_true(is_newest);
	assert_int_equal(zr_inbox_apply_assignment(database, &order, &content, NULL), 0);
	assert_int_equal(zr_inbox_is_known(database, &order, &is_known, NULL), 0);
	assert_true(is_known);
}

static void expect_area(struct zr_database *database, const char *area_id)
{
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	assert_int_equal(zr_inbox_get_area(database, &area, NULL), 0);
	assert_string_equal(area.area_id, area_id);
}

static void orders_of_another_life_are_newer_than_all_before(void **state)
{
	struct agent_store *store = *state;
	struct zr_sync_hub hub = {.is_known = true, .epoch = {9}};
	struct zr_hub_life_loss loss;
	uint64_t high_water = 0;
	assign(store->database, 5, 1, "old");
	assign(store->database, 5, 2, "same-number"); /* unsaid: known by its hash alone */
	expect_area(store->database, "same-number");
	assert_int_equal(zr_hub_life_turn(store->database, &hub, 1, &loss, NULL), 0);
	assert_int_equal(zr_hub_life_turn(store->database, &hub, 1, &loss, NULL), 0);
	assign(store->database, 2, 3, "restored");
	expect_area(store->database, "restored");
	assert_int_equal(zr_inbox_high_water(store->database, &high_water, NULL), 0);
	assert_int_equal(high_water, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(records_above_the_high_water_wait_again_or_are_lost),
		AGENT_STORE_TEST(a_record_below_the_high_water_waits_again),
		AGENT_STORE_TEST(numbers_go_on_above_what_the_hub_has),
		AGENT_STORE_TEST(orders_of_another_life_are_newer_than_all_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
