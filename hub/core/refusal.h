/*
 * Saying no: the answer for the client and, for what will not come right by itself, a line in the
 * audit. Retryable failures leave no line: a fleet before a full disk must not fill it.
 */
#ifndef ZR_HUB_CORE_REFUSAL_H
#define ZR_HUB_CORE_REFUSAL_H

#include "hub/http/request.h"

struct zr_context;
struct zr_quota;

/* Fails the request: the answer for its listener, and a line in the audit when what is not NULL.
 * who: NULL for the caller behind the console's door, and for a stranger before it. Call last in
 * a handler that did not ask for a write. */
void zr_refusal_answer(struct zr_request *request, const struct zr_error *error, const char *who,
	const char *what);

/* Refuses with "come again" until the window of the quota ends; a row in the audit the first time.
 * who as above, never NULL when is_first. */
void zr_refusal_hold_back(
	struct zr_request *request, struct zr_quota *quota, bool is_first, const char *who);

/* A write of the request failed: its own refusal goes to the audit once. A refusal that the audit
 * could not take (a full disk) stands all the same. May ask for a write. */
void zr_refusal_after_write(struct zr_request *request);

/* One more refusal of a stranger, if it is one; after many, its address is told of once and then
 * only answered. */
void zr_refusal_count_stranger(struct zr_context *context, struct zr_request *request);

#endif
