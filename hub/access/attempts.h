/*
 * Passwords tried in the present minute, by account and by address.
 *
 * An address has ZR_HUB_LOGIN_COUNT_MAX for an account, so that who guesses shuts out himself and
 * not the account's owner at another address. All addresses together have
 * ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX for an account, so that guessing from many gains little; then only
 * those go on from which its right password came before. And an address has
 * ZR_HUB_LOGIN_ADDRESS_COUNT_MAX wrong ones for all accounts together. An account that is not there
 * is counted like any other. Any thread may call. A start of the hub begins anew; each of several
 * hubs counts for itself.
 */
#ifndef ZR_HUB_ACCESS_ATTEMPTS_H
#define ZR_HUB_ACCESS_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/http/peer.h"
#include "lib/base/error.h"

struct zr_attempts;

struct zr_attempt {
	const char *name;    /* of the account, as it was typed */
	const uint8_t *peer; /* ZR_PEER_BYTES */
	int64_t now_us;
};

/* ZR_E_NOMEM. free takes NULL. */
int zr_attempts_new(struct zr_attempts **ret_attempts, struct zr_error *error) ZR_MUST_CHECK;
void zr_attempts_free(struct zr_attempts *attempts);

/* Counts an attempt before its password is looked at; ZR_E_BUSY when it may not be made. */
int zr_attempts_take(struct zr_attempts *attempts, const struct zr_attempt *attempt,
	struct zr_error *error) ZR_MUST_CHECK;

/* The right password came: the account is known there from now on, and its minute begins anew. */
void zr_attempts_forgive(struct zr_attempts *attempts, const struct zr_attempt *attempt);

#endif
