/* Written and read an item at a time; a frame that fails is taken away again. */
#include "lib/office/office_message.h"

#include <assert.h>
#include <string.h>

#include "lib/cbor/cbor.h"
#include "lib/local/framing.h"

enum {
	MESSAGE_FIELD_COUNT = 3,
	SEARCH_FIELD_COUNT = 6,
	FINDINGS_FIELD_COUNT = 4,
	PAIR_FIELD_COUNT = 3,
	QUESTION_ITEM_FIELD_COUNT = 3,
	ANSWER_ITEM_FIELD_COUNT = 2,
};

/* A code of the wire table, known or not. */
static int take_code(struct zr_cbor_reader *reader)
{
	uint64_t number = zr_cbor_take_uint(reader);
	if (number == 0) {
		return 0;
	}
	return number > UINT16_MAX ? ZR_E_INVALID : zr_error_from_wire((unsigned)number);
}

static void take_count(struct zr_cbor_reader *reader, size_t count)
{
	if (zr_cbor_take_array(reader) != count) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static struct zr_crypto_bytes take_bytes(struct zr_cbor_reader *reader)
{
	struct zr_cbor_span span = zr_cbor_take_bytes(reader);
	return (struct zr_crypto_bytes){span.data, span.bytes};
}

static size_t take_items(struct zr_cbor_reader *reader)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > ZR_OFFICE_ITEM_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
		return 0;
	}
	return count;
}

/* Whether a message has its optional field. */
static bool take_message(struct zr_cbor_reader *reader)
{
	size_t count = zr_cbor_take_array(reader);
	if (count != MESSAGE_FIELD_COUNT && count != MESSAGE_FIELD_COUNT + 1) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	return count == MESSAGE_FIELD_COUNT + 1;
}

static uint32_t take_small(struct zr_cbor_reader *reader, uint32_t max)
{
	uint64_t number = zr_cbor_take_uint(reader);
	if (number > max) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
		return 0;
	}
	return (uint32_t)number;
}

/* ---- a search ---- */

static void put_search(struct zr_cbor_writer *writer, const struct zr_office_search *search)
{
	const struct zr_office_fields *fields = &search->fields;
	assert(fields->name_count > 0 && fields->name_count <= ZR_OFFICE_NAME_COUNT_MAX);
	zr_cbor_put_array(writer, SEARCH_FIELD_COUNT);
	zr_cbor_put_bytes(writer, search->id, sizeof search->id);
	zr_cbor_put_text(writer, fields->person);
	zr_cbor_put_array(writer, fields->name_count);
	for (size_t i = 0; i < fields->name_count; i++) {
		zr_cbor_put_text(writer, fields->names[i]);
	}
	zr_cbor_put_text(writer, fields->birth);
	zr_cbor_put_uint(writer, search->first);
	zr_cbor_put_uint(writer, search->is_last ? 1 : 0);
}

