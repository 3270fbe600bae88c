/*
 * The writer: the one thread with the one connection that writes. It takes all requests that wait,
 * applies them in one transaction, commits, and only then lets them go on: an answer that leaves
 * the hub stands on disk. A request whose apply fails takes back its own writes only; a commit that
 * fails fails them all.
 */
#ifndef ZR_HUB_CORE_WRITER_H
#define ZR_HUB_CORE_WRITER_H

#include "hub/http/request.h"

struct zr_hub;
struct zr_writer;

/* Takes the connection over: it is closed by stop. */
int zr_writer_start(struct zr_hub *hub, struct zr_store *store, struct zr_writer **ret_writer,
	struct zr_error *error) ZR_MUST_CHECK;

/* After the queue is closed. NULL is allowed. */
void zr_writer_stop(struct zr_writer *writer);

/* Applies a list of requests in one transaction; each then has its write_code, and no apply.
 * Returns how the transaction ended: when not 0, every request has that error. */
int zr_writer_run(struct zr_store *store, struct zr_request *first);

#endif
