/*
 * Copies of finished records for another server beside the hub (ODK Central, KoboToolbox): sealed
 * to the tablet itself, kept until that server has the record. What the outbox does for the hub is
 * not touched by it.
 *
 * A copy is put before the record's row stands in the outbox, and goes out only once it does, so
 * that a power cut between the two sends nothing that was never finished. Every function commits.
 */
#ifndef ZR_STORE_DISPATCH_H
#define ZR_STORE_DISPATCH_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_database;

struct zr_dispatch {
	int64_t rank;      /* its place in the row of copies */
	uint64_t sequence; /* of the record in the outbox */
	struct zr_buffer envelope;
};

/* Puts the copy, in the place of one of the same record that was never finished. ZR_E_FULL: nothing
 * was stored. */
int zr_dispatch_put(struct zr_database *database, const char *record_id,
	const struct zr_buffer *envelope, struct zr_error *error) ZR_MUST_CHECK;

/* The first copy behind that rank whose record is finished: 1; 0 when there is none. The envelope
 * is the caller's. */
int zr_dispatch_next(struct zr_database *database, int64_t after_rank,
	struct zr_dispatch *ret_dispatch, struct zr_error *error) ZR_MUST_CHECK;

/* The server has it: the copy goes, and is never put again. */
int zr_dispatch_done(
	struct zr_database *database, int64_t rank, struct zr_error *error) ZR_MUST_CHECK;

#endif
