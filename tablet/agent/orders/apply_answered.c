/* Households that answered online: what the list of addresses shows. */
#include <assert.h>

#include "lib/store/answered.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"

int zr_apply_answered(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && order != NULL && content->kind == ZR_ORDER_ANSWERED);
	return zr_answered_apply(state->database, order, content, error);
}
