/* The exchange in three steps: read and verify, store, answer. */
#include "hub/device/ingest.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/device/assignment.h"
#include "hub/device/opening.h"
#include "hub/core/context.h"
#include "hub/device/passport.h"
#include "hub/core/refusal.h"
#include "hub/pki/keys.h"
#include "hub/access/quota.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/envelope/enrol.h"

/* Beyond this a tablet's mark is no mark: the sequences above it must not run out. */
#define ORDER_SEQUENCE_MAX ((uint64_t)1 << 62)

/* One envelope of the request behind the greeting. */
struct item {
	const void *envelope; /* in the request's body */
	size_t bytes;
	struct zr_receipt_entry entry;
	struct zr_opened_record opening; /* its record when entry.code is 0 */
};

struct exchange {
	const void *greeting;
	size_t greeting_bytes;
	struct item items[ZR_EXCHANGE_COUNT_MAX];
	size_t item_count;
	struct zr_device device;
	char device_text[2 * ZR_PARTY_ID_BYTES + 1]; /* "" while nobody known has signed */
	const uint8_t *epoch;                        /* the hub's */
	size_t unpacked_bytes;                       /* of its records, held until it ends */
	struct zr_receipt receipt;                   /* the tablet's */
	struct zr_sealed_orders orders;
};

/* Unpacked records of all exchanges that are under way. */
static atomic_size_t unpacked_bytes;

static void exchange_free(void *state)
{
	struct exchange *exchange = state;
	if (exchange == NULL) {
		return;
	}
	for (size_t i = 0; i < exchange->item_count; i++) {
		zr_opening_finish(&exchange->items[i].opening);
	}
	(void)atomic_fetch_sub(&unpacked_bytes, exchange->unpacked_bytes);
	zr_receipt_finish(&exchange->receipt);
	zr_sealed_orders_finish(&exchange->orders);
	free(exchange);
}

static int take_envelope(void *user, const void *envelope, size_t bytes)
{
	struct exchange *exchange = user;
	if (exchange->greeting == NULL) {
		exchange->greeting = envelope;
		exchange->greeting_bytes = bytes;
		return 0;
	}
	if (exchange->item_count == ZR_EXCHANGE_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct item *item = &exchange->items[exchange->item_count++];
	item->envelope = envelope;
	item->bytes = bytes;
	return 0;
}

/* Who speaks: the device of the greeting, by its own key. */
static int read_greeting(
	struct zr_context *context, struct exchange *exchange, struct zr_error *error)
{
	struct zr_envelope_head head;
	int code = zr_envelope_peek(exchange->greeting, exchange->greeting_bytes, &head, error);
	if (code != 0) {
		return code;
	}
	if (head.kind != ZR_ENVELOPE_RECEIPT) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the first envelope of an exchange must be the tablet's receipt");
	}
	if (memcmp(head.sender, exchange->device.keys.id, sizeof head.sender) != 0) {
		return zr_error_set(error, ZR_E_FOREIGN,
			"the greeting is another tablet's than the certificate of the connection");
	}
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	const struct zr_envelope_signed greeting = {
		exchange->greeting, exchange->greeting_bytes, &exchange->device.keys};
	code = zr_envelope_open(&greeting, &context->shared->keys, &head, &content, error);
	if (code != 0) {
		return code;
	}
	zr_hex_encode(head.sender, sizeof head.sender, exchange->device_text);
	return zr_receipt_decode(content.data, content.bytes, &exchange->receipt, error);
}

/* Room for so many unpacked bytes, or why there is none. What is over the one budget of the
 * exchange comes with the next one. */
static int reserve(void *user, size_t bytes)
{
	struct exchange *exchange = user;
	if (exchange->unpacked_bytes + bytes > ZR_HUB_EXCHANGE_UNPACKED_BYTES_MAX) {
		return ZR_E_BUSY;
	}
	if (atomic_fetch_add(&unpacked_bytes, bytes) + bytes > ZR_HUB_UNPACKED_BYTES_MAX) {
		(void)atomic_fetch_sub(&unpacked_bytes, bytes);
		return ZR_E_BUSY;
	}
	exchange->unpacked_bytes += bytes;
	return 0;
}

