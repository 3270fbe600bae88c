/*
 * The session cookie: HttpOnly, SameSite=Strict, gone with the browser, and Secure over TLS.
 *
 * Who logs in is answered whatever becomes of the write behind it (the time of the login, its line
 * in the audit): an operator whose hub has a full disk must get in to see it. An account that is
 * not there, one that is locked and a wrong password are one and the same to whoever asks.
 */
#include "hub/access/login.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/account.h"
#include "hub/access/argon.h"
#include "hub/access/attempts.h"
#include "hub/access/factor_proof.h"
#include "hub/access/ticket.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/route.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"

/* ---- cookies ---- */

static void set_cookie(struct zr_request *request, const char *token)
{
	(void)snprintf(request->answer.cookie, sizeof request->answer.cookie,
		"zarya-session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", token,
		request->is_secure ? "; Secure" : "", token[0] == '\0' ? "; Max-Age=0" : "");
}

static int set_session(struct zr_context *context, struct zr_request *request,
	const struct zr_ticket *ticket, struct zr_error *error)
{
	char token[ZR_SESSION_TEXT_BYTES + 1];
	int code = zr_ticket_format(&context->shared->ticket_key, ticket, token, error);
	if (code == 0) {
		set_cookie(request, token);
	}
	explicit_bzero(token, sizeof token);
	return code;
}

int zr_login_begin(struct zr_context *context, struct zr_request *request, const char *name,
	struct zr_error *error)
{
	assert(context != NULL && request != NULL && name != NULL);
	struct zr_ticket ticket = {.began_us = request->now_us, .used_us = request->now_us};
	(void)snprintf(ticket.name, sizeof ticket.name, "%s", name);
	int code = zr_keys_draw(ticket.id, sizeof ticket.id, error);
	return code == 0 ? set_session(context, request, &ticket, error) : code;
}

void zr_login_refuse(struct zr_request *request, const struct zr_error *error, const char *what)
{
	assert(request != NULL && error != NULL);
	zr_refusal_answer(request, error, NULL, what);
	if (error->code == ZR_E_BUSY) {
		request->answer.status = 429;
		request->answer.retry_after_s = 60;
	}
}

/* ---- in ---- */

enum {
	CODE_TEXT_BYTES = 40, /* a recovery code with blanks */
};

struct login {
	struct zr_account account;          /* as it was when the password was looked at */
	struct zr_factor_proof proof;       /* of an account with a second factor */
	char anew[ZR_STORE_PASSWORD_BYTES]; /* its hash of today, when it has one of before; "" */
};

static void free_login(void *state)
{
	explicit_bzero(state, sizeof(struct login));
	free(state);
}

/* The account and whether it is its password, in the same time whatever is wrong. */
static int verify(struct zr_context *context, const char *name, const char *password,
	struct zr_account *ret_account, struct zr_error *error)
{
	int code = zr_route_is_identifier(name)
			   ? zr_store_get_account(context->reader, name, ret_account, error)
			   : ZR_E_NOT_FOUND;
	if (code == ZR_E_NOT_FOUND) {
		zr_argon_pretend(password);
		code = ZR_E_REFUSED;
	} else if (code == 0) {
		code = zr_argon_verify(password, ret_account->password, error);
	}
	if (code == 0 && ret_account->is_locked) {
		code = ZR_E_REFUSED;
	}
	return code == ZR_E_REFUSED ? zr_error_set(error, code, "the name or the password is wrong")
				    : code;
}

/* The second factor, after the password was found right. */
static int check_factor(struct zr_context *context, const struct zr_attempt *attempt,
	const char *typed, struct login *login, struct zr_error *error)
{
	if (!login->account.has_totp) {
		return 0;
	}
	if (typed[0] == '\0') {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "the code of your second factor is wanted, too");
	}
	const struct zr_factor_typed shown = {typed, attempt->now_us};
	return zr_factor_proof_check(context, &login->account, &shown, &login->proof, error);
}

static int try_login(struct zr_context *context, struct zr_request *request, struct login *login,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	char name[ZR_STORE_ID_BYTES] = "";
	char password[ZR_HUB_PASSWORD_BYTES_MAX + 1] = "";
	char typed[CODE_TEXT_BYTES] = "";
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_optional_text(body, "name", name, sizeof name, error);
	}
	if (code == 0) {
		code = zr_json_get_optional_text(body, "code", typed, sizeof typed, error);
	}
	if (code == 0) {
		code = zr_json_get_text(body, "password", password, sizeof password, error);
	}
	const struct zr_attempt attempt = {.name = name[0] != '\0' ? name : ZR_ACCOUNT_FIRST,
		.peer = request->peer,
		.now_us = request->now_us};
	if (code == 0) {
		code = zr_attempts_take(context->shared->attempts, &attempt, error);
	}
	if (code == 0) {
		code = verify(context, attempt.name, password, &login->account, error);
	}
	if (code == 0) {
		code = check_factor(context, &attempt, typed, login, error);
	}
	if (code == 0) {
		zr_attempts_forgive(context->shared->attempts, &attempt);
	}
	if (code == 0 && !login->account.has_totp) {
		code = zr_login_begin(context, request, attempt.name, error);
	}
	if (code == 0 && !zr_argon_is_present(login->account.password)) {
		code = zr_account_hash(password, login->anew, error);
	}
	explicit_bzero(password, sizeof password);
	return code;
}

