/* Tests: results.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/formcheck/results.h"

static void note(void *user, const char *text, size_t bytes)
{
	char *all = user;
	size_t used = strlen(all);
	(void)snprintf(all + used, 200 - used, "%.*s|", (int)bytes, text);
}

static void assert_gives(const char *expression, const char *texts)
{
	char all[200] = "";
	zr_results_each(expression, note, all);
	assert_string_equal(all, texts);
}

static void finds_what_an_expression_may_give(void **state)
{
	(void)state;
	assert_gives("'a'", "a|");
	assert_gives("if(${x} > 60, 'old', if(${x} > 17, \"adult\", 'child'))", "old|adult|child|");
	assert_gives("coalesce(${a}, 'none')", "none|");
	assert_gives("once( ( 'x' ) )", "x|");
	assert_gives("if(true(), '', 'b')", "|b|");
}

static void passes_over_what_is_compared_or_handed_on(void **state)
{
	(void)state;
	assert_gives("if(${x} = 'y', ${b}, 'n')", "n|");
	assert_gives("if(selected(${x}, 'y'), 'a', 'b')", "a|b|");
	assert_gives("concat('a', 'b')", "");
	assert_gives("if('a', 'b' = 'c', concat('d'))", "");
	assert_gives("instance('l')/root/item[name = if(1, 'a', 'b')]/label", "");
	assert_gives("'a' = ${b}", "");
	assert_gives("'unclosed", "");
	assert_gives(")))'a'", "");
}

static void stops_where_brackets_are_too_deep(void **state)
{
	(void)state;
	char deep[ZR_XPATH_DEPTH_MAX + 20];
	memset(deep, '(', sizeof deep);
	memcpy(deep + ZR_XPATH_DEPTH_MAX, "'a'", 4);
	assert_gives(deep, "a|");
	memcpy(deep + ZR_XPATH_DEPTH_MAX, "('a'", 5);
	assert_gives(deep, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_an_expression_may_give),
		cmocka_unit_test(passes_over_what_is_compared_or_handed_on),
		cmocka_unit_test(stops_where_brackets_are_too_deep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
