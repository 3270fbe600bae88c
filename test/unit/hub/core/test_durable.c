/* What tablets may forget, by policy. */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/core/durable.h"
#include "hub/core/options.h"
#include "hub/store/backup_mark.h"
#include "hub/store/backup_place.h"
#include "hub/store/lookout.h"
#include "hub/store/store.h"

static const uint8_t epoch[ZR_EPOCH_BYTES] = {1, 2, 3};
static struct zr_durable durable;
static struct zr_error error;

static int start(const char *data, const char *store, const char *policy)
{
	const struct zr_options options = {.data = data, .store = store, .durable = policy};
	zr_durable_finish(&durable);
	return zr_durable_init(&durable, &options, epoch, &error);
}

/* Until what is there now was seen: a disk may need more than a moment. */
static void look(void)
{
	do {
		zr_durable_look(&durable);
	} while (durable.lookout != NULL);
}

static void each_store_has_its_policies(void **state)
{
	const struct {
		const char *store;
		const char *policy;
		int code;
		enum zr_durable_policy taken;
	} cases[] = {
		{NULL, NULL, 0, ZR_DURABLE_BACKUP},
		{NULL, "stored", 0, ZR_DURABLE_STORED},
		{NULL, "backup", 0, ZR_DURABLE_BACKUP},
		{NULL, "replica", ZR_E_INVALID, 0},
		{NULL, "", ZR_E_INVALID, 0},
		{"postgresql:", NULL, 0, ZR_DURABLE_REPLICA},
		{"postgresql:", "stored", 0, ZR_DURABLE_STORED},
		{"postgresql:", "replica", 0, ZR_DURABLE_REPLICA},
		{"postgresql:", "backup", ZR_E_INVALID, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(
			start("/nonexistent", cases[i].store, cases[i].policy), cases[i].code);
		assert_true(cases[i].code != 0 || durable.policy == cases[i].taken);
	}
}

static void what_is_stored_is_durable_where_the_policy_says_so(void **state)
{
	const struct zr_device device = {.high_water = 9, .durable_through = 4};
	uint64_t reach = 0;
	assert_int_equal(start("/nonexistent", NULL, "stored"), 0);
	assert_int_equal(zr_durable_reach(&durable, NULL, &device, &reach, &error), 0);
	assert_int_equal(reach, 9);
	assert_int_equal(start("/nonexistent", NULL, "backup"), 0);
	assert_int_equal(zr_durable_reach(&durable, NULL, &device, &reach, &error), 0);
	assert_int_equal(reach, 4);
	assert_int_equal(start("/nonexistent", "postgresql:", "replica"), 0);
	assert_int_equal(zr_durable_reach(&durable, NULL, &device, &reach, &error), 0);
	assert_int_equal(reach, 4);
	durable.is_replicated = true;
	assert_int_equal(zr_durable_reach(&durable, NULL, &device, &reach, &error), 0);
	assert_int_equal(reach, 9);
}

static void a_second_record_takes_back_what_was_said(void **state)
{
	struct zr_device device = {.high_water = 9, .durable_through = 4};
	zr_durable_lower(&device, 5);
	assert_int_equal(device.durable_through, 4);
	zr_durable_lower(&device, 4);
	assert_int_equal(device.durable_through, 3);
	zr_durable_lower(&device, 1);
	assert_int_equal(device.durable_through, 0);
}

static void only_a_newer_backup_of_this_life_counts(void **state)
{
	char folder[] = "/tmp/zarya-durable-XXXXXX";
	char path[100];
	struct zr_backup_mark mark = {.end_rank = 50, .record_rank = 5, .time_us = 1};
	uint64_t count = 0;
	int64_t age_us = 0;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(start(folder, NULL, NULL), 0);
	assert_int_equal(durable.end_rank, 0);
	assert_int_equal(zr_backup_mark_write(folder, &mark, &error), 0);
	look();
	assert_int_equal(durable.end_rank, 0); /* of another life */
	memcpy(mark.epoch, epoch, sizeof epoch);
	assert_int_equal(zr_backup_mark_write(folder, &mark, &error), 0);
	look();
	assert_int_equal(durable.end_rank, 50);
	zr_durable_tell(&durable, 8, 11, &count, &age_us);
	assert_int_equal(count, 3);
	assert_int_equal(age_us, 10);
	mark.end_rank = 40;
	assert_int_equal(zr_backup_mark_write(folder, &mark, &error), 0);
	look();
	assert_int_equal(durable.end_rank, 50);
	(void)snprintf(path, sizeof path, "%s/backup.mark", folder);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("verified backup: end -1 records x", file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(zr_backup_mark_read(folder, &mark, &error), ZR_E_INVALID);
	look();
	assert_int_equal(durable.end_rank, 50);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void touch(const char *folder, const char *name)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(unlink(path), 0);
}

/* A mark of "a copy" in that folder, which is there. */
static void stand(const char *folder, struct zr_backup_mark *mark)
{
	*mark = (struct zr_backup_mark){.end_rank = 50, .time_us = 1};
	memcpy(mark->epoch, epoch, sizeof epoch);
	(void)snprintf(mark->file, sizeof mark->file, "%s/a copy", folder);
	touch(folder, "a copy");
	touch(folder, "a copy-segments");
	assert_int_equal(zr_backup_place_claim(mark->file, mark->place, &error), 0);
	assert_int_equal(zr_backup_mark_write(folder, mark, &error), 0);
}

static void a_backup_counts_while_it_stands(void **state)
{
	char folder[] = "/tmp/zarya-durable-XXXXXX";
	struct zr_backup_mark mark;
	assert_non_null(mkdtemp(folder));
	stand(folder, &mark);
	assert_int_equal(start(folder, NULL, NULL), 0);
	look();
	assert_int_equal(durable.end_rank, 50);

	remove_file(folder, "a copy-segments");
	look();
	assert_true(durable.is_gone);
	assert_int_equal(durable.end_rank, 0);

	remove_file(folder, "a copy");
	remove_file(folder, "backup.mark");
	remove_file(folder, ".zarya-backups");
	assert_int_equal(rmdir(folder), 0);
}

/* A service with a /tmp of its own, a disk that is not mounted yet, another one in its place: all
 * of them may lie on the same disk as the folder that was meant. */
static void another_folder_at_that_path_says_nothing(void **state)
{
	char folder[] = "/tmp/zarya-durable-XXXXXX";
	char other[] = "/tmp/zarya-durable-XXXXXX";
	struct zr_backup_mark mark;
	assert_non_null(mkdtemp(folder));
	assert_non_null(mkdtemp(other));
	stand(folder, &mark);
	(void)snprintf(mark.file, sizeof mark.file, "%s/a copy", other);
	assert_int_equal(zr_backup_mark_write(folder, &mark, &error), 0);
	assert_int_equal(start(folder, NULL, NULL), 0);
	look();
	assert_false(durable.is_gone);
	assert_int_equal(durable.end_rank, 50);

	remove_file(folder, "a copy-segments");
	remove_file(folder, "a copy");
	remove_file(folder, "backup.mark");
	remove_file(folder, ".zarya-backups");
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(rmdir(other), 0);
}

/* The folder's name is a FIFO, which opens for its reader when a writer comes. */
static void a_disk_that_does_not_answer_is_told_once_and_not_waited_for(void **state)
{
	char folder[] = "/tmp/zarya-durable-XXXXXX";
	char fifo[100];
	struct zr_backup_mark mark;
	assert_non_null(mkdtemp(folder));
	stand(folder, &mark);
	remove_file(folder, ".zarya-backups");
	(void)snprintf(fifo, sizeof fifo, "%s/.zarya-backups", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(start(folder, NULL, NULL), 0);
	const struct zr_lookout *sent = durable.lookout;
	zr_durable_look(&durable);
	assert_true(durable.is_silent);
	assert_ptr_equal(durable.lookout, sent); /* one at a time */
	assert_int_equal(durable.end_rank, 0);

	int fd = open(fifo, O_WRONLY | O_CLOEXEC); /* it answers, and to no other look */
	assert_int_equal(close(fd), 0);
	while (durable.is_silent) {
		zr_durable_look(&durable);
	}
	assert_int_equal(durable.end_rank, 50);
	assert_ptr_not_equal(durable.lookout, NULL);
	zr_durable_finish(&durable); /* which does not wait for it either */

	fd = open(fifo, O_WRONLY | O_CLOEXEC); /* it ends */
	assert_int_equal(close(fd), 0);
	remove_file(folder, "a copy-segments");
	remove_file(folder, "a copy");
	remove_file(folder, "backup.mark");
	remove_file(folder, ".zarya-backups");
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_store_has_its_policies),
		cmocka_unit_test(what_is_stored_is_durable_where_the_policy_says_so),
		cmocka_unit_test(a_second_record_takes_back_what_was_said),
		cmocka_unit_test(only_a_newer_backup_of_this_life_counts),
		cmocka_unit_test(a_backup_counts_while_it_stands),
		cmocka_unit_test(another_folder_at_that_path_says_nothing),
		cmocka_unit_test(a_disk_that_does_not_answer_is_told_once_and_not_waited_for),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	zr_durable_finish(&durable);
	return failed;
}
