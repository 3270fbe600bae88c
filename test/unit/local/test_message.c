/* Requests and frames. Tests: lib/local/framing.c */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/local/message.h"

/* The structs own their texts; these are only looked at. */
#define TEXT(literal) (char *)(literal)

static struct zr_content_file files[] = {
	{TEXT("подпись.png"), TEXT("\x89PNG"), 4}, {TEXT("empty"), TEXT(""), 0}};

static struct zr_record_remark remarks[] = {
	{TEXT("/census/person[2]/age"), TEXT("117 лет?"), TEXT("проверено")},
	{TEXT(""), TEXT("Все ли записаны?"), TEXT("")}};

static const struct zr_record record = {
	.record_id = TEXT("r-1"),
	.form_id = TEXT("census2020"),
	.form_version = TEXT("3"),
	.area_id = TEXT("area-7"),
	.household_id = TEXT("h-12"),
	.outcome = TEXT("completed"),
	.started_us = -5,
	.finished_us = 1795000000000000,
	.xml = TEXT("<data>Анна</data>"),
	.xml_bytes = 21,
	.result = ZR_RESULT_REVISIT,
	.address = TEXT("ул. Мира, 5"),
	.previous_id = TEXT("r-0"),
	.replaces_id = TEXT("r-9"),
	.appointment = TEXT("2026-12-28T18:30"),
	.files = files,
	.file_count = 2,
	.doubt_count = 3,
	.remarks = remarks,
	.remark_count = 2,
};

static int decode(const struct zr_buffer *frame, struct zr_message_request *ret_request)
{
	assert_int_equal(zr_framing_bytes(frame->data, frame->bytes), frame->bytes);
	return zr_message_decode_request(frame->data + 4, frame->bytes - 4, ret_request, NULL);
}

static void carries_a_record(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
	struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT, .record = record};
	assert_int_equal(zr_message_encode_request(&request, &frame, NULL), 0);
	assert_int_equal(decode(&frame, &back), 0);
	assert_int_equal(back.op, ZR_MESSAGE_SUBMIT);
	assert_string_equal(back.record.record_id, record.record_id);
	assert_string_equal(back.record.form_version, "3");
	assert_string_equal(back.record.household_id, "h-12");
	assert_string_equal(back.record.xml, record.xml);
	assert_int_equal(back.record.xml_bytes, record.xml_bytes);
	assert_true(back.record.started_us == -5);
	assert_true(back.record.finished_us == record.finished_us);
	assert_int_equal(back.record.result, ZR_RESULT_REVISIT);
	assert_string_equal(back.record.address, "ул. Мира, 5");
	assert_string_equal(back.record.previous_id, "r-0");
	assert_int_equal(back.record.doubt_count, 3);
	assert_int_equal(back.record.remark_count, 2);
	assert_string_equal(back.record.remarks[0].place, "/census/person[2]/age");
	assert_string_equal(back.record.remarks[0].reply, "проверено");
	assert_string_equal(back.record.remarks[1].text, "Все ли записаны?");
	assert_string_equal(back.record.replaces_id, "r-9");
	assert_string_equal(back.record.appointment, "2026-12-28T18:30");
	assert_int_equal(back.record.file_count, 2);
	assert_string_equal(back.record.files[0].name, "подпись.png");
	assert_memory_equal(back.record.files[0].data, "\x89PNG", 4);
	assert_int_equal(back.record.files[1].bytes, 0);
}

static void carries_every_plain_request(void **state)
{
	for (enum zr_message_op op = ZR_MESSAGE_STATUS; op <= ZR_MESSAGE_LAST; op++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
		ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
		struct zr_message_request request = {
			.op = op, .code = TEXT("https://hub:1#A"), .record = record};
		assert_int_equal(zr_message_encode_request(&request, &frame, NULL), 0);
		assert_int_equal(decode(&frame, &back), 0);
		assert_int_equal(back.op, op);
		bool has_code = op == ZR_MESSAGE_ENROL || op == ZR_MESSAGE_LANGUAGE ||
				op == ZR_MESSAGE_RETURNED || op == ZR_MESSAGE_INVITATION;
		assert_true(has_code == (back.code != NULL));
	}
}

