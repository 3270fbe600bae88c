/*
 * Composing the request and reading the answer. The request begins with the tablet's own receipt,
 * bare: TLS vouches for it. The answer's first part must be the hub's receipt for this exchange,
 * signed when it lets anything be forgotten; then orders. An answer that cannot be read is treated
 * like a bad network: the hub has what it has, and the next receipt will say so.
 */
#include "tablet/agent/core/carrier.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"
#include "lib/envelope/content.h"
#include "lib/envelope/signed_receipt.h"
#include "lib/store/hub_life.h"
#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/clock.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/io/battery.h"
#include "tablet/agent/io/http.h"
#include "tablet/agent/orders/intake.h"
#include "tablet/agent/core/problem.h"
#include "tablet/agent/core/room.h"

enum {
	/* Acknowledgements in one receipt: 256 of 45 bytes leave room in ZR_EXCHANGE_BYTES_MAX. */
	ACKNOWLEDGEMENT_COUNT_MAX = 256,
};

struct zr_carrier {
	struct zr_state *state; /* borrowed */
	/* The acknowledgements that the running exchange carries. */
	struct zr_receipt_entry entries[ACKNOWLEDGEMENT_COUNT_MAX];
	size_t entry_count;
	uint64_t nonce;        /* of the running exchange: its answer says it, no other does */
	int64_t asked_us;      /* monotonic: when the running exchange began */
	struct zr_clock clock; /* what earlier receipts left in doubt */
	/* While reading an answer. */
	size_t envelope_count;
	int left_code; /* why the hub left some records for later; 0: it left none */
	struct zr_error *error;
};

/* What was in flight says "sent" from now on. A contact that carried nothing changes no list, and
 * so wakes no application: it comes every few minutes for weeks, and each change has the lists read
 * and drawn again. */
static void tell_of_flight(struct zr_state *state)
{
	if (state->sync.flight_count > 0) {
		zr_state_changed(state);
	}
}

static void fail(struct zr_carrier *carrier, const struct zr_error *error,
	const struct zr_http_answer *answer)
{
	assert(error->code < 0);
	struct zr_state *state = carrier->state;
	ZR_LOG(EXCHANGE_FAILED, .error = error->code);
	const struct zr_sync_failure failure = {.code = error->code,
		.retry_after_s = answer != NULL ? answer->retry_after_s : 0,
		/* Without a certificate nothing is taken, whatever was uploaded. */
		.was_uploaded =
			answer != NULL && answer->was_uploaded && error->code != ZR_E_CERTIFICATE};
	state->wants_certificate = error->code == ZR_E_CERTIFICATE;
	state->is_forgotten = state->is_forgotten || error->code == ZR_E_REFUSED;
	state->last_error = error->code;
	if (failure.was_uploaded) {
		tell_of_flight(state);
	}
	zr_sync_failed(&state->sync, &failure, zr_state_now_us(state));
}

/* Whether a write that found the disk full is worth trying again. All that an exchange writes is:
 * else what is received would never be, and its room stay taken. */
static bool made_room(struct zr_state *state, int code)
{
	if (code == ZR_E_FULL) {
		zr_room_make_for_exchange(state);
	}
	return code == ZR_E_FULL;
}

/* ---- the request ---- */

static int add_draft(void *user, const char *household_id)
{
	struct zr_receipt *receipt = user;
	if (receipt->draft_count == ZR_RECEIPT_DRAFT_COUNT_MAX) {
		return 0;
	}
	receipt->draft_ids[receipt->draft_count] = strdup(household_id);
	return receipt->draft_ids[receipt->draft_count++] != NULL ? 0 : ZR_E_NOMEM;
}

/* The households with an open draft, so that the hub does not take one away from under it. */
static int add_drafts(struct zr_state *state, struct zr_receipt *receipt, struct zr_error *error)
{
	receipt->draft_ids = calloc(ZR_RECEIPT_DRAFT_COUNT_MAX, sizeof *receipt->draft_ids);
	if (receipt->draft_ids == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a greeting");
	}
	int code = zr_inbox_list_drafts(state->database, add_draft, receipt, error);
	return code == ZR_E_NOMEM ? zr_error_set(error, code, "no memory for a greeting") : code;
}

