/* Checked and hashed before the writer, written if it is still the password that was checked. */
#include "hub/access/password.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/account.h"
#include "hub/access/argon.h"
#include "hub/access/attempts.h"
#include "hub/access/login.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "lib/base/cleanup.h"

struct change {
	char present[ZR_STORE_PASSWORD_BYTES]; /* the hash that was checked */
	char next[ZR_STORE_PASSWORD_BYTES];
};

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct change *change = request->state;
	struct zr_account account;
	int code = zr_store_get_account(store, request->caller.name, &account, error);
	if (code != 0) {
		return code;
	}
	if (strcmp(account.password, change->present) != 0) {
		return zr_error_set(error, ZR_E_REFUSED, "the password was just changed");
	}
	(void)snprintf(account.password, sizeof account.password, "%s", change->next);
	account.session_since_us = request->now_us;
	account.must_change = false;
	code = zr_store_put_account(store, &account, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

/* Stored: from now on it is the password. Who changed it stays in, by a session that begins now. */
static void finish(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error;
	if (strcmp(request->caller.name, ZR_ACCOUNT_FIRST) == 0) {
		zr_account_remove_file(context->shared->options.data);
	}
	if (zr_login_begin(context, request, request->caller.name, &error) != 0) {
		zr_request_answer_error(request, &error);
		return;
	}
	zr_json_answer(request, json_object_new_object());
}

/* Whether it is the caller's; its hash is ret_stored. */
static int verify(struct zr_context *context, const struct zr_request *request,
	const char *password, char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error)
{
	struct zr_account account;
	const struct zr_attempt attempt = {
		.name = request->caller.name, .peer = request->peer, .now_us = request->now_us};
	int code = zr_attempts_take(context->shared->attempts, &attempt, error);
	if (code == 0) {
		code = zr_store_get_account(context->reader, attempt.name, &account, error);
	}
	if (code == 0) {
		code = zr_argon_verify(password, account.password, error);
	}
	if (code == 0) {
		zr_attempts_forgive(context->shared->attempts, &attempt);
		(void)snprintf(ret_stored, ZR_STORE_PASSWORD_BYTES, "%s", account.password);
	}
	return code;
}

static int read_change(struct zr_context *context, struct zr_request *request,
	struct change *change, struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	char present[ZR_HUB_PASSWORD_BYTES_MAX + 1] = "";
	char next[ZR_HUB_PASSWORD_BYTES_MAX + 1] = "";
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_text(body, "password", present, sizeof present, error);
	}
	if (code == 0) {
		code = zr_json_get_text(body, "new", next, sizeof next, error);
	}
	if (code == 0) {
		code = zr_account_check_password(next, error);
	}
	if (code == 0) {
		code = verify(context, request, present, change->present, error);
	}
	if (code == 0 && strcmp(present, next) == 0) {
		code = zr_error_set(error, ZR_E_INVALID, "that is the password already");
	}
	if (code == 0) {
		code = zr_account_hash(next, change->next, error);
	}
	explicit_bzero(present, sizeof present);
	explicit_bzero(next, sizeof next);
	return code;
}

void zr_password_change(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct change *change = calloc(1, sizeof *change);
	int code = change != NULL ? read_change(context, request, change, &error) : ZR_E_NOMEM;
	request->state = change;
	request->state_free = free;
	if (code != 0) {
		zr_login_refuse(request, &error, code == ZR_E_REFUSED ? "password" : NULL);
		return;
	}
	zr_audit_line_note(request, request->caller.name, "password", "");
	zr_request_write(request, apply, finish);
}
