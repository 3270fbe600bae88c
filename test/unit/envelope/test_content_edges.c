/*
 * Contents, bodies and codes at the edges: limits, values that no program of ours writes, and
 * memory that fails at each allocation in turn.
 * Tests: lib/envelope/content_part.c, lib/envelope/content_record.c,
 * lib/envelope/content_receipt.c, lib/envelope/exchange.c, lib/envelope/enrol.c,
 * lib/envelope/code.c.
 */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/code.h"
#include "lib/envelope/content.h"
#include "lib/envelope/enrol.h"
#include "test/unit/fail_alloc.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static struct zr_content_file files[] = {{TEXT("a.png"), TEXT("123"), 3}, {TEXT("b"), TEXT(""), 0}};

static struct zr_record make_record(void)
{
	return (struct zr_record){.record_id = TEXT("r"),
		.form_id = TEXT("f"),
		.form_version = TEXT("1"),
		.area_id = TEXT("a"),
		.household_id = TEXT("h"),
		.outcome = TEXT("o"),
		.xml = TEXT("<data/>"),
		.xml_bytes = 7,
		.files = files,
		.file_count = 2};
}

/* ---- records ---- */

static void a_record_with_a_text_over_its_limit_is_named(void **state)
{
	static char text[ZR_RECORD_ADDRESS_BYTES_MAX + 2];
	struct zr_record record = make_record();
	char **fields[] = {&record.record_id, &record.form_id, &record.form_version,
		&record.area_id, &record.household_id, &record.outcome, &record.address,
		&record.previous_id, &record.replaces_id, &record.appointment};
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(zr_record_check(&record, NULL), 0);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		struct zr_error error;
		char *kept = *fields[i];
		*fields[i] = text;
		assert_int_equal(zr_record_check(&record, &error), ZR_E_LIMIT);
		assert_non_null(strstr(error.message, "may have"));
		*fields[i] = kept;
	}
	assert_int_equal(zr_record_check(&record, NULL), 0);
}

static void a_record_without_an_id_or_a_form_is_refused(void **state)
{
	static const char *const missing[] = {NULL, ""};
	for (size_t i = 0; i < 2; i++) {
		struct zr_record record = make_record();
		record.record_id = TEXT(missing[i]);
		assert_int_equal(zr_record_check(&record, NULL), ZR_E_INVALID);
		record = make_record();
		record.form_id = TEXT(missing[i]);
		assert_int_equal(zr_record_check(&record, NULL), ZR_E_INVALID);
	}
}

static void a_record_with_too_many_bytes_is_refused(void **state)
{
	struct zr_content_file file = {TEXT("a"), TEXT(""), ZR_RECORD_BYTES_MAX - 7};
	struct zr_record record = make_record();
	record.files = &file;
	record.file_count = 1;
	assert_int_equal(zr_record_check(&record, NULL), 0);
	file.bytes++;
	assert_int_equal(zr_record_check(&record, NULL), ZR_E_LIMIT);
}

/* The hub would refuse it for good, behind the program that still has the answers. */
static void a_record_with_a_path_for_a_files_name_is_refused(void **state)
{
	static const char *const names[] = {"", ".", "..", ".a", "a/b", "/"};
	struct zr_content_file pair[] = {{TEXT("a b"), TEXT(""), 0}, {NULL, TEXT(""), 0}};
	struct zr_record record = make_record();
	record.files = pair;
	record.file_count = 2;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct zr_error error;
		pair[1].name = TEXT(names[i]);
		assert_int_equal(zr_record_check(&record, &error), ZR_E_INVALID);
		assert_non_null(strstr(error.message, "file 2"));
	}
	pair[1].name = TEXT("b");
	assert_int_equal(zr_record_check(&record, NULL), 0);
}

static void an_unknown_result_is_none(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	struct zr_record record = make_record();
	record.result = (enum zr_visit_result)(ZR_RESULT_LAST + 1);
	assert_int_equal(zr_record_encode(&record, &content, NULL), 0);
	assert_int_equal(zr_record_decode(content.data, content.bytes, &read, NULL), 0);
	assert_int_equal(read.result, ZR_RESULT_UNKNOWN);
}

static void nothing_is_finished_without_harm(void **state)
{
	zr_record_finish(NULL);
	zr_receipt_finish(NULL);
}

/* ---- receipts ---- */

