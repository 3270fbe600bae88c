/*
 * COSE_Sign1 over the sealed part. One function reads the outer structure; peek, unseal and open
 * each go one step further with what it found.
 *
 *	18([h'{1: -8, 3: 96, 4: sender id, -65537: kind, -65538: sequence, -65539: time,
 *	      -65540: reader id}', {}, h'sealed part', signature])
 *
 * Of a pair the content type (3) is 60, and the payload an array of the two parts; of a receipt
 * it is 60, too, and the payload the content itself (signed_receipt.c).
 *
 * Invariant: a byte that no signature covers (tag, array head, empty map, string heads) has exactly
 * one accepted value, so that nobody on the way can make a second name for the same envelope.
 */
#include "lib/envelope/envelope.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/envelope_priv.h"
#include "lib/envelope/label.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed.h"

static_assert(ZR_SEAL_RANDOM_BYTES == ZR_KEY_BYTES + ZR_CRYPTO_NONCE_BYTES, "key and nonce");
static_assert(ZR_HASH_BYTES == ZR_CRYPTO_HASH_BYTES, "the name is a SHA-256");

enum {
	HEAD_FIELD_COUNT = 7
};

void zr_envelope_hash(const void *envelope, size_t bytes, uint8_t ret_hash[ZR_HASH_BYTES])
{
	zr_crypto_hash(envelope, bytes, ret_hash);
}

/* Sig_structure of RFC 9052, 4.4. */
static int put_sig_structure(struct zr_buffer *message, const struct zr_envelope_parts *parts)
{
	struct zr_cbor_writer writer = {.buffer = message};
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_text(&writer, "Signature1");
	zr_cbor_put_bytes(&writer, parts->protected_header.data, parts->protected_header.bytes);
	zr_cbor_put_bytes(&writer, NULL, 0);
	zr_cbor_put_bytes(&writer, parts->payload.data, parts->payload.bytes);
	return writer.code;
}

/* --- sealing ---------------------------------------------------------------------------------- */

/* Whether the signed payload is CBOR of ours, and not one sealed part. */
static bool is_cbor(const struct zr_envelope_head *head)
{
	return head->is_pair || head->kind == ZR_ENVELOPE_RECEIPT;
}

static int put_fields(struct zr_buffer *header, const struct zr_envelope_head *head)
{
	struct zr_cbor_writer writer = {.buffer = header};
	zr_cbor_put_map(&writer, HEAD_FIELD_COUNT);
	zr_cbor_put_int(&writer, ZR_LABEL_ALGORITHM);
	zr_cbor_put_int(&writer, ZR_LABEL_EDDSA);
	zr_cbor_put_int(&writer, ZR_LABEL_CONTENT_TYPE);
	zr_cbor_put_int(
		&writer, is_cbor(head) ? ZR_LABEL_FORMAT_CBOR : ZR_LABEL_FORMAT_COSE_ENCRYPT);
	zr_cbor_put_int(&writer, ZR_LABEL_KID);
	zr_cbor_put_bytes(&writer, head->sender, ZR_PARTY_ID_BYTES);
	zr_cbor_put_int(&writer, ZR_LABEL_KIND);
	zr_cbor_put_uint(&writer, (uint64_t)head->kind);
	zr_cbor_put_int(&writer, ZR_LABEL_SEQUENCE);
	zr_cbor_put_uint(&writer, head->sequence);
	zr_cbor_put_int(&writer, ZR_LABEL_TIME);
	zr_cbor_put_int(&writer, head->time_us);
	zr_cbor_put_int(&writer, ZR_LABEL_READER);
	zr_cbor_put_bytes(&writer, head->reader, ZR_PARTY_ID_BYTES);
	return writer.code;
}

