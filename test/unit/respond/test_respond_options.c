/* The command line: nobody's answers go over a network in the open. */
#include "test/unit/unit.h"

#include <getopt.h>

#include "respond/respond_options.h"

static int parse(const char *const *words, struct zr_respond_options *ret_options)
{
	char *argv[12] = {(char *)(uintptr_t) "zarya-respond"};
	int argc = 1;
	for (; *words != NULL; words++) {
		argv[argc++] = (char *)(uintptr_t)*words;
	}
	optind = 0;
	return zr_respond_options_parse(argc, argv, ret_options, NULL);
}
#define PARSE(options, ...) parse((const char *const[]){__VA_ARGS__, NULL}, options)

static void takes_what_is_needed(void **state)
{
	struct zr_respond_options options = {0};
	assert_int_equal(PARSE(&options, "--data", "d", "--agent", "a"), 0);
	assert_string_equal(options.listen, "127.0.0.1:8090");
	assert_false(options.is_behind_proxy);
	assert_int_equal(PARSE(&options, "--data", "d", "--agent", "a", "--listen", "0.0.0.0:443",
				 "--certificate", "c", "--key", "k"),
		0);
	assert_int_equal(PARSE(&options, "--help"), 0);
	assert_true(options.is_help);
	assert_int_equal(PARSE(&options, "--version"), 0);
}

static void refuses_the_open_and_the_unknown(void **state)
{
	struct zr_respond_options options;
	assert_int_equal(PARSE(&options, "--data", "d"), ZR_E_INVALID);
	assert_int_equal(PARSE(&options, "--data", "d", "--agent", "a", "--listen", "0.0.0.0:80"),
		ZR_E_INVALID);
	assert_int_equal(
		PARSE(&options, "--data", "d", "--agent", "a", "--key", "k"), ZR_E_INVALID);
	assert_int_equal(PARSE(&options, "--no"), ZR_E_INVALID);
	assert_int_equal(PARSE(&options, "--data", "d", "--agent", "a", "more"), ZR_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_is_needed),
		cmocka_unit_test(refuses_the_open_and_the_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
