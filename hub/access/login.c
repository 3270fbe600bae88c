/* The session cookie: HttpOnly, SameSite=Strict, gone with the browser, and Secure over TLS. */
#include "hub/access/login.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"

static void set_cookie(struct zr_request *request, const char *token)
{
	(void)snprintf(request->answer.cookie, sizeof request->answer.cookie,
		"zarya-session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", token,
		request->is_secure ? "; Secure" : "", token[0] == '\0' ? "; Max-Age=0" : "");
}

static int try_login(struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	char password[ZR_HUB_PASSWORD_BYTES_MAX + 1] = "";
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	uint8_t random[ZR_AUTH_SESSION_BYTES];
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "password", password, sizeof password, error);
	}
	if (code == 0) {
		code = zr_keys_draw(random, sizeof random, error);
	}
	if (code == 0) {
		const struct zr_auth_attempt attempt = {.password = password,
			.random = random,
			.peer = request->peer,
			.now_us = request->now_us};
		code = zr_auth_login(&context->shared->auth, &attempt, token, error);
	}
	explicit_bzero(password, sizeof password);
	if (code == 0) {
		set_cookie(request, token);
	}
	return code;
}

void zr_login_login(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	int code = try_login(context, request, &error);
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, "login");
		if (code == ZR_E_BUSY) {
			request->answer.status = 429;
			request->answer.retry_after_s = 60;
		}
		return;
	}
	zr_json_answer(request, json_object_new_object());
}

void zr_login_logout(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	zr_auth_logout(&context->shared->auth, request->session);
	set_cookie(request, "");
	zr_json_answer(request, json_object_new_object());
}

void zr_login_session(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "user", "operator");
	zr_json_add_text(answer, "version", ZR_VERSION);
	zr_json_add_text(answer, "device_url", context->shared->device_url);
	zr_json_answer(request, answer);
}
