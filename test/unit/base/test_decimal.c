/* Numbers as text: they read back the same, whatever the locale. */
#include "test/unit/unit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/decimal.h"

static void assert_written(double number, const char *wanted)
{
	char text[ZR_DECIMAL_BYTES_MAX];
	size_t bytes = zr_decimal_write(number, text);
	assert_string_equal(text, wanted);
	assert_int_equal(bytes, strlen(wanted));
}

static void numbers_are_written_with_the_fewest_digits(void **state)
{
	assert_written(0, "0");
	assert_written(-0.0, "0");
	assert_written(0.1, "0.1");
	assert_written(-12.5, "-12.5");
	assert_written(1e21, "1000000000000000000000");
	assert_written(0.1 + 0.2, "0.30000000000000004");
	assert_written(1.5e-7, "0.00000015");
	assert_written(123456789012345680.0, "123456789012345680");
	assert_written(NAN, "NaN");
	assert_written(-INFINITY, "-Infinity");
}

static void what_is_written_reads_back_the_same(void **state)
{
	const double edges[] = {DBL_MAX, DBL_MIN, 5e-324, 1e15, 1e15 - 0.5, 1.0 / 3, 2.0 / 3, 1e22,
		1e23, 9007199254740993.0};
	uint64_t bits = 88172645463325252u;
	for (size_t i = 0; i < 20000; i++) {
		double number = 0;
		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		memcpy(&number, &bits, sizeof number);
		number = i < sizeof edges / sizeof *edges ? edges[i] : number;
		if (!isfinite(number)) {
			continue;
		}
		char text[ZR_DECIMAL_BYTES_MAX];
		(void)zr_decimal_write(number, text);
		const char *end = NULL;
		assert_true(zr_decimal_parse(text) == number);
		assert_true(zr_decimal_read(text, &end) == number);
		assert_int_equal(*end, '\0');
	}
}

static void texts_are_read_as_strtod_reads_them(void **state)
{
	const char *const texts[] = {"1", "-1.5", "+2.", ".5", "1e3", "1E-3", "2.5e+10", "1e400",
		"1e-400", "123456789012345678901234567890123456789012345678901234567890e-30", "1ex",
		"1e", "12,5", "7 8", "0.000000000000000000000000000000000000000000000001"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *wanted_end = NULL;
		const char *end = NULL;
		double wanted = strtod(texts[i], &wanted_end);
		assert_true(zr_decimal_read(texts[i], &end) == wanted);
		assert_ptr_equal(end, wanted_end);
	}
	const char *const none[] = {"", "x", "-", "+", ".", "e5", "-.e", "nan", "inf"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		const char *end = NULL;
		assert_true(isnan(zr_decimal_read(none[i], &end)));
		assert_ptr_equal(end, none[i]);
	}
}

static void xpath_takes_spaces_and_a_comma_but_no_exponent(void **state)
{
	assert_true(zr_decimal_parse(" \t-4,5\n") == -4.5);
	assert_true(signbit(zr_decimal_parse("-0")));
	assert_true(isnan(zr_decimal_parse("1e3")));
	assert_true(isnan(zr_decimal_parse("+1")));
	assert_true(isnan(zr_decimal_parse("- 1")));
	assert_true(isnan(zr_decimal_parse("1 2")));
	assert_true(isnan(zr_decimal_parse("1.2.3")));
	assert_true(isnan(zr_decimal_parse("")));
}

static void rounding_goes_by_what_is_written(void **state)
{
	assert_true(zr_decimal_round(2.5, 0) == 3);
	assert_true(zr_decimal_round(-2.5, 0) == -2);
	assert_true(zr_decimal_round(-2.51, 0) == -3);
	assert_true(zr_decimal_round(1.005, 2) == 1.01);
	assert_true(zr_decimal_round(0.995, 2) == 1);
	assert_true(zr_decimal_round(99.95, 1) == 100);
	assert_true(zr_decimal_round(12345.15, 1) == 12345.2);
	assert_true(zr_decimal_round(7, 3) == 7);
	assert_true(signbit(zr_decimal_round(-0.4, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_with_the_fewest_digits),
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(texts_are_read_as_strtod_reads_them),
		cmocka_unit_test(xpath_takes_spaces_and_a_comma_but_no_exponent),
		cmocka_unit_test(rounding_goes_by_what_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
