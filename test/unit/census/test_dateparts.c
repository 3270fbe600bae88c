/* Boxes of a date and time to and from the stored value. */
#include "tablet/apps/census/question/dateparts.h"

#include <stdio.h>
#include <string.h>

#include "test/unit/unit.h"

static struct zr_dateparts boxes(
	bool has_day, bool has_time, const char *text[static ZR_PART_COUNT])
{
	struct zr_dateparts parts = {.is_used = {has_day, has_day, true, has_time, has_time}};
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		snprintf(parts.text[i], sizeof parts.text[i], "%s", text[i]);
	}
	return parts;
}

static void expect(
	const struct zr_dateparts *parts, enum zr_parts_verdict verdict, const char *value)
{
	char text[64];
	assert_int_equal(zr_dateparts_join(parts, 180, text), verdict);
	if (verdict == ZR_PARTS_GOOD) {
		assert_string_equal(text, value);
	}
}

static void joins_a_date(void **state)
{
	struct zr_dateparts parts = boxes(true, false, (const char *[]){"5", "11", "2018", "", ""});
	expect(&parts, ZR_PARTS_GOOD, "2018-11-05");
	parts = boxes(false, false, (const char *[]){"", "", "1999", "", ""});
	expect(&parts, ZR_PARTS_GOOD, "1999-01-01");
	parts = boxes(true, true, (const char *[]){"5", "11", "2018", "7", "05"});
	expect(&parts, ZR_PARTS_GOOD, "2018-11-05T07:05:00.000+03:00");
}

static void empty_boxes_clear_the_answer(void **state)
{
	struct zr_dateparts parts = boxes(true, true, (const char *[]){"", "", "", "", ""});
	expect(&parts, ZR_PARTS_GOOD, "");
}

static void says_what_is_wrong(void **state)
{
	struct zr_dateparts parts = boxes(true, false, (const char *[]){"5", "", "2018", "", ""});
	expect(&parts, ZR_PARTS_INCOMPLETE, NULL);
	static const char *const wrong[][3] = {{"30", "2", "2020"}, {"29", "2", "2021"},
		{"29", "2", "1900"}, {"31", "4", "2020"}, {"0", "1", "2020"}, {"1", "13", "2020"},
		{"1", "1", "20"}, {"x", "1", "2020"}};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		parts = boxes(true, false,
			(const char *[]){wrong[i][0], wrong[i][1], wrong[i][2], "", ""});
		expect(&parts, ZR_PARTS_WRONG_DATE, NULL);
	}
	parts = boxes(true, false, (const char *[]){"29", "2", "2000", "", ""});
	expect(&parts, ZR_PARTS_GOOD, "2000-02-29");
	parts = boxes(true, true, (const char *[]){"1", "1", "2020", "24", "0"});
	expect(&parts, ZR_PARTS_WRONG_TIME, NULL);
}

static void splits_what_it_joined(void **state)
{
	struct zr_dateparts parts = {.is_used = {true, true, true, true, true}};
	zr_dateparts_split(&parts, "2018-11-05T07:05:00.000+03:00");
	assert_string_equal(parts.text[ZR_PART_DAY], "5");
	assert_string_equal(parts.text[ZR_PART_MONTH], "11");
	assert_string_equal(parts.text[ZR_PART_YEAR], "2018");
	assert_string_equal(parts.text[ZR_PART_HOUR], "7");
	assert_string_equal(parts.text[ZR_PART_MINUTE], "05");
	struct zr_dateparts time = {.is_used = {false, false, false, true, true}};
	zr_dateparts_split(&time, "23:59:00.000+03:00");
	assert_string_equal(time.text[ZR_PART_HOUR], "23");
	zr_dateparts_split(&time, "");
	assert_string_equal(time.text[ZR_PART_HOUR], "");
	zr_dateparts_split(&parts, "nonsense");
	assert_string_equal(parts.text[ZR_PART_YEAR], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_a_date),
		cmocka_unit_test(empty_boxes_clear_the_answer),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(splits_what_it_joined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
