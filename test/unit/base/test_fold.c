/* Tests: lib/base/fold.c */
#include "test/unit/unit.h"

#include "lib/base/fold.h"

static void check(const char *text, const char *expected)
{
	struct zr_buffer folded = {0};
	assert_int_equal(zr_fold_text(text, &folded), 0);
	assert_string_equal(zr_buffer_text(&folded), expected);
	zr_buffer_finish(&folded);
}

static void one_address_by_two_hands_is_one(void **state)
{
	(void)state;
	check("ул. Садовая, д. 5", "ул садовая д 5");
	check(" УЛ.САДОВАЯ,\xc2\xa0"
	      "д.5 ",
		"ул садовая д 5");
	check("Ёлкина, 1", "елкина 1");
	check("Әтнә", "әтнә");
	check("ӘТНӘ", "әтнә");
	check("", "");
	check(" .,; ", "");
}

static void different_houses_stay_different(void **state)
{
	(void)state;
	check("1, 12", "1 12");
	check("11, 2", "11 2");
	check("д. 5/2", "д 5/2");
	check("д. 5—2", "д 5-2");
	check("д. 52", "д 52");
}

static void broken_bytes_part_words(void **state)
{
	(void)state;
	check("a\xff"
	      "b",
		"a b");
}

static void words_are_found_in_any_order(void **state)
{
	(void)state;
	assert_true(zr_fold_has("ул мира д 15 кв 3", "15 мира"));
	assert_true(zr_fold_has("ул мира д 15 кв 3", ""));
	assert_true(zr_fold_has("ул мира д 15/2", "2"));
	assert_true(zr_fold_has("ул красносельская", "сельская"));
	assert_false(zr_fold_has("ул мира д 15 кв 3", "5"));
	assert_false(zr_fold_has("ул мира д 15 кв 3", "мира 16"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_address_by_two_hands_is_one),
		cmocka_unit_test(different_houses_stay_different),
		cmocka_unit_test(broken_bytes_part_words),
		cmocka_unit_test(words_are_found_in_any_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
