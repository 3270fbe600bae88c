/*
 * The store has each record's envelope, and answers stand in there alone. Those sealed to the hub's
 * own key, as they are where there is no office and as pilots' tablets sealed all of a record, are
 * opened here. A record is opened, given to the reader and wiped before the next one comes.
 */
#include "hub/records/answers.h"

#include <assert.h>
#include <string.h>

#include "hub/core/context.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed_pair.h"

struct opening {
	struct zr_context *context;
	const struct zr_answers_reader *reader;
	struct zr_device device; /* whose record came last that was sealed as one */
};

/* The tablet of a record, from the store when it is another than that of the record before. */
static int find_device(
	struct opening *opening, const struct zr_store_record *record, struct zr_error *error)
{
	const uint8_t *id = record->device_id;
	return memcmp(opening->device.keys.id, id, ZR_PARTY_ID_BYTES) == 0
		       ? 0
		       : zr_store_get_device(opening->context->reader, id, &opening->device, error);
}

/* A record of one part: all of it is sealed to the hub. */
static int open_whole(struct opening *opening, const struct zr_store_record *record,
	struct zr_record *ret_inside, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	struct zr_envelope_head head = {0};
	int code = find_device(opening, record, error);
	if (code != 0) {
		return code;
	}
	const struct zr_envelope_signed envelope = {
		record->envelope, record->envelope_bytes, &opening->device.keys};
	code = zr_envelope_open(&envelope, &opening->context->shared->keys, &head, &content, error);
	return code == 0 ? zr_record_decode(content.data, content.bytes, ret_inside, error) : code;
}

/* The answers that were cut out of a pair; only the hub's own open here. */
static int open_pair(struct opening *opening, const struct zr_sealed_pair_answers *answers,
	struct zr_record *ret_inside, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	const struct zr_party_secret *keys = &opening->context->shared->keys;
	struct zr_sealed_pair_label label;
	int code = zr_sealed_pair_read_label(answers, &label, error);
	if (code == 0 && memcmp(label.office, keys->public_half.id, sizeof label.office) != 0) {
		code = zr_error_set(error, ZR_E_FOREIGN,
			"the answers are sealed to an office, and this hub has none");
	}
	if (code == 0) {
		code = zr_sealed_pair_open(answers, keys, &packed, error);
	}
	if (code == 0) {
		code = zr_pack_decode(packed.data, packed.bytes, &content, error);
	}
	return code == 0 ? zr_record_decode_answers(content.data, content.bytes, ret_inside, error)
			 : code;
}

static int open_record(struct opening *opening, const struct zr_store_record *record,
	struct zr_record *ret_inside, struct zr_error *error)
{
	struct zr_envelope_head head = {0};
	struct zr_sealed_pair_answers answers = {0};
	int code = zr_envelope_peek(record->envelope, record->envelope_bytes, &head, error);
	if (code == 0 && !head.is_pair) {
		return open_whole(opening, record, ret_inside, error);
	}
	if (code == 0) {
		code = zr_sealed_pair_cut(
			record->envelope, record->envelope_bytes, &answers, error);
	}
	if (code == 0) {
		code = open_pair(opening, &answers, ret_inside, error);
	}
	if (code == 0 && strcmp(ret_inside->record_id, record->content.record_id) != 0) {
		zr_record_finish(ret_inside);
		return zr_error_set(error, ZR_E_FORGED,
			"the answers are another record's than their cover says");
	}
	return code;
}

/* The record with what was inside, or the fault in its place. */
static int show(struct opening *opening, const struct zr_store_record *record, int64_t rank,
	const struct zr_record *inside, const struct zr_error *fault)
{
	const struct zr_answers_reader *reader = opening->reader;
	struct zr_store_record whole = *record;
	whole.envelope = NULL;
	if (fault == NULL) {
		assert(inside->xml != NULL && inside->address != NULL);
		whole.content.xml = inside->xml;
		whole.content.xml_bytes = inside->xml_bytes;
		whole.content.address = inside->address;
		whole.content.files = inside->files;
		whole.content.file_count = inside->file_count;
	}
	return reader->visit(reader->user, &whole, rank, fault);
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	struct opening *opening = user;
	struct zr_error fault = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record inside = {0};
	int code = open_record(opening, record, &inside, &fault);
	return show(opening, record, rank, &inside, code != 0 ? &fault : NULL);
}

static void check(const struct zr_context *context, const struct zr_answers_reader *reader)
{
	assert(context != NULL && reader != NULL && reader->visit != NULL);
	assert(reader->who != NULL && reader->what != NULL);
}

int zr_answers_open(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_filter *filter, struct zr_error *error)
{
	assert(filter != NULL);
	check(context, reader);
	struct zr_store_record_filter wanted = *filter;
	wanted.with_envelope = wanted.oldest_first = true;
	struct opening opening = {.context = context, .reader = reader};
	return zr_store_list_records(context->reader, &wanted, take_record, &opening, error);
}

/* ---- one ---- */

struct one {
	const struct zr_answers_reader *reader;
	struct zr_error *error;
};

static int pass_on(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	const struct one *one = user;
	return fault == NULL ? one->reader->visit(one->reader->user, record, rank, NULL)
			     : zr_error_set(one->error, fault->code, "%s", fault->message);
}

int zr_answers_open_one(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record_name *name, struct zr_error *error)
{
	assert(name != NULL);
	check(context, reader);
	struct one one = {reader, error};
	const struct zr_answers_reader through = {reader->who, reader->what, pass_on, &one};
	struct opening opening = {.context = context, .reader = &through};
	return zr_store_get_record(context->reader, name, take_record, &opening, error);
}
