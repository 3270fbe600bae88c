/*
 * A window over one open segment. What lies behind the end that the caller named is never read into
 * it: the writer may take those bytes back and write others.
 */
#include "hub/store/segment/segment_reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

enum {
	WINDOW_BYTES = 256 * 1024, /* read at once where entries are read in order */
	GLANCE_BYTES = 4096,       /* where one is: most fit in whole */
	MAGIC_BYTES = 4,
};

struct zr_segment_reader {
	char *folder;
	int fd; /* -1: none is open */
	uint32_t number;
	struct zr_buffer window; /* bytes of the open segment */
	size_t window_offset;    /* where they begin in it */
};

/* A stretch of one segment. */
struct stretch {
	uint32_t number;
	size_t offset;
	size_t limit; /* offset that nothing is read from */
};

int zr_segment_reader_open(
	const char *folder, struct zr_segment_reader **ret_reader, struct zr_error *error)
{
	assert(folder != NULL && ret_reader != NULL);
	struct zr_segment_reader *reader = calloc(1, sizeof *reader);
	char *copy = strdup(folder);
	if (reader == NULL || copy == NULL) {
		free(reader);
		free(copy);
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read segments");
	}
	reader->folder = copy;
	reader->fd = -1;
	*ret_reader = reader;
	return 0;
}

const char *zr_segment_reader_folder(const struct zr_segment_reader *reader)
{
	assert(reader != NULL);
	return reader->folder;
}

static void leave_segment(struct zr_segment_reader *reader)
{
	if (reader->fd >= 0) {
		(void)close(reader->fd);
	}
	reader->fd = -1;
	zr_buffer_clear(&reader->window);
}

void zr_segment_reader_close(struct zr_segment_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	leave_segment(reader);
	zr_buffer_finish(&reader->window);
	free(reader->folder);
	free(reader);
}

/* ZR_E_NOT_FOUND when there is no such segment. */
static int enter_segment(struct zr_segment_reader *reader, uint32_t number, struct zr_error *error)
{
	if (reader->fd >= 0 && reader->number == number) {
		return 0;
	}
	leave_segment(reader);
	char name[ZR_SEGMENT_NAME_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	zr_segment_format_name(number, name);
	int code = zr_buffer_add_format(&path, "%s/%s", reader->folder, name);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to read a segment");
	}
	reader->fd = open(path.data, O_RDONLY | O_CLOEXEC);
	reader->number = number;
	return reader->fd >= 0 ? 0 : zr_error_set_errno(error, errno, "open a segment");
}

/* Reads so many bytes from the offset on into the window, or all that there are. */
static int load(
	struct zr_segment_reader *reader, size_t offset, size_t bytes, struct zr_error *error)
{
	assert(reader->fd >= 0 && bytes > 0);
	zr_buffer_clear(&reader->window);
	reader->window_offset = offset;
	int code = zr_buffer_reserve(&reader->window, bytes);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to read a segment");
	}
	while (reader->window.bytes < bytes) {
		ssize_t count = pread(reader->fd, reader->window.data + reader->window.bytes,
			bytes - reader->window.bytes, (off_t)(offset + reader->window.bytes));
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count < 0) {
			int errno_value = errno;
			zr_buffer_clear(&reader->window);
			return zr_error_set_errno(error, errno_value, "read a segment");
		}
		if (count == 0) {
			break;
		}
		reader->window.bytes += (size_t)count;
	}
	return 0;
}

/* Bytes of the open segment, lent until the next look. */
struct view {
	const uint8_t *data;
	size_t bytes;
};

