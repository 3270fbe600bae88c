/* The receipt is signed only here, behind the commit: it says what is on disk. */
#include "hub/device/reply.h"

#include <assert.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/ingest_priv.h"
#include "hub/http/request.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/enrol.h"

/* The hub's receipt, sealed to the tablet. */
static int seal_receipt(struct zr_context *context, const struct zr_request *request,
	struct zr_buffer *ret_envelope, struct zr_error *error)
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
		.has_epoch = true,
		.time_us = request->now_us,
		.battery_percent = -1,
		.version = version,
	};
	memcpy(receipt.epoch, context->shared->epoch, sizeof receipt.epoch);
	struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECEIPT,
		.sequence = (uint64_t)request->now_us, /* grows, and needs no row */
		.time_us = request->now_us,
	};
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		code = zr_receipt_encode(&receipt, &content, error);
	}
	const struct zr_envelope_message message = {&head, content.data, content.bytes};
	const struct zr_envelope_keys keys = {&context->shared->keys, &ingest->device.keys, random};
	return code == 0 ? zr_envelope_seal(&message, &keys, ret_envelope, NULL, error) : code;
}

static int fill_answer(
	struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	const struct zr_ingest *ingest = request->state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer receipt = {0};
	ZR_CLEANUP(zr_sealed_orders_finish) struct zr_sealed_orders orders = {0};
	int code = seal_receipt(context, request, &receipt, error);
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
