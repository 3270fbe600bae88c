/*
 * A delta: how the files of one release come out of those of the release before. Only changed
 * files travel, each as one bsdiff against a file of the base; the streams of all of them are
 * joined and packed with xz, and the image is made again of the changed tree. docs/updates.md has
 * the figures, ADR 0223 what was turned down.
 *
 *	head        "ZRDELTA1", then the bytes of the four streams, packed, each 4, little-endian
 *	streams     list, control, difference, extra: each one .xz, nothing between or behind
 *
 *	list        CBOR (delta_list.h): what changes, and how the image is made again
 *	control     for each piece of each file, in the order of the list, three LEB128: bytes that
 *		    are added to the base, bytes that are new, how far the base moves (zigzag)
 *	difference  what is added to the base's bytes, modulo 256
 *	extra       what is new
 *
 * Applying is two passes over the list: first every new content is written beside the tree, so
 * that each file of the base is still there for all that come out of it; then the tree is changed.
 * Memory: three decoders of at most ZR_DELTA_DECODER_BYTES_MAX each, the list, and a piece of
 * ZR_DELTA_PIECE_BYTES; the base is read where it lies.
 *
 * Bytes from outside: every path is relative and without "..", every size has a limit and is
 * checked before the first change. Whether what came out is right is not judged here: the
 * manifest's hash decides. No I/O. A struct is used by one thread at a time. Source: Percival,
 * "Naive differences of executable code" (2003).
 */
#ifndef ZR_DELTA_DELTA_H
#define ZR_DELTA_DELTA_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/delta/delta_tree.h"

#define ZR_DELTA_MAGIC      "ZRDELTA1"
#define ZR_DELTA_HEAD_BYTES 24

/* Applies a delta. ret_recipe: by which the image is to be made again. ZR_E_SYNTAX: it is none,
 * ends early, or does not fit the base; ZR_E_LIMIT; ZR_E_NOMEM; and what the callbacks say. On
 * failure the tree is half changed. */
int zr_delta_apply(const struct zr_delta_source *source, const struct zr_delta_tree *tree,
	struct zr_delta_recipe *ret_recipe, struct zr_error *error) ZR_MUST_CHECK;

#endif
