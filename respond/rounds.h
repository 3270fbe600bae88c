/*
 * The clerk's thread, and the queue before it. It takes what has come, works on each, stores all of
 * it in one commit, and only then lets the answers go: a disk that needs ten milliseconds for a
 * commit carries a page each, or fifty pages.
 *
 * Invariant: no answer leaves before what it says is on disk; a round that could not be stored says
 * so to all who stored or read in it. Inquiries of one household are worked on one after the other,
 * as they came. The thread has clerk, house and forms for itself.
 */
#ifndef ZR_RESPOND_ROUNDS_H
#define ZR_RESPOND_ROUNDS_H

#include "respond/clerk.h"

struct zr_rounds;

/* Both borrowed. done: from the clerk's thread, the answer is there; the inquiry is not touched any
 * more. */
struct zr_rounds_options {
	struct zr_clerk *clerk;
	struct zr_locker *locker;
	void (*done)(struct zr_inquiry *call);
};

int zr_rounds_new(const struct zr_rounds_options *options, struct zr_rounds **ret_rounds,
	struct zr_error *error) ZR_MUST_CHECK;
/* Ends the thread when all that waits is answered; what comes after that is turned away. */
void zr_rounds_stop(struct zr_rounds *rounds);
/* After stop. */
void zr_rounds_free(struct zr_rounds *rounds);

/* From any thread; done comes for it, perhaps before this returns. */
void zr_rounds_put(struct zr_rounds *rounds, struct zr_inquiry *call);

#endif
