/* Areas: where the operator sends tablets, and which addresses they visit. */
#ifndef ZR_HUB_CENSUS_H
#define ZR_HUB_CENSUS_H

#include "hub/http/request.h"

/* GET /api/areas; PUT /api/areas/ID {"name","form","households":[{"id","address"}]} */
void zr_census_list_areas(struct zr_context *context, struct zr_request *request);
void zr_census_put_area(struct zr_context *context, struct zr_request *request);

#endif
