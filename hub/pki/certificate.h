/*
 * The certificate by which the hub serves: its key is drawn here and kept in DATA/keys/server.pem,
 * with what the authority (hub/pki/authority.h, which is the keeper's) says of it. It is made anew
 * when the names change, when its end comes near, and when the authority is another. ECDSA P-256:
 * the cheapest handshake all clients know.
 */
#ifndef ZR_HUB_PKI_CERTIFICATE_H
#define ZR_HUB_PKI_CERTIFICATE_H

#include <stddef.h>
#include <stdint.h>

#include "hub/pki/authority.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_certificates {
	struct zr_buffer ca_pem;
	struct zr_buffer ca_der;
	struct zr_buffer server_pem; /* with the authority behind it */
	struct zr_buffer server_key_pem;
};

struct zr_certificates_wish {
	const char *folder;       /* DATA/keys, there already */
	const char *const *names; /* beside zr_authority_fixed_names */
	size_t name_count;
	int64_t now_us;
	const uint8_t *ca_der; /* the authority's own certificate */
	size_t ca_bytes;
	/* Asks the authority: zr_keeper_vouch(), or a test's own. */
	int (*vouch)(void *user, const struct zr_authority_server *server,
		struct zr_buffer *ret_der, struct zr_error *error);
	void *vouch_user;
};

/* Reads what is there, and makes what is missing or fits no more. ZR_E_IO, ZR_E_NOMEM, and what
 * vouch gives. */
int zr_certificates_open(const struct zr_certificates_wish *wish,
	struct zr_certificates *ret_certificates, struct zr_error *error) ZR_MUST_CHECK;
/* Wipes. */
void zr_certificates_finish(struct zr_certificates *certificates);

#endif
