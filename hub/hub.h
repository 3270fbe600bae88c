/*
 * The hub as one thing: its keys, its store, its threads, its listeners.
 *
 * Threads and what each owns (docs/adr/0030): the listeners' epoll threads own connections; each
 * worker owns a read-only store connection and does parsing, cryptography and answers; the
 * console's pages have workers of their own, so that no number of them keeps a tablet waiting, and
 * one more does what takes seconds (docs/adr/0080, 0153), one hashes passwords (docs/adr/0156),
 * each from a queue of its own; the one writer owns the one writing connection and commits in
 * groups; the main thread tends what takes too long, and holds what is stored against its hashes
 * over a reading connection. Requests move between them by queue. Shared and locked: what is
 * counted of attempts and quotas. Shared and constant after start: keys, certificates, files.
 */
#ifndef ZR_HUB_HUB_H
#define ZR_HUB_HUB_H

#include "hub/core/scrub.h"
#include "hub/core/shared.h"
#include "hub/http/queue.h"
#include "hub/watch/gauges.h"

struct zr_console;
struct zr_listener;
struct zr_workers;
struct zr_writer;

struct zr_hub {
	struct zr_shared shared;
	struct zr_console *console; /* owned */
	int lock_fd;                /* on DATA, while started; -1: none */

	struct zr_scrub scrub; /* of the thread that tends */
	struct zr_queue
		work; /* to the tablets' workers, and what was written, of the console too */
	struct zr_queue pages;   /* to the console's workers */
	struct zr_queue live;    /* pages that wait for what changes */
	struct zr_queue slow;    /* to the one worker for what takes seconds */
	struct zr_queue hashing; /* to the one that hashes passwords */
	struct zr_queue writes;  /* to the writer */
	struct zr_writer *writer;
	struct zr_workers *workers;
	struct zr_workers *page_workers;
	struct zr_workers *slow_workers;
	struct zr_live *watch;
	struct zr_workers *hashing_workers;
	struct zr_listener *device_listener;
	struct zr_listener *console_listener;
	struct zr_listener *openrosa_listener; /* NULL: not offered */
	struct zr_gauges gauges;
};

/* Makes or opens all of DATA, starts the threads and listens. On failure nothing is left running.
 */
int zr_hub_start(
	struct zr_hub *hub, const struct zr_options *options, struct zr_error *error) ZR_MUST_CHECK;

/* What is to be done every ZR_HUB_SWEEP_S seconds, while started, always by the same thread: ends
 * connections that take too long, and looks at some of what is stored. ZR_E_IO: its keeper is gone,
 * and it is of no use until it is started again. */
int zr_hub_tend(struct zr_hub *hub, struct zr_error *error) ZR_MUST_CHECK;

/* Takes nothing new, finishes what was taken, stops. */
void zr_hub_stop(struct zr_hub *hub);

#endif
