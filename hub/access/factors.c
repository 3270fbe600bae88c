/* What was typed is checked on the hashing thread, where passwords are; that it is used once is
 * decided in the writer, for two hubs may be given the same code at the same time. */
#include "hub/access/factors.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/account.h"
#include "hub/access/argon.h"
#include "hub/access/attempts.h"
#include "hub/access/factor_proof.h"
#include "hub/access/login.h"
#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/qr.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

struct wish {
	struct zr_account account; /* name; what was drawn or looked at */
	struct zr_factor_proof proof;
	uint8_t secret[ZR_FACTOR_SECRET_BYTES];
	uint8_t roles[ZR_ROLE_COUNT_];
};

static void free_wish(void *state)
{
	explicit_bzero(state, sizeof(struct wish));
	free(state);
}

static struct wish *make_wish(struct zr_request *request, const char *name)
{
	struct wish *wish = calloc(1, sizeof *wish);
	request->state = wish;
	request->state_free = free_wish;
	if (wish != NULL) {
		(void)snprintf(wish->account.name, sizeof wish->account.name, "%.63s", name);
	}
	return wish;
}

/* ---- setting up ---- */

static int apply_begin(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct wish *wish = request->state;
	struct zr_account account;
	int code = zr_store_get_account(store, request->caller.name, &account, error);
	if (code == 0 && account.has_totp) {
		code = zr_error_set(error, ZR_E_STATE,
			"there is a second factor already; an administrator takes it away");
	}
	if (code != 0) {
		return code;
	}
	memcpy(account.totp, wish->account.totp, sizeof account.totp);
	account.totp_step = 0;
	return zr_store_put_account(store, &account, error);
}

static void answer_begun(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct wish *wish = request->state;
	char text[ZR_FACTOR_TEXT_BYTES];
	char uri[ZR_STORE_ID_BYTES + ZR_FACTOR_TEXT_BYTES + 80];
	struct json_object *rows = NULL;
	struct zr_error error = {0};
	zr_factor_format_secret(wish->secret, text);
	(void)snprintf(uri, sizeof uri, "otpauth://totp/Zarya:%s?secret=%s&issuer=Zarya",
		wish->account.name, text);
	if (zr_qr_draw_exactly(uri, &rows, &error) != 0) {
		zr_request_answer_error(request, &error);
	} else {
		struct json_object *answer = json_object_new_object();
		zr_json_add_text(answer, "secret", text);
		(void)json_object_object_add(answer, "qr", rows);
		zr_json_answer(request, answer);
	}
	explicit_bzero(uri, sizeof uri);
	explicit_bzero(text, sizeof text);
}

/* Who sits at an open session need not be its owner: the password is asked for. */
static int check_password(
	struct zr_context *context, const struct zr_request *request, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	char password[ZR_HUB_PASSWORD_BYTES_MAX + 1] = "";
	struct zr_account account;
	const struct zr_attempt attempt = {
		.name = request->caller.name, .peer = request->peer, .now_us = request->now_us};
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "password", password, sizeof password, error);
	}
	if (code == 0) {
		code = zr_attempts_take(context->shared->attempts, &attempt, error);
	}
	if (code == 0) {
		code = zr_store_get_account(context->reader, attempt.name, &account, error);
	}
	if (code == 0) {
		code = zr_argon_verify(password, account.password, error);
	}
	if (code == 0) {
		zr_attempts_forgive(context->shared->attempts, &attempt);
	}
	explicit_bzero(password, sizeof password);
	explicit_bzero(&account, sizeof account);
	return code;
}

void zr_factors_begin(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct wish *wish = make_wish(request, request->caller.name);
	int code = wish != NULL ? check_password(context, request, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = zr_keys_draw(wish->account.totp, sizeof wish->account.totp, &error);
	}
	if (code == 0) {
		code = zr_factor_proof_derive(context, &wish->account, wish->secret, &error);
	}
	if (code != 0) {
		zr_login_refuse(request, &error, code == ZR_E_REFUSED ? "password" : NULL);
		return;
	}
	zr_request_write(request, apply_begin, answer_begun);
}

