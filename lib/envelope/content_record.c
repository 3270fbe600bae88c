/* A finished interview as a CBOR map. The keys are those of docs/envelope.md. */
#include "lib/envelope/content.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"

enum {
	RECORD_ID = 1,
	RECORD_FORM_ID = 2,
	RECORD_FORM_VERSION = 3,
	RECORD_AREA_ID = 4,
	RECORD_HOUSEHOLD_ID = 5,
	RECORD_OUTCOME = 6,
	RECORD_STARTED = 7,
	RECORD_FINISHED = 8,
	RECORD_XML = 9,
	RECORD_NEEDED_COUNT = 9,
	RECORD_RESULT = 10,
	RECORD_ADDRESS = 11,
	RECORD_PREVIOUS_ID = 12,
	RECORD_REPLACES_ID = 13,
	RECORD_APPOINTMENT = 14,
	RECORD_FILES = 15,
	RECORD_KEY_COUNT = 15,
};

static const char *const record_keys[] = {NULL, "record_id", "form_id", "form_version", "area_id",
	"household_id", "outcome", "started", "finished", "xml"};

int zr_record_encode(
	const struct zr_record *record, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(record != NULL && ret_content->bytes == 0);
	assert(record->xml != NULL || record->xml_bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, RECORD_KEY_COUNT);
	zr_cbor_put_text_field(&writer, RECORD_ID, record->record_id);
	zr_cbor_put_text_field(&writer, RECORD_FORM_ID, record->form_id);
	zr_cbor_put_text_field(&writer, RECORD_FORM_VERSION, record->form_version);
	zr_cbor_put_text_field(&writer, RECORD_AREA_ID, record->area_id);
	zr_cbor_put_text_field(&writer, RECORD_HOUSEHOLD_ID, record->household_id);
	zr_cbor_put_text_field(&writer, RECORD_OUTCOME, record->outcome);
	zr_cbor_put_int_field(&writer, RECORD_STARTED, record->started_us);
	zr_cbor_put_int_field(&writer, RECORD_FINISHED, record->finished_us);
	zr_cbor_put_int(&writer, RECORD_XML);
	zr_cbor_put_bytes(&writer, record->xml, record->xml_bytes);
	zr_cbor_put_int_field(&writer, RECORD_RESULT, (int64_t)record->result);
	zr_cbor_put_text_field(&writer, RECORD_ADDRESS, record->address);
	zr_cbor_put_text_field(&writer, RECORD_PREVIOUS_ID, record->previous_id);
	zr_cbor_put_text_field(&writer, RECORD_REPLACES_ID, record->replaces_id);
	zr_cbor_put_text_field(&writer, RECORD_APPOINTMENT, record->appointment);
	zr_cbor_put_int(&writer, RECORD_FILES);
	zr_content_put_files(&writer, record->files, record->file_count);
	return zr_content_end_writing(&writer, "the record", error);
}

/* Where the text of a key goes; NULL for a key that is none. */
static char **text_of(struct zr_record *record, int64_t key)
{
	switch (key) {
	case RECORD_ID:
		return &record->record_id;
	case RECORD_FORM_ID:
		return &record->form_id;
	case RECORD_FORM_VERSION:
		return &record->form_version;
	case RECORD_AREA_ID:
		return &record->area_id;
	case RECORD_HOUSEHOLD_ID:
		return &record->household_id;
	case RECORD_OUTCOME:
		return &record->outcome;
	case RECORD_ADDRESS:
		return &record->address;
	case RECORD_PREVIOUS_ID:
		return &record->previous_id;
	case RECORD_REPLACES_ID:
		return &record->replaces_id;
	case RECORD_APPOINTMENT:
		return &record->appointment;
	default:
		return NULL;
	}
}

static const int text_keys[] = {RECORD_ID, RECORD_FORM_ID, RECORD_FORM_VERSION, RECORD_AREA_ID,
	RECORD_HOUSEHOLD_ID, RECORD_OUTCOME, RECORD_ADDRESS, RECORD_PREVIOUS_ID, RECORD_REPLACES_ID,
	RECORD_APPOINTMENT};
#define TEXT_KEY_COUNT (sizeof text_keys / sizeof text_keys[0])

