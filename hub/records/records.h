/* Records in the console: the list, one with its answers, its XML. */
#ifndef ZR_HUB_RECORDS_RECORDS_H
#define ZR_HUB_RECORDS_RECORDS_H

#include "hub/http/request.h"

/* GET /api/records?area=&form=&tablet=&limit=&after= ; /api/records/ID?lang= ; …/ID/xml */
void zr_records_list(struct zr_context *context, struct zr_request *request);
void zr_records_get(struct zr_context *context, struct zr_request *request);
void zr_records_get_xml(struct zr_context *context, struct zr_request *request);

/* GET /api/records/ID/files/NAME */
void zr_records_get_file(struct zr_context *context, struct zr_request *request);

#endif
