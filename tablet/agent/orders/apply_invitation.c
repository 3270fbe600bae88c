/* Who of an area may answer online: kept for the program that asks by code. */
#include <assert.h>

#include "lib/store/invitation.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/orders/apply.h"

int zr_apply_invitation(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error)
{
	assert(state != NULL && order != NULL && content->kind == ZR_ORDER_INVITATION);
	return zr_invitation_apply(state->database, order, content, error);
}
