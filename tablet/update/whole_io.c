/*
 * All of what was asked for, or an error: interrupted and partial calls are gone on with.
 */
#include "tablet/update/whole_io.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

int zr_whole_io_read(int fd, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	assert(fd >= 0);
	assert(data != NULL || bytes == 0);
	size_t done = 0;
	while (done < bytes) {
		ssize_t count =
			pread(fd, (char *)data + done, bytes - done, (off_t)(offset + done));
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count < 0) {
			return zr_error_set_errno(error, errno, "read for the update");
		}
		if (count == 0) {
			return zr_error_set(error, ZR_E_SYNTAX, "What the update reads ends early");
		}
		done += (size_t)count;
	}
	return 0;
}

int zr_whole_io_append(int fd, const void *data, size_t bytes, struct zr_error *error)
{
	assert(fd >= 0);
	assert(data != NULL || bytes == 0);
	size_t done = 0;
	while (done < bytes) {
		ssize_t count = write(fd, (const char *)data + done, bytes - done);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count < 0) {
			return zr_error_set_errno(error, errno, "write for the update");
		}
		done += (size_t)count;
	}
	return 0;
}
