/* Tests: cell_shown.c */
#include "test/unit/unit.h"

#include "lib/workbook/cell_shown.h"

static void assert_shows(const char *code, double number, const char *expected)
{
	char text[ZR_CELL_VALUE_BYTES] = "";
	assert_int_equal(zr_cell_shown(code, number, text), expected != NULL);
	if (expected != NULL) {
		assert_string_equal(text, expected);
	}
}

static void shows_what_a_spreadsheet_shows(void **state)
{
	(void)state;
	assert_shows("000", 7, "007");
	assert_shows("0000000", 1234567, "1234567");
	assert_shows("0.00", 2, "2.00");
	assert_shows("0.##", 2.5, "2.5");
	assert_shows("0.##", 2, "2");
	assert_shows("0%", 0.5, "50%");
	assert_shows("0.0%", 0.125, "12.5%");
	assert_shows("\"R\"0.0", 3, "R3.0");
	assert_shows("[$\u20bd-419]0", 15, "\u20bd15");
	assert_shows("0.00\\ \"руб.\"", 15, "15.00 руб.");
	assert_shows("[Red]0", -3, "-3");
	assert_shows("0;(0)", -3, "(3)");
	assert_shows("0;(0)", 3, "3");
	assert_shows(zr_cell_shown_builtin(9), 0.25, "25%");
	assert_shows(zr_cell_shown_builtin(2), 1, "1.00");
	assert_shows("_-* #,##0_-;\\-* #,##0_-", 1234567, "1234567");
}

static void leaves_what_it_does_not_work_out(void **state)
{
	(void)state;
	assert_shows("0.00E+00", 12, NULL);
	assert_shows("# ?/?", 0.5, NULL);
	assert_shows("(000) 000-0000", 5551234, NULL);
	assert_shows("", 5, NULL);
	assert_shows("\"unclosed", 5, NULL);
	assert_shows("0", 1e20, NULL);
	assert_shows("0,", 1000, NULL);
	assert_shows("0\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		     "aaaaaa"
		     "aaaaaaaaaaaaaaaaaaaaaaa\"",
		1, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_a_spreadsheet_shows),
		cmocka_unit_test(leaves_what_it_does_not_work_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
