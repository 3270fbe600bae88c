/* The tablets, a page at a time, with what each last told of itself; and which area one works in.
 */
#ifndef ZR_HUB_FLEET_FLEET_H
#define ZR_HUB_FLEET_FLEET_H

#include "hub/http/request.h"

/* GET /api/fleet: q (words of the name, beginning of the id), area, version, silent (hours),
 * battery (percent, below), sort (name, area, version, contact, unsent), limit, after. */
void zr_fleet_get(struct zr_context *context, struct zr_request *request);

/* PUT /api/fleet/ID: {"area": …}, "" for none. It gets the area's list when it next calls. */
void zr_fleet_move(struct zr_context *context, struct zr_request *request);

#endif
