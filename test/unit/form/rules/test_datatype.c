/* Types of answers. Tests: datatype.c */
#include "lib/form/rules/datatype.h"

#include <math.h>
#include <string.h>

#include "test/unit/unit.h"

static void check_entered(enum zr_type type, const char *text, const char *expected)
{
	struct zr_arena arena = {0};
	const struct zr_xpath_context context = {.arena = &arena, .time_zone = "UTC"};
	struct zr_buffer normal = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	assert_int_equal(zr_datatype_normalise(type, text, &context, &normal, &fit), 0);
	assert_int_equal(fit == ZR_FIT_WELL, expected != NULL);
	if (expected != NULL) {
		assert_string_equal(zr_buffer_text(&normal), expected);
	}
	zr_buffer_finish(&normal);
	zr_arena_finish(&arena);
}

static void check_too_long(enum zr_type type, const char *text)
{
	const struct zr_xpath_context context = {.time_zone = "UTC"};
	struct zr_buffer normal = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	assert_int_equal(zr_datatype_normalise(type, text, &context, &normal, &fit), 0);
	assert_int_equal(fit, ZR_FIT_TOO_LONG);
	zr_buffer_finish(&normal);
}

static void check_cast(enum zr_type type, struct zr_value value, const char *expected)
{
	struct zr_arena arena = {0};
	const struct zr_xpath_context context = {.arena = &arena, .time_zone = "UTC"};
	assert_string_equal(zr_datatype_cast(type, &value, &context), expected);
	zr_arena_finish(&arena);
}

static struct zr_value number(double value)
{
	return (struct zr_value){.kind = ZR_VALUE_NUMBER, .number = value};
}

static struct zr_value text(const char *value)
{
	return (struct zr_value){.kind = ZR_VALUE_STRING, .string = value};
}

static void takes_whole_numbers(void **state)
{
	(void)state;
	check_entered(ZR_TYPE_INT, "007", "7");
	check_entered(ZR_TYPE_INT, "-0", "0");
	check_entered(ZR_TYPE_INT, "+5", "5");
	check_entered(ZR_TYPE_INT, " 5 ", "5");
	check_entered(ZR_TYPE_INT, "5 6", NULL);
	check_entered(ZR_TYPE_INT, "abc", NULL);
	check_entered(ZR_TYPE_INT, "1.5", NULL);
	check_entered(ZR_TYPE_INT, "0000000000002147483647", "2147483647");
	check_entered(ZR_TYPE_INT, "-2147483648", "-2147483648");
	check_too_long(ZR_TYPE_INT, "2147483648");
	check_too_long(ZR_TYPE_INT, "-2147483649");
	check_too_long(ZR_TYPE_INT, "99999999999999999999999");
}

static void takes_decimals(void **state)
{
	(void)state;
	check_entered(ZR_TYPE_DECIMAL, "0.1", "0.1");
	check_entered(ZR_TYPE_DECIMAL, "1234567890123456", "1234567890123456.0");
	check_entered(ZR_TYPE_DECIMAL, "12345678901234500000", "12345678901234500000.0");
	check_entered(ZR_TYPE_DECIMAL, "-0.00012300", "-0.000123");
	check_entered(ZR_TYPE_DECIMAL, "1.5e3", "1500.0");
	check_too_long(ZR_TYPE_DECIMAL, "1234567890123456789");
	check_too_long(ZR_TYPE_DECIMAL, "0.1234567890123456789");
	check_too_long(ZR_TYPE_DECIMAL, "9007199254740993");
	check_too_long(ZR_TYPE_DECIMAL, "1e400");
	check_too_long(ZR_TYPE_DECIMAL, "1e-400");
	check_entered(ZR_TYPE_DECIMAL, "2.50", "2.5");
	check_entered(ZR_TYPE_DECIMAL, "2", "2.0");
	check_entered(ZR_TYPE_DECIMAL, "1e3", "1000.0");
	check_entered(ZR_TYPE_DECIMAL, "1,5", NULL);
	check_entered(ZR_TYPE_DECIMAL, "nan", NULL);
}

static void takes_dates_that_exist(void **state)
{
	(void)state;
	check_entered(ZR_TYPE_DATE, "2024-02-29", "2024-02-29");
	check_entered(ZR_TYPE_DATE, "2023-02-29", NULL);
	check_entered(ZR_TYPE_DATE, "2023-13-01", NULL);
	check_entered(ZR_TYPE_TIME, "10:30", "10:30:00.000Z");
	check_entered(ZR_TYPE_TIME, "25:00", NULL);
	check_entered(ZR_TYPE_TIME, "10:30:59.9999", "10:30:59.999Z");
	check_entered(ZR_TYPE_DATETIME, "2024-02-29T10:30:05.5+03:00", "2024-02-29T07:30:05.500Z");
	check_entered(ZR_TYPE_TIME, "10:30+03:00", "07:30:00.000Z");
	check_entered(ZR_TYPE_TIME, "10:30:00.Z", NULL);
	check_entered(ZR_TYPE_TIME, "22:02:00+25:00", NULL);
	check_entered(ZR_TYPE_TIME, "22:02:00+14:01", NULL);
	check_entered(ZR_TYPE_DATE, "2025-03-07T14:30:00", "2025-03-07");
	check_entered(ZR_TYPE_DATE, "2025-03-07T14:30:00+03:00", NULL);
	check_entered(ZR_TYPE_DATE, "2025-03-07T14:30:00+invalid", NULL);
	check_entered(ZR_TYPE_DATETIME, "2026-04-22T14:30:00+99:99", NULL);
}

