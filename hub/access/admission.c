/* The console's door. The account is read at each request: what an administrator takes away is gone
 * at once, in every process of the hub. */
#include "hub/access/admission.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/access/factor_proof.h"
#include "hub/access/scope.h"
#include "hub/access/ticket.h"
#include "hub/access/tokens.h"
#include "hub/core/context.h"

/* 1: the session's account stands, and it is no session of before its password; 0: no more. */
static int find_account(struct zr_context *context, const struct zr_ticket *ticket,
	struct zr_account *ret_account, struct zr_error *error)
{
	int code = zr_store_get_account(context->reader, ticket->name, ret_account, error);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	if (ret_account->is_locked || ticket->began_us < ret_account->session_since_us) {
		return 0;
	}
	code = zr_store_is_session_ended(context->reader, ticket->id, error);
	return code < 0 ? code : code == 0;
}

/* The same by a program's token: 1, or 0 when it is none. */
static int find_program(struct zr_context *context, const char *bearer,
	struct zr_account *ret_account, struct zr_error *error)
{
	struct zr_store_token token;
	uint8_t hash[ZR_HASH_BYTES];
	zr_tokens_hash(bearer, hash);
	int code = zr_store_get_token(context->reader, hash, &token, error);
	if (code == 0) {
		code = zr_store_get_account(context->reader, token.account, ret_account, error);
	}
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	ret_account->must_change = false; /* of a password that the program does not have */
	return !ret_account->is_locked;
}

static void make_caller(struct zr_request *request, const struct zr_account *account)
{
	struct zr_caller *caller = &request->caller;
	(void)snprintf(caller->name, sizeof caller->name, "%s", account->name);
	(void)snprintf(caller->territory, sizeof caller->territory, "%s", account->territory);
	caller->role = zr_right_role(account->role);
	caller->must_change = account->must_change;
	caller->has_factor = account->has_totp;
}

/* Whether the account lacks a second factor that its role must have. A program's token is one. */
static int check_factor(struct zr_context *context, struct zr_request *request,
	const struct zr_account *account, struct zr_error *error)
{
	int code = account->has_totp || request->bearer[0] != '\0'
			   ? 0
			   : zr_factor_proof_is_must(context->reader, account->role, error);
	request->caller.must_enrol = code > 0;
	return code < 0 ? code : 0;
}

static bool refuse(struct zr_request *request, unsigned status, const char *sentence)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_REFUSED, "%s", sentence);
	zr_request_answer_error(request, &error);
	request->answer.status = status;
	return false;
}

static bool check_right(struct zr_request *request)
{
	const struct zr_caller *caller = &request->caller;
	if (caller->must_change && request->right != ZR_RIGHT_OWN) {
		return refuse(request, 403, "change your password first: it was given by another");
	}
	if (caller->must_enrol && request->right != ZR_RIGHT_OWN) {
		return refuse(
			request, 403, "set up a second factor first: your role must have one");
	}
	if (!zr_right_has(request->right, caller->role, caller->territory[0] == '\0')) {
		return refuse(request, 403, "your account has no right to this");
	}
	return true;
}

/* The area of the address, when there is one, is in the caller's territory. */
static bool check_area(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	if (zr_right_reach(request->right) != ZR_REACH_AREA || request->part_count < 3 ||
		zr_scope_check_area(context->reader, request->caller.territory, request->parts[2],
			&error) == 0) {
		return true;
	}
	zr_request_answer_error(request, &error);
	return false;
}

bool zr_admission_check(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	if ((request->flags & ZR_REQUEST_CONSOLE) == 0) {
		return true;
	}
	if (request->method != ZR_METHOD_GET && !request->has_zarya_header) {
		return refuse(request, 403, "the header X-Zarya: 1 is missing");
	}
	if (request->right == ZR_RIGHT_ANYONE) {
		return true;
	}
	struct zr_ticket ticket;
	struct zr_account account;
	struct zr_error error = {0};
	int code = 0;
	if (request->bearer[0] != '\0') {
		code = find_program(context, request->bearer, &account, &error);
	} else if (zr_ticket_parse(&context->shared->ticket_key, request->session, request->now_us,
			   &ticket)) {
		code = find_account(context, &ticket, &account, &error);
	}
	if (code < 0) {
		zr_request_answer_error(request, &error);
		return false;
	}
	if (code == 0) {
		return refuse(request, 401, "log in first");
	}
	make_caller(request, &account);
	code = check_factor(context, request, &account, &error);
	explicit_bzero(&account, sizeof account);
	if (code != 0) {
		zr_request_answer_error(request, &error);
		return false;
	}
	return check_right(request) && check_area(context, request);
}

bool zr_admission_check_stranger(
	struct zr_context *context, struct zr_request *request, enum zr_right right)
{
	assert(context != NULL && request != NULL && request->right == ZR_RIGHT_ANYONE);
	assert((request->flags & ZR_REQUEST_CONSOLE) != 0);
	request->right = right;
	return zr_admission_check(context, request);
}
