/*
 * COSE_Encrypt with ECDH-ES + HKDF-256 over X25519. The reader of the structure keeps the protected
 * bytes as they came, because Enc_structure and COSE_KDF_Context are over them.
 */
#include "lib/envelope/sealed.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/label.h"

enum {
	KEY_BITS = 256
};

/* What stands in a COSE_Encrypt, borrowed from it. */
struct parts {
	struct zr_cbor_span protected_header;
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES];
	struct zr_cbor_span ciphertext;
	struct zr_cbor_span recipient_header; /* its protected part */
	uint8_t ephemeral[ZR_KEY_BYTES];
	uint8_t reader_id[ZR_PARTY_ID_BYTES];
};

static int put_protected(struct zr_buffer *header)
{
	struct zr_cbor_writer writer = {.buffer = header};
	zr_cbor_put_map(&writer, 2);
	zr_cbor_put_int(&writer, ZR_LABEL_ALGORITHM);
	zr_cbor_put_int(&writer, ZR_LABEL_CHACHA20_POLY1305);
	zr_cbor_put_int(&writer, ZR_LABEL_CONTENT_TYPE);
	zr_cbor_put_text(&writer, ZR_LABEL_CONTENT_MEDIA_TYPE);
	return writer.code;
}

static int put_recipient_protected(struct zr_buffer *header)
{
	struct zr_cbor_writer writer = {.buffer = header};
	zr_cbor_put_map(&writer, 1);
	zr_cbor_put_int(&writer, ZR_LABEL_ALGORITHM);
	zr_cbor_put_int(&writer, ZR_LABEL_ECDH_ES_HKDF_256);
	return writer.code;
}

/* Enc_structure of RFC 9052, 5.3. */
static int put_enc_structure(
	struct zr_buffer *aad, struct zr_cbor_span header, struct zr_crypto_bytes external_aad)
{
	struct zr_cbor_writer writer = {.buffer = aad};
	zr_cbor_put_array(&writer, 3);
	zr_cbor_put_text(&writer, "Encrypt");
	zr_cbor_put_bytes(&writer, header.data, header.bytes);
	zr_cbor_put_bytes(&writer, external_aad.data, external_aad.bytes);
	return writer.code;
}

static void put_party_info(struct zr_cbor_writer *writer)
{
	zr_cbor_put_array(writer, 3);
	zr_cbor_put_null(writer); /* identity: it is in the signed header, see external_aad */
	zr_cbor_put_null(writer); /* nonce: the ephemeral key is new each time */
	zr_cbor_put_null(writer);
}

/* COSE_KDF_Context of RFC 9053, 5.2. */
static int put_kdf_context(struct zr_buffer *info, struct zr_cbor_span recipient_header)
{
	struct zr_cbor_writer writer = {.buffer = info};
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_int(&writer, ZR_LABEL_CHACHA20_POLY1305);
	put_party_info(&writer);
	put_party_info(&writer);
	zr_cbor_put_array(&writer, 2);
	zr_cbor_put_uint(&writer, KEY_BITS);
	zr_cbor_put_bytes(&writer, recipient_header.data, recipient_header.bytes);
	return writer.code;
}

static struct zr_cbor_span span_of(const struct zr_buffer *buffer)
{
	return (struct zr_cbor_span){(const uint8_t *)buffer->data, buffer->bytes};
}

static struct zr_crypto_bytes bytes_of(const struct zr_buffer *buffer)
{
	return (struct zr_crypto_bytes){buffer->data, buffer->bytes};
}

/* The two halves from which both sides derive the content key; borrowed. */
struct agreement {
	const uint8_t *secret; /* the ephemeral one when sealing, the recipient's when opening */
	const uint8_t *public_key;
	const struct zr_party_secret *elsewhere; /* whose secret it is, when it is not here */
};

