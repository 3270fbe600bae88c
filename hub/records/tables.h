/* GET /api/forms/ID/tables: what of a questionnaire can be exported. */
#ifndef ZR_HUB_RECORDS_TABLES_H
#define ZR_HUB_RECORDS_TABLES_H

#include "hub/http/request.h"

/* {"versions": [newest first], "repeats": [paths below the root, over all versions],
 * "languages": of the present one} */
void zr_tables_get(struct zr_context *context, struct zr_request *request);

#endif
