#include "test/unit/unit.h"

#include <string.h>

#include "tablet/shell/core/shell_options.h"

static int parse(
	struct zr_shell_options *options, struct zr_error *error, char *first, char *second)
{
	char *argv[] = {(char[]){"zarya-shell"}, first, second, NULL};
	return zr_shell_options_parse(second ? 3 : first ? 2 : 1, argv, options, error);
}

#define PARSE(first, second) parse(&options, &error, (char[]){first}, (char[]){second})

static void without_options_it_is_the_tablets_shell(void **state)
{
	struct zr_shell_options options;
	struct zr_error error;
	assert_int_equal(parse(&options, &error, NULL, NULL), 0);
	assert_int_equal(options.language, ZR_LANGUAGE_RUSSIAN);
	assert_string_equal(options.display_name, "wayland-0");
	assert_null(options.agent_socket);
	assert_null(options.test_input);
	assert_int_equal(options.quarter_turns, 0);
	assert_int_equal(options.blank_s, 0);
}

static void takes_each_value(void **state)
{
	struct zr_shell_options options;
	struct zr_error error;
	assert_int_equal(PARSE("--transform", "270"), 0);
	assert_int_equal(options.quarter_turns, 3);
	assert_int_equal(PARSE("--size", "800x1280"), 0);
	assert_int_equal(options.width, 800);
	assert_int_equal(options.height, 1280);
	assert_int_equal(PARSE("--panel", "217x136"), 0);
	assert_int_equal(options.width_mm, 217);
	assert_int_equal(options.height_mm, 136);
	assert_int_equal(PARSE("--language", "en"), 0);
	assert_int_equal(options.language, ZR_LANGUAGE_ENGLISH);
	assert_int_equal(PARSE("--language", "ba"), 0);
	assert_int_equal(options.language, ZR_LANGUAGE_BASHKIR);
	assert_int_equal(PARSE("--blank-after", "300"), 0);
	assert_int_equal(options.blank_s, 300);
	assert_int_equal(PARSE("--socket", "/run/a"), 0);
	assert_string_equal(options.agent_socket, "/run/a");
}

static void refuses_wrong_values_and_names_them(void **state)
{
	struct zr_shell_options options;
	struct zr_error error;
	assert_int_equal(PARSE("--transform", "45"), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "--transform"));
	assert_int_equal(PARSE("--transform", "360"), ZR_E_INVALID);
	assert_int_equal(PARSE("--size", "800"), ZR_E_INVALID);
	assert_int_equal(PARSE("--size", "800x1280x"), ZR_E_INVALID);
	assert_int_equal(PARSE("--size", "8x8"), ZR_E_INVALID);
	assert_int_equal(PARSE("--panel", "217"), ZR_E_INVALID);
	assert_int_equal(PARSE("--panel", "0x136"), ZR_E_INVALID);
	assert_int_equal(PARSE("--language", "de"), ZR_E_INVALID);
	assert_int_equal(PARSE("--blank-after", "-1"), ZR_E_INVALID);
	assert_int_equal(PARSE("--blank-after", "999999"), ZR_E_INVALID);
	assert_int_equal(PARSE("--display", "a/b"), ZR_E_INVALID);
	assert_int_equal(PARSE("--unknown", "x"), ZR_E_INVALID);
	assert_int_equal(parse(&options, &error, (char[]){"--socket"}, NULL), ZR_E_INVALID);
	assert_int_equal(parse(&options, &error, (char[]){"word"}, NULL), ZR_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_options_it_is_the_tablets_shell),
		cmocka_unit_test(takes_each_value),
		cmocka_unit_test(refuses_wrong_values_and_names_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
