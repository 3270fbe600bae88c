/* Texts as what they can be stored as. */
#include "hub/out/coding.h"

#include "test/unit/unit.h"

static void texts_fall_as_far_as_they_must(void **state)
{
	(void)state;
	const struct {
		enum zr_coding type;
		const char *text;
		enum zr_coding expected;
	} cases[] = {
		{ZR_CODING_WHOLE, "", ZR_CODING_WHOLE},
		{ZR_CODING_WHOLE, "-41", ZR_CODING_WHOLE},
		{ZR_CODING_WHOLE, "0", ZR_CODING_WHOLE},
		{ZR_CODING_WHOLE, "007", ZR_CODING_TEXT},
		{ZR_CODING_WHOLE, "+7", ZR_CODING_TEXT},
		{ZR_CODING_WHOLE, "1 ", ZR_CODING_TEXT},
		{ZR_CODING_WHOLE, "-", ZR_CODING_TEXT},
		{ZR_CODING_WHOLE, "2147483648", ZR_CODING_NUMBER},
		{ZR_CODING_WHOLE, "0.5", ZR_CODING_NUMBER},
		{ZR_CODING_WHOLE, "1.", ZR_CODING_TEXT},
		{ZR_CODING_NUMBER, "123456789012345", ZR_CODING_NUMBER},
		{ZR_CODING_NUMBER, "1234567890123456", ZR_CODING_TEXT},
		{ZR_CODING_NUMBER, "1e5", ZR_CODING_TEXT},
		{ZR_CODING_NUMBER, "NaN", ZR_CODING_TEXT},
		{ZR_CODING_DATE, "2024-02-29", ZR_CODING_DATE},
		{ZR_CODING_DATE, "2023-02-29", ZR_CODING_TEXT},
		{ZR_CODING_DATE, "2024-02-29T00:00", ZR_CODING_TEXT},
		{ZR_CODING_DATE, "2024-2-9", ZR_CODING_TEXT},
		{ZR_CODING_TIME, "18:30", ZR_CODING_TIME},
		{ZR_CODING_TIME, "24:00:00", ZR_CODING_TEXT},
		{ZR_CODING_MOMENT, "2024-02-29T18:30:00.000+05:00", ZR_CODING_MOMENT},
		{ZR_CODING_MOMENT, "2024-02-29T18:30:00Z", ZR_CODING_MOMENT},
		{ZR_CODING_MOMENT, "2024-02-29 18:30", ZR_CODING_TEXT},
		{ZR_CODING_MOMENT, "2024-02-29T18:30+5", ZR_CODING_TEXT},
		{ZR_CODING_TEXT, "1", ZR_CODING_TEXT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (zr_coding_widen(cases[i].type, cases[i].text) != cases[i].expected) {
			fail_msg("\"%s\"", cases[i].text);
		}
	}
}

static void times_are_those_on_the_wall(void **state)
{
	(void)state;
	double number = 0;
	assert_true(zr_coding_read(ZR_CODING_DATE, "1969-12-31", &number));
	assert_true(number == -1);
	assert_true(zr_coding_read(ZR_CODING_TIME, "18:30:15.500+05:00", &number));
	assert_true(number == 66615.5);
	assert_true(zr_coding_read(ZR_CODING_MOMENT, "1970-01-02T00:00:01+05:00", &number));
	assert_true(number == 86401);
	assert_false(zr_coding_read(ZR_CODING_WHOLE, "", &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_fall_as_far_as_they_must),
		cmocka_unit_test(times_are_those_on_the_wall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
