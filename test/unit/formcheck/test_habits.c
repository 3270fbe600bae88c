/* What is said of spellings from other languages and programs. */
#include <stdio.h>
#include <string.h>

#include "lib/formcheck/habits.h"
#include "lib/xpath/tree.h"
#include "lib/xpath/xpath.h"
#include "test/unit/unit.h"

static const char *const FUNCTIONS[] = {
#define ZR_FUNCTION_NAME(name) name,
#include "lib/formcheck/functions.def"
#undef ZR_FUNCTION_NAME
};

/* "|" marks where the compiler stumbles; no part: it is no habit. */
static void expect_in(const char *marked, bool is_answer, const char *part)
{
	char text[200] = "", sentence[240] = "";
	struct zr_habit habit;
	size_t offset = strcspn(marked, "|");
	memcpy(text, marked, offset);
	memcpy(text + offset, marked + offset + 1, strlen(marked + offset + 1));
	bool is_habit = zr_habits_find(text, offset, is_answer, &habit);
	if (is_habit) {
		(void)zr_fault_say(&habit.fault, ZR_LANGUAGE_ENGLISH, sentence, sizeof sentence);
	}
	if (strstr(sentence, part) == NULL || is_habit != (*part != '\0')) {
		fail_msg("%s: %s", marked, sentence);
	}
}

static void expect(const char *marked, const char *part)
{
	expect_in(marked, false, part);
}

static void signs_of_other_languages_are_translated(void **state)
{
	expect("a =|= b", "'==' is not understood; write '='");
	expect("a |&gt; b", "'&gt;' is not understood; write '>'");
	expect("a |% 2", "write 'mod'");
	expect("a |! = 2", "write '!='");
	expect("|!a", "write not(...)");
	expect("a |in ('x')", "write several comparisons with or");
	expect("a |\xd0\xb8\xd0\xbb\xd0\xb8 b", "write 'or'");
	expect("a |inside b", "");
}

static void a_decimal_comma_is_told_with_the_number(void **state)
{
	expect("a > 1|,5 and b", "write 1.5");
	expect("if(a, 1|, 5)", "");
}

static void a_reference_is_told_with_its_name(void **state)
{
	expect("|{age} > 1", "an answer is written ${age}");
	expect("|$ {age} > 1", "an answer is written ${age}");
	expect("|$", "an answer is written ${name}");
}

static void a_missing_side_of_a_comparison_is_told(void **state)
{
	expect("a > 1 and |< 5", "what is compared is missing before '<'");
	expect("a > 1 |< 5", "");
	expect("a / |2", "'/' does not divide; write 'div'");
	expect_in("|>= 0", true, "'.' is the answer");
}

static void expect_function(const char *name, const char *part)
{
	char sentence[240] = "";
	struct zr_habit habit;
	bool is_habit = zr_habits_find_function(name, &habit);
	if (is_habit) {
		(void)zr_fault_say(&habit.fault, ZR_LANGUAGE_ENGLISH, sentence, sizeof sentence);
	}
	if (strstr(sentence, part) == NULL || is_habit != (*part != '\0')) {
		fail_msg("%s: %s", name, sentence);
	}
}

static void functions_that_there_are_not_are_told_with_those_meant(void **state)
{
	expect_function("selecetd", "did you mean selected()?");
	expect_function("string_length", "did you mean string-length()?");
	expect_function("IF", "did you mean if()?");
	expect_function("LEN", "there is no function LEN(); write string-length()");
	expect_function("nosuch", "");
}

static const char *no_namespace(void *user, const char *prefix)
{
	(void)user;
	return strcmp(prefix, "jr") == 0 ? "http://openrosa.org/javarosa" : NULL;
}

static void every_function_that_is_meant_is_there(void **state)
{
	struct zr_names *names = zr_names_new();
	const struct zr_xpath_scope scope = {.names = names, .namespace_for = no_namespace};
	for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
		char text[100];
		struct zr_error error = {0};
		struct zr_xpath *expression = NULL;
		(void)snprintf(text, sizeof text, "%s()", FUNCTIONS[i]);
		if (zr_xpath_compile(text, &scope, &expression, &error) == 0) {
			zr_xpath_free(expression);
		} else if (error.kind == ZR_FAULT_NO_FUNCTION) {
			fail_msg("%s", error.message);
		}
	}
	zr_names_free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_of_other_languages_are_translated),
		cmocka_unit_test(a_decimal_comma_is_told_with_the_number),
		cmocka_unit_test(a_reference_is_told_with_its_name),
		cmocka_unit_test(a_missing_side_of_a_comparison_is_told),
		cmocka_unit_test(functions_that_there_are_not_are_told_with_those_meant),
		cmocka_unit_test(every_function_that_is_meant_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
