/* Contents: records and receipts come back as they went.
 * Tests: content_part.c, content_record.c, content_remark.c, content_receipt.c */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/content.h"

static struct zr_content_file pictures[] = {
	{.name = (char *)"signature.png", .data = (char *)"\x89PNG", .bytes = 4}};

static const struct zr_record record = {.record_id = (char *)"7d2f",
	.form_id = (char *)"census2020",
	.form_version = (char *)"3",
	.area_id = (char *)"a1",
	.household_id = (char *)"h7",
	.outcome = (char *)"completed",
	.started_us = -5,
	.finished_us = 1795449600000000,
	.xml = (char *)"<data/>",
	.xml_bytes = 7,
	.result = ZR_RESULT_REVISIT,
	.address = (char *)"ул. Мира, 5",
	.previous_id = (char *)"7d2e",
	.replaces_id = (char *)"7d2d",
	.appointment = (char *)"2026-12-28T18:30",
	.files = pictures,
	.file_count = 1};

static void encode_record(struct zr_buffer *content)
{
	assert_int_equal(0, zr_record_encode(&record, content, NULL));
}

static void record_comes_back(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	encode_record(&content);
	assert_int_equal(0, zr_record_decode(content.data, content.bytes, &read, NULL));
	assert_string_equal("7d2f", read.record_id);
	assert_string_equal("census2020", read.form_id);
	assert_string_equal("3", read.form_version);
	assert_string_equal("a1", read.area_id);
	assert_string_equal("h7", read.household_id);
	assert_string_equal("completed", read.outcome);
	assert_true(read.started_us == -5 && read.finished_us == record.finished_us);
	assert_string_equal("<data/>", read.xml);
	assert_int_equal(7, read.xml_bytes);
	assert_int_equal(ZR_RESULT_REVISIT, read.result);
	assert_string_equal("ул. Мира, 5", read.address);
	assert_string_equal("7d2e", read.previous_id);
	assert_string_equal("7d2d", read.replaces_id);
	assert_string_equal("2026-12-28T18:30", read.appointment);
	assert_int_equal(1, read.file_count);
	assert_string_equal("signature.png", read.files[0].name);
	assert_memory_equal("\x89PNG", read.files[0].data, 4);
}

/* They are with the answers, and a record that has none is written as it was before there were any.
 */
static void remarks_come_back_with_the_answers(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer plain = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	struct zr_record_remark remarks[] = {
		{(char *)"/census/person[2]/age", (char *)"117?", (char *)"so it is"},
		{(char *)"", (char *)"who else?", (char *)""}};
	struct zr_record remarked = record;
	remarked.remarks = remarks;
	remarked.remark_count = 2;
	assert_int_equal(zr_record_check(&remarked, NULL), 0);
	assert_int_equal(zr_record_encode_answers(&record, &plain, NULL), 0);
	assert_int_equal((unsigned char)plain.data[0], 0xa3);
	assert_int_equal(zr_record_encode_answers(&remarked, &answers, NULL), 0);
	assert_int_equal(zr_record_encode_cover(&remarked, &cover, NULL), 0);
	assert_null(memmem(cover.data, cover.bytes, "117?", 4));
	assert_int_equal(zr_record_decode_answers(answers.data, answers.bytes, &read, NULL), 0);
	assert_int_equal(read.remark_count, 2);
	assert_string_equal(read.remarks[0].place, "/census/person[2]/age");
	assert_string_equal(read.remarks[0].text, "117?");
	assert_string_equal(read.remarks[0].reply, "so it is");
	assert_string_equal(read.remarks[1].reply, "");
}

static void refuses_remarks_over_their_limit(void **state)
{
	(void)state;
	char *text = calloc(1, ZR_RECORD_REMARK_BYTES_MAX + 2);
	assert_non_null(text);
	memset(text, 'x', ZR_RECORD_REMARK_BYTES_MAX);
	struct zr_record_remark remark = {(char *)"", text, (char *)""};
	struct zr_record remarked = record;
	remarked.remarks = &remark;
	remarked.remark_count = 1;
	assert_int_equal(zr_record_check(&remarked, NULL), 0);
	text[ZR_RECORD_REMARK_BYTES_MAX] = 'x';
	assert_int_equal(zr_record_check(&remarked, NULL), ZR_E_LIMIT);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	assert_int_equal(zr_record_encode_answers(&remarked, &answers, NULL), 0);
	assert_int_equal(
		zr_record_decode_answers(answers.data, answers.bytes, &read, NULL), ZR_E_LIMIT);
	free(text);
}

