/* An envelope like any other, but for its kind: a record that the hub sends. */
#include "tablet/agent/orders/sent_back.h"

#include <assert.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/envelope.h"
#include "tablet/agent/core/state.h"

int zr_sent_back_open(const struct zr_state *state, const void *parcel, size_t bytes,
	struct zr_record *ret_record, struct zr_error *error)
{
	assert(state != NULL && parcel != NULL && ret_record != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	struct zr_envelope_head head;
	const struct zr_envelope_signed sealed = {parcel, bytes, &state->hub};
	int code = zr_envelope_open(&sealed, &state->party, &head, &content, error);
	if (code == 0 && head.kind != ZR_ENVELOPE_RECORD) {
		code = zr_error_set(error, ZR_E_SYNTAX, "the hub sent something else as a record");
	}
	return code == 0 ? zr_record_decode(content.data, content.bytes, ret_record, error) : code;
}
