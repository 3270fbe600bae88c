/*
 * What certificates of the hub are made of, over GnuTLS: keys on P-256, lives, serial numbers, the
 * authority's signature. Only hub/pki includes this; GnuTLS's own error numbers go up until
 * somebody says what was being done.
 */
#ifndef ZR_HUB_PKI_X509_H
#define ZR_HUB_PKI_X509_H

#include <stdint.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

static inline void zr_x509_deinit_certificate(gnutls_x509_crt_t *certificate)
{
	if (*certificate != NULL) {
		gnutls_x509_crt_deinit(*certificate);
	}
}

static inline void zr_x509_deinit_key(gnutls_x509_privkey_t *key)
{
	if (*key != NULL) {
		gnutls_x509_privkey_deinit(*key);
	}
}

#define ZR_X509_CERTIFICATE ZR_CLEANUP(zr_x509_deinit_certificate) gnutls_x509_crt_t
#define ZR_X509_KEY         ZR_CLEANUP(zr_x509_deinit_key) gnutls_x509_privkey_t

/* Who signs. */
struct zr_x509_authority {
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_t key;
};

/* "cannot <doing>: <GnuTLS's words>"; ZR_E_IO. */
int zr_x509_fail(struct zr_error *error, int result, const char *doing);

int zr_x509_export(gnutls_x509_crt_t certificate, gnutls_x509_crt_fmt_t format,
	struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;

/* A new key on P-256, and its PEM. */
int zr_x509_make_key(gnutls_x509_privkey_t *ret_key, struct zr_buffer *ret_pem,
	struct zr_error *error) ZR_MUST_CHECK;

/* The rest gives GnuTLS's numbers, negative for a failure. */
struct zr_x509_life {
	int64_t from_s;
	int64_t until_s;
};
/* Version, serial number, life, name. */
int zr_x509_begin(gnutls_x509_crt_t certificate, const char *name, const struct zr_x509_life *life);
/* After the key is set: by its id a chain is found. */
int zr_x509_set_key_id(gnutls_x509_crt_t certificate);
/* What it is good for: purpose is an OID of the extended key usage. No authority. */
int zr_x509_set_purpose(gnutls_x509_crt_t certificate, const char *purpose);
int zr_x509_sign(gnutls_x509_crt_t certificate, const struct zr_x509_authority *authority);

#endif
