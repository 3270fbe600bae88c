#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sqlite/database.h"
#include "test/unit/fail_sqlite.h"

static const char *const steps[] = {
	"CREATE TABLE item(id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;",
	"ALTER TABLE item ADD COLUMN note TEXT NOT NULL DEFAULT 'old';"
	"CREATE TABLE more(id INTEGER PRIMARY KEY) STRICT;",
};
static const struct zr_database_kind kind = {
	.name = "the test store", .application_id = 0x5a725454, .steps = steps, .version = 1};
static const struct zr_database_kind second = {
	.name = "the test store", .application_id = 0x5a725454, .steps = steps, .version = 2};

struct place {
	char folder[64];
	char path[96];
	char wal[112];
};

static int make_place(void **state)
{
	static struct place place;
	(void)snprintf(place.folder, sizeof place.folder, "/tmp/zarya-database-XXXXXX");
	assert_non_null(mkdtemp(place.folder));
	(void)snprintf(place.path, sizeof place.path, "%s/x.db", place.folder);
	(void)snprintf(place.wal, sizeof place.wal, "%s-wal", place.path);
	*state = &place;
	return 0;
}

static int remove_place(void **state)
{
	const struct place *place = *state;
	(void)unlink(place->path);
	(void)unlink(place->wal);
	assert_int_equal(rmdir(place->folder), 0);
	return 0;
}

static int add_item(struct zr_database *database, int64_t id, size_t bytes)
{
	static const char data[64 * 1024];
	assert_true(bytes <= sizeof data);
	int result = zr_database_begin(database, NULL);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "INSERT INTO item VALUES(?, ?)");
	zr_statement_add_int(&statement, id);
	zr_statement_add_blob(&statement, data, bytes);
	result = zr_statement_run(&statement, "add an item", NULL);
	if (result < 0) {
		zr_database_rollback(database);
		return result;
	}
	return zr_database_commit(database, NULL);
}

static int64_t item_count(struct zr_database *database)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "SELECT count(*) FROM item");
	assert_int_equal(zr_statement_step(&statement, "count", NULL), 1);
	return zr_statement_int(&statement, 0);
}

static void is_private_and_durable_by_its_settings(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	struct stat facts;
	assert_int_equal(stat(place->path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
	assert_int_equal(stat(place->wal, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database,
		"SELECT synchronous, journal_mode, locking_mode FROM pragma_synchronous,"
		" pragma_journal_mode, pragma_locking_mode");
	char text[16];
	assert_int_equal(zr_statement_step(&statement, "read", NULL), 1);
	assert_int_equal(zr_statement_int(&statement, 0), 2);
	assert_true(zr_statement_text(&statement, 1, text, sizeof text));
	assert_string_equal(text, "wal");
	assert_true(zr_statement_text(&statement, 2, text, sizeof text));
	assert_string_equal(text, "exclusive");
}

static int64_t read_int(struct zr_database *database, const char *sql)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, sql);
	assert_int_equal(zr_statement_step(&statement, "read", NULL), 1);
	return zr_statement_int(&statement, 0);
}

static void brings_an_older_version_on_and_keeps_what_it_held(void **state)
{
	const struct place *place = *state;
	struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	assert_int_equal(add_item(database, 7, 5000), 0);
	zr_database_close(database);
	database = NULL;
	assert_int_equal(zr_database_open(place->path, &second, &database, NULL), 0);
	assert_int_equal(read_int(database, "SELECT count(*) FROM item WHERE note = 'old'"), 1);
	assert_int_equal(read_int(database, "PRAGMA user_version"), 2);
	zr_database_close(database);
	database = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_database_open(place->path, &kind, &database, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "of version 2 and this program knows 1"));
}

/* Wherever the migration fails, the next start finds the old version whole and tries again. */
static void leaves_the_old_version_whole_when_a_step_fails(void **state)
{
	const struct place *place = *state;
	for (int point = FAIL_WRITE; point <= FAIL_SYNC; point++) {
		long countdown = 0;
		do {
			struct zr_database *database = NULL;
			(void)unlink(place->path);
			(void)unlink(place->wal);
			assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
			assert_int_equal(add_item(database, 7, 5000), 0);
			zr_database_close(database);
			database = NULL;
			fail_was_met = false;
			fail_countdown[point] = ++countdown;
			int result = zr_database_open(place->path, &second, &database, NULL);
			fail_countdown[point] = 0;
			assert_true(result == 0 || (fail_was_met && database == NULL));
			zr_database_close(database);
			database = NULL;
			assert_int_equal(
				zr_database_open(place->path, &second, &database, NULL), 0);
			assert_int_equal(item_count(database), 1);
			assert_int_equal(read_int(database, "SELECT count(*) FROM more"), 0);
			zr_database_close(database);
		} while (fail_was_met);
		assert_true(countdown > 1);
	}
}

