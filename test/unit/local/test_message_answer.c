/* The n-th allocation failing over requests and answers.
 * Tests: lib/local/facts.c lib/local/message_record.c */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/local/message.h"
#include "test/unit/fail_alloc.h"

#define TEXT(literal) (char *)(literal)

static int carry_request(void)
{
	struct zr_content_file file = {TEXT("s.png"), TEXT("png"), 3};
	const struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT,
		.record = {.record_id = TEXT("r"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a"),
			.household_id = TEXT("h"),
			.outcome = TEXT("completed"),
			.xml = TEXT("<a/>"),
			.xml_bytes = 4,
			.files = &file,
			.file_count = 1}};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
	int result = zr_message_encode_request(&request, &frame, NULL);
	if (result == 0) {
		result = zr_message_decode_request(frame.data + ZR_FRAMING_LENGTH_BYTES,
			frame.bytes - ZR_FRAMING_LENGTH_BYTES, &back, NULL);
	}
	return result;
}

static int carry_answer(const struct zr_message_answer *answer)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer back = {0};
	int result = zr_message_encode_answer(answer, &frame, NULL);
	if (result == 0) {
		result = zr_message_decode_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
			frame.bytes - ZR_FRAMING_LENGTH_BYTES, &back, NULL);
	}
	return result;
}

static int carry_drafts(void)
{
	char *ids[] = {TEXT("h-1"), TEXT("x-2")};
	const struct zr_message_request request = {
		.op = ZR_MESSAGE_DRAFTS, .draft_ids = ids, .draft_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
	int result = zr_message_encode_request(&request, &frame, NULL);
	if (result == 0) {
		result = zr_message_decode_request(frame.data + ZR_FRAMING_LENGTH_BYTES,
			frame.bytes - ZR_FRAMING_LENGTH_BYTES, &back, NULL);
	}
	if (result == 0) {
		assert_int_equal(back.draft_count, 2);
		assert_string_equal(back.draft_ids[1], "x-2");
	}
	return result;
}

static int carry_answers(void)
{
	struct zr_local_household households[] = {{TEXT("h"), TEXT("street"), TEXT("f"), true}};
	struct zr_local_form forms[] = {{TEXT("f"), TEXT("1"), TEXT("/d")}};
	struct zr_local_record records[] = {{.record_id = TEXT("r"),
		.household_id = TEXT("h"),
		.address = TEXT("ул. Мира, 5"),
		.appointment = TEXT("2026-12-28"),
		.result = ZR_RESULT_REVISIT,
		.sequence = 1,
		.state = ZR_LOCAL_SENT,
		.time_us = 5}};
	const struct zr_message_answer answers[] = {
		{.op = ZR_MESSAGE_HOUSEHOLDS, .households = {households, 1}},
		{.op = ZR_MESSAGE_FORMS, .forms = {forms, 1}},
		{.op = ZR_MESSAGE_RECORDS, .records = {records, 1}},
		{.op = ZR_MESSAGE_INVITATION,
			.invitation = {TEXT("h"), TEXT("street"), TEXT("a"), TEXT("f"), TEXT("")}},
	};
	int result = 0;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0] && result == 0; i++) {
		result = carry_answer(&answers[i]);
	}
	return result;
}

static void fails_cleanly(int (*work)(void))
{
	long tries = 0;
	bool was_met = false;
	do {
		fail_alloc_start(tries++);
		int result = work();
		was_met = fail_alloc_stop();
		assert_int_equal(result, was_met ? ZR_E_NOMEM : 0);
	} while (was_met);
	assert_true(tries > 3);
}

static void says_when_memory_is_short_and_leaks_nothing(void **state)
{
	fails_cleanly(carry_request);
	fails_cleanly(carry_drafts);
	fails_cleanly(carry_answers);
}

static void wants_the_operation_before_what_was_asked_for(void **state)
{
	struct zr_message_answer answer;
	assert_int_equal(zr_message_decode_answer("\xa3\x03\x07\x00\x03\x01\x00", 7, &answer, NULL),
		ZR_E_SYNTAX);
	assert_int_equal(
		zr_message_decode_answer("\xa3\x00\x03\x01\x00\x03\x07", 7, &answer, NULL), 0);
	assert_int_equal(answer.sequence, 7);
}

static void refuses_a_list_that_comes_twice(void **state)
{
	struct zr_message_answer answer;
	static const char twice[] = "\xa4\x00\x05\x01\x00\x03\x81\xa3\x00\x61"
				    "f\x01\x61"
				    "1\x02\x61/\x03\x80";
	assert_int_equal(
		zr_message_decode_answer(twice, sizeof twice - 1, &answer, NULL), ZR_E_SYNTAX);
}

static void reads_an_error_that_this_version_does_not_know(void **state)
{
	struct zr_message_answer answer;
	static const char unknown[] = "\xa3\x00\x03\x01\x19\x7f\xff\x02\x62no";
	assert_int_equal(zr_message_decode_answer(unknown, sizeof unknown - 1, &answer, NULL), 0);
	assert_int_equal(answer.code, ZR_E_INVALID);
	assert_string_equal(answer.message, "no");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_when_memory_is_short_and_leaks_nothing),
		cmocka_unit_test(wants_the_operation_before_what_was_asked_for),
		cmocka_unit_test(refuses_a_list_that_comes_twice),
		cmocka_unit_test(reads_an_error_that_this_version_does_not_know),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