/* What stands at the offset: at least `wanted` bytes when there are so many before the limit. */
static int look(struct zr_segment_reader *reader, const struct stretch *at, size_t wanted,
	struct view *ret_view, struct zr_error *error)
{
	assert(at->offset <= at->limit);
	size_t left = at->limit - at->offset;
	size_t end = reader->window_offset + reader->window.bytes;
	wanted = wanted < left ? wanted : left;
	if (at->offset < reader->window_offset || at->offset + wanted > end) {
		size_t bytes = wanted > WINDOW_BYTES ? wanted : WINDOW_BYTES;
		int code = load(reader, at->offset, bytes < left ? bytes : left, error);
		if (code != 0) {
			return code;
		}
		end = reader->window_offset + reader->window.bytes;
	}
	if (end > at->limit) {
		end = at->limit;
	}
	*ret_view = (struct view){
		(const uint8_t *)reader->window.data + (at->offset - reader->window_offset),
		end - at->offset};
	return 0;
}

/* 1: a whole entry begins at the offset; 0: none does. */
static int try_entry(struct zr_segment_reader *reader, const struct stretch *at,
	struct zr_segment_entry *ret_entry, struct zr_error *error)
{
	struct view view = {0};
	int code = look(reader, at, ZR_SEGMENT_ENTRY_HEAD_BYTES, &view, error);
	if (code != 0) {
		return code;
	}
	if (view.bytes < ZR_SEGMENT_ENTRY_HEAD_BYTES) {
		return 0;
	}
	size_t bytes = zr_segment_measure_entry(view.data);
	if (bytes == 0 || bytes > at->limit - at->offset) {
		return 0;
	}
	code = look(reader, at, bytes, &view, error);
	return code != 0 ? code : zr_segment_take_entry(view.data, view.bytes, ret_entry) == 0;
}

/* The next place behind the offset where an entry's head might begin; the limit when none does. */
static int find_magic(struct zr_segment_reader *reader, struct stretch *at, struct zr_error *error)
{
	at->offset++;
	while (at->offset < at->limit) {
		struct view view = {0};
		int code = look(reader, at, MAGIC_BYTES, &view, error);
		if (code != 0) {
			return code;
		}
		const uint8_t *found = memmem(view.data, view.bytes, "ZREN", MAGIC_BYTES);
		if (found != NULL) {
			at->offset += (size_t)(found - view.data);
			return 0;
		}
		/* Its first bytes may be the last that are seen. */
		at->offset +=
			view.bytes > MAGIC_BYTES ? view.bytes - (MAGIC_BYTES - 1) : MAGIC_BYTES;
	}
	at->offset = at->limit;
	return 0;
}

/* 1: a whole entry begins somewhere behind, at->offset says where; 0: nowhere. */
static int find_entry(struct zr_segment_reader *reader, struct stretch *at, struct zr_error *error)
{
	int code = 0;
	while (code == 0 && at->offset < at->limit) {
		struct zr_segment_entry entry;
		code = find_magic(reader, at, error);
		if (code == 0 && at->offset < at->limit) {
			code = try_entry(reader, at, &entry, error);
		}
	}
	return code;
}

/* Something stands at the offset: an entry, or damage up to the next one. */
static int take_step(struct zr_segment_reader *reader, const struct stretch *at,
	struct zr_segment_step *ret_step, struct zr_error *error)
{
	*ret_step = (struct zr_segment_step){
		.place = zr_segment_place(at->number, (uint32_t)at->offset)};
	int code = try_entry(reader, at, &ret_step->entry, error);
	if (code == 1) {
		size_t end = at->offset + ZR_SEGMENT_ENTRY_HEAD_BYTES + ret_step->entry.bytes;
		ret_step->next_place = zr_segment_place(at->number, (uint32_t)end);
	}
	if (code != 0) {
		return code;
	}
	struct stretch behind = *at;
	code = find_entry(reader, &behind, error);
	ret_step->is_damaged = true;
	ret_step->is_tail = code == 0;
	ret_step->next_place = zr_segment_place(at->number, (uint32_t)behind.offset);
	return code < 0 ? code : 1;
}

