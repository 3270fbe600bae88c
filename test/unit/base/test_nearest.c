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
	assert_true(zr_nearest_is_twin("\u0410BC", "ABC"));
	assert_false(zr_nearest_is_twin("ABC", "ABC"));
	assert_false(zr_nearest_is_twin("\u0430b", "a"));
	assert_false(zr_nearest_is_twin("\u0436", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_slips_of_one_and_two_letters),
		cmocka_unit_test(finds_other_capitals_of_any_length),
		cmocka_unit_test(finds_what_looks_the_same),
		cmocka_unit_test(long_names_are_far_from_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
