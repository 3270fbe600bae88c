/* Tests: lib/envelope/result.c */
#include "test/unit/unit.h"

#include "lib/envelope/result.h"

static void words_in_use_have_their_result(void **state)
{
	(void)state;
	assert_int_equal(zr_result_of_code("later"), ZR_RESULT_REVISIT);
	assert_int_equal(zr_result_of_code("nobody_home"), ZR_RESULT_REVISIT);
	assert_int_equal(zr_result_of_code("refused"), ZR_RESULT_REFUSED);
	assert_int_equal(zr_result_of_code("vacant"), ZR_RESULT_EMPTY);
	assert_int_equal(zr_result_of_code("completed"), ZR_RESULT_DONE);
	assert_int_equal(zr_result_of_code("interview"), ZR_RESULT_DONE);
}

static void unknown_words_and_none_are_done(void **state)
{
	(void)state;
	assert_int_equal(zr_result_of_code(""), ZR_RESULT_DONE);
	assert_int_equal(zr_result_of_code("Later"), ZR_RESULT_DONE);
}

static void results_have_names(void **state)
{
	(void)state;
	assert_string_equal(zr_result_name(ZR_RESULT_UNKNOWN), "");
	assert_string_equal(zr_result_name(ZR_RESULT_DONE), "done");
	assert_string_equal(zr_result_name(ZR_RESULT_REVISIT), "revisit");
	assert_string_equal(zr_result_name(ZR_RESULT_REFUSED), "refused");
	assert_string_equal(zr_result_name(ZR_RESULT_EMPTY), "empty");
	assert_string_equal(zr_result_name((enum zr_visit_result)(ZR_RESULT_LAST + 1)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_use_have_their_result),
		cmocka_unit_test(unknown_words_and_none_are_done),
		cmocka_unit_test(results_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
