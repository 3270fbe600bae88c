/*
 * The store has each record's envelope, and answers stand in there alone. Those sealed to the hub's
 * own key, as they are where there is no office and as pilots' tablets sealed all of a record, are
 * opened here; the others wait until a question to the office is full, and all before them are
 * given to the reader first, so that the order stays. A record is given to the reader and wiped
 * before the next one.
 */
#include "hub/records/answers.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/records/held_record.h"
#include "hub/records/office_line.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed_pair.h"

/* Records that wait for the office; on the heap, for it is large. */
struct waiting {
	struct zr_held_record *records[ZR_OFFICE_ITEM_COUNT_MAX]; /* owned */
	size_t count;
	size_t bytes; /* of their sealed answers */
	struct zr_office_question question;
	struct zr_office_answer answer;
};

struct opening {
	struct zr_context *context;
	const struct zr_answers_reader *reader;
	struct zr_error *error;
	struct zr_device device; /* whose record came last that was sealed as one */
	struct waiting *waiting; /* owned; NULL before the first that waits */
};

static void drop_waiting(struct waiting *waiting)
{
	for (size_t i = 0; i < waiting->count; i++) {
		zr_held_record_free(waiting->records[i]);
	}
	waiting->count = waiting->bytes = 0;
}

static void opening_finish(struct opening *opening)
{
	if (opening->waiting != NULL) {
		drop_waiting(opening->waiting);
		free(opening->waiting);
	}
	zr_office_line_forget(opening->context->office_line);
}

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

/* The record that the answers name must be the one whose cover they came with. */
static int read_inside(const struct zr_store_record *record, struct zr_crypto_bytes packed,
	struct zr_record *ret_inside, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	int code = zr_pack_decode(packed.data, packed.bytes, &content, error);
	if (code == 0) {
		code = zr_record_decode_answers(content.data, content.bytes, ret_inside, error);
	}
	if (code == 0 && strcmp(ret_inside->record_id, record->content.record_id) != 0) {
		zr_record_finish(ret_inside);
		return zr_error_set(error, ZR_E_FORGED,
			"the answers are another record's than their cover says");
	}
	return code;
}

static int open_own(const struct opening *opening, const struct zr_store_record *record,
	const struct zr_sealed_pair_answers *answers, struct zr_record *ret_inside,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_sealed_pair_open(answers, &opening->context->shared->keys, &packed, error);
	return code == 0 ? read_inside(record, (struct zr_crypto_bytes){packed.data, packed.bytes},
				   ret_inside, error)
			 : code;
}

enum {
	FOR_OFFICE = 1 /* above all errors: the hub cannot open it */
};

static int open_record(struct opening *opening, const struct zr_store_record *record,
	struct zr_record *ret_inside, struct zr_error *error)
{
	struct zr_envelope_head head = {0};
	struct zr_sealed_pair_answers answers = {0};
	struct zr_sealed_pair_label label;
	int code = zr_envelope_peek(record->envelope, record->envelope_bytes, &head, error);
	if (code == 0 && !head.is_pair) {
		return open_whole(opening, record, ret_inside, error);
	}
	if (code == 0) {
		code = zr_sealed_pair_cut(
			record->envelope, record->envelope_bytes, &answers, error);
	}
	if (code == 0) {
		code = zr_sealed_pair_read_label(&answers, &label, error);
	}
	if (code != 0) {
		return code;
	}
	const uint8_t *own = opening->context->shared->keys.public_half.id;
	return memcmp(label.office, own, sizeof label.office) == 0
		       ? open_own(opening, record, &answers, ret_inside, error)
		       : FOR_OFFICE;
}

/* The record with what was inside, or the fault in its place. What passes by itself is no fault of
 * the record's, and ends the reading: a table would have it without its answers for good. */
static int show(struct opening *opening, const struct zr_store_record *record, int64_t rank,
	const struct zr_record *inside, const struct zr_error *fault)
{
	const struct zr_answers_reader *reader = opening->reader;
	if (fault != NULL && zr_error_is_retryable(fault->code)) {
		return zr_error_set(opening->error, fault->code, "%s", fault->message);
	}
	struct zr_store_record whole = *record;
	whole.envelope = NULL;
	if (fault == NULL) {
		assert(inside->xml != NULL);
		whole.content.xml = inside->xml;
		whole.content.xml_bytes = inside->xml_bytes;
		whole.content.files = inside->files;
		whole.content.file_count = inside->file_count;
		whole.content.remarks = inside->remarks;
		whole.content.remark_count = inside->remark_count;
	}
	return reader->visit(reader->user, &whole, rank, fault);
}

/* ---- those that wait for the office ---- */

