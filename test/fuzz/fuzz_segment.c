/* A segment whose bytes are anybody's: it is gone through to its end, and what is found is whole.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/store/segment/segment_reader.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static char folder[64];

static void remove_folder(void)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/0000000001.segment", folder);
	(void)unlink(path);
	(void)rmdir(folder);
}

static void write_segment(const uint8_t *data, size_t bytes)
{
	char path[100];
	if (folder[0] == '\0') {
		(void)snprintf(folder, sizeof folder, "/tmp/zarya-fuzz-segment-XXXXXX");
		char *made = mkdtemp(folder);
		assert(made != NULL);
		(void)atexit(remove_folder);
	}
	(void)snprintf(path, sizeof path, "%s/0000000001.segment", folder);
	ZR_CLEANUP_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert(fd >= 0);
	ssize_t count = write(fd, data, bytes);
	assert(count == (ssize_t)bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct zr_segment_reader *reader = NULL;
	struct zr_segment_step step = {0};
	struct zr_segment_entry entry;
	(void)!zr_segment_take_entry(data, bytes, &entry);
	write_segment(data, bytes);
	int code = zr_segment_reader_open(folder, &reader, NULL);
	assert(code == 0);
	int64_t before = 0;
	while ((code = zr_segment_reader_next(reader, step.next_place, INT64_MAX, &step, NULL)) ==
		1) {
		assert(step.place >= before && step.next_place > step.place);
		before = step.next_place;
		if (!step.is_damaged) {
			code = zr_segment_reader_get(reader, step.place, &entry, NULL);
			assert(code == 0 && entry.bytes <= ZR_ENVELOPE_BYTES_MAX);
		}
	}
	assert(code == 0);
	zr_segment_reader_close(reader);
	return 0;
}
