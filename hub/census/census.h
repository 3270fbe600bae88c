/* Areas: where the operator sends tablets, and which addresses they visit. */
#ifndef ZR_HUB_CENSUS_CENSUS_H
#define ZR_HUB_CENSUS_CENSUS_H

#include "hub/http/request.h"

/* GET /api/areas: all, with what their households came to. */
void zr_census_list_areas(struct zr_context *context, struct zr_request *request);

/* GET /api/areas/ID: one with its households, those that were removed last. */
void zr_census_get_area(struct zr_context *context, struct zr_request *request);

/* GET /api/areas/ID/households.csv: id and address of those that are there. */
void zr_census_get_households(struct zr_context *context, struct zr_request *request);

/* PUT /api/areas/ID: the whole area as it is to be. What would orphan a record or a draft, and
 * nobody decided, is 409 with the changes; then nothing is stored. POST /api/areas/ID/preview
 * takes the same body and says what it would do. */
void zr_census_put_area(struct zr_context *context, struct zr_request *request);
void zr_census_preview_area(struct zr_context *context, struct zr_request *request);

/* GET /api/zones: the time zones that an area can have. */
void zr_census_list_zones(struct zr_context *context, struct zr_request *request);

#endif
