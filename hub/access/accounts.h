/*
 * The console's list of accounts. Each account is handled by administrators whose territory holds
 * its own; to others it is not there. A password that is given to somebody is drawn by the hub,
 * told once in the answer, and must be changed at the first login.
 */
#ifndef ZR_HUB_ACCESS_ACCOUNTS_H
#define ZR_HUB_ACCESS_ACCOUNTS_H

#include "hub/http/request.h"

/* GET /api/accounts?after=NAME */
void zr_accounts_list(struct zr_context *context, struct zr_request *request);

/* POST /api/accounts {"name","person","role","territory"}: {"password"}; without a territory it is
 * of the whole country. 409: the name is taken. */
void zr_accounts_add(struct zr_context *context, struct zr_request *request);

/* PUT /api/accounts/NAME {"person","role","territory","locked"}. 409: it is one's own, or the last
 * administrator of the whole. Its sessions end when it is locked. */
void zr_accounts_put(struct zr_context *context, struct zr_request *request);

/* POST /api/accounts/NAME/password: {"password"}; its sessions end. */
void zr_accounts_reset(struct zr_context *context, struct zr_request *request);

#endif
