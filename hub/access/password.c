/*
 * The password's way into the store, and its file out of the way once it is another.
 *
 * The file is written before the store knows the password: after a crash in between the next start
 * draws another and writes it over the first.
 */
#include "hub/access/password.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/pki/keys.h"
#include "hub/store/backup.h"
#include "lib/base/cleanup.h"

#define FACT      "operator-password"
#define FILE_NAME "operator-password"

static int check(const char *password, struct zr_error *error)
{
	size_t character_count = 0;
	for (const char *at = password; *at != '\0'; at++) {
		character_count += ((unsigned char)*at & 0xc0) != 0x80 ? 1 : 0;
	}
	if (character_count < ZR_HUB_PASSWORD_CHARACTER_COUNT_MIN ||
		strlen(password) > ZR_HUB_PASSWORD_BYTES_MAX) {
		return zr_error_set(error, ZR_E_INVALID,
			"a password has at least %d characters and at most %d bytes",
			ZR_HUB_PASSWORD_CHARACTER_COUNT_MIN, ZR_HUB_PASSWORD_BYTES_MAX);
	}
	return 0;
}

static int hash(
	const char *password, uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	uint8_t salt[ZR_AUTH_SALT_BYTES];
	int code = zr_keys_draw(salt, sizeof salt, error);
	return code == 0 ? zr_auth_hash(password, salt, ret_stored, error) : code;
}

/* What was drawn is nobody's password any more. */
static void remove_file(const char *data)
{
	char path[ZR_OPTIONS_PATH_BYTES + sizeof FILE_NAME + 1];
	(void)snprintf(path, sizeof path, "%s/" FILE_NAME, data);
	(void)unlink(path);
}

/* ---- the first one ---- */

static int draw(const char *data, char ret_password[20], struct zr_error *error)
{
	uint8_t random[10];
	char line[24];
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		zr_auth_format_password(random, ret_password);
		(void)snprintf(line, sizeof line, "%s\n", ret_password);
		code = zr_keys_write_file(data, FILE_NAME, line, strlen(line), error);
	}
	explicit_bzero(random, sizeof random);
	explicit_bzero(line, sizeof line);
	return code;
}

static int make_first(struct zr_store *store, const struct zr_options *options,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	char drawn[20] = "";
	bool is_given = options->password != NULL && options->password[0] != '\0';
	int code = is_given ? 0 : draw(options->data, drawn, error);
	if (code == 0) {
		code = hash(is_given ? options->password : drawn, ret_stored, error);
	}
	if (code == 0) {
		code = zr_store_put_fact(store, FACT, ret_stored, ZR_AUTH_STORED_BYTES, error);
	}
	explicit_bzero(drawn, sizeof drawn);
	if (code == 0) {
		(void)printf("console: http://%s/  user: operator  password: %s%s%s\n",
			options->listen, is_given ? "as set in ZARYA_HUB_PASSWORD" : "in ",
			is_given ? "" : options->data, is_given ? "" : "/" FILE_NAME);
		(void)fflush(stdout);
	}
	return code;
}

int zr_password_load(struct zr_store *store, const struct zr_options *options,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	assert(store != NULL && options != NULL && options->data != NULL && ret_stored != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer fact = {0};
	int code = zr_store_get_fact(store, FACT, &fact, error);
	if (code == ZR_E_NOT_FOUND) {
		return make_first(store, options, ret_stored, error);
	}
	if (code == 0 && fact.bytes != ZR_AUTH_STORED_BYTES) {
		return zr_error_set(error, ZR_E_INVALID, "the stored password is damaged");
	}
	if (code == 0) {
		memcpy(ret_stored, fact.data, ZR_AUTH_STORED_BYTES);
	}
	return code;
}

/* ---- another one ---- */

static int put(struct zr_store *store, const uint8_t stored[ZR_AUTH_STORED_BYTES], int64_t now_us,
	struct zr_error *error)
{
	const struct zr_store_audit audit = {
		.time_us = now_us, .who = ZR_STORE_OPERATOR, .what = "password", .detail = ""};
	int code = zr_store_put_fact(store, FACT, stored, ZR_AUTH_STORED_BYTES, error);
	return code == 0 ? zr_store_add_audit(store, &audit, error) : code;
}

static int put_alone(
	struct zr_store *store, const uint8_t stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	int64_t now_us = (int64_t)time(NULL) * 1000000;
	int code = zr_store_begin(store, error);
	if (code != 0) {
		return code;
	}
	code = put(store, stored, now_us, error);
	if (code == 0) {
		return zr_store_commit(store, error);
	}
	zr_store_rollback(store);
	return code;
}

int zr_password_set(const char *data, const char *password, struct zr_error *error)
{
	assert(data != NULL && password != NULL);
	ZR_CLEANUP_CLOSE int lock = -1;
	struct zr_store *store = NULL;
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	char path[ZR_OPTIONS_PATH_BYTES + 16];
	(void)snprintf(path, sizeof path, "%s/hub.db", data);
	int code = check(password, error);
	if (code == 0 && access(path, F_OK) != 0) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no hub in %s yet", data);
	}
	if (code == 0) {
		code = zr_backup_lock(data, &lock, error);
	}
	if (code == 0) {
		code = hash(password, stored, error);
	}
	if (code == 0) {
		code = zr_store_open(path, &store, error);
	}
	if (code == 0) {
		code = put_alone(store, stored, error);
	}
	zr_store_close(store);
	if (code == 0) {
		remove_file(data);
	}
	return code;
}

/* ---- in the console ---- */

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	return put(store, request->state, request->now_us, error);
}

/* Stored: from now on it is the password. Who changed it stays in, all others are out. */
static void finish(struct zr_context *context, struct zr_request *request)
{
	zr_auth_replace(&context->shared->auth, request->state, request->session);
	remove_file(context->shared->options.data);
	zr_json_answer(request, json_object_new_object());
}

static int read_change(struct zr_context *context, struct zr_request *request,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
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
		code = check(next, error);
	}
	if (code == 0) {
		const struct zr_auth_attempt attempt = {
			.password = present, .peer = request->peer, .now_us = request->now_us};
		code = zr_auth_verify(&context->shared->auth, &attempt, error);
	}
	if (code == 0) {
		code = hash(next, ret_stored, error);
	}
	explicit_bzero(present, sizeof present);
	explicit_bzero(next, sizeof next);
	return code;
}

void zr_password_change(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	uint8_t *stored = malloc(ZR_AUTH_STORED_BYTES);
	int code = stored != NULL ? read_change(context, request, stored, &error)
				  : zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
	if (code != 0) {
		free(stored);
		zr_refusal_answer(request, &error, NULL, code == ZR_E_REFUSED ? "password" : NULL);
		if (code == ZR_E_BUSY) {
			request->answer.status = 429;
			request->answer.retry_after_s = 60;
		}
		return;
	}
	request->state = stored;
	request->state_free = free;
	zr_request_write(request, apply, finish);
}
