/* What became of envelopes, as a CBOR map. The keys are those of docs/envelope.md. */
#include "lib/envelope/content.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"

enum {
	RECEIPT_ENTRIES = 1,
	RECEIPT_HIGH_WATER = 2,
	RECEIPT_TIME = 3,
	RECEIPT_UNSENT = 4,
	RECEIPT_BATTERY = 5,
	RECEIPT_VERSION = 6,
	RECEIPT_NEEDED_COUNT = 6,
	RECEIPT_EPOCH = 7,
	RECEIPT_DRAFTS = 8,
	RECEIPT_DURABLE = 9,
	RECEIPT_PAUSE = 10,
	RECEIPT_NONCE = 11,
	RECEIPT_KEY_COUNT = 11,
	ENTRY_FIELD_COUNT = 3,
};

static const char *const receipt_keys[] = {
	NULL, "entries", "high_water", "time", "unsent", "battery", "version"};

static void put_entries(struct zr_cbor_writer *writer, const struct zr_receipt *receipt)
{
	zr_cbor_put_int(writer, RECEIPT_ENTRIES);
	zr_cbor_put_array(writer, receipt->entry_count);
	for (size_t i = 0; i < receipt->entry_count; i++) {
		const struct zr_receipt_entry *entry = &receipt->entries[i];
		assert(entry->code <= 0);
		zr_cbor_put_array(writer, ENTRY_FIELD_COUNT);
		zr_cbor_put_bytes(writer, entry->hash, sizeof entry->hash);
		zr_cbor_put_uint(writer, entry->sequence);
		zr_cbor_put_uint(writer, (uint64_t) - (int64_t)entry->code);
	}
}

static void put_drafts(struct zr_cbor_writer *writer, const struct zr_receipt *receipt)
{
	zr_cbor_put_int(writer, RECEIPT_DRAFTS);
	zr_cbor_put_array(writer, receipt->draft_count);
	for (size_t i = 0; i < receipt->draft_count; i++) {
		zr_cbor_put_text(writer, receipt->draft_ids[i]);
	}
}

static void put_uint_field(struct zr_cbor_writer *writer, int64_t key, uint64_t value)
{
	zr_cbor_put_int(writer, key);
	zr_cbor_put_uint(writer, value);
}

int zr_receipt_encode(
	const struct zr_receipt *receipt, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(receipt != NULL && ret_content->bytes == 0);
	assert(receipt->entries != NULL || receipt->entry_count == 0);
	assert(receipt->entry_count <= ZR_RECEIPT_ENTRY_COUNT_MAX);
	assert(receipt->draft_ids != NULL || receipt->draft_count == 0);
	assert(receipt->draft_count <= ZR_RECEIPT_DRAFT_COUNT_MAX);
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, RECEIPT_KEY_COUNT - (receipt->has_epoch ? 0 : 1));
	put_entries(&writer, receipt);
	put_uint_field(&writer, RECEIPT_HIGH_WATER, receipt->high_water);
	zr_cbor_put_int_field(&writer, RECEIPT_TIME, receipt->time_us);
	put_uint_field(&writer, RECEIPT_UNSENT, receipt->unsent_count);
	zr_cbor_put_int_field(&writer, RECEIPT_BATTERY, receipt->battery_percent);
	zr_cbor_put_text_field(&writer, RECEIPT_VERSION, receipt->version);
	if (receipt->has_epoch) {
		zr_cbor_put_bytes_field(
			&writer, RECEIPT_EPOCH, receipt->epoch, sizeof receipt->epoch);
	}
	put_drafts(&writer, receipt);
	put_uint_field(&writer, RECEIPT_DURABLE, receipt->durable_through);
	put_uint_field(&writer, RECEIPT_PAUSE, receipt->pause_s);
	put_uint_field(&writer, RECEIPT_NONCE, receipt->nonce);
	return zr_content_end_writing(&writer, "the receipt", error);
}

static void take_entry(struct zr_cbor_reader *reader, struct zr_receipt_entry *ret_entry)
{
	zr_content_take_fields(reader, ENTRY_FIELD_COUNT);
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
	receipt->entries = zr_content_take_items(
		reader, count, ZR_RECEIPT_ENTRY_COUNT_MAX, sizeof *receipt->entries);
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

/* They go into the hub's tables, and a tablet has shown nobody yet how long they are. */
static void take_short_text(struct zr_cbor_reader *reader, char **ret_text)
{
	size_t bytes = 0;
	zr_cbor_take_text_copy(reader, ret_text, &bytes);
	if (bytes > ZR_RECORD_ID_BYTES_MAX) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
}

static void take_drafts(struct zr_cbor_reader *reader, struct zr_receipt *receipt)
{
	size_t count = zr_cbor_take_array(reader);
	receipt->draft_ids = zr_content_take_items(
		reader, count, ZR_RECEIPT_DRAFT_COUNT_MAX, sizeof *receipt->draft_ids);
	if (receipt->draft_ids == NULL) {
		return;
	}
	receipt->draft_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		take_short_text(reader, &receipt->draft_ids[i]);
	}
}

static void take_pause(struct zr_cbor_reader *reader, struct zr_receipt *receipt)
{
	uint64_t seconds = zr_cbor_take_uint(reader);
	if (seconds > UINT32_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	} else {
		receipt->pause_s = (uint32_t)seconds;
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
		take_short_text(reader, &receipt->version);
		break;
	case RECEIPT_EPOCH:
		zr_cbor_take_fixed(reader, receipt->epoch, sizeof receipt->epoch);
		receipt->has_epoch = true;
		break;
	case RECEIPT_DRAFTS:
		take_drafts(reader, receipt);
		break;
	case RECEIPT_DURABLE:
		receipt->durable_through = zr_cbor_take_uint(reader);
		break;
	case RECEIPT_PAUSE:
		take_pause(reader, receipt);
		break;
	case RECEIPT_NONCE:
		receipt->nonce = zr_cbor_take_uint(reader);
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
	int code = zr_content_end_map(&reader, "the receipt",
		zr_content_all_keys(RECEIPT_NEEDED_COUNT) & ~seen, receipt_keys, error);
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
	for (size_t i = 0; i < receipt->draft_count; i++) {
		free(receipt->draft_ids[i]);
	}
	free(receipt->draft_ids);
	free(receipt->entries);
	free(receipt->version);
	*receipt = (struct zr_receipt){0};
}