static void finds_the_edges_of_a_frame(void **state)
{
	assert_int_equal(zr_framing_bytes("\0\0\0", 3), 0);
	assert_int_equal(zr_framing_bytes("\0\0\0\2a", 5), 0);
	assert_int_equal(zr_framing_bytes("\0\0\0\2abc", 7), 6);
	assert_int_equal(zr_framing_bytes("\0\0\0\0", 4), ZR_E_LIMIT);
	assert_int_equal(ZR_LOCAL_MESSAGE_BYTES_MAX, 0x1000000);
	assert_int_equal(zr_framing_bytes("\1\0\0\0", 4), 0);
	assert_int_equal(zr_framing_bytes("\1\0\0\1", 4), ZR_E_LIMIT);
	assert_int_equal(zr_framing_bytes("\xff\xff\xff\xff", 4), ZR_E_LIMIT);
}

static void refuses_a_record_that_is_too_large_to_send(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	ZR_CLEANUP_FREE char *xml = calloc(1, ZR_LOCAL_MESSAGE_BYTES_MAX);
	struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT, .record = record};
	request.record.xml = xml;
	request.record.xml_bytes = ZR_LOCAL_MESSAGE_BYTES_MAX;
	assert_int_equal(zr_buffer_add_text(&frame, "before"), 0);
	assert_int_equal(zr_message_encode_request(&request, &frame, NULL), ZR_E_LIMIT);
	assert_int_equal(frame.bytes, 6);
}

static int decode_bytes(const char *message, size_t bytes)
{
	struct zr_message_request request;
	return zr_message_decode_request(message, bytes, &request, NULL);
}

static void refuses_what_is_not_a_request(void **state)
{
	assert_int_equal(decode_bytes("\xa0", 1), ZR_E_UNSUPPORTED);
	assert_int_equal(decode_bytes("\xa1\0\x0c", 3), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa1\0\x17", 3), ZR_E_UNSUPPORTED);
	assert_int_equal(decode_bytes("\xa1\0\x0b", 3), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa1\0\x08", 3), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa1\0\x02", 3), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa1\0\x03", 3), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa2\0\x03\x02\xa1\0\x61r", 8), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\xa1\0\x01\0", 4), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("\x81\0", 2), ZR_E_SYNTAX);
	assert_int_equal(decode_bytes("GET / HTTP/1.1\r\n", 16), ZR_E_SYNTAX);
}

/* They go into the greeting, which one envelope must hold. */
static void refuses_a_drafts_household_with_too_long_an_id(void **state)
{
	for (size_t bytes = ZR_RECORD_ID_BYTES_MAX; bytes <= ZR_RECORD_ID_BYTES_MAX + 1; bytes++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
		ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
		char id[ZR_RECORD_ID_BYTES_MAX + 2] = "";
		char *ids[] = {TEXT("h"), id};
		memset(id, 'x', bytes);
		const struct zr_message_request request = {
			.op = ZR_MESSAGE_DRAFTS, .draft_ids = ids, .draft_count = 2};
		assert_int_equal(zr_message_encode_request(&request, &frame, NULL), 0);
		assert_int_equal(
			decode(&frame, &back), bytes == ZR_RECORD_ID_BYTES_MAX ? 0 : ZR_E_LIMIT);
	}
}

static void skips_keys_of_a_later_version(void **state)
{
	assert_int_equal(decode_bytes("\xa2\x18\x63\x82\x01\x61x\0\x01", 9), 0);
}

