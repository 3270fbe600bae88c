/* Tests: lib/sqlite/database.c, lib/sqlite/connection.c. */
#include "test/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"
#include "test/unit/sweep.h"

static const char *const steps[] = {
	"CREATE TABLE item(id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;",
	"ALTER TABLE item ADD COLUMN note TEXT NOT NULL DEFAULT 'old';"
	"CREATE TABLE more(id INTEGER PRIMARY KEY) STRICT;",
};
static const struct zr_database_kind kind = {
	.name = "the test store", .application_id = 0x5a725454, .steps = steps, .version = 1};
static const struct zr_database_kind second = {
	.name = "the test store", .application_id = 0x5a725454, .steps = steps, .version = 2};
/* As the hub's: others read it. */
static const struct zr_database_kind open_kind = {.name = "the test store",
	.application_id = 0x5a725454,
	.steps = steps,
	.version = 1,
	.has_readers = true};

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
	char shm[112];
	(void)snprintf(shm, sizeof shm, "%s-shm", place->path);
	(void)unlink(shm);
	assert_int_equal(rmdir(place->folder), 0);
	return 0;
}

static int add_item(struct zr_database *database, int64_t id, size_t bytes)
{
	static const char data[64 * 1024];
	assert_true(bytes <= sizeof data);
	int code = zr_database_begin(database, NULL);
	if (code != 0) {
		return code;
	}
	code = zr_statement_run(database, "INSERT INTO item(id, data) VALUES(?, ?)", NULL, "ib", id,
		(const void *)data, bytes);
	return zr_database_end(database, code, NULL);
}

static int64_t read_int(struct zr_database *database, const char *sql)
{
	int64_t value = -1;
	assert_int_equal(zr_statement_read_int(database, sql, &value, NULL), 0);
	return value;
}

static int64_t item_count(struct zr_database *database)
{
	return read_int(database, "SELECT count(*) FROM item");
}

static void check_settings(
	struct zr_database *database, const char *locking_mode, int64_t application_id)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	assert_int_equal(
		zr_statement_find(database,
			"SELECT synchronous, journal_mode, locking_mode, application_id"
			" FROM pragma_synchronous, pragma_journal_mode, pragma_locking_mode,"
			" pragma_application_id",
			&row, NULL, ""),
		1);
	assert_int_equal(zr_statement_int(row, 0), 2);
	assert_string_equal(zr_statement_text(row, 1), "wal");
	assert_string_equal(zr_statement_text(row, 2), locking_mode);
	assert_int_equal(zr_statement_int(row, 3), application_id);
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
	check_settings(database, "exclusive", 0x5a725454);
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
			int code = zr_database_open(place->path, &second, &database, NULL);
			fail_countdown[point] = 0;
			assert_true(code == 0 || (fail_was_met && database == NULL));
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

static void a_reader_sees_what_is_committed_and_writes_nothing(void **state)
{
	const struct place *place = *state;
	struct zr_database *writer = NULL;
	ZR_CLEANUP(zr_database_closep) struct zr_database *reader = NULL;
	struct stat before;
	struct stat after;
	assert_int_equal(zr_database_open(place->path, &open_kind, &writer, NULL), 0);
	check_settings(writer, "normal", 0x5a725454);
	assert_int_equal(zr_database_open_reader(place->path, &open_kind, &reader, NULL), 0);
	assert_int_equal(zr_database_begin(writer, NULL), 0);
	assert_int_equal(
		zr_statement_run(writer, "INSERT INTO item VALUES(8, x'01')", NULL, ""), 0);
	assert_int_equal(zr_database_last_id(writer), 8);
	assert_int_equal(zr_database_change_count(writer), 1);
	assert_int_equal(item_count(reader), 0);
	assert_int_equal(zr_database_commit(writer, NULL), 0);
	assert_int_equal(item_count(reader), 1);
	assert_int_equal(zr_statement_run(reader, "DELETE FROM item", NULL, ""), ZR_E_IO);
	/* A reader that closes last leaves the log as it is. */
	struct zr_database *last = NULL;
	assert_int_equal(zr_database_open_reader(place->path, &open_kind, &last, NULL), 0);
	assert_int_equal(add_item(writer, 9, 20000), 0);
	assert_int_equal(stat(place->wal, &before), 0);
	zr_database_close(last);
	assert_int_equal(stat(place->wal, &after), 0);
	assert_true(before.st_size > 0 && after.st_size == before.st_size);
	zr_database_close(writer);
}

static void a_reader_wants_the_version_that_it_knows(void **state)
{
	const struct place *place = *state;
	struct zr_database_kind newer = open_kind;
	struct zr_database *database = NULL;
	struct zr_error error = {0};
	newer.version = 2;
	assert_int_equal(
		zr_database_open_reader(place->path, &open_kind, &database, &error), ZR_E_IO);
	assert_non_null(strstr(error.message, "the test store failed"));
	assert_int_equal(zr_database_open(place->path, &open_kind, &database, NULL), 0);
	zr_database_close(database);
	database = NULL;
	assert_int_equal(
		zr_database_open_reader(place->path, &newer, &database, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "of version 1 and this program reads 2"));
	assert_int_equal(zr_database_open(place->path, &newer, &database, NULL), 0);
	zr_database_close(database);
	database = NULL;
	assert_int_equal(
		zr_database_open_reader(place->path, &open_kind, &database, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "of version 2 and this program knows 1"));
	assert_null(database);
}