static int apply_confirm(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct wish *wish = request->state;
	struct zr_account account;
	int code = zr_store_get_account(store, request->caller.name, &account, error);
	if (code == 0 && (account.has_totp || memcmp(account.totp, wish->account.totp,
						      sizeof account.totp) != 0)) {
		code = zr_error_set(error, ZR_E_STATE, "begin again with the second factor");
	}
	if (code != 0) {
		return code;
	}
	account.has_totp = true;
	account.totp_step = wish->proof.step;
	code = zr_factor_proof_begin(store, &account, error);
	if (code == 0) {
		code = zr_store_put_account(store, &account, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_confirmed(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct wish *wish = request->state;
	struct json_object *answer = json_object_new_object();
	struct json_object *codes = json_object_new_array();
	for (unsigned number = 0; number < ZR_FACTOR_RECOVERY_COUNT; number++) {
		char code[ZR_FACTOR_RECOVERY_BYTES] = "";
		if (zr_factor_format_recovery(wish->secret, number, code) == 0) {
			(void)json_object_array_add(codes, json_object_new_string(code));
		}
		explicit_bzero(code, sizeof code);
	}
	(void)json_object_object_add(answer, "recovery", codes);
	zr_json_answer(request, answer);
}

static int try_confirm(struct zr_context *context, struct zr_request *request, struct wish *wish,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	char typed[ZR_FACTOR_RECOVERY_BYTES + 12];
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "code", typed, sizeof typed, error);
	}
	if (code == 0) {
		code = zr_store_get_account(
			context->reader, request->caller.name, &wish->account, error);
	}
	if (code == 0) {
		code = zr_factor_proof_count(context, wish->account.name, request->now_us, error);
	}
	if (code == 0) {
		code = zr_factor_proof_derive(context, &wish->account, wish->secret, error);
	}
	if (code == 0) {
		code = zr_factor_verify(wish->secret, typed, request->now_us, 0, &wish->proof.step);
		if (code != 0) {
			(void)zr_error_set(error, code,
				"the code is wrong: look whether the telephone's clock is right");
		}
	}
	return code;
}

void zr_factors_confirm(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct wish *wish = make_wish(request, request->caller.name);
	int code = wish != NULL ? try_confirm(context, request, wish, &error) : ZR_E_NOMEM;
	if (code != 0) {
		zr_login_refuse(request, &error, NULL);
		return;
	}
	zr_audit_line_note(request, request->caller.name, "factor", "set up");
	zr_request_write(request, apply_confirm, answer_confirmed);
}

/* ---- what was lost ---- */

static int apply_remove(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct wish *wish = request->state;
	struct zr_account account;
	int code = zr_store_get_account(store, wish->account.name, &account, error);
	if (code == 0 && !zr_scope_has(request->caller.territory, account.territory)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no such account");
	}
	if (code != 0) {
		return code;
	}
	account.has_totp = false;
	memset(account.totp, 0, sizeof account.totp);
	account.session_since_us = request->now_us;
	code = zr_store_put_account(store, &account, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_empty(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	zr_json_answer(request, json_object_new_object());
}

void zr_factors_remove(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->part_count > 2);
	const struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	const struct wish *wish = make_wish(request, request->parts[2]);
	if (wish == NULL) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "%.63s, taken away", wish->account.name);
	zr_audit_line_note(request, request->caller.name, "factor", detail);
	zr_request_write(request, apply_remove, answer_empty);
}

/* ---- who must ---- */

static struct json_object *list_roles(const uint8_t roles[ZR_ROLE_COUNT_])
{
	struct json_object *answer = json_object_new_object();
	struct json_object *list = json_object_new_array();
	for (int role = ZR_ROLE_NONE_ + 1; role < ZR_ROLE_COUNT_; role++) {
		if (roles[role] != 0) {
			(void)json_object_array_add(list,
				json_object_new_string(zr_right_role_name((enum zr_role)role)));
		}
	}
	(void)json_object_object_add(answer, "roles", list);
	return answer;
}

void zr_factors_get_roles(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	uint8_t roles[ZR_ROLE_COUNT_];
	if (zr_factor_proof_get_roles(context->reader, roles, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_json_answer(request, list_roles(roles));
}

static int apply_roles(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct wish *wish = request->state;
	int code = zr_factor_proof_put_roles(store, wish->roles, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_roles(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	zr_json_answer(request, list_roles(((const struct wish *)request->state)->roles));
}

static int take_roles(
	const struct zr_request *request, uint8_t ret_roles[ZR_ROLE_COUNT_], struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct json_object *list = NULL;
	int code = zr_json_parse(request, &body, error);
	if (code == 0 && (!json_object_object_get_ex(body, "roles", &list) ||
				 !json_object_is_type(list, json_type_array))) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, "roles", "must be a list of roles");
	}
	for (size_t i = 0; code == 0 && i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		enum zr_role role = json_object_is_type(item, json_type_string)
					    ? zr_right_role(json_object_get_string(item))
					    : ZR_ROLE_NONE_;
		if (role == ZR_ROLE_NONE_) {
			return zr_error_set_at(
				error, ZR_E_INVALID, 0, "roles", "names a role that there is not");
		}
		ret_roles[role] = 1;
	}
	return code;
}

void zr_factors_put_roles(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct wish *wish = make_wish(request, request->caller.name);
	int code = wish != NULL ? take_roles(request, wish->roles, &error) : ZR_E_NOMEM;
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	char detail[120];
	size_t length = (size_t)snprintf(detail, sizeof detail, "a must for");
	for (int role = ZR_ROLE_NONE_ + 1; role < ZR_ROLE_COUNT_; role++) {
		if (wish->roles[role] != 0 && length < sizeof detail) {
			length += (size_t)snprintf(detail + length, sizeof detail - length, " %s",
				zr_right_role_name((enum zr_role)role));
		}
	}
	zr_audit_line_note(request, request->caller.name, "factor", detail);
	zr_request_write(request, apply_roles, answer_roles);
}
