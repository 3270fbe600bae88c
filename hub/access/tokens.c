/* Tokens have 256 bits that nobody can guess: a plain hash keeps them, and a look-up finds them. */
#include "hub/access/tokens.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define PREFIX "zt_" /* so that a token is known for one where it should not stand */

enum {
	SECRET_BYTES = 32,
	TOKEN_COUNT_MAX = 20, /* of one account: a program each, and the next one of each */
};

static_assert(sizeof PREFIX - 1 + 2 * SECRET_BYTES <= ZR_BEARER_TEXT_BYTES, "a token fits");

struct wish {
	struct zr_store_token token;
	char secret[sizeof PREFIX + 2 * SECRET_BYTES]; /* told once; "" when nothing is made */
	size_t count;                                  /* of the account's, so far */
	bool is_there;                                 /* the one that is to be revoked */
};

void zr_tokens_hash(const char *token, uint8_t ret_hash[ZR_HASH_BYTES])
{
	assert(token != NULL && ret_hash != NULL);
	zr_envelope_hash(token, strlen(token), ret_hash);
}

static void free_wish(void *state)
{
	explicit_bzero(state, sizeof(struct wish));
	free(state);
}

/* The account of the address must lie in the caller's territory. */
static int check_account(struct zr_store *store, const struct zr_request *request, const char *name,
	struct zr_error *error)
{
	assert(store != NULL && name != NULL);
	struct zr_account account;
	int code = zr_store_get_account(store, name, &account, error);
	if (code == 0 && !zr_scope_has(request->caller.territory, account.territory)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no such account");
	}
	explicit_bzero(&account, sizeof account);
	return code;
}

static struct json_object *make_row(const struct zr_store_token *token)
{
	struct json_object *row = json_object_new_object();
	char id[2 * ZR_HASH_BYTES + 1];
	zr_hex_encode(token->hash, sizeof token->hash, id);
	zr_json_add_text(row, "id", id);
	zr_json_add_text(row, "name", token->name);
	zr_json_add_time(row, "made", token->made_us);
	return row;
}

static int add_row(void *user, const struct zr_store_token *token)
{
	struct json_object *rows = user;
	(void)json_object_array_add(rows, make_row(token));
	return 0;
}

void zr_tokens_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	const char *account = request->parts[2];
	struct json_object *rows = json_object_new_array();
	int code = check_account(context->reader, request, account, &error);
	if (code == 0) {
		code = zr_store_list_tokens(context->reader, account, add_row, rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "tokens", rows);
	zr_json_answer(request, answer);
}

/* ---- changes ---- */

static struct wish *make_wish(struct zr_request *request)
{
	assert(request->state == NULL && request->part_count > 2);
	struct wish *wish = calloc(1, sizeof *wish);
	request->state = wish;
	request->state_free = free_wish;
	if (wish != NULL) {
		(void)snprintf(wish->token.account, sizeof wish->token.account, "%.63s",
			request->parts[2]);
	}
	return wish;
}

static int count_token(void *user, const struct zr_store_token *token)
{
	struct wish *wish = user;
	wish->count++;
	wish->is_there =
		wish->is_there || memcmp(token->hash, wish->token.hash, sizeof token->hash) == 0;
	return 0;
}

static int look_at_others(struct zr_store *store, const struct zr_request *request,
	struct wish *wish, struct zr_error *error)
{
	int code = check_account(store, request, wish->token.account, error);
	return code == 0
		       ? zr_store_list_tokens(store, wish->token.account, count_token, wish, error)
		       : code;
}

static int apply_add(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct wish *wish = request->state;
	int code = look_at_others(store, request, wish, error);
	if (code == 0 && wish->count >= TOKEN_COUNT_MAX) {
		code = zr_error_set(error, ZR_E_STATE,
			"this account has %d tokens; revoke one that is not used", TOKEN_COUNT_MAX);
	}
	if (code == 0) {
		code = zr_store_add_token(store, &wish->token, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static int apply_revoke(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	assert(request->state != NULL);
	struct wish *wish = request->state;
	int code = look_at_others(store, request, wish, error);
	if (code == 0 && !wish->is_there) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "this account has no such token");
	}
	if (code == 0) {
		code = zr_store_drop_token(store, wish->token.hash, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_done(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct wish *wish = request->state;
	struct json_object *answer = make_row(&wish->token);
	if (wish->secret[0] != '\0') {
		zr_json_add_text(answer, "token", wish->secret);
	}
	zr_json_answer(request, answer);
}

static void go_on(
	struct zr_request *request, int code, const struct zr_error *error, zr_apply *apply)
{
	const struct wish *wish = request->state;
	if (code != 0) {
		zr_refusal_answer(request, error, request->caller.name, "token");
		return;
	}
	char id[17];
	char detail[120];
	zr_hex_encode(wish->token.hash, 8, id);
	(void)snprintf(detail, sizeof detail, "%.63s, %s%s", wish->token.account, id,
		wish->secret[0] != '\0' ? "" : ", revoked");
	zr_audit_line_note(request, request->caller.name, "token", detail);
	zr_request_write(request, apply, answer_done);
}

static int draw(struct wish *wish, struct zr_error *error)
{
	assert(wish != NULL && wish->secret[0] == '\0');
	uint8_t secret[SECRET_BYTES];
	int code = zr_keys_draw(secret, sizeof secret, error);
	if (code == 0) {
		(void)memcpy(wish->secret, PREFIX, sizeof PREFIX - 1);
		zr_hex_encode(secret, sizeof secret, wish->secret + sizeof PREFIX - 1);
		zr_tokens_hash(wish->secret, wish->token.hash);
	}
	explicit_bzero(secret, sizeof secret);
	return code;
}

void zr_tokens_add(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct wish *wish = make_wish(request);
	int code = wish != NULL ? zr_json_parse(request, &body, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = zr_json_get_text(
			body, "name", wish->token.name, sizeof wish->token.name, &error);
	}
	if (code == 0) {
		wish->token.made_us = request->now_us;
		code = draw(wish, &error);
	}
	go_on(request, code, &error, apply_add);
}

void zr_tokens_revoke(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct wish *wish = make_wish(request);
	int code = wish != NULL ? 0 : ZR_E_NOMEM;
	if (code == 0 && zr_hex_decode(request->parts[4], wish->token.hash, ZR_HASH_BYTES) != 0) {
		code = zr_error_set(&error, ZR_E_NOT_FOUND, "this account has no such token");
	}
	go_on(request, code, &error, apply_revoke);
}
