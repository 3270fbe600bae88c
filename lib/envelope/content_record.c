/*
 * A finished interview as a CBOR map, and the two maps that it is cut into for its way. The keys
 * are those of docs/envelope.md, each map has its own of them; those up to RECORD_NEEDED_COUNT
 * every version has written, the later ones an older tablet leaves out.
 */
#include "lib/envelope/content.h"

#include <assert.h>
#include <stddef.h>
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
	RECORD_DOUBTS = 16,
	RECORD_DIGEST = 17,
	RECORD_REMARKS = 18,
	RECORD_KEY_LAST = RECORD_REMARKS,
};

/* Keys as bits. */
#define KEY(key)     ((uint64_t)1 << (key))
#define ANSWERS_KEYS (KEY(RECORD_ID) | KEY(RECORD_XML) | KEY(RECORD_FILES) | KEY(RECORD_REMARKS))
#define ANSWERS_NEED (KEY(RECORD_ID) | KEY(RECORD_XML))
#define ALL_KEYS     (KEY(RECORD_KEY_LAST + 1) - KEY(RECORD_ID))
#define COVER_KEYS   ((ALL_KEYS & ~ANSWERS_KEYS) | KEY(RECORD_ID))
#define COVER_NEED                                                                                 \
	((KEY(RECORD_FINISHED + 1) - KEY(RECORD_ID)) | KEY(RECORD_RESULT) | KEY(RECORD_DIGEST))
#define WHOLE_KEYS (ALL_KEYS & ~KEY(RECORD_DIGEST))
#define WHOLE_NEED (KEY(RECORD_NEEDED_COUNT + 1) - KEY(RECORD_ID))

static const char *const record_keys[] = {NULL, "record_id", "form_id", "form_version", "area_id",
	"household_id", "outcome", "started", "finished", "xml", "result", "address", "previous_id",
	"replaces_id", "appointment", "files", "doubts", "digest", "remarks"};

/* The texts of a record: each one's key, its place, its limit, and its name for sentences. */
struct text {
	int key;
	size_t offset; /* of a char * in struct zr_record */
	size_t bytes_max;
	const char *name;
};

#define PLACE(member) offsetof(struct zr_record, member)
static const struct text texts[] = {
	{RECORD_ID, PLACE(record_id), ZR_RECORD_ID_BYTES_MAX, "record id"},
	{RECORD_FORM_ID, PLACE(form_id), ZR_RECORD_ID_BYTES_MAX, "form id"},
	{RECORD_FORM_VERSION, PLACE(form_version), ZR_RECORD_ID_BYTES_MAX, "form version"},
	{RECORD_AREA_ID, PLACE(area_id), ZR_RECORD_ID_BYTES_MAX, "area id"},
	{RECORD_HOUSEHOLD_ID, PLACE(household_id), ZR_RECORD_ID_BYTES_MAX, "household id"},
	{RECORD_OUTCOME, PLACE(outcome), ZR_RECORD_OUTCOME_BYTES_MAX, "outcome"},
	{RECORD_ADDRESS, PLACE(address), ZR_RECORD_ADDRESS_BYTES_MAX, "address"},
	{RECORD_PREVIOUS_ID, PLACE(previous_id), ZR_RECORD_ID_BYTES_MAX, "id of the visit before"},
	{RECORD_REPLACES_ID, PLACE(replaces_id), ZR_RECORD_ID_BYTES_MAX,
		"id of the corrected record"},
	{RECORD_APPOINTMENT, PLACE(appointment), ZR_RECORD_APPOINTMENT_BYTES_MAX, "appointment"},
};
#undef PLACE
#define TEXT_COUNT (sizeof texts / sizeof texts[0])

static char **text_of(struct zr_record *record, const struct text *text)
{
	return (char **)((char *)record + text->offset);
}

static const char *text_in(const struct zr_record *record, const struct text *text)
{
	return *(char *const *)((const char *)record + text->offset);
}

