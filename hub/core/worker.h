/*
 * Workers: threads that run handlers. Each has a context of its own with a reading connection.
 * A request goes through steps: handler, perhaps the writer, then the next handler, until no
 * handler is left; then it goes back to its listener.
 */
#ifndef ZR_HUB_CORE_WORKER_H
#define ZR_HUB_CORE_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_queue;
struct zr_shared;
struct zr_workers;

/* All must outlive them. */
struct zr_workers_options {
	struct zr_shared *shared;
	struct zr_queue *queue;  /* where their work comes from */
	struct zr_queue *writes; /* to the writer */
	unsigned count;          /* of threads, at least 1 */
	size_t take_count_max;   /* requests that a thread takes at once: 1 where one may be long */
	bool is_for_devices;     /* whose requests ask for what has one key */
	const char *name;        /* of the threads, at most 15 characters */
};

/* On failure the queue is closed and no thread is left. */
int zr_workers_start(const struct zr_workers_options *options, struct zr_workers **ret_workers,
	struct zr_error *error) ZR_MUST_CHECK;

/* After the queue is closed. NULL is allowed. */
void zr_workers_stop(struct zr_workers *workers);

#endif
