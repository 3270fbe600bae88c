/*
 * The hub's certificate authority, which tablets pin: made at the first start (GnuTLS, P-256) and
 * kept in ca.pem and ca.key. It signs the certificates by which tablets speak TLS, and those of the
 * hub itself. A tablet's names its device (the id in hex is the subject's common name), is good for
 * ZR_HUB_TABLET_LIFE_S, and only to be a client. Any thread may call.
 */
#ifndef ZR_HUB_PKI_AUTHORITY_H
#define ZR_HUB_PKI_AUTHORITY_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/envelope/renewal.h"

#define ZR_AUTHORITY_KEY_ID_BYTES 32

struct zr_authority;

/* Reads ca.pem and ca.key of folder, or makes both where there is no ca.pem. ZR_E_INVALID: damaged,
 * and never made anew by itself, for every tablet pins it; ZR_E_NOT_FOUND, ZR_E_NOMEM. */
int zr_authority_open(const char *folder, int64_t now_us, struct zr_authority **ret_authority,
	struct zr_error *error) ZR_MUST_CHECK;
/* Its own certificate, DER. */
int zr_authority_get_certificate(const struct zr_authority *authority, struct zr_buffer *ret_der,
	struct zr_error *error) ZR_MUST_CHECK;
/* NULL is allowed. */
void zr_authority_close(struct zr_authority *authority);

/* The name of a tablet's key: SHA-256 over its SubjectPublicKeyInfo, as the listener finds it in a
 * certificate. ZR_E_INVALID: no point of P-256. */
int zr_authority_name_key(const uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES],
	uint8_t ret_id[ZR_AUTHORITY_KEY_ID_BYTES], struct zr_error *error) ZR_MUST_CHECK;

struct zr_authority_wish {
	const uint8_t *device_id;  /* ZR_PARTY_ID_BYTES */
	const uint8_t *tls_public; /* a point, as zr_authority_name_key() takes it */
	int64_t now_us;
};
int zr_authority_issue(struct zr_authority *authority, const struct zr_authority_wish *wish,
	struct zr_renewal_answer *ret_certificate, struct zr_error *error) ZR_MUST_CHECK;

/* By these a hub may always be called. NULL ends them. */
extern const char *const zr_authority_fixed_names[];

struct zr_authority_server {
	const uint8_t *tls_public;
	const char *const *names; /* DNS names and addresses, beside the fixed ones */
	size_t name_count;
	int64_t now_us;
};
/* Adds the certificate of a hub's key, DER: good to be a server for some 13 months. ZR_E_IO. */
int zr_authority_vouch(struct zr_authority *authority, const struct zr_authority_server *server,
	struct zr_buffer *ret_der, struct zr_error *error) ZR_MUST_CHECK;

#endif
