/* Tests: lib/http/head.c */
#include "test/unit/unit.h"

#include "lib/http/head.h"

/* The code of a head with a host and these; a NULL name ends them. */
static int check(bool is_http_1_1, const char *const (*headers)[2])
{
	struct zr_head head = {0};
	struct zr_error error = {0};
	zr_head_add(&head, "host", "hub");
	for (; (*headers)[0] != NULL; headers++) {
		zr_head_add(&head, (*headers)[0], (*headers)[1]);
	}
	int code = zr_head_check(&head, is_http_1_1, &error);
	assert_int_equal(code, error.code);
	return code;
}

#define HEADERS(...) ((const char *const[][2]){__VA_ARGS__, {NULL, NULL}})

static void one_length_or_chunks_are_taken(void **state)
{
	(void)state;
	assert_int_equal(check(true, HEADERS({"Accept", "*/*"})), 0);
	assert_int_equal(check(true, HEADERS({"Content-Length", "0"})), 0);
	assert_int_equal(check(false, HEADERS({"content-length", "16"})), 0);
	assert_int_equal(check(true, HEADERS({"Transfer-Encoding", "Chunked"})), 0);
	assert_int_equal(check(true, HEADERS({"X-Name", "tab\tand \xd0\xb9"})), 0);
}

static void two_ends_are_refused(void **state)
{
	(void)state;
	assert_int_equal(check(true, HEADERS({"Content-Length", "5"}, {"Content-Length", "5"})),
		ZR_E_SYNTAX);
	assert_int_equal(check(true, HEADERS({"Content-Length", "5"}, {"content-length", "6"})),
		ZR_E_SYNTAX);
	assert_int_equal(
		check(true, HEADERS({"Content-Length", "5"}, {"Transfer-Encoding", "chunked"})),
		ZR_E_SYNTAX);
	assert_int_equal(
		check(true, HEADERS({"Transfer-Encoding", "chunked"}, {"TRANSFER-ENCODING", "x"})),
		ZR_E_SYNTAX);
	assert_int_equal(check(false, HEADERS({"Transfer-Encoding", "chunked"})), ZR_E_SYNTAX);
}

static void a_length_is_digits_and_a_coding_is_chunked(void **state)
{
	(void)state;
	static const char *const lengths[] = {
		"", "+5", "-5", "0x5", "5 ", " 5", "5,5", "5;5", "\xd9\xa5"};
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		assert_int_equal(check(true, HEADERS({"Content-Length", lengths[i]})), ZR_E_SYNTAX);
	}
	static const char *const codings[] = {"", "gzip, chunked", "chunked, chunked", "xchunked"};
	for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++) {
		assert_int_equal(
			check(true, HEADERS({"Transfer-Encoding", codings[i]})), ZR_E_SYNTAX);
	}
}

static void what_is_no_name_or_value_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = {"", "Transfer-Encoding ", "Transfer-Encoding\t",
		" Content-Length", "A B", "A\rB", "\xd0\xb9", "A(", "\x7f"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_int_equal(check(true, HEADERS({names[i], "5"})), ZR_E_SYNTAX);
	}
	assert_int_equal(check(true, HEADERS({"X-A", "b\rContent-Length: 5"})), ZR_E_SYNTAX);
}

static void there_is_one_host(void **state)
{
	(void)state;
	struct zr_head head = {0};
	assert_int_equal(zr_head_check(&head, true, NULL), ZR_E_SYNTAX);
	assert_int_equal(zr_head_check(&head, false, NULL), 0);
	assert_int_equal(check(true, HEADERS({"Host", "hub"})), ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_length_or_chunks_are_taken),
		cmocka_unit_test(two_ends_are_refused),
		cmocka_unit_test(a_length_is_digits_and_a_coding_is_chunked),
		cmocka_unit_test(what_is_no_name_or_value_is_refused),
		cmocka_unit_test(there_is_one_host),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
