/*
 * What an exchange leaves in the store, in one write: the envelopes unopened, what the tablet said
 * of orders and of itself. An exchange that says nothing new leaves nothing.
 */
#ifndef ZR_HUB_DEVICE_DEPOSIT_H
#define ZR_HUB_DEVICE_DEPOSIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

struct zr_context;
struct zr_ingest;
struct zr_request;
struct zr_store;

/* Looks, by a reader, whether there is anything to write: 1, 0, or an error. */
int zr_deposit_is_needed(struct zr_context *context, struct zr_ingest *ingest, int64_t now_us,
	struct zr_error *error) ZR_MUST_CHECK;

/* A zr_apply; the request's state is its zr_ingest. */
int zr_deposit_write(
	struct zr_store *store, struct zr_request *request, struct zr_error *error) ZR_MUST_CHECK;

#endif
