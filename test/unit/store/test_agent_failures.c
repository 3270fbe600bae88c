/*
 * The agent's store when memory, room or the storage itself fails, at each place in turn.
 * Tests: lib/store/outbox.c, lib/store/inbox.c, lib/store/hub_life.c, lib/store/identity.c.
 */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/hub_life.h"
#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "test/unit/store/agent_store.h"
#include "test/unit/sweep.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static struct agent_store *swept;
static sweep_work *swept_work; /* its user is the database */

static int work_on_swept(void *user, unsigned turn, struct zr_error *error)
{
	int code = swept_work(swept->database, turn, error);
	assert_true(sqlite3_get_autocommit(zr_database_handle(swept->database)) != 0);
	return code;
}

static void reopen_swept(void)
{
	agent_store_reopen(swept);
}

static void sweep_store(void **state, sweep_work *work)
{
	swept = *state;
	swept_work = work;
	sweep_renew = reopen_swept;
	sweep(work_on_swept, NULL, NULL);
	agent_store_reopen(swept);
}

/* ---- outbox ---- */

static int add(void *user, unsigned turn, struct zr_error *error)
{
	static char data[20000];
	const struct zr_buffer envelope = {.data = data, .bytes = sizeof data};
	char id[20];
	(void)snprintf(id, sizeof id, "r-%u", turn);
	struct zr_outbox_record record = {
		.record_id = id, .state = ZR_OUTBOX_WAITING, .bytes = sizeof data};
	uint64_t found = 0;
	int code = zr_outbox_find(user, id, &found, error);
	if (code == 0) {
		code = zr_outbox_next_sequence(user, &record.sequence, error);
	}
	if (code == 0) {
		code = zr_outbox_add(user, &record, &envelope, error);
	}
	return code;
}

static void adds_whole_records_or_none(void **state)
{
	struct agent_store *store = *state;
	sweep_store(state, add);
	struct zr_outbox_counts counts = {0};
	uint64_t next = 0;
	assert_int_equal(zr_outbox_count(store->database, &counts, NULL), 0);
	assert_int_equal(zr_outbox_next_sequence(store->database, &next, NULL), 0);
	assert_int_equal(counts.waiting, next - 1);
	for (uint64_t sequence = 1; sequence < next; sequence++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
		assert_int_equal(zr_outbox_get(store->database, sequence, &envelope, NULL), 0);
		assert_int_equal(envelope.bytes, 20000);
	}
}

static int settle(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_buffer receipt = {.data = TEXT("signed"), .bytes = 6};
	const struct zr_sync_change changes[] = {
		{.sequence = 1}, {.sequence = 2, .code = ZR_E_LIMIT}};
	const struct zr_outbox_settlement settlement = {
		.receipt = &receipt, .changes = changes, .change_count = 2, .now_us = turn};
	return zr_outbox_settle(user, &settlement, error);
}

static int count_record(void *user, const struct zr_outbox_record *record)
{
	*(unsigned *)user += (unsigned)record->sequence;
	return 0;
}

static int read_outbox(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_outbox_counts counts;
	int64_t newest_us = 0;
	unsigned sum = 0;
	int code = zr_outbox_get(user, 1, &envelope, error);
	if (code == 0) {
		code = zr_outbox_count(user, &counts, error);
	}
	if (code == 0) {
		code = zr_outbox_newest_us(user, &newest_us, error);
	}
	if (code == 0) {
		code = zr_outbox_list(user, false, count_record, &sum, error);
	}
	if (code == 0) {
		assert_int_equal(envelope.bytes, 20000);
		assert_int_equal(counts.received + counts.refused, 2);
		assert_int_equal(sum, 3);
	}
	return code;
}

static int drop(void *user, unsigned turn, struct zr_error *error)
{
	return zr_outbox_drop(user, 0, error);
}

static int call_durable(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_sync_hub hub = {.is_known = true, .high_water = 2, .durable_through = 2};
	return zr_hub_life_put(user, &hub, error);
}

static void settles_reads_and_drops(void **state)
{
	struct agent_store *store = *state;
	struct zr_error error;
	assert_int_equal(add(store->database, 100001, &error), 0);
	assert_int_equal(add(store->database, 100002, &error), 0);
	sweep_store(state, settle);
	sweep_store(state, read_outbox);
	sweep_store(state, call_durable);
	sweep_store(state, drop);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), ZR_E_NOT_FOUND);
	assert_int_equal(zr_outbox_get(store->database, 2, &envelope, NULL), 0);
}

static int turn_life(void *user, unsigned turn, struct zr_error *error)
{
	struct zr_sync_hub hub = {.is_known = true, .high_water = turn, .epoch = {(uint8_t)turn}};
	struct zr_sync_hub read = {0};
	struct zr_hub_life_loss loss;
	int code = zr_hub_life_turn(user, &hub, 1, &loss, error);
	if (code == 0) {
		code = zr_hub_life_put(user, &hub, error);
	}
	if (code == 0) {
		code = zr_hub_life_get(user, &read, error);
	}
	if (code == 0) {
		assert_int_equal(read.high_water, turn);
		assert_int_equal(read.epoch[0], (uint8_t)turn);
	}
	return code;
}

static void turns_to_another_life_as_a_whole(void **state)
{
	struct agent_store *store = *state;
	struct zr_error error;
	assert_int_equal(add(store->database, 100001, &error), 0);
	assert_int_equal(add(store->database, 100002, &error), 0);
	assert_int_equal(settle(store->database, 1, &error), 0);
	sweep_store(state, turn_life);
	struct zr_outbox_counts counts = {0};
	assert_int_equal(zr_outbox_count(store->database, &counts, NULL), 0);
	assert_int_equal(counts.waiting, 1);
	assert_int_equal(counts.refused, 1);
}

