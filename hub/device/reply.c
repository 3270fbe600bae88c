/* The receipt is signed only here, behind the commit: it says what is on disk. */
#include "hub/device/reply.h"

#include <assert.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/ingest_priv.h"
#include "hub/http/request.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/signed_receipt.h"

/* Shorter while something waits that the tablet cannot know of, or could not take yet. */
static uint32_t pause_for(const struct zr_context *context, const struct zr_ingest *ingest)
{
	uint32_t pause_s = context->shared->options.pause_s;
	bool is_quiet = ingest->orders.count == 0 && ingest->device.unsent_count == 0;
	return is_quiet || pause_s < ZR_HUB_PAUSE_BUSY_S ? pause_s : ZR_HUB_PAUSE_BUSY_S;
}

/* Whether it says what lets the tablet forget something, or send it again. */
static bool must_be_signed(const struct zr_ingest *ingest, const struct zr_receipt *receipt)
{
	return receipt->entry_count > 0 ||
	       receipt->durable_through != ingest->receipt.durable_through ||
	       memcmp(receipt->epoch, ingest->receipt.epoch, sizeof receipt->epoch) != 0;
}

static int sign_receipt(struct zr_context *context, const struct zr_request *request,
	const struct zr_buffer *content, struct zr_buffer *ret_part, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECEIPT,
		.sequence = (uint64_t)request->now_us, /* grows, and needs no row */
		.time_us = request->now_us,
	};
	const struct zr_envelope_message message = {&head, content->data, content->bytes};
	const struct zr_envelope_keys keys = {&context->shared->keys, &ingest->device.keys, NULL};
	return zr_signed_receipt_sign(&message, &keys, ret_part, error);
}

/* Bare when there is nothing to sign for: so are nearly all of a quiet fleet's. */
static int write_receipt(struct zr_context *context, const struct zr_request *request,
	struct zr_buffer *ret_part, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	assert(ingest->item_count <= ZR_EXCHANGE_COUNT_MAX);
	static char version[] = ZR_VERSION;
	struct zr_receipt_entry entries[ZR_EXCHANGE_COUNT_MAX];
	for (size_t i = 0; i < ingest->item_count; i++) {
		entries[i] = ingest->items[i].entry;
	}
	struct zr_receipt receipt = {
		.entries = entries,
		.entry_count = ingest->item_count,
		.high_water = ingest->device.high_water,
		.durable_through = ingest->device.durable_through,
		.pause_s = pause_for(context, ingest),
		.nonce = ingest->receipt.nonce,
		.has_epoch = true,
		.time_us = request->now_us,
		.battery_percent = -1,
		.version = version,
	};
	memcpy(receipt.epoch, context->shared->epoch, sizeof receipt.epoch);
	if (!must_be_signed(ingest, &receipt)) {
		return zr_receipt_encode(&receipt, ret_part, error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_receipt_encode(&receipt, &content, error);
	return code == 0 ? sign_receipt(context, request, &content, ret_part, error) : code;
}

static int fill_answer(
	struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer receipt = {0};
	ZR_CLEANUP(zr_sealed_orders_finish) struct zr_sealed_orders orders = {0};
	int code = write_receipt(context, request, &receipt, error);
	if (code == 0) {
		code = zr_assignment_read_sealed(context->reader, ingest->device.keys.id,
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

void zr_reply_answer(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->state != NULL);
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
