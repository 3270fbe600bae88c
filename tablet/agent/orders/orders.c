/*
 * An order that is signed by the hub but cannot be followed, say a questionnaire with a path for a
 * file name, is acknowledged with its error, so that the operator sees it and the hub stops sending
 * it. One that fails for want of space or memory is left for the next exchange.
 */
#include "tablet/agent/orders/orders.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/log.h"
#include "lib/envelope/content.h"
#include "lib/envelope/envelope.h"
#include "lib/local/local.h"
#include "lib/store/inbox.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/unpack.h"

static int apply_form(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	int code = zr_unpack_folder(state->options->forms, content, &folder, error);
	if (code == 0) {
		code = zr_unpack_form(state->options->forms, content, error);
	}
	if (code == 0) {
		code = zr_inbox_apply_form(state->database, order, content, folder.data, error);
	}
	return code;
}

/* What the tablet keeps whole and works by must fit where it goes. */
static int check(const struct zr_order *content, struct zr_error *error)
{
	struct zr_local_status status;
	if (content->kind != ZR_ORDER_FORM && content->kind != ZR_ORDER_ASSIGNMENT) {
		return zr_error_set(error, ZR_E_UNSUPPORTED,
			"this tablet does not know orders of kind %d; update its system",
			(int)content->kind);
	}
	if (content->kind == ZR_ORDER_ASSIGNMENT &&
		strlen(content->area_id) >= sizeof status.area_id) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the area's id is longer than %zu bytes; give the area a shorter one",
			sizeof status.area_id - 1);
	}
	return 0;
}

static int apply(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	bool is_newest = false;
	int code = check(content, error);
	if (code == 0) {
		code = zr_inbox_is_newest(
			state->database, order->sequence, content, &is_newest, error);
	}
	if (code != 0) {
		return code;
	}
	if (!is_newest) {
		return zr_inbox_close(state->database, order, 0, error);
	}
	return content->kind == ZR_ORDER_FORM
		       ? apply_form(state, order, content, error)
		       : zr_inbox_apply_assignment(state->database, order, content, error);
}

static int take_new(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_buffer *content, struct zr_error *error)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order decoded = {0};
	int code = zr_order_decode(content->data, content->bytes, &decoded, error);
	if (code == 0) {
		code = apply(state, order, &decoded, error);
	}
	if (zr_state_stored(state, code) < 0 && !zr_error_is_retryable(code)) {
		zr_log(ZR_LOG_ERROR, "order %llu cannot be followed: %s",
			(unsigned long long)order->sequence, error->message);
		code = zr_inbox_close(state->database, order, code, error);
	}
	return code;
}

int zr_orders_take(
	struct zr_state *state, const void *envelope, size_t bytes, struct zr_error *error)
{
	struct zr_envelope_head head;
	struct zr_inbox_order order;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	int code = zr_envelope_open(
		envelope, bytes, &state->hub, &state->party, &head, &content, error);
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
		zr_log(ZR_LOG_INFO, "order %llu is done", (unsigned long long)order.sequence);
		zr_state_changed(state);
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
	}
	return code;
}
