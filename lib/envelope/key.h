/*
 * Keys and identities. A party (tablet or hub) has one Ed25519 pair to sign with and one X25519
 * pair to be sealed to. Its id is the first 16 bytes of SHA-256 over both public keys, signing key
 * first. Secrets are wiped by finish. Source: RFC 8032, RFC 7748.
 */
#ifndef ZR_ENVELOPE_KEY_H
#define ZR_ENVELOPE_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_KEY_BYTES           32
#define ZR_KEY_SIGNATURE_BYTES 64
#define ZR_PARTY_ID_BYTES      16

struct zr_crypto_pen;

struct zr_party_public {
	uint8_t sign[ZR_KEY_BYTES];  /* Ed25519 */
	uint8_t agree[ZR_KEY_BYTES]; /* X25519 */
	uint8_t id[ZR_PARTY_ID_BYTES];
};

/* X25519 with a secret that is kept elsewhere. ZR_E_FORGED for a peer of low order; else why it
 * could not be asked. */
typedef int zr_party_ask(
	void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES]);

/* Ed25519 with such a secret; why it could not be asked. */
typedef int zr_party_ask_sign(void *user, const void *message, size_t bytes,
	uint8_t ret_signature[ZR_KEY_SIGNATURE_BYTES]);

struct zr_party_secret {
	uint8_t sign[ZR_KEY_BYTES];  /* Ed25519 seed; zeros when ask_sign is set */
	uint8_t agree[ZR_KEY_BYTES]; /* zeros when ask is set */
	zr_party_ask *ask;           /* NULL: agree is the secret */
	zr_party_ask_sign *ask_sign; /* NULL: sign is the secret */
	void *ask_user;              /* of both; borrowed */
	const struct zr_crypto_pen
		*pen; /* borrowed: of sign; NULL: it is made for each signature */
	struct zr_party_public public_half;
};

/* Makes both pairs from 64 random bytes that the caller drew. ZR_E_NOMEM. */
int zr_party_init(struct zr_party_secret *ret_party, const uint8_t random[2 * ZR_KEY_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;
void zr_party_finish(struct zr_party_secret *party);

/* Fills in the id from the two public keys. */
void zr_party_public_init(struct zr_party_public *ret_party, const uint8_t sign[ZR_KEY_BYTES],
	const uint8_t agree[ZR_KEY_BYTES]);

/* Ed25519 by this party, wherever its secret is. ZR_E_NOMEM, or why it could not be asked. */
int zr_party_sign(const struct zr_party_secret *party, const void *message, size_t bytes,
	uint8_t ret_signature[ZR_KEY_SIGNATURE_BYTES]) ZR_MUST_CHECK;

/* What only this party can make of these bytes, and always the same: a keyed SHA-256 (HMAC). To
 * others it says nothing of them. Its signing secret is here. ZR_E_NOMEM. */
int zr_party_digest(const struct zr_party_secret *party, const void *data, size_t bytes,
	uint8_t ret_digest[ZR_KEY_BYTES]) ZR_MUST_CHECK;

#endif