static void free_drafts(struct zr_receipt *receipt)
{
	for (size_t i = 0; i < receipt->draft_count; i++) {
		free(receipt->draft_ids[i]);
	}
	free(receipt->draft_ids);
}

static int write_greeting(
	struct zr_carrier *carrier, struct zr_buffer *ret_content, struct zr_error *error)
{
	struct zr_state *state = carrier->state;
	ZR_CLEANUP(free_drafts)
	struct zr_receipt receipt = {.entries = carrier->entries,
		.entry_count = carrier->entry_count,
		.time_us = zr_state_wall_us(),
		.unsent_count = state->sync.record_count,
		.durable_through = state->hub_life.durable_through,
		.has_epoch = true,
		.battery_percent = zr_battery_percent(ZR_BATTERY_FOLDER),
		.version = (char *)ZR_VERSION};
	memcpy(receipt.epoch, state->hub_life.epoch, sizeof receipt.epoch);
	zr_state_random(&carrier->nonce, sizeof carrier->nonce);
	receipt.nonce = carrier->nonce;
	int code = zr_inbox_high_water(state->database, &receipt.high_water, error);
	if (code == 0) {
		code = add_drafts(state, &receipt, error);
	}
	return code == 0 ? zr_receipt_encode(&receipt, ret_content, error) : code;
}

static int add_part(struct zr_buffer *body, const struct zr_buffer *part, struct zr_error *error)
{
	int code = zr_exchange_add(body, part->data, part->bytes);
	return code != 0 ? zr_error_set(error, code, "no memory for an exchange") : 0;
}

static bool is_unreadable(int code)
{
	return code == ZR_E_NOT_FOUND || code == ZR_E_INVALID || code == ZR_E_IO;
}

/* What the flash has spoilt is set aside, all of it at once: this exchange fails, and the next goes
 * without it, instead of each one failing for ever. */
static int add_records(struct zr_state *state, const struct zr_sync_action *action,
	struct zr_buffer *body, struct zr_error *error)
{
	int result = 0;
	for (size_t i = 0; i < action->count && (result == 0 || is_unreadable(result)); i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
		uint64_t sequence = action->sequences[i];
		int code = zr_outbox_get(state->database, sequence, &envelope, error);
		if (is_unreadable(code)) {
			ZR_LOG(RECORD_UNREADABLE, .record = (int64_t)sequence, .error = code);
			zr_sync_set_aside(&state->sync, sequence);
		}
		if (code == 0) {
			code = add_part(body, &envelope, error);
		}
		result = code != 0 ? code : result;
	}
	return result;
}

static int compose(struct zr_carrier *carrier, const struct zr_sync_action *action,
	struct zr_buffer *ret_body, struct zr_error *error)
{
	struct zr_state *state = carrier->state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer greeting = {0};
	int code = zr_inbox_pending(state->database, carrier->entries, ACKNOWLEDGEMENT_COUNT_MAX,
		&carrier->entry_count, error);
	if (code == 0) {
		code = write_greeting(carrier, &greeting, error);
	}
	if (code == 0 && zr_exchange_begin(ret_body, 1 + action->count) < 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory for an exchange");
	}
	if (code == 0) {
		code = add_part(ret_body, &greeting, error);
	}
	return code == 0 ? add_records(state, action, ret_body, error) : code;
}

/* ---- the answer ---- */

/* The hub was set back: what it lacks waits again, before anything else of its answer counts. */
static int begin_life(struct zr_state *state, const struct zr_sync_hub *hub, struct zr_error *error)
{
	assert(hub->is_known);
	struct zr_hub_life_loss loss = {0};
	int code = zr_hub_life_turn(state->database, hub, zr_state_wall_us(), &loss, error);
	if (made_room(state, code)) {
		code = zr_hub_life_turn(state->database, hub, zr_state_wall_us(), &loss, error);
	}
	if (zr_state_stored(state, code) < 0) {
		return code;
	}
	state->hub_life = *hub;
	ZR_LOG(HUB_SET_BACK, .again = (int64_t)loss.again_count, .lost = (int64_t)loss.lost_count);
	code = zr_state_load_waiting(state, error);
	zr_sync_hurry(&state->sync, zr_state_now_us(state)); /* its orders come again, too */
	zr_state_changed(state);
	return code;
}

