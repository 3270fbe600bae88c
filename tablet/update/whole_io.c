/*
 * All of what was asked for, or an error: interrupted and partial calls are gone on with.
 */
#include "tablet/update/whole_io.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

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

int zr_whole_io_write(
	int fd, uint64_t offset, const void *data, size_t bytes, struct zr_error *error)
{
	assert(fd >= 0);
	assert(data != NULL || bytes == 0);
	size_t done = 0;
	while (done < bytes) {
		ssize_t count =
			pwrite(fd, (const char *)data + done, bytes - done, (off_t)(offset + done));
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return zr_error_set_errno(
				error, count < 0 ? errno : ENOSPC, "write the new release");
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

int zr_whole_io_read_small(
	const char *path, size_t bytes_max, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(path != NULL);
	assert(ret_bytes != NULL);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;
	if (fd < 0 || fstat(fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "read what lies beside the release");
	}
	if ((uint64_t)facts.st_size > bytes_max) {
		return zr_error_set(error, ZR_E_LIMIT,
			"A document of the release is over %zu bytes", bytes_max);
	}
	size_t bytes = (size_t)facts.st_size;
	if (zr_buffer_reserve(ret_bytes, bytes + 1) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to read a release");
	}
	int code = zr_whole_io_read(fd, 0, ret_bytes->data, bytes, error);
	if (code == 0) {
		ret_bytes->bytes = bytes;
		ret_bytes->data[bytes] = '\0';
	}
	return code;
}
