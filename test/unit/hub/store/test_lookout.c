/* A disk that does not answer is a FIFO here, which opens for its reader when a writer comes. */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/store/lookout.h"

static char folder[64];
static char fifo[100];
static struct zr_backup_mark mark;

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-lookout-XXXXXX");
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	mark = (struct zr_backup_mark){.end_rank = 7};
	(void)snprintf(mark.file, sizeof mark.file, "%s/copy.db", folder);
	(void)snprintf(fifo, sizeof fifo, "%s/.zarya-backups", folder);
	return mkfifo(fifo, 0600);
}

static int remove_folder(void **state)
{
	(void)state;
	return unlink(fifo) == 0 && rmdir(folder) == 0 ? 0 : 1;
}

/* The disk is back, and says that the folder's name is all zeros: that of the mark. Whoever looks
 * has it open when this returns. */
static void answer(void)
{
	static const char name[] = "folder of backups 00000000000000000000000000000000\n";
	int fd = open(fifo, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, name, sizeof name - 1), sizeof name - 1);
	assert_int_equal(close(fd), 0);
}

static void nobody_waits_for_a_disk_that_is_away(void **state)
{
	(void)state;
	struct zr_lookout *lookout = zr_lookout_send(&mark);
	assert_non_null(lookout);
	zr_lookout_await(lookout); /* which ends */
	assert_int_equal(zr_lookout_news(lookout), ZR_LOOKOUT_UNDER_WAY);
	assert_int_equal(zr_lookout_mark(lookout)->end_rank, 7);
	answer();
	while (zr_lookout_news(lookout) == ZR_LOOKOUT_UNDER_WAY) {
		(void)sched_yield();
	}
	assert_int_equal(zr_lookout_news(lookout), ZR_LOOKOUT_GONE); /* there is no copy.db */
	zr_lookout_leave(lookout);
	zr_lookout_leave(NULL);
}

static void one_that_is_left_ends_by_itself(void **state)
{
	(void)state;
	struct zr_lookout *lookout = zr_lookout_send(&mark);
	assert_non_null(lookout);
	zr_lookout_leave(lookout);
	answer();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			nobody_waits_for_a_disk_that_is_away, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			one_that_is_left_ends_by_itself, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
