/*
 * The requests. Submit is the one that matters: it returns only after the sealed record is on disk,
 * and the same record again is the same sequence. Its plaintext lives only here, and is wiped.
 */
#include "tablet/agent/io/service.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/event/log.h"
#include "lib/base/utf8.h"
#include "lib/envelope/content.h"
#include "lib/envelope/sealed_pair.h"
#include "lib/store/inbox.h"
#include "lib/store/invitation.h"
#include "lib/store/outbox.h"
#include "lib/store/returned.h"
#include "tablet/agent/central/courier.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/core/preference.h"
#include "tablet/agent/core/room.h"
#include "tablet/agent/orders/sent_back.h"

static void set_error(struct zr_message_answer *answer, int code, const struct zr_error *error)
{
	assert(code <= 0);
	if (code != 0) {
		answer->code = code;
		(void)zr_utf8_copy(answer->message, sizeof answer->message, error->message);
	}
}

/* ---- submit ---- */

/* The two parts of a record, the cover with this tablet's own digest of the answers. */
static int encode_record(const struct zr_state *state, const struct zr_record *record,
	struct zr_buffer *ret_cover, struct zr_buffer *ret_answers, struct zr_error *error)
{
	struct zr_record outside = *record;
	int code = zr_record_check(record, error);
	if (code == 0) {
		code = zr_record_encode_answers(record, ret_answers, error);
	}
	if (code == 0) {
		code = zr_party_digest(&state->party, ret_answers->data, ret_answers->bytes,
			outside.answers_digest);
	}
	return code == 0 ? zr_record_encode_cover(&outside, ret_cover, error) : code;
}

static int seal_record(struct zr_state *state, const struct zr_record *record,
	struct zr_outbox_record *row, struct zr_buffer *ret_envelope, struct zr_error *error)
{
	assert(state->identity.is_enrolled && row->sequence > 0);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer answers = {0};
	int code = encode_record(state, record, &cover, &answers, error);
	if (code != 0) {
		return code;
	}
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECORD, .sequence = row->sequence, .time_us = row->changed_us};
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	zr_state_random(random, sizeof random);
	const struct zr_sealed_pair_message message = {
		&head, {cover.data, cover.bytes}, {answers.data, answers.bytes}};
	const struct zr_sealed_pair_keys keys = {
		&state->party, &state->hub, &state->office, random};
	code = zr_sealed_pair_seal(&message, &keys, ret_envelope, row->hash, error);
	explicit_bzero(random, sizeof random);
	row->bytes = ret_envelope->bytes;
	return code;
}

/* One that would take the ballast's room finds none: it is what the receipts need. */
static int add_record(struct zr_state *state, const struct zr_outbox_record *row,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	return zr_room_keep(state)
		       ? zr_outbox_add(state->database, row, envelope, error)
		       : zr_error_set(error, ZR_E_FULL,
				 "the storage is full; free space, what was stored is kept");
}

static int store_record(struct zr_state *state, const struct zr_outbox_record *row,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	int code = add_record(state, row, envelope, error);
	if (code == ZR_E_FULL) {
		zr_room_make(state);
		code = add_record(state, row, envelope, error);
	}
	return zr_state_stored(state, code);
}

