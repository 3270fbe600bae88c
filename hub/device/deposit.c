/*
 * Writing an exchange. Cheap first: what a reader can see is looked at before the writer is asked,
 * since of the exchanges of a quiet fleet nearly all say nothing.
 */
#include "hub/device/deposit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/device/ingest_priv.h"
#include "hub/http/request.h"
#include "lib/base/hex.h"

/* Beyond this a tablet's mark is no mark: the sequences above it must not run out. */
#define ORDER_SEQUENCE_MAX ((uint64_t)1 << 62)

/* A contact is written when the last that was written is so old: of 360,000 tablets that have
 * nothing to say a hundred a second. */
#define CONTACT_US (3600 * 1000000LL)

/* ---- what is told in the audit ---- */

static int note(struct zr_store *store, const struct zr_request *request,
	const struct zr_store_audit *line, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	struct zr_store_audit audit = *line;
	audit.time_us = request->now_us;
	audit.who = ingest->device_text;
	return zr_store_add_audit(store, &audit, error);
}

/* The tablet's word on an order, or the hub's own that it cannot be sealed. */
static int note_order(struct zr_store *store, const struct zr_request *request, uint64_t sequence,
	int order_code, struct zr_error *error)
{
	char detail[64];
	(void)snprintf(detail, sizeof detail, "sequence %llu", (unsigned long long)sequence);
	const struct zr_store_audit line = {.what = "order", .code = order_code, .detail = detail};
	return note(store, request, &line, error);
}

/* What cannot be this tablet's record by its head alone: it is not taken, and named. */
static int note_refused(struct zr_store *store, const struct zr_request *request,
	const struct zr_ingest_item *item, struct zr_error *error)
{
	char hash[2 * ZR_HASH_BYTES + 1];
	char detail[120];
	zr_hex_encode(item->entry.hash, ZR_HASH_BYTES, hash);
	(void)snprintf(detail, sizeof detail, "sequence %llu, %zu bytes, %s",
		(unsigned long long)item->entry.sequence, item->bytes, hash);
	const struct zr_store_audit line = {
		.what = "record", .code = item->entry.code, .detail = detail};
	int code = note(store, request, &line, error);
	struct zr_store_refused refused = {.time_us = request->now_us,
		.code = item->entry.code,
		.bytes = item->bytes,
		.sequence = item->entry.sequence};
	memcpy(refused.hash, item->entry.hash, sizeof refused.hash);
	return code == 0 ? zr_store_quarantine(store, &refused, error) : code;
}

/* ---- envelopes ---- */

static int take_envelopes(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	struct zr_ingest *ingest = request->state;
	assert(ingest->item_count <= ZR_EXCHANGE_COUNT_MAX);
	struct zr_store_arrival arrivals[ZR_EXCHANGE_COUNT_MAX];
	size_t count = 0;
	int code = 0;
	for (size_t i = 0; code == 0 && i < ingest->item_count; i++) {
		const struct zr_ingest_item *item = &ingest->items[i];
		if (item->entry.code != 0) {
			code = note_refused(store, request, item, error);
			continue;
		}
		zr_durable_lower(&ingest->device, item->entry.sequence);
		struct zr_store_arrival *arrival = &arrivals[count++];
		*arrival = (struct zr_store_arrival){.sequence = item->entry.sequence,
			.received_us = request->now_us,
			.envelope = item->envelope,
			.bytes = item->bytes};
		memcpy(arrival->device_id, ingest->device.keys.id, sizeof arrival->device_id);
		memcpy(arrival->hash, item->entry.hash, sizeof arrival->hash);
	}
	return code == 0 && count > 0 ? zr_store_take_arrivals(store, arrivals, count, error)
				      : code;
}

/* The tablet counted what it is sending; what was just taken is no longer unsent. */
static uint64_t count_unsent(const struct zr_ingest *ingest)
{
	uint64_t count = ingest->receipt.unsent_count;
	for (size_t i = 0; i < ingest->item_count && count > 0; i++) {
		count -= ingest->items[i].entry.code == 0 ? 1 : 0;
	}
	return count;
}

/* ---- orders ---- */

static int store_acknowledgements(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	int code = 0;
	for (size_t i = 0; code == 0 && i < ingest->receipt.entry_count; i++) {
		const struct zr_receipt_entry *entry = &ingest->receipt.entries[i];
		if (entry->code != 0 && zr_error_is_retryable(entry->code)) {
			continue; /* the tablet will take it later: it is sent again */
		}
		code = zr_store_acknowledge_order(store, ingest->device.keys.id, entry, error);
		if (code == 0 && entry->code != 0) {
			code = note_order(store, request, entry->sequence, entry->code, error);
		}
	}
	return code;
}

static int store_sealed(struct zr_store *store, const struct zr_request *request,
	const struct zr_sealed_order *sealed, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	int code = zr_assignment_store(store, ingest->device.keys.id, sealed, error);
	return code == 0 && sealed->code != 0
		       ? note_order(store, request, sealed->order.sequence, sealed->code, error)
		       : code;
}

