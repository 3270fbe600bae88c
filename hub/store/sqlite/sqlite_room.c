/*
 * What is acknowledged is to be opened, and that makes rows: a disk that the intake has filled to
 * the last byte would keep for ever what nobody can see. So envelopes are refused while there is
 * still room for the rows of all that was taken, and for the log of the database that they go
 * through. Measured once a group. What others put on the disk nobody can know: then opening waits.
 */
#include <assert.h>
#include <errno.h>
#include <sys/statvfs.h>

#include "hub/store/segment/segment.h"
#include "hub/store/segment/segment_reader.h"
#include "hub/store/sqlite/sqlite_parts.h"

static int measure(struct zr_sqlite *sqlite, struct zr_error *error)
{
	struct statvfs disk;
	struct zr_store_arrival_marks marks;
	if (statvfs(zr_segment_reader_folder(sqlite->reader), &disk) != 0) {
		return zr_error_set_errno(error, errno, "measure the disk of the store");
	}
	int code = zr_sqlite_arrivals.get_marks(&sqlite->base, &marks, error);
	if (code != 0) {
		return code;
	}
	int64_t free_bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
	int64_t part_bytes = (int64_t)(disk.f_blocks * disk.f_frsize) / ZR_HUB_RESERVE_PART;
	int64_t reserve_bytes =
		part_bytes < ZR_HUB_RESERVE_BYTES ? part_bytes : ZR_HUB_RESERVE_BYTES;
	sqlite->group.room_bytes =
		free_bytes - reserve_bytes - (int64_t)marks.waiting_count * ZR_HUB_OPENED_BYTES;
	sqlite->group.is_measured = true;
	return 0;
}

int zr_sqlite_room_for(struct zr_sqlite *sqlite, const struct zr_store_arrival *arrivals,
	size_t count, struct zr_error *error)
{
	assert(sqlite != NULL && sqlite->segments != NULL && (arrivals != NULL || count == 0));
	int code = sqlite->group.is_measured ? 0 : measure(sqlite, error);
	for (size_t i = 0; code == 0 && i < count; i++) {
		sqlite->group.room_bytes -= (int64_t)(ZR_SEGMENT_ENTRY_HEAD_BYTES +
						      arrivals[i].bytes + ZR_HUB_OPENED_BYTES);
	}
	return code == 0 && sqlite->group.room_bytes < 0
		       ? zr_error_set(error, ZR_E_FULL,
				 "the hub's disk is nearly full, and what is left is for what it "
				 "took")
		       : code;
}
