/*
 * The operator's password: the first one, and how it becomes another, in the console
 * (POST /api/password {"password","new"}) or from the command line, when nobody knows it any more.
 */
#ifndef ZR_HUB_ACCESS_PASSWORD_H
#define ZR_HUB_ACCESS_PASSWORD_H

#include "hub/access/auth.h"
#include "hub/http/request.h"

struct zr_options;
struct zr_store;

/* What the store keeps of it. At the first start it is made of the one that was given, or drawn and
 * written to DATA/operator-password (0600); a line on the standard output says which. */
int zr_password_load(struct zr_store *store, const struct zr_options *options,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* The hub being stopped. ZR_E_BUSY while one works with DATA, ZR_E_INVALID too short or too long.
 */
int zr_password_set(const char *data, const char *password, struct zr_error *error) ZR_MUST_CHECK;

/* 403 the present one is wrong, 422 too short or too long, 429 too many wrong ones. */
void zr_password_change(struct zr_context *context, struct zr_request *request);

#endif
