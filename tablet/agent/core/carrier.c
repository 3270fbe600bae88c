/*
 * Composing the request and reading the answer. The answer's first envelope must be the hub's
 * receipt, sealed to this tablet; then orders. An answer that cannot be read is treated like a bad
 * network: the hub has what it has, and the next receipt will say so.
 */
#include "tablet/agent/core/carrier.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/log.h"
#include "lib/envelope/content.h"
#include "lib/store/hub_life.h"
#include "lib/store/inbox.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/agent.h"
#include "tablet/agent/io/battery.h"
#include "tablet/agent/io/http.h"
#include "tablet/agent/orders/orders.h"
#include "tablet/agent/core/problem.h"
#include "tablet/agent/core/room.h"

enum {
	/* Own receipts numbered ahead by one commit. */
	RECEIPT_RESERVE_COUNT = 64,
	/* Acknowledgements in one receipt: 256 of 45 bytes leave room in ZR_EXCHANGE_BYTES_MAX. */
	ACKNOWLEDGEMENT_COUNT_MAX = 256,
};

struct zr_carrier {
	struct zr_agent *agent; /* borrowed */
	/* The acknowledgements that the running exchange carries. */
	struct zr_receipt_entry entries[ACKNOWLEDGEMENT_COUNT_MAX];
	size_t entry_count;
	int64_t asked_us; /* monotonic: when the running exchange began */
	/* While reading an answer. */
	size_t envelope_count;
	int left_code; /* why the hub left some records for later; 0: it left none */
	struct zr_error *error;
};

static void fail(struct zr_carrier *carrier, const struct zr_error *error,
	const struct zr_http_answer *answer)
{
	struct zr_agent *agent = carrier->agent;
	zr_log(ZR_LOG_WARNING, "exchange failed: %s", error->message);
	const struct zr_sync_failure failure = {.code = error->code,
		.retry_after_s = answer != NULL ? answer->retry_after_s : 0,
		.was_uploaded = answer != NULL && answer->was_uploaded};
	agent->is_forgotten = agent->is_forgotten || error->code == ZR_E_REFUSED;
	if (agent->last_error != error->code) {
		agent->last_error = error->code;
		zr_agent_changed(agent);
	}
	zr_sync_failed(&agent->sync, &failure, zr_agent_now_us(agent));
}

/* ---- the request ---- */

static int next_receipt_sequence(
	struct zr_agent *agent, uint64_t *ret_sequence, struct zr_error *error)
{
	if (agent->receipt_next == agent->receipt_end) {
		uint64_t first = 0;
		int result = zr_outbox_reserve_receipts(
			agent->database, RECEIPT_RESERVE_COUNT, &first, error);
		if (result == ZR_E_FULL) {
			zr_room_make_for_exchange(agent);
			result = zr_outbox_reserve_receipts(
				agent->database, RECEIPT_RESERVE_COUNT, &first, error);
		}
		if (result < 0) {
			return result;
		}
		agent->receipt_next = first;
		agent->receipt_end = first + RECEIPT_RESERVE_COUNT;
	}
	*ret_sequence = agent->receipt_next++;
	return 0;
}

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
static int add_drafts(struct zr_agent *agent, struct zr_receipt *receipt, struct zr_error *error)
{
	receipt->draft_ids = calloc(ZR_RECEIPT_DRAFT_COUNT_MAX, sizeof *receipt->draft_ids);
	if (receipt->draft_ids == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a greeting");
	}
	return zr_inbox_list_drafts(agent->database, add_draft, receipt, error);
}

static void free_drafts(struct zr_receipt *receipt)
{
	for (size_t i = 0; i < receipt->draft_count; i++) {
		free(receipt->draft_ids[i]);
	}
	free(receipt->draft_ids);
}

static int seal_greeting(
	struct zr_carrier *carrier, struct zr_buffer *ret_envelope, struct zr_error *error)
{
	struct zr_agent *agent = carrier->agent;
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECEIPT, .time_us = zr_agent_wall_us()};
	ZR_CLEANUP(free_drafts)
	struct zr_receipt receipt = {.entries = carrier->entries,
		.entry_count = carrier->entry_count,
		.time_us = head.time_us,
		.unsent_count = agent->sync.record_count,
		.has_epoch = true,
		.battery_percent = zr_battery_percent(),
		.version = (char *)ZR_VERSION};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	memcpy(receipt.epoch, agent->hub_life.epoch, sizeof receipt.epoch);
	int result = next_receipt_sequence(agent, &head.sequence, error);
	if (result == 0) {
		result = zr_inbox_high_water(agent->database, &receipt.high_water, error);
	}
	if (result == 0) {
		result = add_drafts(agent, &receipt, error);
	}
	if (result == 0) {
		result = zr_receipt_encode(&receipt, &content, error);
	}
	if (result == 0) {
		uint8_t random[ZR_SEAL_RANDOM_BYTES];
		zr_agent_random(random, sizeof random);
		result = zr_envelope_seal(&head, content.data, content.bytes, &agent->party,
			&agent->hub, random, ret_envelope, NULL, error);
		explicit_bzero(random, sizeof random);
	}
	return result;
}

