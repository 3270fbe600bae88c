/*
 * What the hub counts of itself, for whoever watches it. One process is one hub, and every thread
 * counts: so the counts are the process's own, atomic, and begin with it.
 */
#ifndef ZR_HUB_WATCH_TALLY_H
#define ZR_HUB_WATCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long commits took: in each bucket those up to its bound, the last one the rest. */
#define ZR_TALLY_BUCKET_COUNT 12
extern const int64_t zr_tally_bounds_us[ZR_TALLY_BUCKET_COUNT];

#define ZR_TALLY_CODE_COUNT 64 /* wire numbers of errors are below: lib/base/errors.def */

struct zr_tally {
	uint64_t answers[2][5]; /* of the console, of tablets; by the status's first digit */
	uint64_t refused[ZR_TALLY_CODE_COUNT]; /* by the error's wire number */
	uint64_t commits;
	uint64_t failed_commits;
	uint64_t committed_requests;
	uint64_t commit_us; /* of all together */
	uint64_t buckets[ZR_TALLY_BUCKET_COUNT + 1];
	bool is_failing; /* the last commit failed */
};

/* An answer leaves: its status, and the error that it tells (0 for none). */
void zr_tally_answer(bool is_tablet, unsigned status, int code);

/* A commit of so many requests ended, with a code, after so long. */
void zr_tally_commit(size_t request_count, int code, int64_t took_us);

/* All of it as it stands; what is counted meanwhile may be in one number and not yet in another. */
void zr_tally_read(struct zr_tally *ret_tally);

#endif
