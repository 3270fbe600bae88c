#include "test/unit/unit.h"

#include <stdio.h>

#include "lib/xpath/tree.h"

static void the_same_name_is_the_same_pointer(void **state)
{
	struct zr_names *names = zr_names_new();
	const struct zr_name *a = zr_names_intern(names, NULL, NULL, "age");
	assert_ptr_equal(a, zr_names_intern(names, "", "x", "age"));
	const struct zr_name *b = zr_names_intern(names, "urn:x", "x", "age");
	assert_ptr_not_equal(a, b);
	assert_string_equal(b->prefix, "x");
	assert_string_equal(b->namespace_uri, "urn:x");
	assert_int_equal(zr_names_intern(names, "", "", "next")->index, 2);
	zr_names_free(names);
}

static void many_names_keep_their_place_and_index(void **state)
{
	struct zr_names *names = zr_names_new();
	const struct zr_name *first = zr_names_intern(names, "", "", "n0");
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 5000; i++) {
			char text[16];
			(void)snprintf(text, sizeof text, "n%u", i);
			assert_int_equal(zr_names_intern(names, "", "", text)->index, i);
		}
	}
	assert_string_equal(first->local, "n0");
	assert_int_equal(zr_names_intern(names, "", "", "next")->index, 5000);
	zr_names_free(names);
	zr_names_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_name_is_the_same_pointer),
		cmocka_unit_test(many_names_keep_their_place_and_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
