/* GET /api/fleet: every tablet with what it last told of itself. */
#ifndef ZR_HUB_FLEET_FLEET_H
#define ZR_HUB_FLEET_FLEET_H

#include "hub/http/request.h"

void zr_fleet_get(struct zr_context *context, struct zr_request *request);

#endif
