#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/store/database.h"
#include "test/unit/fail_sqlite.h"

static const struct zr_database_kind kind = {
	.name = "the test store",
	.application_id = 0x5a725454,
	.schema = "CREATE TABLE item(id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;",
};

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
	zr_statement_text(&statement, 1, text, sizeof text);
	assert_string_equal(text, "wal");
	zr_statement_text(&statement, 2, text, sizeof text);
	assert_string_equal(text, "exclusive");
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
		TEST(refuses_the_store_of_another_program),
		TEST(says_where_a_folder_is_missing),
		TEST(gives_the_room_of_dropped_rows_back),
		TEST(loses_nothing_when_an_allocation_fails),
		TEST(loses_nothing_when_a_write_finds_the_disk_full),
		TEST(loses_nothing_when_a_sync_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
