/*
 * A record as it travels: two sealed parts under one signature, so that who receives it cannot read
 * it.
 *
 *	COSE_Sign1 (kind record, content type 60)
 *	  over [COSE_Encrypt of the cover to the hub, COSE_Encrypt of the answers to the office]
 *
 * Both parts have the signed header as external_aad. Sealed each for itself, packed each for
 * itself. The cover is read by zr_envelope_open() or _unseal() with the hub's key. The answers can
 * be cut out and opened without the rest: whoever has the office's key needs the header and the
 * part, and learns from the header whose record it is, which number it has, and nothing else.
 * No I/O. Source: docs/envelope.md.
 */
#ifndef ZR_ENVELOPE_SEALED_PAIR_H
#define ZR_ENVELOPE_SEALED_PAIR_H

#include "lib/envelope/crypto.h"
#include "lib/envelope/envelope.h"

#define ZR_SEALED_PAIR_RANDOM_BYTES (2 * ZR_SEAL_RANDOM_BYTES)

/* What sealing adds to both packed contents, at most. */
#define ZR_SEALED_PAIR_FRAME_BYTES_MAX 768

/* What is to be sealed; borrowed. The head's ids are not read: they are those of the keys. */
struct zr_sealed_pair_message {
	const struct zr_envelope_head *head; /* of kind record */
	struct zr_crypto_bytes cover;
	struct zr_crypto_bytes answers;
};

/* By whom, for whom; borrowed. */
struct zr_sealed_pair_keys {
	const struct zr_party_secret *signer;
	const struct zr_party_public *hub;
	const struct zr_party_public *office;
	const uint8_t *random; /* ZR_SEALED_PAIR_RANDOM_BYTES, drawn for this envelope alone */
};

/* As zr_envelope_seal(). */
int zr_sealed_pair_seal(const struct zr_sealed_pair_message *message,
	const struct zr_sealed_pair_keys *keys, struct zr_buffer *ret_envelope,
	uint8_t ret_hash[ZR_HASH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* The answers as they are sealed. */
struct zr_sealed_pair_answers {
	struct zr_crypto_bytes header; /* the envelope's, which they are bound to */
	struct zr_crypto_bytes sealed;
};

/* Whose answers, to whom: as header and part say, nothing is checked. */
struct zr_sealed_pair_label {
	uint8_t sender[ZR_PARTY_ID_BYTES];
	uint64_t sequence;
	uint8_t office[ZR_PARTY_ID_BYTES];
};

/* Cuts them out of an envelope, which they then point into. No signature is checked. ZR_E_INVALID
 * when it is no pair, and as peek. */
int zr_sealed_pair_cut(const void *envelope, size_t bytes,
	struct zr_sealed_pair_answers *ret_answers, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_SYNTAX, ZR_E_UNSUPPORTED, ZR_E_INVALID when the header is no pair's. */
int zr_sealed_pair_read_label(const struct zr_sealed_pair_answers *answers,
	struct zr_sealed_pair_label *ret_label, struct zr_error *error) ZR_MUST_CHECK;

/* Decrypts; what comes is packed (pack.h). ZR_E_FOREIGN when it is another office's, ZR_E_FORGED,
 * and as the label. */
int zr_sealed_pair_open(const struct zr_sealed_pair_answers *answers,
	const struct zr_party_secret *office, struct zr_buffer *ret_packed,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
