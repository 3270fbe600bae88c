/*
 * How a tablet follows an order: one function a kind, in apply_<name>.c, for each line of
 * lib/order/orders.def.
 *
 * It follows the order and puts it down as done, in one commit; an older one than what stands is
 * put down without doing anything. An error that can pass leaves nothing changed, and the order
 * comes again with the next exchange; any other says for ever why the order cannot be followed, and
 * the hub is told.
 */
#ifndef ZR_AGENT_APPLY_H
#define ZR_AGENT_APPLY_H

#include "lib/base/error.h"
#include "lib/order/orders.h"
#include "lib/store/inbox.h"

struct zr_state;

typedef int zr_apply_order(struct zr_state *state, const struct zr_inbox_order *order,
	const struct zr_order *content, struct zr_error *error);

/* zr_apply_form(), zr_apply_assignment() … */
#define ZR_ORDER_KIND(constant, name, wire) zr_apply_order zr_apply_##name ZR_MUST_CHECK;
#include "lib/order/orders.def"

#endif
