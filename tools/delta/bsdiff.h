/*
 * The differences of two files as pieces of a bsdiff. The suffixes are sorted by libdivsufsort;
 * what is a good piece is Percival's measure. Memory: five times the base and both files. Source:
 * Percival, "Naive differences of executable code" (2003).
 */
#ifndef ZR_TOOLS_BSDIFF_H
#define ZR_TOOLS_BSDIFF_H

#include <stdint.h>

#include "lib/base/error.h"

/* Bytes of a file in memory, borrowed. */
struct zr_bsdiff_file {
	const uint8_t *data;
	size_t bytes;
};

struct zr_bsdiff_piece {
	size_t at;          /* in the new file */
	size_t base_at;     /* in the base */
	size_t added_bytes; /* from there on in both */
	size_t new_bytes;   /* that follow in the new file */
	int64_t move;       /* in the base, behind what was added, to the next piece */
};

/* Called for each piece in order; what it says other than 0 ends the work. */
typedef int zr_bsdiff_take(void *user, const struct zr_bsdiff_piece *piece);

/* The base has at most INT32_MAX bytes. ZR_E_NOMEM, and what take says. */
int zr_bsdiff_run(struct zr_bsdiff_file base, struct zr_bsdiff_file file, zr_bsdiff_take *take,
	void *user) ZR_MUST_CHECK;

#endif