/* The limit of each text, in the order of text_keys. */
static const size_t text_bytes_max[] = {ZR_RECORD_ID_BYTES_MAX, ZR_RECORD_ID_BYTES_MAX,
	ZR_RECORD_ID_BYTES_MAX, ZR_RECORD_ID_BYTES_MAX, ZR_RECORD_ID_BYTES_MAX,
	ZR_RECORD_OUTCOME_BYTES_MAX, ZR_RECORD_ADDRESS_BYTES_MAX, ZR_RECORD_ID_BYTES_MAX,
	ZR_RECORD_ID_BYTES_MAX, ZR_RECORD_APPOINTMENT_BYTES_MAX};
static const char *const text_names[] = {"record id", "form id", "form version", "area id",
	"household id", "outcome", "address", "id of the visit before",
	"id of the corrected record", "appointment"};

int zr_record_check(const struct zr_record *record, struct zr_error *error)
{
	assert(record != NULL);
	static_assert(sizeof text_bytes_max / sizeof text_bytes_max[0] == TEXT_KEY_COUNT, "each");
	for (size_t i = 0; i < TEXT_KEY_COUNT; i++) {
		const char *text = *text_of((struct zr_record *)(uintptr_t)record, text_keys[i]);
		size_t bytes = text != NULL ? strlen(text) : 0;
		if (bytes > text_bytes_max[i]) {
			return zr_error_set(error, ZR_E_LIMIT,
				"the record's %s has %zu bytes and may have %zu", text_names[i],
				bytes, text_bytes_max[i]);
		}
	}
	if (record->record_id == NULL || record->record_id[0] == '\0') {
		return zr_error_set(error, ZR_E_INVALID, "the record has no id");
	}
	if (record->form_id == NULL || record->form_id[0] == '\0') {
		return zr_error_set(error, ZR_E_INVALID, "the record names no questionnaire");
	}
	size_t bytes = record->xml_bytes;
	for (size_t i = 0; i < record->file_count; i++) {
		bytes += record->files[i].bytes;
	}
	if (bytes > ZR_RECORD_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the record's answers and files have %zu bytes and may have %zu; leave out "
			"some files",
			bytes, ZR_RECORD_BYTES_MAX);
	}
	return 0;
}

static void take_result(struct zr_cbor_reader *reader, struct zr_record *record)
{
	/* One of a later version is no reason to lose a record: its outcome says it too. */
	uint64_t value = zr_cbor_take_uint(reader);
	record->result = value <= ZR_RESULT_LAST ? (enum zr_visit_result)value : ZR_RESULT_UNKNOWN;
}

static void take_record_field(struct zr_cbor_reader *reader, int64_t key, struct zr_record *record)
{
	char **text = text_of(record, key);
	if (text != NULL) {
		zr_cbor_take_text_copy(reader, text, NULL);
		return;
	}
	switch (key) {
	case RECORD_STARTED:
		record->started_us = zr_cbor_take_int(reader);
		break;
	case RECORD_FINISHED:
		record->finished_us = zr_cbor_take_int(reader);
		break;
	case RECORD_XML:
		zr_cbor_take_bytes_copy(reader, &record->xml, &record->xml_bytes);
		break;
	case RECORD_RESULT:
		take_result(reader, record);
		break;
	case RECORD_FILES:
		zr_content_take_files(
			reader, ZR_RECORD_FILE_COUNT_MAX, &record->files, &record->file_count);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

/* An older tablet left them out: no text is NULL in a decoded record. */
static int fill_texts(struct zr_record *record, struct zr_error *error)
{
	for (size_t i = 0; i < TEXT_KEY_COUNT; i++) {
		char **text = text_of(record, text_keys[i]);
		if (*text == NULL) {
			*text = strdup("");
		}
		if (*text == NULL) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory for the record");
		}
	}
	return 0;
}

int zr_record_decode(
	const void *content, size_t bytes, struct zr_record *ret_record, struct zr_error *error)
{
	assert(ret_record != NULL);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_record_field(&reader, zr_cbor_take_key(&reader, &seen), &record);
	}
	int code = zr_content_end_map(&reader, "the record",
		zr_content_all_keys(RECORD_NEEDED_COUNT) & ~seen, record_keys, error);
	if (code == 0) {
		code = fill_texts(&record, error);
	}
	if (code == 0) {
		*ret_record = record;
		record = (struct zr_record){0};
	}
	return code;
}

void zr_record_finish(struct zr_record *record)
{
	if (record == NULL) {
		return;
	}
	if (record->xml != NULL) {
		explicit_bzero(record->xml, record->xml_bytes);
	}
	for (size_t i = 0; i < TEXT_KEY_COUNT; i++) {
		free(*text_of(record, text_keys[i]));
	}
	zr_content_free_files(record->files, record->file_count);
	free(record->xml);
	*record = (struct zr_record){0};
}
