/*
 * The finished record of a SUBMIT request. Its texts are owned as the envelope's decoder would make
 * them, but are read here, so that a local program needs no cryptography. Keys are in message.h.
 */
#include "lib/local/message_record.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

enum {
	KEY_STARTED = 6,
	KEY_FINISHED = 7,
	KEY_XML = 8,
	KEY_RESULT = 9,
	KEY_FILES = 14,
	KEY_DOUBTS = 15,
	KEY_REMARKS = 16,
	KEY_COUNT = 17,
	REMARK_FIELD_COUNT = 3,
};

/* Where the text of a key lies in the record. */
static const struct {
	bool is_text;
	size_t offset;
} fields[KEY_COUNT] = {
	[0] = {true, offsetof(struct zr_record, record_id)},
	[1] = {true, offsetof(struct zr_record, form_id)},
	[2] = {true, offsetof(struct zr_record, form_version)},
	[3] = {true, offsetof(struct zr_record, area_id)},
	[4] = {true, offsetof(struct zr_record, household_id)},
	[5] = {true, offsetof(struct zr_record, outcome)},
	[10] = {true, offsetof(struct zr_record, address)},
	[11] = {true, offsetof(struct zr_record, previous_id)},
	[12] = {true, offsetof(struct zr_record, replaces_id)},
	[13] = {true, offsetof(struct zr_record, appointment)},
};

static bool is_text(int64_t key)
{
	return key >= 0 && key < KEY_COUNT && fields[key].is_text;
}

static char **text_of(struct zr_record *record, int64_t key)
{
	assert(is_text(key));
	return (char **)((char *)record + fields[key].offset);
}

static const char *text_in(const struct zr_record *record, int64_t key)
{
	assert(is_text(key));
	return *(char *const *)((const char *)record + fields[key].offset);
}

static void put_remarks(struct zr_cbor_writer *writer, const struct zr_record *record)
{
	assert(record->remarks != NULL || record->remark_count == 0);
	zr_cbor_put_array(writer, record->remark_count);
	for (size_t i = 0; i < record->remark_count; i++) {
		zr_cbor_put_array(writer, REMARK_FIELD_COUNT);
		zr_cbor_put_text(writer, record->remarks[i].place);
		zr_cbor_put_text(writer, record->remarks[i].text);
		zr_cbor_put_text(writer, record->remarks[i].reply);
	}
}

void zr_message_record_put(struct zr_cbor_writer *writer, const struct zr_record *record)
{
	assert(writer != NULL && record != NULL && record->record_id != NULL);
	assert(record->files != NULL || record->file_count == 0);
	zr_cbor_put_map(writer, KEY_COUNT);
	for (int64_t key = 0; key < KEY_COUNT; key++) {
		if (is_text(key)) {
			zr_cbor_put_text_field(writer, key, text_in(record, key));
		} else if (key == KEY_STARTED) {
			zr_cbor_put_int_field(writer, key, record->started_us);
		} else if (key == KEY_FINISHED) {
			zr_cbor_put_int_field(writer, key, record->finished_us);
		} else if (key == KEY_XML) {
			zr_cbor_put_bytes_field(writer, key, record->xml, record->xml_bytes);
		} else if (key == KEY_RESULT) {
			zr_cbor_put_uint_field(writer, key, record->result);
		}
	}
	zr_cbor_put_uint(writer, KEY_FILES);
	zr_cbor_put_array(writer, record->file_count);
	for (size_t i = 0; i < record->file_count; i++) {
		zr_cbor_put_array(writer, 2);
		zr_cbor_put_text(writer, record->files[i].name);
		zr_cbor_put_bytes(writer, record->files[i].data, record->files[i].bytes);
	}
	zr_cbor_put_uint_field(writer, KEY_DOUBTS, record->doubt_count);
	zr_cbor_put_uint(writer, KEY_REMARKS);
	put_remarks(writer, record);
}

