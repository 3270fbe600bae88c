/* Statements, their arguments and columns, and how they fail.
 * Tests: lib/sqlite/statement.c, lib/sqlite/connection.c. */
#include "test/unit/unit.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"
#include "test/unit/sweep.h"

static const char *const steps[] = {
	"CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB, hash BLOB,"
	" owner BLOB) STRICT;"};
static const struct zr_database_kind kind = {
	.name = "the test store", .application_id = 7, .steps = steps, .version = 1};

static char folder[64];
static char path[96];
static struct zr_database *database;

static int open_database(void **state)
{
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-statement-XXXXXX");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/x.db", folder);
	return zr_database_open(path, &kind, &database, NULL);
}

static int close_database(void **state)
{
	zr_database_close(database);
	database = NULL;
	(void)unlink(path);
	return rmdir(folder);
}

static void what_is_bound_is_read_again(void **state)
{
	static const uint8_t hash[ZR_STATEMENT_HASH_BYTES] = {1, 2};
	static const uint8_t owner[ZR_STATEMENT_ID_BYTES] = {3};
	uint8_t read[ZR_STATEMENT_HASH_BYTES];
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
	assert_int_equal(zr_statement_run(database, "INSERT INTO item VALUES(?, ?, ?, ?, ?)", NULL,
				 "itbhd", INT64_MAX, "улица", "a\0b", (size_t)3, hash, owner),
		0);
	assert_int_equal(zr_statement_find(database, "SELECT * FROM item WHERE id = ?1 OR id = ?1",
				 &row, NULL, "i", INT64_MAX),
		1);
	assert_int_equal(zr_statement_column_count(row), 5);
	assert_true(zr_statement_int(row, 0) == INT64_MAX);
	assert_string_equal(zr_statement_text(row, 1), "улица");
	assert_int_equal(zr_statement_size(row, 1), 10);
	assert_int_equal(zr_statement_append(row, 2, &data), 0);
	assert_int_equal(zr_statement_append(row, 2, &data), 0);
	assert_int_equal(data.bytes, 6);
	assert_memory_equal(data.data, "a\0ba\0b", 6);
	assert_true(zr_statement_copy_blob(row, 3, read, sizeof hash));
	assert_memory_equal(read, hash, sizeof hash);
	assert_false(zr_statement_copy_blob(row, 4, read, sizeof hash));
	assert_memory_equal(read, hash, sizeof hash);
	assert_int_equal(zr_statement_step(row, NULL), 0);
}

static void nothing_is_null_or_empty_as_was_meant(void **state)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
	uint8_t byte = 5;
	assert_int_equal(zr_statement_find(database, "SELECT ?, ?, ?, ?", &row, NULL, "tbhd",
				 (const char *)NULL, (const void *)NULL, (size_t)0,
				 (const void *)NULL, (const void *)NULL),
		1);
	assert_true(zr_statement_is_null(row, 0));
	assert_false(zr_statement_is_null(row, 1));
	assert_true(zr_statement_is_null(row, 2));
	assert_true(zr_statement_is_null(row, 3));
	assert_string_equal(zr_statement_text(row, 0), "");
	assert_null(zr_statement_blob(row, 1));
	assert_int_equal(zr_statement_size(row, 1), 0);
	assert_int_equal(zr_statement_int(row, 2), 0);
	assert_false(zr_statement_copy_blob(row, 1, &byte, 1));
	assert_int_equal(zr_statement_append(row, 0, &data), 0);
	assert_int_equal(data.bytes, 0);
}

static void gives_texts_whole_or_says_so(void **state)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	char small[10] = "old";
	char large[11];
	assert_int_equal(zr_statement_find(database, "SELECT 'улица'", &row, NULL, ""), 1);
	assert_false(zr_statement_copy_text(row, 0, small, sizeof small));
	assert_string_equal(small, "");
	assert_true(zr_statement_copy_text(row, 0, large, sizeof large));
	assert_string_equal(large, "улица");
}

static int prepared_count(void)
{
	int count = 0;
	sqlite3_stmt *handle = NULL;
	while ((handle = sqlite3_next_stmt(zr_database_handle(database), handle)) != NULL) {
		count++;
	}
	return count;
}

