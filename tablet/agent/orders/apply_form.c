/*
 * A questionnaire: unpacked first, then noted. A power cut between the two leaves a folder that
 * nobody knows, and the order comes again and puts the same files there.
 */
#include <assert.h>

#include "lib/base/cleanup.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"
#include "tablet/agent/orders/unpack.h"

int zr_apply_form(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && order != NULL && content != NULL);
	assert(content->kind == ZR_ORDER_FORM);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	bool is_newest = false;
	int code = zr_inbox_is_newest(state->database, order->sequence, content, &is_newest, error);
	if (code == 0 && !is_newest) {
		return zr_inbox_close(state->database, order, 0, error);
	}
	if (code == 0) {
		code = zr_unpack_folder(state->options->forms, content, &folder, error);
	}
	if (code == 0) {
		code = zr_unpack_form(state->options->forms, content, error);
	}
	if (code == 0) {
		code = zr_inbox_apply_form(state->database, order, content, folder.data, error);
	}
	return code;
}
