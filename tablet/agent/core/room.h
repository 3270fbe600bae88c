/*
 * Room on a full disk. Without some, a full tablet could not even store the receipts that would let
 * it free room. So a file of ballast stands in the agent's folder; when a write for an exchange
 * finds the storage full, the ballast goes, and comes back when received records have gone.
 * A new record never gets the ballast: it is refused with ZR_E_FULL.
 */
#ifndef ZR_AGENT_ROOM_H
#define ZR_AGENT_ROOM_H

#include <stdbool.h>

struct zr_state;

/* Puts the ballast in its place when there is room for it. Whether it stands there: without it no
 * new record is taken, for its room is what the receipts of those before need. */
bool zr_room_keep(struct zr_state *state);

/* For a new record: gives up what the hub has received already. */
void zr_room_make(struct zr_state *state);

/* For an exchange: gives up the ballast too. */
void zr_room_make_for_exchange(struct zr_state *state);

#endif
