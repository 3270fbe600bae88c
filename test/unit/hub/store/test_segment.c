/* Segments: what a group that was flushed promises, and what is found after a power cut, a failing
 * disk or damage.
 * Tests: segment.c segment_reader.c segment_writer.c crc32c.c */
#include "test/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/store/segment/crc32c.h"
#include "hub/store/segment/segment_reader.h"
#include "hub/store/segment/segment_writer.h"
#include "lib/base/limits.h"
#include "test/unit/hub/store/remove_store.h"

static char store_path[64]; /* the segments stand behind it */
static char folder[100];
static struct zr_segment_writer *writer;
static struct zr_segment_reader *reader;
static struct zr_error error;

/* ---- a disk that fails ---- */

enum call {
	WRITE,
	SYNC,
	CUT,
	CALL_COUNT
};
static long countdown[CALL_COUNT]; /* the call that fails; 0: none */
static bool was_met;

ssize_t __real_pwrite(int fd, const void *data, size_t bytes, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *data, size_t bytes, off_t offset);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __real_ftruncate(int fd, off_t bytes);
int __wrap_ftruncate(int fd, off_t bytes);

static bool fails(enum call call)
{
	bool is_now = countdown[call] > 0 && --countdown[call] == 0;
	was_met |= is_now;
	return is_now;
}

/* A full disk takes half of it. */
ssize_t __wrap_pwrite(int fd, const void *data, size_t bytes, off_t offset)
{
	if (fails(WRITE)) {
		(void)!__real_pwrite(fd, data, bytes / 2, offset);
		errno = ENOSPC;
		return -1;
	}
	return __real_pwrite(fd, data, bytes, offset);
}

int __wrap_fdatasync(int fd)
{
	errno = EIO;
	return fails(SYNC) ? -1 : __real_fdatasync(fd);
}

int __wrap_ftruncate(int fd, off_t bytes)
{
	errno = EIO;
	return fails(CUT) ? -1 : __real_ftruncate(fd, bytes);
}

/* ---- a folder of segments ---- */

#define SEGMENT_BYTES_MAX 1000
#define ENVELOPE_BYTES    120 /* the n-th is this long and a bit, of n's */

