/* Texts of which one sees nothing. */
#include "tablet/apps/census/question/blank.h"

#include <glib.h>

#include "test/unit/unit.h"

static void expect(const char *text, const char *seen)
{
	g_autofree char *result = zr_blank_trim(text);
	assert_string_equal(result, seen);
}

static void nothing_to_see_is_nothing(void **state)
{
	expect("", "");
	expect(" \t\n", "");
	expect("\u200b", "");              /* zero-width space */
	expect("\ufeff \u00a0\u2060", ""); /* byte order mark, no-break space, word joiner */
	expect("\u200e\u200f\u3000", "");  /* direction marks, a wide space */
}

static void ends_are_trimmed_and_the_inside_stays(void **state)
{
	expect("  Анна  Мария\n", "Анна  Мария");
	expect("\u200bx\u200by\u200b", "x\u200by");
	expect("Ә", "Ә");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_to_see_is_nothing),
		cmocka_unit_test(ends_are_trimmed_and_the_inside_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
