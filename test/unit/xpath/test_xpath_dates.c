/* Dates and times: "Date and Time Functions" of ODK XForms. */
/* Tests: date.c date_format.c */
#include "test/unit/xpath/xpath_unit.h"

static void dates_are_days_with_a_kind(void **state)
{
	assert_gives("today()", "2026-11-22");
	assert_gives("now()", "2026-11-22T18:11:49.387+03:00");
	assert_gives("today() - date('2026-11-01')", "21");
	assert_gives("date(today() + 10)", "2026-12-02");
	assert_gives("int((today() - /data/born) div 365.25)", "46");
	assert_gives("'2026-01-31' < today()", "true");
	assert_gives("format-date('2026-03-08', '%e %b %Y, %a')", "8 Mar 2026, Sun");
	assert_gives("decimal-time('06:00:00.000+03:00')", "0.25");
	assert_gives("format-date-time(date('2018-01-01T10:20:30.400'), '%Y-%m-%dT%H:%M:%S.%3')",
		"2018-01-01T10:20:30.400");
	assert_gives("date('2018-01-01T10:20:30.400')", "2018-01-01T10:20:30.400+03:00");
	assert_gives("string(date('2018-01-01T10:20:30.400'))", "2018-01-01");
	assert_gives("concat(now(), '')", "2026-11-22");
	here->flags |= ZR_NODE_MOMENT;
	assert_int_equal(zr_node_set_value(here, "2018-01-01T23:30:00.000Z"), 0);
	assert_gives("concat('on ', .)", "on 2018-01-02");
	assert_gives(".", "2018-01-01T23:30:00.000Z");
	assert_gives("date('')", "");
	assert_fails("date('2026-02-30')", ZR_E_INVALID);
}

static void every_field_of_a_format_is_known(void **state)
{
	const char *const moment = "format-date-time('2026-03-08T07:05:09.042', '%s')";
	const char *const fields[][2] = {{"%Y", "2026"}, {"%y", "26"}, {"%m", "03"}, {"%n", "3"},
		{"%b", "Mar"}, {"%d", "08"}, {"%e", "8"}, {"%a", "Sun"}, {"%H", "07"}, {"%h", "7"},
		{"%M", "05"}, {"%S", "09"}, {"%3", "042"}, {"%%", "%"}, {"", ""},
		{"%d.%m.%Y", "08.03.2026"}};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		char text[80];
		(void)snprintf(text, sizeof text, moment, fields[i][0]);
		assert_gives(text, fields[i][1]);
	}
	assert_gives("format-date('2026-03-08', '%W')", "10");
	assert_gives("format-date('2026-03-09', '%W')", "11");
	assert_gives("format-date('2021-01-03', '%W')", "53");
	assert_gives("format-date('2024-12-30', '%W')", "1");
	assert_gives("format-date('2020-12-31', '%W')", "53");
	assert_gives("format-date('2023-01-01', '%W')", "52");
	assert_fails("format-date('2026-03-08', '%Q')", ZR_E_INVALID);
	assert_fails("format-date('2026-03-08', '%')", ZR_E_INVALID);
	assert_gives("format-date('', '%Y')", "");
	assert_gives("format-date('no date', '%Y')", "");
	assert_gives("format-date(true(), '%Y')", "");
}

static void names_of_months_and_days_follow_the_language(void **state)
{
	const char *const wanted[][2] = {{"ru", "8 мар, вс"}, {"ru-RU", "8 мар, вс"},
		{"ru)", "8 мар, вс"}, {"tt", "8 мар, якш"}, {"ba", "8 мар, йәк"},
		{"cv", "8 пуш, выр"}, {"fr", "8 mars, dim"}, {"es", "8 mar, dom"},
		{"pt", "8 mar, dom"}, {"en", "8 Mar, Sun"}, {"zz", "8 Mar, Sun"},
		{"rum", "8 Mar, Sun"}, {"", "8 Mar, Sun"}};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		language = wanted[i][0];
		assert_gives("format-date('2026-03-08', '%e %b, %a')", wanted[i][1]);
	}
}

static void days_and_dates_go_over_into_each_other(void **state)
{
	assert_gives("date(0)", "1970-01-01");
	assert_gives("date(18262)", "2020-01-01");
	assert_gives("date(-1)", "1969-12-31");
	assert_gives("date(decimal-date-time('2020-01-01'))", "2020-01-01");
	assert_gives("decimal-date-time('1970-01-02T00:00:00.000Z')", "1");
	assert_gives("decimal-date-time('1970-01-01T03:00:00.000+03:00')", "0");
	assert_gives("number('1970-01-01T12:00:00.000Z')", "0.5");
	assert_gives("decimal-time('18:00:00.000+03:00')", "0.75");
	assert_gives("decimal-time('2026-03-08T12:00:00.000')", "0.5");
	assert_gives("date-time('2026-03-08T12:00:00.000Z')", "2026-03-08T15:00:00.000+03:00");
	assert_gives("date-time(0.5)", "1970-01-01T15:00:00.000+03:00");
	assert_gives("date('2024-02-29') + 1 = date('2024-03-01')", "true");
	assert_gives("'2026-11-22' - '2026-11-01'", "21");
	assert_gives("today() = '2026-11-22'", "true");
	assert_gives("now() > today()", "true");
	assert_fails("date('2023-02-29')", ZR_E_INVALID);
	assert_fails("date('2026-13-01')", ZR_E_INVALID);
	assert_fails("date-time('2026-01-01T24:00')", ZR_E_INVALID);
	assert_fails("date(true())", ZR_E_INVALID);
	assert_fails("date('soon')", ZR_E_INVALID);
	assert_fails("date(1 div 0)", ZR_E_INVALID);
	assert_gives("date(number('x'))", "NaN");
	assert_gives("date('9999-12-31')", "9999-12-31");
	assert_gives("format-date('9999-12-31', '%d.%m.%Y')", "31.12.9999");
	assert_gives("date('9999-12-31') - date('9999-12-30')", "1");
	assert_fails("date(2932897)", ZR_E_INVALID);
}

