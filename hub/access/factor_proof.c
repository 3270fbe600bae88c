/*
 * Of an account the store has the number that the secret follows from, the step of the code that
 * was used last, and as a fact by its name which recovery codes were used: a bit each.
 */
#include "hub/access/factor_proof.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/keeper/keeper.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/envelope.h"
#include "lib/http/quota.h"

#define ROLES_FACT "factor-roles" /* a byte for each role */

enum {
	USED_BYTES = 2, /* a bit for each recovery code */
};
static_assert(ZR_FACTOR_RECOVERY_COUNT <= 8 * USED_BYTES, "a bit each");
static_assert(ZR_STORE_TOTP_BYTES <= ZR_KEY_BYTES, "the number fits the keeper's question");

int zr_factor_proof_derive(struct zr_context *context, const struct zr_account *account,
	uint8_t ret_secret[ZR_FACTOR_SECRET_BYTES], struct zr_error *error)
{
	assert(context != NULL && account != NULL && ret_secret != NULL);
	uint8_t number[ZR_KEY_BYTES] = {0};
	uint8_t derived[ZR_KEY_BYTES];
	memcpy(number, account->totp, sizeof account->totp);
	int code = zr_keeper_derive(context->shared->keeper, number, derived, error);
	if (code == 0) {
		memcpy(ret_secret, derived, ZR_FACTOR_SECRET_BYTES);
	}
	explicit_bzero(derived, sizeof derived);
	return code;
}

/* Nothing is held back of one that was right: the count is of the account's hour. */
int zr_factor_proof_count(
	struct zr_context *context, const char *name, int64_t now_us, struct zr_error *error)
{
	uint8_t hash[ZR_HASH_BYTES];
	zr_envelope_hash(name, strlen(name), hash);
	const struct zr_quota_use use = {.key = hash, .count = 1};
	return zr_quota_charge(context->shared->factor_quota, &use, now_us) == ZR_QUOTA_WITHIN
		       ? 0
		       : zr_error_set(error, ZR_E_BUSY,
				 "too many codes were tried for this account; try again later");
}

int zr_factor_proof_check(struct zr_context *context, const struct zr_account *account,
	const struct zr_factor_typed *typed, struct zr_factor_proof *ret_proof,
	struct zr_error *error)
{
	assert(account->has_totp && typed->code != NULL && ret_proof != NULL);
	uint8_t secret[ZR_FACTOR_SECRET_BYTES];
	*ret_proof = (struct zr_factor_proof){0};
	int result = zr_factor_proof_count(context, account->name, typed->now_us, error);
	if (result == 0) {
		result = zr_factor_proof_derive(context, account, secret, error);
	}
	if (result != 0) {
		return result;
	}
	result = zr_factor_verify(
		secret, typed->code, typed->now_us, account->totp_step, &ret_proof->step);
	if (result == ZR_E_REFUSED) {
		result = zr_factor_find_recovery(secret, typed->code, &ret_proof->recovery);
	}
	explicit_bzero(secret, sizeof secret);
	return result == 0
		       ? 0
		       : zr_error_set(error, result,
				 "the code is wrong, or was used already: wait for the next one");
}

static void name_fact(const struct zr_account *account, char ret_name[ZR_STORE_ID_BYTES + 10])
{
	(void)snprintf(ret_name, ZR_STORE_ID_BYTES + 10, "recovery/%s", account->name);
}

static int use_recovery(struct zr_store *store, const struct zr_account *account, unsigned number,
	struct zr_error *error)
{
	char name[ZR_STORE_ID_BYTES + 10];
	uint8_t used[USED_BYTES] = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	name_fact(account, name);
	int code = zr_store_get_fact(store, name, &fact, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	if (code == 0 && fact.bytes == sizeof used) {
		memcpy(used, fact.data, sizeof used);
	}
	const uint8_t bit = (uint8_t)(1 << number % 8);
	if ((used[number / 8] & bit) != 0) {
		return zr_error_set(error, ZR_E_REFUSED, "this recovery code was used already");
	}
	used[number / 8] |= bit;
	return zr_store_put_fact(store, name, used, sizeof used, error);
}

int zr_factor_proof_use(struct zr_store *store, struct zr_account *account,
	const struct zr_factor_proof *proof, struct zr_error *error)
{
	assert(store != NULL && account != NULL && proof != NULL);
	if (!account->has_totp) {
		return zr_error_set(error, ZR_E_REFUSED, "the second factor was just taken away");
	}
	if (proof->step == 0) {
		return use_recovery(store, account, proof->recovery, error);
	}
	if (proof->step <= account->totp_step) {
		return zr_error_set(error, ZR_E_REFUSED, "this code was used already");
	}
	account->totp_step = proof->step;
	return 0;
}

int zr_factor_proof_begin(
	struct zr_store *store, const struct zr_account *account, struct zr_error *error)
{
	assert(store != NULL && account != NULL && account->name[0] != '\0');
	static const uint8_t none[USED_BYTES];
	char name[ZR_STORE_ID_BYTES + 10];
	name_fact(account, name);
	return zr_store_put_fact(store, name, none, sizeof none, error);
}

/* ---- who must ---- */

int zr_factor_proof_get_roles(
	struct zr_store *store, uint8_t ret_roles[ZR_ROLE_COUNT_], struct zr_error *error)
{
	assert(store != NULL && ret_roles != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	memset(ret_roles, 0, ZR_ROLE_COUNT_);
	int code = zr_store_get_fact(store, ROLES_FACT, &fact, error);
	if (code == 0) {
		memcpy(ret_roles, fact.data,
			fact.bytes < ZR_ROLE_COUNT_ ? fact.bytes : ZR_ROLE_COUNT_);
	}
	return code == ZR_E_NOT_FOUND ? 0 : code;
}

int zr_factor_proof_put_roles(
	struct zr_store *store, const uint8_t roles[ZR_ROLE_COUNT_], struct zr_error *error)
{
	assert(store != NULL && roles != NULL);
	return zr_store_put_fact(store, ROLES_FACT, roles, ZR_ROLE_COUNT_, error);
}

int zr_factor_proof_is_must(struct zr_store *store, const char *role, struct zr_error *error)
{
	assert(store != NULL && role != NULL);
	uint8_t roles[ZR_ROLE_COUNT_];
	int code = zr_factor_proof_get_roles(store, roles, error);
	return code == 0 ? roles[zr_right_role(role)] != 0 : code;
}
