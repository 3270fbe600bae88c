/* Written and read an item at a time; a frame that fails is taken away again. */
#include "lib/office/office_message.h"

#include <assert.h>
#include <string.h>

#include "lib/cbor/cbor.h"
#include "lib/local/framing.h"

enum {
	MESSAGE_FIELD_COUNT = 3,
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

int zr_office_message_ask(
	const struct zr_office_question *question, struct zr_buffer *frame, struct zr_error *error)
{
	assert(question != NULL && question->item_count > 0);
	assert(question->item_count <= ZR_OFFICE_ITEM_COUNT_MAX);
	size_t start = frame->bytes;
	int code = zr_framing_begin(frame);
	struct zr_cbor_writer writer = {.buffer = frame, .code = code};
	zr_cbor_put_array(&writer, MESSAGE_FIELD_COUNT);
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
	return zr_framing_end(frame, start, writer.code, error);
}

int zr_office_message_read_question(const void *message, size_t bytes,
	struct zr_office_question *ret_question, struct zr_error *error)
{
	assert(ret_question != NULL && (message != NULL || bytes == 0));
	struct zr_office_question *question = ret_question;
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, message, bytes);
	take_count(&reader, MESSAGE_FIELD_COUNT);
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
	if (question->who[0] == '\0' || question->what[0] == '\0' || question->item_count == 0) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX); /* nobody, for nothing, or nothing */
	}
	return zr_cbor_end(&reader, "the question to the office", error);
}

int zr_office_message_answer(
	const struct zr_office_answer *answer, struct zr_buffer *frame, struct zr_error *error)
{
	assert(answer != NULL && answer->item_count <= ZR_OFFICE_ITEM_COUNT_MAX);
	assert((answer->refusal.code != 0) == (answer->item_count == 0));
	size_t start = frame->bytes;
	int code = zr_framing_begin(frame);
	struct zr_cbor_writer writer = {.buffer = frame, .code = code};
	zr_cbor_put_array(&writer, MESSAGE_FIELD_COUNT);
	zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)answer->refusal.code);
	zr_cbor_put_text(&writer, answer->refusal.code != 0 ? answer->refusal.message : "");
	zr_cbor_put_array(&writer, answer->item_count);
	for (size_t i = 0; i < answer->item_count; i++) {
		const struct zr_office_opened *opened = &answer->items[i];
		zr_cbor_put_array(&writer, ANSWER_ITEM_FIELD_COUNT);
		zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)opened->code);
		zr_cbor_put_bytes(&writer, opened->packed.data, opened->packed.bytes);
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
	take_count(&reader, MESSAGE_FIELD_COUNT);
	int refusal = take_code(&reader);
	zr_cbor_take_string(&reader, sentence, sizeof sentence);
	answer->item_count = take_items(&reader);
	for (size_t i = 0; i < answer->item_count && reader.code == 0; i++) {
		take_count(&reader, ANSWER_ITEM_FIELD_COUNT);
		answer->items[i].code = take_code(&reader);
		answer->items[i].packed = take_bytes(&reader);
	}
	if ((refusal != 0) != (answer->item_count == 0)) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	answer->refusal = (struct zr_error){0};
	if (refusal != 0) {
		(void)zr_error_set(&answer->refusal, refusal, "%s", sentence);
	}
	return zr_cbor_end(&reader, "the office's answer", error);
}
