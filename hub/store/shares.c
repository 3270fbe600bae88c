/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/shares.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_shares_put(struct zr_store *store, const struct zr_share *share, struct zr_error *error)
{
	assert(store != NULL && store->is_writing);
	assert(share->area_id != NULL && share->household_id != NULL);
	return store->engine->shares->put(store, share, error);
}

int zr_shares_release(
	struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	assert(store != NULL && store->is_writing && device_id != NULL);
	return store->engine->shares->release(store, device_id, error);
}

int zr_shares_list_households(struct zr_store *store, const struct zr_share *of,
	zr_store_visit_household *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of->area_id != NULL && of->device_id != NULL && visit != NULL);
	return store->engine->shares->list_households(store, of, visit, user, error);
}
