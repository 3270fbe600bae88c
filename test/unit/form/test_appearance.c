/* Words of an appearance. */
#include "lib/form/appearance.h"

#include <string.h>

#include "test/unit/unit.h"

static void assert_found(const char *appearance, const char *beginning, const char *wanted)
{
	const char *found = zr_appearance_find(appearance, beginning);
	assert_true((found == NULL) == (wanted == NULL));
	assert_string_equal(found != NULL ? found : "", wanted != NULL ? wanted : "");
}

static void finds_the_word_that_begins_so(void **state)
{
	assert_found("search('a')", "search(", "search('a')");
	assert_found(" minimal\tsearch('a') quick", "search(", "search('a') quick");
	assert_found("minimal ex:org.app(a=/b, c='d e')", "ex:", "ex:org.app(a=/b, c='d e')");
	assert_found("f(1)(2) ex:x", "ex:", "ex:x");
}

static void knows_no_word_inside_another(void **state)
{
	assert_found("", "search(", NULL);
	assert_found("research('a')", "search(", NULL);
	assert_found("search ('a')", "search(", NULL);
	assert_found("search('a', 'is', 'b', 'say ex: or ) ex: so')", "ex:", NULL);
	assert_found("ex:app(how='it''s search(1)')", "search(", NULL);
	assert_found("label(search('a')", "search(", NULL); /* not closed: one word to the end */
}

static void has_whole_words_alone_or_as_calls(void **state)
{
	assert_true(zr_appearance_has("quick minimal", "minimal"));
	assert_true(zr_appearance_has("minimalist minimal(1)", "minimal"));
	assert_false(zr_appearance_has("minimalist", "minimal"));
	assert_false(zr_appearance_has("", "minimal"));
	assert_false(zr_appearance_has("ex:app(how=' minimal ')", "minimal"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_word_that_begins_so),
		cmocka_unit_test(knows_no_word_inside_another),
		cmocka_unit_test(has_whole_words_alone_or_as_calls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