int zr_envelope_put_head(const struct zr_envelope_head *head, const struct zr_envelope_keys *keys,
	struct zr_buffer *ret_header, struct zr_error *error)
{
	assert(keys->signer != NULL && keys->recipient != NULL && ret_header->bytes == 0);
	assert(head->kind >= ZR_ENVELOPE_RECORD && head->kind <= ZR_ENVELOPE_ORDER);
	if (head->sequence > INT64_MAX) {
		return zr_error_set(error, ZR_E_INVALID,
			"no envelope can have the sequence %llu; the store that gave it is damaged",
			(unsigned long long)head->sequence);
	}
	struct zr_envelope_head whole = *head;
	memcpy(whole.sender, keys->signer->public_half.id, sizeof whole.sender);
	memcpy(whole.reader, keys->recipient->id, sizeof whole.reader);
	int code = put_fields(ret_header, &whole);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to seal an envelope");
}

static int put_envelope(struct zr_buffer *envelope, const struct zr_envelope_parts *parts)
{
	struct zr_cbor_writer writer = {.buffer = envelope};
	zr_cbor_put_tag(&writer, ZR_LABEL_TAG_SIGN1);
	zr_cbor_put_array(&writer, 4);
	zr_cbor_put_bytes(&writer, parts->protected_header.data, parts->protected_header.bytes);
	zr_cbor_put_map(&writer, 0);
	zr_cbor_put_bytes(&writer, parts->payload.data, parts->payload.bytes);
	zr_cbor_put_bytes(&writer, parts->signature, sizeof parts->signature);
	return writer.code;
}

int zr_envelope_sign(const struct zr_buffer *header, const struct zr_buffer *payload,
	const struct zr_party_secret *signer, struct zr_buffer *ret_envelope,
	struct zr_error *error)
{
	assert(signer != NULL && ret_envelope->bytes == 0);
	struct zr_envelope_parts parts = {
		.protected_header = {(const uint8_t *)header->data, header->bytes},
		.payload = {(const uint8_t *)payload->data, payload->bytes},
	};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	int code = put_sig_structure(&message, &parts);
	if (code == 0) {
		code = zr_party_sign(signer, message.data, message.bytes, parts.signature);
	}
	if (code == 0) {
		code = put_envelope(ret_envelope, &parts);
	}
	if (code == 0 && ret_envelope->bytes > ZR_ENVELOPE_BYTES_MAX) {
		code = ZR_E_LIMIT;
	}
	if (code == 0) {
		return 0;
	}
	zr_buffer_finish(ret_envelope);
	return code == ZR_E_LIMIT
		       ? zr_error_set(error, code,
				 "the envelope would have %zu bytes and may have %zu; send less at "
				 "once",
				 payload->bytes, ZR_ENVELOPE_BYTES_MAX)
		       : zr_error_set(error, code, "no memory to sign an envelope");
}

/* The payload of the COSE_Sign1 to be, under its header. */
static int seal_payload(const struct zr_envelope_message *message,
	const struct zr_envelope_keys *keys, const struct zr_buffer *header,
	struct zr_buffer *ret_payload, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_pack_encode(message->content, message->content_bytes, &packed, error);
	if (code != 0) {
		return code;
	}
	const struct zr_sealed_message inner = {
		.plaintext = {packed.data, packed.bytes},
		.external_aad = {header->data, header->bytes},
	};
	return zr_sealed_encode(&inner, keys->recipient, keys->random, ret_payload, error);
}

int zr_envelope_seal(const struct zr_envelope_message *message, const struct zr_envelope_keys *keys,
	struct zr_buffer *ret_envelope, uint8_t ret_hash[ZR_HASH_BYTES], struct zr_error *error)
{
	assert(keys->random != NULL && ret_envelope->bytes == 0);
	assert(message->head->kind != ZR_ENVELOPE_RECEIPT);
	struct zr_envelope_head head = *message->head;
	head.is_pair = false;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer payload = {0};
	int code = zr_envelope_put_head(&head, keys, &header, error);
	if (code == 0) {
		code = seal_payload(message, keys, &header, &payload, error);
	}
	if (code == 0) {
		code = zr_envelope_sign(&header, &payload, keys->signer, ret_envelope, error);
	}
	if (code == 0 && ret_hash != NULL) {
		zr_envelope_hash(ret_envelope->data, ret_envelope->bytes, ret_hash);
	}
	return code;
}

