/* What the updater and the agent tell each other. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/local/update_report.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int parse(const char *text, struct zr_update_report *ret_report)
{
	return zr_update_report_parse(text, ret_report, NULL);
}

static void comes_back_as_it_was_written(void **state)
{
	(void)state;
	struct zr_update_report report = {.state = ZR_UPDATE_FAILED,
		.running = 4294967295,
		.release = 2,
		.file_count = ZR_UPDATE_REPORT_FILE_COUNT_MAX,
		.why = "release 2 is for another board"};
	struct zr_update_report read;
	for (size_t i = 0; i < report.file_count; i++) {
		(void)snprintf(report.files[i].name, sizeof report.files[i].name, HASH);
		report.files[i].bytes = i * 1000;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_update_report_format(&report, &text), 0);
	assert_int_equal(parse(text.data, &read), 0);
	assert_int_equal(read.state, ZR_UPDATE_FAILED);
	assert_int_equal(read.running, 4294967295);
	assert_int_equal(read.release, 2);
	assert_int_equal(read.file_count, ZR_UPDATE_REPORT_FILE_COUNT_MAX);
	assert_string_equal(read.files[2].name, HASH);
	assert_int_equal(read.files[2].bytes, 2000);
	assert_string_equal(read.why, report.why);
}

static void refuses_what_would_be_no_name_of_a_file(void **state)
{
	(void)state;
	struct zr_update_report read;
	assert_int_equal(parse("state wanted\nfile " HASH " 5\n", &read), 0);
	assert_int_equal(read.file_count, 1);
	static const char *const bad[] = {"", "nothing", "state gone\n", "running 1\n",
		"state idle\nrunning -1\n", "state idle\nrunning 4294967296\n",
		"state idle\nnews 1\n", "state idle\nrunning\n",
		"state wanted\nfile ../../../../etc/passwd 5\n", "state wanted\nfile " HASH "\n",
		"state wanted\nfile " HASH "0 5\n", "state wanted\nfile " HASH " \n",
		"state wanted\nfile " HASH " 99999999999999\n",
		"state wanted\nfile " HASH " 1\nfile " HASH " 1\nfile " HASH " 1\nfile " HASH
		" 1\n"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(parse(bad[i], &read), ZR_E_SYNTAX);
	}
	char long_text[4000] = "state failed\nwhy ";
	memset(long_text + strlen(long_text), 'w', 400);
	long_text[strlen(long_text)] = '\n';
	assert_int_equal(parse(long_text, &read), ZR_E_SYNTAX);
	memset(long_text + strlen("state failed\nwhy "), 'w', 3000);
	assert_int_equal(parse(long_text, &read), ZR_E_SYNTAX);
}

static void an_unfinished_last_line_says_nothing(void **state)
{
	(void)state;
	struct zr_update_report read;
	assert_int_equal(parse("state idle\nrunning 1\nrelease 2", &read), 0);
	assert_int_equal(read.running, 1);
	assert_int_equal(read.release, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_as_it_was_written),
		cmocka_unit_test(refuses_what_would_be_no_name_of_a_file),
		cmocka_unit_test(an_unfinished_last_line_says_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
