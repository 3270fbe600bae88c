/* GET /api/audit: who did what, and what was refused, newest first. */
#ifndef ZR_HUB_ACCESS_AUDIT_H
#define ZR_HUB_ACCESS_AUDIT_H

#include "hub/http/request.h"

void zr_audit_list(struct zr_context *context, struct zr_request *request);

#endif
