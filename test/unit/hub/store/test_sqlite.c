/* The engine over SQLite: the contract, and what is its own: its schema and its history.
 * Tests: sqlite.c sqlite_fleet.c sqlite_record.c sqlite_form.c sqlite_area.c sqlite_audit.c
 * sqlite_order.c sqlite_schema.c sqlite_arrival.c sqlite_recovery.c sqlite_copy.c store.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "hub/store/store.h"
#include "test/unit/fail_sqlite.h"
#include "test/unit/hub/store/remove_store.h"
#include "test/unit/hub/store/store_contract.h"

static char path[STORE_CONTRACT_PATH_BYTES];
static struct zr_store *store;
static struct zr_error error;
static const uint8_t device_id[ZR_PARTY_ID_BYTES] = {1};

/* In memory where there is such a place: the cuts write the store a hundred times. */
static void make_folder(char ret_path[STORE_CONTRACT_PATH_BYTES])
{
	char folder[STORE_CONTRACT_PATH_BYTES - 10];
	(void)snprintf(folder, sizeof folder, "%s/zarya-store-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(ret_path, STORE_CONTRACT_PATH_BYTES, "%s/hub.db", folder);
}

static void remove_folder(const char *of)
{
	char file[STORE_CONTRACT_PATH_BYTES];
	remove_store(of);
	(void)snprintf(file, sizeof file, "%s", of);
	*strrchr(file, '/') = '\0';
	assert_int_equal(rmdir(file), 0);
}

static int open_store(void **state)
{
	(void)state;
	make_folder(path);
	return zr_store_open(path, &store, &error);
}

static int close_store(void **state)
{
	(void)state;
	zr_store_close(store);
	store = NULL;
	remove_folder(path);
	return 0;
}

static int count_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	assert_string_equal(record->content.record_id, "r1");
	++*(size_t *)user;
	return 0;
}

static uint64_t high_water(uint64_t from)
{
	uint64_t found = 0;
	assert_int_equal(zr_store_high_water(store, device_id, from, &found, &error), 0);
	return found;
}

static void a_foreign_database_is_refused_untouched(void **state)
{
	(void)state;
	sqlite3 *database = NULL;
	struct zr_store *opened = NULL;
	zr_store_close(store);
	store = NULL;
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(database, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(database), SQLITE_OK);
	assert_int_equal(zr_store_open(path, &opened, &error), ZR_E_INVALID);
	assert_null(opened);
	assert_non_null(strstr(error.message, "hub.db")); /* what to move away, of all in DATA */
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
	"INSERT INTO record VALUES(x'01000000000000000000000000000000', 1, "
	"CAST('01234567890123456789012345678901' AS BLOB), 1000, 'r1', 'f',"
	" '1', 'a', 'h', 'completed', 1, 2, '<f/>', 'envelope');"
	"INSERT INTO record VALUES(x'01000000000000000000000000000000', 2, "
	"CAST('01234567890123456789012345678902' AS BLOB), 1000, 'r1', 'f',"
	" '1', 'b', 'h', 'refused', 1, 2, '<f/>', 'envelope');"
	"INSERT INTO form VALUES('f', '1', 't', 1, 0, 1);"
	"INSERT INTO form_file VALUES('f', '1', 'form.xml', '<a/>');"
	"INSERT INTO area VALUES('a', 'A', 'f', 3);"
	"INSERT INTO area VALUES('empty', 'E', 'f', 2);"
	"INSERT INTO household VALUES('a', 0, 'h', 'Lesnaya 1');"
	"INSERT INTO orders VALUES(x'01000000000000000000000000000000', 4, 2, 'a', '3', 0, NULL,"
	" x'07', 'e');";

static void make_version_1(void)
{
	sqlite3 *database = NULL;
	zr_store_close(store);
	store = NULL;
	remove_store(path);
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

static bool file_has(const char *text)
{
	static char bytes[1 << 20];
	FILE *file = fopen(path, "rbe");
	assert_non_null(file);
	size_t count = fread(bytes, 1, sizeof bytes, file);
	assert_int_equal(fclose(file), 0);
	assert_in_range(count, 1, sizeof bytes - 1);
	return memmem(bytes, count, text, strlen(text)) != NULL;
}

static int see_envelope(void *user, const struct zr_store_arrival *arrival)
{
	assert_memory_equal(arrival->envelope, "envelope", 8);
	++*(size_t *)user;
	return 0;
}

static size_t count_envelopes(void)
{
	const struct zr_store_span span = {.count_max = 10, .bytes_max = 100};
	size_t count = 0;
	assert_int_equal(zr_store_list_arrivals(store, &span, see_envelope, &count, &error), 0);
	size_t waiting_count = 0;
	assert_int_equal(
		zr_store_list_waiting(store, &span, see_envelope, &waiting_count, &error), 0);
	assert_int_equal(waiting_count, 0); /* they were opened long ago */
	return count;
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
	assert_int_equal(count_envelopes(), 2); /* they left the rows */
	struct zr_area area;
	assert_int_equal(zr_store_get_area(store, "a", &area, &error), 0);
	assert_int_equal(area.edition, 3);
	assert_int_equal(area.household_count, 1);
	assert_int_equal(zr_store_get_area(store, "empty", &area, &error), 0);
	assert_int_equal(area.edition, 2);
	assert_int_equal(area.household_count, 0);
	count = 0;
	assert_int_equal(zr_store_list_orders(store, device_id, count_order, &count, &error), 0);
	assert_int_equal(count, 1);
	struct zr_store_form form;
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &error), 0);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK", 2, &error), 0);
	struct zr_account account; /* the one operator of before */
	assert_int_equal(zr_store_get_account(store, "operator", &account, &error), 0);
	assert_string_equal(account.role, "administrator");
	assert_string_equal(account.password, "$scrypt$01");
	zr_store_close(store);
	store = NULL;
	assert_false(file_has("<f/>")); /* what the answers were kept in is overwritten */
	assert_int_equal(zr_store_open_reader(path, &store, &error), 0);
}

/* Any write or sync may fail: the file is then of the old version, or of the new one if only the
 * answer was lost, and the next start finds all that it held. */
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
			assert_int_equal(count_envelopes(), 2);
		}
	}
	assert_true(cut_count > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_foreign_database_is_refused_untouched, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_store_of_version_1_is_brought_up_whole, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			an_upgrade_that_is_cut_goes_on, open_store, close_store),
	};
	fail_sqlite_install();
	const struct store_contract contract = {
		.make = make_folder, .remove = remove_folder, .has_copies = true};
	int failed_count = store_contract_run(&contract);
	return failed_count + cmocka_run_group_tests(tests, NULL, NULL);
}