/* A receipt with one entry of this wire code, from a tablet with this battery. */
static int decode_receipt(uint64_t wire, int64_t battery)
{
	static const uint8_t hash[ZR_HASH_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	struct zr_cbor_writer writer = {.buffer = &content};
	zr_cbor_put_map(&writer, 6);
	zr_cbor_put_int(&writer, 1);
	zr_cbor_put_array(&writer, 1);
	zr_cbor_put_array(&writer, 3);
	zr_cbor_put_bytes(&writer, hash, sizeof hash);
	zr_cbor_put_uint(&writer, 1);
	zr_cbor_put_uint(&writer, wire);
	for (int key = 2; key <= 4; key++) {
		zr_cbor_put_int(&writer, key);
		zr_cbor_put_int(&writer, 0);
	}
	zr_cbor_put_int(&writer, 5);
	zr_cbor_put_int(&writer, battery);
	zr_cbor_put_int(&writer, 6);
	zr_cbor_put_text(&writer, "1");
	return zr_receipt_decode(content.data, content.bytes, &read, NULL);
}

static void a_receipt_with_impossible_numbers_is_refused(void **state)
{
	assert_int_equal(decode_receipt(0, -1), 0);
	assert_int_equal(decode_receipt(65535, 100), 0);
	assert_int_equal(decode_receipt(65536, 100), ZR_E_SYNTAX);
	assert_int_equal(decode_receipt(0, -2), ZR_E_SYNTAX);
	assert_int_equal(decode_receipt(0, 101), ZR_E_SYNTAX);
}

/* ---- memory ---- */

static int carry_record(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	const struct zr_record record = make_record();
	int code = zr_record_encode(&record, &content, NULL);
	if (code == 0) {
		code = zr_record_decode(content.data, content.bytes, &read, NULL);
	}
	assert_true(code < 0 || read.file_count == 2);
	return code;
}

static int carry_receipt(void)
{
	static struct zr_receipt_entry entries[] = {{.sequence = 1}, {.sequence = 2}};
	static char *drafts[] = {TEXT("h1"), TEXT("h2")};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	const struct zr_receipt receipt = {.entries = entries,
		.entry_count = 2,
		.draft_ids = drafts,
		.draft_count = 2,
		.has_epoch = true,
		.version = TEXT("1")};
	int code = zr_receipt_encode(&receipt, &content, NULL);
	if (code == 0) {
		code = zr_receipt_decode(content.data, content.bytes, &read, NULL);
	}
	assert_true(code < 0 || read.draft_count == 2);
	return code;
}

static int visit(void *user, const void *envelope, size_t bytes)
{
	*(size_t *)user += bytes;
	return 0;
}

static int carry_exchange(void)
{
	static const char envelope[300];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	size_t sum = 0;
	int code = zr_exchange_begin(&body, 2);
	if (code == 0) {
		code = zr_exchange_add(&body, envelope, sizeof envelope);
	}
	if (code == 0) {
		code = zr_exchange_add(&body, envelope, sizeof envelope);
	}
	if (code == 0) {
		assert_int_equal(zr_exchange_decode(body.data, body.bytes - 1, visit, &sum, NULL),
			ZR_E_SYNTAX);
		assert_int_equal(
			zr_exchange_decode(body.data, 100, visit, &sum, NULL), ZR_E_SYNTAX);
		code = zr_exchange_decode(body.data, body.bytes, visit, &sum, NULL);
	}
	return code;
}

static int write_codes(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer tidy = {0};
	struct zr_code code = {0};
	int result = zr_code_set_address(&code, "hub.example:9000", NULL);
	if (result == 0) {
		result = zr_code_format(&code, &text);
	}
	if (result == 0) {
		result = zr_code_tidy(zr_buffer_text(&text), &tidy);
	}
	return result;
}

static void every_failing_allocation_is_told(void **state)
{
	static int (*const works[])(void) = {
		carry_record, carry_receipt, carry_exchange, write_codes};
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		bool was_met = true;
		long n = 0;
		for (; was_met; n++) {
			fail_alloc_start(n);
			int code = works[i]();
			was_met = fail_alloc_stop();
			assert_int_equal(code, was_met ? ZR_E_NOMEM : 0);
		}
		assert_true(n > 1);
	}
}

static void a_receipt_with_a_text_over_its_limit_is_refused(void **state)
{
	char text[ZR_RECORD_ID_BYTES_MAX + 2] = "";
	char *draft_ids[] = {TEXT("h1"), TEXT("h2")};
	for (int i = 0; i < 2; i++) {
		struct zr_receipt receipt = {
			.version = TEXT("1"), .draft_ids = draft_ids, .draft_count = 2};
		*(i == 0 ? &receipt.version : &draft_ids[1]) = text;
		for (size_t bytes = ZR_RECORD_ID_BYTES_MAX; bytes < sizeof text; bytes++) {
			ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
			ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
			memset(text, 'x', bytes);
			text[bytes] = '\0';
			assert_int_equal(zr_receipt_encode(&receipt, &content, NULL), 0);
			int code = zr_receipt_decode(content.data, content.bytes, &read, NULL);
			assert_int_equal(code, bytes > ZR_RECORD_ID_BYTES_MAX ? ZR_E_LIMIT : 0);
		}
	}
}