static void take_path(struct zr_cbor_reader *reader, char ret_path[ZR_OFFICE_PATH_BYTES])
{
	zr_cbor_take_string(reader, ret_path, ZR_OFFICE_PATH_BYTES);
	if (ret_path[0] == '\0') {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static void take_search(struct zr_cbor_reader *reader, struct zr_office_search *ret_search)
{
	struct zr_office_fields *fields = &ret_search->fields;
	take_count(reader, SEARCH_FIELD_COUNT);
	zr_cbor_take_fixed(reader, ret_search->id, sizeof ret_search->id);
	take_path(reader, fields->person);
	fields->name_count = zr_cbor_take_array(reader);
	if (fields->name_count == 0 || fields->name_count > ZR_OFFICE_NAME_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		fields->name_count = 0;
	}
	for (size_t i = 0; i < fields->name_count; i++) {
		take_path(reader, fields->names[i]);
	}
	take_path(reader, fields->birth);
	ret_search->first = take_small(reader, UINT32_MAX - ZR_OFFICE_ITEM_COUNT_MAX);
	ret_search->is_last = take_small(reader, 1) == 1;
}

static void put_findings(struct zr_cbor_writer *writer, const struct zr_office_findings *findings)
{
	assert(findings->pair_count <= ZR_OFFICE_PAIR_COUNT_MAX);
	zr_cbor_put_array(writer, FINDINGS_FIELD_COUNT);
	zr_cbor_put_uint(writer, findings->person_count);
	zr_cbor_put_uint(writer, findings->unread_count);
	zr_cbor_put_uint(writer, findings->is_cut ? 1 : 0);
	zr_cbor_put_array(writer, findings->pair_count);
	for (size_t i = 0; i < findings->pair_count; i++) {
		zr_cbor_put_array(writer, PAIR_FIELD_COUNT);
		zr_cbor_put_uint(writer, findings->pairs[i].record);
		zr_cbor_put_uint(writer, findings->pairs[i].other);
		zr_cbor_put_uint(writer, findings->pairs[i].person_count);
	}
}

static void take_findings(struct zr_cbor_reader *reader, struct zr_office_findings *ret_findings)
{
	take_count(reader, FINDINGS_FIELD_COUNT);
	ret_findings->person_count = take_small(reader, UINT32_MAX);
	ret_findings->unread_count = take_small(reader, UINT32_MAX);
	ret_findings->is_cut = take_small(reader, 1) == 1;
	ret_findings->pair_count = zr_cbor_take_array(reader);
	if (ret_findings->pair_count > ZR_OFFICE_PAIR_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
		ret_findings->pair_count = 0;
	}
	for (size_t i = 0; i < ret_findings->pair_count && reader->code == 0; i++) {
		struct zr_office_pair *pair = &ret_findings->pairs[i];
		take_count(reader, PAIR_FIELD_COUNT);
		pair->record = take_small(reader, UINT32_MAX);
		pair->other = take_small(reader, UINT32_MAX);
		pair->person_count = take_small(reader, UINT32_MAX);
		if (pair->record >= pair->other) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	}
}

/* ---- questions ---- */

int zr_office_message_ask(
	const struct zr_office_question *question, struct zr_buffer *frame, struct zr_error *error)
{
	assert(question != NULL);
	assert(question->item_count > 0 || (question->is_search && question->search.is_last));
	assert(question->item_count <= ZR_OFFICE_ITEM_COUNT_MAX);
	size_t start = frame->bytes;
	int code = zr_framing_begin(frame);
	struct zr_cbor_writer writer = {.buffer = frame, .code = code};
	zr_cbor_put_array(&writer, MESSAGE_FIELD_COUNT + (question->is_search ? 1 : 0));
	zr_cbor_put_text(&writer, question->who);
	zr_cbor_put_text(&writer, question->what);
	zr_cbor_put_array(&writer, question->item_count);
	for (size_t i = 0; i < question->item_count; i++) {
		const struct zr_office_item *item = &question->items[i];
		zr_cbor_put_array(&writer, QUESTION_ITEM_FIELD_COUNT);
		zr_cbor_put_text(&writer, item->record_id);
		zr_cbor_put_bytes(&writer, item->answers.header.data, item->answers.header.bytes);
		zr_cbor_put_bytes(&writer, item->answers.sealed.data, item->answers.sealed.bytes);
	}
	if (question->is_search) {
		put_search(&writer, &question->search);
	}
	return zr_framing_end(frame, start, writer.code, error);
}

int zr_office_message_read_question(const void *message, size_t bytes,
	struct zr_office_question *ret_question, struct zr_error *error)
{
	assert(ret_question != NULL && (message != NULL || bytes == 0));
	struct zr_office_question *question = ret_question;
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, message, bytes);
	question->is_search = take_message(&reader);
	zr_cbor_take_string(&reader, question->who, sizeof question->who);
	zr_cbor_take_string(&reader, question->what, sizeof question->what);
	question->item_count = take_items(&reader);
	for (size_t i = 0; i < question->item_count && reader.code == 0; i++) {
		struct zr_office_item *item = &question->items[i];
		take_count(&reader, QUESTION_ITEM_FIELD_COUNT);
		zr_cbor_take_string(&reader, item->record_id, sizeof item->record_id);
		item->answers.header = take_bytes(&reader);
		item->answers.sealed = take_bytes(&reader);
	}
	if (question->is_search) {
		take_search(&reader, &question->search);
	}
	bool is_end = question->is_search && question->search.is_last;
	bool is_empty = question->item_count == 0 && !is_end;
	if (question->who[0] == '\0' || question->what[0] == '\0' || is_empty) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX); /* nobody, for nothing, or nothing */
	}
	return zr_cbor_end(&reader, "the question to the office", error);
}

int zr_office_message_answer(
	const struct zr_office_answer *answer, struct zr_buffer *frame, struct zr_error *error)
{
	assert(answer != NULL && answer->item_count <= ZR_OFFICE_ITEM_COUNT_MAX);
	assert(answer->refusal.code == 0 || (answer->item_count == 0 && !answer->has_findings));
	assert(answer->refusal.code != 0 || answer->item_count > 0 || answer->has_findings);
	size_t start = frame->bytes;
	int code = zr_framing_begin(frame);
	struct zr_cbor_writer writer = {.buffer = frame, .code = code};
	zr_cbor_put_array(&writer, MESSAGE_FIELD_COUNT + (answer->has_findings ? 1 : 0));
	zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)answer->refusal.code);
	zr_cbor_put_text(&writer, answer->refusal.code != 0 ? answer->refusal.message : "");
	zr_cbor_put_array(&writer, answer->item_count);
	for (size_t i = 0; i < answer->item_count; i++) {
		const struct zr_office_opened *opened = &answer->items[i];
		zr_cbor_put_array(&writer, ANSWER_ITEM_FIELD_COUNT);
		zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)opened->code);
		zr_cbor_put_bytes(&writer, opened->packed.data, opened->packed.bytes);
	}
	if (answer->has_findings) {
		put_findings(&writer, &answer->findings);
	}
	return zr_framing_end(frame, start, writer.code, error);
}

int zr_office_message_read_answer(const void *message, size_t bytes,
	struct zr_office_answer *ret_answer, struct zr_error *error)
{
	assert(ret_answer != NULL && (message != NULL || bytes == 0));
	struct zr_office_answer *answer = ret_answer;
	char sentence[sizeof answer->refusal.message] = "";
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, message, bytes);
	answer->has_findings = take_message(&reader);
	int refusal = take_code(&reader);
	zr_cbor_take_string(&reader, sentence, sizeof sentence);
	answer->item_count = take_items(&reader);
	for (size_t i = 0; i < answer->item_count && reader.code == 0; i++) {
		take_count(&reader, ANSWER_ITEM_FIELD_COUNT);
		answer->items[i].code = take_code(&reader);
		answer->items[i].packed = take_bytes(&reader);
	}
	if (answer->has_findings) {
		take_findings(&reader, &answer->findings);
	}
	if ((refusal != 0) == (answer->item_count > 0 || answer->has_findings)) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	answer->refusal = (struct zr_error){0};
	if (refusal != 0) {
		(void)zr_error_set(&answer->refusal, refusal, "%s", sentence);
	}
	return zr_cbor_end(&reader, "the office's answer", error);
}
