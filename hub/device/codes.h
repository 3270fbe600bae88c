/* Enrolment codes over the console's interface: one, or as many as a team has tablets. What is told
 * of a code is told once; the store has its hash. */
#ifndef ZR_HUB_DEVICE_CODES_H
#define ZR_HUB_DEVICE_CODES_H

#include "hub/http/request.h"

/* {"area", "name"}: {"code", "qr", "expires"}. */
void zr_codes_make(struct zr_context *context, struct zr_request *request);

/* {"codes": [{"area", "name"}, …]}, at most ZR_HUB_CODE_COUNT_MAX, all or none: {"codes": [as
 * above with "area", "area_name", "place", "name"], "address"}. */
void zr_codes_make_many(struct zr_context *context, struct zr_request *request);

#endif
