/* Tests: backup.c, hub/store/backup_mark.c, hub/store/backup_place.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/store/backup.h"
#include "hub/store/backup_mark.h"
#include "hub/store/backup_place.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "test/unit/hub/store/remove_store.h"

static char folder[64];
static char path[100];
static char copy[100];
static struct zr_store *store;
static struct zr_error error;

static int open_store(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-backup-XXXXXX");
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	(void)snprintf(path, sizeof path, "%s/hub.db", folder);
	(void)snprintf(copy, sizeof copy, "%s/copy.db", folder);
	int code = zr_store_open(path, &store, &error);
	return code == 0 ? zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, "fedcba987654321",
				   ZR_EPOCH_BYTES, &error)
			 : code;
}

static int close_store(void **state)
{
	(void)state;
	zr_store_close(store);
	store = NULL;
	const char *names[] = {"hub.db", "hub.db-wal", "hub.db-shm", "copy.db", "hub.lock",
		"backup.mark", ".zarya-backups", "hub.db.new", "hub.db.replaced-1",
		"hub.db.replaced-2"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char file[100];
		(void)snprintf(file, sizeof file, "%s/%s", folder, names[i]);
		remove_store(file);
	}
	return rmdir(folder);
}

static void put(const char *value)
{
	assert_int_equal(zr_store_put_fact(store, "value", value, strlen(value), &error), 0);
}

/* Opens the store that stands in DATA and holds its value and epoch against these. */
static void expect(const char *value, const char *other_epoch)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer epoch = {0};
	assert_int_equal(zr_store_open(path, &store, &error), 0);
	assert_int_equal(zr_store_get_fact(store, "value", &fact, &error), 0);
	assert_string_equal(zr_buffer_text(&fact), value);
	assert_int_equal(zr_store_get_fact(store, ZR_STORE_FACT_EPOCH, &epoch, &error), 0);
	assert_int_equal(epoch.bytes, ZR_EPOCH_BYTES);
	assert_memory_not_equal(epoch.data, other_epoch, ZR_EPOCH_BYTES);
}

static void a_copy_is_the_picture_of_its_moment_and_begins_a_new_life(void **state)
{
	(void)state;
	static const char first_epoch[ZR_EPOCH_BYTES] = "0123456789abcde";
	assert_int_equal(
		zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, first_epoch, ZR_EPOCH_BYTES, &error),
		0);
	put("old");
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), 0); /* beside an open writer */
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), ZR_E_EXISTS);
	put("new");
	zr_store_close(store);
	store = NULL;
	assert_int_equal(zr_backup_restore(folder, copy, &error), 0);
	expect("old", first_epoch);
	char aside[100];
	(void)snprintf(aside, sizeof aside, "%s/hub.db.replaced-1", folder);
	assert_int_equal(access(aside, F_OK), 0);
}

/* The hub was killed: its last commits stand in the log, which must not be played into the copy. */
static void the_log_of_the_replaced_store_goes_with_it(void **state)
{
	(void)state;
	static const char none[ZR_EPOCH_BYTES];
	put("old");
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), 0);
	put("new");
	char log[120];
	char kept[120];
	(void)snprintf(log, sizeof log, "%s-wal", path);
	(void)snprintf(kept, sizeof kept, "%s/kept", folder);
	assert_int_equal(link(log, kept), 0);
	zr_store_close(store);
	store = NULL;
	assert_int_equal(rename(kept, log), 0);
	assert_int_equal(zr_backup_restore(folder, copy, &error), 0);
	assert_int_not_equal(access(log, F_OK), 0);
	expect("old", none);
}

static void move(const char *from, const char *to)
{
	char old[120];
	char new[120];
	(void)snprintf(old, sizeof old, "%s/%s", folder, from);
	(void)snprintf(new, sizeof new, "%s/%s", folder, to);
	assert_int_equal(rename(old, new), 0);
}

/* Killed between two names of the store that goes aside and of the copy that comes: no hub takes
 * what there is for a store, and the same again ends well. */
static void a_restore_that_was_cut_short_is_made_again(void **state)
{
	(void)state;
	static const char none[ZR_EPOCH_BYTES];
	put("old");
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), 0);
	zr_store_close(store);
	store = NULL;
	move("hub.db", "hub.db.replaced-1");
	assert_int_equal(zr_backup_restore(folder, copy, &error), 0);
	char aside[100];
	(void)snprintf(
		aside, sizeof aside, "%s/hub.db.replaced-1" ZR_STORE_SEGMENTS_ENDING, folder);
	assert_int_equal(access(aside, F_OK), 0); /* with its own */
	move("hub.db" ZR_STORE_SEGMENTS_ENDING, "hub.db.replaced-2" ZR_STORE_SEGMENTS_ENDING);
	move("hub.db", "hub.db.new");
	assert_int_equal(zr_store_open(path, &store, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "a restore was cut short"));
	assert_int_equal(zr_backup_restore(folder, copy, &error), 0);
	expect("old", none);
}

