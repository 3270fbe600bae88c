#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/store/hub_life.h"
#include "lib/store/outbox.h"
#include "test/unit/store/agent_store.h"
#include "test/unit/fail_sqlite.h"

static int add(struct zr_database *database, const char *record_id, size_t bytes)
{
	static char data[64 * 1024];
	assert_true(bytes <= sizeof data);
	const struct zr_buffer envelope = {.data = data, .bytes = bytes};
	struct zr_outbox_record record = {.record_id = record_id,
		.household_id = "h",
		.address = "ул. Мира, 5",
		.area_id = "a",
		.outcome = "later",
		.appointment = "2026-12-28T18:30",
		.replaces_id = "r0",
		.result = ZR_RESULT_REVISIT,
		.bytes = bytes,
		.state = ZR_OUTBOX_WAITING,
		.changed_us = -1};
	int code = zr_outbox_next_sequence(database, &record.sequence, NULL);
	if (code == 0) {
		record.hash[0] = (uint8_t)record.sequence;
		code = zr_outbox_add(database, &record, &envelope, NULL);
	}
	return code;
}

static int settle(struct zr_database *database, uint64_t sequence, int code)
{
	const struct zr_buffer receipt = {.data = (char *)"signed", .bytes = 6};
	const struct zr_sync_change change = {.sequence = sequence, .code = code};
	const struct zr_outbox_settlement settlement = {
		.receipt = &receipt, .changes = &change, .change_count = 1, .now_us = 5};
	return zr_outbox_settle(database, &settlement, NULL);
}

static void call_durable(struct zr_database *database, uint64_t durable_through)
{
	const struct zr_sync_hub hub = {
		.is_known = true, .high_water = 9, .durable_through = durable_through};
	assert_int_equal(zr_hub_life_put(database, &hub, NULL), 0);
}

static struct zr_outbox_counts count(struct zr_database *database)
{
	struct zr_outbox_counts counts;
	assert_int_equal(zr_outbox_count(database, &counts, NULL), 0);
	return counts;
}

static int collect(void *user, const struct zr_outbox_record *record)
{
	struct zr_buffer *text = user;
	assert_int_equal(
		zr_buffer_add_format(text, "%s:%llu:%d:%d ", record->record_id,
			(unsigned long long)record->sequence, (int)record->state, record->code),
		0);
	return 0;
}

static void expect_list(struct zr_database *database, bool is_waiting_only, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_outbox_list(database, is_waiting_only, collect, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static void numbers_records_without_gaps_over_restarts(void **state)
{
	struct agent_store *store = *state;
	uint64_t sequence = 9;
	assert_int_equal(zr_outbox_find(store->database, "a", &sequence, NULL), 0);
	assert_int_equal(sequence, 0);
	assert_int_equal(add(store->database, "a", 10), 0);
	agent_store_reopen(store);
	assert_int_equal(add(store->database, "b", 20), 0);
	assert_int_equal(zr_outbox_find(store->database, "b", &sequence, NULL), 0);
	assert_int_equal(sequence, 2);
	assert_int_equal(add(store->database, "a", 10), ZR_E_EXISTS);
	assert_int_equal(zr_outbox_next_sequence(store->database, &sequence, NULL), 0);
	assert_int_equal(sequence, 3);
	expect_list(store->database, false, "a:1:1:0 b:2:1:0 ");
}

static void keeps_the_bytes_until_the_receipt_and_after(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	assert_int_equal(add(store->database, "a", 10), 0);
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), 0);
	assert_int_equal(envelope.bytes, 10);
	assert_int_equal(settle(store->database, 1, 0), 0);
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), 0);
	call_durable(store->database, 1);
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), ZR_E_NOT_FOUND);
	expect_list(store->database, false, "a:1:3:0 ");
	assert_int_equal(count(store->database).received, 1);
}

static void drops_the_oldest_received_first(void **state)
{
	struct agent_store *store = *state;
	for (uint64_t i = 1; i <= 4; i++) {
		assert_int_equal(add(store->database, (char[]){(char)('a' + i), '\0'}, 100), 0);
	}
	assert_int_equal(settle(store->database, 1, 0), 0);
	assert_int_equal(settle(store->database, 2, 0), 0);
	assert_int_equal(settle(store->database, 4, 0), 0);
	call_durable(store->database, 4);
	assert_int_equal(zr_outbox_drop(store->database, 250, NULL), 0);
	assert_int_equal(count(store->database).kept_bytes, 200);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), ZR_E_NOT_FOUND);
	assert_int_equal(zr_outbox_get(store->database, 2, &envelope, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 3, &envelope, NULL), 0);
}

