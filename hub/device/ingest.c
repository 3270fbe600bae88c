/*
 * The exchange in three steps: read, store (deposit.c), answer (reply.c). Records are looked at
 * from outside alone: who, which, how large. What is in them is opened behind the acknowledgement.
 */
#include "hub/device/ingest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/online.h"
#include "lib/http/quota.h"
#include "hub/core/context.h"
#include "hub/core/indexer.h"
#include "hub/core/refusal.h"
#include "hub/device/deposit.h"
#include "hub/device/ingest_priv.h"
#include "hub/device/passport.h"
#include "hub/device/reply.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

static void ingest_free(void *state)
{
	struct zr_ingest *ingest = state;
	if (ingest != NULL) {
		zr_receipt_finish(&ingest->receipt);
		zr_sealed_orders_finish(&ingest->orders);
		free(ingest->items);
		free(ingest);
	}
}

/* Twice as much as before. */
static bool grow(struct zr_ingest *ingest)
{
	size_t capacity = ingest->item_capacity == 0 ? 8 : 2 * ingest->item_capacity;
	struct zr_ingest_item *items = reallocarray(ingest->items, capacity, sizeof *items);
	if (items == NULL) {
		return false;
	}
	ingest->items = items;
	ingest->item_capacity = capacity;
	return true;
}

