/* Tests: options.c */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/core/options.h"
#include "lib/base/limits.h"

#define PARSE(...)                                                                                 \
	zr_options_parse((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)),            \
		(char **)(uintptr_t)(const char *[]){__VA_ARGS__, NULL}, &options, &error)

static struct zr_options options;
static struct zr_error error;

static void takes_all_options(void **state)
{
	(void)state;
	assert_int_equal(
		PARSE("hub", "--data", "d", "--listen", "a:1", "--tls-listen", "b:2", "--tls-name",
			"x", "--tls-name", "y", "--console", "c", "--verbose", "--restored",
			"--new-keys", "--behind-proxy", "--set-password"),
		0);
	assert_string_equal(options.data, "d");
	assert_string_equal(options.listen, "a:1");
	assert_string_equal(options.tls_listen, "b:2");
	assert_int_equal(options.tls_name_count, 2);
	assert_string_equal(options.console, "c");
	assert_true(options.worker_count >= 2);
	assert_true(options.is_verbose && options.is_restored && !options.is_help);
	assert_true(options.is_new_keys && options.is_behind_proxy && options.is_set_password);
}

static void refuses_what_it_does_not_know(void **state)
{
	(void)state;
	assert_int_equal(PARSE("hub", "--data", "d", "more"), ZR_E_INVALID);
	assert_int_equal(PARSE("hub", "--none"), ZR_E_INVALID);
	assert_int_equal(PARSE("hub"), ZR_E_INVALID);
	assert_int_equal(PARSE("hub", "--help"), 0);
	assert_true(options.is_help);
}

static void a_store_is_the_file_in_the_data_or_a_database(void **state)
{
	(void)state;
	char path[ZR_OPTIONS_PATH_BYTES];
	assert_int_equal(PARSE("hub", "--data", "d"), 0);
	assert_int_equal(zr_options_format_store(&options, path, &error), 0);
	assert_string_equal(path, "d/hub.db");
	assert_int_equal(PARSE("hub", "--data", "d", "--store", "postgresql://h/n"), 0);
	assert_int_equal(zr_options_format_store(&options, path, &error), 0);
	assert_string_equal(path, "postgresql://h/n");
	assert_int_equal(PARSE("hub", "--data", "d", "--store", "mysql://h/n"), ZR_E_INVALID);
	assert_int_equal(
		PARSE("hub", "--data", "d", "--store", "postgresql://h/n", "--backup", "f"),
		ZR_E_INVALID);
	static char long_path[ZR_OPTIONS_PATH_BYTES];
	memset(long_path, 'd', sizeof long_path - 1);
	options.store = NULL;
	options.data = long_path;
	assert_int_equal(zr_options_format_store(&options, path, &error), ZR_E_INVALID);
}

static void takes_a_number_of_connections(void **state)
{
	(void)state;
	assert_int_equal(PARSE("hub", "--data", "d"), 0);
	assert_int_equal(options.address_connection_count_max, ZR_HUB_ADDRESS_CONNECTION_COUNT_MAX);
	assert_int_equal(PARSE("hub", "--data", "d", "--address-connections", "0"), 0);
	assert_int_equal(options.address_connection_count_max, 0);
	static const char *const wrong[] = {"", "-1", "x", "5x", " 5", "2147483648"};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(PARSE("hub", "--data", "d", "--address-connections", wrong[i]),
			ZR_E_INVALID);
	}
}

static void takes_the_consoles_certificate_with_its_key(void **state)
{
	(void)state;
	assert_int_equal(PARSE("hub", "--data", "d", "--console-certificate", "c", "--console-key",
				 "k", "--console-tls", "--connections", "77"),
		0);
	assert_string_equal(options.console_certificate, "c");
	assert_string_equal(options.console_key, "k");
	assert_true(options.is_console_secure);
	assert_int_equal(options.connection_count_max, 77);
	assert_int_equal(PARSE("hub", "--data", "d", "--console-certificate", "c"), ZR_E_INVALID);
	assert_int_equal(PARSE("hub", "--data", "d", "--console-key", "k"), ZR_E_INVALID);
	assert_int_equal(PARSE("hub", "--data", "d", "--connections", "many"), ZR_E_INVALID);
}

static void refuses_too_many_names(void **state)
{
	(void)state;
	const char *arguments[2 * (ZR_OPTIONS_TLS_NAME_COUNT_MAX + 1) + 4] = {"hub", "--data", "d"};
	int count = 3;
	for (int i = 0; i <= ZR_OPTIONS_TLS_NAME_COUNT_MAX; i++) {
		arguments[count++] = "--tls-name";
		arguments[count++] = "n";
	}
	assert_int_equal(
		zr_options_parse(count - 2, (char **)(uintptr_t)arguments, &options, &error), 0);
	assert_int_equal(zr_options_parse(count, (char **)(uintptr_t)arguments, &options, &error),
		ZR_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_all_options),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(a_store_is_the_file_in_the_data_or_a_database),
		cmocka_unit_test(takes_a_number_of_connections),
		cmocka_unit_test(takes_the_consoles_certificate_with_its_key),
		cmocka_unit_test(refuses_too_many_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
