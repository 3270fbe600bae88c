/*
 * Workers: threads that run handlers. Each has a context of its own with a reading connection.
 * A request goes through steps: handler, perhaps the writer, then the next handler, until no
 * handler is left; then it goes back to its listener.
 */
#ifndef ZR_HUB_CORE_WORKER_H
#define ZR_HUB_CORE_WORKER_H

#include "hub/http/request.h"
#include "lib/envelope/envelope.h"

struct zr_hub;
struct zr_queue;
struct zr_quota;
struct zr_reading;
struct zr_store;
struct zr_workers;

struct zr_context {
	struct zr_hub *hub;
	struct zr_store *reader;
	struct zr_reading
		*reading; /* questionnaires loaded last: hub/records/reading.h; NULL at first */
};

/* They take from the queue, which must outlive them. */
int zr_workers_start(struct zr_hub *hub, struct zr_queue *queue, unsigned count,
	struct zr_workers **ret_workers, struct zr_error *error) ZR_MUST_CHECK;

/* After the queue is closed. NULL is allowed. */
void zr_workers_stop(struct zr_workers *workers);

/* One step: true when the request wants the writer, false when its answer is ready. */
bool zr_worker_step(struct zr_context *context, struct zr_request *request);

/* All steps at once on the calling thread, writes by the writer given: for tests and fuzzing. */
void zr_worker_run(struct zr_context *context, struct zr_store *writer, struct zr_request *request);

/* Refuses with "come again" until the window of the quota ends; a row in the audit the first time.
 * who and what as below. */
void zr_worker_hold_back(
	struct zr_request *request, struct zr_quota *quota, bool is_first, const char *who);

/* Fails the request: the answer for its listener, and a line in the audit when what is not NULL.
 * who: NULL for the operator behind the console's door, and for a stranger before it. Call last in
 * a handler that did not ask for a write. */
void zr_worker_refuse(struct zr_request *request, const struct zr_error *error, const char *who,
	const char *what);

/* What the audit will say of this request, whether its write succeeds or is refused. */
void zr_worker_note(
	struct zr_request *request, const char *who, const char *what, const char *detail);

/* In an apply: writes that note as done. */
int zr_worker_audit(
	struct zr_store *store, struct zr_request *request, struct zr_error *error) ZR_MUST_CHECK;

#endif
