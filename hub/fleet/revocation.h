/* Taking a tablet out of the fleet: POST /api/fleet/{id}/revoke. */
#ifndef ZR_HUB_FLEET_REVOCATION_H
#define ZR_HUB_FLEET_REVOCATION_H

#include "hub/http/request.h"

/* From the commit on its certificate opens nothing, and its open connections end. What it sent
 * stays. It comes back by enrolling with a new code. */
zr_handler zr_revocation_revoke;

#endif
