/* What any engine owes. Each test begins with an empty store and asks through store.h alone. This
 * half: transactions, tablets, records, the audit. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "test/unit/hub/store/contract_access.h"
#include "test/unit/hub/store/contract_arrival.h"
#include "test/unit/hub/store/contract_census.h"
#include "test/unit/hub/store/contract_collectors.h"
#include "test/unit/hub/store/contract_doubles.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_list.h"
#include "test/unit/hub/store/contract_progress.h"
#include "test/unit/hub/store/contract_shares.h"
#include "test/unit/hub/store/contract_teams.h"
#include "test/unit/hub/store/contract_online.h"
#include "test/unit/hub/store/contract_uploads.h"
#include "test/unit/hub/store/contract_reviews.h"
#include "test/unit/hub/store/store_contract.h"

/* ---- transactions ---- */

static bool has_fact(struct zr_store *of, const char *name)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	int code = zr_store_get_fact(of, name, &value, &fault);
	assert_true(code == 0 || code == ZR_E_NOT_FOUND);
	return code == 0;
}

static void a_rollback_takes_back_all(void **state)
{
	(void)state;
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, &fault), 0);
	assert_true(has_fact(store, "lost"));
	zr_store_rollback(store);
	assert_false(has_fact(store, "lost"));
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, &fault), 0);
	zr_store_rollback(store); /* also in the middle of a mark */
	assert_false(has_fact(store, "lost"));
	zr_store_rollback(store); /* and when there is nothing to take back */
}

static void a_mark_takes_back_its_own_writes_only(void **state)
{
	(void)state;
	struct zr_buffer value = {0};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "kept", "1", 1, &fault), 0);
	assert_int_equal(zr_store_unmark(store, true, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, &fault), 0);
	assert_int_equal(zr_store_unmark(store, false, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_get_fact(store, "kept", &value, &fault), 0);
	assert_string_equal(value.data, "1");
	assert_int_equal(zr_store_get_fact(store, "lost", &value, &fault), ZR_E_NOT_FOUND);
	zr_buffer_finish(&value);
}

static void a_reader_sees_commits_and_cannot_write(void **state)
{
	(void)state;
	struct zr_store *reader = NULL;
	struct zr_buffer value = {0};
	assert_int_equal(zr_store_open_reader(path, &reader, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "a", "1", 1, &fault), 0);
	assert_int_equal(zr_store_read_begin(reader, &fault), 0);
	assert_int_equal(zr_store_get_fact(reader, "a", &value, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "b", "1", 1, &fault), 0);
	assert_int_equal(zr_store_get_fact(reader, "b", &value, &fault), ZR_E_NOT_FOUND);
	zr_store_read_end(reader);
	assert_int_equal(zr_store_get_fact(reader, "b", &value, &fault), 0);
	assert_int_equal(zr_store_put_fact(reader, "c", "1", 1, &fault), ZR_E_IO);
	zr_buffer_finish(&value);
	zr_store_close(reader);
}

static void a_fact_is_claimed_once(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	struct zr_store_fact fact = {"a", "1", 1};
	assert_int_equal(zr_store_claim_fact(store, &fact, &value, &fault), 0);
	assert_string_equal(value.data, "1");
	fact.value = "2";
	zr_buffer_clear(&value);
	assert_int_equal(zr_store_claim_fact(store, &fact, &value, &fault), 0);
	assert_string_equal(value.data, "1");
}

static void what_is_committed_stands_after_a_start(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer epoch = {0};
	const uint8_t drawn[ZR_EPOCH_BYTES] = {1, 0, 2};
	assert_int_equal(zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, "before", 6, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(
		zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, drawn, sizeof drawn, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, &fault), 0);
	zr_store_close(store); /* in the middle of a transaction: as a hub that is killed */
	store = NULL;
	assert_int_equal(zr_store_open(path, &store, &fault), 0);
	assert_int_equal(zr_store_check(store, &fault), 0);
	assert_int_equal(zr_store_get_fact(store, ZR_STORE_FACT_EPOCH, &epoch, &fault), 0);
	assert_int_equal(epoch.bytes, sizeof drawn);
	assert_memory_equal(epoch.data, drawn, sizeof drawn);
	assert_false(has_fact(store, "lost"));
}