static void keeps_a_refused_record_and_its_reason(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	assert_int_equal(add(store->database, "a", 10), 0);
	assert_int_equal(settle(store->database, 1, ZR_E_FORGED), 0);
	call_durable(store->database, 1);
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), 0);
	expect_list(store->database, false, "a:1:4:-12 ");
	expect_list(store->database, true, "");
	assert_int_equal(settle(store->database, 1, 0), 0);
	assert_int_equal(settle(store->database, 1, ZR_E_FORGED), 0);
	expect_list(store->database, false, "a:1:3:0 ");
}

static void cannot_drop_what_is_not_received_even_by_mistake(void **state)
{
	struct agent_store *store = *state;
	sqlite3 *handle = zr_database_handle(store->database);
	assert_int_equal(add(store->database, "a", 10), 0);
	assert_int_not_equal(
		sqlite3_exec(handle, "DELETE FROM envelope", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(
		sqlite3_exec(handle, "UPDATE record SET state = 3", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(
		sqlite3_exec(handle, "DELETE FROM record", NULL, NULL, NULL), SQLITE_OK);
	expect_list(store->database, true, "a:1:1:0 ");
}

static int expect_facts(void *user, const struct zr_outbox_record *record)
{
	assert_string_equal(record->household_id, "h");
	assert_string_equal(record->address, "ул. Мира, 5");
	assert_string_equal(record->area_id, "a");
	assert_string_equal(record->outcome, "later");
	assert_string_equal(record->appointment, "2026-12-28T18:30");
	assert_string_equal(record->previous_id, "");
	assert_string_equal(record->replaces_id, "r0");
	assert_int_equal(record->result, ZR_RESULT_REVISIT);
	*(bool *)user = true;
	return 0;
}

static void keeps_where_a_record_was_made_and_what_it_came_to(void **state)
{
	struct agent_store *store = *state;
	bool was_seen = false;
	assert_int_equal(add(store->database, "a", 10), 0);
	agent_store_reopen(store);
	assert_int_equal(zr_outbox_list(store->database, false, expect_facts, &was_seen, NULL), 0);
	assert_true(was_seen);
}

static int expect_first_version(void *user, const struct zr_outbox_record *record)
{
	bool is_listed = record->sequence == 1;
	assert_string_equal(record->record_id, is_listed ? "r-1" : "r-2");
	assert_string_equal(record->address, is_listed ? "ул. Мира, 5" : "");
	assert_string_equal(record->area_id, "area-1");
	assert_int_equal(record->result, ZR_RESULT_UNKNOWN);
	++*(int *)user;
	return 0;
}

/* The tables of the first version that later ones change, with two records in them. */
static void brings_the_records_of_the_first_version_on(void **state)
{
	static const char first[] =
		"PRAGMA application_id=1517440866; PRAGMA user_version=1;"
		"CREATE TABLE identity(one INTEGER PRIMARY KEY CHECK(one = 1), random BLOB NOT "
		"NULL, is_enrolled INTEGER NOT NULL DEFAULT 0, hub_sign BLOB, hub_agree BLOB) "
		"STRICT;"
		"CREATE TABLE receipt(id INTEGER PRIMARY KEY, envelope BLOB NOT NULL) STRICT;"
		"CREATE TABLE own_receipt(one INTEGER PRIMARY KEY, reserved INTEGER) STRICT;"
		"CREATE TABLE envelope(sequence INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"
		"CREATE TRIGGER envelope_is_kept BEFORE DELETE ON envelope BEGIN SELECT 1; END;"
		"CREATE TABLE record(sequence INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE,"
		" household_id TEXT NOT NULL, hash BLOB NOT NULL, bytes INTEGER NOT NULL,"
		" state INTEGER NOT NULL CHECK(state IN (1, 3, 4)), code INTEGER NOT NULL DEFAULT "
		"0,"
		" changed_us INTEGER NOT NULL, receipt INTEGER REFERENCES receipt(id),"
		" CHECK(state = 1 OR receipt IS NOT NULL)) STRICT;"
		"CREATE TABLE assignment(one INTEGER PRIMARY KEY CHECK(one = 1),"
		" area_id TEXT NOT NULL, area_name TEXT NOT NULL, form_id TEXT NOT NULL,"
		" sequence INTEGER NOT NULL) STRICT;"
		"CREATE TABLE household(place INTEGER PRIMARY KEY,"
		" household_id TEXT NOT NULL UNIQUE, address TEXT NOT NULL) STRICT;"
		"INSERT INTO assignment VALUES(1, 'area-1', 'Area 1', 'f', 3);"
		"INSERT INTO household VALUES(0, 'h-1', 'ул. Мира, 5');"
		"INSERT INTO record VALUES(1, 'r-1', 'h-1', zeroblob(32), 9, 1, 0, 5, NULL);"
		"INSERT INTO record VALUES(2, 'r-2', 'h-9', zeroblob(32), 9, 1, 0, 5, NULL);";
	struct agent_store *store = *state;
	zr_database_close(store->database);
	store->database = NULL;
	assert_int_equal(unlink(store->path), 0);
	sqlite3 *handle = NULL;
	assert_int_equal(sqlite3_open(store->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, first, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	agent_store_reopen(store);
	int count = 0;
	assert_int_equal(
		zr_outbox_list(store->database, true, expect_first_version, &count, NULL), 0);
	assert_int_equal(count, 2);
}

/* The hub has received both and would lose the second with its disk. */
static void keeps_what_is_not_durable_even_on_a_full_disk(void **state)
{
	struct agent_store *store = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	sqlite3 *handle = zr_database_handle(store->database);
	assert_int_equal(add(store->database, "a", 100), 0);
	assert_int_equal(add(store->database, "b", 100), 0);
	assert_int_equal(settle(store->database, 1, 0), 0);
	assert_int_equal(settle(store->database, 2, 0), 0);
	assert_int_equal(count(store->database).kept_count, 2);
	assert_int_equal(count(store->database).droppable_bytes, 0);
	call_durable(store->database, 1);
	assert_int_equal(count(store->database).kept_count, 1);
	assert_int_equal(count(store->database).kept_bytes, 200);
	assert_int_equal(count(store->database).droppable_bytes, 100);
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 1, &envelope, NULL), ZR_E_NOT_FOUND);
	assert_int_equal(zr_outbox_get(store->database, 2, &envelope, NULL), 0);
	assert_int_not_equal(
		sqlite3_exec(handle, "DELETE FROM envelope", NULL, NULL, NULL), SQLITE_OK);
	call_durable(store->database, 0); /* and what was durable is it no more */
	assert_int_equal(zr_outbox_drop(store->database, 0, NULL), 0);
	assert_int_equal(zr_outbox_get(store->database, 2, &envelope, NULL), 0);
}

/* Two records, a receipt for the first; then a third is added while the countdown runs out. */
static void loses_and_doubles_nothing_when_something_fails(void **state)
{
	struct agent_store *store = *state;
	assert_int_equal(add(store->database, "a", 10), 0);
	assert_int_equal(add(store->database, "b", 10), 0);
	assert_int_equal(settle(store->database, 1, 0), 0);
	uint64_t stored = 2;
	for (enum fail_point point = FAIL_MALLOC; point < FAIL_POINT_COUNT; point++) {
		fail_was_met = true;
		for (long countdown = 1; fail_was_met; countdown++) {
			char name[40];
			uint64_t sequence = 0;
			(void)snprintf(name, sizeof name, "%d-%ld", (int)point, countdown);
			fail_was_met = false;
			fail_countdown[point] = countdown;
			int code = add(store->database, name, 20000);
			if (code == 0) {
				code = settle(store->database, 2, 0) < 0 ? 0 : code;
			}
			fail_countdown[point] = 0;
			if (countdown % 3 == 0) {
				agent_store_reopen(store);
			}
			assert_int_equal(zr_outbox_find(store->database, name, &sequence, NULL), 0);
			assert_int_equal(sequence, code == 0 ? stored + 1 : 0);
			stored += code == 0 ? 1 : 0;
			assert_int_equal(
				zr_outbox_next_sequence(store->database, &sequence, NULL), 0);
			assert_int_equal(sequence, stored + 1);
		}
	}
	struct zr_outbox_counts counts = count(store->database);
	assert_int_equal(counts.received, 2);
	assert_int_equal(counts.waiting, stored - 2);
}

static void says_full_and_goes_on_when_there_is_room(void **state)
{
	struct agent_store *store = *state;
	sqlite3 *handle = zr_database_handle(store->database);
	assert_int_equal(add(store->database, "a", 10), 0);
	assert_int_equal(
		sqlite3_exec(handle, "PRAGMA max_page_count=1", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(add(store->database, "b", 60000), ZR_E_FULL);
	expect_list(store->database, false, "a:1:1:0 ");
	assert_int_equal(
		sqlite3_exec(handle, "PRAGMA max_page_count=9999", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(add(store->database, "b", 60000), 0);
	expect_list(store->database, false, "a:1:1:0 b:2:1:0 ");
}

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(numbers_records_without_gaps_over_restarts),
		AGENT_STORE_TEST(keeps_the_bytes_until_the_receipt_and_after),
		AGENT_STORE_TEST(drops_the_oldest_received_first),
		AGENT_STORE_TEST(keeps_a_refused_record_and_its_reason),
		AGENT_STORE_TEST(cannot_drop_what_is_not_received_even_by_mistake),
		AGENT_STORE_TEST(keeps_where_a_record_was_made_and_what_it_came_to),
		AGENT_STORE_TEST(brings_the_records_of_the_first_version_on),
		AGENT_STORE_TEST(keeps_what_is_not_durable_even_on_a_full_disk),
		AGENT_STORE_TEST(loses_and_doubles_nothing_when_something_fails),
		AGENT_STORE_TEST(says_full_and_goes_on_when_there_is_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
