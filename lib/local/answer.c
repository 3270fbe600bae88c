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
#include "lib/local/message_priv.h"
#include "lib/local/wire.h"

/* ---- writing ---- */

static void add_status(struct zr_wire_writer *writer, const struct zr_local_status *status)
{
	zr_wire_add_map(writer, 12);
	zr_wire_add_bool(writer, 0, status->is_enrolled);
	zr_wire_add_bool(writer, 1, status->is_storage_full);
	zr_wire_add_text(writer, 2, status->device_name);
	zr_wire_add_text(writer, 3, status->device_id);
	zr_wire_add_text(writer, 4, status->area_id);
	zr_wire_add_text(writer, 5, status->area_name);
	zr_wire_add_uint(writer, 6, status->unsent_count);
	zr_wire_add_uint(writer, 7, status->received_count);
	zr_wire_add_int(writer, 8, status->last_contact_us);
	zr_wire_add_uint(writer, 9, (uint64_t)-status->last_error);
	zr_wire_add_uint(writer, 10, status->generation);
	zr_wire_add_text(writer, 11, status->language);
}

static void add_households(
	struct zr_wire_writer *writer, const struct zr_local_households *households)
{
	zr_wire_add_array(writer, households->count);
	for (size_t i = 0; i < households->count; i++) {
		zr_wire_add_map(writer, 3);
		zr_wire_add_text(writer, 0, households->items[i].household_id);
		zr_wire_add_text(writer, 1, households->items[i].address);
		zr_wire_add_text(writer, 2, households->items[i].form_id);
	}
}

static void add_forms(struct zr_wire_writer *writer, const struct zr_local_forms *forms)
{
	zr_wire_add_array(writer, forms->count);
	for (size_t i = 0; i < forms->count; i++) {
		zr_wire_add_map(writer, 3);
		zr_wire_add_text(writer, 0, forms->items[i].form_id);
		zr_wire_add_text(writer, 1, forms->items[i].version);
		zr_wire_add_text(writer, 2, forms->items[i].directory);
	}
}

static void add_records(struct zr_wire_writer *writer, const struct zr_local_records *records)
{
	zr_wire_add_array(writer, records->count);
	for (size_t i = 0; i < records->count; i++) {
		const struct zr_local_record *record = &records->items[i];
		zr_wire_add_map(writer, 5);
		zr_wire_add_text(writer, 0, record->record_id);
		zr_wire_add_text(writer, 1, record->household_id);
		zr_wire_add_uint(writer, 2, record->sequence);
		zr_wire_add_uint(writer, 3, record->state);
		zr_wire_add_int(writer, 4, record->time_us);
	}
}

static bool has_payload(const struct zr_message_answer *answer)
{
	return answer->code == 0 && answer->op != ZR_MESSAGE_ENROL &&
	       answer->op != ZR_MESSAGE_SYNC_NOW && answer->op != ZR_MESSAGE_LANGUAGE;
}

static void add_payload(struct zr_wire_writer *writer, const struct zr_message_answer *answer)
{
	if (answer->op == ZR_MESSAGE_SUBMIT) {
		zr_wire_add_uint(writer, 3, answer->sequence);
		return;
	}
	zr_wire_add_key(writer, 3);
	if (answer->op == ZR_MESSAGE_STATUS) {
		add_status(writer, &answer->status);
	} else if (answer->op == ZR_MESSAGE_HOUSEHOLDS) {
		add_households(writer, &answer->households);
	} else if (answer->op == ZR_MESSAGE_FORMS) {
		add_forms(writer, &answer->forms);
	} else {
		assert(answer->op == ZR_MESSAGE_RECORDS);
		add_records(writer, &answer->records);
	}
}

int zr_message_encode_answer(
	const struct zr_message_answer *answer, struct zr_buffer *buffer, struct zr_error *error)
{
	assert(answer->code <= 0);
	size_t start = buffer->bytes;
	struct zr_wire_writer writer = {.buffer = buffer};
	writer.result = zr_message_frame_begin(buffer);
	zr_wire_add_map(&writer, has_payload(answer) || answer->code != 0 ? 3 : 2);
	zr_wire_add_uint(&writer, 0, answer->op);
	zr_wire_add_uint(&writer, 1, (uint64_t)-answer->code);
	if (answer->code != 0) {
		zr_wire_add_text(&writer, 2, answer->message);
	} else if (has_payload(answer)) {
		add_payload(&writer, answer);
	}
	return zr_message_frame_end(buffer, start, writer.result, error);
}

