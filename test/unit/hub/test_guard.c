/* Tests: hub/records/guard.c */
#include "test/unit/unit.h"

#include "hub/records/guard.h"

static void check(const char *value, const char *expected)
{
	struct zr_buffer row = {0};
	assert_int_equal(zr_guard_add(&row, value), 0);
	assert_string_equal(zr_buffer_text(&row), expected);
	zr_buffer_finish(&row);
}

static void fields_are_quoted_when_they_must_be(void **state)
{
	(void)state;
	check("", "");
	check("plain", "plain");
	check("a,b", "\"a,b\"");
	check("a;b", "\"a;b\"");
	check("say \"x\"", "\"say \"\"x\"\"\"");
	check("two\nlines", "\"two\nlines\"");
}

static void formulas_are_disarmed_and_numbers_are_not(void **state)
{
	(void)state;
	check("=1+1", "'=1+1");
	check("@SUM(A1)", "'@SUM(A1)");
	check("+7 900 000", "'+7 900 000");
	check("-cmd|x", "'-cmd|x");
	check("=\"a\"", "\"'=\"\"a\"\"\"");
	check("-12.5", "-12.5");
	check("+4", "+4");
	check("-1e3", "-1e3");
	check("-", "'-");
	check("5=5", "5=5");
	check("Иванов - Петров", "Иванов - Петров");
}

static void no_blank_or_disguise_lets_one_through(void **state)
{
	(void)state;
	check("\n=1+1", "\"'\n=1+1\"");
	check("\r=1+1", "\"'\r=1+1\"");
	check("\tx", "\"'\tx\"");
	check("  =1+1", "'  =1+1");
	check("\xc2\xa0=1+1", "'\xc2\xa0=1+1");
	check("\xe2\x80\x8b@a", "'\xe2\x80\x8b@a");
	check("\xc2\xad=1", "'\xc2\xad=1");                           /* soft hyphen */
	check("\xe2\x80\xae=1", "'\xe2\x80\xae=1");                   /* mark of direction */
	check("\xe2\x81\xa6=1", "'\xe2\x81\xa6=1");                   /* isolate */
	check("\xe2\x80\xa8=1", "'\xe2\x80\xa8=1");                   /* line separator */
	check("\xc2\x85 \xe1\xa0\x8e+a", "'\xc2\x85 \xe1\xa0\x8e+a"); /* C1, Mongolian */
	check("\xef\xbc\x9d"
	      "1+1",
		"'\xef\xbc\x9d"
		"1+1");
	check("\xef\xbc\x8b"
	      "1",
		"'\xef\xbc\x8b"
		"1");
	check("\xef\xbc\x8d"
	      "1",
		"'\xef\xbc\x8d"
		"1");
	check("\xef\xbc\xa0"
	      "a",
		"'\xef\xbc\xa0"
		"a");
	check("  ", "  ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_quoted_when_they_must_be),
		cmocka_unit_test(formulas_are_disarmed_and_numbers_are_not),
		cmocka_unit_test(no_blank_or_disguise_lets_one_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
