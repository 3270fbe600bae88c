/* Tests: sqlite.c sqlite_fleet.c sqlite_record.c sqlite_form.c
 * sqlite_order.c sqlite_schema.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "test/unit/fail_sqlite.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* the structs own their texts elsewhere */

static char folder[64];
static char path[100];
static struct zr_store *store;
static struct zr_error error;
static const uint8_t device_id[ZR_PARTY_ID_BYTES] = {1};

static int open_store(void **state)
{
	(void)state;
	/* In memory where there is such a place: the cuts write the store a hundred times. */
	(void)snprintf(folder, sizeof folder, "%s/zarya-store-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	(void)snprintf(path, sizeof path, "%s/hub.db", folder);
	return zr_store_open(path, &store, &error);
}

static int close_store(void **state)
{
	(void)state;
	zr_store_close(store);
	const char *names[] = {"hub.db", "hub.db-wal", "hub.db-shm"};
	for (size_t i = 0; i < 3; i++) {
		char file[120];
		(void)snprintf(file, sizeof file, "%s/%s", folder, names[i]);
		(void)unlink(file);
	}
	return rmdir(folder);
}

static void add_record(uint64_t sequence, uint8_t first_hash_byte, const char *area)
{
	struct zr_store_record record = {.sequence = sequence,
		.received_us = 1000,
		.envelope = "envelope",
		.envelope_bytes = 8,
		.content = {.record_id = TEXT("r1"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT(area),
			.household_id = TEXT("h"),
			.outcome = TEXT("completed"),
			.xml = TEXT("<f/>"),
			.xml_bytes = 4}};
	memcpy(record.device_id, device_id, sizeof device_id);
	record.hash[0] = first_hash_byte;
	record.content_hash[0] = first_hash_byte;
	unsigned conflict = 0;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &error), 0);
	assert_int_equal(zr_store_add_record(store, &record, &error), 0);
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &error), 1);
	assert_int_equal(conflict, 0);
	record.hash[1] = 1;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &error), 2);
	record.content_hash[1] = 1;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &error), 0);
	assert_int_equal(conflict, ZR_STORE_CONFLICT_SEQUENCE | ZR_STORE_CONFLICT_ID);
}

static uint64_t high_water(uint64_t from)
{
	uint64_t found = 0;
	assert_int_equal(zr_store_high_water(store, device_id, from, &found, &error), 0);
	return found;
}

static void the_high_water_stops_at_a_gap(void **state)
{
	(void)state;
	assert_int_equal(high_water(0), 0);
	add_record(2, 2, "a");
	assert_int_equal(high_water(0), 0);
	add_record(1, 1, "a");
	add_record(4, 4, "a");
	assert_int_equal(high_water(0), 2);
	assert_int_equal(high_water(1), 2);
	add_record(3, 3, "a");
	assert_int_equal(high_water(2), 4);
}

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
	add_record(1, 1, "a");
	add_record(2, 2, "b");
	const struct {
		struct zr_store_record_filter filter;
		size_t count;
	} cases[] = {
		{{.count_max = 10}, 2},
		{{.count_max = 1}, 1},
		{{.count_max = 10, .area_id = "b"}, 1},
		{{.count_max = 10, .form_id = "g"}, 0},
		{{.count_max = 10, .device_id = device_id}, 2},
		{{.count_max = 10, .before_us = 1000, .before_rank = 2}, 1},
		{{.count_max = 10, .with_xml = true, .oldest_first = true}, 2},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t count = 0;
		assert_int_equal(zr_store_list_records(
					 store, &cases[i].filter, count_record, &count, &error),
			0);
		assert_int_equal(count, cases[i].count);
	}
	size_t count = 0;
	struct zr_store_record_name name = {.record_id = "r1"};
	assert_int_equal(zr_store_get_record(store, &name, count_record, &count, &error), 0);
	name.record_id = "r2";
	assert_int_equal(
		zr_store_get_record(store, &name, count_record, &count, &error), ZR_E_NOT_FOUND);
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
	assert_int_equal(zr_store_list_records(store, &filter, see_record, &seen, &error), 0);
	assert_int_equal(seen.conflict, 0);
	add_record(1, 2, "a");
	add_record(2, 3, "a");
	assert_int_equal(high_water(0), 2);
	seen = (struct seen){0};
	assert_int_equal(zr_store_list_records(store, &filter, see_record, &seen, &error), 0);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.conflict, ZR_STORE_CONFLICT_SEQUENCE | ZR_STORE_CONFLICT_ID);
	const uint8_t hash[ZR_HASH_BYTES] = {3};
	struct zr_store_record_name name = {.record_id = "r1", .hash = hash};
	assert_int_equal(zr_store_get_record(store, &name, see_record, &seen, &error), 0);
	assert_int_equal(seen.hash, 3);
	assert_int_equal(seen.conflict, ZR_STORE_CONFLICT_ID);
}

