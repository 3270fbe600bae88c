/*
 * The one writer of a folder of segments: entries are gathered, written and synced as a group.
 *
 * An entry has its place as soon as it is added, and is on disk when flush returns. What was added
 * since can be taken back, from the file, too. Invariants: a place is never given twice to two
 * entries that were both flushed; a segment ends behind a group, so that it may be larger than its
 * bound by one group. After a failed sync nobody knows what is on disk: the segment ends where it
 * was sure, and the next group begins another. Used by one thread; a lock outside sees to it that
 * no other process writes here.
 */
#ifndef ZR_HUB_STORE_SEGMENT_SEGMENT_WRITER_H
#define ZR_HUB_STORE_SEGMENT_SEGMENT_WRITER_H

#include "hub/store/segment/segment.h"

struct zr_segment_writer;

struct zr_segment_writer_options {
	const char *folder;       /* made when it is missing, mode 0700 */
	int64_t end_place;        /* behind the last whole entry, 0 when there is none: what stands
				   * behind it in the last segment is cut */
	size_t segment_bytes_max; /* a group begins another segment when there are so many */
};

/* ZR_E_FULL, ZR_E_IO, ZR_E_NOMEM. */
int zr_segment_writer_open(const struct zr_segment_writer_options *options,
	struct zr_segment_writer **ret_writer, struct zr_error *error) ZR_MUST_CHECK;
/* What was not flushed is gone. NULL allowed. */
void zr_segment_writer_close(struct zr_segment_writer *writer);

/* Where the next entry will stand. Makes the segment when there is none for it; what fails then
 * changes nothing. */
int zr_segment_writer_prepare(
	struct zr_segment_writer *writer, int64_t *ret_place, struct zr_error *error) ZR_MUST_CHECK;

/* At the place that prepare said, just before. On failure nothing is added. */
int zr_segment_writer_add(struct zr_segment_writer *writer, const struct zr_segment_entry *entry,
	struct zr_error *error) ZR_MUST_CHECK;

/* Behind the last entry, flushed or not: 0 while there was none. */
int64_t zr_segment_writer_end(const struct zr_segment_writer *writer);

/* Takes back all from that place on, which is one that end said before. */
void zr_segment_writer_rewind(struct zr_segment_writer *writer, int64_t end_place);

/* Writes and syncs what was added. On failure all since the last flush is taken back. */
int zr_segment_writer_flush(struct zr_segment_writer *writer, struct zr_error *error) ZR_MUST_CHECK;

#endif
