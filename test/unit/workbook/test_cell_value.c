/* Numbers, dates and escapes of spreadsheet cells. */
#include <stdio.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/workbook/cell_value.h"
#include "test/unit/unit.h"

static void check(const char *stored, enum zr_cell_kind kind, bool is_1904, const char *expected)
{
	char text[ZR_CELL_VALUE_BYTES];
	assert_int_equal(zr_cell_value_number(stored, kind, is_1904, text), 0);
	assert_string_equal(text, expected);
}

static void writes_numbers_with_the_fewest_digits(void **state)
{
	static const char *const CASES[][2] = {{"1", "1"}, {"007", "7"}, {"-0", "0"},
		{"-12", "-12"}, {"12345678901234567890", "12345678901234567890"}, {"1.0", "1"},
		{"0.10000000000000001", "0.1"}, {"2.2999999999999998", "2.3"}, {"1E3", "1000"},
		{"1.5e-05", "0.000015"}, {"-0.5", "-0.5"}, {"1e20", "100000000000000000000"},
		{"+3", "3"}, {" 4 ", "4"}, {"0.30000000000000004", "0.30000000000000004"},
		{".5", "0.5"}, {"123.456", "123.456"}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		check(CASES[i][0], ZR_CELL_NUMBER, false, CASES[i][1]);
	}
	char text[ZR_CELL_VALUE_BYTES];
	assert_int_equal(
		zr_cell_value_number("1.7976931348623157e308", ZR_CELL_NUMBER, false, text), 0);
	assert_int_equal(strlen(text), 309);
	assert_int_equal(zr_cell_value_number("5e-324", ZR_CELL_NUMBER, false, text), 0);
	const char *end = NULL;
	assert_true(zr_decimal_read(text, &end) == 5e-324 && *end == '\0');
}

static void refuses_what_is_no_number(void **state)
{
	static const char *const CASES[] = {
		"", " ", "-", ".", "1,5", "0x10", "nan", "inf", "1e", "1e999", "1 2", "e5"};
	char text[ZR_CELL_VALUE_BYTES];
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		assert_int_equal(
			zr_cell_value_number(CASES[i], ZR_CELL_NUMBER, false, text), ZR_E_SYNTAX);
	}
}

static void writes_dates_of_both_calendars(void **state)
{
	check("44634", ZR_CELL_DATE, false, "2022-03-14 00:00:00");
	check("44634.4375", ZR_CELL_DATE, false, "2022-03-14 10:30:00");
	check("1", ZR_CELL_DATE, false, "1900-01-01 00:00:00");
	check("59", ZR_CELL_DATE, false, "1900-02-28 00:00:00");
	check("61", ZR_CELL_DATE, false, "1900-03-01 00:00:00");
	check("36585", ZR_CELL_DATE, false, "2000-02-29 00:00:00");
	check("43172", ZR_CELL_DATE, true, "2022-03-14 00:00:00");
	check("0.5", ZR_CELL_DATE, false, "12:00:00");
	check("0.50000578703703698", ZR_CELL_DATE, false, "12:00:00.500000");
	check("44634.999999999", ZR_CELL_DATE, false, "2022-03-15 00:00:00");
	check("2958465", ZR_CELL_DATE, false, "9999-12-31 00:00:00");
	check("2958466", ZR_CELL_DATE, false, "2958466");
}

static void writes_durations(void **state)
{
	check("0.25", ZR_CELL_DURATION, false, "6:00:00");
	check("1.5", ZR_CELL_DURATION, false, "1 day, 12:00:00");
	check("3", ZR_CELL_DURATION, false, "3 days, 0:00:00");
	check("-0.25", ZR_CELL_DURATION, false, "-1 day, 18:00:00");
}

static void knows_a_date_by_its_format(void **state)
{
	static const struct {
		const char *code;
		enum zr_cell_kind kind;
	} CASES[] = {{"General", ZR_CELL_NUMBER}, {"0.00", ZR_CELL_NUMBER},
		{"dd/mm/yyyy", ZR_CELL_DATE}, {"h:mm AM/PM", ZR_CELL_DATE},
		{"[$-409]d-mmm", ZR_CELL_DATE}, {"[Red]0", ZR_CELL_NUMBER},
		{"0 \"days\"", ZR_CELL_NUMBER}, {"0\\d", ZR_CELL_NUMBER}, {"0_d", ZR_CELL_NUMBER},
		{"0;d", ZR_CELL_NUMBER}, {"[h]:mm", ZR_CELL_DURATION}, {"[MM]", ZR_CELL_DURATION},
		{"[hm]", ZR_CELL_NUMBER}, {"[", ZR_CELL_NUMBER}, {"\"d", ZR_CELL_DATE},
		{"\\", ZR_CELL_NUMBER}, {"", ZR_CELL_NUMBER}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		assert_int_equal(zr_cell_value_format_kind(CASES[i].code), CASES[i].kind);
	}
	assert_int_equal(zr_cell_value_builtin_kind(13), ZR_CELL_NUMBER);
	assert_int_equal(zr_cell_value_builtin_kind(14), ZR_CELL_DATE);
	assert_int_equal(zr_cell_value_builtin_kind(46), ZR_CELL_DURATION);
	assert_int_equal(zr_cell_value_builtin_kind(49), ZR_CELL_NUMBER);
}

static void undoes_escapes_and_hard_spaces(void **state)
{
	static const char *const CASES[][2] = {{"a\xc2\xa0 b", "a  b"}, {"a_x000D_\nb", "a\nb"},
		{"_x005F_x000D_", "_x000D_"}, {"_x0041__x0416__x20AC_", "AЖ€"}, {"_xD800_", ""},
		{"_x00", "_x00"}, {"_xZZZZ_", "_xZZZZ_"}, {"_x00A0_", " "},
		{"snake_case_x", "snake_case_x"}};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		char text[64];
		(void)snprintf(text, sizeof text, "%s", CASES[i][0]);
		size_t length = zr_cell_value_clean(text, strlen(text));
		assert_int_equal(length, strlen(CASES[i][1]));
		assert_memory_equal(text, CASES[i][1], length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_numbers_with_the_fewest_digits),
		cmocka_unit_test(refuses_what_is_no_number),
		cmocka_unit_test(writes_dates_of_both_calendars),
		cmocka_unit_test(writes_durations),
		cmocka_unit_test(knows_a_date_by_its_format),
		cmocka_unit_test(undoes_escapes_and_hard_spaces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
