/* Logging in and out. */
#ifndef ZR_HUB_ACCESS_LOGIN_H
#define ZR_HUB_ACCESS_LOGIN_H

#include "hub/http/request.h"

/* POST /api/login {"name","password"}: without a name it is "operator". 403 one of the two is
 * wrong, 429 too many wrong ones. */
void zr_login_login(struct zr_context *context, struct zr_request *request);

/* POST /api/logout: this session is over, wherever its cookie is. */
void zr_login_logout(struct zr_context *context, struct zr_request *request);

/* GET /api/session: who one is, and what one may. Keeps the session alive. */
void zr_login_session(struct zr_context *context, struct zr_request *request);

/* A session that begins now, as the answer's cookie. */
int zr_login_begin(struct zr_context *context, struct zr_request *request, const char *name,
	struct zr_error *error) ZR_MUST_CHECK;

/* As any refusal, with what the audit is told; too many attempts are 429. */
void zr_login_refuse(struct zr_request *request, const struct zr_error *error, const char *what);

#endif