static int submit_new(struct zr_state *state, const struct zr_record *record,
	uint64_t *ret_sequence, struct zr_error *error)
{
	struct zr_outbox_record row = {.record_id = record->record_id,
		.household_id = record->household_id,
		.address = record->address,
		.area_id = record->area_id,
		.outcome = record->outcome,
		.appointment = record->appointment,
		.previous_id = record->previous_id,
		.replaces_id = record->replaces_id,
		.result = record->result,
		.state = ZR_OUTBOX_WAITING,
		.changed_us = zr_state_wall_us()};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	int code = zr_sync_reserve(&state->sync, error);
	if (code == 0) {
		code = zr_outbox_next_sequence(state->database, &row.sequence, error);
	}
	if (code == 0) {
		code = seal_record(state, record, &row, &envelope, error);
	}
	if (code == 0) {
		code = zr_courier_keep(state->courier, record, error);
	}
	if (code == 0) {
		code = store_record(state, &row, &envelope, error);
	}
	if (code != 0) {
		return code;
	}
	zr_sync_add(&state->sync, row.sequence, row.hash, row.bytes);
	zr_sync_hurry(&state->sync, zr_state_now_us(state));
	zr_courier_hurry(state->courier);
	zr_state_changed(state);
	ZR_LOG(RECORD_STORED, .record = (int64_t)row.sequence);
	*ret_sequence = row.sequence;
	return 0;
}

static int submit(struct zr_state *state, const struct zr_record *record, uint64_t *ret_sequence,
	struct zr_error *error)
{
	assert(record->record_id != NULL);
	if (!state->identity.is_enrolled) {
		return zr_error_set(error, ZR_E_STATE,
			"this tablet belongs to no hub yet, so the record cannot be sealed; enrol "
			"it "
			"first, the interview is kept");
	}
	uint64_t sequence = 0;
	int code = zr_outbox_find(state->database, record->record_id, &sequence, error);
	if (code == 0 && sequence == 0) {
		code = submit_new(state, record, &sequence, error);
	}
	if (code == 0) {
		*ret_sequence = sequence;
	}
	return code;
}

/* ---- status and lists ---- */

/* By the clock that people read. */
static int64_t next_attempt_us(const struct zr_state *state)
{
	int64_t now_us = zr_state_now_us(state);
	int64_t due_us = zr_sync_due_us(&state->sync, now_us);
	return due_us < 0 ? 0 : zr_state_wall_us() + due_us - now_us;
}

static int get_status(
	struct zr_state *state, struct zr_local_status *ret_status, struct zr_error *error)
{
	struct zr_outbox_counts counts;
	ZR_CLEANUP(zr_inbox_area_finish) struct zr_inbox_area area = {0};
	int code = zr_outbox_count(state->database, &counts, error);
	if (code == 0) {
		code = zr_inbox_get_area(state->database, &area, error);
	}
	if (code != 0) {
		return code;
	}
	*ret_status = (struct zr_local_status){.is_enrolled = state->identity.is_enrolled,
		.is_storage_full = state->is_storage_full,
		.unsent_count = counts.waiting,
		.received_count = counts.received,
		.last_contact_us = state->last_contact_us != 0 ? state->last_contact_us
							       : counts.last_received_us,
		.last_error = state->last_error,
		.next_attempt_us = next_attempt_us(state),
		.generation = state->generation};
	memcpy(ret_status->language, state->language, sizeof ret_status->language);
	static_assert(sizeof state->language == sizeof ret_status->language, "one size");
	/* Names are cut to what is shown; the id is whole, for longer ones are refused as orders.
	 */
	(void)zr_utf8_copy(ret_status->area_name, sizeof ret_status->area_name, area.area_name);
	(void)zr_utf8_copy(ret_status->area_id, sizeof ret_status->area_id, area.area_id);
	if (!zr_utf8_copy(ret_status->zone, sizeof ret_status->zone, area.zone)) {
		ret_status->zone[0] = '\0';
	}
	if (state->identity.is_enrolled) {
		(void)zr_utf8_copy(ret_status->device_name, sizeof ret_status->device_name,
			state->identity.device_name);
		zr_hex_encode(
			state->party.public_half.id, ZR_PARTY_ID_BYTES, ret_status->device_id);
		zr_hex_encode(state->hub.id, ZR_PARTY_ID_BYTES, ret_status->hub_id);
	}
	return 0;
}

