/*
 * The key that a tablet speaks TLS with: ECDSA on P-256, made from bytes that the caller drew. Its
 * public half goes to the hub, whose authority signs a certificate for it. Source: FIPS 186-4,
 * B.4.1 (key pair by extra random bits); SEC 1, 2.3.3 (points).
 */
#ifndef ZR_ENVELOPE_TLS_KEY_H
#define ZR_ENVELOPE_TLS_KEY_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_TLS_KEY_RANDOM_BYTES                                                                    \
	48                         /* the order has 32: 64 bits more make all keys equally likely  \
				    */
#define ZR_TLS_KEY_HALF_BYTES   32 /* each of the two numbers of a point */
#define ZR_TLS_KEY_PUBLIC_BYTES (1 + 2 * ZR_TLS_KEY_HALF_BYTES) /* a point, uncompressed */

struct zr_tls_key {
	struct zr_buffer der; /* the secret half with the public one: ECPrivateKey (RFC 5915) */
	uint8_t public_half[ZR_TLS_KEY_PUBLIC_BYTES];
};

/* The same bytes make the same key. ZR_E_NOMEM. */
int zr_tls_key_init(struct zr_tls_key *ret_key, const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;
/* Wipes. */
void zr_tls_key_finish(struct zr_tls_key *key);

#endif
