/* The calls of the store about outlines: as store.c. */
#include "hub/store/outlines.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_outlines_put(
	struct zr_store *store, const struct zr_outline_row *outline, struct zr_error *error)
{
	assert(store != NULL && outline != NULL && outline->id[0] != '\0');
	return store->engine->outlines->put(store, outline, error);
}

int zr_outlines_list(struct zr_store *store, const struct zr_outlines_of *of,
	zr_outlines_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	assert(of->territory != NULL && of->after != NULL && of->count_max > 0);
	return store->engine->outlines->list(store, of, visit, user, error);
}
