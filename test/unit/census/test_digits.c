/* Digits in threes. */
#include "tablet/apps/census/question/digits.h"

#include <glib.h>

#include "test/unit/unit.h"

static void expect(const char *number, const char *text)
{
	g_autofree char *result = zr_digits_group(number);
	assert_string_equal(result, text);
}

static void groups_digits_before_the_point(void **state)
{
	expect("", "");
	expect("7", "7");
	expect("999", "999");
	expect("1000", "1\u00a0000");
	expect("1234567", "1\u00a0234\u00a0567");
	expect("-123456", "-123\u00a0456");
	expect("1234.5678", "1\u00a0234.5678");
}

static void leaves_what_is_no_number(void **state)
{
	expect("12345678901234567890x", "12345678901234567890x");
	expect("1e1000", "1e1000");
	expect("1234.5.6", "1234.5.6");
	expect("-", "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_digits_before_the_point),
		cmocka_unit_test(leaves_what_is_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
