/* The record in a file as large as its partition, with writes and flushes that fail in turn. */
#include "test/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/slots/ab_device.h"

#define AT 1536 /* where the partition begins in its disk */

static int calls_left = -1; /* writes and flushes until one fails; -1: none does */

ssize_t __real_pwrite64(int fd, const void *bytes, size_t count, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t count, off_t at);
int __real_fsync(int fd);
int __wrap_fsync(int fd);

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t count, off_t at)
{
	if (calls_left == 0) {
		return __real_pwrite64(fd, bytes, count / 2, at); /* torn */
	}
	calls_left -= calls_left > 0;
	return __real_pwrite64(fd, bytes, count, at);
}

int __wrap_fsync(int fd)
{
	if (calls_left == 0) {
		errno = EIO;
		return -1;
	}
	calls_left -= calls_left > 0;
	return __real_fsync(fd);
}

static int new_partition(void)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	int fd = dup(fileno(file));
	(void)fclose(file);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, AT + 2 * ZR_AB_RECORD_GAP_BYTES), 0);
	return fd;
}

static void begin(struct zr_ab_device *device, int fd)
{
	struct zr_error error;
	assert_int_equal(zr_ab_device_load(device, fd, AT, &error), 0);
	zr_slots_init_first(&device->slots, 5, 1000, 1);
	assert_int_equal(zr_ab_device_store(device, &error), 0);
}

static void says_that_an_empty_partition_lost_its_record(void **state)
{
	ZR_CLEANUP_CLOSE int fd = new_partition();
	struct zr_ab_device device;
	struct zr_error error;
	assert_int_equal(zr_ab_device_load(&device, fd, AT, &error), 0);
	assert_int_equal(device.newest, -1);
	assert_int_equal(zr_slots_choose(&device.slots, 0), ZR_SLOT_A);
}

static void stores_both_copies(void **state)
{
	ZR_CLEANUP_CLOSE int fd = new_partition();
	struct zr_ab_device device, again;
	struct zr_error error;
	begin(&device, fd);
	zr_slots_count_down(&device.slots, ZR_SLOT_A);
	assert_int_equal(zr_ab_device_store(&device, &error), 0);
	assert_int_equal(zr_ab_device_load(&again, fd, AT, &error), 0);
	assert_int_equal(again.slots.slot[ZR_SLOT_A].tries, ZR_SLOT_TRIES_MAX - 1);
	assert_memory_equal(again.copies.copy[0], again.copies.copy[1], ZR_AB_RECORD_BYTES);
}

static void is_before_or_after_when_a_write_or_flush_fails(void **state)
{
	struct zr_error error;
	for (int call = 0; call < 4; call++) {
		ZR_CLEANUP_CLOSE int fd = new_partition();
		struct zr_ab_device device, again;
		begin(&device, fd);
		zr_slots_count_down(&device.slots, ZR_SLOT_A);
		calls_left = call;
		assert_int_equal(zr_ab_device_store(&device, &error), ZR_E_IO);
		calls_left = -1;
		assert_int_equal(zr_ab_device_load(&again, fd, AT, &error), 0);
		unsigned tries = again.slots.slot[ZR_SLOT_A].tries;
		assert_true(again.newest >= 0);
		assert_int_equal(tries, call == 0 ? ZR_SLOT_TRIES_MAX : ZR_SLOT_TRIES_MAX - 1);
		assert_int_equal(zr_ab_device_store(&again, &error), 0); /* and it heals */
		assert_int_equal(zr_ab_device_load(&again, fd, AT, &error), 0);
		assert_memory_equal(again.copies.copy[0], again.copies.copy[1], ZR_AB_RECORD_BYTES);
	}
}

static void says_that_a_pipe_is_no_disk(void **state)
{
	int ends[2];
	struct zr_ab_device device;
	struct zr_error error;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(zr_ab_device_load(&device, ends[0], 0, &error), ZR_E_IO);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_that_an_empty_partition_lost_its_record),
		cmocka_unit_test(stores_both_copies),
		cmocka_unit_test(is_before_or_after_when_a_write_or_flush_fails),
		cmocka_unit_test(says_that_a_pipe_is_no_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
