/*
 * Contents of envelopes as CBOR maps. The tables of keys below are those of docs/envelope.md. Each
 * decoder fills a local struct that is finished on failure and moved out on success; which keys
 * were there is a bit set, compared with the required ones at the end.
 */
#include "lib/envelope/content.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"

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
	RECORD_KEY_COUNT = 9,

	RECEIPT_ENTRIES = 1,
	RECEIPT_HIGH_WATER = 2,
	RECEIPT_TIME = 3,
	RECEIPT_UNSENT = 4,
	RECEIPT_BATTERY = 5,
	RECEIPT_VERSION = 6,
	RECEIPT_KEY_COUNT = 6,
	ENTRY_FIELD_COUNT = 3,

	ORDER_KIND = 1,
	ORDER_FORM_ID = 2,
	ORDER_FORM_VERSION = 3,
	ORDER_FILES = 4,
	ORDER_AREA_ID = 5,
	ORDER_AREA_NAME = 6,
	ORDER_HOUSEHOLDS = 7,
	PAIR_FIELD_COUNT = 2,
};

static const char *const record_keys[] = {NULL, "record_id", "form_id", "form_version", "area_id",
	"household_id", "outcome", "started", "finished", "xml"};
static const char *const receipt_keys[] = {
	NULL, "entries", "high_water", "time", "unsent", "battery", "version"};
static const char *const order_keys[] = {
	NULL, "kind", "form_id", "form_version", "files", "area_id", "area_name", "households"};

/* --- what all decoders share ------------------------------------------------------------------ */

/* Bits 1 to last. */
static uint64_t all_keys(unsigned last)
{
	return (((uint64_t)1 << (last + 1)) - 1) & ~(uint64_t)1;
}

/* The end of a map: nothing failed, nothing behind it, none of the keys that it needs missing. */
static int end_map(const struct zr_cbor_reader *reader, const char *what, uint64_t missing,
	const char *const *keys, struct zr_error *error)
{
	int code = zr_cbor_end(reader, what, error);
	if (code == 0 && missing != 0) {
		unsigned key = (unsigned)__builtin_ctzll(missing);
		return zr_error_set_at(error, ZR_E_SYNTAX, 0, keys[key],
			"%s lacks its field %u; it was written by another version", what, key);
	}
	return code;
}

static int end_writing(
	const struct zr_cbor_writer *writer, const char *what, struct zr_error *error)
{
	if (writer->code == 0) {
		return 0;
	}
	zr_buffer_wipe(writer->buffer);
	return zr_error_set(error, writer->code, "%s cannot be written: %s", what,
		writer->code == ZR_E_LIMIT ? "it is too large" : "no memory");
}

/* Zeroed memory for count items; a count of 0 gives none and is no failure. */
static void *take_items(
	struct zr_cbor_reader *reader, size_t count, size_t count_max, size_t item_bytes)
{
	if (count > count_max) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return NULL;
	}
	void *items = calloc(count, item_bytes);
	if (items == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
	}
	return items;
}

/* The head of an array with this many fields in each element. */
static void take_fields(struct zr_cbor_reader *reader, size_t field_count)
{
	if (zr_cbor_take_array(reader) != field_count) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

/* --- record ----------------------------------------------------------------------------------- */

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
	return end_writing(&writer, "the record", error);
}