int zr_envelope_measure(
	const void *content, size_t content_bytes, size_t *ret_bytes, struct zr_error *error)
{
	assert(ret_bytes != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_pack_encode(content, content_bytes, &packed, error);
	if (code == 0) {
		*ret_bytes = packed.bytes + ZR_ENVELOPE_FRAME_BYTES_MAX;
	}
	return code;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int take_parts(const void *envelope, size_t bytes, struct zr_envelope_parts *ret_parts,
	struct zr_error *error)
{
	if (bytes > ZR_ENVELOPE_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the envelope has %zu bytes, the limit is %zu", bytes,
			ZR_ENVELOPE_BYTES_MAX);
	}
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, envelope, bytes);
	if (zr_cbor_take_tag(&reader) != ZR_LABEL_TAG_SIGN1 || zr_cbor_take_array(&reader) != 4) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	ret_parts->protected_header = zr_cbor_take_bytes(&reader);
	if (zr_cbor_take_map(&reader) != 0) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	ret_parts->payload = zr_cbor_take_bytes(&reader);
	zr_cbor_take_fixed(&reader, ret_parts->signature, sizeof ret_parts->signature);
	return zr_cbor_end(&reader, "the envelope", error);
}

/* A number of the header that must have this value. */
static void take_exactly(struct zr_cbor_reader *reader, int64_t value)
{
	if (zr_cbor_take_int(reader) != value) {
		zr_cbor_fail(reader, ZR_E_UNSUPPORTED);
	}
}

/* Our fields, in the one deterministic order. Any other is from a version that we do not know. */
int zr_envelope_take_head(
	struct zr_cbor_span header, struct zr_envelope_head *ret_head, struct zr_error *error)
{
	assert(ret_head != NULL);
	struct zr_envelope_head head = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, header.data, header.bytes);
	if (zr_cbor_take_map(&reader) != HEAD_FIELD_COUNT) {
		zr_cbor_fail(&reader, ZR_E_UNSUPPORTED);
	}
	take_exactly(&reader, ZR_LABEL_ALGORITHM);
	take_exactly(&reader, ZR_LABEL_EDDSA);
	take_exactly(&reader, ZR_LABEL_CONTENT_TYPE);
	int64_t format = zr_cbor_take_int(&reader);
	take_exactly(&reader, ZR_LABEL_KID);
	zr_cbor_take_fixed(&reader, head.sender, ZR_PARTY_ID_BYTES);
	take_exactly(&reader, ZR_LABEL_KIND);
	uint64_t kind = zr_cbor_take_uint(&reader);
	take_exactly(&reader, ZR_LABEL_SEQUENCE);
	head.sequence = zr_cbor_take_uint(&reader);
	take_exactly(&reader, ZR_LABEL_TIME);
	head.time_us = zr_cbor_take_int(&reader);
	take_exactly(&reader, ZR_LABEL_READER);
	zr_cbor_take_fixed(&reader, head.reader, ZR_PARTY_ID_BYTES);
	head.is_pair = kind == ZR_ENVELOPE_RECORD && format == ZR_LABEL_FORMAT_CBOR;
	head.kind = (enum zr_envelope_kind)kind;
	bool is_known =
		kind >= ZR_ENVELOPE_RECORD && kind <= ZR_ENVELOPE_ORDER &&
		format == (is_cbor(&head) ? ZR_LABEL_FORMAT_CBOR : ZR_LABEL_FORMAT_COSE_ENCRYPT);
	if (!is_known) {
		zr_cbor_fail(&reader, ZR_E_UNSUPPORTED);
	}
	if (head.sequence > INT64_MAX) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	if (reader.code == ZR_E_UNSUPPORTED) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"the envelope's header is of a kind or version that this software does "
			"not know (byte %zu); update it",
			reader.offset);
	}
	int code = zr_cbor_end(&reader, "the envelope's header", error);
	if (code == 0) {
		*ret_head = head;
	}
	return code;
}