/* Which of the two was set back. */
enum set_back {
	NOBODY,
	ANOTHER_LIFE, /* the tablet has seen another life of this hub, which says so itself */
	HUB,          /* or orders that the hub has not given yet */
	TABLET,       /* or has not seen one that it acknowledged */
};

/*
 * Whether one of the two was set back to an older copy of itself, so that the hub's book of orders
 * is not what happened. An enum set_back, or an error.
 */
static int compare_orders(
	struct zr_store *store, const struct zr_ingest *ingest, struct zr_error *error)
{
	static const uint8_t none[ZR_EPOCH_BYTES];
	const struct zr_receipt *greeting = &ingest->receipt;
	if (!greeting->has_epoch || greeting->high_water > ORDER_SEQUENCE_MAX) {
		return NOBODY; /* an older tablet, which does not tell */
	}
	struct zr_store_order_marks marks;
	int code = zr_store_get_order_marks(store, ingest->device.keys.id, &marks, error);
	if (code != 0) {
		return code;
	}
	if (memcmp(greeting->epoch, none, sizeof none) != 0 &&
		memcmp(greeting->epoch, ingest->epoch, sizeof none) != 0) {
		return ANOTHER_LIFE;
	}
	if (greeting->high_water > marks.highest) {
		return HUB;
	}
	return greeting->high_water < marks.acknowledged ? TABLET : NOBODY;
}

/* Then all that matters is ordered again. */
static int reissue_orders(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	int who = compare_orders(store, ingest, error);
	if (who <= NOBODY) {
		return who;
	}
	const struct zr_store_audit line = {
		.what = "set-back", .detail = who == HUB ? "hub" : "tablet"};
	int code = who == ANOTHER_LIFE ? 0 : note(store, request, &line, error);
	return code == 0 ? zr_store_reissue_orders(
				   store, ingest->device.keys.id, ingest->receipt.high_water, error)
			 : code;
}

/* ---- the tablet itself ---- */

static int store_drafts(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	struct zr_ingest *ingest = request->state;
	if (ingest->draft_digest == ingest->device.draft_digest) {
		return 0;
	}
	ingest->device.draft_digest = ingest->draft_digest;
	return zr_store_put_drafts(store, ingest->device.keys.id, ingest->receipt.draft_ids,
		ingest->receipt.draft_count, error);
}

static bool is_contact_due(const struct zr_device *device, int64_t now_us)
{
	return now_us - device->contact_us >= CONTACT_US || now_us < device->contact_us;
}

int zr_deposit_is_needed(struct zr_context *context, struct zr_ingest *ingest, int64_t now_us,
	struct zr_error *error)
{
	assert(context != NULL && ingest != NULL);
	const struct zr_device *device = &ingest->device;
	const struct zr_receipt *greeting = &ingest->receipt;
	if (ingest->item_count > 0 || greeting->entry_count > 0 || ingest->orders.count > 0 ||
		ingest->draft_digest != device->draft_digest ||
		greeting->unsent_count != device->unsent_count ||
		strcmp(greeting->version, device->version) != 0 || is_contact_due(device, now_us)) {
		return 1;
	}
	uint64_t durable_through = 0;
	int code =
		zr_durable_reach(ingest->durable, context->reader, device, &durable_through, error);
	if (code != 0 || durable_through != device->durable_through) {
		return code != 0 ? code : 1;
	}
	int who = compare_orders(context->reader, ingest, error);
	return who < 0 ? who : who != NOBODY;
}

int zr_deposit_write(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	assert(store != NULL && request != NULL && request->state != NULL);
	struct zr_ingest *ingest = request->state;
	struct zr_device *device = &ingest->device;
	/* The worker's picture may be one commit old: the counters are the writer's. */
	int code = zr_store_get_device(store, device->keys.id, device, error);
	if (code == 0) {
		code = take_envelopes(store, request, error);
	}
	if (code == 0) {
		code = store_acknowledgements(store, request, error);
	}
	if (code == 0) {
		code = store_drafts(store, request, error);
	}
	if (code == 0) {
		code = zr_store_high_water(
			store, device->keys.id, device->high_water, &device->high_water, error);
	}
	if (code == 0) {
		code = zr_durable_reach(
			ingest->durable, store, device, &device->durable_through, error);
	}
	if (code == 0) {
		code = reissue_orders(store, request, error);
	}
	for (size_t i = 0; code == 0 && i < ingest->orders.count; i++) {
		code = store_sealed(store, request, &ingest->orders.items[i], error);
	}
	if (code != 0) {
		return code;
	}
	device->contact_us = request->now_us;
	device->unsent_count = count_unsent(ingest);
	device->battery_percent = ingest->receipt.battery_percent;
	(void)snprintf(device->version, sizeof device->version, "%s", ingest->receipt.version);
	return zr_store_touch_device(store, device, error);
}
