/*
 * Pages that look by themselves when something changed: server-sent events (WHATWG HTML, 9.2).
 *
 *	GET /api/live?for=SECONDS	event: changed, data: {"what":["records","acts"]}
 *
 * "records": a record came, from anywhere; "acts": somebody did something that the audit has. An
 * event carries no more than that: what an account may see of it, the page asks for as ever. The
 * store is looked at once a second, and only while somebody listens, so that changes made by other
 * hubs of one database are seen, too. A stream ends after ZR_HUB_LIVE_S seconds, or those of `for`
 * (0: the answer is empty and ends at once): the browser comes again, and is asked again who it is.
 * At most ZR_HUB_LIVE_COUNT_MAX listen; one more gets 503.
 *
 * The listener puts a stream that waits into the queue (carriage.c, ZR_REQUEST_LIVE); a thread of
 * its own gives it back when there is something to tell.
 */
#ifndef ZR_HUB_WATCH_LIVE_H
#define ZR_HUB_WATCH_LIVE_H

#include "hub/http/request.h"

struct zr_live;
struct zr_queue;

/* The queue is borrowed, and closed before zr_live_stop(). */
int zr_live_start(const char *store_path, struct zr_queue *waiting, struct zr_live **ret_live,
	struct zr_error *error) ZR_MUST_CHECK;
/* Ends all streams. NULL is allowed. */
void zr_live_stop(struct zr_live *live);

zr_handler zr_live_get;

#endif