static int agree(const struct agreement *agreement, struct zr_crypto_bytes info,
	uint8_t ret_key[ZR_KEY_BYTES])
{
	const struct zr_party_secret *party = agreement->elsewhere;
	if (party == NULL || party->ask == NULL) {
		return zr_crypto_agree(agreement->secret, agreement->public_key, info, ret_key);
	}
	uint8_t shared[ZR_KEY_BYTES] = {0};
	int code = party->ask(party->ask_user, agreement->public_key, shared);
	if (code == 0) {
		code = zr_crypto_derive(shared, info, ret_key);
	}
	explicit_bzero(shared, sizeof shared);
	return code;
}

/* The content key, and the additional data that the cipher authenticates. */
static int prepare(const struct parts *parts, struct zr_crypto_bytes external_aad,
	const struct agreement *agreement, struct zr_buffer *ret_aad, uint8_t ret_key[ZR_KEY_BYTES])
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer info = {0};
	int code = put_kdf_context(&info, parts->recipient_header);
	if (code == 0) {
		code = put_enc_structure(ret_aad, parts->protected_header, external_aad);
	}
	if (code == 0) {
		code = agree(agreement, bytes_of(&info), ret_key);
	}
	return code;
}

static void put_recipient(struct zr_cbor_writer *writer, const struct parts *parts)
{
	zr_cbor_put_array(writer, 1);
	zr_cbor_put_array(writer, 3);
	zr_cbor_put_bytes(writer, parts->recipient_header.data, parts->recipient_header.bytes);
	zr_cbor_put_map(writer, 2);
	zr_cbor_put_int(writer, ZR_LABEL_KID);
	zr_cbor_put_bytes(writer, parts->reader_id, ZR_PARTY_ID_BYTES);
	zr_cbor_put_int(writer, ZR_LABEL_EPHEMERAL);
	zr_cbor_put_map(writer, 3);
	zr_cbor_put_int(writer, ZR_LABEL_KEY_TYPE);
	zr_cbor_put_int(writer, ZR_LABEL_KEY_TYPE_OKP);
	zr_cbor_put_int(writer, ZR_LABEL_KEY_CURVE);
	zr_cbor_put_int(writer, ZR_LABEL_KEY_CURVE_X25519);
	zr_cbor_put_int(writer, ZR_LABEL_KEY_X);
	zr_cbor_put_bytes(writer, parts->ephemeral, ZR_KEY_BYTES);
	zr_cbor_put_bytes(writer, NULL, 0);
}

static int put_sealed(struct zr_buffer *sealed, const struct parts *parts)
{
	struct zr_cbor_writer writer = {.buffer = sealed};
	zr_cbor_put_tag(&writer, ZR_LABEL_TAG_ENCRYPT);
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_bytes(&writer, parts->protected_header.data, parts->protected_header.bytes);
	zr_cbor_put_map(&writer, 1);
	zr_cbor_put_int(&writer, ZR_LABEL_IV);
	zr_cbor_put_bytes(&writer, parts->nonce, ZR_CRYPTO_NONCE_BYTES);
	zr_cbor_put_bytes(&writer, parts->ciphertext.data, parts->ciphertext.bytes);
	put_recipient(&writer, parts);
	return writer.code;
}

/* Fills in parts->ciphertext, which the buffer then owns. */
static int encrypt(struct parts *parts, const struct zr_sealed_message *message,
	const struct agreement *agreement, struct zr_buffer *ret_ciphertext)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer aad = {0};
	uint8_t key[ZR_KEY_BYTES] = {0};
	size_t sealed_bytes = message->plaintext.bytes + ZR_CRYPTO_TAG_BYTES;
	int code = zr_buffer_reserve(ret_ciphertext, sealed_bytes);
	if (code == 0) {
		code = prepare(parts, message->external_aad, agreement, &aad, key);
	}
	if (code == 0) {
		code = zr_crypto_seal(key, parts->nonce, bytes_of(&aad), message->plaintext,
			(uint8_t *)ret_ciphertext->data);
	}
	explicit_bzero(key, sizeof key);
	if (code == 0) {
		ret_ciphertext->bytes = sealed_bytes;
		parts->ciphertext = span_of(ret_ciphertext);
	}
	return code;
}