/* Room for one more item; the new one is zeroed. NULL without memory or over the limit. */
static void *grow(void *items, size_t count, size_t item_bytes)
{
	if (count >= ZR_LOCAL_LIST_COUNT_MAX) {
		return NULL;
	}
	/* Powers of two are where the array is full. */
	if ((count & (count - 1)) != 0) {
		return items;
	}
	return realloc(items, (count == 0 ? 1 : count * 2) * item_bytes);
}

static int take_household(void *user, const struct zr_inbox_household *household)
{
	struct zr_local_households *list = user;
	struct zr_local_household *items = grow(list->items, list->count, sizeof *items);
	if (items == NULL) {
		return ZR_E_NOMEM;
	}
	list->items = items;
	struct zr_local_household *item = &items[list->count++];
	item->household_id = strdup(household->household_id);
	item->address = strdup(household->address);
	item->form_id = strdup(household->form_id);
	item->is_answered = household->is_answered;
	return item->household_id != NULL && item->address != NULL && item->form_id != NULL
		       ? 0
		       : ZR_E_NOMEM;
}

static int take_form(void *user, const struct zr_inbox_form *form)
{
	struct zr_local_forms *list = user;
	struct zr_local_form *items = grow(list->items, list->count, sizeof *items);
	if (items == NULL) {
		return ZR_E_NOMEM;
	}
	list->items = items;
	struct zr_local_form *item = &items[list->count++];
	item->form_id = strdup(form->form_id);
	item->version = strdup(form->version);
	item->directory = realpath(form->directory, NULL);
	if (item->directory == NULL) {
		item->directory = strdup(form->directory);
	}
	return item->form_id != NULL && item->version != NULL && item->directory != NULL
		       ? 0
		       : ZR_E_NOMEM;
}

struct record_visit {
	struct zr_state *state;
	struct zr_local_records *list;
};

static int take_record(void *user, const struct zr_outbox_record *record)
{
	const struct record_visit *visit = user;
	struct zr_local_records *list = visit->list;
	struct zr_local_record *items = grow(list->items, list->count, sizeof *items);
	if (items == NULL) {
		return ZR_E_NOMEM;
	}
	list->items = items;
	struct zr_local_record *item = &items[list->count++];
	*item = (struct zr_local_record){.record_id = strdup(record->record_id),
		.household_id = strdup(record->household_id),
		.address = strdup(record->address),
		.area_id = strdup(record->area_id),
		.outcome = strdup(record->outcome),
		.appointment = strdup(record->appointment),
		.previous_id = strdup(record->previous_id),
		.replaces_id = strdup(record->replaces_id),
		.result = record->result,
		.sequence = record->sequence,
		.state = (enum zr_local_state)record->state,
		.time_us = record->changed_us};
	const struct zr_sync_record *waiting = zr_sync_find(&visit->state->sync, record->sequence);
	if (waiting != NULL && waiting->is_sent) {
		item->state = ZR_LOCAL_SENT;
	}
	bool is_whole = item->record_id != NULL && item->household_id != NULL &&
			item->address != NULL && item->area_id != NULL && item->outcome != NULL &&
			item->appointment != NULL && item->previous_id != NULL &&
			item->replaces_id != NULL;
	return is_whole ? 0 : ZR_E_NOMEM;
}

static int get_records(
	struct zr_state *state, struct zr_local_records *records, struct zr_error *error)
{
	struct record_visit visit = {.state = state, .list = records};
	static_assert((int)ZR_OUTBOX_WAITING == (int)ZR_LOCAL_FINISHED, "one numbering");
	static_assert((int)ZR_OUTBOX_RECEIVED == (int)ZR_LOCAL_RECEIVED, "one numbering");
	static_assert((int)ZR_OUTBOX_REFUSED == (int)ZR_LOCAL_REFUSED, "one numbering");
	return zr_outbox_list(state->database, false, take_record, &visit, error);
}

