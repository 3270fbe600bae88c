/* Two lines of text: it is read by people, too. The second is where the backup stands. */
#include "hub/store/backup_mark.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hub/store/backup_place.h"
#include "hub/store/stored.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define TEXT_BYTES (ZR_BACKUP_FILE_PATH_BYTES + 250)
#define PATH_BYTES ZR_BACKUP_FILE_PATH_BYTES

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
	char place[2 * ZR_BACKUP_PLACE_BYTES + 1];
	zr_hex_encode(mark->epoch, sizeof mark->epoch, epoch);
	zr_hex_encode(mark->place, sizeof mark->place, place);
	ZR_CLEANUP_CLOSE int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 ||
		dprintf(fd,
			"verified backup: end %" PRId64 " records %" PRId64 " time %" PRId64
			" epoch %s place %s\n%s\n",
			mark->end_rank, mark->record_rank, mark->time_us, epoch, place,
			mark->file) < 0 ||
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
	char text[TEXT_BYTES] = "";
	char epoch[2 * ZR_EPOCH_BYTES + 1] = "";
	char place[2 * ZR_BACKUP_PLACE_BYTES + 1] = "";
	struct zr_backup_mark mark = {0};
	(void)snprintf(path, sizeof path, "%s/backup.mark", data);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof text - 1) < 0) {
		return fail(error);
	}
	int count = sscanf(text,
		"verified backup: end %" SCNd64 " records %" SCNd64 " time %" SCNd64
		" epoch %32[0-9a-f] place %32[0-9a-f]\n%4095[^\n]",
		&mark.end_rank, &mark.record_rank, &mark.time_us, epoch, place, mark.file);
	bool is_placed = count == 6 && zr_hex_decode(place, mark.place, sizeof mark.place) == 0;
	if (count < 4 || mark.end_rank < 0 || mark.record_rank < 0 ||
		zr_hex_decode(epoch, mark.epoch, sizeof mark.epoch) != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "%s is damaged; the next backup writes it anew", path);
	}
	if (!is_placed) { /* of an earlier hub */
		mark.file[0] = '\0';
	}
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
	char segments[PATH_BYTES + sizeof ZR_STORE_SEGMENTS_ENDING];
	(void)snprintf(segments, sizeof segments, "%s" ZR_STORE_SEGMENTS_ENDING, mark->file);
	return mark->file[0] != '\0' && zr_backup_place_is(mark->file, mark->place) &&
	       (is_missing(mark->file) || is_missing(segments));
}