/* NULL for a key that is no text's. */
static const struct text *text_with(int64_t key)
{
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		if (texts[i].key == key) {
			return &texts[i];
		}
	}
	return NULL;
}

/* ---- writing ---- */

static void put_field(struct zr_cbor_writer *writer, int key, const struct zr_record *record)
{
	const struct text *text = text_with(key);
	if (text != NULL) {
		zr_cbor_put_text_field(writer, key, text_in(record, text));
		return;
	}
	switch (key) {
	case RECORD_STARTED:
		zr_cbor_put_int_field(writer, key, record->started_us);
		break;
	case RECORD_FINISHED:
		zr_cbor_put_int_field(writer, key, record->finished_us);
		break;
	case RECORD_XML:
		zr_cbor_put_bytes_field(writer, key, record->xml, record->xml_bytes);
		break;
	case RECORD_RESULT:
		zr_cbor_put_int_field(writer, key, (int64_t)record->result);
		break;
	case RECORD_FILES:
		zr_cbor_put_int(writer, key);
		zr_content_put_files(writer, record->files, record->file_count);
		break;
	case RECORD_DOUBTS:
		zr_cbor_put_uint_field(writer, key, record->doubt_count);
		break;
	case RECORD_DIGEST:
		zr_cbor_put_bytes_field(
			writer, key, record->answers_digest, sizeof record->answers_digest);
		break;
	case RECORD_REMARKS:
		zr_cbor_put_int(writer, key);
		zr_content_put_remarks(writer, record->remarks, record->remark_count);
		break;
	default:
		assert(!"every key is written");
	}
}

static int encode(const struct zr_record *record, uint64_t keys, struct zr_buffer *ret_content,
	struct zr_error *error)
{
	assert(record != NULL && ret_content->bytes == 0);
	assert(record->xml != NULL || record->xml_bytes == 0);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	/* Nearly all records have none, and their bytes are as they were before there were any. */
	keys &= record->remark_count > 0 ? UINT64_MAX : ~KEY(RECORD_REMARKS);
	zr_cbor_put_map(&writer, (size_t)__builtin_popcountll(keys));
	for (int key = RECORD_ID; key <= RECORD_KEY_LAST; key++) {
		if ((keys & KEY(key)) != 0) {
			put_field(&writer, key, record);
		}
	}
	return zr_content_end_writing(&writer, "the record", error);
}

int zr_record_encode(
	const struct zr_record *record, struct zr_buffer *ret_content, struct zr_error *error)
{
	return encode(record, WHOLE_KEYS, ret_content, error);
}

int zr_record_encode_cover(
	const struct zr_record *record, struct zr_buffer *ret_content, struct zr_error *error)
{
	return encode(record, COVER_KEYS, ret_content, error);
}

int zr_record_encode_answers(
	const struct zr_record *record, struct zr_buffer *ret_content, struct zr_error *error)
{
	return encode(record, ANSWERS_KEYS, ret_content, error);
}

/* ---- reading ---- */

static int check_remarks(const struct zr_record *record, struct zr_error *error)
{
	bool fits = record->remark_count <= ZR_RECORD_REMARK_COUNT_MAX;
	for (size_t i = 0; i < record->remark_count && fits; i++) {
		const struct zr_record_remark *remark = &record->remarks[i];
		fits = strlen(remark->place) <= ZR_RECORD_PLACE_BYTES_MAX &&
		       strlen(remark->text) <= ZR_RECORD_REMARK_BYTES_MAX &&
		       strlen(remark->reply) <= ZR_RECORD_REMARK_BYTES_MAX;
	}
	return fits ? 0
		    : zr_error_set(error, ZR_E_LIMIT,
			      "a record may have %d remarks of %d bytes, answers likewise",
			      ZR_RECORD_REMARK_COUNT_MAX, ZR_RECORD_REMARK_BYTES_MAX);
}

