/* What ODK Collect cannot evaluate is told when a check asks for it. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/xpath/xpath.h"

static int compile(const char *text, struct zr_error *error)
{
	struct zr_names *names = zr_names_new();
	struct zr_xpath_scope scope = {.names = names, .is_portable = true};
	struct zr_xpath *expression = NULL;
	int code = zr_xpath_compile(text, &scope, &expression, error);
	if (code == 0) {
		zr_xpath_free(expression);
	}
	zr_names_free(names);
	return code;
}

static void what_collect_knows_passes(void **state)
{
	const char *const texts[] = {"../a + /d/b[c = 1]/@e", "count(/d/*)",
		"instance('x')/root/item[name = current()/../a]/label", "child::a", ". != ''",
		"string-length()", "position(..)", "(1 + 2) * 3",
		"randomize(instance('x')/r/i, 3)"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct zr_error error = {0};
		if (compile(texts[i], &error) != 0) {
			fail_msg("%s: %s", texts[i], error.message);
		}
	}
}

static void what_collect_lacks_is_refused(void **state)
{
	const char *const texts[] = {"//a", "/d/descendant::a", "a | b", "/d/text()",
		"preceding-sibling::a", "(/d/a)[1]", "(/d/a)/b", "number()", "string()", "last()",
		"if(1, floor(2), 3)", "/d/a[b/following::c]", "instance('x')[1]", "self::a",
		"sum(/d/a[last()])"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct zr_error error = {0};
		if (compile(texts[i], &error) != ZR_E_UNSUPPORTED) {
			fail_msg("%s is not refused", texts[i]);
		}
		assert_non_null(strstr(error.message, "ODK Collect"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_collect_knows_passes),
		cmocka_unit_test(what_collect_lacks_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
