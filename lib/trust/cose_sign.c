/*
 * Headers have one form each, so they are compared as bytes: what else they could say is refused
 * without being understood. What is signed is the Sig_structure of RFC 9052, 4.4.
 */
#include "lib/trust/cose_sign.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/label.h"

enum {
	TAG_SIGN = 98,
};

/* {3: 60}; {1: -8, 4: h'…'}; {1: -8, 3: 60, 4: h'…'}: the key's id stands at the end. */
static const uint8_t BODY[] = {0xa1, 0x03, 0x18, 0x3c};
static const uint8_t SIGNER[] = {0xa2, 0x01, 0x27, 0x04, 0x50};
static const uint8_t SIGN1[] = {0xa3, 0x01, 0x27, 0x03, 0x18, 0x3c, 0x04, 0x50};
static_assert(ZR_COSE_KEY_ID_BYTES == 0x50 - 0x40, "the head of the byte string says 16");

#define HEADER_BYTES_MAX (sizeof SIGN1 + ZR_COSE_KEY_ID_BYTES)

struct header {
	uint8_t bytes[HEADER_BYTES_MAX];
	size_t count;
};

static void make_key_id(
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], uint8_t ret_id[ZR_COSE_KEY_ID_BYTES])
{
	assert(public_key != NULL && ret_id != NULL);
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_crypto_hash(public_key, ZR_CRYPTO_KEY_BYTES, hash);
	memcpy(ret_id, hash, ZR_COSE_KEY_ID_BYTES);
}

static struct header make_header(const uint8_t *start, size_t bytes, const uint8_t *public_key)
{
	struct header header = {.count = bytes + ZR_COSE_KEY_ID_BYTES};
	assert(header.count <= HEADER_BYTES_MAX);
	memcpy(header.bytes, start, bytes);
	make_key_id(public_key, header.bytes + bytes);
	return header;
}

/* sign: the signer's header; NULL in COSE_Sign1, whose one header is `body`. */
static int put_message(struct zr_buffer *message, struct zr_cbor_span body,
	const struct zr_cbor_span *sign, struct zr_cbor_span content)
{
	struct zr_cbor_writer writer = {.buffer = message};
	zr_cbor_put_array(&writer, sign != NULL ? 5 : 4);
	zr_cbor_put_text(&writer, sign != NULL ? "Signature" : "Signature1");
	zr_cbor_put_bytes(&writer, body.data, body.bytes);
	if (sign != NULL) {
		zr_cbor_put_bytes(&writer, sign->data, sign->bytes);
	}
	zr_cbor_put_bytes(&writer, NULL, 0);
	zr_cbor_put_bytes(&writer, content.data, content.bytes);
	return writer.code;
}

/* ---- signing ---- */

static int sign_message(const struct zr_cose_signer *signer, const struct zr_buffer *message,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES], struct zr_error *error)
{
	assert((signer->seed != NULL) != (signer->ask != NULL));
	const struct zr_crypto_bytes bytes = {message->data, message->bytes};
	if (signer->ask != NULL) {
		return signer->ask(signer->user, bytes, ret_signature, error);
	}
	int code = zr_crypto_sign(signer->seed, bytes.data, bytes.bytes, ret_signature);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to sign");
}

static int put_signature(struct zr_cbor_writer *writer, struct zr_crypto_bytes content,
	const struct zr_cose_signer *signer, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	const struct header header = make_header(SIGNER, sizeof SIGNER, signer->public_key);
	const struct zr_cbor_span sign = {header.bytes, header.count};
	int code = put_message(&message, (struct zr_cbor_span){BODY, sizeof BODY}, &sign,
		(struct zr_cbor_span){content.data, content.bytes});
	if (code != 0) {
		return zr_error_set(error, code, "no memory to sign");
	}
	code = sign_message(signer, &message, signature, error);
	zr_cbor_put_array(writer, 3);
	zr_cbor_put_bytes(writer, header.bytes, header.count);
	zr_cbor_put_map(writer, 0);
	zr_cbor_put_bytes(writer, signature, sizeof signature);
	return code;
}

int zr_cose_sign(struct zr_crypto_bytes content, const struct zr_cose_signer *signers, size_t count,
	struct zr_buffer *ret_document, struct zr_error *error)
{
	assert(signers != NULL && count >= 1 && count <= ZR_COSE_SIGNER_COUNT_MAX);
	assert(content.data != NULL && ret_document->bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_document};
	zr_cbor_put_tag(&writer, TAG_SIGN);
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_bytes(&writer, BODY, sizeof BODY);
	zr_cbor_put_map(&writer, 0);
	zr_cbor_put_bytes(&writer, content.data, content.bytes);
	zr_cbor_put_array(&writer, count);
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = put_signature(&writer, content, &signers[i], error);
	}
	if (code == 0 && writer.code != 0) {
		code = zr_error_set(error, writer.code, "no memory to sign");
	}
	if (code != 0) {
		zr_buffer_finish(ret_document);
	}
	return code;
}

