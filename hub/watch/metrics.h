/*
 * GET /metrics: what Prometheus reads, text format 0.0.4.
 *
 * Answered to this machine alone, and without a password: a collector runs beside the hub, or a
 * proxy of the operator's stands between; to all others there is nothing at that address. No label
 * has a value that a client can choose. Names of metrics are never changed.
 */
#ifndef ZR_HUB_WATCH_METRICS_H
#define ZR_HUB_WATCH_METRICS_H

#include "hub/http/request.h"

void zr_metrics_get(struct zr_context *context, struct zr_request *request);

#endif