static int take_envelope(void *user, const void *envelope, size_t bytes)
{
	struct zr_ingest *ingest = user;
	if (ingest->greeting == NULL) {
		ingest->greeting = envelope;
		ingest->greeting_bytes = bytes;
		return 0;
	}
	if (ingest->item_count == ZR_EXCHANGE_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	if (ingest->item_count == ingest->item_capacity && !grow(ingest)) {
		return ZR_E_NOMEM;
	}
	struct zr_ingest_item *item = &ingest->items[ingest->item_count++];
	*item = (struct zr_ingest_item){0};
	item->envelope = envelope;
	item->bytes = bytes;
	return 0;
}

/* A short name of the list of drafts, to see whether it changed; 0 for an empty one. */
static int digest_drafts(const struct zr_receipt *receipt, uint64_t *ret_digest)
{
	uint8_t hash[ZR_HASH_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ids = {0};
	int code = 0;
	for (size_t i = 0; code == 0 && i < receipt->draft_count; i++) {
		code = zr_buffer_add(
			&ids, receipt->draft_ids[i], strlen(receipt->draft_ids[i]) + 1);
	}
	zr_envelope_hash(ids.data, ids.bytes, hash);
	memcpy(ret_digest, hash, sizeof *ret_digest);
	*ret_digest = receipt->draft_count == 0 ? 0 : *ret_digest >> 1; /* fits the store */
	return code;
}

/* Bare: TLS has said who speaks. */
static int read_greeting(struct zr_ingest *ingest, struct zr_error *error)
{
	zr_hex_encode(ingest->device.keys.id, sizeof ingest->device.keys.id, ingest->device_text);
	int code = zr_receipt_decode(
		ingest->greeting, ingest->greeting_bytes, &ingest->receipt, error);
	return code == 0 ? digest_drafts(&ingest->receipt, &ingest->draft_digest) : code;
}

/* The code of a record by its head: 0, or why it is refused. */
static int look_at(const struct zr_ingest *ingest, struct zr_ingest_item *item)
{
	struct zr_envelope_head head = {0};
	zr_envelope_hash(item->envelope, item->bytes, item->entry.hash);
	int code = zr_envelope_peek(item->envelope, item->bytes, &head, NULL);
	if (code != 0) {
		return code;
	}
	item->entry.sequence = head.sequence;
	if (memcmp(head.sender, ingest->device.keys.id, sizeof head.sender) != 0) {
		return ZR_E_FOREIGN;
	}
	bool is_record =
		head.kind == ZR_ENVELOPE_RECORD && head.sequence > 0 && head.sequence <= INT64_MAX;
	return is_record ? 0 : ZR_E_INVALID;
}

/* What the device may spend besides: one that brings answers of a whole country has an hour of its
 * own. Asked when the tablet's is spent, so that tablets pay nothing for it. NULL: nothing. */
static struct zr_quota *more_quota(struct zr_context *context, const struct zr_ingest *ingest)
{
	bool is_taker = false;
	return zr_online_is_taker(context->reader, ingest->device.keys.id, &is_taker, NULL) == 0 &&
			       is_taker
		       ? context->shared->online_quota
		       : NULL;
}

/* Whether the tablet has anything left of its hour; else it is told to come again. */
static bool charge(struct zr_context *context, struct zr_request *request)
{
	const struct zr_ingest *ingest = request->state;
	struct zr_quota *quota = context->shared->tablet_quota;
	const struct zr_quota_use use = {.key = ingest->device.keys.id,
		.count = 1 + ingest->item_count, /* with the greeting */
		.bytes = request->body.bytes};
	static_assert(ZR_QUOTA_KEY_BYTES == ZR_PARTY_ID_BYTES, "an id is a key");
	enum zr_quota_verdict verdict = zr_quota_charge(quota, &use, request->now_us);
	struct zr_quota *more = verdict != ZR_QUOTA_WITHIN ? more_quota(context, ingest) : NULL;
	if (more != NULL) {
		quota = more;
		verdict = zr_quota_charge(quota, &use, request->now_us);
	}
	if (verdict != ZR_QUOTA_WITHIN) {
		zr_refusal_hold_back(
			request, quota, verdict == ZR_QUOTA_SPENT_NOW, ingest->device_text);
	}
	return verdict == ZR_QUOTA_WITHIN;
}

/* What was taken is opened from now on, while the tablet gets its answer. */
static void answer_stored(struct zr_context *context, struct zr_request *request)
{
	const struct zr_ingest *ingest = request->state;
	if (ingest->item_count > 0) {
		zr_indexer_wake(context->shared->indexer, ingest->item_count);
	}
	zr_reply_answer(context, request);
}

static void finish_reading(
	struct zr_context *context, struct zr_request *request, struct zr_ingest *ingest)
{
	struct zr_error error = {0};
	for (size_t i = 0; i < ingest->item_count; i++) {
		ingest->items[i].entry.code = look_at(ingest, &ingest->items[i]);
	}
	int needed = zr_deposit_is_needed(context, ingest, request->now_us, &error);
	if (needed < 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
	} else if (needed == 0) {
		zr_reply_answer(context, request);
	} else {
		zr_request_write(request, zr_deposit_write, answer_stored);
	}
}

void zr_ingest_exchange(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_ingest *ingest = calloc(1, sizeof *ingest);
	if (ingest == NULL) {
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	request->state = ingest;
	request->state_free = ingest_free;
	ingest->epoch = context->shared->epoch;
	ingest->durable = &context->shared->durable;
	int code = zr_passport_check(context->reader, request, &ingest->device, &error);
	if (code == 0) {
		code = zr_exchange_decode(
			request->body.data, request->body.bytes, take_envelope, ingest, &error);
	}
	if (code == 0 && ingest->greeting == NULL) {
		code = zr_error_set(&error, ZR_E_SYNTAX, "the exchange is empty");
	}
	if (code == 0) {
		code = read_greeting(ingest, &error);
	}
	if (code == 0 && !charge(context, request)) {
		return;
	}
	if (code == 0) {
		code = zr_assignment_seal_pending(
			context, &ingest->device, request->now_us, &ingest->orders, &error);
	}
	if (code == 0) {
		finish_reading(context, request, ingest);
		return;
	}
	if (error.code == 0) {
		(void)zr_error_set(&error, code, "the exchange cannot be read");
	}
	zr_refusal_answer(request, &error,
		ingest->device_text[0] != '\0' ? ingest->device_text : NULL, "exchange");
}
