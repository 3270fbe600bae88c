/*
 * What the hub told of its own store last, and what follows when that was set back to an older copy
 * (docs/adr/0121): no record is known to be received any more. Those whose envelope is still here
 * wait again; of the others the tablet says that they are lost (REFUSED with ZR_E_LOST) when they
 * are above the hub's high water.
 * Orders of the lives before are older than any of the new one. Every function commits before it
 * returns. The database is opened by zr_identity_open_store().
 */
#ifndef ZR_STORE_HUB_LIFE_H
#define ZR_STORE_HUB_LIFE_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/sqlite/database.h"
#include "lib/sync/sync.h"

int zr_hub_life_get(struct zr_database *database, struct zr_sync_hub *ret_hub,
	struct zr_error *error) ZR_MUST_CHECK;

/* The same life, somewhat further. */
int zr_hub_life_put(struct zr_database *database, const struct zr_sync_hub *hub,
	struct zr_error *error) ZR_MUST_CHECK;

/* A life that begins at hub->high_water. */
struct zr_hub_life_loss {
	uint64_t again_count; /* records that wait again */
	uint64_t lost_count;
};
int zr_hub_life_turn(struct zr_database *database, const struct zr_sync_hub *hub, int64_t now_us,
	struct zr_hub_life_loss *ret_loss, struct zr_error *error) ZR_MUST_CHECK;

#endif
