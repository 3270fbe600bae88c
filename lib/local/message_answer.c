/*
 * Answers: the status, and lists as arrays of maps. Keys are in the table of each reader and writer
 * pair below, which must agree; the round-trip test holds them to that.
 */
#include "lib/local/message.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/local/framing.h"
#include "lib/local/message_record.h"

/* ---- writing ---- */

static void add_status(struct zr_cbor_writer *writer, const struct zr_local_status *status)
{
	zr_cbor_put_map(writer, 15);
	zr_cbor_put_bool_field(writer, 0, status->is_enrolled);
	zr_cbor_put_bool_field(writer, 1, status->is_storage_full);
	zr_cbor_put_text_field(writer, 2, status->device_name);
	zr_cbor_put_text_field(writer, 3, status->device_id);
	zr_cbor_put_text_field(writer, 4, status->area_id);
	zr_cbor_put_text_field(writer, 5, status->area_name);
	zr_cbor_put_uint_field(writer, 6, status->unsent_count);
	zr_cbor_put_uint_field(writer, 7, status->received_count);
	zr_cbor_put_int_field(writer, 8, status->last_contact_us);
	zr_cbor_put_uint_field(writer, 9, (uint64_t)-status->last_error);
	zr_cbor_put_uint_field(writer, 10, status->generation);
	zr_cbor_put_text_field(writer, 11, status->language);
	zr_cbor_put_text_field(writer, 12, status->zone);
	zr_cbor_put_int_field(writer, 13, status->next_attempt_us);
	zr_cbor_put_text_field(writer, 14, status->hub_id);
}

static void add_households(
	struct zr_cbor_writer *writer, const struct zr_local_households *households)
{
	zr_cbor_put_array(writer, households->count);
	for (size_t i = 0; i < households->count; i++) {
		zr_cbor_put_map(writer, 4);
		zr_cbor_put_text_field(writer, 0, households->items[i].household_id);
		zr_cbor_put_text_field(writer, 1, households->items[i].address);
		zr_cbor_put_text_field(writer, 2, households->items[i].form_id);
		zr_cbor_put_bool_field(writer, 3, households->items[i].is_answered);
	}
}

static void add_forms(struct zr_cbor_writer *writer, const struct zr_local_forms *forms)
{
	zr_cbor_put_array(writer, forms->count);
	for (size_t i = 0; i < forms->count; i++) {
		zr_cbor_put_map(writer, 3);
		zr_cbor_put_text_field(writer, 0, forms->items[i].form_id);
		zr_cbor_put_text_field(writer, 1, forms->items[i].version);
		zr_cbor_put_text_field(writer, 2, forms->items[i].directory);
	}
}

enum {
	RECORD_SEQUENCE = 2,
	RECORD_STATE = 3,
	RECORD_TIME = 4,
	RECORD_RESULT = 5,
	RECORD_KEY_COUNT = 12,
};

/* Where the text of a key goes; NULL for a key that is none. */
static char **record_text(struct zr_local_record *record, int64_t key)
{
	char **const texts[RECORD_KEY_COUNT] = {
		[0] = &record->record_id,
		[1] = &record->household_id,
		[6] = &record->address,
		[7] = &record->area_id,
		[8] = &record->outcome,
		[9] = &record->appointment,
		[10] = &record->previous_id,
		[11] = &record->replaces_id,
	};
	return key >= 0 && key < RECORD_KEY_COUNT ? texts[key] : NULL;
}

static void add_record(struct zr_cbor_writer *writer, struct zr_local_record *record)
{
	zr_cbor_put_map(writer, RECORD_KEY_COUNT);
	for (int64_t key = 0; key < RECORD_KEY_COUNT; key++) {
		char **text = record_text(record, key);
		if (text != NULL) {
			zr_cbor_put_text_field(writer, key, *text);
		} else if (key == RECORD_SEQUENCE) {
			zr_cbor_put_uint_field(writer, key, record->sequence);
		} else if (key == RECORD_STATE) {
			zr_cbor_put_uint_field(writer, key, record->state);
		} else if (key == RECORD_TIME) {
			zr_cbor_put_int_field(writer, key, record->time_us);
		} else {
			zr_cbor_put_uint_field(writer, key, record->result);
		}
	}
}

static void add_records(struct zr_cbor_writer *writer, const struct zr_local_records *records)
{
	zr_cbor_put_array(writer, records->count);
	for (size_t i = 0; i < records->count; i++) {
		add_record(writer, &records->items[i]);
	}
}