/* ---- codes and enrolment ---- */

static void reads_a_code_with_anything_between(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer spread = {0};
	struct zr_code code = {.secret = {1, 2, 3}};
	struct zr_code read;
	assert_int_equal(zr_code_format(&code, &text), 0);
	for (size_t i = 0; i < text.bytes; i++) {
		const char *between = text.data[i] == '-' ? "\t\r\n" : "";
		assert_int_equal(zr_buffer_add(&spread, &text.data[i], 1), 0);
		assert_int_equal(zr_buffer_add_text(&spread, between), 0);
	}
	assert_int_equal(zr_code_parse(zr_buffer_text(&spread), &read, NULL), 0);
	assert_memory_equal(read.secret, code.secret, sizeof code.secret);
	spread.data[0] = '{';
	assert_int_equal(zr_code_parse(zr_buffer_text(&spread), &read, NULL), ZR_E_SYNTAX);
}

static void an_address_over_the_limit_is_refused(void **state)
{
	static char long_address[ZR_CODE_URL_BYTES + 10];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	struct zr_code code = {0};
	struct zr_code read;
	memset(long_address, 'a', sizeof long_address - 1);
	assert_int_equal(zr_code_set_address(&code, long_address, NULL), ZR_E_SYNTAX);
	assert_int_equal(zr_code_format(&code, &text), 0);
	assert_int_equal(zr_buffer_add_text(&text, " "), 0);
	assert_int_equal(zr_buffer_add_text(&text, long_address), 0);
	assert_int_equal(zr_code_parse(zr_buffer_text(&text), &read, NULL), ZR_E_SYNTAX);
}

static void a_body_of_enrolment_over_the_limit_is_refused(void **state)
{
	static uint8_t body[1024 * 1024];
	struct zr_enrol_request request;
	struct zr_enrol_answer answer;
	struct zr_error problem;
	assert_int_equal(zr_enrol_request_decode(body, sizeof body, &request, NULL), ZR_E_LIMIT);
	assert_int_equal(zr_enrol_answer_decode(body, sizeof body, &answer, NULL), ZR_E_LIMIT);
	assert_int_equal(zr_enrol_error_decode(body, sizeof body, &problem), ZR_E_LIMIT);
}

static void an_error_of_an_unknown_number_is_invalid(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	struct zr_cbor_writer writer = {.buffer = &body};
	struct zr_error problem;
	zr_cbor_put_map(&writer, 3);
	zr_cbor_put_int(&writer, 1);
	zr_cbor_put_uint(&writer, 70000);
	zr_cbor_put_int(&writer, 2);
	zr_cbor_put_text(&writer, "later");
	zr_cbor_put_int(&writer, 9);
	zr_cbor_put_text(&writer, "of a newer hub");
	assert_int_equal(zr_enrol_error_decode(body.data, body.bytes, &problem), 0);
	assert_int_equal(problem.code, ZR_E_INVALID);
	assert_string_equal(problem.message, "later");
	for (size_t bytes = 0; bytes < body.bytes; bytes++) {
		assert_int_equal(zr_enrol_error_decode(body.data, bytes, &problem), ZR_E_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_with_a_text_over_its_limit_is_refused),
		cmocka_unit_test(a_record_with_a_text_over_its_limit_is_named),
		cmocka_unit_test(a_record_without_an_id_or_a_form_is_refused),
		cmocka_unit_test(a_record_with_too_many_bytes_is_refused),
		cmocka_unit_test(a_record_with_a_path_for_a_files_name_is_refused),
		cmocka_unit_test(an_unknown_result_is_none),
		cmocka_unit_test(nothing_is_finished_without_harm),
		cmocka_unit_test(a_receipt_with_impossible_numbers_is_refused),
		cmocka_unit_test(every_failing_allocation_is_told),
		cmocka_unit_test(reads_a_code_with_anything_between),
		cmocka_unit_test(an_address_over_the_limit_is_refused),
		cmocka_unit_test(a_body_of_enrolment_over_the_limit_is_refused),
		cmocka_unit_test(an_error_of_an_unknown_number_is_invalid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
