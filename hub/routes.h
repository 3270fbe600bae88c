/* The table of everything the hub answers to. */
#ifndef ZR_HUB_ROUTES_H
#define ZR_HUB_ROUTES_H

#include "hub/http/route.h"

extern const struct zr_route zr_routes[]; /* ends with a NULL pattern */

#endif
