/*
 * A token that keeps the office's keys (a smart card, a hardware security module): found by its
 * name behind a PKCS#11 module, unlocked by a PIN. Pairs are drawn in it, marked as never to leave
 * it, and used there: this process sees what a record's key is agreed on, and no secret of its own.
 *
 * A pair is two objects of one CKA_ID, the party's id, that differ by their labels: Ed25519 to sign
 * with, X25519 to be sealed to. A token that has not both kinds is told of when the pair is to be
 * drawn. A wrong PIN is tried once: tokens lock themselves after some.
 *
 * One thread. Source: PKCS#11 3.0 (2.3.5 to 2.3.8, CKM_ECDH1_DERIVE, CKM_EDDSA), RFC 8410.
 */
#ifndef ZR_OFFICE_PKCS11_H
#define ZR_OFFICE_PKCS11_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/envelope/key.h"

/* What an office may have, and one that is drawn. */
#define ZR_PKCS11_PARTY_COUNT_MAX 17

struct zr_pkcs11;

/* Which token; borrowed. */
struct zr_pkcs11_place {
	const char *module; /* path of the library that speaks to it */
	const char *label;  /* the token's name */
};

/* ZR_E_NOT_FOUND: no such token is there; ZR_E_REFUSED: not its PIN, or it is locked; ZR_E_IO with
 * what the module says. close takes NULL. */
int zr_pkcs11_open(const struct zr_pkcs11_place *place, const char *pin,
	struct zr_pkcs11 **ret_token, struct zr_error *error) ZR_MUST_CHECK;
void zr_pkcs11_close(struct zr_pkcs11 *token);

/* Draws both pairs; what comes asks the token, which is borrowed. ZR_E_UNSUPPORTED: it has not both
 * kinds of keys; ZR_E_IO. */
int zr_pkcs11_draw(struct zr_pkcs11 *token, struct zr_party_secret *ret_key,
	struct zr_error *error) ZR_MUST_CHECK;

/* The pairs of this party, likewise. ZR_E_NOT_FOUND: they are not in this token; ZR_E_IO. */
int zr_pkcs11_find(struct zr_pkcs11 *token, const struct zr_party_public *key,
	struct zr_party_secret *ret_key, struct zr_error *error) ZR_MUST_CHECK;

/* It did not do what it did before: taken out, restarted, logged out. It stays so. */
bool zr_pkcs11_is_gone(const struct zr_pkcs11 *token);

#endif