static void refuses_every_truncation_and_survives_every_flip(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT, .record = record};
	assert_int_equal(zr_message_encode_request(&request, &frame, NULL), 0);
	for (size_t bytes = 0; bytes < frame.bytes - 4; bytes++) {
		assert_int_equal(decode_bytes(frame.data + 4, bytes), ZR_E_SYNTAX);
	}
	for (size_t bit = 0; bit < (frame.bytes - 4) * 8; bit++) {
		frame.data[4 + bit / 8] ^= (char)(1 << bit % 8);
		ZR_CLEANUP(zr_message_request_finish) struct zr_message_request back = {0};
		int result = decode(&frame, &back);
		assert_true(result <= 0);
		frame.data[4 + bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void carries_answers(
	const struct zr_message_answer *answer, struct zr_message_answer *ret_back)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	assert_int_equal(zr_message_encode_answer(answer, &frame, NULL), 0);
	for (size_t bytes = 0; bytes < frame.bytes - 4; bytes++) {
		assert_int_equal(zr_message_decode_answer(frame.data + 4, bytes, ret_back, NULL),
			ZR_E_SYNTAX);
	}
	assert_int_equal(
		zr_message_decode_answer(frame.data + 4, frame.bytes - 4, ret_back, NULL), 0);
	assert_int_equal(ret_back->op, answer->op);
	assert_int_equal(ret_back->code, answer->code);
}

static void carries_the_status(void **state)
{
	struct zr_message_answer back = {0};
	struct zr_message_answer answer = {.op = ZR_MESSAGE_STATUS,
		.status = {.is_enrolled = true,
			.is_storage_full = true,
			.device_name = "tablet 1",
			.device_id = "00112233445566778899aabbccddeeff",
			.area_id = "a",
			.area_name = "Тверская",
			.unsent_count = 3,
			.received_count = 4,
			.last_contact_us = -7,
			.last_error = ZR_E_NETWORK,
			.generation = 1ull << 60,
			.hub_id = "ffeeddccbbaa99887766554433221100"}};
	carries_answers(&answer, &back);
	assert_true(back.status.is_enrolled && back.status.is_storage_full);
	assert_string_equal(back.status.device_name, "tablet 1");
	assert_string_equal(back.status.device_id, answer.status.device_id);
	assert_string_equal(back.status.area_id, "a");
	assert_string_equal(back.status.area_name, "Тверская");
	assert_int_equal(back.status.unsent_count, 3);
	assert_int_equal(back.status.received_count, 4);
	assert_true(back.status.last_contact_us == -7);
	assert_int_equal(back.status.last_error, ZR_E_NETWORK);
	assert_true(back.status.generation == 1ull << 60);
	assert_string_equal(back.status.hub_id, answer.status.hub_id);
}

static void carries_lists(void **state)
{
	struct zr_local_household households[] = {
		{TEXT("h-1"), TEXT("Тверская ул., 1"), TEXT("census2020"), true},
		{TEXT("h-2"), TEXT(""), TEXT("x"), false}};
	struct zr_local_form forms[] = {
		{TEXT("census2020"), TEXT("1"), TEXT("/data/forms/census2020/1")}};
	struct zr_local_record records[] = {{.record_id = TEXT("r-1"),
		.household_id = TEXT("h-1"),
		.address = TEXT("ул. Мира, 5"),
		.area_id = TEXT("a-1"),
		.outcome = TEXT("later"),
		.appointment = TEXT("2026-12-28T18:30"),
		.previous_id = TEXT("r-0"),
		.result = ZR_RESULT_REVISIT,
		.sequence = 1,
		.state = ZR_LOCAL_RECEIVED,
		.time_us = 5}};
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer back = {0};
	struct zr_message_answer answer = {
		.op = ZR_MESSAGE_HOUSEHOLDS, .households = {households, 2}};
	carries_answers(&answer, &back);
	assert_int_equal(back.households.count, 2);
	assert_string_equal(back.households.items[0].address, "Тверская ул., 1");
	assert_true(back.households.items[0].is_answered);
	assert_false(back.households.items[1].is_answered);
	zr_message_answer_finish(&back);
	answer = (struct zr_message_answer){.op = ZR_MESSAGE_FORMS, .forms = {forms, 1}};
	carries_answers(&answer, &back);
	assert_string_equal(back.forms.items[0].directory, "/data/forms/census2020/1");
	zr_message_answer_finish(&back);
	answer = (struct zr_message_answer){.op = ZR_MESSAGE_RECORDS, .records = {records, 1}};
	carries_answers(&answer, &back);
	assert_string_equal(back.records.items[0].record_id, "r-1");
	assert_string_equal(back.records.items[0].household_id, "h-1");
	assert_string_equal(back.records.items[0].address, "ул. Мира, 5");
	assert_string_equal(back.records.items[0].area_id, "a-1");
	assert_string_equal(back.records.items[0].outcome, "later");
	assert_string_equal(back.records.items[0].appointment, "2026-12-28T18:30");
	assert_string_equal(back.records.items[0].previous_id, "r-0");
	assert_string_equal(back.records.items[0].replaces_id, "");
	assert_int_equal(back.records.items[0].result, ZR_RESULT_REVISIT);
	assert_int_equal(back.records.items[0].sequence, 1);
	assert_int_equal(back.records.items[0].state, ZR_LOCAL_RECEIVED);
	assert_int_equal(back.records.items[0].time_us, 5);
	zr_message_answer_finish(&back);
	answer = (struct zr_message_answer){.op = ZR_MESSAGE_INVITATION,
		.invitation = {TEXT("h-1"), TEXT("ул. Мира, 5"), TEXT("a-1"), TEXT("f"),
			TEXT("Asia/Omsk")}};
	carries_answers(&answer, &back);
	assert_string_equal(back.invitation.household_id, "h-1");
	assert_string_equal(back.invitation.address, "ул. Мира, 5");
	assert_string_equal(back.invitation.zone, "Asia/Omsk");
	zr_message_answer_finish(&back);
	answer = (struct zr_message_answer){.op = ZR_MESSAGE_RECORDS};
	carries_answers(&answer, &back);
	assert_int_equal(back.records.count, 0);
}

static void carries_an_error_with_its_sentence(void **state)
{
	struct zr_message_answer back = {0};
	struct zr_message_answer answer = {
		.op = ZR_MESSAGE_SUBMIT, .code = ZR_E_FULL, .message = "the storage is full"};
	carries_answers(&answer, &back);
	assert_string_equal(back.message, "the storage is full");
	answer = (struct zr_message_answer){.op = ZR_MESSAGE_SUBMIT, .sequence = UINT64_MAX};
	carries_answers(&answer, &back);
	assert_true(back.sequence == UINT64_MAX);
}

static void refuses_a_key_twice(void **state)
{
	static const char ids[] = "\xa2\x00\x03\x02\xa2\x00\x61r\x00\x61s";
	struct zr_message_request request = {0};
	assert_int_equal(
		zr_message_decode_request(ids, sizeof ids - 1, &request, NULL), ZR_E_SYNTAX);
	static const char forms[] = "\xa3\x00\x05\x01\x00\x03\x81\xa2\x01\x61r\x01\x61s";
	struct zr_message_answer answer = {0};
	assert_int_equal(
		zr_message_decode_answer(forms, sizeof forms - 1, &answer, NULL), ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_a_record),
		cmocka_unit_test(carries_every_plain_request),
		cmocka_unit_test(finds_the_edges_of_a_frame),
		cmocka_unit_test(refuses_a_record_that_is_too_large_to_send),
		cmocka_unit_test(refuses_what_is_not_a_request),
		cmocka_unit_test(refuses_a_drafts_household_with_too_long_an_id),
		cmocka_unit_test(skips_keys_of_a_later_version),
		cmocka_unit_test(refuses_every_truncation_and_survives_every_flip),
		cmocka_unit_test(carries_the_status),
		cmocka_unit_test(carries_lists),
		cmocka_unit_test(carries_an_error_with_its_sentence),
		cmocka_unit_test(refuses_a_key_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