/* The same life goes on; what became durable may go. */
static int go_on(struct zr_state *state, const struct zr_sync_hub *hub, struct zr_error *error)
{
	const struct zr_sync_hub *known = &state->hub_life;
	bool is_durable_moved = hub->durable_through != known->durable_through;
	if (known->is_known && hub->high_water == known->high_water && !is_durable_moved) {
		return 0;
	}
	int code = zr_hub_life_put(state->database, hub, error);
	if (made_room(state, code)) {
		code = zr_hub_life_put(state->database, hub, error);
	}
	if (code != 0) {
		return code;
	}
	state->hub_life = *hub;
	if (is_durable_moved && state->is_storage_full) {
		zr_room_make(state);
		(void)zr_state_stored(state, zr_room_keep(state) ? 0 : ZR_E_FULL);
	}
	return 0;
}

static int follow_hub(struct zr_state *state, const struct zr_receipt *receipt, bool is_signed,
	struct zr_error *error)
{
	struct zr_sync_hub hub;
	return zr_sync_is_set_back(&state->hub_life, receipt, is_signed, &hub)
		       ? begin_life(state, &hub, error)
		       : go_on(state, &hub, error);
}

static int settle(struct zr_state *state, const struct zr_receipt *receipt,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	assert(envelope->bytes > 0);
	ZR_CLEANUP_FREE struct zr_sync_change *changes =
		calloc(receipt->entry_count + 1, sizeof *changes);
	if (changes == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the hub's receipt");
	}
	size_t count = zr_sync_judge(&state->sync, receipt->entries, receipt->entry_count, changes);
	if (count == 0) {
		return 0;
	}
	const struct zr_outbox_settlement settlement = {.receipt = envelope,
		.changes = changes,
		.change_count = count,
		.now_us = zr_state_wall_us()};
	int code = zr_outbox_settle(state->database, &settlement, error);
	if (made_room(state, code)) {
		code = zr_outbox_settle(state->database, &settlement, error);
	}
	if (code != 0) {
		return code;
	}
	for (size_t i = 0; i < count; i++) {
		if (changes[i].code != 0) {
			ZR_LOG(RECORD_REFUSED, .record = (int64_t)changes[i].sequence,
				.error = changes[i].code);
		}
	}
	zr_sync_settle(&state->sync, changes, count);
	zr_state_load_more(state);
	zr_state_changed(state);
	if (state->is_storage_full) {
		zr_room_make(state);
	}
	/* What was received long ago only goes when there is too much of it; a failure to drop is
	 * no failure to receive. */
	code = zr_outbox_drop(state->database, ZR_OUTBOX_KEPT_BYTES_MAX, NULL);
	(void)zr_state_stored(state, zr_room_keep(state) ? code : ZR_E_FULL);
	return 0;
}

static int acknowledged(struct zr_carrier *carrier)
{
	struct zr_database *database = carrier->state->database;
	int code = zr_inbox_acknowledged(
		database, carrier->entries, carrier->entry_count, carrier->error);
	if (made_room(carrier->state, code)) {
		code = zr_inbox_acknowledged(
			database, carrier->entries, carrier->entry_count, carrier->error);
	}
	return code;
}

static int read_receipt(struct zr_carrier *carrier, const void *data, size_t bytes,
	bool *ret_is_signed, struct zr_receipt *ret_receipt)
{
	const struct zr_state *state = carrier->state;
	const struct zr_envelope_signed answer = {data, bytes, &state->hub};
	int code = zr_signed_receipt_read(
		&answer, state->party.public_half.id, ret_is_signed, ret_receipt, carrier->error);
	if (code == 0 && !zr_sync_is_answer(ret_receipt, carrier->nonce)) {
		return zr_error_set(carrier->error, ZR_E_REPLAYED,
			"the hub's receipt answers another exchange");
	}
	for (size_t i = 0; code == 0 && i < ret_receipt->entry_count; i++) {
		int fate = ret_receipt->entries[i].code;
		if (fate != 0 && zr_error_is_retryable(fate)) {
			carrier->left_code = fate;
		}
	}
	return code;
}

