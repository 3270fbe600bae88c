/* The outer structure is envelope.c's, the content content_receipt.c's. */
#include "lib/envelope/signed_receipt.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/envelope_priv.h"
#include "lib/envelope/label.h"

enum {
	/* Tag 18 in its only form: no map begins so. */
	FIRST_BYTE_SIGNED = 0xc0 | ZR_LABEL_TAG_SIGN1,
};

int zr_signed_receipt_sign(const struct zr_envelope_message *message,
	const struct zr_envelope_keys *keys, struct zr_buffer *ret_envelope, struct zr_error *error)
{
	assert(message->head->kind == ZR_ENVELOPE_RECEIPT && ret_envelope->bytes == 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer header = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer payload = {0};
	int code = zr_envelope_put_head(message->head, keys, &header, error);
	if (code == 0 && zr_buffer_add(&payload, message->content, message->content_bytes) < 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory to sign a receipt");
	}
	return code == 0 ? zr_envelope_sign(&header, &payload, keys->signer, ret_envelope, error)
			 : code;
}

static int read_signed(const struct zr_envelope_signed *answer,
	const uint8_t reader[ZR_PARTY_ID_BYTES], struct zr_receipt *ret_receipt,
	struct zr_error *error)
{
	struct zr_envelope_parts parts = {0};
	struct zr_envelope_head head = {0};
	int code = zr_envelope_verify(answer, &parts, &head, error);
	if (code != 0) {
		return code;
	}
	if (head.kind != ZR_ENVELOPE_RECEIPT) {
		return zr_error_set(error, ZR_E_SYNTAX, "the hub's answer has no receipt");
	}
	if (memcmp(head.reader, reader, sizeof head.reader) != 0) {
		return zr_error_set(error, ZR_E_FOREIGN, "the receipt is another tablet's");
	}
	return zr_receipt_decode(parts.payload.data, parts.payload.bytes, ret_receipt, error);
}

/* What became of envelopes is never said without a signature: the tablet keeps it as its proof. */
static int read_bare(const struct zr_envelope_signed *answer, struct zr_receipt *ret_receipt,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	int code = zr_receipt_decode(answer->data, answer->bytes, &receipt, error);
	if (code == 0 && receipt.entry_count > 0) {
		code = zr_error_set(error, ZR_E_FORGED, "the hub's receipt is not signed");
	}
	if (code == 0) {
		*ret_receipt = receipt;
		receipt = (struct zr_receipt){0};
	}
	return code;
}

int zr_signed_receipt_read(const struct zr_envelope_signed *answer,
	const uint8_t reader[ZR_PARTY_ID_BYTES], bool *ret_is_signed,
	struct zr_receipt *ret_receipt, struct zr_error *error)
{
	assert(reader != NULL && ret_is_signed != NULL && ret_receipt != NULL);
	const uint8_t *bytes = answer->data;
	bool is_signed = answer->bytes > 0 && bytes[0] == FIRST_BYTE_SIGNED;
	int code = is_signed ? read_signed(answer, reader, ret_receipt, error)
			     : read_bare(answer, ret_receipt, error);
	if (code == 0) {
		*ret_is_signed = is_signed;
	}
	return code;
}