static void a_backup_says_how_far_it_goes(void **state)
{
	(void)state;
	struct zr_backup_mark mark;
	struct zr_store_arrival_marks marks;
	assert_int_equal(zr_backup_mark_read(folder, &mark, &error), ZR_E_NOT_FOUND);
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), 0);
	assert_int_equal(zr_store_get_arrival_marks(store, &marks, &error), 0);
	assert_int_equal(zr_backup_mark_read(folder, &mark, &error), 0);
	assert_int_equal(mark.end_rank, marks.last_rank);
	assert_int_equal(mark.time_us, 7);
	assert_memory_equal(mark.epoch, "fedcba987654321", ZR_EPOCH_BYTES);
	assert_string_equal(mark.file, copy);
	assert_true(zr_backup_place_is(copy, mark.place));
}

static void write_text(const char *file, const char *text)
{
	FILE *stream = fopen(file, "we");
	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fclose(stream), 0);
}

/* It is drawn once; a line that a cut left is no name. */
static void a_folder_keeps_its_name(void **state)
{
	(void)state;
	char name[110];
	uint8_t first[ZR_BACKUP_PLACE_BYTES];
	uint8_t second[ZR_BACKUP_PLACE_BYTES];
	uint8_t none[ZR_BACKUP_PLACE_BYTES] = {0};
	(void)snprintf(name, sizeof name, "%s/.zarya-backups", folder);
	assert_int_equal(zr_backup_place_claim(copy, first, &error), 0);
	assert_int_equal(zr_backup_place_claim(path, second, &error), 0);
	assert_memory_equal(first, second, sizeof first);
	assert_false(zr_backup_place_is(copy, none));
	write_text(name, "folder of backups 0123");
	assert_false(zr_backup_place_is(copy, first));
	assert_int_equal(zr_backup_place_claim(copy, second, &error), 0);
	assert_memory_not_equal(first, second, sizeof first);
	assert_true(zr_backup_place_is(copy, second));
	assert_int_not_equal(zr_backup_place_claim("/nonexistent/copy", second, &error), 0);
}

/* It named a disk by its number, or nothing. */
static void a_mark_of_an_earlier_hub_names_no_file(void **state)
{
	(void)state;
	static const char *const endings[] = {"", "\n", " disk 2049\n/nonexistent/copy\n"};
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		char name[110];
		char text[200];
		struct zr_backup_mark mark = {.file = "x"};
		(void)snprintf(name, sizeof name, "%s/backup.mark", folder);
		(void)snprintf(text, sizeof text,
			"verified backup: end 9 records 5 time 7 epoch "
			"000102030405060708090a0b0c0d0e0f%s",
			endings[i]);
		write_text(name, text);
		assert_int_equal(zr_backup_mark_read(folder, &mark, &error), 0);
		assert_int_equal(mark.end_rank, 9);
		assert_string_equal(mark.file, "");
		assert_false(zr_backup_mark_is_gone(&mark));
	}
}

/* What cannot be read back is no backup, and yet may be all that somebody has. */
static void a_copy_that_does_not_verify_stays_and_is_not_counted(void **state)
{
	(void)state;
	struct zr_backup_mark mark;
	assert_int_equal(zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, "short", 5, &error), 0);
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "is not counted as a backup"));
	assert_int_equal(access(copy, F_OK), 0);
	assert_int_equal(zr_backup_mark_read(folder, &mark, &error), ZR_E_NOT_FOUND);
}

static void a_damaged_copy_changes_nothing(void **state)
{
	(void)state;
	static const char none[ZR_EPOCH_BYTES] = "x";
	static const char junk[8192] = "no database at all";
	put("old");
	assert_int_equal(
		zr_store_put_fact(store, ZR_STORE_FACT_EPOCH, "0123456789abcde", 16, &error), 0);
	FILE *file = fopen(copy, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(junk, 1, sizeof junk, file), sizeof junk);
	assert_int_equal(fclose(file), 0);
	zr_store_close(store);
	store = NULL;
	assert_int_equal(zr_backup_restore(folder, copy, &error), ZR_E_INVALID);
	assert_int_equal(zr_backup_restore(folder, "/nonexistent", &error), ZR_E_NOT_FOUND);
	assert_non_null(strstr(error.message, "cannot use /nonexistent: "));
	expect("old", none);
}

static void a_hub_that_runs_keeps_its_store(void **state)
{
	(void)state;
	int lock = -1;
	assert_int_equal(zr_backup_make(folder, copy, 7, &error), 0);
	assert_int_equal(zr_backup_lock(folder, &lock, &error), 0);
	assert_int_equal(zr_backup_restore(folder, copy, &error), ZR_E_BUSY);
	char holder[40];
	(void)snprintf(holder, sizeof holder, "(process %ld on ", (long)getpid());
	assert_non_null(strstr(error.message, holder));
	assert_int_equal(close(lock), 0);
	zr_store_close(store);
	store = NULL;
	assert_int_equal(zr_backup_restore(folder, copy, &error), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_folder_keeps_its_name, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_mark_of_an_earlier_hub_names_no_file, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_copy_is_the_picture_of_its_moment_and_begins_a_new_life, open_store,
			close_store),
		cmocka_unit_test_setup_teardown(
			the_log_of_the_replaced_store_goes_with_it, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_restore_that_was_cut_short_is_made_again, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_damaged_copy_changes_nothing, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_backup_says_how_far_it_goes, open_store, close_store),
		cmocka_unit_test_setup_teardown(
			a_copy_that_does_not_verify_stays_and_is_not_counted, open_store,
			close_store),
		cmocka_unit_test_setup_teardown(
			a_hub_that_runs_keeps_its_store, open_store, close_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
