/* A file is written beside its place and renamed into it; what could not be written whole goes
 * again. */
#include "tools/form_convert.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* A pipe, a device or a link is written to: renamed over, it would be gone. */
static bool is_for_file(const char *path)
{
	struct stat facts;
	return lstat(path, &facts) != 0 || S_ISREG(facts.st_mode);
}

static int write_file(const char *path, const char *bytes, size_t length, struct zr_error *error)
{
	assert(path != NULL && bytes != NULL);
	char beside[ZR_FORM_SOURCE_PATH_BYTES + 16];
	bool is_beside = is_for_file(path);
	(void)snprintf(beside, sizeof beside, "%s%s", path, is_beside ? ".new" : "");
	ZR_CLEANUP_CLOSE int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool is_open = fd >= 0;
	if (is_open && write_all(fd, bytes, length) == 0 && close(ZR_TAKE_FD(fd)) == 0 &&
		(!is_beside || rename(beside, path) == 0)) {
		return 0;
	}
	int fault = errno;
	if (is_open && is_beside) {
		(void)unlink(beside);
	}
	return zr_form_source_cannot(error, fault, "write", path);
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