static int take_return(void *user, const struct zr_returned *returned)
{
	struct zr_local_returns *list = user;
	struct zr_local_return *items = grow(list->items, list->count, sizeof *items);
	if (items == NULL) {
		return ZR_E_NOMEM;
	}
	list->items = items;
	items[list->count] = (struct zr_local_return){.record_id = strdup(returned->record_id),
		.edition = returned->edition,
		.remark_count = returned->remark_count};
	return items[list->count++].record_id != NULL ? 0 : ZR_E_NOMEM;
}

static int get_returned(struct zr_state *state, const char *record_id, struct zr_record *ret_record,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer parcel = {0};
	int code = zr_returned_get(state->database, record_id, &parcel, error);
	return code == 0 ? zr_sent_back_open(state, parcel.data, parcel.bytes, ret_record, error)
			 : code;
}

static int find_invitation(struct zr_state *state, const char *lookup_text,
	struct zr_local_invitation *ret_invitation, struct zr_error *error)
{
	uint8_t lookup[ZR_ORDER_LOOKUP_BYTES];
	ZR_CLEANUP(zr_invitation_finish) struct zr_invitation found = {0};
	if (zr_hex_decode(lookup_text, lookup, sizeof lookup) != 0) {
		return zr_error_set(error, ZR_E_SYNTAX, "a lookup has %zu hexadecimal digits",
			2 * sizeof lookup);
	}
	int code = zr_invitation_find(state->database, lookup, &found, error);
	if (code == 0) {
		*ret_invitation = (struct zr_local_invitation){.household_id = found.household_id,
			.address = found.address,
			.area_id = found.area_id,
			.form_id = found.form_id,
			.zone = found.zone};
		found = (struct zr_invitation){0};
	}
	return code;
}

/* The hub is told at once: it must not take a household away from under a draft. */
static int take_drafts(
	struct zr_state *state, const struct zr_message_request *request, struct zr_error *error)
{
	bool is_changed = false;
	int code = zr_state_stored(state, zr_inbox_put_drafts(state->database, request->draft_ids,
						  request->draft_count, &is_changed, error));
	if (code == 0 && is_changed) {
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
	}
	return code;
}

void zr_service_answer(struct zr_state *state, const struct zr_message_request *request,
	struct zr_message_answer *ret_answer)
{
	assert(state != NULL && request != NULL && ret_answer != NULL);
	struct zr_error error = {.message = "no memory for the answer"};
	int code = 0;
	ret_answer->op = request->op;
	switch (request->op) {
	case ZR_MESSAGE_STATUS:
		code = get_status(state, &ret_answer->status, &error);
		break;
	case ZR_MESSAGE_SUBMIT:
		code = submit(state, &request->record, &ret_answer->sequence, &error);
		break;
	case ZR_MESSAGE_HOUSEHOLDS:
		code = zr_inbox_list_households(
			state->database, take_household, &ret_answer->households, &error);
		break;
	case ZR_MESSAGE_FORMS:
		code = zr_inbox_list_forms(state->database, take_form, &ret_answer->forms, &error);
		break;
	case ZR_MESSAGE_RECORDS:
		code = get_records(state, &ret_answer->records, &error);
		break;
	case ZR_MESSAGE_SYNC_NOW:
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
		break;
	case ZR_MESSAGE_LANGUAGE:
		code = zr_preference_set_language(state, request->code, &error);
		break;
	case ZR_MESSAGE_DRAFTS:
		code = take_drafts(state, request, &error);
		break;
	case ZR_MESSAGE_RETURNS:
		code = zr_returned_list(state->database, take_return, &ret_answer->returns, &error);
		break;
	case ZR_MESSAGE_RETURNED:
		code = get_returned(state, request->code, &ret_answer->record, &error);
		break;
	case ZR_MESSAGE_INVITATION:
		code = find_invitation(state, request->code, &ret_answer->invitation, &error);
		break;
	case ZR_MESSAGE_ENROL:
		assert(!"the server answers this one itself");
		break;
	}
	set_error(ret_answer, code, &error);
}
