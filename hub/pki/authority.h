/*
 * The hub's authority at work: it signs the certificates by which tablets speak TLS. One names its
 * device (the id in hex is the subject's common name), is good for ZR_HUB_TABLET_LIFE_S, and only
 * to be a client. Any thread may call.
 */
#ifndef ZR_HUB_PKI_AUTHORITY_H
#define ZR_HUB_PKI_AUTHORITY_H

#include <stdint.h>

#include "lib/envelope/renewal.h"

#define ZR_AUTHORITY_KEY_ID_BYTES 32

struct zr_authority;

/* Reads ca.pem and ca.key of folder, which are there (hub/pki/certificate.h). ZR_E_INVALID:
 * damaged; ZR_E_NOT_FOUND, ZR_E_NOMEM. */
int zr_authority_open(const char *folder, struct zr_authority **ret_authority,
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

#endif
