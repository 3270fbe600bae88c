/* POST /api/login {"password"} gives the session cookie; POST /api/logout ends it; GET /api/session
 * says whether there is one. */
#ifndef ZR_HUB_ACCESS_LOGIN_H
#define ZR_HUB_ACCESS_LOGIN_H

#include "hub/http/request.h"

void zr_login_login(struct zr_context *context, struct zr_request *request);
void zr_login_logout(struct zr_context *context, struct zr_request *request);
void zr_login_session(struct zr_context *context, struct zr_request *request);

#endif
