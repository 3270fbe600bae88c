/* One's own password. */
#ifndef ZR_HUB_ACCESS_PASSWORD_H
#define ZR_HUB_ACCESS_PASSWORD_H

#include "hub/http/request.h"

/* POST /api/password {"password","new"}: every session of the account but this one ends. 403 the
 * present one is wrong, 422 too short or too long, 429 too many wrong ones. */
void zr_password_change(struct zr_context *context, struct zr_request *request);

#endif
