/*
 * What waits in the store beyond what the sync machine takes: loaded when the machine is through.
 * Tests: tablet/agent/core/state.c. The machine's limit is small here, or its memory at an end.
 */
#include "test/unit/unit.h"

#include <sqlite3.h>

#include "lib/store/outbox.h"
#include "tablet/agent/core/state.h"
#include "test/unit/store/agent_store.h"

enum {
	ROOM = 2
};

static int failure; /* of the next reservations; 0: by the room */

int __real_zr_sync_reserve(struct zr_sync *sync, struct zr_error *error);
int __wrap_zr_sync_reserve(struct zr_sync *sync, struct zr_error *error);

int __wrap_zr_sync_reserve(struct zr_sync *sync, struct zr_error *error)
{
	if (failure != 0) {
		return failure;
	}
	return sync->record_count >= ROOM ? ZR_E_FULL : __real_zr_sync_reserve(sync, error);
}

static void put(struct zr_database *database, size_t count)
{
	static char data[] = "sealed";
	const struct zr_buffer envelope = {.data = data, .bytes = sizeof data};
	for (size_t i = 0; i < count; i++) {
		char id[32];
		(void)snprintf(id, sizeof id, "record-%zu", i);
		struct zr_outbox_record record = {.record_id = id,
			.result = ZR_RESULT_DONE,
			.bytes = sizeof data,
			.state = ZR_OUTBOX_WAITING};
		assert_int_equal(zr_outbox_next_sequence(database, &record.sequence, NULL), 0);
		record.hash[0] = (uint8_t)record.sequence;
		assert_int_equal(zr_outbox_add(database, &record, &envelope, NULL), 0);
	}
}

/* The hub has received all that the machine knows. */
static void settle_all(struct zr_state *state)
{
	const struct zr_buffer receipt = {.data = (char *)"signed", .bytes = 6};
	struct zr_sync_change changes[ROOM] = {0};
	size_t count = state->sync.record_count;
	assert_in_range(count, 1, ROOM);
	for (size_t i = 0; i < count; i++) {
		changes[i].sequence = state->sync.records[i].sequence;
	}
	const struct zr_outbox_settlement settlement = {
		.receipt = &receipt, .changes = changes, .change_count = count, .now_us = 5};
	assert_int_equal(zr_outbox_settle(state->database, &settlement, NULL), 0);
	zr_sync_settle(&state->sync, changes, count);
}

static void expect(const struct zr_state *state, size_t count, uint64_t first, bool is_more_waiting)
{
	assert_int_equal(state->sync.record_count, count);
	assert_int_equal(state->is_more_waiting, is_more_waiting);
	if (count > 0) {
		assert_int_equal(state->sync.records[0].sequence, first);
	}
}

static void loads_more_only_when_it_is_through(void **state)
{
	struct agent_store *store = *state;
	struct zr_state agent = {.database = store->database};
	failure = 0;
	zr_sync_init(&agent.sync, 1, 1000000);
	put(store->database, 5);
	assert_int_equal(zr_state_load_waiting(&agent, NULL), 0);
	expect(&agent, 2, 1, true);
	zr_state_load_more(&agent);
	expect(&agent, 2, 1, true);
	settle_all(&agent);
	zr_state_load_more(&agent);
	expect(&agent, 2, 3, true);
	settle_all(&agent);
	zr_state_load_more(&agent);
	expect(&agent, 1, 5, false);
	settle_all(&agent);
	zr_state_load_more(&agent);
	expect(&agent, 0, 0, false);
	zr_sync_finish(&agent.sync);
}

static void tries_again_what_it_could_not_load(void **state)
{
	struct agent_store *store = *state;
	struct zr_state agent = {.database = store->database};
	zr_sync_init(&agent.sync, 1, 1000000);
	put(store->database, 2);
	failure = ZR_E_NOMEM;
	assert_int_equal(zr_state_load_waiting(&agent, NULL), ZR_E_NOMEM);
	expect(&agent, 0, 0, true);
	zr_state_load_more(&agent);
	expect(&agent, 0, 0, true);
	failure = 0;
	zr_state_load_more(&agent);
	expect(&agent, 2, 1, false);
	zr_sync_finish(&agent.sync);
}

/* Of two records the first was changed: the second goes alone. */
static void expect_left_behind(struct agent_store *store, const char *change)
{
	struct zr_state agent = {.database = store->database};
	failure = 0;
	zr_sync_init(&agent.sync, 1, 1000000);
	put(store->database, 2);
	assert_int_equal(
		sqlite3_exec(zr_database_handle(store->database), change, NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(zr_state_load_waiting(&agent, NULL), 0);
	expect(&agent, 1, 2, false);
	zr_sync_finish(&agent.sync);
}

static void goes_without_what_is_damaged(void **state)
{
	expect_left_behind(*state, "UPDATE record SET hash = x'00' WHERE sequence = 1");
}

/* The tablet was set back to an older copy of itself. */
static void leaves_what_only_a_later_version_can_send(void **state)
{
	expect_left_behind(*state, "UPDATE record SET bytes = 8388609 WHERE sequence = 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(loads_more_only_when_it_is_through),
		AGENT_STORE_TEST(tries_again_what_it_could_not_load),
		AGENT_STORE_TEST(goes_without_what_is_damaged),
		AGENT_STORE_TEST(leaves_what_only_a_later_version_can_send),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
