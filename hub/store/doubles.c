/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/doubles.h"

#include <assert.h>
#include <string.h>

#include "hub/store/store_engine.h"

static int compare_sides(const struct zr_double_side *one, const struct zr_double_side *other)
{
	int order = strcmp(one->area_id, other->area_id);
	return order != 0 ? order : strcmp(one->item_id, other->item_id);
}

int zr_doubles_put(struct zr_store *store, const struct zr_double *pair, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && pair != NULL);
	assert(pair->kind >= ZR_DOUBLE_ADDRESS && pair->kind <= ZR_DOUBLE_KIND_LAST);
	assert(compare_sides(&pair->sides[0], &pair->sides[1]) < 0);
	return store->engine->doubles->put(store, pair, error);
}

int zr_doubles_decide(
	struct zr_store *store, const struct zr_double_decision *decision, struct zr_error *error)
{
	assert(store != NULL && store->is_writing && decision != NULL && decision->who != NULL);
	assert(decision->state <= ZR_DOUBLE_STATE_LAST);
	return store->engine->doubles->decide(store, decision, error);
}

int zr_doubles_list(struct zr_store *store, const struct zr_double_filter *filter,
	zr_doubles_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL);
	assert(filter->count_max > 0 && filter->before >= 0);
	return store->engine->doubles->list(store, filter, visit, user, error);
}
