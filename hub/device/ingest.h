/*
 * Ingest: POST /v1/exchange. A tablet's greeting and records come in, the hub's receipt and the
 * tablet's orders go out.
 *
 * Order of things: the greeting's signature, by the key of the enrolment table, before anything
 * else is looked at; of each record its head and its hash, so that what cannot be this tablet's is
 * refused and the others are stored, unopened, as they came; all of it is one write, or none when
 * nothing is new; the receipt is signed only after that write is on disk. What is in the records
 * is looked at afterwards (hub/device/indexing.h).
 */
#ifndef ZR_HUB_DEVICE_INGEST_H
#define ZR_HUB_DEVICE_INGEST_H

#include "hub/http/request.h"

void zr_ingest_exchange(struct zr_context *context, struct zr_request *request);

#endif
