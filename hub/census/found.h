/*
 * New houses: addresses at which a tablet was and which no list of the area has. They are listed,
 * and a person takes them up into the list, under the id that their records have.
 */
#ifndef ZR_HUB_CENSUS_FOUND_H
#define ZR_HUB_CENSUS_FOUND_H

#include "hub/http/request.h"

void zr_found_list(struct zr_context *context, struct zr_request *request);
/* {"households": [ID, …]}: to the end of the list. */
void zr_found_take(struct zr_context *context, struct zr_request *request);

#endif
