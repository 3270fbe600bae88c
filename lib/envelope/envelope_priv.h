/*
 * The outer structure of an envelope, for those who put other things under its signature
 * (sealed_pair.c, signed_receipt.c). Spans are borrowed from the envelope.
 */
#ifndef ZR_ENVELOPE_ENVELOPE_PRIV_H
#define ZR_ENVELOPE_ENVELOPE_PRIV_H

#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/envelope.h"

struct zr_envelope_parts {
	struct zr_cbor_span protected_header;
	struct zr_cbor_span payload;
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
};

/* The protected header, from the signer to the reader of the keys. ZR_E_INVALID: no such sequence;
 * ZR_E_NOMEM. */
int zr_envelope_put_head(const struct zr_envelope_head *head, const struct zr_envelope_keys *keys,
	struct zr_buffer *ret_header, struct zr_error *error) ZR_MUST_CHECK;

/* Signs header and payload. ret_envelope must be empty, and is after a failure. */
int zr_envelope_sign(const struct zr_buffer *header, const struct zr_buffer *payload,
	const struct zr_party_secret *signer, struct zr_buffer *ret_envelope,
	struct zr_error *error) ZR_MUST_CHECK;

/* Both structures, outer and head; no signature is checked. */
int zr_envelope_take(const void *envelope, size_t bytes, struct zr_envelope_parts *ret_parts,
	struct zr_envelope_head *ret_head, struct zr_error *error) ZR_MUST_CHECK;

/* As take, and checks that the signer made the signature and is the sender. ZR_E_FORGED. */
int zr_envelope_verify(const struct zr_envelope_signed *envelope,
	struct zr_envelope_parts *ret_parts, struct zr_envelope_head *ret_head,
	struct zr_error *error) ZR_MUST_CHECK;

/* The head alone, from the bytes of a protected header. */
int zr_envelope_take_head(struct zr_cbor_span header, struct zr_envelope_head *ret_head,
	struct zr_error *error) ZR_MUST_CHECK;

/* The two parts of a pair's payload. ZR_E_SYNTAX. */
int zr_envelope_split(struct zr_cbor_span payload, struct zr_cbor_span ret_parts[2],
	struct zr_error *error) ZR_MUST_CHECK;

#endif