/* Together they are the record, and neither has what is the other's. */
static void a_record_is_cut_into_cover_and_answers(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record outside = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record inside = {0};
	struct zr_record doubted = record;
	doubted.doubt_count = 3;
	memset(doubted.answers_digest, 0xd5, sizeof doubted.answers_digest);
	assert_int_equal(zr_record_encode_cover(&doubted, &cover, NULL), 0);
	assert_int_equal(zr_record_encode_answers(&doubted, &answers, NULL), 0);
	assert_null(memmem(cover.data, cover.bytes, "<data", 5));
	assert_null(memmem(answers.data, answers.bytes, "Мира", strlen("Мира")));
	assert_null(memmem(cover.data, cover.bytes, "PNG", 3));
	assert_int_equal(zr_record_decode_cover(cover.data, cover.bytes, &outside, NULL), 0);
	assert_string_equal(outside.household_id, "h7");
	assert_string_equal(outside.appointment, "2026-12-28T18:30");
	assert_int_equal(outside.doubt_count, 3);
	assert_memory_equal(outside.answers_digest, doubted.answers_digest, ZR_RECORD_DIGEST_BYTES);
	assert_string_equal(outside.address, "ул. Мира, 5");
	assert_null(outside.xml);
	assert_int_equal(zr_record_decode_answers(answers.data, answers.bytes, &inside, NULL), 0);
	assert_string_equal(inside.record_id, "7d2f");
	assert_string_equal(inside.xml, "<data/>");
	assert_string_equal(inside.address, "");
	assert_int_equal(inside.file_count, 1);
	assert_string_equal(inside.household_id, "");
}

/* What a whole record has and a cover has not is passed over; what a cover must have is missed. */
static void a_whole_record_is_no_cover(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	struct zr_error error = {0};
	encode_record(&content);
	assert_int_equal(
		zr_record_decode_cover(content.data, content.bytes, &read, &error), ZR_E_SYNTAX);
	assert_non_null(strstr(error.where, "digest"));
}

/* As it was written before results, addresses and files were added. */
static void reads_a_record_of_an_older_tablet(void **state)
{
	static const char old[] = "\xA9\x01\x61r\x02\x61"
				  "f\x03\x61v\x04\x61"
				  "a\x05\x61h\x06\x61o\x07\x01\x08\x02\x09\x41x";
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	assert_int_equal(0, zr_record_decode(old, sizeof old - 1, &read, NULL));
	assert_string_equal("h", read.household_id);
	assert_int_equal(ZR_RESULT_UNKNOWN, read.result);
	assert_string_equal("", read.address);
	assert_string_equal("", read.appointment);
	assert_int_equal(0, read.file_count);
}

static void refuses_a_file_whose_name_is_a_path(void **state)
{
	struct zr_content_file paths[] = {{.name = (char *)"../x", .data = (char *)"", .bytes = 0}};
	struct zr_record bad = record;
	bad.files = paths;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_record read = {0};
	assert_int_equal(0, zr_record_encode(&bad, &content, NULL));
	assert_int_equal(ZR_E_SYNTAX, zr_record_decode(content.data, content.bytes, &read, NULL));
}

static void record_without_texts_has_empty_ones(void **state)
{
	static const struct zr_record bare = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	assert_int_equal(0, zr_record_encode(&bare, &content, NULL));
	assert_int_equal(0, zr_record_decode(content.data, content.bytes, &read, NULL));
	assert_string_equal("", read.area_id);
	assert_string_equal("", read.xml);
}

static void refuses_every_truncated_record(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	encode_record(&content);
	for (size_t bytes = 0; bytes < content.bytes; bytes++) {
		struct zr_record read = {0};
		assert_int_equal(ZR_E_SYNTAX, zr_record_decode(content.data, bytes, &read, NULL));
		assert_null(read.record_id);
	}
}

