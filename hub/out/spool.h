/*
 * Rows set aside until all of them are known: some formats say how many there are, and how wide, in
 * front. A file without a name beside the store, sealed with a key that nothing but this memory
 * has: answers never stand on the disk open. Linear; memory is one frame and the longest row.
 */
#ifndef ZR_HUB_OUT_SPOOL_H
#define ZR_HUB_OUT_SPOOL_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_spool;

/* ZR_E_IO, ZR_E_FULL, ZR_E_NOMEM. */
int zr_spool_open(
	const char *folder, struct zr_spool **ret_spool, struct zr_error *error) ZR_MUST_CHECK;
void zr_spool_free(struct zr_spool *spool);

/* A row behind the others: count texts, as many each time. */
int zr_spool_add(struct zr_spool *spool, const char *const *cells, size_t count,
	struct zr_error *error) ZR_MUST_CHECK;

/* Behind the last row; then the first comes next. */
int zr_spool_rewind(struct zr_spool *spool, struct zr_error *error) ZR_MUST_CHECK;

/* 1: the next row, borrowed until the next call; 0: there is none. ZR_E_IO: the file is not what
 * was written. */
int zr_spool_next(struct zr_spool *spool, const char **ret_cells, size_t count,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