static int add_envelope(
	struct zr_buffer *body, const struct zr_buffer *envelope, struct zr_error *error)
{
	int result = zr_exchange_add(body, envelope->data, envelope->bytes);
	return result < 0 ? zr_error_set(error, result, "no memory for an exchange") : 0;
}

static int compose(struct zr_carrier *carrier, const struct zr_sync_action *action,
	struct zr_buffer *ret_body, struct zr_error *error)
{
	struct zr_agent *agent = carrier->agent;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	int result = zr_inbox_pending(agent->database, carrier->entries, ACKNOWLEDGEMENT_COUNT_MAX,
		&carrier->entry_count, error);
	if (result == 0) {
		result = seal_greeting(carrier, &envelope, error);
	}
	if (result == 0 && zr_exchange_begin(ret_body, 1 + action->count) < 0) {
		result = zr_error_set(error, ZR_E_NOMEM, "no memory for an exchange");
	}
	if (result == 0) {
		result = add_envelope(ret_body, &envelope, error);
	}
	for (size_t i = 0; i < action->count && result == 0; i++) {
		zr_buffer_clear(&envelope);
		result = zr_outbox_get(agent->database, action->sequences[i], &envelope, error);
		if (result == 0) {
			result = add_envelope(ret_body, &envelope, error);
		}
	}
	return result;
}

/* ---- the answer ---- */

/* The hub was set back: what it lacks waits again, before anything else of its answer counts. */
static int begin_life(struct zr_agent *agent, const struct zr_sync_hub *hub, struct zr_error *error)
{
	struct zr_hub_life_loss loss = {0};
	int result = zr_hub_life_turn(agent->database, hub, zr_agent_wall_us(), &loss, error);
	if (result == ZR_E_FULL) {
		zr_room_make_for_exchange(agent);
		result = zr_hub_life_turn(agent->database, hub, zr_agent_wall_us(), &loss, error);
	}
	if (zr_agent_stored(agent, result) < 0) {
		return result;
	}
	agent->hub_life = *hub;
	zr_log(ZR_LOG_WARNING,
		"the hub was set back to an older copy: %llu records are sent again, %llu are "
		"no longer here",
		(unsigned long long)loss.again_count, (unsigned long long)loss.lost_count);
	result = zr_agent_load_waiting(agent, error);
	zr_sync_hurry(&agent->sync, zr_agent_now_us(agent)); /* its orders come again, too */
	zr_agent_changed(agent);
	return result;
}

static int follow_hub(
	struct zr_agent *agent, const struct zr_receipt *receipt, struct zr_error *error)
{
	struct zr_sync_hub hub;
	if (zr_sync_is_set_back(&agent->hub_life, receipt, &hub)) {
		return begin_life(agent, &hub, error);
	}
	bool is_same = agent->hub_life.is_known && hub.high_water == agent->hub_life.high_water;
	int result = is_same ? 0 : zr_hub_life_put(agent->database, &hub, error);
	if (result == 0) {
		agent->hub_life = hub;
	}
	return result;
}

static int settle(struct zr_agent *agent, const struct zr_receipt *receipt,
	const struct zr_buffer *envelope, struct zr_error *error)
{
	ZR_CLEANUP_FREE struct zr_sync_change *changes =
		calloc(receipt->entry_count + 1, sizeof *changes);
	if (changes == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the hub's receipt");
	}
	size_t count = zr_sync_judge(&agent->sync, receipt->entries, receipt->entry_count, changes);
	if (count == 0) {
		return 0;
	}
	const struct zr_outbox_settlement settlement = {.receipt = envelope,
		.changes = changes,
		.change_count = count,
		.now_us = zr_agent_wall_us()};
	int result = zr_outbox_settle(agent->database, &settlement, error);
	if (result == ZR_E_FULL) {
		zr_room_make_for_exchange(agent);
		result = zr_outbox_settle(agent->database, &settlement, error);
	}
	if (result < 0) {
		return result;
	}
	for (size_t i = 0; i < count; i++) {
		if (changes[i].code != 0) {
			zr_log(ZR_LOG_ERROR, "the hub refused record %llu: %s",
				(unsigned long long)changes[i].sequence,
				zr_error_name(changes[i].code));
		}
	}
	zr_sync_settle(&agent->sync, changes, count);
	zr_agent_load_more(agent);
	zr_agent_changed(agent);
	if (agent->is_storage_full) {
		zr_room_make(agent);
	}
	zr_room_keep(agent);
	/* What was received long ago only goes when there is too much of it; a failure to drop is
	 * no failure to receive. */
	(void)zr_agent_stored(
		agent, zr_outbox_drop(agent->database, ZR_OUTBOX_KEPT_BYTES_MAX, NULL));
	return 0;
}

