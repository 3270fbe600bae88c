/* The calls of the store about people: as store.c, whose file it would burst. */
#include <assert.h>
#include <string.h>

#include "hub/store/store.h"
#include "hub/store/store_engine.h"

int zr_store_get_account(struct zr_store *store, const char *name, struct zr_account *ret_account,
	struct zr_error *error)
{
	assert(store != NULL && name != NULL && ret_account != NULL);
	return store->engine->access->get_account(store, name, ret_account, error);
}

int zr_store_put_account(
	struct zr_store *store, const struct zr_account *account, struct zr_error *error)
{
	assert(store != NULL && account != NULL);
	assert(account->name[0] != '\0' && account->role[0] != '\0');
	return store->engine->access->put_account(store, account, error);
}

int zr_store_list_accounts(struct zr_store *store, const struct zr_account_filter *filter,
	zr_store_visit_account *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && filter != NULL && visit != NULL);
	assert(filter->count_max > 0);
	return store->engine->access->list_accounts(store, filter, visit, user, error);
}

int zr_store_add_token(
	struct zr_store *store, const struct zr_store_token *token, struct zr_error *error)
{
	assert(store != NULL && token != NULL && token->account[0] != '\0');
	return store->engine->access->add_token(store, token, error);
}

int zr_store_get_token(struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES],
	struct zr_store_token *ret_token, struct zr_error *error)
{
	assert(store != NULL && hash != NULL && ret_token != NULL);
	return store->engine->access->get_token(store, hash, ret_token, error);
}

int zr_store_list_tokens(struct zr_store *store, const char *account, zr_store_visit_token *visit,
	void *user, struct zr_error *error)
{
	assert(store != NULL && account != NULL && visit != NULL);
	return store->engine->access->list_tokens(store, account, visit, user, error);
}

int zr_store_drop_token(
	struct zr_store *store, const uint8_t hash[ZR_HASH_BYTES], struct zr_error *error)
{
	assert(store != NULL && hash != NULL);
	return store->engine->access->drop_token(store, hash, error);
}

int zr_store_end_session(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	int64_t until_us, int64_t now_us, struct zr_error *error)
{
	assert(store != NULL && session != NULL);
	return store->engine->access->end_session(store, session, until_us, now_us, error);
}

int zr_store_is_session_ended(struct zr_store *store, const uint8_t session[ZR_STORE_SESSION_BYTES],
	struct zr_error *error)
{
	assert(store != NULL && session != NULL);
	return store->engine->access->is_session_ended(store, session, error);
}

int zr_store_get_territory(struct zr_store *store, const char *territory_id,
	struct zr_territory *ret_territory, struct zr_error *error)
{
	assert(store != NULL && territory_id != NULL && ret_territory != NULL);
	return store->engine->access->get_territory(store, territory_id, ret_territory, error);
}

int zr_store_put_territory(
	struct zr_store *store, const struct zr_territory *territory, struct zr_error *error)
{
	assert(store != NULL && territory != NULL && territory->territory_id[0] != '\0');
	size_t length = strlen(territory->path);
	assert(length > 0 && territory->path[length - 1] == '/');
	return store->engine->access->put_territory(store, territory, error);
}

int zr_store_list_territories(struct zr_store *store, const char *path,
	zr_store_visit_territory *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && path != NULL && visit != NULL);
	return store->engine->access->list_territories(store, path, visit, user, error);
}

int zr_store_place_area(
	struct zr_store *store, const char *area_id, const char *path, struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && path != NULL);
	return store->engine->access->place_area(store, area_id, path, error);
}

int zr_store_locate_area(struct zr_store *store, const char *area_id,
	char ret_path[ZR_STORE_PATH_BYTES], struct zr_error *error)
{
	assert(store != NULL && area_id != NULL && ret_path != NULL);
	return store->engine->access->locate_area(store, area_id, ret_path, error);
}

int zr_store_last_act(struct zr_store *store, struct zr_act_mark *ret_last, struct zr_error *error)
{
	assert(store != NULL && ret_last != NULL);
	return store->engine->audit->last_act(store, ret_last, error);
}

int zr_store_add_act(struct zr_store *store, const struct zr_act *act, struct zr_error *error)
{
	assert(store != NULL && act != NULL && act->number > 0);
	assert(act->who != NULL && act->origin != NULL && act->what != NULL && act->detail != NULL);
	return store->engine->audit->add_act(store, act, error);
}

int zr_store_list_acts(struct zr_store *store, const struct zr_store_span *span,
	zr_store_visit_act *visit, void *user, struct zr_error *error)
{
	assert(store != NULL && visit != NULL && span != NULL && span->count_max > 0);
	return store->engine->audit->list_acts(store, span, visit, user, error);
}