int zr_envelope_take(const void *envelope, size_t bytes, struct zr_envelope_parts *ret_parts,
	struct zr_envelope_head *ret_head, struct zr_error *error)
{
	int code = take_parts(envelope, bytes, ret_parts, error);
	return code != 0 ? code
			 : zr_envelope_take_head(ret_parts->protected_header, ret_head, error);
}

int zr_envelope_split(
	struct zr_cbor_span payload, struct zr_cbor_span ret_parts[2], struct zr_error *error)
{
	assert(ret_parts != NULL);
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, payload.data, payload.bytes);
	if (zr_cbor_take_array(&reader) != 2) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	for (size_t i = 0; i < 2; i++) {
		size_t start = reader.offset;
		zr_cbor_skip(&reader);
		ret_parts[i] = (struct zr_cbor_span){payload.data + start, reader.offset - start};
	}
	return zr_cbor_end(&reader, "the pair of sealed parts", error);
}

int zr_envelope_peek(const void *envelope, size_t bytes, struct zr_envelope_head *ret_head,
	struct zr_error *error)
{
	assert(ret_head != NULL);
	struct zr_envelope_parts parts = {0};
	return zr_envelope_take(envelope, bytes, &parts, ret_head, error);
}

int zr_envelope_verify(const struct zr_envelope_signed *envelope,
	struct zr_envelope_parts *ret_parts, struct zr_envelope_head *ret_head,
	struct zr_error *error)
{
	assert(envelope->signer != NULL && ret_parts != NULL && ret_head != NULL);
	const struct zr_party_public *signer = envelope->signer;
	struct zr_envelope_head head = {0};
	int code = zr_envelope_take(envelope->data, envelope->bytes, ret_parts, &head, error);
	if (code != 0) {
		return code;
	}
	if (memcmp(head.sender, signer->id, sizeof head.sender) != 0) {
		return zr_error_set(
			error, ZR_E_FORGED, "the envelope names another sender than the key's");
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	code = put_sig_structure(&message, ret_parts);
	if (code == 0) {
		code = zr_crypto_verify(
			signer->sign, message.data, message.bytes, ret_parts->signature);
	}
	if (code == ZR_E_FORGED) {
		return zr_error_set(error, code,
			"the envelope's signature is not its sender's; it was altered or forged");
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory to verify an envelope");
	}
	*ret_head = head;
	return 0;
}

int zr_envelope_unseal(const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *recipient, struct zr_envelope_head *ret_head,
	struct zr_buffer *ret_packed, struct zr_error *error)
{
	assert(envelope->signer != NULL && recipient != NULL && ret_head != NULL);
	assert(ret_packed->bytes == 0);
	struct zr_envelope_parts parts = {0};
	struct zr_envelope_head head = {0};
	int code = zr_envelope_verify(envelope, &parts, &head, error);
	if (code != 0) {
		return code;
	}
	*ret_head = head;
	if (memcmp(head.reader, recipient->public_half.id, sizeof head.reader) != 0) {
		return zr_error_set(error, ZR_E_FOREIGN, "the envelope is for another reader");
	}
	if (head.kind == ZR_ENVELOPE_RECEIPT) {
		return zr_error_set(error, ZR_E_UNSUPPORTED, "a receipt is not sealed");
	}
	struct zr_cbor_span halves[2] = {parts.payload};
	code = head.is_pair ? zr_envelope_split(parts.payload, halves, error) : 0;
	if (code != 0) {
		return code;
	}
	struct zr_crypto_bytes sealed = {halves[0].data, halves[0].bytes};
	struct zr_crypto_bytes external_aad = {
		parts.protected_header.data, parts.protected_header.bytes};
	return zr_sealed_decode(sealed, external_aad, recipient, ret_packed, error);
}

int zr_envelope_open(const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *recipient, struct zr_envelope_head *ret_head,
	struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(ret_head != NULL && ret_content->bytes == 0);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	struct zr_envelope_head head = {0};
	int code = zr_envelope_unseal(envelope, recipient, &head, &packed, error);
	if (code == 0) {
		code = zr_pack_decode(packed.data, packed.bytes, ret_content, error);
	}
	if (code == 0) {
		*ret_head = head;
	}
	return code;
}
