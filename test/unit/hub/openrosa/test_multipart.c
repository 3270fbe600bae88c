/* Tests: hub/openrosa/multipart.c posted.c submitted.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/openrosa/posted.h"
#include "lib/base/cleanup.h"

#define TYPE "multipart/form-data; boundary=B"
#define XML                                                                                        \
	"<data id=\"f\" version=\"1\"><start>2026-11-30T10:00:00.250+05:00</start>"                \
	"<end>2026-11-30T05:30:00Z</end><meta><instanceID>uuid:1</instanceID></meta></data>"
#define HEAD "--B\r\nContent-Disposition: form-data; name=\"xml_submission_file\"\r\n\r\n"

static char seen[2000];

static int add(void *user, const struct zr_multipart_part *part, struct zr_error *error)
{
	(void)user;
	(void)error;
	size_t length = strlen(seen);
	if (sizeof seen - length > 600) {
		(void)snprintf(seen + length, 600, "[%s|%s|%.*s]", part->name,
			part->has_file_name ? part->file_name : "-", (int)part->bytes, part->data);
	}
	return 0;
}

static int read_as(const char *type, const char *body)
{
	const struct zr_multipart_body of = {type, body, strlen(body)};
	seen[0] = '\0';
	return zr_multipart_read(&of, add, NULL, NULL);
}

static void reads_parts_where_they_lie(void **state)
{
	(void)state;
	assert_int_equal(
		read_as(TYPE, "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
			      "1\r\n--B\r\nContent-Type: x/y\r\n"
			      "content-disposition: Form-Data; filename=\"q\\\"r\"; name=b"
			      "\r\n\r\n\r\n\r\n--C\r\n--B  \r\n"
			      "Content-Disposition: form-data; name=e\r\n\r\n\r\n--B--\r\n"),
		0);
	assert_string_equal(seen, "[a|-|1][b|q\"r|\r\n\r\n--C][e|-|]");
	assert_int_equal(
		read_as("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", "\r\n--a b--"), 0);
	assert_string_equal(seen, "");
}

static void refuses_what_can_be_cut_in_two_ways(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"",
		"x--B--\r\n",
		"--B",
		"--B\r\n",
		"--B\n\n--B--",
		"--Bx\r\n--B--\r\n",
		"--B--\r\nmore",
		"--B\r\n\r\nno disposition\r\n--B--",
		"--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--",
		"--B\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\n folded: 1\r\n\r\n1\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\n\r\n1\n--B--",
		("--B\r\nContent-Disposition: form-data; name=a\r\n"
		 "Content-Disposition: form-data; name=a\r\n\r\n1\r\n--B--"),
	};
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		assert_int_equal(read_as(TYPE, bodies[i]), ZR_E_SYNTAX);
	}
	assert_int_equal(read_as(NULL, "--B--"), ZR_E_UNSUPPORTED);
	assert_int_equal(read_as("multipart/form-datax; boundary=B", "--B--"), ZR_E_UNSUPPORTED);
	assert_int_equal(read_as("multipart/form-data", "--B--"), ZR_E_SYNTAX);
	assert_int_equal(read_as(TYPE "; boundary=C", "--B--"), ZR_E_SYNTAX);
	assert_int_equal(read_as("multipart/form-data; boundary=\"B", "--B--"), ZR_E_SYNTAX);
	assert_int_equal(read_as(TYPE, "--B\r\nContent-Disposition: form-data; name=a\r\n"
				       "Content-Transfer-Encoding: base64\r\n\r\n1\r\n--B--"),
		ZR_E_UNSUPPORTED);
}

static void holds_to_its_limits(void **state)
{
	(void)state;
	static const char part[] = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
	for (size_t more = 0; more < 2; more++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
		for (size_t i = 0; i < ZR_MULTIPART_PART_COUNT_MAX + more; i++) {
			assert_int_equal(zr_buffer_add_text(&body, part), 0);
		}
		assert_int_equal(zr_buffer_add_text(&body, "--B--\r\n"), 0);
		assert_int_equal(read_as(TYPE, zr_buffer_text(&body)), more == 0 ? 0 : ZR_E_LIMIT);
		char name[ZR_MULTIPART_NAME_BYTES_MAX + 2];
		char named[500];
		memset(name, 'n', sizeof name);
		name[ZR_MULTIPART_NAME_BYTES_MAX + more] = '\0';
		(void)snprintf(named, sizeof named,
			"--B\r\nContent-Disposition: form-data; name=%s\r\n\r\n1\r\n--B--", name);
		assert_int_equal(read_as(TYPE, named), more == 0 ? 0 : ZR_E_SYNTAX);
	}
	char head[ZR_MULTIPART_HEAD_BYTES_MAX + 200];
	char field[ZR_MULTIPART_HEAD_BYTES_MAX + 1];
	memset(field, 'x', sizeof field - 1);
	field[sizeof field - 1] = '\0';
	(void)snprintf(head, sizeof head, "--B\r\nX: %s\r\n\r\n1\r\n--B--", field);
	assert_int_equal(read_as(TYPE, head), ZR_E_LIMIT);
}

/* ---- a submission ---- */

static int post(const char *body, struct zr_posted *ret_posted)
{
	const struct zr_multipart_body of = {TYPE, body, strlen(body)};
	*ret_posted = (struct zr_posted){0};
	return zr_posted_read(&of, ret_posted, NULL);
}