/* The code of a record: 0, or why it is refused. */
static int read_record(struct zr_context *context, struct exchange *exchange, struct item *item)
{
	struct zr_envelope_head head = {0};
	zr_envelope_hash(item->envelope, item->bytes, item->entry.hash);
	int code = zr_envelope_peek(item->envelope, item->bytes, &head, NULL);
	if (code != 0) {
		return code;
	}
	item->entry.sequence = head.sequence;
	if (memcmp(head.sender, exchange->device.keys.id, sizeof head.sender) != 0) {
		return ZR_E_FOREIGN;
	}
	if (head.kind != ZR_ENVELOPE_RECORD || head.sequence == 0 || head.sequence > INT64_MAX) {
		return ZR_E_INVALID;
	}
	const struct zr_envelope_signed envelope = {
		item->envelope, item->bytes, &exchange->device.keys};
	item->opening = (struct zr_opened_record){.reserve = reserve, .user = exchange};
	return zr_opening_read(&item->opening, &envelope, &context->shared->keys, NULL);
}

/* What is said of one envelope in the audit. */
static int note(struct zr_store *store, const struct zr_request *request, const struct item *item,
	const char *what, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	char hash[2 * ZR_HASH_BYTES + 1];
	char detail[120];
	zr_hex_encode(item->entry.hash, ZR_HASH_BYTES, hash);
	(void)snprintf(detail, sizeof detail, "sequence %llu, %zu bytes, %s",
		(unsigned long long)item->entry.sequence, item->bytes, hash);
	struct zr_store_audit audit = {.time_us = request->now_us,
		.who = exchange->device_text,
		.what = what,
		.code = item->entry.code,
		.detail = detail};
	return zr_store_add_audit(store, &audit, error);
}

/* Aside, whole when the device signed it: what was refused may be its only copy. */
static int keep_envelope(struct zr_store *store, const struct zr_request *request,
	const struct item *item, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	struct zr_store_refused refused = {.time_us = request->now_us,
		.code = item->entry.code,
		.envelope = item->opening.is_signed ? item->envelope : NULL,
		.bytes = item->bytes,
		.sequence = item->entry.sequence};
	memcpy(refused.hash, item->entry.hash, sizeof refused.hash);
	memcpy(refused.device_id, exchange->device.keys.id, sizeof refused.device_id);
	return zr_store_quarantine(store, &refused, error);
}

/* A refusal is told to the operator. */
static int note_refused(struct zr_store *store, const struct zr_request *request,
	const struct item *item, struct zr_error *error)
{
	int code = note(store, request, item, "record", error);
	return code == 0 ? keep_envelope(store, request, item, error) : code;
}

/* Known is what has the same hash. Another envelope at a used sequence, or with a used record id,
 * is one more record: its tablet signed it, and was set back or copied. Both stand and are told of.
 */
static int store_record(struct zr_store *store, struct zr_request *request, struct item *item,
	struct zr_error *error)
{
	struct exchange *exchange = request->state;
	struct zr_store_record record = {
		.sequence = item->entry.sequence,
		.received_us = request->now_us,
		.envelope = item->envelope,
		.envelope_bytes = item->bytes,
		.content = item->opening.record,
	};
	memcpy(record.device_id, exchange->device.keys.id, sizeof record.device_id);
	memcpy(record.hash, item->entry.hash, sizeof record.hash);
	memcpy(record.content_hash, item->opening.content_hash, sizeof record.content_hash);
	unsigned conflict = 0;
	int code = zr_store_find_record(store, &record, &conflict, error);
	if (code == 2) {
		/* A tablet that was set back finished it again: it is here, so it is acknowledged.
		 */
		return keep_envelope(store, request, item, error);
	}
	if (code != 0) {
		return code < 0 ? code : 0;
	}
	exchange->device.record_count++;
	code = zr_store_add_record(store, &record, error);
	return code == 0 && conflict != 0 ? note(store, request, item, "conflict", error) : code;
}

static int store_item(struct zr_store *store, struct zr_request *request, struct item *item,
	struct zr_error *error)
{
	if (item->entry.code == 0) {
		return store_record(store, request, item, error);
	}
	return zr_error_is_retryable(item->entry.code) ? 0
						       : note_refused(store, request, item, error);
}

/* The tablet's word on an order, or the hub's own that it cannot be sealed. */
static int note_order(struct zr_store *store, const struct zr_request *request, uint64_t sequence,
	int order_code, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	char detail[64];
	(void)snprintf(detail, sizeof detail, "sequence %llu", (unsigned long long)sequence);
	struct zr_store_audit audit = {.time_us = request->now_us,
		.who = exchange->device_text,
		.what = "order",
		.code = order_code,
		.detail = detail};
	return zr_store_add_audit(store, &audit, error);
}