static void take_record_field(struct zr_cbor_reader *reader, int64_t key, struct zr_record *record)
{
	switch (key) {
	case RECORD_ID:
		zr_cbor_take_text_copy(reader, &record->record_id, NULL);
		break;
	case RECORD_FORM_ID:
		zr_cbor_take_text_copy(reader, &record->form_id, NULL);
		break;
	case RECORD_FORM_VERSION:
		zr_cbor_take_text_copy(reader, &record->form_version, NULL);
		break;
	case RECORD_AREA_ID:
		zr_cbor_take_text_copy(reader, &record->area_id, NULL);
		break;
	case RECORD_HOUSEHOLD_ID:
		zr_cbor_take_text_copy(reader, &record->household_id, NULL);
		break;
	case RECORD_OUTCOME:
		zr_cbor_take_text_copy(reader, &record->outcome, NULL);
		break;
	case RECORD_STARTED:
		record->started_us = zr_cbor_take_int(reader);
		break;
	case RECORD_FINISHED:
		record->finished_us = zr_cbor_take_int(reader);
		break;
	case RECORD_XML:
		zr_cbor_take_bytes_copy(reader, &record->xml, &record->xml_bytes);
		break;
	default:
		zr_cbor_skip(reader);
	}
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
	int code = end_map(
		&reader, "the record", all_keys(RECORD_KEY_COUNT) & ~seen, record_keys, error);
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
	free(record->record_id);
	free(record->form_id);
	free(record->form_version);
	free(record->area_id);
	free(record->household_id);
	free(record->outcome);
	free(record->xml);
	*record = (struct zr_record){0};
}

/* --- receipt ---------------------------------------------------------------------------------- */

int zr_receipt_encode(
	const struct zr_receipt *receipt, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(receipt != NULL && ret_content->bytes == 0);
	assert(receipt->entries != NULL || receipt->entry_count == 0);
	assert(receipt->entry_count <= ZR_RECEIPT_ENTRY_COUNT_MAX);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, RECEIPT_KEY_COUNT);
	zr_cbor_put_int(&writer, RECEIPT_ENTRIES);
	zr_cbor_put_array(&writer, receipt->entry_count);
	for (size_t i = 0; i < receipt->entry_count; i++) {
		const struct zr_receipt_entry *entry = &receipt->entries[i];
		assert(entry->code <= 0);
		zr_cbor_put_array(&writer, ENTRY_FIELD_COUNT);
		zr_cbor_put_bytes(&writer, entry->hash, sizeof entry->hash);
		zr_cbor_put_uint(&writer, entry->sequence);
		zr_cbor_put_uint(&writer, (uint64_t) - (int64_t)entry->code);
	}
	zr_cbor_put_int(&writer, RECEIPT_HIGH_WATER);
	zr_cbor_put_uint(&writer, receipt->high_water);
	zr_cbor_put_int_field(&writer, RECEIPT_TIME, receipt->time_us);
	zr_cbor_put_int(&writer, RECEIPT_UNSENT);
	zr_cbor_put_uint(&writer, receipt->unsent_count);
	zr_cbor_put_int_field(&writer, RECEIPT_BATTERY, receipt->battery_percent);
	zr_cbor_put_text_field(&writer, RECEIPT_VERSION, receipt->version);
	return end_writing(&writer, "the receipt", error);
}

static void take_entry(struct zr_cbor_reader *reader, struct zr_receipt_entry *ret_entry)
{
	take_fields(reader, ENTRY_FIELD_COUNT);
	zr_cbor_take_fixed(reader, ret_entry->hash, sizeof ret_entry->hash);
	ret_entry->sequence = zr_cbor_take_uint(reader);
	uint64_t wire = zr_cbor_take_uint(reader);
	if (wire > UINT16_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	} else if (wire > 0) {
		ret_entry->code = zr_error_from_wire((unsigned)wire);
	}
}

static void take_entries(struct zr_cbor_reader *reader, struct zr_receipt *receipt)
{
	size_t count = zr_cbor_take_array(reader);
	receipt->entries =
		take_items(reader, count, ZR_RECEIPT_ENTRY_COUNT_MAX, sizeof *receipt->entries);
	if (receipt->entries == NULL) {
		return;
	}
	receipt->entry_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_entry(reader, &receipt->entries[i]);
	}
}

static void take_battery(struct zr_cbor_reader *reader, struct zr_receipt *receipt)
{
	int64_t percent = zr_cbor_take_int(reader);
	if (percent < -1 || percent > 100) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	} else {
		receipt->battery_percent = (int32_t)percent;
	}
}

