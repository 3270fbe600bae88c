/* One line of text: it is read by people, too. */
#include "hub/store/backup_mark.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define LINE_BYTES 200
#define PATH_BYTES 4096
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
		dprintf(fd, FORMAT "%s\n", mark->end_rank, mark->record_rank, mark->time_us,
			epoch) < 0 ||
		fsync(fd) != 0 || rename(fresh, path) != 0) {
		return fail(error);
	}
	ZR_CLEANUP_CLOSE int folder = open(data, O_RDONLY | O_CLOEXEC);
	return folder >= 0 && fsync(folder) == 0 ? 0 : fail(error);
}

int zr_backup_mark_read(const char *data, struct zr_backup_mark *ret_mark, struct zr_error *error)
{
	assert(data != NULL && ret_mark != NULL);
	char path[PATH_BYTES];
	char line[LINE_BYTES] = "";
	char epoch[2 * ZR_EPOCH_BYTES + 1] = "";
	struct zr_backup_mark mark = {0};
	(void)snprintf(path, sizeof path, "%s/backup.mark", data);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, line, sizeof line - 1) < 0) {
		return fail(error);
	}
	int count = sscanf(line,
		"verified backup: end %" SCNd64 " records %" SCNd64 " time %" SCNd64
		" epoch %32[0-9a-f]",
		&mark.end_rank, &mark.record_rank, &mark.time_us, epoch);
	if (count != 4 || mark.end_rank < 0 || mark.record_rank < 0 ||
		zr_hex_decode(epoch, mark.epoch, sizeof mark.epoch) != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "%s is damaged; the next backup writes it anew", path);
	}
	*ret_mark = mark;
	return 0;
}
