/* Two lines of text: it is read by people, too. The second is where the backup stands. */
#include "hub/store/backup_mark.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/store/stored.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define TEXT_BYTES (ZR_BACKUP_MARK_PATH_BYTES + 250)
#define PATH_BYTES ZR_BACKUP_MARK_PATH_BYTES
#define FORMAT     "verified backup: end %" PRId64 " records %" PRId64 " time %" PRId64 " epoch "

static int fail(struct zr_error *error)
{
	return zr_error_set_errno(error, errno, "use the mark of the last backup");
}

/* Whole and on disk under another name before it has its own. */
int zr_backup_mark_write(
	const char *data, const struct zr_backup_mark *mark, struct zr_error *error)
{
	assert(data != NULL && mark->end_rank >= 0);
	char path[PATH_BYTES];
	char fresh[PATH_BYTES];
	char epoch[2 * ZR_EPOCH_BYTES + 1];
	(void)snprintf(path, sizeof path, "%s/backup.mark", data);
	(void)snprintf(fresh, sizeof fresh, "%s/backup.mark.new", data);
	zr_hex_encode(mark->epoch, sizeof mark->epoch, epoch);
	ZR_CLEANUP_CLOSE int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 ||
		dprintf(fd, FORMAT "%s disk %" PRIu64 "\n%s\n", mark->end_rank, mark->record_rank,
			mark->time_us, epoch, mark->disk, mark->file) < 0 ||
		fsync(fd) != 0 || rename(fresh, path) != 0) {
		return fail(error);
	}
	ZR_CLEANUP_CLOSE int folder = open(data, O_RDONLY | O_CLOEXEC);
	return folder >= 0 && fsync(folder) == 0 ? 0 : fail(error);
}

/* A mark of an earlier hub has one line, and names no file. */
static void take_place(const char *text, struct zr_backup_mark *mark)
{
	const char *line = strchr(text, '\n');
	if (line == NULL) {
		return;
	}
	size_t bytes = strcspn(line + 1, "\n");
	const char *disk = strstr(text, " disk ");
	if (disk != NULL && disk < line && bytes < sizeof mark->file) {
		mark->disk = strtoull(disk + strlen(" disk "), NULL, 10);
		memcpy(mark->file, line + 1, bytes);
		mark->file[bytes] = '\0';
	}
}

int zr_backup_mark_read(const char *data, struct zr_backup_mark *ret_mark, struct zr_error *error)
{
	assert(data != NULL && ret_mark != NULL);
	char path[PATH_BYTES];
	char text[TEXT_BYTES] = "";
	char epoch[2 * ZR_EPOCH_BYTES + 1] = "";
	struct zr_backup_mark mark = {0};
	(void)snprintf(path, sizeof path, "%s/backup.mark", data);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof text - 1) < 0) {
		return fail(error);
	}
	int count = sscanf(text,
		"verified backup: end %" SCNd64 " records %" SCNd64 " time %" SCNd64
		" epoch %32[0-9a-f]",
		&mark.end_rank, &mark.record_rank, &mark.time_us, epoch);
	if (count != 4 || mark.end_rank < 0 || mark.record_rank < 0 ||
		zr_hex_decode(epoch, mark.epoch, sizeof mark.epoch) != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "%s is damaged; the next backup writes it anew", path);
	}
	take_place(text, &mark);
	*ret_mark = mark;
	return 0;
}

static bool is_missing(const char *path)
{
	return access(path, F_OK) != 0 && errno == ENOENT;
}

bool zr_backup_mark_is_gone(const struct zr_backup_mark *mark)
{
	assert(mark != NULL);
	char path[PATH_BYTES + sizeof ZR_STORE_SEGMENTS_ENDING];
	struct stat folder;
	(void)snprintf(path, sizeof path, "%s", mark->file);
	char *slash = strrchr(path, '/');
	if (slash == NULL) {
		return false;
	}
	slash[1] = '\0';
	if (stat(path, &folder) != 0 || folder.st_dev != mark->disk) {
		return false;
	}
	(void)snprintf(path, sizeof path, "%s" ZR_STORE_SEGMENTS_ENDING, mark->file);
	return is_missing(mark->file) || is_missing(path);
}