static void take_receipt_field(
	struct zr_cbor_reader *reader, int64_t key, struct zr_receipt *receipt)
{
	switch (key) {
	case RECEIPT_ENTRIES:
		take_entries(reader, receipt);
		break;
	case RECEIPT_HIGH_WATER:
		receipt->high_water = zr_cbor_take_uint(reader);
		break;
	case RECEIPT_TIME:
		receipt->time_us = zr_cbor_take_int(reader);
		break;
	case RECEIPT_UNSENT:
		receipt->unsent_count = zr_cbor_take_uint(reader);
		break;
	case RECEIPT_BATTERY:
		take_battery(reader, receipt);
		break;
	case RECEIPT_VERSION:
		zr_cbor_take_text_copy(reader, &receipt->version, NULL);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

int zr_receipt_decode(
	const void *content, size_t bytes, struct zr_receipt *ret_receipt, struct zr_error *error)
{
	assert(ret_receipt != NULL);
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_receipt_field(&reader, zr_cbor_take_key(&reader, &seen), &receipt);
	}
	int code = end_map(
		&reader, "the receipt", all_keys(RECEIPT_KEY_COUNT) & ~seen, receipt_keys, error);
	if (code == 0) {
		*ret_receipt = receipt;
		receipt = (struct zr_receipt){0};
	}
	return code;
}

void zr_receipt_finish(struct zr_receipt *receipt)
{
	if (receipt == NULL) {
		return;
	}
	free(receipt->entries);
	free(receipt->version);
	*receipt = (struct zr_receipt){0};
}

/* --- order ------------------------------------------------------------------------------------ */

static void put_form(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	zr_cbor_put_int(writer, ORDER_FILES);
	zr_cbor_put_array(writer, order->file_count);
	for (size_t i = 0; i < order->file_count; i++) {
		zr_cbor_put_array(writer, PAIR_FIELD_COUNT);
		zr_cbor_put_text(writer, order->files[i].name);
		zr_cbor_put_bytes(writer, order->files[i].data, order->files[i].bytes);
	}
}

static void put_households(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	zr_cbor_put_int(writer, ORDER_HOUSEHOLDS);
	zr_cbor_put_array(writer, order->household_count);
	for (size_t i = 0; i < order->household_count; i++) {
		zr_cbor_put_array(writer, PAIR_FIELD_COUNT);
		zr_cbor_put_text(writer, order->households[i].household_id);
		zr_cbor_put_text(writer, order->households[i].address);
	}
}

int zr_order_encode(
	const struct zr_order *order, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(order != NULL && ret_content->bytes == 0);
	assert(order->kind == ZR_ORDER_FORM || order->kind == ZR_ORDER_ASSIGNMENT);
	bool is_form = order->kind == ZR_ORDER_FORM;
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, is_form ? 4 : 6);
	zr_cbor_put_int_field(&writer, ORDER_KIND, (int64_t)order->kind);
	zr_cbor_put_text_field(&writer, ORDER_FORM_ID, order->form_id);
	zr_cbor_put_text_field(&writer, ORDER_FORM_VERSION, order->form_version);
	if (is_form) {
		put_form(&writer, order);
	} else {
		zr_cbor_put_text_field(&writer, ORDER_AREA_ID, order->area_id);
		zr_cbor_put_text_field(&writer, ORDER_AREA_NAME, order->area_name);
		put_households(&writer, order);
	}
	return end_writing(&writer, "the order", error);
}

/* A file's name goes to a disk: no path, no hidden file, nothing that a folder means. */
static bool is_file_name(const char *name)
{
	size_t bytes = strlen(name);
	return bytes > 0 && bytes <= 255 && name[0] != '.' && strchr(name, '/') == NULL;
}