static int store_acknowledgements(
	struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	int code = 0;
	for (size_t i = 0; code == 0 && i < exchange->receipt.entry_count; i++) {
		const struct zr_receipt_entry *entry = &exchange->receipt.entries[i];
		if (entry->code != 0 && zr_error_is_retryable(entry->code)) {
			continue; /* the tablet will take it later: it is sent again */
		}
		code = zr_store_acknowledge_order(store, exchange->device.keys.id, entry, error);
		if (code == 0 && entry->code != 0) {
			code = note_order(store, request, entry->sequence, entry->code, error);
		}
	}
	return code;
}

/* The tablet counted what it is sending; what was just taken is no longer unsent. */
static uint64_t count_unsent(const struct exchange *exchange)
{
	uint64_t count = exchange->receipt.unsent_count;
	for (size_t i = 0; i < exchange->item_count && count > 0; i++) {
		count -= exchange->items[i].entry.code == 0 ? 1 : 0;
	}
	return count;
}

static int store_sealed(struct zr_store *store, const struct zr_request *request,
	const struct zr_sealed_order *sealed, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	int code = zr_assignment_store(store, exchange->device.keys.id, sealed, error);
	return code == 0 && sealed->code != 0
		       ? note_order(store, request, sealed->order.sequence, sealed->code, error)
		       : code;
}

static int note_set_back(struct zr_store *store, const struct zr_request *request,
	const char *whose, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	struct zr_store_audit audit = {.time_us = request->now_us,
		.who = exchange->device_text,
		.what = "set-back",
		.detail = whose};
	return zr_store_add_audit(store, &audit, error);
}

/*
 * Whether one of the two was set back to an older copy of itself, so that the hub's book of orders
 * is not what happened: the tablet has seen another life of this hub, or orders that the hub has
 * not given yet, or has not seen one that it acknowledged. Then all that matters is ordered again.
 */
static int compare_orders(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	static const uint8_t none[ZR_EPOCH_BYTES];
	const struct exchange *exchange = request->state;
	const struct zr_receipt *greeting = &exchange->receipt;
	const uint8_t *id = exchange->device.keys.id;
	if (!greeting->has_epoch || greeting->high_water > ORDER_SEQUENCE_MAX) {
		return 0; /* an older tablet, which does not tell */
	}
	struct zr_store_order_marks marks;
	int code = zr_store_get_order_marks(store, id, &marks, error);
	bool is_other_life = memcmp(greeting->epoch, none, sizeof none) != 0 &&
			     memcmp(greeting->epoch, exchange->epoch, sizeof none) != 0;
	bool is_hub_back = greeting->high_water > marks.highest;
	bool is_tablet_back = greeting->high_water < marks.acknowledged;
	if (code != 0 || !(is_other_life || is_hub_back || is_tablet_back)) {
		return code;
	}
	if (!is_other_life) {
		code = note_set_back(store, request, is_hub_back ? "hub" : "tablet", error);
	}
	return code == 0 ? zr_store_reissue_orders(store, id, greeting->high_water, error) : code;
}

static int store_exchange(
	struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct exchange *exchange = request->state;
	struct zr_device *device = &exchange->device;
	/* The worker's picture may be one commit old: the counters are the writer's. */
	int code = zr_store_get_device(store, device->keys.id, device, error);
	for (size_t i = 0; code == 0 && i < exchange->item_count; i++) {
		code = store_item(store, request, &exchange->items[i], error);
	}
	if (code == 0) {
		code = store_acknowledgements(store, request, error);
	}
	if (code == 0) {
		code = zr_store_put_drafts(store, device->keys.id, exchange->receipt.draft_ids,
			exchange->receipt.draft_count, error);
	}
	if (code == 0) {
		code = zr_store_high_water(
			store, device->keys.id, device->high_water, &device->high_water, error);
	}
	if (code == 0) {
		code = compare_orders(store, request, error);
	}
	for (size_t i = 0; code == 0 && i < exchange->orders.count; i++) {
		code = store_sealed(store, request, &exchange->orders.items[i], error);
	}
	if (code != 0) {
		return code;
	}
	device->contact_us = request->now_us;
	device->unsent_count = count_unsent(exchange);
	device->battery_percent = exchange->receipt.battery_percent;
	device->receipt_sequence++;
	(void)snprintf(device->version, sizeof device->version, "%s", exchange->receipt.version);
	return zr_store_touch_device(store, device, error);
}

