/* What questionnaires there are, and the workbooks that they were made from. */
#ifndef ZR_HUB_CENSUS_FORM_LIST_H
#define ZR_HUB_CENSUS_FORM_LIST_H

#include "hub/http/request.h"

/* GET /api/forms */
void zr_form_list_get(struct zr_context *context, struct zr_request *request);

/* GET /api/forms/ID/form.xlsx[?version=]: the workbook that was brought. */
void zr_form_list_get_workbook(struct zr_context *context, struct zr_request *request);

#endif