int zr_sealed_encode(const struct zr_sealed_message *message,
	const struct zr_party_public *recipient, const uint8_t *random,
	struct zr_buffer *ret_sealed, struct zr_error *error)
{
	assert(message != NULL && recipient != NULL && random != NULL);
	assert(ret_sealed->bytes == 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer recipient_header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ciphertext = {0};
	struct parts parts = {0};
	memcpy(parts.nonce, random + ZR_KEY_BYTES, sizeof parts.nonce);
	memcpy(parts.reader_id, recipient->id, sizeof parts.reader_id);
	int code = put_protected(&header);
	if (code == 0) {
		code = put_recipient_protected(&recipient_header);
	}
	if (code == 0) {
		code = zr_crypto_agree_public(random, parts.ephemeral);
	}
	parts.protected_header = span_of(&header);
	parts.recipient_header = span_of(&recipient_header);
	if (code == 0) {
		const struct agreement agreement = {random, recipient->agree, NULL};
		code = encrypt(&parts, message, &agreement, &ciphertext);
	}
	if (code == ZR_E_FORGED) {
		return zr_error_set(error, ZR_E_INVALID,
			"the recipient's key is a point of low order: nothing can be sealed to it");
	}
	if (code == 0) {
		code = put_sealed(ret_sealed, &parts);
	}
	if (code != 0) {
		return zr_error_set(error, code, "the content of %zu bytes cannot be sealed: %s",
			message->plaintext.bytes,
			code == ZR_E_LIMIT ? "it is too large" : "no memory");
	}
	return 0;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int refuse(struct zr_error *error, const char *what)
{
	return zr_error_set(error, ZR_E_UNSUPPORTED,
		"the sealed part names %s that this version does not know; update the software",
		what);
}

/* The encoded header must be byte for byte the one that we write. */
static bool is_header(struct zr_cbor_span span, const struct zr_buffer *expected)
{
	return span.bytes == expected->bytes && memcmp(span.data, expected->data, span.bytes) == 0;
}

static int check_headers(const struct parts *parts, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer recipient_header = {0};
	int code = put_protected(&header);
	if (code == 0) {
		code = put_recipient_protected(&recipient_header);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory to open the sealed part");
	}
	if (!is_header(parts->protected_header, &header)) {
		return refuse(error, "a cipher or content type");
	}
	if (!is_header(parts->recipient_header, &recipient_header)) {
		return refuse(error, "a key agreement");
	}
	return 0;
}

static void expect(struct zr_cbor_reader *reader, bool is_good)
{
	if (!is_good) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static void take_ephemeral(struct zr_cbor_reader *reader, struct parts *parts)
{
	expect(reader, zr_cbor_take_map(reader) == 3);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KEY_TYPE);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KEY_TYPE_OKP);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KEY_CURVE);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KEY_CURVE_X25519);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KEY_X);
	zr_cbor_take_fixed(reader, parts->ephemeral, ZR_KEY_BYTES);
}

static void take_recipient(struct zr_cbor_reader *reader, struct parts *parts)
{
	expect(reader, zr_cbor_take_array(reader) == 1);
	expect(reader, zr_cbor_take_array(reader) == 3);
	parts->recipient_header = zr_cbor_take_bytes(reader);
	expect(reader, zr_cbor_take_map(reader) == 2);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_KID);
	zr_cbor_take_fixed(reader, parts->reader_id, ZR_PARTY_ID_BYTES);
	expect(reader, zr_cbor_take_int(reader) == ZR_LABEL_EPHEMERAL);
	take_ephemeral(reader, parts);
	expect(reader, zr_cbor_take_bytes(reader).bytes == 0);
}