static int take_receipt(struct zr_carrier *carrier, const void *data, size_t bytes)
{
	struct zr_agent *agent = carrier->agent;
	struct zr_envelope_head head;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	int result = zr_envelope_open(
		data, bytes, &agent->hub, &agent->party, &head, &content, carrier->error);
	if (result == 0 && head.kind != ZR_ENVELOPE_RECEIPT) {
		result = zr_error_set(
			carrier->error, ZR_E_SYNTAX, "the hub's answer has no receipt");
	}
	if (result == 0) {
		result = zr_receipt_decode(content.data, content.bytes, &receipt, carrier->error);
	}
	if (result == 0 && zr_buffer_add(&envelope, data, bytes) < 0) {
		result =
			zr_error_set(carrier->error, ZR_E_NOMEM, "no memory for the hub's receipt");
	}
	for (size_t i = 0; result == 0 && i < receipt.entry_count; i++) {
		int code = receipt.entries[i].code;
		if (code != 0 && zr_error_is_retryable(code)) {
			carrier->left_code = code;
		}
	}
	if (result == 0) {
		result = follow_hub(agent, &receipt, carrier->error);
	}
	if (result == 0) {
		zr_clock_take(agent, receipt.time_us, carrier->asked_us);
		result = settle(agent, &receipt, &envelope, carrier->error);
	}
	if (result == 0) {
		result = zr_inbox_acknowledged(
			agent->database, carrier->entries, carrier->entry_count, carrier->error);
	}
	return result;
}

static int take_envelope(void *user, const void *data, size_t bytes)
{
	struct zr_carrier *carrier = user;
	if (carrier->envelope_count++ == 0) {
		return take_receipt(carrier, data, bytes);
	}
	struct zr_error error = {0};
	if (zr_orders_take(carrier->agent, data, bytes, &error) < 0) {
		/* Records are settled all the same; the hub sends the order again. */
		zr_log(ZR_LOG_WARNING, "an order waits: %s", error.message);
	}
	return 0;
}

static void take_answer(void *user, struct zr_http_answer *answer)
{
	struct zr_carrier *carrier = user;
	struct zr_agent *agent = carrier->agent;
	struct zr_error error = {0};
	(void)zr_problem_read(answer, &error);
	if (error.code != 0) {
		fail(carrier, &error, answer);
		zr_agent_plan(agent);
		return;
	}
	carrier->envelope_count = 0;
	carrier->left_code = 0;
	carrier->error = &error;
	int result = zr_exchange_decode(
		answer->body.data, answer->body.bytes, take_envelope, carrier, &error);
	carrier->error = NULL;
	if (result == 0 && carrier->envelope_count == 0) {
		result = zr_error_set(&error, ZR_E_SYNTAX, "the hub's answer is empty");
	}
	if (result < 0) {
		/* Not the fault of the records that were sent: nothing is to be held against them.
		 */
		error.code = zr_error_is_retryable(result) ? result : ZR_E_NETWORK;
		fail(carrier, &error, answer);
	} else {
		agent->last_contact_us = zr_agent_wall_us();
		agent->last_error = carrier->left_code;
		agent->is_forgotten = false;
		zr_agent_changed(agent);
		zr_sync_answered(&agent->sync, zr_agent_now_us(agent));
	}
	zr_agent_plan(agent);
}

void zr_carrier_start(struct zr_carrier *carrier, const struct zr_sync_action *action)
{
	struct zr_agent *agent = carrier->agent;
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer url = {0};
	int result = compose(carrier, action, &body, &error);
	carrier->asked_us = zr_agent_now_us(agent);
	if (result == 0 &&
		zr_buffer_add_format(&url, "%s/v1/exchange", agent->identity.hub_url) < 0) {
		result = zr_error_set(&error, ZR_E_NOMEM, "no memory for an address");
	}
	if (result == 0) {
		const struct zr_http_request request = {.url = url.data,
			.body = &body,
			.ca_pem = &agent->identity.hub_ca,
			.answer_bytes_max = ZR_EXCHANGE_BYTES_MAX};
		result = zr_http_start(agent->http, &request, take_answer, carrier, &error);
	}
	if (result < 0) {
		fail(carrier, &error, NULL);
	}
}

int zr_carrier_new(struct zr_agent *agent, struct zr_carrier **ret_carrier, struct zr_error *error)
{
	struct zr_carrier *carrier = calloc(1, sizeof *carrier);
	if (carrier == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for exchanges");
	}
	carrier->agent = agent;
	*ret_carrier = carrier;
	return 0;
}

void zr_carrier_free(struct zr_carrier *carrier)
{
	free(carrier);
}
