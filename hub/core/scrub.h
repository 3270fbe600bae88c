/*
 * The watch over what is stored: a disk that gives back other bytes than it took says nothing.
 *
 * Each record's envelope is read once a day, some at a time, and held against the hash that it is
 * known by. One that is not what its tablet signed is told by an event (record_damaged); it stays
 * as it is. Owns a reading connection; one thread.
 */
#ifndef ZR_HUB_CORE_SCRUB_H
#define ZR_HUB_CORE_SCRUB_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

struct zr_store;

struct zr_scrub {
	struct zr_store *reader; /* owned; NULL while closed */
	int64_t after_rank;      /* looked at last, in this round */
	int64_t round_us;        /* when the round began; 0: none yet */
	bool is_done;            /* the round came to its end */
};

int zr_scrub_open(struct zr_scrub *scrub, const char *path, struct zr_error *error) ZR_MUST_CHECK;
/* One that was never opened is allowed. */
void zr_scrub_close(struct zr_scrub *scrub);

/* Does nothing while closed. Looks at the next ZR_HUB_SCRUB_COUNT envelopes, or at fewer when they
 * are large. */
void zr_scrub_step(struct zr_scrub *scrub, int64_t now_us);

#endif
