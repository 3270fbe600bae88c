/*
 * The office has another key: records that are sealed from now on are for it; those that are sealed
 * already stay, and the office has the key of before. It is believed when the key that is known
 * here vouches for it, step by step. A tablet whose hub read the answers itself takes the first
 * office from that hub: it loses nothing by it.
 */
#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/succession.h"
#include "lib/sqlite/database.h"
#include "lib/store/identity.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"

static int follow(const struct zr_state *state, const struct zr_order *content,
	struct zr_party_public *ret_office, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	bool is_first = memcmp(state->office.id, state->hub.id, sizeof state->hub.id) == 0;
	int code = zr_buffer_add(&line, content->office_line, content->office_line_bytes);
	return code == 0 ? zr_succession_follow(
				   &line, is_first ? NULL : &state->office, ret_office, error)
			 : zr_error_set(error, code, "no memory for the office's keys");
}

int zr_apply_office(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && state->identity.is_enrolled && order != NULL);
	assert(content->kind == ZR_ORDER_OFFICE && content->office_line != NULL);
	struct zr_party_public office;
	int code = follow(state, content, &office, error);
	if (code == 0) {
		code = zr_database_begin(state->database, error);
	}
	if (code != 0) {
		return code;
	}
	code = zr_identity_set_office(state->database, &office, error);
	if (code == 0) {
		code = zr_inbox_close(state->database, order, 0, error);
	}
	code = zr_database_end(state->database, code, error);
	if (code == 0) {
		memcpy(state->identity.office_sign, office.sign, ZR_KEY_BYTES);
		memcpy(state->identity.office_agree, office.agree, ZR_KEY_BYTES);
		zr_state_know_readers(state);
	}
	return code;
}