/* ---- inbox ---- */

static struct zr_order_household households[] = {
	{TEXT("h-2"), TEXT("Тверская ул., 2")}, {TEXT("h-1"), TEXT("Тверская ул., 1")}};

static const struct zr_order assignment = {.kind = ZR_ORDER_ASSIGNMENT,
	.form_id = TEXT("census2020"),
	.area_id = TEXT("area-1"),
	.area_name = TEXT("Area 1"),
	.zone = TEXT("Asia/Yekaterinburg"),
	.households = households,
	.household_count = 2};

static const struct zr_order form = {
	.kind = ZR_ORDER_FORM, .form_id = TEXT("census2020"), .form_version = TEXT("1")};

static int take_order(struct zr_database *database, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	bool is_known = true;
	bool is_newest = false;
	int code = zr_inbox_is_known(database, order, &is_known, error);
	if (code == 0 && !is_known) {
		code = zr_inbox_is_newest(database, order->sequence, content, &is_newest, error);
	}
	if (code == 0 && !is_known) {
		assert_true(is_newest);
		code = content->kind == ZR_ORDER_FORM
			       ? zr_inbox_apply_form(database, order, content, "/forms/1", error)
			       : zr_inbox_apply_assignment(database, order, content, error);
	}
	return code;
}

static int take_form(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_inbox_order order = {.sequence = turn, .hash = {(uint8_t)turn}};
	return take_order(user, &order, &form, error);
}

static int take_assignment(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_inbox_order order = {.sequence = turn, .hash = {(uint8_t)turn}};
	return take_order(user, &order, &assignment, error);
}

static int close_order(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_inbox_order order = {.sequence = turn, .hash = {(uint8_t)turn}};
	return zr_inbox_close(user, &order, ZR_E_UNSUPPORTED, error);
}

static int acknowledge(void *user, unsigned turn, struct zr_error *error)
{
	struct zr_receipt_entry entries[4];
	size_t count = 0;
	uint64_t high_water = 0;
	int code = close_order(user, turn, error);
	if (code == 0) {
		code = zr_inbox_pending(user, entries, 4, &count, error);
	}
	if (code == 0) {
		code = zr_inbox_high_water(user, &high_water, error);
	}
	if (code == 0) {
		code = zr_inbox_acknowledged(user, entries, count, error);
	}
	return code;
}

static int count_household(void *user, const struct zr_inbox_household *household)
{
	*(unsigned *)user += strcmp(household->form_id, "census2020") == 0;
	return 0;
}

static int count_form(void *user, const struct zr_inbox_form *item)
{
	*(unsigned *)user += 10 * (strcmp(item->directory, "/forms/1") == 0);
	return 0;
}

static int read_inbox(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	unsigned sum = 0;
	int code = zr_inbox_list_households(user, count_household, &sum, error);
	if (code == 0) {
		code = zr_inbox_list_forms(user, count_form, &sum, error);
	}
	if (code == 0) {
		code = zr_inbox_get_area(user, &area, error);
	}
	if (code == 0) {
		assert_int_equal(sum, 12);
		assert_string_equal(area.zone, "Asia/Yekaterinburg");
	}
	return code;
}

static void takes_whole_orders_or_none(void **state)
{
	struct agent_store *store = *state;
	sweep_store(state, take_form);
	sweep_store(state, take_assignment);
	sweep_store(state, close_order);
	sweep_store(state, read_inbox);
	sweep_store(state, acknowledge);
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	assert_int_equal(zr_inbox_get_area(store->database, &area, NULL), 0);
	assert_string_equal(area.area_name, "Area 1");
}

static int count_draft(void *user, const char *household_id)
{
	*(unsigned *)user += household_id[0] == 'h';
	return 0;
}

static int put_drafts(void *user, unsigned turn, struct zr_error *error)
{
	char id[20];
	char *ids[] = {TEXT("h-1"), id};
	bool is_changed = false;
	unsigned count = 0;
	(void)snprintf(id, sizeof id, "h-%u", turn + 10);
	int code = zr_inbox_put_drafts(user, ids, 2, &is_changed, error);
	if (code == 0) {
		assert_true(is_changed);
		code = zr_inbox_list_drafts(user, count_draft, &count, error);
	}
	assert_true(code < 0 || count == 2);
	return code;
}

static void keeps_the_list_of_drafts_whole(void **state)
{
	sweep_store(state, put_drafts);
}

/* ---- identity ---- */

static int enrol(void *user, unsigned turn, struct zr_error *error)
{
	const struct zr_identity hub = {.hub_url = "https://hub:1",
		.device_name = "T-1",
		.hub_ca = {.data = TEXT("PEM"), .bytes = 3}};
	ZR_CLEANUP(zr_identity_finish) struct zr_identity read = {0};
	int code = zr_identity_enrol(user, &hub, error);
	if (code == 0) {
		code = zr_identity_get(user, &read, error);
	}
	if (code == 0) {
		assert_true(read.is_enrolled);
		assert_string_equal(read.hub_url, "https://hub:1");
	}
	return code;
}

static void enrols_wholly_or_not(void **state)
{
	struct agent_store *store = *state;
	const uint8_t random[ZR_IDENTITY_RANDOM_BYTES] = {1};
	assert_int_equal(zr_identity_make(store->database, random, NULL), 0);
	sweep_store(state, enrol);
}

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(adds_whole_records_or_none),
		AGENT_STORE_TEST(settles_reads_and_drops),
		AGENT_STORE_TEST(turns_to_another_life_as_a_whole),
		AGENT_STORE_TEST(takes_whole_orders_or_none),
		AGENT_STORE_TEST(keeps_the_list_of_drafts_whole),
		AGENT_STORE_TEST(enrols_wholly_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
