/* An attribute is one line; a longer one is none that we know, and is cut. */
#include "tablet/shell/bar/sysfs.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"

bool zr_sysfs_read(
	const char *root, const char *device, const char *attribute, char *text, size_t size)
{
	assert(root && device && attribute && text && size > 0);
	char path[512];
	text[0] = '\0';
	const int length = snprintf(path, sizeof path, "%s/%s/%s", root, device, attribute);
	if (length < 0 || (size_t)length >= sizeof path) {
		return false;
	}
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t bytes = fd < 0 ? -1 : read(fd, text, size - 1);
	if (bytes < 0) {
		return false;
	}
	text[bytes] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}
