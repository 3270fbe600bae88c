/*
 * An order that is signed by the hub but cannot be followed, say a questionnaire with a path for a
 * file name, is acknowledged with its error, so that the operator sees it and the hub stops sending
 * it. One that fails for want of space or memory is left for the next exchange.
 */
#include "tablet/agent/orders/intake.h"

#include <assert.h>

#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/envelope/envelope.h"
#include "lib/store/inbox.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"

static zr_apply_order *const appliers[] = {
#define ZR_ORDER_KIND(constant, name, wire) [wire] = zr_apply_##name,
#include "lib/order/orders.def"
};

static int take_new(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_buffer *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order decoded = {0};
	int code = zr_order_decode(content->data, content->bytes, &decoded, error);
	if (code == 0) {
		assert(appliers[decoded.kind] != NULL);
		code = appliers[decoded.kind](state, order, &decoded, error);
	}
	if (zr_state_stored(state, code) < 0 && !zr_error_is_retryable(code)) {
		ZR_LOG(ORDER_REFUSED, .order = (int64_t)order->sequence, .error = code,
			.line = error->line);
		code = zr_inbox_close(state->database, order, code, error);
	}
	return code;
}

int zr_intake_order(
	struct zr_state *state, const void *envelope, size_t bytes, struct zr_error *error)
{
	assert(state != NULL && state->identity.is_enrolled && envelope != NULL);
	struct zr_envelope_head head;
	struct zr_inbox_order order;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	const struct zr_envelope_signed sealed = {envelope, bytes, &state->hub};
	int code = zr_envelope_open(&sealed, &state->party, &head, &content, error);
	if (code != 0) {
		return code;
	}
	if (head.kind != ZR_ENVELOPE_ORDER) {
		return zr_error_set(error, ZR_E_SYNTAX, "the hub sent something else as an order");
	}
	bool is_known = false;
	order.sequence = head.sequence;
	zr_envelope_hash(envelope, bytes, order.hash);
	code = zr_inbox_is_known(state->database, &order, &is_known, error);
	if (code != 0 || is_known) {
		return code;
	}
	code = take_new(state, &order, &content, error);
	if (code == 0) {
		ZR_LOG(ORDER_DONE, .order = (int64_t)order.sequence);
		zr_state_changed(state);
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
	}
	return code;
}