int zr_cose_sign1(struct zr_crypto_bytes content, const struct zr_cose_signer *signer,
	struct zr_buffer *ret_document, struct zr_error *error)
{
	assert(signer != NULL && content.data != NULL && ret_document->bytes == 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	const struct header header = make_header(SIGN1, sizeof SIGN1, signer->public_key);
	int code = put_message(&message, (struct zr_cbor_span){header.bytes, header.count}, NULL,
		(struct zr_cbor_span){content.data, content.bytes});
	if (code != 0) {
		return zr_error_set(error, code, "no memory to sign");
	}
	code = sign_message(signer, &message, signature, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = ret_document};
	zr_cbor_put_tag(&writer, ZR_LABEL_TAG_SIGN1);
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_bytes(&writer, header.bytes, header.count);
	zr_cbor_put_map(&writer, 0);
	zr_cbor_put_bytes(&writer, content.data, content.bytes);
	zr_cbor_put_bytes(&writer, signature, sizeof signature);
	if (writer.code != 0) {
		zr_buffer_finish(ret_document);
		return zr_error_set(error, writer.code, "no memory to sign");
	}
	return 0;
}

/* ---- reading ---- */

static struct zr_cbor_span take_header(struct zr_cbor_reader *reader, const uint8_t *start,
	size_t start_bytes, uint8_t *ret_key_id)
{
	struct zr_cbor_span header = zr_cbor_take_bytes(reader);
	size_t id_bytes = ret_key_id != NULL ? ZR_COSE_KEY_ID_BYTES : 0;
	if (reader->code == 0 && (header.bytes != start_bytes + id_bytes ||
					 memcmp(header.data, start, start_bytes) != 0)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	if (reader->code == 0 && ret_key_id != NULL) {
		memcpy(ret_key_id, header.data + start_bytes, id_bytes);
	}
	if (zr_cbor_take_map(reader) != 0) { /* nothing is said without a signature */
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	return header;
}

static const uint8_t *take_signature(struct zr_cbor_reader *reader)
{
	struct zr_cbor_span signature = zr_cbor_take_bytes(reader);
	if (reader->code == 0 && signature.bytes != ZR_CRYPTO_SIGNATURE_BYTES) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	return signature.data;
}

static bool is_twice(const struct zr_cose_signed *document)
{
	assert(document->signature_count > 0);
	const struct zr_cose_signature *last = &document->signatures[document->signature_count - 1];
	for (const struct zr_cose_signature *one = document->signatures; one < last; one++) {
		if (memcmp(one->key_id, last->key_id, sizeof one->key_id) == 0) {
			return true;
		}
	}
	return false;
}

static void take_signatures(struct zr_cbor_reader *reader, struct zr_cose_signed *document)
{
	size_t count = zr_cbor_take_array(reader);
	if (count < 1 || count > ZR_COSE_SIGNER_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	while (reader->code == 0 && document->signature_count < count) {
		struct zr_cose_signature *one = &document->signatures[document->signature_count++];
		if (zr_cbor_take_array(reader) != 3) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
		one->header = take_header(reader, SIGNER, sizeof SIGNER, one->key_id);
		one->signature = take_signature(reader);
		if (is_twice(document)) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	}
}

int zr_cose_sign_take(struct zr_crypto_bytes document, const char *what,
	struct zr_cose_signed *ret_signed, struct zr_error *error)
{
	assert(what != NULL && ret_signed != NULL);
	struct zr_cose_signed taken = {0};
	struct zr_cbor_reader reader;
	if (document.bytes > ZR_COSE_DOCUMENT_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "%s has %zu bytes and may have %d", what,
			document.bytes, ZR_COSE_DOCUMENT_BYTES_MAX);
	}
	zr_cbor_init(&reader, document.data, document.bytes);
	uint64_t tag = zr_cbor_take_tag(&reader);
	taken.is_sign1 = tag == ZR_LABEL_TAG_SIGN1;
	if ((tag != ZR_LABEL_TAG_SIGN1 && tag != TAG_SIGN) || zr_cbor_take_array(&reader) != 4) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	struct zr_cose_signature *only = &taken.signatures[0];
	taken.header = taken.is_sign1 ? take_header(&reader, SIGN1, sizeof SIGN1, only->key_id)
				      : take_header(&reader, BODY, sizeof BODY, NULL);
	taken.content = zr_cbor_take_bytes(&reader);
	if (taken.is_sign1) {
		taken.signature_count = 1;
		only->signature = take_signature(&reader);
	} else {
		take_signatures(&reader, &taken);
	}
	int code = zr_cbor_end(&reader, what, error);
	if (code == 0) {
		*ret_signed = taken;
	}
	return code;
}

static int verify_one(const struct zr_cose_signed *document,
	const struct zr_cose_signature *signature, const uint8_t *key)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	int code = put_message(&message, document->header,
		document->is_sign1 ? NULL : &signature->header, document->content);
	return code == 0 ? zr_crypto_verify(key, message.data, message.bytes, signature->signature)
			 : code;
}

int zr_cose_sign_verify(const struct zr_cose_signed *document,
	const uint8_t (*keys)[ZR_CRYPTO_KEY_BYTES], size_t key_count, uint32_t *ret_signers)
{
	assert(document != NULL && document->signature_count > 0 && keys != NULL);
	assert(key_count <= 8 * sizeof *ret_signers);
	uint32_t signers = 0;
	for (size_t i = 0; i < key_count; i++) {
		uint8_t id[ZR_COSE_KEY_ID_BYTES];
		make_key_id(keys[i], id);
		for (size_t j = 0; j < document->signature_count; j++) {
			const struct zr_cose_signature *signature = &document->signatures[j];
			if (memcmp(signature->key_id, id, sizeof id) != 0) {
				continue;
			}
			int code = verify_one(document, signature, keys[i]);
			if (code != 0) {
				return code;
			}
			signers |= 1U << i;
		}
	}
	*ret_signers = signers;
	return 0;
}
