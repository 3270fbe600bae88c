/* "Did you mean": which names are near. */
#include <stdint.h>
#include <string.h>

#include "lib/base/nearest.h"
#include "test/unit/unit.h"

static const char *near(const char *wanted, const char *first, const char *second)
{
	struct zr_nearest nearest = {.wanted = wanted};
	zr_nearest_consider(&nearest, first);
	zr_nearest_consider(&nearest, second);
	return nearest.found != NULL ? nearest.found : "";
}

static void finds_slips_of_one_and_two_letters(void **state)
{
	assert_string_equal(near("relevent", "required", "relevant"), "relevant");
	assert_string_equal(near("aeg", "sex", "age"), "age");
	assert_string_equal(near("vilage", "village", "villages"), "village");
	assert_string_equal(near("xy", "xz", "yx"), "");
}

static void finds_other_capitals_of_any_length(void **state)
{
	assert_string_equal(near("A", "b", "a"), "a");
	assert_string_equal(near("CONCAT", "contains", "concat"), "concat");
}

static void long_names_are_far_from_everything(void **state)
{
	static const char LONG[] = "a_name_of_more_than_forty_bytes_is_not_compared";
	assert_int_equal(zr_nearest_distance(LONG, "a"), SIZE_MAX);
	assert_int_equal(zr_nearest_distance("a", LONG), SIZE_MAX);
	assert_int_equal(zr_nearest_distance("kitten", "sitting"), 3);
}

static void finds_what_looks_the_same(void **state)
{
	assert_string_equal(near("\u0430", "b", "a"), "a");
	assert_string_equal(near("\u0441ase", "cast", "case"), "case");
}

static enum zr_fault_kind word(const char *wanted, const char *candidate)
{
	struct zr_nearest nearest = {.wanted = wanted};
	struct zr_fault fault = {.kind = ZR_FAULT_NO_CHOICE};
	zr_nearest_consider(&nearest, candidate);
	zr_nearest_word(&nearest, &fault);
	assert_true(fault.meant == nearest.found);
	return fault.phrase;
}

static void has_words_of_its_own_for_what_looks_the_same(void **state)
{
	assert_int_equal(word("\u0410BC", "ABC"), ZR_FAULT_MEANT_TWIN);
	assert_int_equal(word("ABC", "ABC"), ZR_FAULT_MEANT_NAME);
	assert_int_equal(word("\u0430bcdef", "xbcdef"), ZR_FAULT_MEANT_NAME);
	assert_int_equal(word("\u0436", "a"), ZR_FAULT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_slips_of_one_and_two_letters),
		cmocka_unit_test(finds_other_capitals_of_any_length),
		cmocka_unit_test(finds_what_looks_the_same),
		cmocka_unit_test(has_words_of_its_own_for_what_looks_the_same),
		cmocka_unit_test(long_names_are_far_from_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
