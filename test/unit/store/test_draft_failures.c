/*
 * The application's store when memory, room or the storage itself fails, at each place in turn.
 * Tests: lib/store/draft.c, lib/store/draft_file.c.
 */
#include "test/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/store/draft.h"
#include "lib/store/draft_file.h"
#include "test/unit/sweep.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static char folder[64];
static char path[96];
static struct zr_drafts *drafts;

static int open_drafts(void **state)
{
	/* In memory where there is such a place: it is opened a thousand times. */
	(void)snprintf(folder, sizeof folder, "%s/zarya-draft-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/drafts.db", folder);
	return zr_drafts_open(path, &drafts, NULL);
}

static int close_drafts(void **state)
{
	char wal[112];
	zr_drafts_close(drafts);
	drafts = NULL;
	(void)snprintf(wal, sizeof wal, "%s-wal", path);
	(void)unlink(path);
	(void)unlink(wal);
	return rmdir(folder);
}

static void reopen_drafts(void)
{
	zr_drafts_close(drafts);
	drafts = NULL;
	assert_int_equal(zr_drafts_open(path, &drafts, NULL), 0);
}

static void sweep_drafts(sweep_work *work)
{
	sweep_renew = reopen_drafts;
	sweep(work, NULL, NULL);
	sweep_renew = NULL;
}

static int put_one(const char *draft_id, struct zr_error *error)
{
	static const char xml[] = "<data><name>Анна</name></data>";
	const struct zr_draft draft = {.draft_id = TEXT(draft_id),
		.household_id = TEXT("h-1"),
		.form_id = TEXT("f"),
		.form_version = TEXT("1"),
		.state = ZR_DRAFT_OPEN};
	return zr_drafts_put(drafts, &draft, xml, sizeof xml - 1, error);
}

static int put(void *user, unsigned turn, struct zr_error *error)
{
	char id[20];
	(void)snprintf(id, sizeof id, "d-%u", turn);
	return put_one(id, error);
}

static int get(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	ZR_CLEANUP(zr_draft_finish) struct zr_draft found = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	int code = zr_drafts_get(drafts, "d", &draft, &xml, error);
	if (code == 0) {
		assert_non_null(strstr(zr_buffer_text(&xml), "Анна"));
		assert_string_equal(draft.household_id, "h-1");
		code = zr_drafts_find(drafts, "d", &found, error);
	}
	return code;
}

static int visit_draft(void *user, const struct zr_draft *draft)
{
	*(unsigned *)user += draft->has_answers;
	return 0;
}

static int list(void *user, unsigned turn, struct zr_error *error)
{
	unsigned count = 0;
	int code = zr_drafts_list(drafts, visit_draft, &count, error);
	if (code == 0) {
		assert_true(count > 0);
		code = zr_drafts_adopt(drafts, "h-1", "ул. Мира, 5", error);
	}
	return code;
}

static void puts_and_reads(void **state)
{
	assert_int_equal(put_one("d", NULL), 0);
	sweep_drafts(put);
	sweep_drafts(get);
	sweep_drafts(list);
}

static int wipe(void *user, unsigned turn, struct zr_error *error)
{
	return zr_drafts_wipe(drafts, "d", error);
}

/* What is removed is put again first, without failures; what was removed is no failure. */
static int remove_draft(void *user, unsigned turn, struct zr_error *error)
{
	int code = zr_drafts_remove(drafts, user, error);
	return code == ZR_E_NOT_FOUND ? 0 : code;
}

static void wipes_and_removes(void **state)
{
	static const struct zr_content_file file = {TEXT("s.png"), TEXT("png"), 3};
	struct zr_draft draft = {0};
	assert_int_equal(put_one("d", NULL), 0);
	assert_int_equal(zr_draft_file_put(drafts, "d", &file, NULL), 0);
	sweep_drafts(wipe);
	assert_int_equal(zr_drafts_find(drafts, "d", &draft, NULL), 0);
	assert_false(draft.has_answers);
	zr_draft_finish(&draft);
	for (unsigned n = 0; n < 200; n++) {
		char id[20];
		struct zr_error error = {0};
		(void)snprintf(id, sizeof id, "gone-%u", n);
		assert_int_equal(put_one(id, NULL), 0);
		fail_was_met = false;
		fail_countdown[n % FAIL_POINT_COUNT] = 1 + (long)(n / FAIL_POINT_COUNT);
		int code = remove_draft(id, 0, &error);
		fail_countdown[n % FAIL_POINT_COUNT] = 0;
		sweep_check(code, &error, fail_was_met);
		assert_int_equal(remove_draft(id, 0, &error), 0);
	}
}

/* ---- files ---- */

static int put_file(void *user, unsigned turn, struct zr_error *error)
{
	static const struct zr_content_file file = {TEXT("s.png"), TEXT("png"), 3};
	return zr_draft_file_put(drafts, "d", &file, error);
}