static void add_returns(struct zr_cbor_writer *writer, const struct zr_local_returns *returns)
{
	zr_cbor_put_array(writer, returns->count);
	for (size_t i = 0; i < returns->count; i++) {
		zr_cbor_put_map(writer, 3);
		zr_cbor_put_text_field(writer, 0, returns->items[i].record_id);
		zr_cbor_put_uint_field(writer, 1, returns->items[i].edition);
		zr_cbor_put_uint_field(writer, 2, returns->items[i].remark_count);
	}
}

enum {
	INVITATION_KEY_COUNT = 5,
};

static char **invitation_text(struct zr_local_invitation *invitation, int64_t key)
{
	char **const texts[INVITATION_KEY_COUNT] = {&invitation->household_id, &invitation->address,
		&invitation->area_id, &invitation->form_id, &invitation->zone};
	return key >= 0 && key < INVITATION_KEY_COUNT ? texts[key] : NULL;
}

static void add_invitation(
	struct zr_cbor_writer *writer, const struct zr_local_invitation *invitation)
{
	struct zr_local_invitation texts = *invitation;
	zr_cbor_put_map(writer, INVITATION_KEY_COUNT);
	for (int64_t key = 0; key < INVITATION_KEY_COUNT; key++) {
		zr_cbor_put_text_field(writer, key, *invitation_text(&texts, key));
	}
}

static bool has_payload(const struct zr_message_answer *answer)
{
	return answer->code == 0 && answer->op != ZR_MESSAGE_ENROL &&
	       answer->op != ZR_MESSAGE_SYNC_NOW && answer->op != ZR_MESSAGE_LANGUAGE &&
	       answer->op != ZR_MESSAGE_DRAFTS;
}

static void add_payload(struct zr_cbor_writer *writer, const struct zr_message_answer *answer)
{
	if (answer->op == ZR_MESSAGE_SUBMIT) {
		zr_cbor_put_uint_field(writer, 3, answer->sequence);
		return;
	}
	zr_cbor_put_uint(writer, 3);
	if (answer->op == ZR_MESSAGE_STATUS) {
		add_status(writer, &answer->status);
	} else if (answer->op == ZR_MESSAGE_HOUSEHOLDS) {
		add_households(writer, &answer->households);
	} else if (answer->op == ZR_MESSAGE_FORMS) {
		add_forms(writer, &answer->forms);
	} else if (answer->op == ZR_MESSAGE_INVITATION) {
		add_invitation(writer, &answer->invitation);
	} else if (answer->op == ZR_MESSAGE_RECORDS) {
		add_records(writer, &answer->records);
	} else if (answer->op == ZR_MESSAGE_RETURNS) {
		add_returns(writer, &answer->returns);
	} else {
		assert(answer->op == ZR_MESSAGE_RETURNED);
		zr_message_record_put(writer, &answer->record);
	}
}

int zr_message_encode_answer(
	const struct zr_message_answer *answer, struct zr_buffer *buffer, struct zr_error *error)
{
	assert(answer != NULL && buffer != NULL && answer->code <= 0);
	assert(answer->op >= ZR_MESSAGE_STATUS && answer->op <= ZR_MESSAGE_LAST);
	size_t start = buffer->bytes;
	struct zr_cbor_writer writer = {.buffer = buffer};
	writer.code = zr_framing_begin(buffer);
	zr_cbor_put_map(&writer, has_payload(answer) || answer->code != 0 ? 3 : 2);
	zr_cbor_put_uint_field(&writer, 0, answer->op);
	zr_cbor_put_uint_field(&writer, 1, (uint64_t)-answer->code);
	if (answer->code != 0) {
		zr_cbor_put_text_field(&writer, 2, answer->message);
	} else if (has_payload(answer)) {
		add_payload(&writer, answer);
	}
	return zr_framing_end(buffer, start, writer.code, error);
}

/* ---- reading ---- */

static int read_code(struct zr_cbor_reader *reader)
{
	uint64_t wire = zr_cbor_take_uint(reader);
	return wire == 0 ? 0 : zr_error_from_wire(wire <= INT32_MAX ? (unsigned)wire : INT32_MAX);
}

/* The agent cut them to the sizes of this struct. */
#define READ_TEXT(reader, field) zr_cbor_take_string((reader), (field), sizeof field)