static int see_all(void *user, const struct zr_store_record *record, int64_t rank)
{
	assert_int_equal(record->content.result, ZR_RESULT_REVISIT);
	assert_string_equal(record->content.address, "Lesnaya 1");
	assert_string_equal(record->content.previous_id, "r0");
	assert_string_equal(record->content.replaces_id, "");
	assert_string_equal(record->content.appointment, "2026-12-28T18:30");
	*(int64_t *)user = rank;
	return 0;
}

static int see_file(void *user, const char *name, const void *data, size_t bytes)
{
	assert_string_equal(name, "sign.png");
	assert_int_equal(bytes, 3);
	assert_memory_equal(data, "PNG", 3);
	++*(size_t *)user;
	return 0;
}

static void a_record_keeps_its_result_and_its_files(void **state)
{
	(void)state;
	struct zr_content_file file = {.name = TEXT("sign.png"), .data = TEXT("PNG"), .bytes = 3};
	struct zr_store_record record = {.sequence = 1,
		.envelope = "envelope",
		.envelope_bytes = 8,
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
			.files = &file,
			.file_count = 1}};
	assert_int_equal(zr_store_add_record(store, &record, &error), 0);
	int64_t rank = 0;
	size_t count = 0;
	struct zr_store_record_name name = {.record_id = "r1"};
	assert_int_equal(zr_store_get_record(store, &name, see_all, &rank, &error), 0);
	assert_int_equal(zr_store_list_record_files(store, rank, see_file, &count, &error), 0);
	assert_int_equal(count, 1);
}

static void a_mark_takes_back_its_own_writes_only(void **state)
{
	(void)state;
	struct zr_buffer value = {0};
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_mark(store, &error), 0);
	assert_int_equal(zr_store_put_fact(store, "kept", "1", 1, &error), 0);
	assert_int_equal(zr_store_unmark(store, true, &error), 0);
	assert_int_equal(zr_store_mark(store, &error), 0);
	assert_int_equal(zr_store_put_fact(store, "lost", "1", 1, &error), 0);
	assert_int_equal(zr_store_unmark(store, false, &error), 0);
	assert_int_equal(zr_store_commit(store, &error), 0);
	assert_int_equal(zr_store_get_fact(store, "kept", &value, &error), 0);
	assert_string_equal(value.data, "1");
	assert_int_equal(zr_store_get_fact(store, "lost", &value, &error), ZR_E_NOT_FOUND);
	zr_buffer_finish(&value);
}

static void a_reader_sees_commits_and_cannot_write(void **state)
{
	(void)state;
	struct zr_store *reader = NULL;
	struct zr_buffer value = {0};
	assert_int_equal(zr_store_open_reader(path, &reader, &error), 0);
	assert_int_equal(zr_store_put_fact(store, "a", "1", 1, &error), 0);
	assert_int_equal(zr_store_read_begin(reader, &error), 0);
	assert_int_equal(zr_store_get_fact(reader, "a", &value, &error), 0);
	assert_int_equal(zr_store_put_fact(store, "b", "1", 1, &error), 0);
	assert_int_equal(zr_store_get_fact(reader, "b", &value, &error), ZR_E_NOT_FOUND);
	zr_store_read_end(reader);
	assert_int_equal(zr_store_get_fact(reader, "b", &value, &error), 0);
	assert_int_equal(zr_store_put_fact(reader, "c", "1", 1, &error), ZR_E_IO);
	zr_buffer_finish(&value);
	zr_store_close(reader);
}

