/*
 * One exchange with the hub: this tablet's receipt and the chosen records go up; the hub's receipt
 * and its orders come down. A record is settled only after the hub's signed receipt is stored.
 */
#ifndef ZR_AGENT_CARRIER_H
#define ZR_AGENT_CARRIER_H

#include "lib/base/error.h"
#include "lib/sync/sync.h"

struct zr_state;
struct zr_carrier;

int zr_carrier_new(struct zr_state *state, struct zr_carrier **ret_carrier,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_carrier_free(struct zr_carrier *carrier);

/* Begins what the action says; the sync machine hears of the end, at once when it cannot begin. */
void zr_carrier_start(struct zr_carrier *carrier, const struct zr_sync_action *action);

#endif