static void a_whole_number_is_its_day_in_every_zone(void **state)
{
	static const char *const zones[] = {"America/Phoenix", "UTC", "Asia/Anadyr"};
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		zone = zones[i];
		assert_gives("date(0)", "1970-01-01");
		assert_gives("date(18262)", "2020-01-01");
		assert_gives("date(18262) = '2020-01-01'", "true");
		assert_gives("date(18262) = date('2020-01-01')", "true");
		assert_gives("date(18262) = date('2020-01-02')", "false");
		assert_gives("date(18262) = date('2020-01-01T00:00:00.000Z')", "true");
		assert_gives("date(date('2020-02-28') + 2)", "2020-03-01");
		assert_gives("date(today() - 1) < today()", "true");
		assert_gives("today() - date(today() - 1)", "1");
	}
}

static void a_question_of_date_and_time_has_a_date(void **state)
{
	struct zr_node *met = add(root->first_child, "met", "2020-01-05T09:00:00.000+03:00");
	assert_gives("date(/data/met)", "2020-01-05T09:00:00.000+03:00"); /* a text */
	met->flags |= ZR_NODE_MOMENT;
	assert_gives("date(/data/met)", "2020-01-05");
	assert_gives("date(/data/met) = '2020-01-05'", "true");
	assert_gives("'2020-01-06' - date(/data/met)", "1");
	assert_gives("date-time(/data/met)", "2020-01-05T09:00:00.000+03:00");
	assert_gives("decimal-date-time(/data/met)", "18266.25");
}

static void a_date_counts_whole_days_in_every_zone(void **state)
{
	static const char *const ZONES[] = {
		"UTC", "Europe/Moscow", "Asia/Kamchatka", "America/Phoenix"};
	for (size_t i = 0; i < sizeof ZONES / sizeof *ZONES; i++) {
		zone = ZONES[i];
		assert_gives("number('2021-10-15')", "18915");
		assert_gives("int(date('2021-10-15'))", "18915");
		assert_gives("(date('2021-10-15') + 4) mod 7", "5");
		assert_gives("date('2021-10-15') >= 18915", "true");
		assert_gives("'2021-10-15' < 18916", "true");
		assert_gives("date('1970-01-01') = 0", "true");
		assert_gives("date('2021-10-15') - 1", "18914");
		assert_gives("date-time(decimal-date-time(date('2021-10-15') - 1))", "2021-10-14");
		assert_gives("date(date('2021-10-15') - 1)", "2021-10-14");
		assert_gives("format-date(18915, '%Y-%m-%d')", "2021-10-15");
		assert_gives("format-date(date('2021-10-15') + 1, '%Y-%m-%d')", "2021-10-16");
		assert_gives("int(today()) = today()", "true");
		assert_gives("today() <= now() and now() < date(today() + 1)", "true");
		assert_gives("now() - today() >= 0 and now() - today() < 1", "true");
		assert_gives("today() = date(now())", "true");
		assert_gives("date('2021-10-15') = date-time('2021-10-15')", "true");
	}
	zone = NULL;
}

static void times_have_an_order_and_a_format(void **state)
{
	assert_gives("'09:30' < '10:00:00.000+03:00'", "true");
	assert_gives("'09:30' >= '09:30:00.000'", "true");
	assert_gives("'11:00:00.000+05:00' < '10:00'", "true");
	assert_gives("'09:30' > 'soon'", "false");
	assert_gives("'09:30' < 10", "false");
	assert_gives("format-date-time('09:30:05.250+03:00', '%H:%M:%S.%3')", "09:30:05.250");
	assert_gives("format-date('09:30', '%Y-%m-%d %h')", "2026-11-22 9");
	assert_gives("format-date('9:30', '%h')", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(dates_are_days_with_a_kind),
		UNIT(every_field_of_a_format_is_known),
		UNIT(names_of_months_and_days_follow_the_language),
		UNIT(days_and_dates_go_over_into_each_other),
		UNIT(a_whole_number_is_its_day_in_every_zone),
		UNIT(a_question_of_date_and_time_has_a_date),
		UNIT(a_date_counts_whole_days_in_every_zone),
		UNIT(times_have_an_order_and_a_format),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