/* The open segment as far as it may be read. */
static int measure(struct zr_segment_reader *reader, int64_t end_place, struct stretch *at,
	struct zr_error *error)
{
	struct stat facts;
	if (fstat(reader->fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "look at a segment");
	}
	at->limit = facts.st_size > UINT32_MAX ? UINT32_MAX : (size_t)facts.st_size;
	size_t end_offset = zr_segment_place_offset(end_place);
	if (at->number == zr_segment_place_number(end_place) && end_offset < at->limit) {
		at->limit = end_offset;
	}
	return 0;
}

/* A segment that others stand behind and that is not there. */
static int step_over_missing(uint32_t number, uint32_t offset, struct zr_segment_step *ret_step)
{
	*ret_step = (struct zr_segment_step){
		.place = zr_segment_place(number, offset),
		.next_place = zr_segment_place(number + 1, ZR_SEGMENT_HEAD_BYTES),
		.is_damaged = true,
	};
	return 1;
}

/* What stands at the place or behind it within its segment: 1; 0: nothing does. */
static int step_within(struct zr_segment_reader *reader, struct stretch *at, int64_t end_place,
	struct zr_segment_step *ret_step, struct zr_error *error)
{
	int code = enter_segment(reader, at->number, error);
	if (code == 0) {
		code = measure(reader, end_place, at, error);
	}
	return code == 0 && at->offset < at->limit ? take_step(reader, at, ret_step, error) : code;
}

/* The folder is looked at where a segment ends and not at each entry: it may hold thousands. */
static int find_step(struct zr_segment_reader *reader, int64_t place, int64_t end_place,
	struct zr_segment_step *ret_step, struct zr_error *error)
{
	uint32_t first = 0;
	uint32_t last = 0;
	struct stretch at = {zr_segment_place_number(place), zr_segment_place_offset(place), 0};
	int code = place < end_place && at.number > 0
			   ? step_within(reader, &at, end_place, ret_step, error)
			   : 0;
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	code = zr_segment_find_ends(reader->folder, &first, &last, error);
	if (at.number < first) {
		at = (struct stretch){first, ZR_SEGMENT_HEAD_BYTES, 0};
	}
	for (; code == 0 && last != 0 && at.number <= last;
		at.number++, at.offset = ZR_SEGMENT_HEAD_BYTES) {
		if (zr_segment_place(at.number, (uint32_t)at.offset) >= end_place) {
			return 0;
		}
		code = step_within(reader, &at, end_place, ret_step, error);
		if (code == ZR_E_NOT_FOUND) {
			return step_over_missing(at.number, (uint32_t)at.offset, ret_step);
		}
	}
	return code;
}

int zr_segment_reader_next(struct zr_segment_reader *reader, int64_t place, int64_t end_place,
	struct zr_segment_step *ret_step, struct zr_error *error)
{
	assert(reader != NULL && place >= 0 && end_place >= 0 && ret_step != NULL);
	int code = find_step(reader, place, end_place, ret_step, error);
	if (code != 1) {
		leave_segment(reader); /* what stood behind the end may be another the next time */
	}
	return code;
}

int zr_segment_reader_get(struct zr_segment_reader *reader, int64_t place,
	struct zr_segment_entry *ret_entry, struct zr_error *error)
{
	assert(reader != NULL && place > 0 && ret_entry != NULL);
	struct stretch at = {zr_segment_place_number(place), zr_segment_place_offset(place), 0};
	int code = enter_segment(reader, at.number, error);
	if (code == 0) {
		code = measure(reader, INT64_MAX, &at, error);
	}
	if (code == 0 && at.offset < at.limit) {
		size_t left = at.limit - at.offset;
		code = load(reader, at.offset, left < GLANCE_BYTES ? left : GLANCE_BYTES, error);
	}
	if (code == 0) {
		code = at.offset < at.limit ? try_entry(reader, &at, ret_entry, error) : 0;
	}
	if (code < 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	return code == 1 ? 0
			 : zr_error_set(error, ZR_E_IO,
				   "segment %u is damaged at byte %zu; restore it from a backup",
				   at.number, at.offset);
}