static void take_file(struct zr_cbor_reader *reader, struct zr_content_file *file)
{
	if (zr_cbor_take_array(reader) != 2) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	zr_cbor_take_text_copy(reader, &file->name, NULL);
	zr_cbor_take_bytes_copy(reader, &file->data, &file->bytes);
}

static void take_files(struct zr_cbor_reader *reader, struct zr_record *record)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > ZR_RECORD_FILE_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return;
	}
	record->files = calloc(count, sizeof *record->files);
	if (record->files == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
		return;
	}
	record->file_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_file(reader, &record->files[i]);
	}
}

static void take_remarks(struct zr_cbor_reader *reader, struct zr_record *record)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > ZR_RECORD_REMARK_COUNT_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return;
	}
	record->remarks = calloc(count, sizeof *record->remarks);
	if (record->remarks == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
		return;
	}
	record->remark_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		if (zr_cbor_take_array(reader) != REMARK_FIELD_COUNT) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
		zr_cbor_take_text_copy(reader, &record->remarks[i].place, NULL);
		zr_cbor_take_text_copy(reader, &record->remarks[i].text, NULL);
		zr_cbor_take_text_copy(reader, &record->remarks[i].reply, NULL);
	}
}

static void take_field(struct zr_cbor_reader *reader, int64_t key, struct zr_record *record)
{
	if (is_text(key)) {
		zr_cbor_take_text_copy(reader, text_of(record, key), NULL);
		return;
	}
	switch (key) {
	case KEY_STARTED:
		record->started_us = zr_cbor_take_int(reader);
		break;
	case KEY_FINISHED:
		record->finished_us = zr_cbor_take_int(reader);
		break;
	case KEY_XML:
		zr_cbor_take_bytes_copy(reader, &record->xml, &record->xml_bytes);
		break;
	case KEY_RESULT: {
		uint64_t value = zr_cbor_take_uint(reader);
		record->result = value <= ZR_RESULT_LAST ? (enum zr_visit_result)value : 0;
		break;
	}
	case KEY_FILES:
		take_files(reader, record);
		break;
	case KEY_DOUBTS:
		record->doubt_count = zr_cbor_take_uint(reader);
		break;
	case KEY_REMARKS:
		take_remarks(reader, record);
		break;
	default:
		zr_cbor_skip(reader);
		break;
	}
}

/* An older program leaves out what came later: no text is NULL. */
static void fill_texts(struct zr_cbor_reader *reader, struct zr_record *record)
{
	for (int64_t key = 10; key < KEY_FILES && reader->code == 0; key++) {
		char **text = text_of(record, key);
		if (*text == NULL && (*text = strdup("")) == NULL) {
			zr_cbor_fail(reader, ZR_E_NOMEM);
		}
	}
}

void zr_message_record_take(struct zr_cbor_reader *reader, struct zr_record *record)
{
	assert(reader != NULL && record != NULL);
	assert(record->files == NULL && record->file_count == 0 && record->remarks == NULL);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		take_field(reader, zr_cbor_take_key(reader, &seen), record);
	}
	fill_texts(reader, record);
}

static void wipe(char *data, size_t bytes)
{
	if (data != NULL) {
		explicit_bzero(data, bytes);
		free(data);
	}
}

static void wipe_text(char *text)
{
	wipe(text, text != NULL ? strlen(text) : 0);
}

void zr_message_record_finish(struct zr_record *record)
{
	assert(record != NULL && (record->files != NULL || record->file_count == 0));
	for (int64_t key = 0; key < KEY_COUNT; key++) {
		if (is_text(key)) {
			free(*text_of(record, key));
		}
	}
	wipe(record->xml, record->xml_bytes);
	for (size_t i = 0; i < record->file_count; i++) {
		free(record->files[i].name);
		wipe(record->files[i].data, record->files[i].bytes);
	}
	free(record->files);
	for (size_t i = 0; i < record->remark_count; i++) {
		wipe_text(record->remarks[i].place);
		wipe_text(record->remarks[i].text);
		wipe_text(record->remarks[i].reply);
	}
	free(record->remarks);
	*record = (struct zr_record){0};
}
