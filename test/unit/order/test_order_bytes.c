/* Each kind of order with bytes that nobody of ours would write: refused, or read so that it can be
 * written and read again.
 * Tests: order_answered.c, order_invitation.c, order_office.c, order_returns.c */
#include "test/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/order/orders.h"
#include "test/unit/fail_alloc.h"
#include "test/unit/order/order_samples.h"

static struct zr_order (*const samples[])(void) = {
	order_sample_answered, order_sample_invitation, order_sample_office, order_sample_returns};

enum {
	SAMPLE_COUNT = sizeof samples / sizeof samples[0],
};

static void encode_sample(size_t index, struct zr_buffer *ret_content)
{
	struct zr_order order = samples[index]();
	assert_int_equal(0, zr_order_encode(&order, ret_content, NULL));
}

/* Whether it was taken. */
static bool take(const void *data, size_t bytes)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_order_decode(data, bytes, &read, NULL);
	if (code != 0) {
		assert_true(code == ZR_E_SYNTAX || code == ZR_E_LIMIT || code == ZR_E_UNSUPPORTED);
		return false;
	}
	assert_int_equal(0, zr_order_encode(&read, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &again, NULL));
	assert_int_equal(read.kind, again.kind);
	return true;
}

static void returns_order_comes_back(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	struct zr_order order = order_sample_returns();
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(2, read.return_count);
	assert_string_equal("r-1", read.returns[0].record_id);
	assert_int_equal(15, read.returns[0].parcel_bytes);
	assert_memory_equal(order.returns[0].parcel, read.returns[0].parcel, 15);
	assert_null(read.returns[1].parcel);
}

static void no_part_of_an_order_is_one(void **state)
{
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
		encode_sample(i, &content);
		assert_true(take(content.data, content.bytes));
		for (size_t bytes = 0; bytes < content.bytes; bytes++) {
			assert_false(take(content.data, bytes));
		}
	}
}

static void any_byte_may_be_another(void **state)
{
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
		encode_sample(i, &content);
		uint8_t *data = (uint8_t *)content.data;
		for (size_t at = 0; at < content.bytes; at++) {
			const uint8_t kept = data[at];
			for (unsigned value = 0; value <= UINT8_MAX; value++) {
				data[at] = (uint8_t)value;
				(void)take(data, content.bytes);
			}
			data[at] = kept;
		}
	}
}

/* A tablet has nothing to follow in it, and must not end of it. */
static void refuses_an_office_without_keys(void **state)
{
	static const uint8_t data[] = {0xA2, 1, 4, 10, 0x40};
	struct zr_order read = {0};
	assert_int_equal(ZR_E_SYNTAX, zr_order_decode(data, sizeof data, &read, NULL));
}

static void refuses_a_return_without_a_record(void **state)
{
	static const uint8_t data[] = {0xA2, 1, 3, 9, 0x81, 0x82, 0x60, 0x41, 'x'};
	struct zr_order read = {0};
	assert_int_equal(ZR_E_LIMIT, zr_order_decode(data, sizeof data, &read, NULL));
}

static int decode_returns(size_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	struct zr_cbor_writer writer = {.buffer = &content};
	zr_cbor_put_map(&writer, 2);
	zr_cbor_put_int_field(&writer, 1, ZR_ORDER_RETURNS);
	zr_cbor_put_int(&writer, 9);
	zr_cbor_put_array(&writer, count);
	for (size_t i = 0; i < count; i++) {
		zr_cbor_put_array(&writer, 2);
		zr_cbor_put_text(&writer, "r");
		zr_cbor_put_bytes(&writer, NULL, 0);
	}
	return zr_order_decode(content.data, content.bytes, &read, NULL);
}

static void limits_the_returns_of_an_order(void **state)
{
	assert_int_equal(0, decode_returns(ZR_ORDER_RETURN_COUNT_MAX));
	assert_int_equal(ZR_E_LIMIT, decode_returns(ZR_ORDER_RETURN_COUNT_MAX + 1));
}

static int carry(size_t index)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	struct zr_order order = samples[index]();
	int code = zr_order_encode(&order, &content, NULL);
	return code == 0 ? zr_order_decode(content.data, content.bytes, &read, NULL) : code;
}

static void every_failing_allocation_is_told(void **state)
{
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		bool was_met = true;
		for (long n = 0; was_met; n++) {
			fail_alloc_start(n);
			int code = carry(i);
			was_met = fail_alloc_stop();
			assert_int_equal(code, was_met ? ZR_E_NOMEM : 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(returns_order_comes_back),
		cmocka_unit_test(no_part_of_an_order_is_one),
		cmocka_unit_test(any_byte_may_be_another),
		cmocka_unit_test(refuses_an_office_without_keys),
		cmocka_unit_test(refuses_a_return_without_a_record),
		cmocka_unit_test(limits_the_returns_of_an_order),
		cmocka_unit_test(every_failing_allocation_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
