/*
 * What the hub must never lose or show: the authority's key, and the key that opens what is sealed
 * to the hub. Whoever has them open in memory is the keeper (hub/keeper/keeper.h).
 */
#ifndef ZR_HUB_KEEPER_VAULT_H
#define ZR_HUB_KEEPER_VAULT_H

#include "hub/pki/authority.h"
#include "lib/envelope/key.h"

struct zr_crypto_hand;

struct zr_vault {
	struct zr_party_secret keys;
	struct zr_crypto_hand *hand; /* of keys.agree: each record asks for it */
	struct zr_authority *authority;
};

/* Makes in the folder, which is there, what is missing. Errors of zr_keys_load() and
 * zr_authority_open(), ZR_E_NOMEM. */
int zr_vault_open(const char *folder, int64_t now_us, struct zr_vault *ret_vault,
	struct zr_error *error) ZR_MUST_CHECK;
/* Wipes. */
void zr_vault_close(struct zr_vault *vault);

#endif
