/* Files are written beside their place and renamed into it. */
#include "tools/form_convert.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t length)
{
	assert(fd >= 0 && bytes != NULL);
	while (length > 0) {
		ssize_t count = write(fd, bytes, length);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count < 0) {
			return -1;
		}
		bytes += count;
		length -= (size_t)count;
	}
	return 0;
}

static int write_file(const char *path, const char *bytes, size_t length, struct zr_error *error)
{
	assert(path != NULL && bytes != NULL);
	char beside[ZR_FORM_SOURCE_PATH_BYTES + 16];
	(void)snprintf(beside, sizeof beside, "%s.new", path);
	ZR_CLEANUP_CLOSE int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || write_all(fd, bytes, length) != 0) {
		return zr_error_set_errno(error, errno, path);
	}
	int code = 0;
	if (close(ZR_TAKE_FD(fd)) != 0 || rename(beside, path) != 0) {
		code = zr_error_set_errno(error, errno, path);
	}
	return code;
}

int zr_form_convert_write(const struct zr_form_source *source, const char *target,
	char ret_path[ZR_FORM_SOURCE_PATH_BYTES], struct zr_error *error)
{
	assert(source != NULL && source->converted != NULL && ret_path != NULL);
	char path[2 * ZR_FORM_SOURCE_PATH_BYTES];
	if (target != NULL) {
		(void)snprintf(path, sizeof path, "%s", target);
	} else {
		(void)snprintf(path, sizeof path, "%s/%s.xml", source->folder, source->stem);
	}
	if (strlen(path) >= ZR_FORM_SOURCE_PATH_BYTES - 16) {
		return zr_error_set(error, ZR_E_LIMIT, "the path is too long");
	}
	size_t bytes = 0;
	const char *text = zr_form_source_text(source, &bytes);
	int code = write_file(path, text, bytes, error);
	memcpy(ret_path, path, strlen(path) + 1);
	const char *itemsets = zr_xlsform_itemsets(source->converted, &bytes);
	if (code != 0 || bytes == 0) {
		return code;
	}
	char *slash = strrchr(path, '/');
	char *name = slash != NULL ? slash + 1 : path;
	(void)snprintf(name, sizeof path - (size_t)(name - path), "itemsets.csv");
	return write_file(path, itemsets, bytes, error);
}
