/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/collectors.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_collectors_put(
	struct zr_store *store, const struct zr_collector *collector, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader);
	assert(collector != NULL && collector->name[0] != '\0');
	return store->engine->collectors->put(store, collector, error);
}

int zr_collectors_get(struct zr_store *store, const char *name, struct zr_collector *ret_collector,
	struct zr_error *error)
{
	assert(store != NULL && name != NULL && ret_collector != NULL);
	return store->engine->collectors->get(store, name, ret_collector, error);
}

int zr_collectors_list(
	struct zr_store *store, zr_collectors_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	return store->engine->collectors->list(store, visit, user, error);
}

int zr_collectors_find_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	assert(store != NULL && part != NULL && part->instance_id != NULL);
	return store->engine->collectors->find_part(store, part, error);
}

int zr_collectors_add_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && part != NULL);
	assert(part->instance_id != NULL && part->instance_id[0] != '\0');
	return store->engine->collectors->add_part(store, part, error);
}

int zr_collectors_list_parts(struct zr_store *store, const struct zr_submission_part *of,
	zr_collectors_visit_part *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && of->instance_id != NULL && visit != NULL);
	return store->engine->collectors->list_parts(store, of, visit, user, error);
}

int zr_collectors_end_part(
	struct zr_store *store, const struct zr_submission_part *part, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && part != NULL && part->instance_id != NULL);
	return store->engine->collectors->end_part(store, part, error);
}
