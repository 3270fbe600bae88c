/* Tests: tablet/agent/central/central_file.c form_data.c; the courier is run by
 * test/integration/test_central.py. Tests: tablet/agent/central/courier.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/agent/central/central_file.h"
#include "tablet/agent/central/form_data.h"

static char folder[] = "/tmp/zarya-central-XXXXXX";

static int begin(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int finish(void **state)
{
	(void)state;
	char path[100];
	(void)snprintf(path, sizeof path, "%s/central.conf", folder);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/ca.pem", folder);
	(void)unlink(path);
	return rmdir(folder);
}

static void put(const char *name, const char *text)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void reads_what_is_written_by_hand(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_central_file_finish) struct zr_central_file central = {0};
	char text[300];
	put("ca.pem", "PEM");
	(void)snprintf(text, sizeof text,
		"# a remark\n\n url=https://h/v1/key/T/projects/3/ \nuser = ann b\n"
		"password\t=  a=b c\nca = %s/ca.pem",
		folder);
	put("central.conf", text);
	assert_int_equal(zr_central_file_read(folder, &central, NULL), 0);
	assert_string_equal(
		zr_buffer_text(&central.url), "https://h/v1/key/T/projects/3/submission");
	assert_string_equal(zr_buffer_text(&central.login), "ann b:a=b c");
	assert_string_equal(zr_buffer_text(&central.ca_pem), "PEM");
}

static void refuses_what_cannot_be_meant(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "url = http://h/", "url = https://",
		"url https://h", "url = https://h\nurl = https://i", "url = https://h\nuser = a",
		"url = https://h\npassword = a", "url = https://h\ncolour = red",
		"url =", "url = https://h\nca = /nonexistent"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct zr_central_file central = {0};
		put("central.conf", texts[i]);
		int code = zr_central_file_read(folder, &central, NULL);
		assert_true(code == ZR_E_INVALID || i == sizeof texts / sizeof texts[0] - 1);
		assert_true(code != 0);
	}
	char path[100];
	struct zr_central_file central = {0};
	(void)snprintf(path, sizeof path, "%s/central.conf", folder);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(zr_central_file_read(folder, &central, NULL), ZR_E_NOT_FOUND);
}

static void a_record_becomes_a_form(void **state)
{
	(void)state;
	char xml[] = "<a/>";
	char name[] = "s\".png";
	char data[] = "1\r\n2";
	struct zr_content_file file = {name, data, 4};
	const struct zr_record record = {
		.xml = xml, .xml_bytes = 4, .files = &file, .file_count = 1};
	static const uint8_t random[ZR_FORM_DATA_RANDOM_BYTES] = {0xab};
	char type[ZR_FORM_DATA_TYPE_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	assert_int_equal(zr_form_data_make(&record, random, &body, type), 0);
	assert_string_equal(type, "multipart/form-data; boundary=ab000000000000000000000000000000");
	assert_string_equal(zr_buffer_text(&body),
		"--ab000000000000000000000000000000\r\n"
		"Content-Disposition: form-data; name=\"xml_submission_file\"; "
		"filename=\"submission.xml\"\r\nContent-Type: text/xml; charset=utf-8\r\n"
		"Content-Length: 4\r\n\r\n<a/>\r\n"
		"--ab000000000000000000000000000000\r\n"
		"Content-Disposition: form-data; name=\"s%22.png\"; filename=\"s%22.png\"\r\n"
		"Content-Type: image/png\r\nContent-Length: 4\r\n\r\n1\r\n2\r\n"
		"--ab000000000000000000000000000000--\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_written_by_hand),
		cmocka_unit_test(refuses_what_cannot_be_meant),
		cmocka_unit_test(a_record_becomes_a_form),
	};
	return cmocka_run_group_tests(tests, begin, finish);
}
