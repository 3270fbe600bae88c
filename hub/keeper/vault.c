/* Two secrets of the folder of keys: hub.key and ca.key. */
#include "hub/keeper/vault.h"

#include <assert.h>

#include "hub/pki/keys.h"
#include "lib/envelope/crypto.h"

int zr_vault_open(
	const char *folder, int64_t now_us, struct zr_vault *ret_vault, struct zr_error *error)
{
	assert(folder != NULL && ret_vault != NULL);
	*ret_vault = (struct zr_vault){0};
	int code = zr_keys_load(folder, &ret_vault->keys, error);
	if (code == 0) {
		code = zr_crypto_hand_new(ret_vault->keys.agree, &ret_vault->hand);
		code = code == 0 ? 0 : zr_error_set(error, code, "no memory for the hub's key");
	}
	if (code == 0) {
		code = zr_authority_open(folder, now_us, &ret_vault->authority, error);
	}
	if (code != 0) {
		zr_vault_close(ret_vault);
	}
	return code;
}

void zr_vault_close(struct zr_vault *vault)
{
	assert(vault != NULL);
	zr_authority_close(vault->authority);
	vault->authority = NULL;
	zr_crypto_hand_free(vault->hand);
	vault->hand = NULL;
	zr_party_finish(&vault->keys);
}