static int take_sealed(
	struct zr_crypto_bytes sealed, struct parts *ret_parts, struct zr_error *error)
{
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, sealed.data, sealed.bytes);
	expect(&reader, zr_cbor_take_tag(&reader) == ZR_LABEL_TAG_ENCRYPT);
	expect(&reader, zr_cbor_take_array(&reader) == 4);
	ret_parts->protected_header = zr_cbor_take_bytes(&reader);
	expect(&reader, zr_cbor_take_map(&reader) == 1);
	expect(&reader, zr_cbor_take_int(&reader) == ZR_LABEL_IV);
	zr_cbor_take_fixed(&reader, ret_parts->nonce, ZR_CRYPTO_NONCE_BYTES);
	ret_parts->ciphertext = zr_cbor_take_bytes(&reader);
	take_recipient(&reader, ret_parts);
	return zr_cbor_end(&reader, "the sealed part", error);
}

int zr_sealed_read_reader(struct zr_crypto_bytes sealed, uint8_t ret_reader[ZR_PARTY_ID_BYTES],
	struct zr_error *error)
{
	assert(ret_reader != NULL);
	struct parts parts = {0};
	int code = take_sealed(sealed, &parts, error);
	if (code == 0) {
		memcpy(ret_reader, parts.reader_id, ZR_PARTY_ID_BYTES);
	}
	return code;
}

static int decrypt(const struct parts *parts, struct zr_crypto_bytes external_aad,
	const struct zr_party_secret *recipient, struct zr_buffer *ret_plain)
{
	if (parts->ciphertext.bytes < ZR_CRYPTO_TAG_BYTES) {
		return ZR_E_FORGED;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer aad = {0};
	uint8_t key[ZR_KEY_BYTES] = {0};
	struct zr_crypto_bytes ciphertext = {parts->ciphertext.data, parts->ciphertext.bytes};
	const struct agreement agreement = {recipient->agree, parts->ephemeral, recipient};
	size_t plain_bytes = parts->ciphertext.bytes - ZR_CRYPTO_TAG_BYTES;
	int code = zr_buffer_reserve(ret_plain, plain_bytes);
	if (code == 0) {
		code = prepare(parts, external_aad, &agreement, &aad, key);
	}
	if (code == 0) {
		code = zr_crypto_unseal(
			key, parts->nonce, bytes_of(&aad), ciphertext, (uint8_t *)ret_plain->data);
	}
	explicit_bzero(key, sizeof key);
	if (code == 0) {
		ret_plain->bytes = plain_bytes;
		ret_plain->data[plain_bytes] = '\0';
	} else {
		zr_buffer_wipe(ret_plain);
	}
	return code;
}

int zr_sealed_decode(struct zr_crypto_bytes sealed, struct zr_crypto_bytes external_aad,
	const struct zr_party_secret *recipient, struct zr_buffer *ret_plain,
	struct zr_error *error)
{
	assert(recipient != NULL);
	assert(ret_plain->bytes == 0);
	struct parts parts = {0};
	int code = take_sealed(sealed, &parts, error);
	if (code == 0) {
		code = check_headers(&parts, error);
	}
	if (code != 0) {
		return code;
	}
	if (memcmp(parts.reader_id, recipient->public_half.id, ZR_PARTY_ID_BYTES) != 0) {
		return zr_error_set(
			error, ZR_E_FOREIGN, "the envelope is sealed to another reader");
	}
	code = decrypt(&parts, external_aad, recipient, ret_plain);
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "no memory to open the envelope");
	}
	if (code != 0 && code != ZR_E_FORGED) {
		return zr_error_set(
			error, code, "whoever holds the key to the envelope does not answer");
	}
	if (code != 0) {
		return zr_error_set(error, code,
			"the sealed part does not open with the recipient's key; it was altered");
	}
	return 0;
}
