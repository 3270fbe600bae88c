/*
 * Ingest: POST /v1/exchange. A tablet's greeting and records come in, the hub's receipt and the
 * tablet's orders go out.
 *
 * Order of things: the greeting's signature, by the key of the enrolment table, before anything
 * else is looked at; each record is verified, opened and decoded on its own, so that one bad
 * record is refused and the others are stored; all of it is one write; the receipt is signed only
 * after that write is on disk. Envelopes are kept as they came.
 */
#ifndef ZR_HUB_DEVICE_INGEST_H
#define ZR_HUB_DEVICE_INGEST_H

#include "hub/http/request.h"

void zr_ingest_exchange(struct zr_context *context, struct zr_request *request);

#endif