static void read_status_field(
	struct zr_cbor_reader *reader, int64_t key, struct zr_local_status *status)
{
	switch (key) {
	case 0:
		status->is_enrolled = zr_cbor_take_bool(reader);
		break;
	case 1:
		status->is_storage_full = zr_cbor_take_bool(reader);
		break;
	case 2:
		READ_TEXT(reader, status->device_name);
		break;
	case 3:
		READ_TEXT(reader, status->device_id);
		break;
	case 4:
		READ_TEXT(reader, status->area_id);
		break;
	case 5:
		READ_TEXT(reader, status->area_name);
		break;
	case 6:
		status->unsent_count = zr_cbor_take_uint(reader);
		break;
	case 7:
		status->received_count = zr_cbor_take_uint(reader);
		break;
	case 8:
		status->last_contact_us = zr_cbor_take_int(reader);
		break;
	case 9:
		status->last_error = read_code(reader);
		break;
	case 10:
		status->generation = zr_cbor_take_uint(reader);
		break;
	case 11:
		READ_TEXT(reader, status->language);
		break;
	case 12:
		READ_TEXT(reader, status->zone);
		break;
	case 13:
		status->next_attempt_us = zr_cbor_take_int(reader);
		break;
	case 14:
		READ_TEXT(reader, status->hub_id);
		break;
	default:
		zr_cbor_skip(reader);
		break;
	}
}

static void read_status(struct zr_cbor_reader *reader, struct zr_local_status *status)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		read_status_field(reader, zr_cbor_take_key(reader, &seen), status);
	}
}

/* A zeroed array for the items to come; at most LIST_COUNT_MAX. */
static void *read_list(struct zr_cbor_reader *reader, size_t item_bytes, size_t *ret_count)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > ZR_LOCAL_LIST_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return NULL;
	}
	void *items = calloc(count, item_bytes);
	if (items == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
	} else {
		*ret_count = count;
	}
	return items;
}

/* Three texts with the keys 0, 1 and 2, all of which must be there; ret_mark is key 3, which may be
 * missing; NULL: it is none. */
static void read_three(struct zr_cbor_reader *reader, char **const texts[3], bool *ret_mark)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		int64_t key = zr_cbor_take_key(reader, &seen);
		if (key >= 0 && key < 3) {
			zr_cbor_take_text_copy(reader, texts[key], NULL);
		} else if (key == 3 && ret_mark != NULL) {
			*ret_mark = zr_cbor_take_bool(reader);
		} else {
			zr_cbor_skip(reader);
		}
	}
	if (*texts[0] == NULL || *texts[1] == NULL || *texts[2] == NULL) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static void read_households(struct zr_cbor_reader *reader, struct zr_local_households *households)
{
	households->items = read_list(reader, sizeof *households->items, &households->count);
	for (size_t i = 0; i < households->count && reader->code == 0; i++) {
		struct zr_local_household *household = &households->items[i];
		char **const texts[] = {
			&household->household_id, &household->address, &household->form_id};
		read_three(reader, texts, &household->is_answered);
	}
}

static void read_forms(struct zr_cbor_reader *reader, struct zr_local_forms *forms)
{
	forms->items = read_list(reader, sizeof *forms->items, &forms->count);
	for (size_t i = 0; i < forms->count && reader->code == 0; i++) {
		struct zr_local_form *form = &forms->items[i];
		char **const texts[] = {&form->form_id, &form->version, &form->directory};
		read_three(reader, texts, NULL);
	}
}

static void read_record_field(
	struct zr_cbor_reader *reader, int64_t key, struct zr_local_record *record)
{
	char **text = record_text(record, key);
	uint64_t value = 0;
	if (text != NULL) {
		zr_cbor_take_text_copy(reader, text, NULL);
		return;
	}
	switch (key) {
	case RECORD_SEQUENCE:
		record->sequence = zr_cbor_take_uint(reader);
		break;
	case RECORD_STATE:
		value = zr_cbor_take_uint(reader);
		record->state = value <= ZR_LOCAL_REFUSED ? (enum zr_local_state)value : 0;
		break;
	case RECORD_TIME:
		record->time_us = zr_cbor_take_int(reader);
		break;
	case RECORD_RESULT:
		value = zr_cbor_take_uint(reader);
		record->result = value <= ZR_RESULT_LAST ? (enum zr_visit_result)value : 0;
		break;
	default:
		zr_cbor_skip(reader);
		break;
	}
}

static void read_record(struct zr_cbor_reader *reader, struct zr_local_record *record)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		read_record_field(reader, zr_cbor_take_key(reader, &seen), record);
	}
	for (int64_t key = 0; key < RECORD_KEY_COUNT && reader->code == 0; key++) {
		char **text = record_text(record, key);
		if (text != NULL && *text == NULL && (*text = strdup("")) == NULL) {
			zr_cbor_fail(reader, ZR_E_NOMEM);
		}
	}
	if (reader->code == 0 && (record->record_id[0] == '\0' || record->state == 0)) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static void read_records(struct zr_cbor_reader *reader, struct zr_local_records *records)
{
	records->items = read_list(reader, sizeof *records->items, &records->count);
	for (size_t i = 0; i < records->count && reader->code == 0; i++) {
		read_record(reader, &records->items[i]);
	}
}