/* And the arguments of the last time are not those of this one. */
static void is_prepared_once_and_found_again(void **state)
{
	static const char sql[] = "INSERT INTO item(id, name) VALUES(?, ?)";
	int before = prepared_count();
	for (int64_t id = 1; id <= 200; id++) {
		char name[20];
		(void)snprintf(name, sizeof name, "n-%d", (int)id);
		assert_int_equal(zr_statement_run(database, sql, NULL, "it", id, name), 0);
	}
	assert_int_equal(prepared_count(), before + 1);
	int64_t count = 0;
	assert_int_equal(zr_statement_read_int(database,
				 "SELECT count(*) FROM item WHERE name = 'n-' || id", &count, NULL),
		0);
	assert_int_equal(count, 200);
	assert_int_equal(
		zr_statement_read_int(database, "SELECT id FROM item WHERE id = 0", &count, NULL),
		0);
	assert_int_equal(count, 0);
	/* Rows that nobody asked for are passed over. */
	assert_int_equal(zr_statement_run(database, "SELECT id FROM item", NULL, ""), 0);
}

/* One that is written for this once is the caller's alone, and what is wrong in it is told. */
static void is_made_for_once(void **state)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *none = NULL;
	struct zr_error error = {0};
	assert_int_equal(
		zr_statement_make(database, "SELECT ?1 + 1", &row, NULL, "i", (int64_t)6), 0);
	assert_int_equal(zr_statement_step(row, NULL), 1);
	assert_true(zr_statement_int(row, 0) == 7);
	assert_true(zr_statement_make(database, "SELECT FROM", &none, &error, "") < 0);
	assert_non_null(strstr(error.message, "syntax"));
	assert_true(zr_statement_make(database, "SELECT 1", &none, &error, "i", (int64_t)1) < 0);
	assert_null(none);
}

static void says_what_sqlite_says(void **state)
{
	static const char named[] = "INSERT INTO item(name) VALUES(?)";
	static const char text[] = "longer than ten bytes";
	sqlite3 *handle = zr_database_handle(database);
	struct zr_error error = {0};
	int old = sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 10);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	assert_int_equal(
		zr_statement_start(database, "SELECT ?", &row, &error, "t", text), ZR_E_LIMIT);
	assert_null(row);
	assert_int_equal(zr_statement_find(database, "SELECT ?, ?", &row, NULL, "bt",
				 (const void *)text, sizeof text, "a"),
		ZR_E_LIMIT);
	(void)sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, old);
	assert_int_equal(zr_statement_run(database, named, NULL, "t", text), 0);
	assert_int_equal(zr_statement_run(database, named, &error, "t", text), ZR_E_EXISTS);
	assert_string_equal(
		error.message, "the test store failed: UNIQUE constraint failed: item.name");
	assert_int_equal(zr_statement_script(database, "PRAGMA query_only=1", NULL), 0);
	assert_int_equal(zr_statement_run(database, named, NULL, "t", "other"), ZR_E_IO);
	assert_int_equal(zr_statement_script(database, "PRAGMA query_only=0", NULL), 0);
	/* What a damaged file lacks is its fault, and no reason to stop. */
	assert_int_equal(zr_statement_script(database, "DROP TABLE item; SELECT 1", NULL), 0);
	assert_int_equal(zr_statement_run(database, named, &error, "t", "x"), ZR_E_IO);
	assert_non_null(strstr(error.message, "no such table"));
	assert_int_equal(zr_statement_script(database, "SELECT * FROM item", NULL), ZR_E_IO);
}

static void a_full_disk_is_told_with_what_to_do(void **state)
{
	struct zr_error error = {0};
	assert_int_equal(zr_statement_script(database, "PRAGMA max_page_count=4", NULL), 0);
	assert_int_equal(zr_statement_run(database,
				 "INSERT INTO item(data) VALUES(zeroblob(100000))", &error, ""),
		ZR_E_FULL);
	assert_string_equal(error.message, "the test store cannot be written: the storage is full; "
					   "free space, what was stored is kept");
}

static int read_large(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
	int code = zr_statement_find(database, "SELECT zeroblob(10000)", &row, error, "");
	if (code == 1) {
		code = zr_statement_append(row, 0, &data);
		assert_int_equal(data.bytes, code == 0 ? 10000 : 0);
		return code == 0 ? 0 : zr_error_set(error, code, "no memory to read");
	}
	return code;
}

static void bytes_are_read_whole_or_not(void **state)
{
	sweep(read_large, NULL, zr_database_handle(database));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_database, close_database)

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		TEST(what_is_bound_is_read_again),
		TEST(nothing_is_null_or_empty_as_was_meant),
		TEST(gives_texts_whole_or_says_so),
		TEST(is_prepared_once_and_found_again),
		TEST(is_made_for_once),
		TEST(says_what_sqlite_says),
		TEST(a_full_disk_is_told_with_what_to_do),
		TEST(bytes_are_read_whole_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
