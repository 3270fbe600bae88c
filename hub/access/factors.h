/*
 * Second factors: one sets up his own, an administrator takes away what somebody lost, and says for
 * which roles one is a must. How one is proved is factor_proof.h.
 */
#ifndef ZR_HUB_ACCESS_FACTORS_H
#define ZR_HUB_ACCESS_FACTORS_H

#include "hub/http/request.h"

struct zr_context;

/* POST /api/factor {"password"}: draws one, which is good once it was confirmed. 403 it is not the
 * password, 409 there is one already. */
void zr_factors_begin(struct zr_context *context, struct zr_request *request);
/* POST /api/factor/confirm {"code"}: the telephone has it; answers the recovery codes, once. */
void zr_factors_confirm(struct zr_context *context, struct zr_request *request);
/* POST /api/accounts/NAME/factor: takes that of somebody away, and ends his sessions. */
void zr_factors_remove(struct zr_context *context, struct zr_request *request);
/* GET, PUT /api/factor-roles {"roles":[…]}: who must have one. */
void zr_factors_get_roles(struct zr_context *context, struct zr_request *request);
void zr_factors_put_roles(struct zr_context *context, struct zr_request *request);

#endif