static void read_return(struct zr_cbor_reader *reader, struct zr_local_return *item)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		switch (zr_cbor_take_key(reader, &seen)) {
		case 0:
			zr_cbor_take_text_copy(reader, &item->record_id, NULL);
			break;
		case 1:
			item->edition = zr_cbor_take_uint(reader);
			break;
		case 2:
			item->remark_count = zr_cbor_take_uint(reader);
			break;
		default:
			zr_cbor_skip(reader);
			break;
		}
	}
	if (item->record_id == NULL) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static void read_returns(struct zr_cbor_reader *reader, struct zr_local_returns *returns)
{
	returns->items = read_list(reader, sizeof *returns->items, &returns->count);
	for (size_t i = 0; i < returns->count && reader->code == 0; i++) {
		read_return(reader, &returns->items[i]);
	}
}

static void read_invitation(struct zr_cbor_reader *reader, struct zr_local_invitation *invitation)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		char **text = invitation_text(invitation, zr_cbor_take_key(reader, &seen));
		if (text != NULL) {
			zr_cbor_take_text_copy(reader, text, NULL);
		} else {
			zr_cbor_skip(reader);
		}
	}
	for (int64_t key = 0; key < INVITATION_KEY_COUNT && reader->code == 0; key++) {
		if (*invitation_text(invitation, key) == NULL) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	}
}

static void read_payload(struct zr_cbor_reader *reader, struct zr_message_answer *answer)
{
	switch (answer->op) {
	case ZR_MESSAGE_STATUS:
		read_status(reader, &answer->status);
		break;
	case ZR_MESSAGE_SUBMIT:
		answer->sequence = zr_cbor_take_uint(reader);
		break;
	case ZR_MESSAGE_HOUSEHOLDS:
		read_households(reader, &answer->households);
		break;
	case ZR_MESSAGE_FORMS:
		read_forms(reader, &answer->forms);
		break;
	case ZR_MESSAGE_RECORDS:
		read_records(reader, &answer->records);
		break;
	case ZR_MESSAGE_RETURNS:
		read_returns(reader, &answer->returns);
		break;
	case ZR_MESSAGE_RETURNED:
		zr_message_record_take(reader, &answer->record);
		break;
	case ZR_MESSAGE_INVITATION:
		read_invitation(reader, &answer->invitation);
		break;
	default:
		zr_cbor_skip(reader);
		break;
	}
}

/* Whether a payload was read is in ret_has_payload: the op must stand before it. */
static void read_answer(
	struct zr_cbor_reader *reader, struct zr_message_answer *answer, bool *ret_has_payload)
{
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		switch (zr_cbor_take_key(reader, &seen)) {
		case 0: {
			uint64_t op = zr_cbor_take_uint(reader);
			bool is_known = op <= ZR_MESSAGE_LAST && answer->op == 0;
			answer->op = is_known ? (enum zr_message_op)op : 0;
			break;
		}
		case 1:
			answer->code = read_code(reader);
			break;
		case 2:
			READ_TEXT(reader, answer->message);
			break;
		case 3:
			read_payload(reader, answer);
			*ret_has_payload = answer->op != 0;
			break;
		default:
			zr_cbor_skip(reader);
			break;
		}
	}
}

int zr_message_decode_answer(const void *message, size_t bytes,
	struct zr_message_answer *ret_answer, struct zr_error *error)
{
	assert(message != NULL && ret_answer != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, message, bytes);
	bool has = false;
	read_answer(&reader, &answer, &has);
	if (answer.op == 0 || (has_payload(&answer) && !has)) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	int code = zr_cbor_end(&reader, "the agent's answer", error);
	if (code != 0) {
		return code;
	}
	*ret_answer = answer;
	answer = (struct zr_message_answer){0};
	return 0;
}

/* ---- freeing ---- */

void zr_message_answer_finish(struct zr_message_answer *answer)
{
	assert(answer != NULL);
	zr_local_households_finish(&answer->households);
	zr_local_forms_finish(&answer->forms);
	zr_local_records_finish(&answer->records);
	zr_local_invitation_finish(&answer->invitation);
	zr_local_returns_finish(&answer->returns);
	zr_message_record_finish(&answer->record);
	*answer = (struct zr_message_answer){0};
}
