/*
 * The first account's way into the store, and its file out of the way once its password is another.
 *
 * The file is written before the store knows the password: after a crash in between the next start
 * draws another and writes it over the first.
 */
#include "hub/access/account.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hub/access/argon.h"
#include "hub/access/right.h"
#include "hub/core/acts.h"
#include "hub/core/options.h"
#include "hub/http/route.h"
#include "hub/pki/keys.h"
#include "hub/store/backup.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define FILE_NAME "operator-password"

static_assert(ZR_ARGON_SALT_BYTES <= 256, "drawn at once");

/* ---- rules ---- */

int zr_account_check_name(const char *name, struct zr_error *error)
{
	assert(name != NULL);
	uint8_t id[ZR_PARTY_ID_BYTES];
	bool is_lower = name[strcspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
	if (!zr_route_is_identifier(name) || !is_lower) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "name",
			"must be small letters, digits and . _ : - (at most 63, a letter or digit "
			"first)");
	}
	if (strcmp(name, ZR_STORE_STRANGER) == 0 || strcmp(name, ZR_ACTS_HUB) == 0 ||
		zr_hex_decode(name, id, sizeof id) == 0) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "name",
			"is what the audit calls somebody else; choose another");
	}
	return 0;
}

int zr_account_check_password(const char *password, struct zr_error *error)
{
	assert(password != NULL);
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

int zr_account_hash(
	const char *password, char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error)
{
	assert(password != NULL && ret_stored != NULL);
	uint8_t salt[ZR_ARGON_SALT_BYTES];
	int code = zr_keys_draw(salt, sizeof salt, error);
	return code == 0 ? zr_argon_hash(password, salt, ret_stored, error) : code;
}

int zr_account_draw(char ret_password[ZR_ACCOUNT_PASSWORD_BYTES],
	char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error)
{
	assert(ret_password != NULL && ret_stored != NULL);
	uint8_t random[10];
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		zr_argon_format_password(random, ret_password);
		code = zr_account_hash(ret_password, ret_stored, error);
	}
	explicit_bzero(random, sizeof random);
	return code;
}

/* ---- the first one ---- */

void zr_account_remove_file(const char *data)
{
	assert(data != NULL);
	char path[ZR_OPTIONS_PATH_BYTES + sizeof FILE_NAME + 1];
	(void)snprintf(path, sizeof path, "%s/%s", data, FILE_NAME);
	(void)unlink(path);
}

static int write_file(const char *data, const char *password, struct zr_error *error)
{
	char line[ZR_ACCOUNT_PASSWORD_BYTES + 1];
	(void)snprintf(line, sizeof line, "%s\n", password);
	int code = zr_keys_write_file(data, FILE_NAME, line, strlen(line), error);
	explicit_bzero(line, sizeof line);
	return code;
}

static void be_operator(struct zr_account *account)
{
	(void)snprintf(account->name, sizeof account->name, ZR_ACCOUNT_FIRST);
	(void)snprintf(account->role, sizeof account->role, "%s",
		zr_right_role_name(ZR_ROLE_ADMINISTRATOR));
	account->territory_id[0] = '\0';
	account->is_locked = account->must_change = account->has_totp = false;
}

static int make(struct zr_store *store, const struct zr_options *options, struct zr_error *error)
{
	struct zr_account account = {.made_us = (int64_t)time(NULL) * 1000000};
	char drawn[ZR_ACCOUNT_PASSWORD_BYTES] = "";
	bool is_given = options->password != NULL && options->password[0] != '\0';
	be_operator(&account);
	int code = is_given ? zr_account_hash(options->password, account.password, error)
			    : zr_account_draw(drawn, account.password, error);
	if (code == 0 && !is_given) {
		code = write_file(options->data, drawn, error);
	}
	if (code == 0) {
		code = zr_store_put_account(store, &account, error);
	}
	explicit_bzero(drawn, sizeof drawn);
	if (code == 0) {
		(void)printf("console: http://%s/  user: %s  password: %s%s%s\n", options->listen,
			ZR_ACCOUNT_FIRST, is_given ? "as set in ZARYA_HUB_PASSWORD" : "in ",
			is_given ? "" : options->data, is_given ? "" : "/" FILE_NAME);
		(void)fflush(stdout);
	}
	return code;
}

static int stop_at_first(void *user, const struct zr_account *account)
{
	(void)user;
	(void)account;
	return 1;
}

int zr_account_make_first(
	struct zr_store *store, const struct zr_options *options, struct zr_error *error)
{
	assert(store != NULL && options != NULL && options->data != NULL);
	const struct zr_account_filter any = {.count_max = 1};
	int code = zr_store_list_accounts(store, &any, stop_at_first, NULL, error);
	if (code != 0) {
		return code < 0 ? code : 0;
	}
	return make(store, options, error);
}

/* ---- the way back in ---- */

static int put(struct zr_store *store, const char *stored, int64_t now_us, struct zr_error *error)
{
	struct zr_account account = {.made_us = now_us};
	const struct zr_act act = {.time_us = now_us,
		.who = ZR_ACCOUNT_FIRST,
		.origin = "command line",
		.what = "password",
		.detail = ""};
	int code = zr_store_get_account(store, ZR_ACCOUNT_FIRST, &account, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	be_operator(&account);
	(void)snprintf(account.password, sizeof account.password, "%s", stored);
	account.session_since_us = now_us;
	code = zr_store_put_account(store, &account, error);
	return code == 0 ? zr_acts_add(store, &act, error) : code;
}

static int put_alone(struct zr_store *store, const char *stored, struct zr_error *error)
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

int zr_account_rescue(
	const struct zr_options *options, const char *password, struct zr_error *error)
{
	assert(options != NULL && options->data != NULL && password != NULL);
	const char *data = options->data;
	ZR_CLEANUP_CLOSE int lock = -1;
	struct zr_store *store = NULL;
	char stored[ZR_STORE_PASSWORD_BYTES];
	char path[ZR_OPTIONS_PATH_BYTES];
	int code = zr_account_check_password(password, error);
	if (code == 0) {
		code = zr_options_format_store(options, path, error);
	}
	if (code == 0 && options->store == NULL && access(path, F_OK) != 0) {
		code = zr_error_set(error, ZR_E_NOT_FOUND, "there is no hub in %s yet", data);
	}
	if (code == 0) {
		code = zr_backup_lock(data, &lock, error);
	}
	if (code == 0) {
		code = zr_account_hash(password, stored, error);
	}
	if (code == 0) {
		code = zr_store_open(path, &store, error);
	}
	if (code == 0) {
		code = put_alone(store, stored, error);
	}
	zr_store_close(store);
	if (code == 0) {
		zr_account_remove_file(data);
	}
	return code;
}
