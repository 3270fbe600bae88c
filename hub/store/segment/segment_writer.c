/*
 * Three offsets in the present segment: synced <= written <= end. Between written and end the bytes
 * are in the buffer; between synced and written in the file, for groups larger than the buffer.
 */
#include "hub/store/segment/segment_writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

enum {
	BUFFER_BYTES = 1024 * 1024, /* kept between groups; more is written before the sync */
};

struct zr_segment_writer {
	char *folder;
	size_t segment_bytes_max;
	int fd;          /* of the present segment; -1: none yet */
	uint32_t number; /* likewise: 0 */
	size_t synced;
	size_t written;
	struct zr_buffer pending;
	bool is_spoilt; /* no more is to be written to it */
};

static size_t end_of(const struct zr_segment_writer *writer)
{
	assert(writer->synced <= writer->written);
	return writer->written + writer->pending.bytes;
}

static int format_path(
	const struct zr_segment_writer *writer, uint32_t number, struct zr_buffer *ret_path)
{
	char name[ZR_SEGMENT_NAME_BYTES];
	zr_segment_format_name(number, name);
	return zr_buffer_add_format(ret_path, "%s/%s", writer->folder, name);
}

static int write_at(int fd, const void *data, size_t bytes, size_t offset, struct zr_error *error)
{
	for (size_t done = 0; done < bytes;) {
		ssize_t count =
			pwrite(fd, (const char *)data + done, bytes - done, (off_t)(offset + done));
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return zr_error_set_errno(
				error, count < 0 ? errno : ENOSPC, "write a segment");
		}
		done += (size_t)count;
	}
	return 0;
}

static int sync_folder(const char *folder, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0
		       ? 0
		       : zr_error_set_errno(error, errno, "sync the folder of segments");
}

/* An empty segment in the place of the present one; the name is on disk when this returns. */
static int begin_segment(struct zr_segment_writer *writer, uint32_t number, struct zr_error *error)
{
	assert(number > 0 && writer->pending.bytes == 0);
	uint8_t head[ZR_SEGMENT_HEAD_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	int code = format_path(writer, number, &path);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a segment");
	}
	/* One that is there was left by a failure here: no entry is in it. */
	ZR_CLEANUP_CLOSE int fd = open(path.data, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "make a segment");
	}
	zr_segment_put_head(head, number);
	code = write_at(fd, head, sizeof head, 0, error);
	if (code == 0) {
		code = sync_folder(writer->folder, error);
	}
	if (code != 0) {
		return code;
	}
	if (writer->fd >= 0) {
		(void)close(writer->fd);
	}
	writer->fd = ZR_TAKE_FD(fd);
	writer->number = number;
	writer->synced = writer->written = sizeof head;
	writer->is_spoilt = false;
	return 0;
}

/* Goes on in the last segment that there is, when the end is in it. */
static int resume(struct zr_segment_writer *writer, int64_t end_place, struct zr_error *error)
{
	uint32_t first = 0;
	int code = zr_segment_find_ends(writer->folder, &first, &writer->number, error);
	uint32_t number = zr_segment_place_number(end_place);
	size_t offset = zr_segment_place_offset(end_place);
	if (code != 0 || writer->number == 0 || writer->number < number) {
		/* Whatever is gone, no place is given a second time. */
		writer->number = number > writer->number ? number : writer->number;
		return code;
	}
	if (writer->number > number) {
		return begin_segment(writer, writer->number, error); /* nothing is in it yet */
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	code = format_path(writer, number, &path);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a segment");
	}
	struct stat facts;
	ZR_CLEANUP_CLOSE int fd = open(path.data, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "open a segment");
	}
	if ((size_t)facts.st_size > offset && ftruncate(fd, (off_t)offset) != 0) {
		return zr_error_set_errno(error, errno, "cut a segment");
	}
	writer->is_spoilt = (size_t)facts.st_size < offset; /* its end is gone: go on elsewhere */
	writer->fd = ZR_TAKE_FD(fd);
	writer->synced = writer->written = offset;
	return 0;
}

int zr_segment_writer_open(const struct zr_segment_writer_options *options,
	struct zr_segment_writer **ret_writer, struct zr_error *error)
{
	assert(options != NULL && options->folder != NULL && ret_writer != NULL);
	assert(options->segment_bytes_max > 0 && options->segment_bytes_max <= INT32_MAX);
	assert(options->end_place == 0 ||
		zr_segment_place_offset(options->end_place) >= ZR_SEGMENT_HEAD_BYTES);
	if (mkdir(options->folder, 0700) != 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make the folder of segments");
	}
	struct zr_segment_writer *writer = calloc(1, sizeof *writer);
	char *folder = strdup(options->folder);
	if (writer == NULL || folder == NULL) {
		free(writer);
		free(folder);
		return zr_error_set(error, ZR_E_NOMEM, "no memory to write segments");
	}
	*writer = (struct zr_segment_writer){
		.folder = folder, .segment_bytes_max = options->segment_bytes_max, .fd = -1};
	int code = resume(writer, options->end_place, error);
	if (code != 0) {
		zr_segment_writer_close(writer);
		return code;
	}
	*ret_writer = writer;
	return 0;
}