int zr_record_check(const struct zr_record *record, struct zr_error *error)
{
	assert(record != NULL);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *text = text_in(record, &texts[i]);
		size_t bytes = text != NULL ? strlen(text) : 0;
		if (bytes > texts[i].bytes_max) {
			return zr_error_set(error, ZR_E_LIMIT,
				"the record's %s has %zu bytes and may have %zu", texts[i].name,
				bytes, texts[i].bytes_max);
		}
	}
	if (record->record_id == NULL || record->record_id[0] == '\0') {
		return zr_error_set(error, ZR_E_INVALID, "the record has no id");
	}
	if (record->form_id == NULL || record->form_id[0] == '\0') {
		return zr_error_set(error, ZR_E_INVALID, "the record names no questionnaire");
	}
	int code = check_remarks(record, error);
	if (code != 0) {
		return code;
	}
	size_t bytes = record->xml_bytes;
	for (size_t i = 0; i < record->file_count; i++) {
		if (!zr_content_is_file_name(record->files[i].name)) {
			return zr_error_set(error, ZR_E_INVALID,
				"file %zu of the record has a name that is no plain file name",
				i + 1);
		}
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
	const struct text *text = text_with(key);
	if (text != NULL) {
		zr_cbor_take_text_copy(reader, text_of(record, text), NULL);
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
	case RECORD_DOUBTS:
		record->doubt_count = zr_cbor_take_uint(reader);
		break;
	case RECORD_DIGEST:
		zr_cbor_take_fixed(reader, record->answers_digest, sizeof record->answers_digest);
		break;
	case RECORD_REMARKS:
		zr_content_take_remarks(reader, &record->remarks, &record->remark_count);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

/* An older tablet left them out: no text is NULL in a decoded record. */
static int fill_texts(struct zr_record *record, struct zr_error *error)
{
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		char **text = text_of(record, &texts[i]);
		if (*text == NULL) {
			*text = strdup("");
		}
		if (*text == NULL) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory for the record");
		}
	}
	return 0;
}

/* Which keys a map has, and which it must have. */
struct key_set {
	uint64_t all;
	uint64_t need;
};

static int decode(struct zr_cbor_reader *reader, struct key_set keys, struct zr_record *ret_record,
	struct zr_error *error)
{
	assert(ret_record != NULL);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(reader);
	for (size_t i = 0; i < pair_count && reader->code == 0; i++) {
		int64_t key = zr_cbor_take_key(reader, &seen);
		bool is_known = key >= RECORD_ID && key <= RECORD_KEY_LAST;
		if (is_known && (keys.all & KEY(key)) != 0) {
			take_record_field(reader, key, &record);
		} else {
			zr_cbor_skip(reader);
		}
	}
	int code = zr_content_end_map(reader, "the record", keys.need & ~seen, record_keys, error);
	if (code == 0) {
		code = fill_texts(&record, error);
	}
	if (code == 0) {
		*ret_record = record;
		record = (struct zr_record){0};
	}
	return code;
}

int zr_record_decode(
	const void *content, size_t bytes, struct zr_record *ret_record, struct zr_error *error)
{
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	return decode(&reader, (struct key_set){WHOLE_KEYS, WHOLE_NEED}, ret_record, error);
}

int zr_record_decode_cover(
	const void *content, size_t bytes, struct zr_record *ret_record, struct zr_error *error)
{
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	return decode(&reader, (struct key_set){COVER_KEYS, COVER_NEED}, ret_record, error);
}

int zr_record_decode_answers(
	const void *content, size_t bytes, struct zr_record *ret_record, struct zr_error *error)
{
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	return decode(&reader, (struct key_set){ANSWERS_KEYS, ANSWERS_NEED}, ret_record, error);
}

void zr_record_finish(struct zr_record *record)
{
	if (record == NULL) {
		return;
	}
	if (record->xml != NULL) {
		explicit_bzero(record->xml, record->xml_bytes);
	}
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		free(*text_of(record, &texts[i]));
	}
	zr_content_free_files(record->files, record->file_count);
	zr_content_free_remarks(record->remarks, record->remark_count);
	free(record->xml);
	*record = (struct zr_record){0};
}
