/* The outer structure is envelope.c's, the inner ones are sealed.c's; here is what holds two of
 * those together. */
#include "lib/envelope/sealed_pair.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/envelope_priv.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed.h"

/* One part: packed and sealed under the header. */
static int seal_part(struct zr_crypto_bytes content, const struct zr_buffer *header,
	const struct zr_envelope_keys *keys, struct zr_buffer *ret_part, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_pack_encode(content.data, content.bytes, &packed, error);
	const struct zr_sealed_message message = {
		.plaintext = {packed.data, packed.bytes},
		.external_aad = {header->data, header->bytes},
	};
	return code == 0
		       ? zr_sealed_encode(&message, keys->recipient, keys->random, ret_part, error)
		       : code;
}

static int seal_payload(const struct zr_sealed_pair_message *message,
	const struct zr_sealed_pair_keys *keys, const struct zr_buffer *header,
	struct zr_buffer *ret_payload, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	const struct zr_envelope_keys to_hub = {keys->signer, keys->hub, keys->random};
	const struct zr_envelope_keys to_office = {
		keys->signer, keys->office, keys->random + ZR_SEAL_RANDOM_BYTES};
	struct zr_cbor_writer writer = {.buffer = ret_payload};
	int code = seal_part(message->cover, header, &to_hub, &cover, error);
	if (code == 0) {
		code = seal_part(message->answers, header, &to_office, &answers, error);
	}
	if (code != 0) {
		return code;
	}
	zr_cbor_put_array(&writer, 2);
	code = writer.code;
	if (code == 0) {
		code = zr_buffer_add(ret_payload, cover.data, cover.bytes);
	}
	if (code == 0) {
		code = zr_buffer_add(ret_payload, answers.data, answers.bytes);
	}
	return code == 0 ? 0 : zr_error_set(error, code, "no memory to seal a record");
}

int zr_sealed_pair_seal(const struct zr_sealed_pair_message *message,
	const struct zr_sealed_pair_keys *keys, struct zr_buffer *ret_envelope,
	uint8_t ret_hash[ZR_HASH_BYTES], struct zr_error *error)
{
	assert(message->head->kind == ZR_ENVELOPE_RECORD && ret_envelope->bytes == 0);
	assert(keys->hub != NULL && keys->office != NULL && keys->random != NULL);
	struct zr_envelope_head head = *message->head;
	head.is_pair = true;
	const struct zr_envelope_keys outer = {keys->signer, keys->hub, keys->random};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer payload = {0};
	int code = zr_envelope_put_head(&head, &outer, &header, error);
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

/* --- reading ---------------------------------------------------------------------------------- */

static int check_kind(const struct zr_envelope_head *head, struct zr_error *error)
{
	return head->is_pair ? 0
			     : zr_error_set(error, ZR_E_INVALID,
				       "the envelope has no answers of its own: it is one part");
}

int zr_sealed_pair_cut(const void *envelope, size_t bytes,
	struct zr_sealed_pair_answers *ret_answers, struct zr_error *error)
{
	assert(envelope != NULL && ret_answers != NULL);
	struct zr_envelope_parts parts = {0};
	struct zr_envelope_head head = {0};
	struct zr_cbor_span halves[2] = {{0}};
	int code = zr_envelope_take(envelope, bytes, &parts, &head, error);
	if (code == 0) {
		code = check_kind(&head, error);
	}
	if (code == 0) {
		code = zr_envelope_split(parts.payload, halves, error);
	}
	if (code == 0) {
		*ret_answers = (struct zr_sealed_pair_answers){
			.header = {parts.protected_header.data, parts.protected_header.bytes},
			.sealed = {halves[1].data, halves[1].bytes},
		};
	}
	return code;
}

int zr_sealed_pair_read_label(const struct zr_sealed_pair_answers *answers,
	struct zr_sealed_pair_label *ret_label, struct zr_error *error)
{
	assert(answers != NULL && ret_label != NULL);
	struct zr_envelope_head head = {0};
	struct zr_sealed_pair_label label;
	int code = zr_envelope_take_head(
		(struct zr_cbor_span){answers->header.data, answers->header.bytes}, &head, error);
	if (code == 0) {
		code = check_kind(&head, error);
	}
	if (code == 0) {
		code = zr_sealed_read_reader(answers->sealed, label.office, error);
	}
	if (code == 0) {
		memcpy(label.sender, head.sender, sizeof label.sender);
		label.sequence = head.sequence;
		*ret_label = label;
	}
	return code;
}

int zr_sealed_pair_open(const struct zr_sealed_pair_answers *answers,
	const struct zr_party_secret *office, struct zr_buffer *ret_packed, struct zr_error *error)
{
	assert(answers != NULL && office != NULL && ret_packed->bytes == 0);
	struct zr_envelope_head head = {0};
	int code = zr_envelope_take_head(
		(struct zr_cbor_span){answers->header.data, answers->header.bytes}, &head, error);
	if (code == 0) {
		code = check_kind(&head, error);
	}
	return code == 0 ? zr_sealed_decode(
				   answers->sealed, answers->header, office, ret_packed, error)
			 : code;
}