static void two_writers_are_one_after_the_other(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *first = NULL;
	ZR_CLEANUP(zr_database_closep) struct zr_database *other = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_database_open(place->path, &open_kind, &first, NULL), 0);
	assert_int_equal(zr_database_open(place->path, &open_kind, &other, NULL), 0);
	(void)sqlite3_busy_timeout(zr_database_handle(other), 0);
	assert_int_equal(zr_database_begin(first, NULL), 0);
	assert_int_equal(zr_database_begin(other, &error), ZR_E_BUSY);
	assert_non_null(strstr(error.message, "the test store failed"));
	zr_database_rollback(first);
	assert_int_equal(zr_database_begin(other, NULL), 0);
	assert_int_equal(zr_database_end(other, 0, NULL), 0);
}

static void work_that_failed_is_taken_back(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	zr_database_rollback(database); /* there is none: nothing happens */
	assert_int_equal(zr_database_begin(database, NULL), 0);
	assert_int_equal(
		zr_statement_run(database, "INSERT INTO item VALUES(1, x'01')", NULL, ""), 0);
	assert_int_equal(zr_database_end(database, ZR_E_STATE, NULL), ZR_E_STATE);
	assert_int_equal(item_count(database), 0);
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
	assert_int_equal(zr_statement_run(database, "DELETE FROM item WHERE id < 50", NULL, ""), 0);
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
	int code = zr_database_open(place->path, &kind, &database, NULL);
	if (code == 0) {
		code = add_item(database, 2, 20000);
	}
	fail_countdown[point] = 0;
	assert_true(code == 0 || fail_was_met);
	if (code < 0) {
		int expected = point == FAIL_MALLOC  ? ZR_E_NOMEM
			       : point == FAIL_WRITE ? ZR_E_FULL
						     : ZR_E_IO;
		assert_int_equal(code, expected);
	}
	bool is_open = database != NULL;
	int64_t count = is_open ? item_count(database) : 0;
	zr_database_close(database);
	database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	if (is_open) {
		assert_int_equal(count, code == 0 ? 2 : 1);
	}
	assert_int_equal(item_count(database), code == 0 ? 2 : 1);
	assert_int_equal(zr_statement_run(database, "DELETE FROM item WHERE id = 2", NULL, ""), 0);
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

/* ---- each place where making one may fail ---- */

int __real_fsync(int fd);
int __wrap_fsync(int fd);
static int fsync_left = -1; /* calls before the one that fails */

int __wrap_fsync(int fd)
{
	if (fsync_left-- == 0) {
		errno = EIO;
		return -1;
	}
	return __real_fsync(fd);
}

static int make(void *user, unsigned turn, struct zr_error *error)
{
	const struct place *place = user;
	ZR_CLEANUP(zr_database_closep) struct zr_database *made = NULL;
	(void)unlink(place->path);
	(void)unlink(place->wal);
	return zr_database_open(place->path, &second, &made, error);
}

static void makes_a_whole_store_or_says_why_not(void **state)
{
	struct place *place = *state;
	struct zr_error error;
	sweep(make, place, NULL);
	for (int n = 0; n < 2; n++) {
		fsync_left = n;
		assert_int_equal(make(place, 0, &error), ZR_E_IO);
	}
	fsync_left = -1;
	assert_int_equal(chdir(place->folder), 0);
	struct zr_database *database = NULL;
	assert_int_equal(zr_database_open("beside.db", &kind, &database, NULL), 0);
	zr_database_close(database);
	assert_int_equal(unlink("beside.db"), 0);
	assert_int_equal(chdir("/"), 0);
}

/* SQLite only knows that it could not open its log; the system knows why. */
static void a_log_that_finds_no_room_is_a_full_disk(void **state)
{
	static const struct {
		int errno_value;
		int code;
	} cases[] = {{ENOSPC, ZR_E_FULL}, {EDQUOT, ZR_E_FULL}, {EACCES, ZR_E_IO}};
	const struct place *place = *state;
	struct zr_database *database = NULL;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		fail_log_errno = cases[i].errno_value;
		int code = zr_database_open(place->path, &kind, &database, NULL);
		fail_log_errno = 0;
		assert_int_equal(code, cases[i].code);
		assert_null(database);
	}
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	zr_database_close(database);
}

