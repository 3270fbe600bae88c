/*
 * Who goes where within an area: its addresses divided among its tablets. What is nobody's in
 * particular is on every tablet's list. A tablet that loses an address keeps what it has begun
 * there: its record comes, counts, and is marked; the tablet that gets it sees it at its next
 * contact. A tablet that leaves the area, or is taken out, leaves its addresses to all.
 */
#ifndef ZR_HUB_CENSUS_SHARING_H
#define ZR_HUB_CENSUS_SHARING_H

#include "hub/http/request.h"

/* {"edition", "shares": [{"tablet", "households": [ID, …]}, …]}; "" gives them back to all. What is
 * not named stays. ZR_E_STATE: the area has another edition. */
void zr_sharing_put(struct zr_context *context, struct zr_request *request);

#endif
