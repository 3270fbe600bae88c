/* Questions and answers come back as they went; what is none is refused. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/local/framing.h"
#include "lib/office/office_message.h"

static const struct zr_office_question question = {.who = "Иванова",
	.what = "export",
	.items = {{"r1", {{"head", 4}, {"sealed", 6}}}, {"", {{"h", 1}, {"s", 1}}}},
	.item_count = 2};

static void a_question_comes_back(void **state)
{
	(void)state;
	static struct zr_office_question read;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(zr_office_message_ask(&question, &frame, NULL), 0);
	assert_int_equal(zr_framing_bytes(frame.data, frame.bytes), frame.bytes);
	assert_int_equal(zr_office_message_read_question(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &read, NULL),
		0);
	assert_string_equal(read.who, "Иванова");
	assert_string_equal(read.what, "export");
	assert_int_equal(read.item_count, 2);
	assert_string_equal(read.items[0].record_id, "r1");
	assert_int_equal(read.items[0].answers.sealed.bytes, 6);
	assert_memory_equal(read.items[0].answers.sealed.data, "sealed", 6);
	for (size_t bytes = 0; bytes < frame.bytes - ZR_FRAMING_LENGTH_BYTES; bytes++) {
		ZR_CLEANUP_FREE char *cut = malloc(bytes + 1);
		assert_non_null(cut);
		memcpy(cut, frame.data + ZR_FRAMING_LENGTH_BYTES, bytes);
		assert_int_equal(
			zr_office_message_read_question(cut, bytes, &read, NULL), ZR_E_SYNTAX);
	}
}

static void an_answer_comes_back(void **state)
{
	(void)state;
	static struct zr_office_answer read;
	static const struct zr_office_answer answer = {
		.items = {{0, {"packed", 6}}, {ZR_E_FORGED, {0}}}, .item_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(zr_office_message_answer(&answer, &frame, NULL), 0);
	assert_int_equal(zr_office_message_read_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &read, NULL),
		0);
	assert_int_equal(read.refusal.code, 0);
	assert_int_equal(read.items[0].packed.bytes, 6);
	assert_int_equal(read.items[1].code, ZR_E_FORGED);
}

static void a_refusal_comes_back(void **state)
{
	(void)state;
	static struct zr_office_answer read;
	static struct zr_office_answer answer;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	(void)zr_error_set(&answer.refusal, ZR_E_FULL, "the audit's disk is full");
	assert_int_equal(zr_office_message_answer(&answer, &frame, NULL), 0);
	assert_int_equal(zr_office_message_read_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &read, NULL),
		0);
	assert_int_equal(read.refusal.code, ZR_E_FULL);
	assert_string_equal(read.refusal.message, "the audit's disk is full");
}

/* Nobody asks, or for nothing, or too much at once. */
static void refuses_questions_without_a_reader(void **state)
{
	(void)state;
	static struct zr_office_question read;
	static const struct {
		const char *bytes;
		size_t count;
		int code;
	} cases[] = {
		{"\x83\x60\x61w\x81\x83\x61r\x41h\x41s", 11, ZR_E_SYNTAX},
		{"\x83\x61w\x60\x81\x83\x61r\x41h\x41s", 11, ZR_E_SYNTAX},
		{"\x83\x61w\x61w\x80", 6, ZR_E_SYNTAX},
		{"\x82\x61w\x61w", 5, ZR_E_SYNTAX},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(zr_office_message_read_question(
					 cases[i].bytes, cases[i].count, &read, NULL),
			cases[i].code);
	}
	char many[ZR_OFFICE_ITEM_COUNT_MAX + 20] = "\x83\x61w\x61w\x98";
	many[6] = ZR_OFFICE_ITEM_COUNT_MAX + 1;
	assert_int_equal(
		zr_office_message_read_question(many, sizeof many, &read, NULL), ZR_E_LIMIT);
}

/* A piece of a search, and what is found at its end. */
static void a_search_comes_back(void **state)
{
	(void)state;
	static struct zr_office_question asked = {.who = "w",
		.what = "doubles",
		.is_search = true,
		.search = {.id = {7},
			.fields = {.person = "/d/p",
				.names = {"last", "first"},
				.name_count = 2,
				.birth = "b"},
			.first = 64,
			.is_last = true}};
	static struct zr_office_question read;
	static struct zr_office_answer answer = {.has_findings = true,
		.findings = {.person_count = 9,
			.unread_count = 1,
			.is_cut = true,
			.pairs = {{1, 2, 3}, {4, 70, 1}},
			.pair_count = 2}};
	static struct zr_office_answer heard;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(zr_office_message_ask(&asked, &frame, NULL), 0);
	assert_int_equal(zr_office_message_read_question(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &read, NULL),
		0);
	assert_true(read.is_search && read.search.is_last && read.search.id[0] == 7);
	assert_int_equal(read.search.first, 64);
	assert_string_equal(read.search.fields.names[1], "first");
	assert_string_equal(read.search.fields.birth, "b");
	zr_buffer_clear(&frame);
	assert_int_equal(zr_office_message_answer(&answer, &frame, NULL), 0);
	assert_int_equal(zr_office_message_read_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &heard, NULL),
		0);
	assert_true(heard.has_findings && heard.findings.is_cut);
	assert_int_equal(heard.findings.person_count, 9);
	assert_int_equal(heard.findings.pair_count, 2);
	assert_int_equal(heard.findings.pairs[1].other, 70);
	frame.data[frame.bytes - 4] = 70; /* a pair of a record with itself, or turned round */
	frame.data[frame.bytes - 3] = 1;
	assert_int_equal(zr_office_message_read_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
				 frame.bytes - ZR_FRAMING_LENGTH_BYTES, &heard, NULL),
		ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_comes_back),
		cmocka_unit_test(an_answer_comes_back),
		cmocka_unit_test(a_refusal_comes_back),
		cmocka_unit_test(refuses_questions_without_a_reader),
		cmocka_unit_test(a_search_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