static void a_foreign_database_is_refused_untouched(void **state)
{
	(void)state;
	char other[120];
	sqlite3 *database = NULL;
	struct zr_store *opened = NULL;
	(void)snprintf(other, sizeof other, "%s/hub.db", folder);
	zr_store_close(store);
	store = NULL;
	assert_int_equal(sqlite3_open(other, &database), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(database, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(database), SQLITE_OK);
	assert_int_equal(zr_store_open(other, &opened, &error), ZR_E_INVALID);
	assert_null(opened);
}

static int note_sequence(void *user, const struct zr_store_order *order)
{
	*(uint64_t *)user = order->sequence;
	return 0;
}

/* Restored from before its first order: the tablet knows one at 4, and works by it. */
static void orders_number_on_above_what_the_hub_forgot(void **state)
{
	(void)state;
	uint64_t sequence = 0;
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "1"};
	struct zr_store_order_marks marks;
	assert_int_equal(zr_store_reissue_orders(store, device_id, 4, &error), 0);
	assert_int_equal(zr_store_get_order_marks(store, device_id, &marks, &error), 0);
	assert_int_equal(marks.highest, 4);
	assert_int_equal(marks.acknowledged, 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &error), 0);
	assert_int_equal(
		zr_store_list_orders(store, device_id, note_sequence, &sequence, &error), 0);
	assert_int_equal(sequence, 5);
}

static void orders_supersede_and_number_on(void **state)
{
	(void)state;
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "1"};
	assert_int_equal(zr_store_want_order(store, device_id, &order, &error), 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &error), 0);
	(void)snprintf(order.edition, sizeof order.edition, "2");
	assert_int_equal(zr_store_want_order(store, device_id, &order, &error), 0);
	struct zr_store_order sealed = {.sequence = 2, .envelope = "e", .envelope_bytes = 1};
	sealed.hash[0] = 7;
	assert_int_equal(zr_store_seal_order(store, device_id, &sealed, &error), 0);
	struct zr_receipt_entry entry = {.sequence = 2, .hash = {8}};
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &error), 0);
	sqlite3 *database = NULL;
	sqlite3_stmt *statement = NULL;
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(database,
				 "SELECT count(*), max(sequence), sum(is_acknowledged) FROM orders",
				 -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(statement, 0), 1);
	assert_int_equal(sqlite3_column_int(statement, 1), 2);
	assert_int_equal(sqlite3_column_int(statement, 2), 0); /* the hash was another's */
	(void)sqlite3_reset(statement);
	entry.hash[0] = 7;
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &error), 0);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(statement, 2), 1);
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(database);
}

static int get_file(const char *version, const char *name, struct zr_buffer *ret_bytes)
{
	const struct zr_store_file_name file = {"f", version, name};
	return zr_store_get_file(store, &file, ret_bytes, &error);
}

static void a_form_version_is_final(void **state)
{
	(void)state;
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	struct zr_buffer bytes = {0};
	const struct zr_store_file_name waiting = {"f", "", "x.csv"};
	assert_int_equal(zr_store_put_media(store, &waiting, "a,b", 3, &error), 0);
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &error), 1);
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &error), 0);
	assert_int_equal(zr_store_begin(store, &error), 0);
	assert_int_equal(zr_store_put_form(store, &form, "<b/>", 4, &error), ZR_E_EXISTS);
	zr_store_rollback(store);
	(void)snprintf(form.version, sizeof form.version, "2");
	assert_int_equal(zr_store_put_form(store, &form, "<b/>", 4, &error), 1);
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &error), 0);
	assert_string_equal(form.version, "2");
	assert_int_equal(get_file("1", "form.xml", &bytes), 0);
	assert_string_equal(bytes.data, "<a/>");
	zr_buffer_finish(&bytes);
	assert_int_equal(get_file("2", "x.csv", &bytes), 0);
	zr_buffer_finish(&bytes);
	assert_int_equal(get_file("2", "y.csv", &bytes), ZR_E_NOT_FOUND);
}

