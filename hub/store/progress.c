/* The calls of the store about progress: as store.c. */
#include "hub/store/progress.h"

#include <assert.h>

#include "hub/store/store_engine.h"
#include "lib/base/limits.h"

static bool is_of_one(const struct zr_progress_of *of)
{
	return of != NULL && (of->area_id != NULL) != (of->territory_id != NULL);
}

int zr_progress_sum(struct zr_store *store, const struct zr_progress_of *of,
	struct zr_progress_sums *ret_sums, struct zr_error *error)
{
	assert(store != NULL && is_of_one(of) && ret_sums != NULL);
	return store->engine->progress->get_sums(store, of, ret_sums, error);
}

int zr_progress_list_territories(struct zr_store *store, const struct zr_progress_below *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	assert(of->territory_id != NULL && of->depth > 0 &&
		of->depth <= ZR_HUB_TERRITORY_DEPTH_MAX);
	return store->engine->progress->list_territories(store, of, visit, user, error);
}

int zr_progress_list_areas(struct zr_store *store, const struct zr_progress_areas *of,
	zr_progress_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	assert(of->path != NULL && of->count_max > 0);
	return store->engine->progress->list_areas(store, of, visit, user, error);
}

int zr_progress_list_days(struct zr_store *store, const struct zr_progress_of *of,
	zr_progress_visit_day *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && is_of_one(of) && visit != NULL);
	return store->engine->progress->list_days(store, of, visit, user, error);
}
