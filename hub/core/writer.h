/*
 * The writer: the one thread with the one connection that writes. It takes all requests that wait,
 * commits them as one batch (hub/core/batch.h), and only then lets them go on: an answer that
 * leaves the hub stands on disk. While one batch is being synced the next one gathers.
 */
#ifndef ZR_HUB_CORE_WRITER_H
#define ZR_HUB_CORE_WRITER_H

#include "lib/base/error.h"

struct zr_queue;
struct zr_store;
struct zr_writer;

/* Takes requests from writes and gives those that have a next step to work; both queues must
 * outlive it. Takes the connection over, unless it fails: stop closes it. */
int zr_writer_start(struct zr_queue *writes, struct zr_queue *work, struct zr_store *store,
	struct zr_writer **ret_writer, struct zr_error *error) ZR_MUST_CHECK;

/* After the queue is closed. NULL is allowed. */
void zr_writer_stop(struct zr_writer *writer);

#endif
