/* Questionnaires and areas: what the operator prepares before the field work. */
#ifndef ZR_HUB_CENSUS_H
#define ZR_HUB_CENSUS_H

#include "hub/http/request.h"

/* GET /api/forms; PUT /api/forms/ID/form.xml; PUT /api/forms/ID/media/NAME (before form.xml) */
void zr_census_list_forms(struct zr_context *context, struct zr_request *request);
void zr_census_put_form(struct zr_context *context, struct zr_request *request);
void zr_census_put_media(struct zr_context *context, struct zr_request *request);

/* GET /api/areas; PUT /api/areas/ID {"name","form","households":[{"id","address"}]} */
void zr_census_list_areas(struct zr_context *context, struct zr_request *request);
void zr_census_put_area(struct zr_context *context, struct zr_request *request);

#endif
