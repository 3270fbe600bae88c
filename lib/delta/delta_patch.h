/*
 * One file out of its base: the pieces of a bsdiff, each bytes added to the base's, then bytes that
 * are new, then a move in the base.
 */
#ifndef ZR_DELTA_DELTA_PATCH_H
#define ZR_DELTA_DELTA_PATCH_H

#include "lib/delta/delta_stream.h"

struct zr_delta_patch {
	struct zr_delta_stream *control;    /* borrowed */
	struct zr_delta_stream *difference; /* borrowed */
	struct zr_delta_stream *extra;      /* borrowed */
	const struct zr_delta_tree *tree;   /* borrowed */
	uint64_t base_bytes;                /* 0 without a base */
	uint64_t base_at;                   /* where the base is read next */
	uint64_t left;                      /* bytes of the new file that are still to come */
};

/* Writes all of a file's content by tree->write_content. ZR_E_SYNTAX: the pieces do not fit the
 * base or the size. */
int zr_delta_patch_run(
	struct zr_delta_patch *patch, uint32_t piece_count, struct zr_error *error) ZR_MUST_CHECK;

#endif