/* ---- reading ---- */

static int read_code(struct zr_wire_reader *reader)
{
	uint64_t wire = zr_wire_read_uint(reader);
	return wire == 0 ? 0 : zr_error_from_wire(wire <= INT32_MAX ? (unsigned)wire : INT32_MAX);
}

#define READ_TEXT(reader, field) zr_wire_read_text_into((reader), (field), sizeof(field))

static void read_status_field(
	struct zr_wire_reader *reader, uint64_t key, struct zr_local_status *status)
{
	switch (key) {
	case 0:
		status->is_enrolled = zr_wire_read_bool(reader);
		break;
	case 1:
		status->is_storage_full = zr_wire_read_bool(reader);
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
		status->unsent_count = zr_wire_read_uint(reader);
		break;
	case 7:
		status->received_count = zr_wire_read_uint(reader);
		break;
	case 8:
		status->last_contact_us = zr_wire_read_int(reader);
		break;
	case 9:
		status->last_error = read_code(reader);
		break;
	case 10:
		status->generation = zr_wire_read_uint(reader);
		break;
	case 11:
		READ_TEXT(reader, status->language);
		break;
	default:
		zr_wire_skip(reader);
		break;
	}
}

static void read_status(struct zr_wire_reader *reader, struct zr_local_status *status)
{
	size_t pair_count = zr_wire_read_map(reader);
	for (size_t i = 0; i < pair_count && reader->result == 0; i++) {
		read_status_field(reader, zr_wire_read_uint(reader), status);
	}
}

/* A zeroed array for the items to come; at most LIST_COUNT_MAX. */
static void *read_list(struct zr_wire_reader *reader, size_t item_bytes, size_t *ret_count)
{
	size_t count = zr_wire_read_array(reader);
	if (reader->result == 0 && count > ZR_LOCAL_LIST_COUNT_MAX) {
		reader->result = ZR_E_LIMIT;
	}
	if (reader->result < 0 || count == 0) {
		return NULL;
	}
	void *items = calloc(count, item_bytes);
	if (items == NULL) {
		reader->result = ZR_E_NOMEM;
	} else {
		*ret_count = count;
	}
	return items;
}

/* Three texts with the keys 0, 1 and 2, all of which must be there. */
static void read_three(struct zr_wire_reader *reader, char **zero, char **one, char **two)
{
	char **texts[] = {zero, one, two};
	size_t pair_count = zr_wire_read_map(reader);
	for (size_t i = 0; i < pair_count && reader->result == 0; i++) {
		uint64_t key = zr_wire_read_uint(reader);
		if (key < 3) {
			zr_wire_read_text(reader, texts[key]);
		} else {
			zr_wire_skip(reader);
		}
	}
	if (reader->result == 0 && (*zero == NULL || *one == NULL || *two == NULL)) {
		reader->result = ZR_E_SYNTAX;
	}
}

static void read_households(struct zr_wire_reader *reader, struct zr_local_households *households)
{
	zr_local_households_finish(households);
	households->items = read_list(reader, sizeof *households->items, &households->count);
	for (size_t i = 0; i < households->count && reader->result == 0; i++) {
		struct zr_local_household *household = &households->items[i];
		read_three(
			reader, &household->household_id, &household->address, &household->form_id);
	}
}

static void read_forms(struct zr_wire_reader *reader, struct zr_local_forms *forms)
{
	zr_local_forms_finish(forms);
	forms->items = read_list(reader, sizeof *forms->items, &forms->count);
	for (size_t i = 0; i < forms->count && reader->result == 0; i++) {
		struct zr_local_form *form = &forms->items[i];
		read_three(reader, &form->form_id, &form->version, &form->directory);
	}
}

