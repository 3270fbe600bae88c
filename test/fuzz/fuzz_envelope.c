/*
 * Everything in lib/envelope that reads bytes from outside, with fixed keys. The first byte chooses
 * the reader, so that one corpus serves all; the last reader seals the input first, so that the
 * fuzzer gets behind the signature: its input is then the packed content's own.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/code.h"
#include "lib/envelope/content.h"
#include "lib/order/orders.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed_pair.h"
#include "lib/envelope/sealed.h"
#include "lib/envelope/signed_receipt.h"
#include "test/unit/envelope/parties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct zr_party_secret tablet;
static struct zr_party_secret hub;

static void read_envelope(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_envelope_head head;
	struct zr_error error;
	(void)!zr_envelope_peek(data, bytes, &head, &error);
	(void)!zr_envelope_open(&(struct zr_envelope_signed){data, bytes, &tablet.public_half},
		&hub, &head, &content, &error);
}

static void read_sealed(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer plain = {0};
	struct zr_crypto_bytes sealed = {data, bytes};
	struct zr_crypto_bytes context = {"c", 1};
	(void)!zr_sealed_decode(sealed, context, &hub, &plain, NULL);
}

static void read_packed(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	(void)!zr_pack_decode(data, bytes, &content, NULL);
}

/* What decodes must encode, and decode again. */
static void read_record(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	if (zr_record_decode(data, bytes, &record, NULL) == 0 &&
		(zr_record_encode(&record, &content, NULL) != 0 ||
			zr_record_decode(content.data, content.bytes, &again, NULL) != 0)) {
		abort();
	}
}

static void read_receipt(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	if (zr_receipt_decode(data, bytes, &receipt, NULL) == 0 &&
		(zr_receipt_encode(&receipt, &content, NULL) != 0 ||
			zr_receipt_decode(content.data, content.bytes, &again, NULL) != 0)) {
		abort();
	}
}

/* The input as an answer's first bytes, and as what a hub signed. */
static void read_answered(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECEIPT, .sequence = 1};
	bool is_signed = false;
	int code =
		zr_signed_receipt_read(&(struct zr_envelope_signed){data, bytes, &hub.public_half},
			tablet.public_half.id, &is_signed, &receipt, NULL);
	if (code == 0 && (is_signed || receipt.entry_count > 0)) {
		abort(); /* nobody signs here but the next line */
	}
	if (zr_signed_receipt_sign(&(struct zr_envelope_message){&head, data, bytes},
		    &(struct zr_envelope_keys){&hub, &tablet.public_half, parties_random},
		    &envelope, NULL) != 0) {
		return;
	}
	int signed_code = zr_signed_receipt_read(
		&(struct zr_envelope_signed){envelope.data, envelope.bytes, &hub.public_half},
		tablet.public_half.id, &is_signed, &again, NULL);
	if (code == 0 && (signed_code != 0 || !is_signed)) {
		abort();
	}
}

static void read_order(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	if (zr_order_decode(data, bytes, &order, NULL) == 0 &&
		(zr_order_encode(&order, &content, NULL) != 0 ||
			zr_order_decode(content.data, content.bytes, &again, NULL) != 0)) {
		abort();
	}
}

static int visit(void *user, const void *envelope, size_t bytes)
{
	struct zr_envelope_head head;
	(void)!zr_envelope_peek(envelope, bytes, &head, NULL);
	return 0;
}

static void read_exchange(const void *data, size_t bytes)
{
	(void)!zr_exchange_decode(data, bytes, visit, NULL, NULL);
}

static void read_enrolment(const void *data, size_t bytes)
{
	struct zr_enrol_request request;
	struct zr_enrol_answer answer;
	struct zr_error problem;
	(void)!zr_enrol_request_decode(data, bytes, &request, NULL);
	(void)!zr_enrol_answer_decode(data, bytes, &answer, NULL);
	(void)!zr_enrol_error_decode(data, bytes, &problem);
}

static void read_code(const void *data, size_t bytes)
{
	ZR_CLEANUP_FREE char *text = calloc(1, bytes + 1);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer shown = {0};
	struct zr_code code;
	struct zr_code again;
	if (text == NULL) {
		return;
	}
	memcpy(text, data, bytes);
	if (zr_code_parse(text, &code, NULL) == 0 &&
		(zr_code_format(&code, &shown) != 0 ||
			zr_code_parse(shown.data, &again, NULL) != 0 ||
			memcmp(&code, &again, sizeof code) != 0)) {
		abort();
	}
}

/* The input as a sealed part and as a content that the right sender signed. */
static void read_signed(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = 1};
	if (zr_envelope_seal(&(struct zr_envelope_message){&head, data, bytes},
		    &(struct zr_envelope_keys){&tablet, &hub.public_half, parties_random},
		    &envelope, NULL, NULL) != 0) {
		return;
	}
	if (zr_envelope_open(&(struct zr_envelope_signed){envelope.data, envelope.bytes,
				     &tablet.public_half},
		    &hub, &head, &content, NULL) != 0 ||
		content.bytes != bytes || (bytes > 0 && memcmp(content.data, data, bytes) != 0)) {
		abort();
	}
}

/* The two parts of a record, by those who open them, and what cuts them apart. */
static void read_pair(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	struct zr_sealed_pair_answers answers = {0};
	struct zr_sealed_pair_label label;
	if (zr_sealed_pair_cut(data, bytes, &answers, NULL) == 0 &&
		zr_sealed_pair_read_label(&answers, &label, NULL) == 0) {
		(void)!zr_sealed_pair_open(&answers, &hub, &packed, NULL);
	}
}

static void read_parts(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record cover = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record answers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	if (zr_record_decode_cover(data, bytes, &cover, NULL) == 0 &&
		zr_record_encode_cover(&cover, &content, NULL) != 0) {
		abort();
	}
	zr_buffer_clear(&content);
	if (zr_record_decode_answers(data, bytes, &answers, NULL) == 0 &&
		zr_record_encode_answers(&answers, &content, NULL) != 0) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static void (*const readers[])(const void *, size_t) = {read_envelope, read_sealed,
		read_packed, read_record, read_receipt, read_order, read_exchange, read_enrolment,
		read_code, read_signed, read_pair, read_parts, read_answered};
	static bool is_ready = false;
	if (!is_ready) {
		parties_init(&tablet, 1);
		parties_init(&hub, 2);
		is_ready = true;
	}
	if (bytes > 0) {
		readers[data[0] % (sizeof readers / sizeof *readers)](data + 1, bytes - 1);
	}
	return 0;
}