static void a_workbook_stands_beside_its_version_and_goes_to_no_tablet(void **state)
{
	(void)state;
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &error), 1);
	assert_int_equal(zr_store_get_workbook(store, "f", NULL, &bytes, &error), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK1", 3, &error), 0);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK2", 3, &error), 0);
	assert_int_equal(zr_store_get_workbook(store, "f", "1", &bytes, &error), 0);
	assert_string_equal(bytes.data, "PK2");
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &error), 0);
	assert_true(form.has_workbook);
	assert_int_equal(get_file("1", "form.xlsx", &bytes), ZR_E_NOT_FOUND);
}

/* What the hub of version 1 wrote: its schema, word for word, with a row of each noun. */
static const char version_1[] =
	"CREATE TABLE fact(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE device(device_id BLOB PRIMARY KEY, name TEXT NOT NULL, area_id TEXT NOT NULL,"
	" sign BLOB NOT NULL, agree BLOB NOT NULL, version TEXT NOT NULL, enrolled_us INT NOT NULL,"
	" contact_us INT NOT NULL, record_count INT NOT NULL, high_water INT NOT NULL,"
	" unsent_count INT NOT NULL, receipt_sequence INT NOT NULL, battery INT NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE INDEX device_area ON device(area_id);"
	"CREATE TABLE code(secret_hash BLOB PRIMARY KEY, name TEXT NOT NULL, area_id TEXT NOT NULL,"
	" expires_us INT NOT NULL, device_id BLOB) WITHOUT ROWID;"
	"CREATE TABLE record(device_id BLOB NOT NULL, sequence INT NOT NULL, hash BLOB NOT NULL,"
	" received_us INT NOT NULL, record_id TEXT NOT NULL, form_id TEXT NOT NULL,"
	" form_version TEXT NOT NULL, area_id TEXT NOT NULL, household_id TEXT NOT NULL,"
	" outcome TEXT NOT NULL, started_us INT NOT NULL, finished_us INT NOT NULL,"
	" xml BLOB NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY(device_id, sequence));"
	"CREATE INDEX record_by_id ON record(record_id);"
	"CREATE INDEX record_by_area ON record(area_id, received_us);"
	"CREATE INDEX record_by_time ON record(received_us);"
	"CREATE TABLE audit(audit_id INTEGER PRIMARY KEY, time_us INT NOT NULL, who TEXT NOT NULL,"
	" what TEXT NOT NULL, code INT NOT NULL, detail TEXT NOT NULL);"
	"CREATE TABLE quarantine(quarantine_id INTEGER PRIMARY KEY, time_us INT NOT NULL,"
	" hash BLOB NOT NULL, bytes INT NOT NULL);"
	"CREATE TABLE form(form_id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,"
	" uploaded_us INT NOT NULL, warning_count INT NOT NULL, is_current INT NOT NULL,"
	" PRIMARY KEY(form_id, version)) WITHOUT ROWID;"
	"CREATE TABLE form_file(form_id TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL,"
	" data BLOB NOT NULL, PRIMARY KEY(form_id, version, name));"
	"CREATE TABLE area(area_id TEXT PRIMARY KEY, name TEXT NOT NULL, form_id TEXT NOT NULL,"
	" edition INT NOT NULL) WITHOUT ROWID;"
	"CREATE INDEX area_form ON area(form_id);"
	"CREATE TABLE household(area_id TEXT NOT NULL, place INT NOT NULL,"
	" household_id TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY(area_id, place))"
	" WITHOUT ROWID;"
	"CREATE INDEX household_by_id ON household(area_id, household_id);"
	"CREATE TABLE orders(device_id BLOB NOT NULL, sequence INT NOT NULL, kind INT NOT NULL,"
	" subject TEXT NOT NULL, edition TEXT NOT NULL, is_acknowledged INT NOT NULL, code INT,"
	" hash BLOB, envelope BLOB, PRIMARY KEY(device_id, sequence));"
	"PRAGMA application_id=1514230361; PRAGMA user_version=1;"
	"INSERT INTO fact VALUES('operator-password', x'01');"
	"INSERT INTO device VALUES(x'01000000000000000000000000000000', 'T1', 'a', zeroblob(32),"
	" zeroblob(32), 'v', 1, 2, 2, 2, 0, 5, -1);"
	"INSERT INTO record VALUES(x'01000000000000000000000000000000', 1, x'01', 1000, 'r1', 'f',"
	" '1', 'a', 'h', 'completed', 1, 2, '<f/>', 'envelope');"
	"INSERT INTO record VALUES(x'01000000000000000000000000000000', 2, x'02', 1000, 'r1', 'f',"
	" '1', 'b', 'h', 'refused', 1, 2, '<f/>', 'envelope');"
	"INSERT INTO form VALUES('f', '1', 't', 1, 0, 1);"
	"INSERT INTO form_file VALUES('f', '1', 'form.xml', '<a/>');"
	"INSERT INTO area VALUES('a', 'A', 'f', 3);"
	"INSERT INTO household VALUES('a', 0, 'h', 'Lesnaya 1');"
	"INSERT INTO orders VALUES(x'01000000000000000000000000000000', 4, 2, 'a', '3', 0, NULL,"
	" x'07', 'e');";