static void take_files(struct zr_cbor_reader *reader, struct zr_order *order)
{
	size_t count = zr_cbor_take_array(reader);
	order->files = take_items(reader, count, ZR_ORDER_FILE_COUNT_MAX, sizeof *order->files);
	if (order->files == NULL) {
		return;
	}
	order->file_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		struct zr_order_file *file = &order->files[i];
		take_fields(reader, PAIR_FIELD_COUNT);
		zr_cbor_take_text_copy(reader, &file->name, NULL);
		zr_cbor_take_bytes_copy(reader, &file->data, &file->bytes);
		if (reader->code == 0 && !is_file_name(file->name)) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	}
}

static void take_households(struct zr_cbor_reader *reader, struct zr_order *order)
{
	size_t count = zr_cbor_take_array(reader);
	order->households =
		take_items(reader, count, ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->households);
	if (order->households == NULL) {
		return;
	}
	order->household_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_fields(reader, PAIR_FIELD_COUNT);
		zr_cbor_take_text_copy(reader, &order->households[i].household_id, NULL);
		zr_cbor_take_text_copy(reader, &order->households[i].address, NULL);
	}
}

static void take_order_field(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	switch (key) {
	case ORDER_KIND: {
		uint64_t kind = zr_cbor_take_uint(reader);
		if (kind != ZR_ORDER_FORM && kind != ZR_ORDER_ASSIGNMENT) {
			zr_cbor_fail(reader, ZR_E_UNSUPPORTED);
		} else {
			order->kind = (enum zr_order_kind)kind;
		}
		break;
	}
	case ORDER_FORM_ID:
		zr_cbor_take_text_copy(reader, &order->form_id, NULL);
		break;
	case ORDER_FORM_VERSION:
		zr_cbor_take_text_copy(reader, &order->form_version, NULL);
		break;
	case ORDER_FILES:
		take_files(reader, order);
		break;
	case ORDER_AREA_ID:
		zr_cbor_take_text_copy(reader, &order->area_id, NULL);
		break;
	case ORDER_AREA_NAME:
		zr_cbor_take_text_copy(reader, &order->area_name, NULL);
		break;
	case ORDER_HOUSEHOLDS:
		take_households(reader, order);
		break;
	default:
		zr_cbor_skip(reader);
	}
}

/* The keys that an order of this kind must have, as a bit set. */
static uint64_t order_needs(enum zr_order_kind kind)
{
	uint64_t both = 1U << ORDER_KIND | 1U << ORDER_FORM_ID | 1U << ORDER_FORM_VERSION;
	if (kind == ZR_ORDER_FORM) {
		return both | 1U << ORDER_FILES;
	}
	return both | 1U << ORDER_AREA_ID | 1U << ORDER_AREA_NAME | 1U << ORDER_HOUSEHOLDS;
}

int zr_order_decode(
	const void *content, size_t bytes, struct zr_order *ret_order, struct zr_error *error)
{
	assert(ret_order != NULL);
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	uint64_t seen = 0;
	size_t pair_count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < pair_count && reader.code == 0; i++) {
		take_order_field(&reader, zr_cbor_take_key(&reader, &seen), &order);
	}
	int code =
		end_map(&reader, "the order", order_needs(order.kind) & ~seen, order_keys, error);
	if (code == 0) {
		*ret_order = order;
		order = (struct zr_order){0};
	}
	return code;
}

void zr_order_finish(struct zr_order *order)
{
	if (order == NULL) {
		return;
	}
	for (size_t i = 0; i < order->file_count; i++) {
		free(order->files[i].name);
		free(order->files[i].data);
	}
	for (size_t i = 0; i < order->household_count; i++) {
		free(order->households[i].household_id);
		free(order->households[i].address);
	}
	free(order->files);
	free(order->households);
	free(order->form_id);
	free(order->form_version);
	free(order->area_id);
	free(order->area_name);
	*order = (struct zr_order){0};
}
