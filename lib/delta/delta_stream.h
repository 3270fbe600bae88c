/*
 * One packed stream of a delta, read front to back: liblzma's .xz decoder over a piece of the
 * source, with a limit on its memory. Source: the .xz file format 1.1.0.
 */
#ifndef ZR_DELTA_DELTA_STREAM_H
#define ZR_DELTA_DELTA_STREAM_H

#include <lzma.h>

#include "lib/base/limits.h"
#include "lib/delta/delta_tree.h"

struct zr_delta_stream {
	const struct zr_delta_source *source; /* borrowed */
	const char *name;                     /* "the list", for errors; borrowed */
	uint64_t offset;                      /* of what is read next */
	uint64_t left;                        /* packed bytes that were not read yet */
	lzma_stream decoder;
	bool has_ended; /* the decoder saw the end and is sure of it */
	uint8_t packed[ZR_DELTA_PACKED_PIECE_BYTES];
};

/* Begins at bytes bytes from offset on, which lie inside of the source. ZR_E_NOMEM. Finish it in
 * any case. */
int zr_delta_stream_init(struct zr_delta_stream *ret_stream, const struct zr_delta_source *source,
	const char *name, uint64_t offset, uint64_t bytes) ZR_MUST_CHECK;

/* Up to bytes bytes; fewer only at the end. ZR_E_SYNTAX: it is damaged; ZR_E_LIMIT: it wants too
 * much memory; ZR_E_NOMEM; what the source says. */
int zr_delta_stream_read(struct zr_delta_stream *stream, void *data, size_t bytes,
	size_t *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;

/* Exactly bytes bytes; ZR_E_SYNTAX when it ends early. */
int zr_delta_stream_take(struct zr_delta_stream *stream, void *data, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* 0 when all of it was taken. ZR_E_SYNTAX: something is left. */
int zr_delta_stream_end(struct zr_delta_stream *stream, struct zr_error *error) ZR_MUST_CHECK;

/* Frees the decoder. {0} is fine. */
void zr_delta_stream_finish(struct zr_delta_stream *stream);

#endif
