/* What the hub says of a tablet's envelopes, when it signs it, and what it calls durable. */
#include "test/unit/unit.h"

#include "test/unit/hub/small_hub.h"

#include "hub/store/store.h"
#include "lib/envelope/signed_receipt.h"

static struct small_hub small;
static struct zr_party_secret tablet;
static struct zr_receipt greeting;
static uint8_t salt; /* of the seals */

static int start(void **state)
{
	const uint8_t random[2 * ZR_KEY_BYTES] = {5};
	struct zr_device device = {.enrolled_us = 1, .battery_percent = 50, .name = "T"};
	small_hub_init(&small);
	memset(small.shared.epoch, 7, sizeof small.shared.epoch);
	small.shared.options.pause_s = 900;
	greeting = (struct zr_receipt){.battery_percent = 50};
	salt = 0;
	int code = zr_party_init(&tablet, random, NULL);
	device.keys = tablet.public_half;
	return code == 0 ? zr_store_add_device(small.store, &device, NULL) : code;
}

static int stop(void **state)
{
	small_hub_finish(&small);
	return 0;
}

/* An envelope in which nothing stands: what is in it is looked at later. */
static void add_record(struct zr_buffer *body, uint64_t sequence)
{
	uint8_t random[ZR_SEAL_RANDOM_BYTES] = {(uint8_t)sequence, salt};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = sequence};
	const struct zr_envelope_message message = {&head, "x", 1};
	const struct zr_envelope_keys keys = {&tablet, &small.shared.keys.public_half, random};
	assert_int_equal(zr_envelope_seal(&message, &keys, &envelope, NULL, NULL), 0);
	assert_int_equal(zr_exchange_add(body, envelope.data, envelope.bytes), 0);
}

struct seen {
	bool is_there;
	bool is_signed;
	struct zr_receipt receipt;
};

static int see(void *user, const void *part, size_t bytes)
{
	struct seen *seen = user;
	const struct zr_envelope_signed answer = {part, bytes, &small.shared.keys.public_half};
	assert_false(seen->is_there);
	seen->is_there = true;
	return zr_signed_receipt_read(
		&answer, tablet.public_half.id, &seen->is_signed, &seen->receipt, NULL);
}

/* Sends those from first to last, none when that is 0, and holds the receipt against the rest. */
static void expect_receipt(uint64_t first, uint64_t last, bool is_signed, uint64_t durable_through)
{
	struct seen seen = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	size_t count = last == 0 ? 0 : (size_t)(last - first + 1);
	greeting.nonce++;
	assert_int_equal(zr_receipt_encode(&greeting, &content, NULL), 0);
	assert_int_equal(zr_exchange_begin(&body, 1 + count), 0);
	assert_int_equal(zr_exchange_add(&body, content.data, content.bytes), 0);
	for (size_t i = 0; i < count; i++) {
		add_record(&body, first + i);
	}
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_POST, "/v1/exchange");
	small_hub_show(&small, request, &tablet.public_half);
	assert_int_equal(small_hub_run(&small, request, body.data, body.bytes), 200);
	const struct zr_buffer *answer = &request->answer.body;
	assert_int_equal(zr_exchange_decode(answer->data, answer->bytes, see, &seen, NULL), 0);
	assert_int_equal(seen.is_signed, is_signed);
	assert_int_equal(seen.receipt.entry_count, count);
	assert_int_equal(seen.receipt.durable_through, durable_through);
	assert_int_equal(seen.receipt.nonce, greeting.nonce);
	assert_int_equal(seen.receipt.pause_s, 900);
	greeting.durable_through = durable_through;
	zr_receipt_finish(&seen.receipt);
	zr_request_free(request);
}

static void know_the_life(void)
{
	greeting.has_epoch = true;
	memcpy(greeting.epoch, small.shared.epoch, sizeof greeting.epoch);
}

static void back_up(void)
{
	struct zr_store_arrival_marks marks;
	assert_int_equal(zr_store_get_arrival_marks(small.store, &marks, NULL), 0);
	atomic_store(&small.shared.durable.end_rank, marks.last_rank);
}

static void what_lets_a_tablet_forget_is_signed_and_no_more(void **state)
{
	small.shared.durable.policy = ZR_DURABLE_BACKUP;
	expect_receipt(0, 0, true, 0); /* the life of the store is news */
	know_the_life();
	expect_receipt(0, 0, false, 0);
	expect_receipt(1, 2, true, 0);
	expect_receipt(0, 0, false, 0);
	back_up();
	expect_receipt(0, 0, true, 2);
	expect_receipt(0, 0, false, 2);
}

static void a_second_record_at_a_sequence_takes_back_what_was_said(void **state)
{
	small.shared.durable.policy = ZR_DURABLE_BACKUP;
	know_the_life();
	expect_receipt(1, 3, true, 0);
	back_up();
	expect_receipt(1, 3, true, 3); /* the same again stands in the backup */
	salt = 9;
	expect_receipt(2, 2, true, 1);
	expect_receipt(0, 0, false, 1);
	back_up();
	expect_receipt(0, 0, true, 3);
}

static void a_gap_ends_what_is_durable(void **state)
{
	small.shared.durable.policy = ZR_DURABLE_BACKUP;
	know_the_life();
	expect_receipt(2, 3, true, 0);
	back_up();
	expect_receipt(0, 0, false, 0);
	expect_receipt(1, 1, true, 0);
	back_up();
	expect_receipt(0, 0, true, 3);
}

static void what_is_stored_is_durable_where_that_is_all_there_is(void **state)
{
	small.shared.durable.policy = ZR_DURABLE_STORED;
	know_the_life();
	expect_receipt(1, 2, true, 2);
	salt = 9;
	expect_receipt(1, 1, true, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_lets_a_tablet_forget_is_signed_and_no_more, start, stop),
		cmocka_unit_test_setup_teardown(
			a_second_record_at_a_sequence_takes_back_what_was_said, start, stop),
		cmocka_unit_test_setup_teardown(a_gap_ends_what_is_durable, start, stop),
		cmocka_unit_test_setup_teardown(
			what_is_stored_is_durable_where_that_is_all_there_is, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