static void make_version_1(void)
{
	sqlite3 *database = NULL;
	zr_store_close(store);
	store = NULL;
	assert_int_equal(unlink(path), 0);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, version_1, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static int count_order(void *user, const struct zr_store_order *order)
{
	assert_int_equal(order->sequence, 4);
	assert_int_equal(order->envelope_bytes, 1);
	++*(size_t *)user;
	return 0;
}

static void a_store_of_version_1_is_brought_up_whole(void **state)
{
	(void)state;
	make_version_1();
	assert_int_equal(zr_store_open_reader(path, &store, &error), ZR_E_INVALID);
	assert_int_equal(zr_store_open(path, &store, &error), 0);
	struct zr_store_record_filter filter = {.count_max = 10};
	size_t count = 0;
	assert_int_equal(zr_store_list_records(store, &filter, count_record, &count, &error), 0);
	assert_int_equal(count, 2);
	assert_int_equal(high_water(0), 2);
	struct zr_device device;
	assert_int_equal(zr_store_get_device(store, device_id, &device, &error), 0);
	assert_int_equal(device.receipt_sequence, 5);
	struct zr_area area;
	assert_int_equal(zr_store_get_area(store, "a", &area, &error), 0);
	assert_int_equal(area.edition, 3);
	assert_int_equal(area.household_count, 1);
	count = 0;
	assert_int_equal(zr_store_list_orders(store, device_id, count_order, &count, &error), 0);
	assert_int_equal(count, 1);
	struct zr_store_form form;
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &error), 0);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK", 2, &error), 0);
	add_record(3, 3, "a");
	assert_int_equal(high_water(0), 3);
	zr_store_close(store);
	store = NULL;
	assert_int_equal(zr_store_open_reader(path, &store, &error), 0);
}

/* Any write or sync may fail: the file is then of the old version or of one between, and the next
 * start goes on from there. */
static void an_upgrade_that_is_cut_goes_on(void **state)
{
	(void)state;
	size_t cut_count = 0;
	for (enum fail_point point = FAIL_WRITE; point <= FAIL_SYNC; point++) {
		fail_was_met = true;
		for (long n = 1; fail_was_met; n++) {
			make_version_1();
			fail_was_met = false;
			fail_countdown[point] = n;
			int code = zr_store_open(path, &store, &error);
			fail_countdown[point] = 0;
			cut_count += code != 0 ? 1 : 0;
			zr_store_close(store);
			store = NULL;
			assert_int_equal(zr_store_open(path, &store, &error), 0);
			assert_int_equal(high_water(0), 2);
		}
	}
	assert_true(cut_count > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_high_water_stops_at_a_gap, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			records_are_listed_by_filter, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_mark_takes_back_its_own_writes_only, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_reader_sees_commits_and_cannot_write, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_foreign_database_is_refused_untouched, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			orders_number_on_above_what_the_hub_forgot, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			orders_supersede_and_number_on, open_store, close_store),
		cmocka_unit_test_setup_teardown(a_form_version_is_final, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_workbook_stands_beside_its_version_and_goes_to_no_tablet, open_store,
			close_store),
		cmocka_unit_test_setup_teardown(
			a_store_of_version_1_is_brought_up_whole, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			an_upgrade_that_is_cut_goes_on, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			both_of_two_records_at_one_sequence_are_kept_and_marked, open_store,
			close_store),
		cmocka_unit_test_setup_teardown(
			a_record_keeps_its_result_and_its_files, open_store, close_store),
	};
	fail_sqlite_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
