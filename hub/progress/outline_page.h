/* Outlines over the console's interface: GeoJSON in and out. */
#ifndef ZR_HUB_PROGRESS_OUTLINE_PAGE_H
#define ZR_HUB_PROGRESS_OUTLINE_PAGE_H

#include "hub/http/request.h"

/* GET /api/outlines: territory (the caller's own), after. A FeatureCollection of what lies directly
 * in it, with "next": where it goes on, for an answer is of ZR_HUB_OUTLINE_ANSWER_BYTES or so. */
void zr_outline_page_get(struct zr_context *context, struct zr_request *request);

/* PUT /api/outlines: a FeatureCollection (feature_list.h). All of it is taken, or nothing. */
void zr_outline_page_put(struct zr_context *context, struct zr_request *request);

#endif