static void names_the_missing_key(void **state)
{
	static const uint8_t only_id[] = {0xA1, 1, 0x61, 'a'};
	struct zr_record read = {0};
	struct zr_error error = {0};
	assert_int_equal(ZR_E_SYNTAX, zr_record_decode(only_id, sizeof only_id, &read, &error));
	assert_string_equal("form_id", error.where);
}

static void skips_unknown_keys(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record read = {0};
	encode_record(&content);
	content.data[0]++; /* one pair more */
	assert_int_equal(0, zr_buffer_add(&content, "\x18\x63\x82\x01\x61z", 6));
	assert_int_equal(0, zr_record_decode(content.data, content.bytes, &read, NULL));
}

static void refuses_a_key_twice(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_record read = {0};
	encode_record(&content);
	content.data[0]++;
	assert_int_equal(0, zr_buffer_add(&content, "\x01\x61z", 3));
	assert_int_equal(ZR_E_SYNTAX, zr_record_decode(content.data, content.bytes, &read, NULL));
}

static void receipt_comes_back(void **state)
{
	struct zr_receipt_entry entries[] = {
		{.hash = {1}, .sequence = 1, .code = 0},
		{.hash = {2}, .sequence = 2, .code = ZR_E_REPLAYED},
	};
	struct zr_receipt receipt = {.entries = entries,
		.entry_count = 2,
		.high_water = 9,
		.time_us = 77,
		.unsent_count = 3,
		.battery_percent = -1,
		.version = (char *)"0.1",
		.has_epoch = true,
		.epoch = {7},
		.draft_ids = (char *[]){(char *)"h1", (char *)"h9"},
		.draft_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	assert_int_equal(0, zr_receipt_encode(&receipt, &content, NULL));
	assert_int_equal(0, zr_receipt_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(2, read.entry_count);
	for (size_t i = 0; i < 2; i++) {
		assert_memory_equal(entries[i].hash, read.entries[i].hash, ZR_HASH_BYTES);
		assert_int_equal(entries[i].sequence, read.entries[i].sequence);
		assert_int_equal(entries[i].code, read.entries[i].code);
	}
	assert_int_equal(9, read.high_water);
	assert_int_equal(77, read.time_us);
	assert_memory_equal(receipt.epoch, read.epoch, ZR_EPOCH_BYTES);
	assert_int_equal(2, read.draft_count);
	assert_string_equal("h9", read.draft_ids[1]);
	assert_int_equal(3, read.unsent_count);
	assert_int_equal(-1, read.battery_percent);
	assert_string_equal("0.1", read.version);
	for (size_t bytes = 0; bytes < content.bytes; bytes++) {
		struct zr_receipt cut = {0};
		assert_int_equal(ZR_E_SYNTAX, zr_receipt_decode(content.data, bytes, &cut, NULL));
	}
}

static void greeting_has_no_entries(void **state)
{
	struct zr_receipt receipt = {.battery_percent = 100};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt read = {0};
	assert_int_equal(0, zr_receipt_encode(&receipt, &content, NULL));
	assert_int_equal(0, zr_receipt_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(0, read.entry_count);
	assert_int_equal(100, read.battery_percent);
	assert_string_equal("", read.version);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_comes_back),
		cmocka_unit_test(a_record_is_cut_into_cover_and_answers),
		cmocka_unit_test(remarks_come_back_with_the_answers),
		cmocka_unit_test(refuses_remarks_over_their_limit),
		cmocka_unit_test(a_whole_record_is_no_cover),
		cmocka_unit_test(reads_a_record_of_an_older_tablet),
		cmocka_unit_test(refuses_a_file_whose_name_is_a_path),
		cmocka_unit_test(record_without_texts_has_empty_ones),
		cmocka_unit_test(refuses_every_truncated_record),
		cmocka_unit_test(names_the_missing_key),
		cmocka_unit_test(skips_unknown_keys),
		cmocka_unit_test(refuses_a_key_twice),
		cmocka_unit_test(receipt_comes_back),
		cmocka_unit_test(greeting_has_no_entries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
