/*
 * Copies of the store, and looking through one. The database first: a segment only grows, so that
 * what is copied of it later holds all that the rows name. What it holds besides gets its rows when
 * the copy is opened.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/store/segment/segment_reader.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

/* Two folders of segments. */
struct folders {
	const char *from;
	const char *to;
};

static int name_segment(const char *folder, uint32_t number, struct zr_buffer *ret_path)
{
	char name[ZR_SEGMENT_NAME_BYTES];
	zr_segment_format_name(number, name);
	return zr_buffer_add_format(ret_path, "%s/%s", folder, name);
}

/* So many bytes, or all that there are; synced. */
static int copy_file(const char *from, const char *to, size_t bytes_max, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int source = open(from, O_RDONLY | O_CLOEXEC);
	ZR_CLEANUP_CLOSE int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (source < 0 || target < 0) {
		return zr_error_set_errno(error, errno, "copy a segment");
	}
	size_t done = 0;
	ssize_t count = 1;
	while (done < bytes_max && count > 0) {
		count = copy_file_range(source, NULL, target, NULL, bytes_max - done, 0);
		done += count > 0 ? (size_t)count : 0;
	}
	return count >= 0 && fsync(target) == 0
		       ? 0
		       : zr_error_set_errno(error, errno, "copy a segment");
}

static int copy_segment(
	const struct folders *folders, uint32_t number, size_t bytes_max, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer from = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer to = {0};
	int code = name_segment(folders->from, number, &from);
	if (code == 0) {
		code = name_segment(folders->to, number, &to);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory to copy a segment");
	}
	code = copy_file(from.data, to.data, bytes_max, error);
	return code == ZR_E_NOT_FOUND ? 0 : code; /* the check will tell of it */
}

static int sync_folder(const char *path, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0
		       ? 0
		       : zr_error_set_errno(error, errno, "sync the folder of segments");
}

static int copy_segments(const struct folders *folders, int64_t end_place, struct zr_error *error)
{
	assert(folders->from != NULL && folders->to != NULL);
	uint32_t first = 0;
	uint32_t last = 0;
	if (mkdir(folders->to, 0700) != 0) {
		return zr_error_set_errno(error, errno, "make a folder for the segments' copies");
	}
	int code = zr_segment_find_ends(folders->from, &first, &last, error);
	last = zr_segment_place_number(end_place) < last ? zr_segment_place_number(end_place)
							 : last;
	for (uint32_t number = first; code == 0 && number != 0 && number <= last; number++) {
		bool is_end = number == zr_segment_place_number(end_place);
		code = copy_segment(folders, number,
			is_end ? zr_segment_place_offset(end_place) : SIZE_MAX >> 1, error);
	}
	return code == 0 ? sync_folder(folders->to, error) : code;
}

static int copy_database(struct zr_store *store, const char *path, struct zr_error *error)
{
	/* The copy is no write to the store; SQLite sees one all the same. */
	int code = zr_statement_script(zr_sqlite_database(store), "PRAGMA query_only=0", error);
	if (code == 0) {
		code = zr_statement_run(
			zr_sqlite_database(store), "VACUUM INTO ?", error, "t", path);
	}
	return code == 0 && store->is_reader ? zr_statement_script(zr_sqlite_database(store),
						       "PRAGMA query_only=1", error)
					     : code;
}

int zr_sqlite_copy(struct zr_store *store, const char *path, struct zr_error *error)
{
	assert(store != NULL && path != NULL);
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	struct zr_store_arrival_marks marks;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer to = {0};
	int code = copy_database(store, path, error);
	if (code == 0) {
		code = zr_sqlite_arrivals.get_marks(store, &marks, error);
	}
	if (code == 0 && zr_buffer_add_format(&to, "%s" ZR_STORE_SEGMENTS_ENDING, path) != 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory to copy the store");
	}
	const struct folders folders = {zr_segment_reader_folder(sqlite->reader), to.data};
	return code == 0 ? copy_segments(&folders, marks.last_rank, error) : code;
}

/* ---- looking through ---- */

static int check_database(struct zr_store *store, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(
		zr_sqlite_database(store), "PRAGMA quick_check(1)", &statement, error, "");
	if (code == 1 && strcmp(zr_statement_text(statement, 0), "ok") != 0) {
		return zr_error_set(error, ZR_E_INVALID, "the store is damaged: %s",
			zr_statement_text(statement, 0));
	}
	return code < 0 ? code : 0;
}

int zr_sqlite_check_segments(struct zr_store *store, int64_t end_place, struct zr_error *error)
{
	assert(store != NULL && end_place >= 0);
	struct zr_sqlite *sqlite = (struct zr_sqlite *)store;
	struct zr_segment_step step = {0};
	int64_t row_count = 0;
	int64_t entry_count = 0;
	int code = zr_statement_read_int(
		sqlite->database, "SELECT count(*) FROM arrival", &row_count, error);
	while (code == 0 && (code = zr_segment_reader_next(sqlite->reader, step.next_place,
				     end_place, &step, error)) == 1) {
		if (step.is_damaged) {
			return zr_error_set(error, ZR_E_INVALID, "segment %u is damaged at byte %u",
				zr_segment_place_number(step.place),
				zr_segment_place_offset(step.place));
		}
		entry_count++;
		code = 0;
	}
	if (code == 0 && entry_count < row_count) {
		return zr_error_set(error, ZR_E_INVALID,
			"the segments hold %lld envelopes, the store names %lld",
			(long long)entry_count, (long long)row_count);
	}
	return code;
}

int zr_sqlite_check(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL);
	struct zr_store_arrival_marks marks;
	int code = check_database(store, error);
	if (code == 0) {
		code = zr_sqlite_arrivals.get_marks(store, &marks, error);
	}
	return code == 0 ? zr_sqlite_check_segments(store, marks.last_rank, error) : code;
}
