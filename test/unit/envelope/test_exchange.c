/* Exchange lists: each envelope is visited once, in order, within the limits. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/content.h"

static int visit(void *user, const void *envelope, size_t bytes)
{
	struct zr_buffer *seen = user;
	return zr_buffer_add(seen, envelope, bytes);
}

static int refuse(void *user, const void *envelope, size_t bytes)
{
	return ZR_E_BUSY;
}

static void visits_each_in_order(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer seen = {0};
	assert_int_equal(0, zr_exchange_begin(&body, 3));
	assert_int_equal(0, zr_exchange_add(&body, "one,", 4));
	assert_int_equal(0, zr_exchange_add(&body, "two,", 4));
	assert_int_equal(0, zr_exchange_add(&body, "three", 5));
	assert_int_equal(0, zr_exchange_decode(body.data, body.bytes, visit, &seen, NULL));
	assert_string_equal("one,two,three", zr_buffer_text(&seen));
	assert_int_equal(ZR_E_BUSY, zr_exchange_decode(body.data, body.bytes, refuse, NULL, NULL));
	for (size_t bytes = 0; bytes < body.bytes; bytes++) {
		assert_int_equal(
			ZR_E_SYNTAX, zr_exchange_decode(body.data, bytes, visit, &seen, NULL));
	}
	assert_int_equal(0, zr_buffer_add(&body, "", 1));
	assert_int_equal(
		ZR_E_SYNTAX, zr_exchange_decode(body.data, body.bytes, visit, &seen, NULL));
}

static void may_be_empty(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	assert_int_equal(0, zr_exchange_begin(&body, 0));
	assert_int_equal(0, zr_exchange_decode(body.data, body.bytes, refuse, NULL, NULL));
}

static void limits_the_count(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	assert_int_equal(ZR_E_LIMIT, zr_exchange_begin(&body, ZR_EXCHANGE_COUNT_MAX + 1));
	assert_int_equal(0, zr_exchange_begin(&body, ZR_EXCHANGE_COUNT_MAX));
	char many[4 + ZR_EXCHANGE_COUNT_MAX] = {(char)0x99, 0x01, 0x01};
	memset(many + 3, 0x40, ZR_EXCHANGE_COUNT_MAX + 1);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer seen = {0};
	assert_int_equal(ZR_E_LIMIT, zr_exchange_decode(many, sizeof many, visit, &seen, NULL));
}

static void limits_the_bytes(void **state)
{
	ZR_CLEANUP_FREE char *large = calloc(1, ZR_EXCHANGE_BYTES_MAX + 1);
	assert_non_null(large);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	assert_int_equal(0, zr_exchange_begin(&body, 2));
	assert_int_equal(ZR_E_LIMIT, zr_exchange_add(&body, large, ZR_ENVELOPE_BYTES_MAX + 1));
	assert_int_equal(0, zr_exchange_add(&body, large, ZR_ENVELOPE_BYTES_MAX));
	size_t bytes = body.bytes;
	assert_int_equal(ZR_E_LIMIT, zr_exchange_add(&body, large, 64 * 1024));
	assert_int_equal(bytes, body.bytes);
	assert_int_equal(ZR_E_LIMIT,
		zr_exchange_decode(large, ZR_EXCHANGE_BYTES_MAX + 1, refuse, NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visits_each_in_order),
		cmocka_unit_test(may_be_empty),
		cmocka_unit_test(limits_the_count),
		cmocka_unit_test(limits_the_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
