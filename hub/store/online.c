/* What callers promised is asserted; the engine does the rest. */
#include "hub/store/online.h"

#include <assert.h>

#include "hub/store/store_engine.h"

int zr_online_add_code(
	struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES], struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && secret_hash != NULL);
	return store->engine->online->add_code(store, secret_hash, error);
}

int zr_online_enrol(struct zr_store *store, const uint8_t secret_hash[ZR_HASH_BYTES],
	const uint8_t device_id[ZR_PARTY_ID_BYTES], struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && secret_hash != NULL && device_id != NULL);
	return store->engine->online->enrol(store, secret_hash, device_id, error);
}

int zr_online_is_taker(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	bool *ret_is_taker, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_is_taker != NULL);
	return store->engine->online->is_taker(store, device_id, ret_is_taker, error);
}

int zr_online_invite(struct zr_store *store, const char *area_id,
	const struct zr_online_invitation *invitation, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && area_id != NULL);
	assert(invitation != NULL && invitation->household_id[0] != '\0');
	return store->engine->online->invite(store, area_id, invitation, error);
}

int zr_online_renew(struct zr_store *store, const char *area_id, struct zr_error *error)
{
	assert(store != NULL && !store->is_reader && area_id != NULL);
	return store->engine->online->renew(store, area_id, error);
}

int zr_online_list_invitations(struct zr_store *store, const char *area_id,
	zr_online_visit_invitation *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && visit != NULL);
	return store->engine->online->list_invitations(store, area_id, visit, user, error);
}

int zr_online_get_duty(struct zr_store *store, const uint8_t device_id[ZR_PARTY_ID_BYTES],
	struct zr_store_order *ret_order, struct zr_error *error)
{
	assert(store != NULL && device_id != NULL && ret_order != NULL);
	return store->engine->online->get_duty(store, device_id, ret_order, error);
}

int zr_online_get_edition(
	struct zr_store *store, const char *area_id, uint64_t *ret_edition, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && ret_edition != NULL);
	return store->engine->online->get_edition(store, area_id, ret_edition, error);
}

int zr_online_list_answers(struct zr_store *store, const char *area_id,
	zr_online_visit_answer *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && visit != NULL);
	return store->engine->online->list_answers(store, area_id, visit, user, error);
}