static int take_receipt(struct zr_carrier *carrier, const void *data, size_t bytes)
{
	assert(carrier->error != NULL);
	struct zr_state *state = carrier->state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	bool is_signed = false;
	int code = read_receipt(carrier, data, bytes, &is_signed, &receipt);
	if (code == 0 && zr_buffer_add(&envelope, data, bytes) < 0) {
		code = zr_error_set(carrier->error, ZR_E_NOMEM, "no memory for the hub's receipt");
	}
	if (code == 0) {
		code = follow_hub(state, &receipt, is_signed, carrier->error);
	}
	if (code == 0) {
		state->wants_certificate = receipt.time_us >= state->identity.tls.renew_from_us;
		zr_clock_take(&carrier->clock, state, receipt.time_us, carrier->asked_us);
		zr_sync_pace(&state->sync, state->options->poll_us == 0 ? receipt.pause_s : 0);
		code = settle(state, &receipt, &envelope, carrier->error);
	}
	if (code == 0) {
		code = acknowledged(carrier);
	}
	return code;
}

static int take_envelope(void *user, const void *data, size_t bytes)
{
	struct zr_carrier *carrier = user;
	if (carrier->envelope_count++ == 0) {
		return take_receipt(carrier, data, bytes);
	}
	struct zr_error error = {0};
	int code = zr_intake_order(carrier->state, data, bytes, &error);
	if (code != 0) {
		/* Records are settled all the same; the hub sends the order again. */
		ZR_LOG(ORDER_WAITS, .error = code);
	}
	return 0;
}

static void take_answer(void *user, struct zr_http_answer *answer)
{
	struct zr_carrier *carrier = user;
	struct zr_state *state = carrier->state;
	struct zr_error error = {0};
	(void)zr_problem_read(answer, &error);
	if (error.code != 0) {
		fail(carrier, &error, answer);
		zr_state_plan(state);
		return;
	}
	carrier->envelope_count = 0;
	carrier->left_code = 0;
	carrier->error = &error;
	int code = zr_exchange_decode(
		answer->body.data, answer->body.bytes, take_envelope, carrier, &error);
	carrier->error = NULL;
	if (code == 0 && carrier->envelope_count == 0) {
		code = zr_error_set(&error, ZR_E_SYNTAX, "the hub's answer is empty");
	}
	if (code == 0) {
		ZR_LOG(EXCHANGE_DONE, .envelopes = (int64_t)carrier->envelope_count);
	}
	if (code != 0) {
		/* Not the fault of the records that were sent: nothing is to be held against them.
		 */
		error.code = zr_error_is_retryable(code) ? code : ZR_E_NETWORK;
		fail(carrier, &error, answer);
	} else {
		state->last_contact_us = zr_state_wall_us();
		state->last_error = carrier->left_code;
		state->is_forgotten = false;
		tell_of_flight(state);
		zr_sync_answered(&state->sync, zr_state_now_us(state));
	}
	zr_state_plan(state);
}

void zr_carrier_start(struct zr_carrier *carrier, const struct zr_sync_action *action)
{
	assert(carrier != NULL && action != NULL);
	assert(action->kind != ZR_SYNC_NOTHING && action->kind != ZR_SYNC_WAIT);
	struct zr_state *state = carrier->state;
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer url = {0};
	int code = compose(carrier, action, &body, &error);
	carrier->asked_us = zr_state_now_us(state);
	if (code == 0 &&
		zr_buffer_add_format(&url, "%s/v1/exchange", state->identity.hub_url) < 0) {
		code = zr_error_set(&error, ZR_E_NOMEM, "no memory for an address");
	}
	if (code == 0) {
		const struct zr_http_request request = {.url = url.data,
			.body = &body,
			.ca_pem = &state->identity.hub_ca,
			.certificate = &state->identity.tls.certificate,
			.tls_key = &state->identity.tls.key,
			.answer_bytes_max = ZR_EXCHANGE_BYTES_MAX};
		code = zr_http_start(state->http, &request, take_answer, carrier, &error);
	}
	if (code != 0) {
		fail(carrier, &error, NULL);
	}
}

int zr_carrier_new(struct zr_state *state, struct zr_carrier **ret_carrier, struct zr_error *error)
{
	assert(state != NULL && ret_carrier != NULL);
	struct zr_carrier *carrier = calloc(1, sizeof *carrier);
	if (carrier == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for exchanges");
	}
	carrier->state = state;
	*ret_carrier = carrier;
	return 0;
}

void zr_carrier_free(struct zr_carrier *carrier)
{
	free(carrier);
}
