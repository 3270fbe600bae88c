/*
 * The envelope: content compressed with zstd, sealed to one reader, signed by its sender, named by
 * the SHA-256 of its bytes.
 *
 *	COSE_Sign1 (EdDSA, kid = sender id; protected: kind, sequence, time, reader id)
 *	  over COSE_Encrypt (ChaCha20/Poly1305; one recipient: ECDH-ES + HKDF-256 with X25519,
 *	  kid = reader id)
 *	    over zstd(content)
 *
 * A receipt is signed and not sealed: signed_receipt.h.
 *
 * A record may be a pair: two such sealed parts under one signature, each to its own reader
 * (sealed_pair.h). What is said of the sealed part here is then said of the first, the cover.
 *
 * Sequence numbers are per sender and kind, from 1, without gaps for records.
 * The signature is checked before anything is decrypted; who has the envelope finds the key of the
 * sender by what peek tells. Sender and reader of a head are signer and recipient of RFC 9052.
 * No I/O: randomness comes from the caller. Limits: ZR_ENVELOPE_BYTES_MAX,
 * ZR_ENVELOPE_CONTENT_BYTES_MAX, ZR_CBOR_DEPTH_MAX.
 * Source: RFC 9052, RFC 9053 (algorithms -8, 24, -25), RFC 8949 section 4.2 (deterministic CBOR).
 */
#ifndef ZR_ENVELOPE_ENVELOPE_H
#define ZR_ENVELOPE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/key.h"

#define ZR_HASH_BYTES 32
/* What seal draws from the caller's random source: ephemeral X25519 secret and nonce. */
#define ZR_SEAL_RANDOM_BYTES (ZR_KEY_BYTES + 12)

enum zr_envelope_kind {
	ZR_ENVELOPE_RECORD = 1,
	ZR_ENVELOPE_RECEIPT = 2,
	ZR_ENVELOPE_ORDER = 3,
};

struct zr_envelope_head {
	enum zr_envelope_kind kind;
	uint64_t sequence;
	int64_t time_us; /* the sender's clock, which may be wrong */
	uint8_t sender[ZR_PARTY_ID_BYTES];
	uint8_t reader[ZR_PARTY_ID_BYTES];
	bool is_pair; /* not read when sealing */
};

/* What is to be sealed; borrowed. The head's ids are not read: they are those of the keys. */
struct zr_envelope_message {
	const struct zr_envelope_head *head;
	const void *content;
	size_t content_bytes;
};

/* By whom, for whom; borrowed. */
struct zr_envelope_keys {
	const struct zr_party_secret *signer;
	const struct zr_party_public *recipient;
	const uint8_t *random; /* ZR_SEAL_RANDOM_BYTES, drawn for this envelope alone */
};

/* Seals and signs a record or an order. ret_envelope must be empty; ret_hash may be NULL.
 * ZR_E_INVALID when the recipient's key is none, or the sequence above INT64_MAX; ZR_E_LIMIT,
 * ZR_E_NOMEM. */
int zr_envelope_seal(const struct zr_envelope_message *message, const struct zr_envelope_keys *keys,
	struct zr_buffer *ret_envelope, uint8_t ret_hash[ZR_HASH_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* What sealing adds to the packed content, at most: heads, ids, keys, signature; 391 bytes today.
 */
#define ZR_ENVELOPE_FRAME_BYTES_MAX 512

/* How many bytes, at most, sealing that content would make: known by packing it, without keys.
 * ZR_E_LIMIT when it is more than ZR_ENVELOPE_CONTENT_BYTES_MAX, ZR_E_NOMEM. */
int zr_envelope_measure(const void *content, size_t content_bytes, size_t *ret_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* Reads the head without checking the signature: to route and to find the sender's key. Nothing in
 * it is to be believed. ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_UNSUPPORTED. */
int zr_envelope_peek(const void *envelope, size_t bytes, struct zr_envelope_head *ret_head,
	struct zr_error *error) ZR_MUST_CHECK;

/* An envelope as it came, and the key that it must be signed with; borrowed. */
struct zr_envelope_signed {
	const void *data; /* COSE_Sign1 */
	size_t bytes;
	const struct zr_party_public *signer;
};

/* Checks the signature and that the head names the signer, then decrypts and unpacks. ZR_E_FOREIGN
 * when it is sealed to somebody else, ZR_E_FORGED, and as peek. */
int zr_envelope_open(const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *recipient, struct zr_envelope_head *ret_head,
	struct zr_buffer *ret_content, struct zr_error *error) ZR_MUST_CHECK;

/* As open, but leaves the content packed (pack.h), for who must know its size before it is there.
 * ret_head is set as soon as the signature is good, also when what follows fails. */
int zr_envelope_unseal(const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *recipient, struct zr_envelope_head *ret_head,
	struct zr_buffer *ret_packed, struct zr_error *error) ZR_MUST_CHECK;

/* The envelope's name. */
void zr_envelope_hash(const void *envelope, size_t bytes, uint8_t ret_hash[ZR_HASH_BYTES]);

#endif