static void reads_what_a_submission_says_of_itself(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_posted_finish) struct zr_posted posted = {0};
	assert_int_equal(post(HEAD XML "\r\n--B--", &posted), 0);
	assert_string_equal(posted.head.form_id, "f");
	assert_string_equal(posted.head.version, "1");
	assert_string_equal(posted.head.instance_id, "uuid:1");
	assert_string_equal(posted.head.deprecated_id, "");
	assert_int_equal(posted.head.started_us, 1796014800250000);
	assert_int_equal(posted.head.finished_us, 1796016600000000);
	assert_false(posted.is_incomplete);
}

static void takes_no_moment_for_what_is_none(void **state)
{
	(void)state;
	static const char *const moments[] = {"", "2026-11-30", "2026-11-30T10:00:00",
		"2026-02-30T10:00:00Z", "2026-11-30T24:00:00Z", "2026-11-30T10:00:00+15:00",
		"2026-11-30T10:00:00Zx", "1969-11-30T10:00:00Z", "yesterday"};
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		char xml[300];
		struct zr_submitted head;
		(void)snprintf(xml, sizeof xml,
			"<d id='f'><end>%s</end><meta><instanceID>1</instanceID></meta></d>",
			moments[i]);
		assert_int_equal(zr_submitted_read(xml, strlen(xml), &head, NULL), 0);
		assert_int_equal(head.finished_us, 0);
	}
}

#define FILE_PART(name, data)                                                                      \
	"--B\r\nContent-Disposition: form-data; name=x; filename=\"" name "\"\r\n\r\n" data "\r\n"

static void the_order_of_files_makes_no_difference(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_posted_finish) struct zr_posted first = {0};
	ZR_CLEANUP(zr_posted_finish) struct zr_posted second = {0};
	ZR_CLEANUP(zr_posted_finish) struct zr_posted other = {0};
	ZR_CLEANUP(zr_posted_finish) struct zr_posted part = {0};
	assert_int_equal(
		post(HEAD XML "\r\n" FILE_PART("a", "1") FILE_PART("b", "2") "--B--", &first), 0);
	assert_int_equal(
		post(FILE_PART("b", "2") HEAD XML "\r\n" FILE_PART("a", "1") "--B--", &second), 0);
	assert_int_equal(
		post(HEAD XML "\r\n" FILE_PART("a", "12") FILE_PART("b", "") "--B--", &other), 0);
	assert_int_equal(
		post(HEAD XML "\r\n" FILE_PART("a", "1") FILE_PART(
			     "b", "2") "--B\r\n"
				       "Content-Disposition: form-data; name=\"*isIncomplete*\"\r\n"
				       "\r\nyes\r\n--B--",
			&part),
		0);
	assert_memory_equal(first.hash, second.hash, sizeof first.hash);
	assert_memory_not_equal(first.hash, other.hash, sizeof first.hash);
	assert_memory_not_equal(first.hash, part.hash, sizeof first.hash);
	assert_true(part.is_incomplete && part.file_count == 2);
}

static void says_what_is_wrong_with_a_submission(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		int code;
	} cases[] = {
		{"--B--", ZR_E_SYNTAX},
		{HEAD "<a\r\n--B--", ZR_E_SYNTAX},
		{HEAD "\r\n--B--", ZR_E_SYNTAX},
		{HEAD XML "\r\n" HEAD XML "\r\n--B--", ZR_E_SYNTAX},
		{HEAD "<d/>\r\n--B--", ZR_E_INVALID},
		{HEAD "<d id='f'/>\r\n--B--", ZR_E_INVALID},
		{HEAD "<d id='f' encrypted='yes'/>\r\n--B--", ZR_E_INVALID},
		{HEAD XML "\r\n" FILE_PART("../a", "1") "--B--", ZR_E_INVALID},
		{HEAD XML "\r\n" FILE_PART("a", "1") FILE_PART("a", "1") "--B--", ZR_E_INVALID},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zr_posted posted;
		assert_int_equal(post(cases[i].body, &posted), cases[i].code);
		assert_int_equal(posted.file_count, 0);
	}
}

static void an_instance_always_has_the_same_record_id(void **state)
{
	(void)state;
	char first[ZR_RECORD_ID_BYTES_MAX + 1];
	char second[ZR_RECORD_ID_BYTES_MAX + 1];
	zr_submitted_record_id("uuid:0-1", first);
	assert_string_equal(first, "uuid:0-1");
	zr_submitted_record_id("no identifier/at all", first);
	zr_submitted_record_id("no identifier/at all", second);
	assert_string_equal(first, second);
	assert_int_equal(strncmp(first, "odk:", 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_parts_where_they_lie),
		cmocka_unit_test(refuses_what_can_be_cut_in_two_ways),
		cmocka_unit_test(holds_to_its_limits),
		cmocka_unit_test(reads_what_a_submission_says_of_itself),
		cmocka_unit_test(takes_no_moment_for_what_is_none),
		cmocka_unit_test(the_order_of_files_makes_no_difference),
		cmocka_unit_test(says_what_is_wrong_with_a_submission),
		cmocka_unit_test(an_instance_always_has_the_same_record_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
