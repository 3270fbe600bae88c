/*
 * What people did: the part of the audit that only grows. Each line has a number, the SHA-256 of
 * itself with that of the line before it, and stands in the transaction of what it tells of. Now
 * and then the hub signs how far it has come, by a line of its own: whoever changes, removes or
 * reorders lines is found by number (hub/access/audit_check.h). What strangers and tablets were
 * refused is counted elsewhere (hub/store/store.h).
 */
#ifndef ZR_HUB_CORE_ACTS_H
#define ZR_HUB_CORE_ACTS_H

#include "hub/store/store.h"
#include "lib/envelope/key.h"

#define ZR_ACTS_HUB        "hub"  /* who signs */
#define ZR_ACTS_SIGNED     "sign" /* what that line is; its detail is the signature, in hex */
#define ZR_ACTS_HASH_BYTES 32

/* Whether it is a person's doing: neither a stranger's nor a tablet's. */
bool zr_acts_is_person(const char *who);

/* The hash of a line behind one with the hash before. ZR_E_NOMEM. */
int zr_acts_hash(const struct zr_act *act, const uint8_t before[ZR_ACTS_HASH_BYTES],
	uint8_t ret_hash[ZR_ACTS_HASH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* In a transaction. Number and hash are set here. */
int zr_acts_add(
	struct zr_store *store, const struct zr_act *act, struct zr_error *error) ZR_MUST_CHECK;

/* In a transaction: signs the last line, unless it is a signature or there is none. */
int zr_acts_sign(struct zr_store *store, const struct zr_party_secret *keys, int64_t now_us,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