static int visit_file(void *user, const struct zr_content_file *file)
{
	*(unsigned *)user += (unsigned)file->bytes;
	return 0;
}

static int read_files(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer data = {0};
	unsigned bytes = 0;
	int code = zr_draft_file_get(drafts, "d", "s.png", &data, error);
	if (code == 0) {
		assert_string_equal(zr_buffer_text(&data), "png");
		code = zr_draft_file_list(drafts, "d", visit_file, &bytes, error);
	}
	assert_true(code < 0 || bytes == 3);
	return code;
}

static int copy_files(void *user, unsigned turn, struct zr_error *error)
{
	int code = zr_draft_file_copy(drafts, "d", "e", error);
	return code < 0 ? code : zr_draft_file_remove(drafts, "e", "s.png", error);
}

static void keeps_files(void **state)
{
	assert_int_equal(put_one("d", NULL), 0); /* else they are strays at the next opening */
	sweep_drafts(put_file);
	sweep_drafts(read_files);
	sweep_drafts(copy_files);
}

/* ---- the whole store ---- */

static int open_again(void *user, unsigned turn, struct zr_error *error)
{
	zr_drafts_close(drafts);
	drafts = NULL;
	return zr_drafts_open(path, &drafts, error);
}

static void opens_or_says_why_not(void **state)
{
	sweep(open_again, NULL, NULL);
}

/* ---- drafts that are damaged, or too large ---- */

/* By another hand, while the store is closed. */
static void damage(const char *sql)
{
	sqlite3 *handle = NULL;
	zr_drafts_close(drafts);
	drafts = NULL;
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	assert_int_equal(zr_drafts_open(path, &drafts, NULL), 0);
}

static void a_damaged_draft_is_told(void **state)
{
	static const char *const damages[] = {
		"UPDATE draft SET xml = substr(xml, 1, length(xml) - 2)",
		"UPDATE draft SET xml = x'00112233'", "UPDATE draft SET xml = x'28b52ffd'"};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer xml = {0};
	assert_int_equal(put_one("d", NULL), 0);
	assert_int_equal(zr_drafts_get(drafts, "d", NULL, &xml, NULL), 0);
	zr_buffer_clear(&xml);
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		damage(damages[i]);
		assert_int_equal(zr_drafts_get(drafts, "d", NULL, &xml, NULL), ZR_E_INVALID);
	}
}

static void a_result_of_a_later_version_is_none(void **state)
{
	static const char *const damages[] = {
		"UPDATE draft SET result = 5", "UPDATE draft SET result = -1"};
	assert_int_equal(ZR_RESULT_LAST, 4);
	assert_int_equal(put_one("d", NULL), 0);
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
		damage(damages[i]);
		assert_int_equal(zr_drafts_find(drafts, "d", &draft, NULL), 0);
		assert_int_equal(draft.result, ZR_RESULT_UNKNOWN);
	}
}

static int stop(void *user, const struct zr_content_file *file)
{
	return 7;
}

static void an_interview_that_is_too_large_is_refused(void **state)
{
	const struct zr_draft draft = {
		.draft_id = TEXT("d"), .state = ZR_DRAFT_OPEN, .household_id = TEXT("h")};
	char *xml = calloc(1, ZR_FORM_BYTES_MAX + 1);
	assert_non_null(xml);
	assert_int_equal(
		zr_drafts_put(drafts, &draft, xml, ZR_FORM_BYTES_MAX + 1, NULL), ZR_E_LIMIT);
	free(xml);
	assert_int_equal(put_file(NULL, 0, NULL), 0);
	assert_int_equal(zr_draft_file_list(drafts, "d", stop, NULL, NULL), 7);
}

static int copy_draft(void *user, unsigned turn, struct zr_error *error)
{
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	struct zr_draft copy = {0};
	int code = zr_draft_set(&draft.draft_id, "d");
	if (code == 0) {
		code = zr_draft_copy(&draft, &copy);
	}
	if (code == 0) {
		assert_string_equal(copy.draft_id, "d");
		assert_string_equal(copy.address, "");
		zr_draft_finish(&copy);
	}
	return code < 0 ? zr_error_set(error, code, "no memory") : 0;
}

static void copies_whole_drafts_or_none(void **state)
{
	sweep(copy_draft, NULL, NULL);
}

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(puts_and_reads, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(wipes_and_removes, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(keeps_files, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(opens_or_says_why_not, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(a_damaged_draft_is_told, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(
			a_result_of_a_later_version_is_none, open_drafts, close_drafts),
		cmocka_unit_test_setup_teardown(
			an_interview_that_is_too_large_is_refused, open_drafts, close_drafts),
		cmocka_unit_test(copies_whole_drafts_or_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