static void gives_texts_whole_or_says_so(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "SELECT 'улица', NULL");
	assert_int_equal(zr_statement_step(&statement, "read", NULL), 1);
	char small[10];
	char large[11];
	assert_false(zr_statement_text(&statement, 0, small, sizeof small));
	assert_string_equal(small, "");
	assert_true(zr_statement_text(&statement, 0, large, sizeof large));
	assert_string_equal(large, "улица");
	assert_string_equal(zr_statement_lend(&statement, 1), "");
}

static void refuses_the_store_of_another_program(void **state)
{
	const struct place *place = *state;
	struct zr_database_kind other = kind;
	struct zr_error error = {0};
	struct zr_database *database = NULL;
	other.application_id++;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	zr_database_close(database);
	database = NULL;
	assert_int_equal(zr_database_open(place->path, &other, &database, &error), ZR_E_INVALID);
	assert_null(database);
	assert_non_null(strstr(error.message, "another database"));
}

static void says_where_a_folder_is_missing(void **state)
{
	struct zr_database *database = NULL;
	assert_int_equal(zr_database_open("/nowhere/x.db", &kind, &database, NULL), ZR_E_NOT_FOUND);
}

static void gives_the_room_of_dropped_rows_back(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = NULL;
	struct stat facts;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	for (int64_t id = 1; id <= 50; id++) {
		assert_int_equal(add_item(database, id, 20000), 0);
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "DELETE FROM item WHERE id < 50");
	assert_int_equal(zr_statement_run(&statement, "drop", NULL), 0);
	zr_statement_finish(&statement);
	assert_int_equal(zr_database_shrink(database, NULL), 0);
	assert_int_equal(stat(place->path, &facts), 0);
	assert_true(facts.st_size < 60000);
	assert_int_equal(stat(place->wal, &facts), 0);
	assert_int_equal(facts.st_size, 0);
	assert_int_equal(item_count(database), 1);
}

/* Opens, adds item 2 under the failure, and then looks at the file as the next start would. */
static bool add_under_failure(const struct place *place, enum fail_point point, long countdown)
{
	fail_was_met = false;
	fail_countdown[point] = countdown;
	struct zr_database *database = NULL;
	int result = zr_database_open(place->path, &kind, &database, NULL);
	if (result == 0) {
		result = add_item(database, 2, 20000);
	}
	fail_countdown[point] = 0;
	assert_true(result == 0 || fail_was_met);
	if (result < 0) {
		int expected = point == FAIL_MALLOC  ? ZR_E_NOMEM
			       : point == FAIL_WRITE ? ZR_E_FULL
						     : ZR_E_IO;
		assert_int_equal(result, expected);
	}
	bool is_open = database != NULL;
	int64_t count = is_open ? item_count(database) : 0;
	zr_database_close(database);
	database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	if (is_open) {
		assert_int_equal(count, result == 0 ? 2 : 1);
	}
	assert_int_equal(item_count(database), result == 0 ? 2 : 1);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, database, "DELETE FROM item WHERE id = 2");
	assert_int_equal(zr_statement_run(&statement, "clean", NULL), 0);
	zr_statement_finish(&statement);
	zr_database_close(database);
	return fail_was_met;
}

static void loses_nothing_under(const struct place *place, enum fail_point point)
{
	struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	assert_int_equal(add_item(database, 1, 100), 0);
	zr_database_close(database);
	long countdown = 1;
	while (add_under_failure(place, point, countdown)) {
		countdown++;
	}
	assert_true(countdown > 2);
}

static void loses_nothing_when_an_allocation_fails(void **state)
{
	loses_nothing_under(*state, FAIL_MALLOC);
}

static void loses_nothing_when_a_write_finds_the_disk_full(void **state)
{
	loses_nothing_under(*state, FAIL_WRITE);
}

static void loses_nothing_when_a_sync_fails(void **state)
{
	loses_nothing_under(*state, FAIL_SYNC);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		TEST(is_private_and_durable_by_its_settings),
		TEST(brings_an_older_version_on_and_keeps_what_it_held),
		TEST(leaves_the_old_version_whole_when_a_step_fails),
		TEST(gives_texts_whole_or_says_so),
		TEST(refuses_the_store_of_another_program),
		TEST(says_where_a_folder_is_missing),
		TEST(gives_the_room_of_dropped_rows_back),
		TEST(loses_nothing_when_an_allocation_fails),
		TEST(loses_nothing_when_a_write_finds_the_disk_full),
		TEST(loses_nothing_when_a_sync_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