static void takes_texts_and_files(void **state)
{
	(void)state;
	check_entered(ZR_TYPE_STRING, " a b ", " a b ");
	check_entered(ZR_TYPE_BARCODE, " 0042 ", " 0042 ");
	check_entered(ZR_TYPE_BINARY, "photo 1.jpg", "photo 1.jpg");
	check_entered(ZR_TYPE_BINARY, "../photo.jpg", NULL);
	check_entered(ZR_TYPE_BINARY, "..\\photo.jpg", NULL);
	check_entered(ZR_TYPE_BINARY, "..", NULL);
}

static void takes_places(void **state)
{
	(void)state;
	check_entered(ZR_TYPE_GEOPOINT, "55.75 37.62", "55.75 37.62");
	check_entered(ZR_TYPE_GEOPOINT, "95 37", NULL);
	check_entered(ZR_TYPE_GEOTRACE, "1 2;3 4", "1.0 2.0; 3.0 4.0");
	check_entered(ZR_TYPE_GEOTRACE, "1 2", NULL);
}

static void gives_the_offset_of_the_time_zone(void **state)
{
	(void)state;
	struct zr_arena arena = {0};
	const struct zr_xpath_context context = {
		.arena = &arena, .time_zone = "Europe/Moscow", .now_us = INT64_C(1768478400000000)};
	struct zr_buffer normal = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	assert_int_equal(zr_datatype_normalise(
				 ZR_TYPE_DATETIME, "2026-01-15T10:00", &context, &normal, &fit),
		0);
	assert_string_equal(zr_buffer_text(&normal), "2026-01-15T10:00:00.000+03:00");
	zr_buffer_finish(&normal);
	zr_arena_finish(&arena);
}

static void days_that_are_counted_keep_their_day(void **state)
{
	(void)state;
	static const struct {
		int32_t offset_s;
		double days;
		enum zr_type type;
		const char *wanted;
	} cases[] = {
		{10800, 19782, ZR_TYPE_DATE, "2024-02-29"},
		{-25200, 19782, ZR_TYPE_DATE, "2024-02-29"},
		{10800, 19781.875, ZR_TYPE_DATE, "2024-02-29"}, /* a midnight, of today() + 1 */
		{-25200, 19782 + 7 / 24.0, ZR_TYPE_DATE, "2024-02-29"},
		{10800, 19782, ZR_TYPE_DATETIME, "2024-02-29T00:00:00.000+03:00"},
		{10800, 19782.5, ZR_TYPE_DATETIME, "2024-02-29T15:00:00.000+03:00"},
	};
	struct zr_arena arena = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct zr_xpath_context context = {
			.arena = &arena, .utc_offset_s = cases[i].offset_s};
		const struct zr_value value = number(cases[i].days);
		assert_string_equal(
			zr_datatype_cast(cases[i].type, &value, &context), cases[i].wanted);
	}
	zr_arena_finish(&arena);
}

static void casts_what_calculations_give(void **state)
{
	(void)state;
	check_cast(ZR_TYPE_INT, number(3.7), "3");
	check_cast(ZR_TYPE_STRING, number(3), "3");
	check_cast(ZR_TYPE_STRING, number(NAN), "");
	check_cast(ZR_TYPE_DATE, number(0), "1970-01-01");
	check_cast(ZR_TYPE_DATE, number(19782), "2024-02-29");
	check_cast(ZR_TYPE_DATE, text("2024-02-29T10:00:00.000Z"), "2024-02-29");
	check_cast(ZR_TYPE_DATETIME, text("2018-01-01"), "2018-01-01T00:00:00.000Z");
	check_cast(
		ZR_TYPE_BOOLEAN, (struct zr_value){.kind = ZR_VALUE_BOOLEAN, .boolean = true}, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_whole_numbers),
		cmocka_unit_test(takes_decimals),
		cmocka_unit_test(takes_dates_that_exist),
		cmocka_unit_test(takes_texts_and_files),
		cmocka_unit_test(takes_places),
		cmocka_unit_test(gives_the_offset_of_the_time_zone),
		cmocka_unit_test(days_that_are_counted_keep_their_day),
		cmocka_unit_test(casts_what_calculations_give),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