static void read_record(struct zr_wire_reader *reader, struct zr_local_record *record)
{
	size_t pair_count = zr_wire_read_map(reader);
	for (size_t i = 0; i < pair_count && reader->result == 0; i++) {
		switch (zr_wire_read_uint(reader)) {
		case 0:
			READ_TEXT(reader, record->record_id);
			break;
		case 1:
			READ_TEXT(reader, record->household_id);
			break;
		case 2:
			record->sequence = zr_wire_read_uint(reader);
			break;
		case 3: {
			uint64_t value = zr_wire_read_uint(reader);
			record->state = value <= ZR_LOCAL_REFUSED ? (enum zr_local_state)value : 0;
			break;
		}
		case 4:
			record->time_us = zr_wire_read_int(reader);
			break;
		default:
			zr_wire_skip(reader);
			break;
		}
	}
	if (reader->result == 0 && (record->record_id[0] == '\0' || record->state == 0)) {
		reader->result = ZR_E_SYNTAX;
	}
}

static void read_records(struct zr_wire_reader *reader, struct zr_local_records *records)
{
	zr_local_records_finish(records);
	records->items = read_list(reader, sizeof *records->items, &records->count);
	for (size_t i = 0; i < records->count && reader->result == 0; i++) {
		read_record(reader, &records->items[i]);
	}
}

static void read_payload(struct zr_wire_reader *reader, struct zr_message_answer *answer)
{
	switch (answer->op) {
	case ZR_MESSAGE_STATUS:
		read_status(reader, &answer->status);
		break;
	case ZR_MESSAGE_SUBMIT:
		answer->sequence = zr_wire_read_uint(reader);
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
	default:
		zr_wire_skip(reader);
		break;
	}
}

/* Whether a payload was read is in ret_has_payload: the op must stand before it. */
static void read_answer(
	struct zr_wire_reader *reader, struct zr_message_answer *answer, bool *ret_has_payload)
{
	size_t pair_count = zr_wire_read_map(reader);
	for (size_t i = 0; i < pair_count && reader->result == 0; i++) {
		switch (zr_wire_read_uint(reader)) {
		case 0: {
			uint64_t op = zr_wire_read_uint(reader);
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
			zr_wire_skip(reader);
			break;
		}
	}
	if (reader->result == 0 && reader->offset != reader->bytes) {
		reader->result = ZR_E_SYNTAX;
	}
}

int zr_message_decode_answer(const void *message, size_t bytes,
	struct zr_message_answer *ret_answer, struct zr_error *error)
{
	assert(message != NULL && ret_answer != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	struct zr_wire_reader reader = {.data = message, .bytes = bytes};
	bool has = false;
	read_answer(&reader, &answer, &has);
	if (reader.result == 0 && (answer.op == 0 || (has_payload(&answer) && !has))) {
		reader.result = ZR_E_SYNTAX;
	}
	if (reader.result < 0) {
		return zr_error_set(error, reader.result,
			"the agent's answer is malformed at byte %zu; the program and the agent "
			"are of "
			"different versions",
			reader.offset);
	}
	*ret_answer = answer;
	answer = (struct zr_message_answer){0};
	return 0;
}

/* ---- freeing ---- */

void zr_local_households_finish(struct zr_local_households *households)
{
	for (size_t i = 0; i < households->count; i++) {
		free(households->items[i].household_id);
		free(households->items[i].address);
		free(households->items[i].form_id);
	}
	free(households->items);
	*households = (struct zr_local_households){0};
}

void zr_local_forms_finish(struct zr_local_forms *forms)
{
	for (size_t i = 0; i < forms->count; i++) {
		free(forms->items[i].form_id);
		free(forms->items[i].version);
		free(forms->items[i].directory);
	}
	free(forms->items);
	*forms = (struct zr_local_forms){0};
}

void zr_local_records_finish(struct zr_local_records *records)
{
	free(records->items);
	*records = (struct zr_local_records){0};
}

void zr_message_answer_finish(struct zr_message_answer *answer)
{
	zr_local_households_finish(&answer->households);
	zr_local_forms_finish(&answer->forms);
	zr_local_records_finish(&answer->records);
	*answer = (struct zr_message_answer){0};
}
