/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/reviews.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_reviews_put(struct zr_store *store, const struct zr_review *review, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && store->is_writing);
	assert(review != NULL && review->area_id != NULL && review->record_id != NULL);
	assert(review->state == ZR_REVIEW_APPROVED || review->state == ZR_REVIEW_RETURNED ||
		review->state == ZR_REVIEW_NEW);
	assert((review->state == ZR_REVIEW_RETURNED) == (review->parcel != NULL));
	return store->engine->reviews->put(store, review, error);
}

int zr_reviews_get(struct zr_store *store, const struct zr_review_name *name,
	zr_reviews_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL);
	assert(name != NULL && name->area_id != NULL && name->hash != NULL);
	return store->engine->reviews->get(store, name, visit, user, error);
}

int zr_reviews_count(struct zr_store *store, const char *area_id,
	struct zr_review_counts *ret_counts, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && ret_counts != NULL);
	return store->engine->reviews->count(store, area_id, ret_counts, error);
}

int zr_reviews_list_news(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	zr_reviews_visit *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && visit != NULL);
	return store->engine->reviews->list_news(store, device_id, visit, user, error);
}

int zr_reviews_list_acts(struct zr_store *store, const char *record_id, zr_store_visit_act *visit,
	void *user, struct zr_error *error)
{
	assert(store != NULL && record_id != NULL && visit != NULL);
	return store->engine->reviews->list_acts(store, record_id, visit, user, error);
}
