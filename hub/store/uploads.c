/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/uploads.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_uploads_put(struct zr_store *store, const struct zr_upload *upload, struct zr_error *error)
{
	assert(store != NULL && upload != NULL);
	assert(store->is_writing);
	return store->engine->uploads->put(store, upload, error);
}

int zr_uploads_get(struct zr_store *store, const char *upload_id, struct zr_upload *ret_upload,
	struct zr_error *error)
{
	assert(store != NULL && upload_id != NULL && ret_upload != NULL);
	return store->engine->uploads->get(store, upload_id, ret_upload, error);
}

int zr_uploads_list(struct zr_store *store, const char *territory, zr_uploads_visit *visit,
	void *user, struct zr_error *error)
{
	assert(store != NULL && territory != NULL && visit != NULL);
	return store->engine->uploads->list(store, territory, visit, user, error);
}

int zr_uploads_grow_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error)
{
	assert(store != NULL && upload_id != NULL && area != NULL);
	assert(store->is_writing);
	return store->engine->uploads->grow_area(store, upload_id, area, error);
}

int zr_uploads_set_area(struct zr_store *store, const char *upload_id,
	const struct zr_upload_area *area, struct zr_error *error)
{
	assert(store != NULL && upload_id != NULL && area != NULL);
	assert(store->is_writing);
	return store->engine->uploads->set_area(store, upload_id, area, error);
}

int zr_uploads_get_area(struct zr_store *store, const struct zr_upload_area_name *name,
	struct zr_upload_area *ret_area, struct zr_error *error)
{
	assert(store != NULL && name != NULL && ret_area != NULL);
	return store->engine->uploads->get_area(store, name, ret_area, error);
}

int zr_uploads_list_areas(struct zr_store *store, const struct zr_upload_area_filter *filter,
	zr_uploads_visit_area *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL);
	return store->engine->uploads->list_areas(store, filter, visit, user, error);
}

int zr_uploads_add_row(struct zr_store *store, const struct zr_upload_area_name *of,
	const struct zr_upload_row *row, struct zr_error *error)
{
	assert(store != NULL && of != NULL && row != NULL);
	assert(store->is_writing);
	return store->engine->uploads->add_row(store, of, row, error);
}

int zr_uploads_list_rows(struct zr_store *store, const struct zr_upload_area_name *of,
	zr_uploads_visit_row *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && of != NULL && visit != NULL);
	return store->engine->uploads->list_rows(store, of, visit, user, error);
}

int zr_uploads_drop_rows(
	struct zr_store *store, const struct zr_upload_area_name *of, struct zr_error *error)
{
	assert(store != NULL && of != NULL);
	assert(store->is_writing);
	return store->engine->uploads->drop_rows(store, of, error);
}

int zr_uploads_add_fault(struct zr_store *store, const char *upload_id,
	const struct zr_upload_fault *fault, struct zr_error *error)
{
	assert(store != NULL && upload_id != NULL && fault != NULL);
	assert(store->is_writing);
	return store->engine->uploads->add_fault(store, upload_id, fault, error);
}

int zr_uploads_list_faults(struct zr_store *store, const char *upload_id,
	zr_uploads_visit_fault *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && upload_id != NULL && visit != NULL);
	return store->engine->uploads->list_faults(store, upload_id, visit, user, error);
}

int zr_uploads_place_household(struct zr_store *store, const char *area_id,
	const struct zr_upload_row *row, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && row != NULL);
	assert(store->is_writing);
	return store->engine->uploads->place_household(store, area_id, row, error);
}