static int show_opened(struct opening *opening, const struct zr_held_record *held,
	const struct zr_office_opened *opened)
{
	const struct zr_store_record *record = &held->record;
	struct zr_error fault = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record inside = {0};
	int code = opened->code == 0 ? read_inside(record, opened->packed, &inside, &fault)
				     : opened->code;
	if (code != 0 && fault.code == 0) {
		(void)zr_error_set(&fault, code,
			code == ZR_E_FOREIGN
				? "the answers are sealed to a key that the office does not hold"
			: code == ZR_E_FORGED
				? "the office cannot open the answers: they were altered"
				: "the office cannot open the answers");
	}
	return show(opening, record, held->rank, &inside, code != 0 ? &fault : NULL);
}

/* Asks for all that wait, and gives them to the reader. */
static int ask_office(struct opening *opening)
{
	struct waiting *waiting = opening->waiting;
	if (waiting == NULL || waiting->count == 0) {
		return 0;
	}
	assert(waiting->count <= ZR_OFFICE_ITEM_COUNT_MAX);
	struct zr_office_question *question = &waiting->question;
	(void)snprintf(question->who, sizeof question->who, "%s", opening->reader->who);
	(void)snprintf(question->what, sizeof question->what, "%s", opening->reader->what);
	question->item_count = waiting->count;
	for (size_t i = 0; i < waiting->count; i++) {
		const struct zr_store_record *record = &waiting->records[i]->record;
		(void)snprintf(question->items[i].record_id, sizeof question->items[i].record_id,
			"%s", record->content.record_id);
		/* It was cut before: it can be cut. */
		int code = zr_sealed_pair_cut(record->envelope, record->envelope_bytes,
			&question->items[i].answers, opening->error);
		if (code != 0) {
			return code;
		}
	}
	int code = zr_office_line_ask(opening->context, question, &waiting->answer, opening->error);
	for (size_t i = 0; code == 0 && i < waiting->count; i++) {
		code = show_opened(opening, waiting->records[i], &waiting->answer.items[i]);
	}
	drop_waiting(waiting);
	return code;
}

static int hold(struct opening *opening, const struct zr_store_record *record, int64_t rank)
{
	if (opening->waiting == NULL) {
		opening->waiting = calloc(1, sizeof *opening->waiting);
	}
	struct zr_held_record *held =
		opening->waiting != NULL ? zr_held_record_new(record, rank) : NULL;
	if (held == NULL) {
		return zr_error_set(opening->error, ZR_E_NOMEM, "the hub is short of memory");
	}
	struct waiting *waiting = opening->waiting;
	bool is_over = waiting->count > 0 &&
		       waiting->bytes + record->envelope_bytes > ZR_OFFICE_QUESTION_BYTES_MAX;
	int code = is_over ? ask_office(opening) : 0;
	if (code != 0) {
		zr_held_record_free(held);
		return code;
	}
	assert(waiting->count < ZR_OFFICE_ITEM_COUNT_MAX);
	waiting->records[waiting->count++] = held;
	waiting->bytes += record->envelope_bytes;
	return waiting->count == ZR_OFFICE_ITEM_COUNT_MAX ? ask_office(opening) : 0;
}

static int take_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	struct opening *opening = user;
	struct zr_error fault = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record inside = {0};
	int code = open_record(opening, record, &inside, &fault);
	if (code == FOR_OFFICE) {
		return hold(opening, record, rank);
	}
	int result = ask_office(opening); /* those before it come before it */
	return result == 0 ? show(opening, record, rank, &inside, code != 0 ? &fault : NULL)
			   : result;
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
	wanted.with_envelope = true;
	ZR_CLEANUP(opening_finish)
	struct opening opening = {.context = context, .reader = reader, .error = error};
	int code = zr_store_list_records(context->reader, &wanted, take_record, &opening, error);
	return code == 0 ? ask_office(&opening) : code;
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
	ZR_CLEANUP(opening_finish)
	struct opening opening = {.context = context, .reader = &through, .error = error};
	int code = zr_store_get_record(context->reader, name, take_record, &opening, error);
	return code == 0 ? ask_office(&opening) : code;
}

int zr_answers_open_given(struct zr_context *context, const struct zr_answers_reader *reader,
	const struct zr_store_record *record, struct zr_error *error)
{
	assert(record != NULL && record->envelope != NULL);
	check(context, reader);
	struct one one = {reader, error};
	const struct zr_answers_reader through = {reader->who, reader->what, pass_on, &one};
	ZR_CLEANUP(opening_finish)
	struct opening opening = {.context = context, .reader = &through, .error = error};
	int code = take_record(&opening, record, 0);
	return code == 0 ? ask_office(&opening) : code;
}
