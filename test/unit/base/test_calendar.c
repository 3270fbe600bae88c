/* Days as dates and back. */
#include "lib/base/calendar.h"
#include "test/unit/unit.h"

static void known_days_are_what_almanacs_say(void **state)
{
	(void)state;
	static const struct {
		int64_t year;
		int month, day;
		int64_t days;
		int weekday;
	} KNOWN[] = {
		{1970, 1, 1, 0, 4},
		{1969, 12, 31, -1, 3},
		{2000, 2, 29, 11016, 2},
		{2026, 11, 22, 20779, 0},
		{1900, 3, 1, -25508, 4},
		{1, 1, 1, -719162, 1},
		{9999, 12, 31, 2932896, 5},
		{-400, 3, 1, -865565, 3},
	};
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
		assert_int_equal(zr_calendar_days(KNOWN[i].year, KNOWN[i].month, KNOWN[i].day),
			KNOWN[i].days);
		assert_int_equal(zr_calendar_weekday(KNOWN[i].days), KNOWN[i].weekday);
	}
}

static void every_day_of_an_era_comes_back(void **state)
{
	(void)state;
	struct zr_calendar_date before = zr_calendar_date(-719529);
	for (int64_t days = -719528; days < 2932897; days++) {
		struct zr_calendar_date date = zr_calendar_date(days);
		assert_int_equal(zr_calendar_days(date.year, date.month, date.day), days);
		bool is_next = date.day == before.day + 1 && date.month == before.month;
		bool is_first = date.day == 1 &&
				before.day == zr_calendar_month_days(before.year, before.month);
		assert_true(is_next || is_first);
		before = date;
	}
}

static void centuries_are_leap_by_four(void **state)
{
	(void)state;
	assert_true(zr_calendar_is_leap(2000));
	assert_true(zr_calendar_is_leap(2024));
	assert_false(zr_calendar_is_leap(1900));
	assert_false(zr_calendar_is_leap(2023));
	assert_int_equal(zr_calendar_month_days(1900, 2), 28);
	assert_int_equal(zr_calendar_month_days(2000, 2), 29);
}

static void the_day_of_the_year_counts_the_leap_day(void **state)
{
	(void)state;
	assert_int_equal(zr_calendar_day_of_year(2023, 1, 1), 1);
	assert_int_equal(zr_calendar_day_of_year(2023, 3, 1), 60);
	assert_int_equal(zr_calendar_day_of_year(2024, 3, 1), 61);
	assert_int_equal(zr_calendar_day_of_year(2024, 12, 31), 366);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days_are_what_almanacs_say),
		cmocka_unit_test(every_day_of_an_era_comes_back),
		cmocka_unit_test(centuries_are_leap_by_four),
		cmocka_unit_test(the_day_of_the_year_counts_the_leap_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