/* The hub's receipt, sealed to the tablet. */
static int seal_receipt(struct zr_context *context, const struct zr_request *request,
	struct zr_buffer *ret_envelope, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	static char version[] = ZR_VERSION;
	struct zr_receipt_entry entries[ZR_EXCHANGE_COUNT_MAX];
	for (size_t i = 0; i < exchange->item_count; i++) {
		entries[i] = exchange->items[i].entry;
	}
	struct zr_receipt receipt = {
		.entries = entries,
		.entry_count = exchange->item_count,
		.high_water = exchange->device.high_water,
		.has_epoch = true,
		.time_us = request->now_us,
		.battery_percent = -1,
		.version = version,
	};
	memcpy(receipt.epoch, context->shared->epoch, sizeof receipt.epoch);
	struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECEIPT,
		.sequence = exchange->device.receipt_sequence,
		.time_us = request->now_us,
	};
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		code = zr_receipt_encode(&receipt, &content, error);
	}
	const struct zr_envelope_message message = {&head, content.data, content.bytes};
	const struct zr_envelope_keys keys = {
		&context->shared->keys, &exchange->device.keys, random};
	return code == 0 ? zr_envelope_seal(&message, &keys, ret_envelope, NULL, error) : code;
}

static int fill_answer(
	struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	const struct exchange *exchange = request->state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer receipt = {0};
	ZR_CLEANUP(zr_sealed_orders_finish) struct zr_sealed_orders orders = {0};
	int code = seal_receipt(context, request, &receipt, error);
	if (code == 0) {
		code = zr_assignment_read_sealed(context->reader, exchange->device.keys.id,
			ZR_EXCHANGE_BYTES_MAX - receipt.bytes, &orders, error);
	}
	if (code == 0) {
		code = zr_exchange_begin(&request->answer.body, 1 + orders.count);
	}
	if (code == 0) {
		code = zr_exchange_add(&request->answer.body, receipt.data, receipt.bytes);
	}
	for (size_t i = 0; code == 0 && i < orders.count; i++) {
		code = zr_exchange_add(&request->answer.body, orders.items[i].envelope.data,
			orders.items[i].envelope.bytes);
	}
	return code;
}

static void answer_exchange(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	int code = fill_answer(context, request, &error);
	if (code != 0) {
		if (error.code == 0) {
			(void)zr_error_set(&error, code, "the answer could not be made");
		}
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, ZR_ENROL_MEDIA_TYPE);
}

/* Whether the tablet has anything left of its hour; else it is told to come again. */
static bool charge(struct zr_context *context, struct zr_request *request)
{
	const struct exchange *exchange = request->state;
	struct zr_quota *quota = context->shared->tablet_quota;
	const struct zr_quota_use use = {.key = exchange->device.keys.id,
		.count = 1 + exchange->item_count, /* with the greeting */
		.bytes = request->body.bytes};
	static_assert(ZR_QUOTA_KEY_BYTES == ZR_PARTY_ID_BYTES, "an id is a key");
	enum zr_quota_verdict verdict = zr_quota_charge(quota, &use, request->now_us);
	if (verdict != ZR_QUOTA_WITHIN) {
		zr_refusal_hold_back(
			request, quota, verdict == ZR_QUOTA_SPENT_NOW, exchange->device_text);
	}
	return verdict == ZR_QUOTA_WITHIN;
}

void zr_ingest_exchange(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct exchange *exchange = calloc(1, sizeof *exchange);
	if (exchange == NULL) {
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	request->state = exchange;
	request->state_free = exchange_free;
	exchange->epoch = context->shared->epoch;
	int code = zr_passport_check(context->reader, request, &exchange->device, &error);
	if (code == 0) {
		code = zr_exchange_decode(
			request->body.data, request->body.bytes, take_envelope, exchange, &error);
	}
	if (code == 0 && exchange->greeting == NULL) {
		code = zr_error_set(&error, ZR_E_SYNTAX, "the exchange is empty");
	}
	if (code == 0) {
		code = read_greeting(context, exchange, &error);
	}
	if (code == 0 && !charge(context, request)) {
		return;
	}
	if (code == 0) {
		code = zr_assignment_seal_pending(
			context, &exchange->device, request->now_us, &exchange->orders, &error);
	}
	if (code != 0) {
		if (error.code == 0) {
			(void)zr_error_set(&error, code, "the exchange cannot be read");
		}
		zr_refusal_answer(request, &error,
			exchange->device_text[0] != '\0' ? exchange->device_text : NULL,
			"exchange");
		return;
	}
	for (size_t i = 0; i < exchange->item_count; i++) {
		exchange->items[i].entry.code = read_record(context, exchange, &exchange->items[i]);
	}
	const struct zr_quota_use use = {
		.key = exchange->device.keys.id, .bytes = exchange->unpacked_bytes};
	(void)zr_quota_charge(context->shared->tablet_quota, &use, request->now_us);
	zr_request_write(request, store_exchange, answer_exchange);
}
