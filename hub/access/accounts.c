/* What is wished is read on a worker; whether it may be is decided in the writer, where the account
 * is as it is. */
#include "hub/access/accounts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/account.h"
#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "lib/base/cleanup.h"

/* ---- the list ---- */

struct page {
	struct json_object *rows;
	size_t count;
	char last[ZR_STORE_ID_BYTES];
};

static int add_row(void *user, const struct zr_account *account)
{
	struct page *page = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "name", account->name);
	zr_json_add_text(row, "person", account->person);
	zr_json_add_text(row, "role", account->role);
	zr_json_add_text(row, "territory", account->territory_id);
	(void)json_object_object_add(row, "factor", json_object_new_boolean(account->has_totp));
	(void)json_object_object_add(row, "locked", json_object_new_boolean(account->is_locked));
	(void)json_object_object_add(
		row, "must_change", json_object_new_boolean(account->must_change));
	zr_json_add_time(row, "made", account->made_us);
	zr_json_add_time(row, "last_login", account->login_us);
	(void)json_object_array_add(page->rows, row);
	(void)snprintf(page->last, sizeof page->last, "%s", account->name);
	page->count++;
	return 0;
}

void zr_accounts_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct page page = {.rows = json_object_new_array()};
	const struct zr_account_filter filter = {.territory = request->caller.territory,
		.after = zr_request_argument(request, "after", NULL),
		.count_max = ZR_HUB_PAGE_COUNT_MAX};
	int code = zr_store_list_accounts(context->reader, &filter, add_row, &page, &error);
	if (code != 0) {
		(void)json_object_put(page.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "accounts", page.rows);
	(void)json_object_object_add(answer, "next",
		page.count == filter.count_max ? json_object_new_string(page.last) : NULL);
	zr_json_answer(request, answer);
}

/* ---- changes ---- */

struct wish {
	struct zr_account account; /* name, person, role, lock; a new password's hash */
	char password[ZR_ACCOUNT_PASSWORD_BYTES]; /* drawn; "" for none */
};

static void free_wish(void *state)
{
	explicit_bzero(state, sizeof(struct wish));
	free(state);
}

static int read_flag(
	struct json_object *body, const char *name, bool *ret_flag, struct zr_error *error)
{
	struct json_object *member = NULL;
	*ret_flag = false;
	if (!json_object_object_get_ex(body, name, &member) || member == NULL) {
		return 0;
	}
	if (!json_object_is_type(member, json_type_boolean)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, name, "must be true or false");
	}
	*ret_flag = json_object_get_boolean(member) != 0;
	return 0;
}

static int read_facts(struct json_object *body, struct zr_account *account, struct zr_error *error)
{
	int code = zr_json_get_optional_text(
		body, "person", account->person, sizeof account->person, error);
	if (code == 0) {
		code = zr_json_get_text(body, "role", account->role, sizeof account->role, error);
	}
	if (code == 0 && zr_right_role(account->role) == ZR_ROLE_NONE_) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, "role",
			"must be administrator, fleet, statistician, controller or auditor");
	}
	if (code == 0) {
		code = zr_json_get_optional_id(body, "territory", account->territory_id,
			sizeof account->territory_id, error);
	}
	return code == 0 ? read_flag(body, "locked", &account->is_locked, error) : code;
}

/* The account of that name, when the caller's territory holds it. */
static int find(struct zr_store *store, const struct zr_request *request, const char *name,
	struct zr_account *ret_account, struct zr_error *error)
{
	int code = zr_store_get_account(store, name, ret_account, error);
	if (code == 0 && !zr_scope_has(request->caller.territory, ret_account->territory)) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no such account");
	}
	return code;
}

static bool is_chief(const struct zr_account *account)
{
	return zr_right_role(account->role) == ZR_ROLE_ADMINISTRATOR &&
	       account->territory_id[0] == '\0' && !account->is_locked;
}

static int count_other_chief(void *user, const struct zr_account *account)
{
	const char *name = user;
	return is_chief(account) && strcmp(account->name, name) != 0 ? 1 : 0;
}

/* Somebody must be left who may do everything. */
static int check_chief(struct zr_store *store, const struct zr_account *before,
	const struct zr_account *after, struct zr_error *error)
{
	const struct zr_account_filter all = {.count_max = INT64_MAX};
	if (!is_chief(before) || is_chief(after)) {
		return 0;
	}
	int code = zr_store_list_accounts(
		store, &all, count_other_chief, (void *)(uintptr_t)before->name, error);
	return code == 0  ? zr_error_set(error, ZR_E_STATE,
				    "this is the last administrator; make another one first")
	       : code > 0 ? 0
			  : code;
}

/* The territory that is wished is there, and in the caller's own. */
static int check_territory(struct zr_store *store, const struct zr_request *request,
	const struct zr_account *wish, struct zr_error *error)
{
	struct zr_territory node = {0};
	int code = wish->territory_id[0] == '\0'
			   ? 0
			   : zr_store_get_territory(store, wish->territory_id, &node, error);
	if (code == 0 && !zr_scope_has(request->caller.territory, node.path)) {
		code = zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no territory %.63s", wish->territory_id);
	}
	return code;
}