static int apply_login(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct login *login = request->state;
	struct zr_account account;
	int code = zr_store_get_account(store, login->account.name, &account, error);
	if (code != 0) {
		return code;
	}
	if (login->account.has_totp) {
		code = zr_factor_proof_use(store, &account, &login->proof, error);
		if (code != 0) {
			return code;
		}
	}
	account.login_us = request->now_us;
	if (login->anew[0] != '\0' && strcmp(account.password, login->account.password) == 0) {
		(void)snprintf(account.password, sizeof account.password, "%s", login->anew);
	}
	code = zr_store_put_account(store, &account, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

/* A code is good once: who shows one comes in when that stands on the disk. */
static void let_in(struct zr_context *context, struct zr_request *request)
{
	const struct login *login = request->state;
	struct zr_error error = {0};
	if (zr_login_begin(context, request, login->account.name, &error) != 0) {
		zr_request_answer_error(request, &error);
		return;
	}
	zr_json_answer(request, json_object_new_object());
}

void zr_login_login(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct login *login = calloc(1, sizeof *login);
	request->state = login;
	request->state_free = free_login;
	int code = login != NULL ? try_login(context, request, login, &error) : ZR_E_NOMEM;
	if (code != 0) {
		bool is_code_wanted = code == ZR_E_NOT_FOUND;
		zr_login_refuse(request, &error, is_code_wanted ? NULL : "login");
		request->answer.status = is_code_wanted ? 401 : request->answer.status;
		return;
	}
	zr_audit_line_note(request, login->account.name, "login", "");
	if (login->account.has_totp) {
		zr_request_write(request, apply_login, let_in);
		return;
	}
	zr_json_answer(request, json_object_new_object());
	request->is_answered = true;
	zr_request_write(request, apply_login, NULL);
}

/* ---- out ---- */

static int apply_logout(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_ticket *ticket = request->state;
	return zr_store_end_session(store, ticket->id,
		ticket->began_us + ZR_HUB_SESSION_LIFE_S * 1000000LL, request->now_us, error);
}

void zr_login_logout(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	set_cookie(request, "");
	zr_json_answer(request, json_object_new_object());
	struct zr_ticket *ticket = calloc(1, sizeof *ticket);
	request->state = ticket;
	request->state_free = free;
	if (ticket != NULL && zr_ticket_parse(&context->shared->ticket_key, request->session,
				      request->now_us, ticket)) {
		zr_request_write(request, apply_logout, NULL);
	}
}

/* ---- who one is ---- */

/* A cookie that says that the session is in use. */
static void touch(struct zr_context *context, struct zr_request *request)
{
	struct zr_ticket ticket;
	if (zr_ticket_parse(
		    &context->shared->ticket_key, request->session, request->now_us, &ticket) &&
		request->now_us - ticket.used_us > ZR_HUB_SESSION_TOUCH_S * 1000000LL) {
		ticket.used_us = request->now_us;
		(void)!set_session(context, request, &ticket, NULL);
	}
}

void zr_login_session(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	const struct zr_caller *caller = &request->caller;
	struct json_object *answer = json_object_new_object();
	struct json_object *rights = json_object_new_array();
	for (int right = ZR_RIGHT_NONE + 1; right < ZR_RIGHT_COUNT_; right++) {
		if (zr_right_has(
			    (enum zr_right)right, caller->role, caller->territory[0] == '\0')) {
			(void)json_object_array_add(rights,
				json_object_new_string(zr_right_name((enum zr_right)right)));
		}
	}
	zr_json_add_text(answer, "user", caller->name);
	zr_json_add_text(answer, "role", zr_right_role_name(caller->role));
	zr_json_add_text(answer, "territory", caller->territory);
	(void)json_object_object_add(
		answer, "must_change", json_object_new_boolean(caller->must_change));
	(void)json_object_object_add(
		answer, "must_enrol", json_object_new_boolean(caller->must_enrol));
	(void)json_object_object_add(answer, "factor", json_object_new_boolean(caller->has_factor));
	(void)json_object_object_add(answer, "rights", rights);
	zr_json_add_text(answer, "version", ZR_VERSION);
	zr_json_add_text(answer, "device_url", context->shared->device_url);
	touch(context, request);
	zr_json_answer(request, answer);
}
