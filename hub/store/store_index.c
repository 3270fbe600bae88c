/* What is known of what tablets sent: what of it is opened, what was told of it, and all anew. */
#include <assert.h>
#include <string.h>

#include "hub/store/store.h"
#include "hub/store/store_engine.h"
#include "lib/base/cleanup.h"

#define TOLD_RANK "told_rank"

int zr_store_is_waiting(
	struct zr_store *store, const struct zr_store_arrival *arrival, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && arrival != NULL);
	return store->engine->arrivals->is_waiting != NULL
		       ? store->engine->arrivals->is_waiting(store, arrival, error)
		       : 1;
}

int zr_store_get_told_rank(struct zr_store *store, int64_t *ret_rank, struct zr_error *error)
{
	assert(store != NULL && ret_rank != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	int code = zr_store_get_fact(store, TOLD_RANK, &value, error);
	*ret_rank = 0;
	if (code == 0 && value.bytes == sizeof *ret_rank) {
		memcpy(ret_rank, value.data, sizeof *ret_rank);
	}
	return code == ZR_E_NOT_FOUND ? 0 : code;
}

int zr_store_forget_index(struct zr_store *store, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && !store->is_marked);
	int64_t told_rank = 0;
	int64_t opened_rank = 0;
	int code = zr_store_get_told_rank(store, &told_rank, error);
	if (code == 0) {
		code = store->engine->arrivals->forget_index(store, &opened_rank, error);
	}
	if (code != 0 || opened_rank <= told_rank) {
		return code; /* it was not yet made anew since the last time */
	}
	return zr_store_put_fact(store, TOLD_RANK, &opened_rank, sizeof opened_rank, error);
}
