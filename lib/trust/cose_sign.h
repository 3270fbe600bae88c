/*
 * The two signed structures of COSE that owners use (RFC 9052, 4): COSE_Sign with several signers,
 * COSE_Sign1 with one. Ed25519 alone; a key is named by the first 16 bytes of its SHA-256.
 *
 *	98([h'{3: 60}', {}, content, [[h'{1: -8, 4: key id}', {}, signature], …]])
 *	18([h'{1: -8, 3: 60, 4: key id}', {}, content, signature])
 *
 * Read strictly: a byte that no signature covers has one accepted value. No I/O.
 */
#ifndef ZR_TRUST_COSE_SIGN_H
#define ZR_TRUST_COSE_SIGN_H

#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"

#define ZR_COSE_KEY_ID_BYTES 16

/* Signs these bytes by a key that may lie elsewhere (a token). ZR_E_*. */
typedef int zr_cose_sign_ask(void *user, struct zr_crypto_bytes message,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES], struct zr_error *error);

struct zr_cose_signer {
	uint8_t public_key[ZR_CRYPTO_KEY_BYTES];
	const uint8_t *seed;   /* of ZR_CRYPTO_KEY_BYTES, borrowed; NULL when ask is set */
	zr_cose_sign_ask *ask; /* NULL: by the seed */
	void *user;
};

/* Several signers, 1 to ZR_COSE_SIGNER_COUNT_MAX. ret_document must be empty. ZR_E_NOMEM, and what
 * a signer says. */
int zr_cose_sign(struct zr_crypto_bytes content, const struct zr_cose_signer *signers, size_t count,
	struct zr_buffer *ret_document, struct zr_error *error) ZR_MUST_CHECK;
int zr_cose_sign1(struct zr_crypto_bytes content, const struct zr_cose_signer *signer,
	struct zr_buffer *ret_document, struct zr_error *error) ZR_MUST_CHECK;

struct zr_cose_signature {
	struct zr_cbor_span header; /* protected */
	uint8_t key_id[ZR_COSE_KEY_ID_BYTES];
	const uint8_t *signature;
};

/* Spans are borrowed from the document. */
struct zr_cose_signed {
	bool is_sign1;
	struct zr_cbor_span header; /* protected; of COSE_Sign1 also its signer's */
	struct zr_cbor_span content;
	struct zr_cose_signature signatures[ZR_COSE_SIGNER_COUNT_MAX];
	size_t signature_count; /* no two of one key */
};

/* Either form; no signature is checked. what: "the charter". ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_NOMEM.
 */
int zr_cose_sign_take(struct zr_crypto_bytes document, const char *what,
	struct zr_cose_signed *ret_signed, struct zr_error *error) ZR_MUST_CHECK;

/* Which of these keys signed it: bit n for the n-th. ZR_E_FORGED: a signature in the name of one of
 * them is wrong; ZR_E_NOMEM. ret_signers is set on success alone. */
int zr_cose_sign_verify(const struct zr_cose_signed *document,
	const uint8_t (*keys)[ZR_CRYPTO_KEY_BYTES], size_t key_count,
	uint32_t *ret_signers) ZR_MUST_CHECK;

#endif
