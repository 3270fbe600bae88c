/*
 * What is damaged in a store is said, and what a caller does not want to go on with is left.
 * Tests: lib/store/outbox.c, lib/store/inbox.c, lib/store/hub_life.c, lib/store/identity.c.
 */
#include "test/unit/unit.h"

#include <sqlite3.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/hub_life.h"
#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "test/unit/store/agent_store.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static void run(struct agent_store *store, const char *sql)
{
	assert_int_equal(sqlite3_exec(zr_database_handle(store->database), sql, NULL, NULL, NULL),
		SQLITE_OK);
}

/* ---- rows that are not as we wrote them ---- */

struct records {
	unsigned count;
	unsigned damaged_count;
};

static int count_record(void *user, const struct zr_outbox_record *record)
{
	struct records *records = user;
	records->count++;
	records->damaged_count += record->is_damaged;
	return record->sequence == 1 ? 7 : 0;
}

static void a_damaged_record_holds_no_other_back(void **state)
{
	struct agent_store *store = *state;
	struct records records = {0};
	run(store, "INSERT INTO record(sequence, record_id, household_id, hash, bytes, state,"
		   " changed_us) VALUES(3, 'r', 'h', x'0102', 1, 1, 0)");
	run(store, "INSERT INTO record(sequence, record_id, household_id, hash, bytes, state,"
		   " changed_us) VALUES(4, 's', 'h', zeroblob(32), 1, 1, 0)");
	assert_int_equal(zr_outbox_list(store->database, true, count_record, &records, NULL), 0);
	assert_int_equal(records.count, 2);
	assert_int_equal(records.damaged_count, 1);
	run(store, "UPDATE record SET sequence = 1 WHERE sequence = 3");
	assert_int_equal(zr_outbox_list(store->database, true, count_record, &records, NULL), 7);
	assert_int_equal(records.count, 3);
}

static void damaged_numbers_are_told(void **state)
{
	static const char *const damages[] = {"UPDATE record SET bytes = 0",
		"UPDATE record SET bytes = -1", "UPDATE record SET bytes = 1, sequence = -3",
		"UPDATE record SET sequence = 9223372036854775807"};
	struct agent_store *store = *state;
	struct zr_buffer envelope = {0};
	struct records records = {0};
	uint64_t number = 0;
	run(store, "INSERT INTO record(sequence, record_id, household_id, hash, bytes, state,"
		   " changed_us) VALUES(3, 'r', 'h', zeroblob(32), 1, 1, 0);"
		   "INSERT INTO envelope VALUES(3, x'')");
	assert_int_equal(zr_outbox_get(store->database, 3, &envelope, NULL), ZR_E_INVALID);
	for (size_t i = 0; i < 3; i++) {
		run(store, "PRAGMA foreign_keys = OFF");
		run(store, damages[i]);
		assert_int_equal(
			zr_outbox_list(store->database, true, count_record, &records, NULL), 0);
		assert_int_equal(records.damaged_count, i + 1);
	}
	assert_int_equal(zr_outbox_next_sequence(store->database, &number, NULL), 0);
	run(store, damages[3]);
	assert_int_equal(zr_outbox_next_sequence(store->database, &number, NULL), ZR_E_INVALID);
}

static void a_damaged_order_holds_no_other_back(void **state)
{
	struct agent_store *store = *state;
	struct zr_receipt_entry entries[4];
	size_t count = 9;
	run(store, "INSERT INTO hub_order(sequence, hash, code) VALUES(5, x'01', 0),"
		   " (6, zeroblob(32), 6), (7, zeroblob(32), -1)");
	assert_int_equal(zr_inbox_pending(store->database, entries, 4, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_int_equal(entries[0].sequence, 7);
}

static void a_damaged_epoch_is_told(void **state)
{
	struct agent_store *store = *state;
	struct zr_sync_hub hub = {.is_known = true};
	assert_int_equal(zr_hub_life_get(store->database, &hub, NULL), 0);
	assert_false(hub.is_known);
	run(store, "INSERT INTO hub_life VALUES(1, x'01', 5, 0)");
	assert_int_equal(zr_hub_life_get(store->database, &hub, NULL), ZR_E_INVALID);
	run(store, "UPDATE hub_life SET epoch = zeroblob(16), high_water = -1");
	assert_int_equal(zr_hub_life_get(store->database, &hub, NULL), ZR_E_INVALID);
	run(store, "UPDATE hub_life SET high_water = 0, durable_through = -1");
	assert_int_equal(zr_hub_life_get(store->database, &hub, NULL), ZR_E_INVALID);
}

static void a_damaged_identity_is_told(void **state)
{
	static const char *const damages[] = {
		"UPDATE identity SET random = x'00'",
		"UPDATE identity SET random = zeroblob(64), hub_url = printf('%300c', 'x')",
		"UPDATE identity SET hub_url = '', device_name = printf('%300c', 'x')",
		"UPDATE identity SET device_name = '', is_enrolled = 1, hub_sign = x'00'",
		"UPDATE identity SET hub_sign = zeroblob(32), hub_agree = NULL",
		"UPDATE identity SET hub_agree = zeroblob(32), office_sign = NULL",
		"UPDATE identity SET office_sign = zeroblob(32), office_agree = x'00'",
	};
	struct agent_store *store = *state;
	const uint8_t random[ZR_IDENTITY_RANDOM_BYTES] = {1};
	assert_int_equal(zr_identity_make(store->database, random, NULL), 0);
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
		run(store, damages[i]);
		assert_int_equal(zr_identity_get(store->database, &identity, NULL), ZR_E_INVALID);
	}
	ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
	run(store, "UPDATE identity SET office_agree = zeroblob(32)");
	assert_int_equal(zr_identity_get(store->database, &identity, NULL), 0);
	assert_true(identity.is_enrolled);
}

/* ---- a visitor that has enough ---- */

static int stop_at_form(void *user, const struct zr_inbox_form *form)
{
	(*(unsigned *)user)++;
	return 7;
}

static int stop_at_household(void *user, const struct zr_inbox_household *household)
{
	(*(unsigned *)user)++;
	return 8;
}

static int stop_at_draft(void *user, const char *household_id)
{
	(*(unsigned *)user)++;
	return 9;
}

static void a_visitor_ends_its_list(void **state)
{
	struct agent_store *store = *state;
	unsigned count = 0;
	run(store, "INSERT INTO form VALUES('f', '1', '/1', 1), ('f', '2', '/2', 2);"
		   "INSERT INTO assignment(one, area_id, area_name, form_id, sequence)"
		   " VALUES(1, 'a', 'A', 'f', 3);"
		   "INSERT INTO household VALUES(1, 'h', 'x'), (2, 'i', 'y');"
		   "INSERT INTO open_draft VALUES('h'), ('i')");
	assert_int_equal(zr_inbox_list_forms(store->database, stop_at_form, &count, NULL), 7);
	assert_int_equal(
		zr_inbox_list_households(store->database, stop_at_household, &count, NULL), 8);
	assert_int_equal(zr_inbox_list_drafts(store->database, stop_at_draft, &count, NULL), 9);
	assert_int_equal(count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(a_damaged_record_holds_no_other_back),
		AGENT_STORE_TEST(damaged_numbers_are_told),
		AGENT_STORE_TEST(a_damaged_order_holds_no_other_back),
		AGENT_STORE_TEST(a_damaged_epoch_is_told),
		AGENT_STORE_TEST(a_damaged_identity_is_told),
		AGENT_STORE_TEST(a_visitor_ends_its_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
