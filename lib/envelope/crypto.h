/*
 * What the envelope needs of OpenSSL, and nothing more: Ed25519, X25519, HKDF-SHA-256,
 * ChaCha20-Poly1305, SHA-256 and HMAC over it. Keys are raw bytes. Nothing is random here.
 * Failures of the library itself are ZR_E_NOMEM: with fixed algorithms and sizes there is no other
 * cause. Source: RFC 8032, RFC 7748, RFC 5869, RFC 8439.
 */
#ifndef ZR_ENVELOPE_CRYPTO_H
#define ZR_ENVELOPE_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_CRYPTO_KEY_BYTES       32 /* each half of a pair, and the cipher's */
#define ZR_CRYPTO_HASH_BYTES      32
#define ZR_CRYPTO_SIGNATURE_BYTES 64
#define ZR_CRYPTO_NONCE_BYTES     12
#define ZR_CRYPTO_TAG_BYTES       16

/* Bytes of somebody else. */
struct zr_crypto_bytes {
	const void *data;
	size_t bytes;
};

/* Never fails and allocates nothing. */
void zr_crypto_hash(const void *data, size_t bytes, uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES]);

/* HMAC-SHA-256. Source: RFC 2104. */
int zr_crypto_mac(const uint8_t key[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes data,
	uint8_t ret_mac[ZR_CRYPTO_HASH_BYTES]) ZR_MUST_CHECK;

int zr_crypto_sign_public(const uint8_t seed[ZR_CRYPTO_KEY_BYTES],
	uint8_t ret_public[ZR_CRYPTO_KEY_BYTES]) ZR_MUST_CHECK;
int zr_crypto_agree_public(const uint8_t secret[ZR_CRYPTO_KEY_BYTES],
	uint8_t ret_public[ZR_CRYPTO_KEY_BYTES]) ZR_MUST_CHECK;

int zr_crypto_sign(const uint8_t seed[ZR_CRYPTO_KEY_BYTES], const void *message, size_t bytes,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES]) ZR_MUST_CHECK;

/* A signing key that is ready to sign: to make it of its seed is half of what a signature costs.
 * Any number of threads may sign with one. ZR_E_NOMEM. free wipes; NULL is allowed. */
struct zr_crypto_pen;
int zr_crypto_pen_new(
	const uint8_t seed[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_pen **ret_pen) ZR_MUST_CHECK;
void zr_crypto_pen_free(struct zr_crypto_pen *pen);
int zr_crypto_pen_sign(const struct zr_crypto_pen *pen, struct zr_crypto_bytes message,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES]) ZR_MUST_CHECK;

/* ZR_E_FORGED. */
int zr_crypto_verify(const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], const void *message,
	size_t bytes, const uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES]) ZR_MUST_CHECK;

/* HKDF-SHA-256 without salt alone: for a secret that another process agreed on. */
int zr_crypto_derive(const uint8_t shared[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes info,
	uint8_t ret_key[ZR_CRYPTO_KEY_BYTES]) ZR_MUST_CHECK;

/* An X25519 secret that is ready to agree, without what follows: to make it of its bytes is half of
 * what agreeing costs. As a pen otherwise. ZR_E_FORGED as zr_crypto_agree(). */
struct zr_crypto_hand;
int zr_crypto_hand_new(
	const uint8_t secret[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_hand **ret_hand) ZR_MUST_CHECK;
void zr_crypto_hand_free(struct zr_crypto_hand *hand);
int zr_crypto_hand_exchange(const struct zr_crypto_hand *hand,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES],
	uint8_t ret_shared[ZR_CRYPTO_KEY_BYTES]) ZR_MUST_CHECK;

/* X25519, then HKDF-SHA-256 without salt. A point of low order, whose secret everybody knows, is
 * ZR_E_FORGED. */
int zr_crypto_agree(const uint8_t secret[ZR_CRYPTO_KEY_BYTES],
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes info,
	uint8_t ret_key[ZR_CRYPTO_KEY_BYTES]) ZR_MUST_CHECK;

/* ret_sealed has room for plain.bytes + ZR_CRYPTO_TAG_BYTES; the tag stands at its end. */
int zr_crypto_seal(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES], struct zr_crypto_bytes aad,
	struct zr_crypto_bytes plain, uint8_t *ret_sealed) ZR_MUST_CHECK;

/* ret_plain has room for sealed.bytes - ZR_CRYPTO_TAG_BYTES; it is zeroed on failure. ZR_E_FORGED
 * when the tag is wrong. */
int zr_crypto_unseal(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES], struct zr_crypto_bytes aad,
	struct zr_crypto_bytes sealed, uint8_t *ret_plain) ZR_MUST_CHECK;

#endif
