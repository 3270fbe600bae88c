/* An area and its households, in place of those before. */
#include <assert.h>
#include <string.h>

#include "lib/local/local.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"

/* The area's id goes to programs whole, in a field of that size: they compare it. */
static int check(const struct zr_order *content, struct zr_error *error)
{
	const struct zr_local_status status;
	if (strlen(content->area_id) < sizeof status.area_id) {
		return 0;
	}
	return zr_error_set(error, ZR_E_LIMIT,
		"the area's id is longer than %zu bytes; give the area a shorter one",
		sizeof status.area_id - 1);
}

int zr_apply_assignment(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && order != NULL && content != NULL);
	assert(content->kind == ZR_ORDER_ASSIGNMENT && content->area_id != NULL);
	bool is_newest = false;
	int code = check(content, error);
	if (code == 0) {
		code = zr_inbox_is_newest(
			state->database, order->sequence, content, &is_newest, error);
	}
	if (code != 0) {
		return code;
	}
	return is_newest ? zr_inbox_apply_assignment(state->database, order, content, error)
			 : zr_inbox_close(state->database, order, 0, error);
}
