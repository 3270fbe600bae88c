/* Orders of the hub: opened, checked, followed once, and put down for acknowledgement. */
#ifndef ZR_AGENT_INTAKE_H
#define ZR_AGENT_INTAKE_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_state;

/* 0: the order is done (followed, known, or such that it can never be followed) and will be
 * acknowledged. Negative: it could not be stored now, or is no order of the hub; nothing changed.
 */
int zr_intake_order(struct zr_state *state, const void *envelope, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