static int start(void **state)
{
	(void)state;
	(void)snprintf(store_path, sizeof store_path, "%s/zarya-segment-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	int fd = mkstemp(store_path);
	(void)close(fd);
	(void)snprintf(folder, sizeof folder, "%s" ZR_STORE_SEGMENTS_ENDING, store_path);
	memset(countdown, 0, sizeof countdown);
	return fd < 0 ? -1 : zr_segment_reader_open(folder, &reader, &error);
}

static int stop(void **state)
{
	(void)state;
	zr_segment_writer_close(writer);
	zr_segment_reader_close(reader);
	writer = NULL;
	reader = NULL;
	remove_store(store_path);
	return 0;
}

struct found {
	size_t count;
	uint64_t sum;         /* of sequences */
	size_t damaged_count; /* stretches */
	int64_t end_place;    /* behind the last whole entry */
	int64_t places[100];
};

static void check_entry(const struct zr_segment_entry *entry)
{
	const uint8_t *bytes = entry->envelope;
	assert_int_equal(entry->bytes, ENVELOPE_BYTES + entry->sequence % 7);
	assert_int_equal(entry->received_us, 1000 + (int64_t)entry->sequence);
	assert_int_equal(entry->hash[31], (uint8_t)entry->sequence);
	assert_int_equal(entry->device_id[0], 5);
	assert_int_equal(bytes[0], (uint8_t)entry->sequence);
	assert_int_equal(bytes[entry->bytes - 1], (uint8_t)entry->sequence);
}

static struct found scan(int64_t from)
{
	struct found found = {.end_place = from};
	struct zr_segment_step step = {.next_place = from};
	int code = 0;
	while ((code = zr_segment_reader_next(reader, step.next_place, INT64_MAX, &step, &error)) ==
		1) {
		assert_true(step.next_place > step.place);
		if (step.is_damaged) {
			found.damaged_count++;
			continue;
		}
		check_entry(&step.entry);
		found.places[found.count++] = step.place;
		found.sum += step.entry.sequence;
		found.end_place = step.next_place;
	}
	assert_int_equal(code, 0);
	return found;
}

static int open_writer(int64_t end_place)
{
	const struct zr_segment_writer_options options = {
		.folder = folder, .end_place = end_place, .segment_bytes_max = SEGMENT_BYTES_MAX};
	return zr_segment_writer_open(&options, &writer, &error);
}

/* As after a crash: whatever is on disk is found, and the writer goes on behind it. */
static struct found reopen(void)
{
	zr_segment_writer_close(writer);
	writer = NULL;
	struct found found = scan(0);
	assert_int_equal(open_writer(found.end_place), 0);
	return found;
}

static int add(uint64_t sequence)
{
	int64_t place = 0;
	uint8_t envelope[ENVELOPE_BYTES + 7];
	memset(envelope, (int)sequence, sizeof envelope);
	struct zr_segment_entry entry = {.device_id = {5},
		.sequence = sequence,
		.received_us = 1000 + (int64_t)sequence,
		.envelope = envelope,
		.bytes = ENVELOPE_BYTES + sequence % 7};
	entry.hash[31] = (uint8_t)sequence;
	int code = zr_segment_writer_prepare(writer, &place, &error);
	return code == 0 ? zr_segment_writer_add(writer, &entry, &error) : code;
}

/* A group of so many; its code. */
static int write_group(uint64_t first, unsigned count)
{
	int code = 0;
	for (unsigned i = 0; code == 0 && i < count; i++) {
		code = add(first + i);
	}
	return code == 0 ? zr_segment_writer_flush(writer, &error) : code;
}

static char *segment_path(uint32_t number)
{
	static char path[200];
	char name[ZR_SEGMENT_NAME_BYTES];
	zr_segment_format_name(number, name);
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void overwrite(int64_t place, size_t bytes)
{
	char zeros[400] = {0};
	assert_true(bytes <= sizeof zeros);
	int fd = open(segment_path(zr_segment_place_number(place)), O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(
		__real_pwrite(fd, zeros, bytes, (off_t)zr_segment_place_offset(place)), bytes);
	(void)close(fd);
}

/* ---- tests ---- */

static void the_crc_is_that_of_rfc_3720(void **state)
{
	(void)state;
	uint8_t bytes[32] = {0};
	assert_int_equal(zr_crc32c_add(0, bytes, 32), 0x8a9136aa);
	memset(bytes, 0xff, sizeof bytes);
	assert_int_equal(zr_crc32c_add(0, bytes, 32), 0x62a8ab43);
	for (unsigned i = 0; i < 32; i++) {
		bytes[i] = (uint8_t)i;
	}
	assert_int_equal(zr_crc32c_add(0, bytes, 32), 0x46dd794e);
	assert_int_equal(zr_crc32c_add(zr_crc32c_add(0, bytes, 13), bytes + 13, 19), 0x46dd794e);
}

static void groups_are_found_in_their_order_over_several_segments(void **state)
{
	(void)state;
	assert_int_equal(open_writer(0), 0);
	assert_int_equal(zr_segment_writer_end(writer), 0);
	for (uint64_t i = 0; i < 10; i++) {
		assert_int_equal(write_group(1 + 3 * i, 3), 0);
	}
	struct found found = reopen();
	assert_int_equal(found.count, 30);
	assert_int_equal(found.sum, 30 * 31 / 2);
	assert_int_equal(found.damaged_count, 0);
	uint32_t first = 0;
	uint32_t last = 0;
	assert_int_equal(zr_segment_find_ends(folder, &first, &last, &error), 0);
	assert_int_equal(first, 1);
	assert_true(last >= 5 && last <= 10);
	struct zr_segment_entry entry;
	for (size_t i = 0; i < found.count; i++) {
		assert_int_equal(zr_segment_reader_get(reader, found.places[i], &entry, &error), 0);
		assert_int_equal(entry.sequence, i + 1);
	}
	assert_int_equal(write_group(31, 1), 0);
	assert_int_equal(scan(0).count, 31);
}

static void what_was_not_flushed_is_gone(void **state)
{
	(void)state;
	assert_int_equal(open_writer(0), 0);
	assert_int_equal(write_group(1, 2), 0);
	int64_t end_place = zr_segment_writer_end(writer);
	assert_int_equal(add(3), 0);
	zr_segment_writer_rewind(writer, end_place);
	assert_int_equal(add(4), 0);
	assert_int_equal(zr_segment_writer_flush(writer, &error), 0);
	assert_int_equal(scan(0).sum, 1 + 2 + 4);
	zr_segment_writer_rewind(
		writer, end_place); /* also what was flushed, while no row has it */
	assert_int_equal(add(5), 0);
	assert_int_equal(zr_segment_writer_flush(writer, &error), 0);
	assert_int_equal(add(6), 0);
	assert_int_equal(reopen().sum, 1 + 2 + 5);
}

/* Whatever was told to be flushed is there, whichever call of the disk fails and whatever is torn:
 * and what comes later, too. */
static void nothing_flushed_is_lost_when_the_disk_fails(void **state)
{
	size_t failed_count = 0;
	for (enum call call = WRITE; call < CALL_COUNT; call++) {
		was_met = true;
		for (long n = 1; was_met; n++) {
			was_met = false;
			assert_int_equal(open_writer(0), 0);
			uint64_t sum = 0;
			countdown[call] = n;
			countdown[SYNC] = call == CUT ? 3 : countdown[SYNC]; /* so that it cuts */
			for (uint64_t i = 0; i < 12; i++) {
				bool is_flushed = write_group(10 * i + 1, 2) == 0;
				sum += is_flushed ? 20 * i + 3 : 0;
				failed_count += is_flushed ? 0 : 1;
			}
			memset(countdown, 0, sizeof countdown);
			struct found found = reopen();
			assert_true(found.sum >= sum);
			assert_true(call == CUT || found.sum == sum);
			assert_int_equal(write_group(500, 1), 0);
			assert_int_equal(scan(0).sum, found.sum + 500);
			(void)stop(state);
			assert_int_equal(start(state), 0);
			was_met &= n < 200;
		}
	}
	assert_true(failed_count > 10);
}

/* A power cut leaves any part of the last group, and of what was there before all. */
static void a_torn_end_is_cut_and_gone_on_from(void **state)
{
	(void)state;
	assert_int_equal(open_writer(0), 0);
	assert_int_equal(write_group(1, 2), 0);
	uint32_t kept = zr_segment_place_offset(zr_segment_writer_end(writer));
	assert_int_equal(write_group(3, 1), 0);
	uint32_t end = zr_segment_place_offset(zr_segment_writer_end(writer));
	for (uint32_t bytes = end - 1; bytes >= kept; bytes--) {
		assert_int_equal(truncate(segment_path(1), bytes), 0);
		struct found found = reopen();
		assert_int_equal(found.sum, 3);
		assert_int_equal(found.damaged_count, bytes > kept ? 1 : 0);
	}
	assert_int_equal(write_group(7, 1), 0);
	assert_int_equal(scan(0).sum, 1 + 2 + 7);
	assert_int_equal(scan(0).damaged_count, 0);
}

static void damage_in_the_middle_is_told_and_stepped_over(void **state)
{
	(void)state;
	assert_int_equal(open_writer(0), 0);
	for (uint64_t i = 1; i <= 20; i++) {
		assert_int_equal(write_group(i, 1), 0);
	}
	struct found whole = scan(0);
	overwrite(whole.places[2], 60);        /* a head */
	overwrite(whole.places[5] + 100, 10);  /* within an envelope */
	overwrite(whole.places[10] + 50, 300); /* the rest of one, and the next */
	struct found found = scan(0);
	assert_int_equal(found.count, 20 - 4);
	assert_int_equal(found.sum, 210 - 3 - 6 - 11 - 12);
	assert_int_equal(found.damaged_count, 3);
	assert_int_equal(found.end_place, whole.end_place);
	struct zr_segment_entry entry;
	assert_int_equal(zr_segment_reader_get(reader, whole.places[5], &entry, &error), ZR_E_IO);
	assert_int_equal(zr_segment_reader_get(reader, whole.places[6], &entry, &error), 0);
}

static void a_segment_that_is_gone_is_told_of(void **state)
{
	(void)state;
	assert_int_equal(open_writer(0), 0);
	for (uint64_t i = 1; i <= 20; i++) {
		assert_int_equal(write_group(i, 1), 0);
	}
	struct found whole = scan(0);
	zr_segment_reader_close(reader);
	assert_int_equal(unlink(segment_path(2)), 0);
	assert_int_equal(zr_segment_reader_open(folder, &reader, &error), 0);
	struct found found = scan(0);
	assert_int_equal(found.damaged_count, 1);
	assert_true(found.count < whole.count && found.count > 5);
	struct zr_segment_entry entry;
	for (size_t i = 0; i < whole.count; i++) {
		bool is_gone = zr_segment_place_number(whole.places[i]) == 2;
		assert_int_equal(zr_segment_reader_get(reader, whole.places[i], &entry, &error),
			is_gone ? ZR_E_IO : 0);
	}
	/* Should the last ones be gone, no place is given a second time. */
	zr_segment_writer_close(writer);
	assert_int_equal(open_writer(zr_segment_place(90, 500)), 0);
	assert_int_equal(write_group(33, 1), 0);
	assert_int_equal(zr_segment_place_number(zr_segment_writer_end(writer)), 91);
}

/* Who lists while the writer goes on sees what he was told is there, and no more. */
static void a_reader_ends_where_it_is_told_to(void **state)
{
	(void)state;
	struct zr_segment_step step;
	assert_int_equal(open_writer(0), 0);
	assert_int_equal(write_group(1, 1), 0);
	int64_t end_place = zr_segment_writer_end(writer);
	assert_int_equal(write_group(2, 1), 0);
	assert_int_equal(zr_segment_reader_next(reader, 0, end_place, &step, &error), 1);
	assert_int_equal(step.entry.sequence, 1);
	assert_int_equal(
		zr_segment_reader_next(reader, step.next_place, end_place, &step, &error), 0);
	zr_segment_writer_rewind(writer, end_place);
	assert_int_equal(write_group(3, 1), 0);
	assert_int_equal(zr_segment_reader_next(reader, end_place, INT64_MAX, &step, &error), 1);
	assert_int_equal(step.entry.sequence, 3);
}

static void other_files_are_no_segments(void **state)
{
	(void)state;
	static const char *const names[] = {"1.segment", "0000000000.segment",
		"0000000001.segment~", "9999999999.segment", "0000000001", "x",
		"-000000001.segment"};
	uint32_t first = 0;
	uint32_t last = 0;
	assert_int_equal(zr_segment_find_ends(folder, &first, &last, &error), 0);
	assert_int_equal(last, 0); /* no folder, no segments */
	assert_int_equal(mkdir(folder, 0700), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char file[200];
		(void)snprintf(file, sizeof file, "%s/%s", folder, names[i]);
		(void)close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	}
	assert_int_equal(zr_segment_find_ends(folder, &first, &last, &error), 0);
	assert_int_equal(last, 0);
	(void)close(open(segment_path(17), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	assert_int_equal(zr_segment_find_ends(folder, &first, &last, &error), 0);
	assert_int_equal(first, 17);
	assert_int_equal(last, 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_crc_is_that_of_rfc_3720),
		cmocka_unit_test_setup_teardown(
			groups_are_found_in_their_order_over_several_segments, start, stop),
		cmocka_unit_test_setup_teardown(what_was_not_flushed_is_gone, start, stop),
		cmocka_unit_test_setup_teardown(
			nothing_flushed_is_lost_when_the_disk_fails, start, stop),
		cmocka_unit_test_setup_teardown(a_torn_end_is_cut_and_gone_on_from, start, stop),
		cmocka_unit_test_setup_teardown(
			damage_in_the_middle_is_told_and_stepped_over, start, stop),
		cmocka_unit_test_setup_teardown(a_segment_that_is_gone_is_told_of, start, stop),
		cmocka_unit_test_setup_teardown(a_reader_ends_where_it_is_told_to, start, stop),
		cmocka_unit_test_setup_teardown(other_files_are_no_segments, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
