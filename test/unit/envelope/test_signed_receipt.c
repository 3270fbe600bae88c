/* Receipts on their way: whose they are, and that nothing altered or bare passes for signed. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/signed_receipt.h"
#include "test/unit/envelope/parties.h"

static struct zr_party_secret hub;
static struct zr_party_secret tablet;
static struct zr_party_secret other;

static void encode(struct zr_buffer *content)
{
	static struct zr_receipt_entry entry = {.hash = {5}, .sequence = 7};
	const struct zr_receipt receipt = {.entries = &entry,
		.entry_count = 1,
		.high_water = 7,
		.durable_through = 6,
		.pause_s = 900,
		.nonce = 0x1122334455667788,
		.has_epoch = true,
		.epoch = {9},
		.battery_percent = -1};
	parties_init(&hub, 1);
	parties_init(&tablet, 2);
	parties_init(&other, 3);
	assert_int_equal(zr_receipt_encode(&receipt, content, NULL), 0);
}

static void sign(enum zr_envelope_kind kind, struct zr_buffer *envelope)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	const struct zr_envelope_head head = {.kind = kind, .sequence = 12, .time_us = 34};
	encode(&content);
	const struct zr_envelope_message message = {&head, content.data, content.bytes};
	const struct zr_envelope_keys keys = {&hub, &tablet.public_half, parties_random};
	int code = kind == ZR_ENVELOPE_RECEIPT
			   ? zr_signed_receipt_sign(&message, &keys, envelope, NULL)
			   : zr_envelope_seal(&message, &keys, envelope, NULL, NULL);
	assert_int_equal(code, 0);
}

static int read_by(const struct zr_party_secret *reader, const void *data, size_t bytes,
	bool *ret_is_signed, struct zr_receipt *ret_receipt)
{
	const struct zr_envelope_signed answer = {data, bytes, &hub.public_half};
	return zr_signed_receipt_read(
		&answer, reader->public_half.id, ret_is_signed, ret_receipt, NULL);
}

static void comes_back_signed(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	bool is_signed = false;
	sign(ZR_ENVELOPE_RECEIPT, &envelope);
	assert_int_equal(read_by(&tablet, envelope.data, envelope.bytes, &is_signed, &read), 0);
	assert_true(is_signed);
	assert_int_equal(read.durable_through, 6);
	assert_int_equal(read.pause_s, 900);
	assert_int_equal(read.nonce, 0x1122334455667788);
	assert_int_equal(read.entries[0].sequence, 7);
}

static void a_bare_one_says_nothing_of_envelopes(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer empty = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	bool is_signed = true;
	encode(&content);
	assert_int_equal(
		read_by(&tablet, content.data, content.bytes, &is_signed, &read), ZR_E_FORGED);
	const struct zr_receipt receipt = {.durable_through = 6, .nonce = 5};
	assert_int_equal(zr_receipt_encode(&receipt, &empty, NULL), 0);
	assert_int_equal(read_by(&tablet, empty.data, empty.bytes, &is_signed, &read), 0);
	assert_false(is_signed);
	assert_int_equal(read.durable_through, 6);
	assert_int_equal(read.nonce, 5);
}

static void another_tablets_receipt_is_refused(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_receipt read = {0};
	bool is_signed = false;
	sign(ZR_ENVELOPE_RECEIPT, &envelope);
	assert_int_equal(
		read_by(&other, envelope.data, envelope.bytes, &is_signed, &read), ZR_E_FOREIGN);
	hub = other;
	assert_int_equal(
		read_by(&tablet, envelope.data, envelope.bytes, &is_signed, &read), ZR_E_FORGED);
	assert_false(is_signed);
	assert_null(read.entries);
}

static void an_order_is_no_receipt(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	struct zr_receipt read = {0};
	bool is_signed = false;
	sign(ZR_ENVELOPE_ORDER, &envelope);
	assert_int_equal(
		read_by(&tablet, envelope.data, envelope.bytes, &is_signed, &read), ZR_E_SYNTAX);
	assert_int_equal(read_by(&tablet, "", 0, &is_signed, &read), ZR_E_SYNTAX);
}

static void is_not_opened_as_what_is_sealed(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_envelope_head head = {0};
	sign(ZR_ENVELOPE_RECEIPT, &envelope);
	const struct zr_envelope_signed answer = {envelope.data, envelope.bytes, &hub.public_half};
	assert_int_equal(
		zr_envelope_open(&answer, &tablet, &head, &content, NULL), ZR_E_UNSUPPORTED);
	assert_int_equal(content.bytes, 0);
}

static void refuses_every_flipped_bit_and_every_cut(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	sign(ZR_ENVELOPE_RECEIPT, &envelope);
	bool is_signed = false;
	for (size_t i = 0; i < envelope.bytes * 8; i++) {
		struct zr_receipt read = {0};
		envelope.data[i / 8] = (char)(envelope.data[i / 8] ^ (1 << i % 8));
		assert_true(read_by(&tablet, envelope.data, envelope.bytes, &is_signed, &read) < 0);
		assert_null(read.entries);
		envelope.data[i / 8] = (char)(envelope.data[i / 8] ^ (1 << i % 8));
	}
	for (size_t bytes = 0; bytes < envelope.bytes; bytes++) {
		struct zr_receipt read = {0};
		ZR_CLEANUP_FREE char *cut = malloc(bytes + 1);
		assert_non_null(cut);
		memcpy(cut, envelope.data, bytes);
		assert_true(read_by(&tablet, cut, bytes, &is_signed, &read) < 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_signed),
		cmocka_unit_test(a_bare_one_says_nothing_of_envelopes),
		cmocka_unit_test(another_tablets_receipt_is_refused),
		cmocka_unit_test(an_order_is_no_receipt),
		cmocka_unit_test(is_not_opened_as_what_is_sealed),
		cmocka_unit_test(refuses_every_flipped_bit_and_every_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
