/*
 * The inner half of an envelope: COSE_Encrypt (tag 96) with one recipient by direct key agreement.
 *
 *	96([h'{1: 24, 3: "application/cbor+zstd"}', {5: nonce}, ciphertext,
 *	    [[h'{1: -25}', {-1: {1: 1, -1: 4, -2: ephemeral X25519}, 4: reader id}, h'']]])
 *
 * The names are those of RFC 9052. As external_aad (5.3) the envelope passes its signed header, so
 * that a ciphertext cannot be taken out and signed by somebody else. Everything is read strictly:
 * other algorithms, more recipients or further header fields are ZR_E_UNSUPPORTED or ZR_E_SYNTAX.
 * Source: RFC 9052 sections 5 and 8.5.4; RFC 9053 sections 4.3, 5.2 and 6.3.1.
 */
#ifndef ZR_ENVELOPE_SEALED_H
#define ZR_ENVELOPE_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/key.h"

/* What the cipher takes; borrowed. */
struct zr_sealed_message {
	struct zr_crypto_bytes plaintext;
	struct zr_crypto_bytes external_aad;
};

/* random: ephemeral X25519 secret, then the nonce. ret_sealed must be empty. ZR_E_INVALID when the
 * recipient's key is a point of low order; ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_sealed_encode(const struct zr_sealed_message *message,
	const struct zr_party_public *recipient, const uint8_t *random,
	struct zr_buffer *ret_sealed, struct zr_error *error) ZR_MUST_CHECK;

/* ret_plain must be empty, and is after a failure. ZR_E_FOREIGN, ZR_E_FORGED, ZR_E_SYNTAX,
 * ZR_E_UNSUPPORTED, ZR_E_NOMEM. */
int zr_sealed_decode(struct zr_crypto_bytes sealed, struct zr_crypto_bytes external_aad,
	const struct zr_party_secret *recipient, struct zr_buffer *ret_plain,
	struct zr_error *error) ZR_MUST_CHECK;

/* To whom it is sealed, as it says itself. ZR_E_SYNTAX, ZR_E_NOMEM. */
int zr_sealed_read_reader(struct zr_crypto_bytes sealed, uint8_t ret_reader[ZR_PARTY_ID_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

#endif
