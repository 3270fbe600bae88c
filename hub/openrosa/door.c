/*
 * An unknown name and a wrong password are answered alike. The first call of a client comes without
 * anything, which is how it learns what is asked for: it leaves no trace.
 */
#include "hub/openrosa/door.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/http/quota.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/openrosa/credentials.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

static void ask(struct zr_context *context, struct zr_request *request, bool is_stale)
{
	char challenge[ZR_CREDENTIALS_CHALLENGE_BYTES];
	static_assert(ZR_COLLECTOR_SEED_BYTES == ZR_CREDENTIALS_KEY_BYTES, "one secret for both");
	zr_credentials_challenge(
		context->shared->collector_seed, request->now_us, is_stale, challenge);
	zr_request_add_header(request, "WWW-Authenticate", challenge);
	if (request->is_secure) {
		zr_request_add_header(request, "WWW-Authenticate",
			"Basic realm=\"" ZR_CREDENTIALS_REALM "\", charset=\"UTF-8\"");
	}
	request->answer.status = 401;
}

/* He may be closed on his own page, and taken out on that of the fleet. */
static int check_welcome(
	struct zr_store *store, const struct zr_collector *collector, bool *ret_is_welcome)
{
	struct zr_device device;
	int code = zr_store_get_device(store, collector->device_id, &device, NULL);
	*ret_is_welcome = code == 0 && !collector->is_closed && device.revoked_us == 0;
	return code;
}

static int identify(struct zr_context *context, const struct zr_request *request,
	struct zr_collector *ret_collector, bool *ret_is_stale)
{
	static const struct zr_collector nobody;
	ZR_CLEANUP(zr_credentials_wipe) struct zr_credentials credentials = {0};
	int code = zr_credentials_read(request->fields.authorization, &credentials, NULL);
	if (code != 0 || (credentials.is_basic && !request->is_secure)) {
		return ZR_E_REFUSED;
	}
	code = zr_collectors_get(context->reader, credentials.user, ret_collector, NULL);
	bool is_known = false;
	if (code == 0) {
		code = check_welcome(context->reader, ret_collector, &is_known);
	}
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	const struct zr_credentials_case held = {.key = context->shared->collector_seed,
		.method = request->is_head                   ? "HEAD"
			  : request->method == ZR_METHOD_GET ? "GET"
							     : "POST",
		.parts = request->parts,
		.part_count = request->part_count,
		.now_us = request->now_us};
	enum zr_credentials_verdict verdict = zr_credentials_check(
		&credentials, is_known ? ret_collector->secret : nobody.secret, &held);
	*ret_is_stale = is_known && verdict == ZR_CREDENTIALS_STALE;
	return is_known && verdict == ZR_CREDENTIALS_GOOD ? 0 : ZR_E_REFUSED;
}

bool zr_door_enter(
	struct zr_context *context, struct zr_request *request, struct zr_collector *ret_collector)
{
	assert(context != NULL && request != NULL && ret_collector != NULL);
	assert((request->flags & ZR_REQUEST_OPENROSA) != 0);
	struct zr_error error = {0};
	if (zr_quota_is_spent(context->shared->stranger_quota, request->peer, request->now_us)) {
		zr_refusal_hold_back(request, context->shared->stranger_quota, false, "");
		return false;
	}
	if (request->fields.authorization == NULL) {
		(void)zr_error_set(&error, ZR_E_REFUSED, "a name and a password are needed");
		zr_refusal_answer(request, &error, NULL, NULL);
		ask(context, request, false);
		return false;
	}
	bool is_stale = false;
	int code = identify(context, request, ret_collector, &is_stale);
	if (code == 0) {
		return true;
	}
	(void)zr_error_set(&error, code,
		code == ZR_E_REFUSED ? "the name or the password is wrong"
				     : "the hub cannot look up names now; try again later");
	zr_refusal_answer(request, &error, ZR_STORE_STRANGER, is_stale ? NULL : "collector-login");
	if (code == ZR_E_REFUSED) {
		ask(context, request, is_stale);
	}
	return false;
}

void zr_door_refuse(struct zr_request *request, const struct zr_collector *collector,
	const struct zr_error *error)
{
	assert(request != NULL && collector != NULL && error != NULL);
	char who[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(collector->device_id, sizeof collector->device_id, who);
	zr_refusal_answer(request, error, who, "submission");
}

/* It stands in an answer to the same client and nowhere else; it is taken when it looks like one.
 */
static bool is_host(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_:[]";
	size_t length = text != NULL ? strlen(text) : 0;
	return length > 0 && length < 256 && strspn(text, letters) == length;
}

int zr_door_add_base(const struct zr_request *request, struct zr_buffer *text)
{
	assert(request != NULL && text != NULL);
	return zr_buffer_add_format(text, "%s://%s", request->is_secure ? "https" : "http",
		is_host(request->fields.host) ? request->fields.host : "localhost");
}