/* Taken by a reader in the middle of a transaction: what is committed, and that alone. */
static void a_copy_is_a_store_of_what_is_committed(void **state)
{
	(void)state;
	char copy_path[STORE_CONTRACT_PATH_BYTES];
	struct zr_store *reader = NULL;
	struct zr_store *copy = NULL;
	if (!engine->has_copies) {
		assert_int_equal(zr_store_copy(store, "copy", &fault), ZR_E_UNSUPPORTED);
		return;
	}
	engine->make(copy_path);
	assert_int_equal(zr_store_put_fact(store, "kept", "1", 1, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(store, "later", "1", 1, &fault), 0);
	assert_int_equal(zr_store_open_reader(path, &reader, &fault), 0);
	assert_int_equal(zr_store_copy(reader, copy_path, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_put_fact(reader, "c", "1", 1, &fault), ZR_E_IO);
	assert_int_not_equal(zr_store_copy(reader, copy_path, &fault), 0); /* it is there */
	assert_int_equal(zr_store_put_fact(reader, "c", "1", 1, &fault), ZR_E_IO);
	zr_store_close(reader);
	assert_int_equal(zr_store_open(copy_path, &copy, &fault), 0);
	assert_int_equal(zr_store_check(copy, &fault), 0);
	assert_true(has_fact(copy, "kept"));
	assert_false(has_fact(copy, "later"));
	zr_store_close(copy);
	engine->remove(copy_path);
}

/* ---- tablets ---- */

/* Joins what was visited: "T1 T2 ". */
static int join_device(void *user, const struct zr_device *device)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s ", device->name);
	return strcmp(device->name, "stop") == 0 ? 17 : 0;
}

static void tablets_are_listed_by_name_and_by_area(void **state)
{
	(void)state;
	char names[100] = "";
	add_device(3, "T2", "a");
	add_device(2, "T3", "b");
	add_device(1, "T1", "a");
	struct zr_device_filter filter = {.count_max = 10};
	assert_int_equal(zr_store_list_devices(store, &filter, join_device, names, &fault), 0);
	assert_string_equal(names, "T1 T2 T3 ");
	names[0] = '\0';
	filter.area_id = "a";
	assert_int_equal(zr_store_list_devices(store, &filter, join_device, names, &fault), 0);
	assert_string_equal(names, "T1 T2 ");
	names[0] = '\0';
	add_device(4, "stop", "a");
	add_device(5, "u", "a");
	assert_int_equal(zr_store_list_devices(store, &filter, join_device, names, &fault), 17);
	assert_string_equal(names, "T1 T2 stop "); /* the visitor's answer ends the list */
}

static void a_tablet_keeps_what_it_told(void **state)
{
	(void)state;
	struct zr_device device = {0};
	assert_int_equal(zr_store_get_device(store, device_id, &device, &fault), ZR_E_NOT_FOUND);
	add_device(1, "T1", "a");
	assert_int_equal(zr_store_get_device(store, device_id, &device, &fault), 0);
	assert_int_equal(device.battery_percent, -1); /* it has told nothing yet */
	device.battery_percent = 40;
	device.unsent_count = UINT32_MAX;
	device.durable_through = 7;
	(void)snprintf(device.name, sizeof device.name, "other"); /* not the tablet's to say */
	assert_int_equal(zr_store_touch_device(store, &device, &fault), 0);
	assert_int_equal(zr_store_get_device(store, device_id, &device, &fault), 0);
	assert_string_equal(device.name, "T1");
	assert_int_equal(device.battery_percent, 40);
	assert_int_equal(device.unsent_count, UINT32_MAX);
	assert_int_equal(device.durable_through, 7);
}

static void a_code_is_used_once(void **state)
{
	(void)state;
	static const uint8_t other_id[ZR_PARTY_ID_BYTES] = {9};
	struct zr_store_code code = {.secret_hash = {5}, .name = "T1", .expires_us = 77};
	struct zr_store_code found = {0};
	assert_int_equal(
		zr_store_get_code(store, code.secret_hash, &found, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_add_code(store, &code, &fault), 0);
	assert_int_equal(zr_store_get_code(store, code.secret_hash, &found, &fault), 0);
	assert_false(found.is_used);
	assert_int_equal(found.expires_us, 77);
	assert_int_equal(zr_store_use_code(store, code.secret_hash, device_id, &fault), 0);
	assert_int_equal(zr_store_use_code(store, code.secret_hash, other_id, &fault), 0);
	assert_int_equal(zr_store_get_code(store, code.secret_hash, &found, &fault), 0);
	assert_true(found.is_used);
	assert_memory_equal(found.device_id, device_id, sizeof device_id); /* the first stays */
}

static void a_device_is_certified_revoked_and_welcome_again(void **state)
{
	(void)state;
	struct zr_device device = {.certified_us = 7};
	struct zr_device read;
	add_device(1, "T1", "a");
	memset(device.keys.id, 9, sizeof device.keys.id);
	device.revoked_us = 8;
	assert_int_equal(zr_store_certify_device(store, &device, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_revoke_device(store, &device, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_get_device(store, device_id, &device, &fault), 0);
	assert_true(device.certified_us == 0 && device.revoked_us == 0);
	memset(device.certificate_key, 5, sizeof device.certificate_key);
	device.certified_us = 7;
	device.enrolled_us = 6;
	assert_int_equal(zr_store_certify_device(store, &device, &fault), 0);
	assert_int_equal(zr_store_get_device(store, device_id, &read, &fault), 0);
	assert_memory_equal(read.certificate_key, device.certificate_key, ZR_HASH_BYTES);
	assert_true(read.certified_us == 7 && read.enrolled_us == 6 && read.revoked_us == 0);
	assert_string_equal(read.name, "T1");
	assert_string_equal(read.area_id, "a");
	device.revoked_us = 8;
	assert_int_equal(zr_store_revoke_device(store, &device, &fault), 0);
	assert_int_equal(zr_store_get_device(store, device_id, &read, &fault), 0);
	assert_true(read.revoked_us == 8 && read.certified_us == 7);
	assert_int_equal(read.certificate_key[0], 0);
	assert_int_equal(zr_store_certify_device(store, &device, &fault), 0);
	assert_int_equal(zr_store_get_device(store, device_id, &read, &fault), 0);
	assert_true(read.revoked_us == 0 && read.certificate_key[0] == 5);
}

/* ---- records ---- */

static int count_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	assert_string_equal(record->content.record_id, "r1");
	++*(size_t *)user;
	return 0;
}

static void records_are_listed_by_filter(void **state)
{
	(void)state;
	int64_t first = -1;
	assert_int_equal(zr_store_last_rank(store, &first, &fault), 0);
	assert_int_equal(first, 0);
	add_record(1, 1, "a");
	assert_int_equal(zr_store_last_rank(store, &first, &fault), 0);
	assert_true(first > 0);
	add_record(2, 2, "b");
	struct zr_store_place behind_the_second = {.is_set = true, .number = 1000, .id = "2"};
	const struct {
		struct zr_store_record_filter filter;
		size_t count;
	} cases[] = {
		{{.count_max = 10}, 2},
		{{.count_max = 1}, 1},
		{{.count_max = 10, .area_id = "b"}, 1},
		{{.count_max = 10, .form_id = "g"}, 0},
		{{.count_max = 10, .device_id = device_id}, 2},
		{{.count_max = 10, .place = &behind_the_second}, 1},
		{{.count_max = 10, .since_us = 1000, .until_us = 1001}, 2},
		{{.count_max = 10, .since_us = 1001}, 0},
		{{.count_max = 10, .until_us = 1000}, 0},
		{{.count_max = 10, .with_doubt = true}, 2},
		{{.count_max = 10, .result = ZR_RESULT_REFUSED}, 0},
		{{.count_max = 10, .with_envelope = true}, 2},
		{{.count_max = 10, .with_envelope = true, .after_rank = first}, 1},
		{{.count_max = 10, .with_envelope = true, .until_rank = first}, 1},
		{{.count_max = 10, .with_envelope = true, .finished_from_us = 4}, 0},
		{{.count_max = 10, .with_envelope = true, .finished_before_us = 3}, 2},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t count = 0;
		assert_int_equal(zr_store_list_records(
					 store, &cases[i].filter, count_record, &count, &fault),
			0);
		assert_int_equal(count, cases[i].count);
	}
	size_t count = 0;
	struct zr_store_record_name name = {.record_id = "r1"};
	assert_int_equal(zr_store_get_record(store, &name, count_record, &count, &fault), 0);
	name.record_id = "r2";
	assert_int_equal(
		zr_store_get_record(store, &name, count_record, &count, &fault), ZR_E_NOT_FOUND);
}

struct seen {
	size_t count;
	unsigned conflict; /* of the record visited last */
	uint8_t hash;      /* its first byte */
};

static int see_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct seen *seen = user;
	seen->count++;
	seen->conflict = record->conflict;
	seen->hash = record->hash[0];
	return 0;
}

static void both_of_two_records_at_one_sequence_are_kept_and_marked(void **state)
{
	(void)state;
	add_record(1, 1, "a");
	struct seen seen = {0};
	struct zr_store_record_filter filter = {.count_max = 10, .record_id = "r1"};
	assert_int_equal(zr_store_list_records(store, &filter, see_record, &seen, &fault), 0);
	assert_int_equal(seen.conflict, 0);
	add_record(1, 2, "a");
	add_record(2, 3, "a");
	seen = (struct seen){0};
	assert_int_equal(zr_store_list_records(store, &filter, see_record, &seen, &fault), 0);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.conflict, ZR_STORE_CONFLICT_SEQUENCE | ZR_STORE_CONFLICT_ID);
	const uint8_t hash[ZR_HASH_BYTES] = {3};
	struct zr_store_record_name name = {.record_id = "r1", .hash = hash};
	assert_int_equal(zr_store_get_record(store, &name, see_record, &seen, &fault), 0);
	assert_int_equal(seen.hash, 3);
	assert_int_equal(seen.conflict, ZR_STORE_CONFLICT_ID);
}

static int see_all(void *user, const struct zr_store_record *record, int64_t rank)
{
	assert_int_equal(record->content.result, ZR_RESULT_REVISIT);
	assert_int_equal(record->content.doubt_count, 3);
	assert_string_equal(record->content.address, "Lesnaya 1");
	assert_null(record->content.xml);
	assert_int_equal(record->envelope_bytes, 8);
	assert_memory_equal(record->envelope, "envelope", 8);
	assert_string_equal(record->content.previous_id, "r0");
	assert_string_equal(record->content.replaces_id, "");
	assert_string_equal(record->content.appointment, "2026-12-28T18:30");
	*(int64_t *)user = rank;
	return 0;
}

/* What a household said is in the envelope alone, whatever the content that was opened has. */
static void a_record_keeps_its_result_and_no_answers(void **state)
{
	(void)state;
	struct zr_store_record record = {.sequence = 1,
		.content = {.record_id = TEXT("r1"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a"),
			.household_id = TEXT("h"),
			.outcome = TEXT("later"),
			.xml = TEXT("<f/>"),
			.xml_bytes = 4,
			.result = ZR_RESULT_REVISIT,
			.address = TEXT("Lesnaya 1"),
			.previous_id = TEXT("r0"),
			.appointment = TEXT("2026-12-28T18:30"),
			.doubt_count = 3}};
	memcpy(record.device_id, device_id, sizeof device_id);
	add_arrival(1, 0);
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
	int64_t rank = 0;
	struct zr_store_record_name name = {.record_id = "r1"};
	assert_int_equal(zr_store_get_record(store, &name, see_all, &rank, &fault), 0);
}

/* r2 corrects r1, as a record of the same household may. */
static void a_record_that_is_corrected_is_listed_where_it_is_asked_for(void **state)
{
	(void)state;
	struct zr_store_record record = {.sequence = 2,
		.hash = {2},
		.received_us = 1000,
		.content = {.record_id = TEXT("r2"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a"),
			.household_id = TEXT("h"),
			.outcome = TEXT("completed"),
			.replaces_id = TEXT("r1")}};
	memcpy(record.device_id, device_id, sizeof device_id);
	add_record(1, 1, "a");
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
	for (unsigned i = 0; i < 4; i++) {
		struct seen seen = {0};
		bool is_whole = i % 2 == 1;
		struct zr_store_record_filter filter = {
			.count_max = 10, .with_replaced = i < 2, .with_envelope = is_whole};
		assert_int_equal(
			zr_store_list_records(store, &filter, see_record, &seen, &fault), 0);
		assert_int_equal(seen.count, i < 2 ? 2 : 1);
		assert_true(i < 2 || seen.hash == 2);
	}
}

/* ---- the audit ---- */

struct audit_seen {
	size_t row_count;
	uint64_t event_count;
	int64_t first_us; /* of the row visited first: the newest */
};

static int see_audit(void *user, const struct zr_store_audit *audit)
{
	struct audit_seen *seen = user;
	seen->first_us = seen->row_count == 0 ? audit->time_us : seen->first_us;
	seen->row_count++;
	seen->event_count += audit->count;
	return 0;
}

static struct audit_seen audit_after(const char *who, int64_t from_us, size_t count)
{
	struct audit_seen seen = {0};
	for (size_t i = 0; i < count; i++) {
		struct zr_store_audit audit = {.time_us = from_us + (int64_t)i,
			.who = who,
			.what = "record",
			.code = ZR_E_INVALID,
			.detail = "r1"};
		assert_int_equal(zr_store_add_audit(store, &audit, &fault), 0);
	}
	assert_int_equal(zr_store_list_audit(store, 1000, see_audit, &seen, &fault), 0);
	return seen;
}

/* Nobody outside may push the operator's own rows out. */
static void strangers_and_floods_are_counted_by_the_hour(void **state)
{
	(void)state;
	const int64_t hour_us = (int64_t)3600 * 1000000;
	const size_t row_max = ZR_HUB_AUDIT_DEVICE_COUNT_MAX;
	struct audit_seen seen = audit_after("anna", hour_us, row_max + 10);
	assert_int_equal(seen.row_count, row_max + 10);
	seen = audit_after(ZR_STORE_STRANGER, hour_us, 30);
	assert_int_equal(seen.row_count, row_max + 11);
	assert_int_equal(seen.event_count, row_max + 40);
	seen = audit_after(ZR_STORE_STRANGER, 2 * hour_us, 1);
	assert_int_equal(seen.row_count, row_max + 12);
	assert_int_equal(seen.first_us, 2 * hour_us);
	seen = audit_after("01000000000000000000000000000000", 3 * hour_us, row_max + 30);
	assert_int_equal(seen.row_count, row_max + 12 + row_max + 1);
	assert_int_equal(seen.event_count, row_max + 41 + row_max + 30);
}

int store_contract_run(const struct store_contract *of)
{
	const struct CMUnitTest tests[] = {
		CASE(a_rollback_takes_back_all),
		CASE(a_mark_takes_back_its_own_writes_only),
		CASE(a_reader_sees_commits_and_cannot_write),
		CASE(a_fact_is_claimed_once),
		CASE(what_is_committed_stands_after_a_start),
		CASE(a_copy_is_a_store_of_what_is_committed),
		CASE(tablets_are_listed_by_name_and_by_area),
		CASE(a_tablet_keeps_what_it_told),
		CASE(a_device_is_certified_revoked_and_welcome_again),
		CASE(a_code_is_used_once),
		CASE(records_are_listed_by_filter),
		CASE(both_of_two_records_at_one_sequence_are_kept_and_marked),
		CASE(a_record_keeps_its_result_and_no_answers),
		CASE(a_record_that_is_corrected_is_listed_where_it_is_asked_for),
		CASE(strangers_and_floods_are_counted_by_the_hour),
	};
	engine = of;
	int failed_count = cmocka_run_group_tests(tests, NULL, NULL);
	return failed_count + contract_access_run() + contract_arrival_run() +
	       contract_census_run() + contract_collectors_run() + contract_list_run() +
	       contract_progress_run() + contract_shares_run() + contract_reviews_run() +
	       contract_online_run() + contract_uploads_run() + contract_doubles_run() +
	       contract_teams_run();
}
