/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/teams.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_teams_list(struct zr_store *store, const struct zr_team_filter *filter,
	zr_teams_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL);
	assert(filter->territory != NULL && filter->after != NULL && filter->count_max > 0);
	return store->engine->teams->list(store, filter, visit, user, error);
}
