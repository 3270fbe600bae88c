/* Three files of DATA/keys: hub.key, ca.key, and server.pem that the second one signs. */
#include "hub/keeper/vault.h"

#include <assert.h>

#include "hub/pki/keys.h"

int zr_vault_open(
	const struct zr_certificates_wish *wish, struct zr_vault *ret_vault, struct zr_error *error)
{
	assert(wish != NULL && wish->folder != NULL && ret_vault != NULL);
	*ret_vault = (struct zr_vault){0};
	int code = zr_keys_load(wish->folder, &ret_vault->keys, error);
	if (code == 0) {
		code = zr_certificates_make(wish, error);
	}
	if (code == 0) {
		code = zr_authority_open(wish->folder, &ret_vault->authority, error);
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
	zr_party_finish(&vault->keys);
}
