/* How far the work is: by territory and area, and by days. All of it stands as sums in the store
 * (hub/store/progress.h): a page costs what it shows. */
#ifndef ZR_HUB_PROGRESS_PROGRESS_PAGE_H
#define ZR_HUB_PROGRESS_PROGRESS_PAGE_H

#include <json-c/json.h>

#include "hub/http/request.h"
#include "hub/store/progress_row.h"

/* GET /api/progress: territory (the caller's own), depth (levels below, 1), limit and after for its
 * areas; what lies below is told with the first page of them. */
void zr_progress_page_get(struct zr_context *context, struct zr_request *request);

/* GET /api/progress/days: territory, or area. */
void zr_progress_page_days(struct zr_context *context, struct zr_request *request);

/* PUT /api/progress/plan: {"first": day, "last": day}, by which the work is to be done; both "" for
 * no plan. */
void zr_progress_page_plan(struct zr_context *context, struct zr_request *request);

/* The sums as members of a row. */
void zr_progress_page_add_sums(struct json_object *row, const struct zr_progress_sums *sums);

#endif
