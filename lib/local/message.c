/*
 * Requests. What a request must have is judged here and not by who answers it, so that the agent's
 * service sees whole ones only. Answers are in message_answer.c, the record of a request in
 * message_record.c.
 */
#include "lib/local/message.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/local/framing.h"
#include "lib/local/message_record.h"

static bool has_code(enum zr_message_op op)
{
	return op == ZR_MESSAGE_ENROL || op == ZR_MESSAGE_LANGUAGE || op == ZR_MESSAGE_RETURNED ||
	       op == ZR_MESSAGE_INVITATION;
}

static void add_drafts(struct zr_cbor_writer *writer, const struct zr_message_request *request)
{
	zr_cbor_put_uint(writer, 3);
	zr_cbor_put_array(writer, request->draft_count);
	for (size_t i = 0; i < request->draft_count; i++) {
		zr_cbor_put_text(writer, request->draft_ids[i]);
	}
}

int zr_message_encode_request(
	const struct zr_message_request *request, struct zr_buffer *buffer, struct zr_error *error)
{
	assert(request->op >= ZR_MESSAGE_STATUS && request->op <= ZR_MESSAGE_LAST);
	assert(!has_code(request->op) || request->code != NULL);
	size_t start = buffer->bytes;
	struct zr_cbor_writer writer = {.buffer = buffer};
	writer.code = zr_framing_begin(buffer);
	bool has_more = has_code(request->op) || request->op == ZR_MESSAGE_SUBMIT ||
			request->op == ZR_MESSAGE_DRAFTS;
	zr_cbor_put_map(&writer, has_more ? 2 : 1);
	zr_cbor_put_uint_field(&writer, 0, request->op);
	if (has_code(request->op)) {
		zr_cbor_put_text_field(&writer, 1, request->code);
	} else if (request->op == ZR_MESSAGE_SUBMIT) {
		zr_cbor_put_uint(&writer, 2);
		zr_message_record_put(&writer, &request->record);
	} else if (request->op == ZR_MESSAGE_DRAFTS) {
		add_drafts(&writer, request);
	}
	return zr_framing_end(buffer, start, writer.code, error);
}

/* As long as a household's id may be: they all go into the tablet's greeting, and one that is too
 * large for an envelope would end all exchanges. */
static void take_draft(struct zr_cbor_reader *reader, char **ret_id)
{
	size_t bytes = 0;
	zr_cbor_take_text_copy(reader, ret_id, &bytes);
	if (bytes > ZR_RECORD_ID_BYTES_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
}

static void read_drafts(struct zr_cbor_reader *reader, struct zr_message_request *request)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > ZR_LOCAL_LIST_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return;
	}
	request->draft_ids = calloc(count, sizeof *request->draft_ids);
	if (request->draft_ids == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
		return;
	}
	request->draft_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_draft(reader, &request->draft_ids[i]);
	}
}

static bool is_record_whole(const struct zr_record *record)
{
	return record->record_id != NULL && record->record_id[0] != '\0' &&
	       record->form_id != NULL && record->form_version != NULL && record->area_id != NULL &&
	       record->household_id != NULL && record->outcome != NULL && record->xml != NULL;
}

static void read_request(struct zr_cbor_reader *reader, struct zr_message_request *request)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		switch (zr_cbor_take_key(reader, &seen)) {
		case 0: {
			uint64_t op = zr_cbor_take_uint(reader);
			request->op = op <= INT32_MAX ? (enum zr_message_op)op : 0;
			break;
		}
		case 1:
			zr_cbor_take_text_copy(reader, &request->code, NULL);
			break;
		case 2:
			zr_message_record_take(reader, &request->record);
			break;
		case 3:
			read_drafts(reader, request);
			break;
		default:
			zr_cbor_skip(reader);
			break;
		}
	}
}

int zr_message_decode_request(const void *message, size_t bytes,
	struct zr_message_request *ret_request, struct zr_error *error)
{
	assert(message != NULL && ret_request != NULL);
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request request = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, message, bytes);
	read_request(&reader, &request);
	int code = zr_cbor_end(&reader, "the request", error);
	if (code != 0) {
		return code;
	}
	if (request.op < ZR_MESSAGE_STATUS || request.op > ZR_MESSAGE_LAST) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"the agent does not know request %d; update the system", (int)request.op);
	}
	if (has_code(request.op) && request.code == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, "request %d has no code", (int)request.op);
	}
	if (request.op == ZR_MESSAGE_SUBMIT && !is_record_whole(&request.record)) {
		return zr_error_set(error, ZR_E_SYNTAX, "the record lacks a field");
	}
	*ret_request = request;
	request = (struct zr_message_request){0};
	return 0;
}

static void wipe_text(char **text)
{
	if (*text != NULL) {
		explicit_bzero(*text, strlen(*text));
		free(*text);
		*text = NULL;
	}
}

void zr_message_request_finish(struct zr_message_request *request)
{
	assert(request != NULL);
	assert(request->draft_ids != NULL || request->draft_count == 0);
	wipe_text(&request->code);
	zr_message_record_finish(&request->record);
	for (size_t i = 0; i < request->draft_count; i++) {
		free(request->draft_ids[i]);
	}
	free(request->draft_ids);
	*request = (struct zr_message_request){0};
}
