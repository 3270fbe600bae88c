/*
 * Wrong passwords of the present minute, by address and for the account as a whole.
 *
 * Each address has ZR_HUB_LOGIN_COUNT_MAX of them, so that who guesses shuts out himself and not
 * the operator at another address. All addresses together have ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX, so
 * that guessing from many gains little; then only those go on from which the right password came
 * before. Not locked: hub/access/auth.c is. A start of the hub begins anew.
 */
#ifndef ZR_HUB_ACCESS_ATTEMPTS_H
#define ZR_HUB_ACCESS_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hub/http/peer.h"
#include "lib/base/limits.h"

struct zr_attempts {
	int64_t window_us; /* when the minute began */
	unsigned count;    /* of all addresses but the known ones */
	struct {
		uint8_t peer[ZR_PEER_BYTES];
		unsigned count;
	} addresses[ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX + ZR_HUB_LOGIN_KNOWN_COUNT_MAX];
	size_t address_count;
	/* Where the right password came from last, over all minutes. */
	uint8_t known[ZR_HUB_LOGIN_KNOWN_COUNT_MAX][ZR_PEER_BYTES];
	size_t known_count;
	size_t known_next; /* the oldest, once all places are taken */
};

/* Counts an attempt before its password is looked at; false when it may not be made. */
bool zr_attempts_take(
	struct zr_attempts *attempts, const uint8_t peer[ZR_PEER_BYTES], int64_t now_us);

/* The right password came: the address is known from now on, and its minute begins anew. */
void zr_attempts_forgive(struct zr_attempts *attempts, const uint8_t peer[ZR_PEER_BYTES]);

#endif
