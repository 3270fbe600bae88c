/*
 * A turn: one step of a request on a worker. At first whether it may come in, then its handler;
 * after a write that failed, its refusal.
 */
#ifndef ZR_HUB_CORE_TURN_H
#define ZR_HUB_CORE_TURN_H

#include "hub/http/request.h"

/* True when the request wants the writer, false when its answer is ready. */
bool zr_turn_take(struct zr_context *context, struct zr_request *request);

#endif
