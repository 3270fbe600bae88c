/*
 * Reading segments: one entry at its place, or all in their order. Any number of readers, each used
 * by one thread; the writer goes on meanwhile, so that who reads in order says where to end. What
 * is damaged is told with the stretch it takes up, never passed over in silence.
 */
#ifndef ZR_HUB_STORE_SEGMENT_SEGMENT_READER_H
#define ZR_HUB_STORE_SEGMENT_SEGMENT_READER_H

#include "hub/store/segment/segment.h"
#include "lib/base/buffer.h"

struct zr_segment_reader;

/* The folder may be missing. ZR_E_NOMEM. */
int zr_segment_reader_open(const char *folder, struct zr_segment_reader **ret_reader,
	struct zr_error *error) ZR_MUST_CHECK;
/* NULL allowed. */
void zr_segment_reader_close(struct zr_segment_reader *reader);

/* Borrowed. */
const char *zr_segment_reader_folder(const struct zr_segment_reader *reader);

/* The entry at the place, lent until the next call. ZR_E_IO: it is damaged or its segment missing.
 */
int zr_segment_reader_get(struct zr_segment_reader *reader, int64_t place,
	struct zr_segment_entry *ret_entry, struct zr_error *error) ZR_MUST_CHECK;

/* What stands at a place: an entry, or nothing that is one. */
struct zr_segment_step {
	int64_t place;                 /* where it begins */
	int64_t next_place;            /* where to go on */
	bool is_damaged;               /* from place to next_place */
	bool is_tail;                  /* likewise, and nothing whole stands behind it */
	struct zr_segment_entry entry; /* lent until the next call, when not damaged */
};

/* The next at or behind the place (0: the first of all) and before end_place (INT64_MAX: the end of
 * the last segment). 1: there is one; 0: none. A whole entry is found again behind damage, in the
 * same segment or the next. ZR_E_IO, ZR_E_NOMEM. */
int zr_segment_reader_next(struct zr_segment_reader *reader, int64_t place, int64_t end_place,
	struct zr_segment_step *ret_step, struct zr_error *error) ZR_MUST_CHECK;

#endif