static int apply_add(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct wish *wish = request->state;
	struct zr_account there;
	assert(wish->account.name[0] != '\0' && wish->password[0] != '\0');
	int code = zr_store_get_account(store, wish->account.name, &there, error);
	if (code == 0) {
		return zr_error_set(error, ZR_E_EXISTS, "this name is taken");
	}
	if (code == ZR_E_NOT_FOUND) {
		code = check_territory(store, request, &wish->account, error);
	}
	if (code == 0) {
		code = zr_store_put_account(store, &wish->account, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static int apply_put(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_account *wish = &((const struct wish *)request->state)->account;
	struct zr_account before;
	int code = find(store, request, wish->name, &before, error);
	if (code == 0) {
		code = check_territory(store, request, wish, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_account after = before;
	(void)snprintf(after.person, sizeof after.person, "%s", wish->person);
	(void)snprintf(after.role, sizeof after.role, "%s", wish->role);
	(void)snprintf(after.territory_id, sizeof after.territory_id, "%s", wish->territory_id);
	after.is_locked = wish->is_locked;
	bool is_other = strcmp(before.role, after.role) != 0 ||
			strcmp(before.territory_id, after.territory_id) != 0 ||
			before.is_locked != after.is_locked;
	if (is_other && strcmp(wish->name, request->caller.name) == 0) {
		return zr_error_set(error, ZR_E_STATE,
			"nobody takes a role from himself, or locks himself out; ask another "
			"administrator");
	}
	if (after.is_locked) {
		after.session_since_us = request->now_us;
	}
	code = check_chief(store, &before, &after, error);
	if (code == 0) {
		code = zr_store_put_account(store, &after, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static int apply_reset(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_account *wish = &((const struct wish *)request->state)->account;
	struct zr_account account;
	int code = find(store, request, wish->name, &account, error);
	if (code != 0) {
		return code;
	}
	(void)snprintf(account.password, sizeof account.password, "%s", wish->password);
	account.must_change = true;
	account.session_since_us = request->now_us;
	code = zr_store_put_account(store, &account, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_done(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct wish *wish = request->state;
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "name", wish->account.name);
	if (wish->password[0] != '\0') {
		zr_json_add_text(answer, "password", wish->password);
	}
	zr_json_answer(request, answer);
}

/* ---- the calls ---- */

static struct wish *make_wish(struct zr_request *request)
{
	struct wish *wish = calloc(1, sizeof *wish);
	request->state = wish;
	request->state_free = free_wish;
	return wish;
}

/* Asks for the write, or says why not. what: as the audit names it. */
static void go_on(struct zr_request *request, int code, const struct zr_error *error,
	const char *what, zr_apply *apply)
{
	const struct wish *wish = request->state;
	if (code != 0) {
		zr_refusal_answer(request, error, request->caller.name, what);
		return;
	}
	char detail[120];
	(void)snprintf(detail, sizeof detail, "%.63s%s%.20s%s%.20s%s", wish->account.name,
		wish->account.role[0] != '\0' ? ", " : "", wish->account.role,
		wish->account.territory_id[0] != '\0' ? ", " : "", wish->account.territory_id,
		wish->account.is_locked ? ", locked" : "");
	zr_audit_line_note(request, request->caller.name, what, detail);
	zr_request_write(request, apply, answer_done);
}

void zr_accounts_add(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct wish *wish = make_wish(request);
	int code = wish != NULL ? zr_json_parse(request, &body, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = zr_json_get_text(
			body, "name", wish->account.name, sizeof wish->account.name, &error);
	}
	if (code == 0) {
		code = zr_account_check_name(wish->account.name, &error);
	}
	if (code == 0) {
		code = read_facts(body, &wish->account, &error);
	}
	if (code == 0) {
		wish->account.made_us = request->now_us;
		wish->account.must_change = true;
		code = zr_account_draw(wish->password, wish->account.password, &error);
	}
	go_on(request, code, &error, "account", apply_add);
}

void zr_accounts_put(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct wish *wish = make_wish(request);
	int code = wish != NULL ? zr_json_parse(request, &body, &error) : ZR_E_NOMEM;
	if (code == 0) {
		(void)snprintf(
			wish->account.name, sizeof wish->account.name, "%.63s", request->parts[2]);
		code = read_facts(body, &wish->account, &error);
	}
	go_on(request, code, &error, "account", apply_put);
}

void zr_accounts_reset(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct wish *wish = make_wish(request);
	int code = ZR_E_NOMEM;
	if (wish != NULL) {
		(void)snprintf(
			wish->account.name, sizeof wish->account.name, "%.63s", request->parts[2]);
		code = zr_account_draw(wish->password, wish->account.password, &error);
	}
	go_on(request, code, &error, "password", apply_reset);
}