void zr_segment_writer_close(struct zr_segment_writer *writer)
{
	if (writer == NULL) {
		return;
	}
	if (writer->fd >= 0) {
		zr_segment_writer_rewind(
			writer, zr_segment_place(writer->number, (uint32_t)writer->synced));
		(void)close(writer->fd);
	}
	zr_buffer_finish(&writer->pending);
	free(writer->folder);
	free(writer);
}

int64_t zr_segment_writer_end(const struct zr_segment_writer *writer)
{
	assert(writer != NULL);
	return writer->fd < 0 ? 0 : zr_segment_place(writer->number, (uint32_t)end_of(writer));
}

int zr_segment_writer_prepare(
	struct zr_segment_writer *writer, int64_t *ret_place, struct zr_error *error)
{
	assert(writer != NULL && ret_place != NULL);
	bool is_between = writer->fd < 0 || end_of(writer) == writer->synced;
	bool is_full =
		writer->fd < 0 || writer->is_spoilt || writer->synced >= writer->segment_bytes_max;
	if (is_full) {
		assert(is_between); /* flush ended the group that spoilt it */
		int code = begin_segment(writer, writer->number + 1, error);
		if (code != 0) {
			return code;
		}
	}
	*ret_place = zr_segment_writer_end(writer);
	return 0;
}

static int write_pending(struct zr_segment_writer *writer, struct zr_error *error)
{
	int code = write_at(
		writer->fd, writer->pending.data, writer->pending.bytes, writer->written, error);
	if (code == 0) {
		writer->written += writer->pending.bytes;
		zr_buffer_clear(&writer->pending);
	}
	return code;
}

int zr_segment_writer_add(struct zr_segment_writer *writer, const struct zr_segment_entry *entry,
	struct zr_error *error)
{
	assert(writer != NULL && writer->fd >= 0 && !writer->is_spoilt);
	uint8_t head[ZR_SEGMENT_ENTRY_HEAD_BYTES];
	size_t bytes = sizeof head + entry->bytes;
	if (end_of(writer) + bytes > UINT32_MAX) {
		return zr_error_set(error, ZR_E_BUSY, "too much came at once; send less, or later");
	}
	if (writer->pending.bytes > 0 && writer->pending.bytes + bytes > BUFFER_BYTES) {
		int code = write_pending(writer, error);
		if (code != 0) {
			return code;
		}
	}
	zr_segment_put_entry_head(head, entry);
	size_t before = writer->pending.bytes;
	int code = zr_buffer_reserve(&writer->pending, bytes);
	if (code == 0) {
		code = zr_buffer_add(&writer->pending, head, sizeof head);
	}
	if (code == 0) {
		code = zr_buffer_add(&writer->pending, entry->envelope, entry->bytes);
	}
	if (code != 0) {
		writer->pending.bytes = before;
		return zr_error_set(error, code, "no memory for an envelope");
	}
	return 0;
}

void zr_segment_writer_rewind(struct zr_segment_writer *writer, int64_t end_place)
{
	assert(writer != NULL && end_place <= zr_segment_writer_end(writer));
	if (writer->fd < 0) {
		return;
	}
	/* When the segment was begun since, all that is in it goes. */
	size_t offset = zr_segment_place_number(end_place) == writer->number
				? zr_segment_place_offset(end_place)
				: ZR_SEGMENT_HEAD_BYTES;
	if (offset >= writer->written) {
		writer->pending.bytes = offset - writer->written;
		return;
	}
	zr_buffer_clear(&writer->pending);
	writer->written = offset;
	writer->synced = writer->synced < offset ? writer->synced : offset;
	/* What cannot be cut stays behind the end, to be found whole at the next start; nobody was
	 * told that it is here. */
	writer->is_spoilt |= ftruncate(writer->fd, (off_t)offset) != 0;
}

int zr_segment_writer_flush(struct zr_segment_writer *writer, struct zr_error *error)
{
	assert(writer != NULL);
	if (writer->fd < 0 || end_of(writer) == writer->synced) {
		return 0;
	}
	int code = write_pending(writer, error);
	bool is_unsure = false;
	if (code == 0 && fdatasync(writer->fd) != 0) {
		is_unsure = true;
		code = zr_error_set_errno(error, errno, "sync a segment");
	}
	if (code != 0) {
		zr_segment_writer_rewind(
			writer, zr_segment_place(writer->number, (uint32_t)writer->synced));
		writer->is_spoilt |= is_unsure;
		return code;
	}
	writer->synced = writer->written;
	if (writer->pending.capacity_bytes > 2 * (size_t)BUFFER_BYTES) {
		zr_buffer_finish(&writer->pending);
	}
	return 0;
}
