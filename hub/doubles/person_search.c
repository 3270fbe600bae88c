/*
 * Records are listed area by area, a page at a time, and fetched by name: the cost follows the part
 * and not the store. A piece of the search goes to the office when it is full.
 */
#include "hub/doubles/person_search.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "hub/core/context.h"
#include "hub/doubles/person_fields.h"
#include "hub/records/office_line.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/sealed_pair.h"

/* A record on a page of an area. */
struct name {
	char record_id[ZR_STORE_ID_BYTES];
	uint8_t hash[ZR_HASH_BYTES];
};

struct search {
	struct zr_context *context;
	struct zr_sighting *sighting;
	const struct zr_person_wish *wish;
	struct zr_error *error;
	size_t area;
	struct name page[ZR_HUB_PAGE_COUNT_MAX];
	size_t page_count;
	struct zr_office_question question;                   /* the piece that is being filled */
	struct zr_buffer envelopes[ZR_OFFICE_ITEM_COUNT_MAX]; /* owned: its items point into them */
	size_t bytes;
	struct zr_office_answer answer;
};

static void search_free(struct search **search)
{
	for (size_t i = 0; *search != NULL && i < ZR_OFFICE_ITEM_COUNT_MAX; i++) {
		zr_buffer_finish(&(*search)->envelopes[i]);
	}
	free(*search);
}

/* ---- pieces ---- */

static int take_findings(struct search *search)
{
	struct zr_sighting *sighting = search->sighting;
	const struct zr_office_findings *findings = &search->answer.findings;
	sighting->person_count = findings->person_count;
	sighting->unread_count += findings->unread_count;
	sighting->is_cut = findings->is_cut;
	int code = 0;
	for (size_t i = 0; code == 0 && i < findings->pair_count; i++) {
		const struct zr_office_pair *pair = &findings->pairs[i];
		const size_t items[2] = {pair->record, pair->other};
		if (pair->other >= sighting->item_count) {
			return zr_error_set(search->error, ZR_E_INVALID,
				"the office told of a record that it was not given");
		}
		code = zr_sighting_add_pair(sighting, items, pair->person_count, search->error);
	}
	return code;
}

static int send_piece(struct search *search, bool is_last)
{
	struct zr_office_question *question = &search->question;
	if (question->item_count == 0 && !is_last) {
		return 0;
	}
	question->search.is_last = is_last;
	int code = zr_office_line_ask(search->context, question, &search->answer, search->error);
	if (code == 0 && search->answer.has_findings != is_last) {
		code = zr_error_set(search->error, ZR_E_UNSUPPORTED,
			"this office does not compare persons: bring it up to this hub's version");
	}
	if (code == 0 && is_last) {
		code = take_findings(search);
	}
	zr_office_line_forget(search->context->office_line);
	question->search.first += (uint32_t)question->item_count;
	question->item_count = 0;
	search->bytes = 0;
	return code;
}

/* ---- records ---- */

/* The record's sealed answers into the piece. What is sealed to the hub itself was made where there
 * was no office, and is nobody's to compare. */
static int add_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct search *search = user;
	struct zr_office_question *question = &search->question;
	struct zr_office_item *item = &question->items[question->item_count];
	struct zr_buffer *envelope = &search->envelopes[question->item_count];
	struct zr_sealed_pair_label label;
	const uint8_t *own = search->context->shared->keys.public_half.id;
	zr_buffer_clear(envelope);
	int code = zr_buffer_add(envelope, record->envelope, record->envelope_bytes);
	if (code != 0) {
		return zr_error_set(search->error, code, "the hub is short of memory");
	}
	if (zr_sealed_pair_cut(envelope->data, envelope->bytes, &item->answers, NULL) != 0 ||
		zr_sealed_pair_read_label(&item->answers, &label, NULL) != 0 ||
		memcmp(label.office, own, sizeof label.office) == 0) {
		search->sighting->unread_count++;
		return 0;
	}
	(void)snprintf(item->record_id, sizeof item->record_id, "%s", record->content.record_id);
	question->item_count++;
	search->bytes += envelope->bytes;
	return zr_sighting_add_item(
		search->sighting, search->area, record->content.record_id, search->error);
}

static int take_name(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	struct search *search = user;
	assert(search->page_count < ZR_HUB_PAGE_COUNT_MAX);
	struct name *name = &search->page[search->page_count++];
	(void)snprintf(name->record_id, sizeof name->record_id, "%s", record->content.record_id);
	memcpy(name->hash, record->hash, sizeof name->hash);
	return 0;
}

static int add_page(struct search *search)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < search->page_count; i++) {
		const struct zr_store_record_name name = {
			search->page[i].record_id, search->page[i].hash, NULL};
		code = zr_store_get_record(
			search->context->reader, &name, add_record, search, search->error);
		bool is_full = search->question.item_count == ZR_OFFICE_ITEM_COUNT_MAX ||
			       search->bytes > ZR_OFFICE_QUESTION_BYTES_MAX;
		if (code == 0 && is_full) {
			code = send_piece(search, false);
		}
	}
	return code;
}

static int add_area(struct search *search)
{
	struct zr_store_place place = {0};
	const struct zr_store_record_filter filter = {
		.area_id = search->sighting->areas[search->area].area_id,
		.form_id = search->wish->form_id,
		.result = ZR_RESULT_DONE,
		.without_followed = true,
		.place = &place,
		.count_max = ZR_HUB_PAGE_COUNT_MAX};
	int code = 0;
	do {
		search->page_count = 0;
		code = zr_store_list_records(
			search->context->reader, &filter, take_name, search, search->error);
		if (code == 0) {
			code = add_page(search);
		}
	} while (code == 0 && place.is_set);
	return code;
}

static int begin(struct search *search)
{
	struct zr_office_question *question = &search->question;
	question->is_search = true;
	(void)snprintf(question->who, sizeof question->who, "%s", search->wish->who);
	(void)snprintf(question->what, sizeof question->what, "doubles");
	uint8_t *id = question->search.id;
	return getrandom(id, ZR_OFFICE_SEARCH_ID_BYTES, 0) == ZR_OFFICE_SEARCH_ID_BYTES
		       ? zr_person_fields_read(search->context->reader, search->wish->form_id,
				 &question->search.fields, search->error)
		       : zr_error_set_errno(search->error, errno, "draw random bytes");
}

int zr_person_search_run(struct zr_sighting *sighting, struct zr_context *context,
	const struct zr_person_wish *wish, struct zr_error *error)
{
	assert(sighting != NULL && sighting->areas != NULL && context != NULL && wish != NULL);
	assert(sighting->kind == ZR_DOUBLE_PERSONS && sighting->item_count == 0);
	ZR_CLEANUP(search_free) struct search *search = calloc(1, sizeof *search);
	if (search == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	search->context = context;
	search->sighting = sighting;
	search->wish = wish;
	search->error = error;
	int code = begin(search);
	for (; code == 0 && search->area < sighting->area_count; search->area++) {
		code = add_area(search);
	}
	return code == 0 ? send_piece(search, true) : code;
}
