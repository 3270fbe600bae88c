#include "test/unit/unit.h"

#include "lib/base/hex.h"

static void writes_and_reads_back(void **state)
{
	const uint8_t data[] = {0x00, 0x7f, 0xff, 0xa5};
	char text[9];
	uint8_t back[4];
	zr_hex_encode(data, sizeof data, text);
	assert_string_equal(text, "007fffa5");
	assert_int_equal(zr_hex_decode("007FffA5", back, sizeof back), 0);
	assert_memory_equal(back, data, sizeof data);
}

static void refuses_what_is_not_exactly_the_digits(void **state)
{
	uint8_t back[2];
	assert_int_equal(zr_hex_decode("0011 ", back, 2), ZR_E_SYNTAX);
	assert_int_equal(zr_hex_decode("001", back, 2), ZR_E_SYNTAX);
	assert_int_equal(zr_hex_decode("00g1", back, 2), ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads_back),
		cmocka_unit_test(refuses_what_is_not_exactly_the_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
