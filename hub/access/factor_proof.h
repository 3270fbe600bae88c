/*
 * Proving the second factor of an account: what somebody typed, looked at with the keeper's help,
 * and that it is used once. Also which roles must have one. The codes themselves are factor.h.
 */
#ifndef ZR_HUB_ACCESS_FACTOR_PROOF_H
#define ZR_HUB_ACCESS_FACTOR_PROOF_H

#include "hub/access/factor.h"
#include "hub/access/right.h"
#include "hub/store/store.h"

struct zr_context;

/* The account's secret, which the keeper makes of what the store has. ZR_E_IO: it is gone. */
int zr_factor_proof_derive(struct zr_context *context, const struct zr_account *account,
	uint8_t ret_secret[ZR_FACTOR_SECRET_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* What somebody typed, looked at before the writer, and used there. */
struct zr_factor_proof {
	uint64_t step;     /* of a code; 0: it is a recovery code */
	unsigned recovery; /* its number */
};
/* A code that is tried for an account: ZR_E_BUSY when it were one too many in this hour. */
int zr_factor_proof_count(struct zr_context *context, const char *name, int64_t now_us,
	struct zr_error *error) ZR_MUST_CHECK;
/* Of an account that has one. ZR_E_REFUSED: it is no code of the account. */
struct zr_factor_typed {
	const char *code;
	int64_t now_us;
};
int zr_factor_proof_check(struct zr_context *context, const struct zr_account *account,
	const struct zr_factor_typed *typed, struct zr_factor_proof *ret_proof,
	struct zr_error *error) ZR_MUST_CHECK;
/* In the writer: notes in *account, or in the store, that it was used. ZR_E_REFUSED: it was before.
 * The account is the caller's to put. */
int zr_factor_proof_use(struct zr_store *store, struct zr_account *account,
	const struct zr_factor_proof *proof, struct zr_error *error) ZR_MUST_CHECK;

/* In the writer: it is a new one, of which nothing was used. */
int zr_factor_proof_begin(struct zr_store *store, const struct zr_account *account,
	struct zr_error *error) ZR_MUST_CHECK;

/* A byte for each role: 1, it must have one. */
int zr_factor_proof_get_roles(struct zr_store *store, uint8_t ret_roles[ZR_ROLE_COUNT_],
	struct zr_error *error) ZR_MUST_CHECK;
int zr_factor_proof_put_roles(struct zr_store *store, const uint8_t roles[ZR_ROLE_COUNT_],
	struct zr_error *error) ZR_MUST_CHECK;
/* 1 when the role must have one, 0 when it need not. */
int zr_factor_proof_is_must(
	struct zr_store *store, const char *role, struct zr_error *error) ZR_MUST_CHECK;

#endif