static void refuses_a_file_that_is_not_ours(void **state)
{
	static const char *const others[] = {"CREATE TABLE t(u)", "PRAGMA user_version=3",
		"PRAGMA application_id=1517442132; CREATE TABLE t(u)",
		"PRAGMA application_id=1517442132; PRAGMA user_version=-1"};
	const struct place *place = *state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		sqlite3 *handle = NULL;
		struct zr_database *database = NULL;
		(void)unlink(place->path);
		assert_int_equal(sqlite3_open(place->path, &handle), SQLITE_OK);
		assert_int_equal(sqlite3_exec(handle, others[i], NULL, NULL, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_close(handle), SQLITE_OK);
		assert_int_equal(
			zr_database_open(place->path, &second, &database, NULL), ZR_E_INVALID);
		assert_null(database);
	}
}

/* Each time with something in the log and something free. */
static void shrinks_or_says_why_not(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &kind, &database, NULL), 0);
	for (int turn = 0; turn < 150; turn++) {
		struct zr_error error = {0};
		enum fail_point point = (enum fail_point)(turn % FAIL_POINT_COUNT);
		assert_int_equal(
			zr_statement_run(database,
				"INSERT INTO item(data) SELECT randomblob(600000)", NULL, ""),
			0);
		assert_int_equal(zr_statement_run(database, "DELETE FROM item", NULL, ""), 0);
		fail_was_met = false;
		fail_countdown[point] = 1 + turn / FAIL_POINT_COUNT;
		int code = zr_database_shrink(database, &error);
		fail_countdown[point] = 0;
		sweep_check(code, &error, fail_was_met);
	}
	assert_int_equal(zr_database_shrink(database, NULL), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

static void overwrite(const char *path, off_t from, int byte)
{
	char junk[4096];
	memset(junk, byte, sizeof junk);
	ZR_CLEANUP_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, junk, sizeof junk, from), (ssize_t)sizeof junk);
}

/* Who asked is not to blame, and asks again: the page may come back from a backup. */
static void a_page_that_is_no_page_is_the_disks_fault(void **state)
{
	const struct place *place = *state;
	struct zr_database *database = NULL;
	assert_int_equal(zr_database_open(place->path, &open_kind, &database, NULL), 0);
	assert_int_equal(add_item(database, 7, 100), 0);
	int64_t root = read_int(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'item'");
	zr_database_close(database);
	static const int bytes[] = {0, 0xa5, 0xff};
	for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
		overwrite(place->path, (root - 1) * 4096, bytes[i]);
		struct zr_error error = {0};
		int64_t value = 0;
		database = NULL;
		assert_int_equal(zr_database_open(place->path, &open_kind, &database, NULL), 0);
		assert_int_equal(
			zr_statement_read_int(database, "SELECT max(id) FROM item", &value, &error),
			ZR_E_IO);
		assert_true(zr_error_is_retryable(error.code));
		assert_int_equal(add_item(database, 8, 100), ZR_E_IO);
		zr_database_close(database);
	}
	overwrite(place->path, 0, 0); /* all of it: not even a database */
	struct zr_error error = {0};
	database = NULL;
	assert_int_equal(
		zr_database_open(place->path, &open_kind, &database, &error), ZR_E_INVALID);
}

static void a_first_page_that_goes_while_it_is_open_is_the_disks_fault(void **state)
{
	const struct place *place = *state;
	ZR_CLEANUP(zr_database_closep) struct zr_database *writer = NULL;
	ZR_CLEANUP(zr_database_closep) struct zr_database *reader = NULL;
	assert_int_equal(zr_database_open(place->path, &open_kind, &writer, NULL), 0);
	assert_int_equal(add_item(writer, 7, 100), 0);
	assert_int_equal(zr_database_empty_log(writer, NULL), 0);
	assert_int_equal(zr_database_open_reader(place->path, &open_kind, &reader, NULL), 0);
	assert_int_equal(item_count(reader), 1);
	overwrite(place->path, 0, 0);
	assert_int_equal(add_item(writer, 8, 100), 0); /* so that the reader reads anew */
	struct zr_error error = {0};
	int64_t value = 0;
	assert_int_equal(
		zr_statement_read_int(reader, "SELECT max(id) FROM item", &value, &error), ZR_E_IO);
}

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		TEST(is_private_and_durable_by_its_settings),
		TEST(brings_an_older_version_on_and_keeps_what_it_held),
		TEST(leaves_the_old_version_whole_when_a_step_fails),
		TEST(a_reader_sees_what_is_committed_and_writes_nothing),
		TEST(a_reader_wants_the_version_that_it_knows),
		TEST(a_page_that_is_no_page_is_the_disks_fault),
		TEST(a_first_page_that_goes_while_it_is_open_is_the_disks_fault),
		TEST(two_writers_are_one_after_the_other),
		TEST(work_that_failed_is_taken_back),
		TEST(makes_a_whole_store_or_says_why_not),
		TEST(a_log_that_finds_no_room_is_a_full_disk),
		TEST(refuses_a_file_that_is_not_ours),
		TEST(shrinks_or_says_why_not),
		TEST(refuses_the_store_of_another_program),
		TEST(says_where_a_folder_is_missing),
		TEST(gives_the_room_of_dropped_rows_back),
		TEST(loses_nothing_when_an_allocation_fails),
		TEST(loses_nothing_when_a_write_finds_the_disk_full),
		TEST(loses_nothing_when_a_sync_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
