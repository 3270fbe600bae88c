/* GnuTLS signs; a lock, because what it only reads of the authority it may still cache. */
#include "hub/pki/authority.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/abstract.h>

#include "hub/pki/keys.h"
#include "hub/pki/x509.h"
#include "lib/base/hex.h"

#define DAY_S 86400

struct zr_authority {
	pthread_mutex_t lock;
	struct zr_x509_authority signer;
};

static void deinit_public(gnutls_pubkey_t *key)
{
	if (*key != NULL) {
		gnutls_pubkey_deinit(*key);
	}
}

static int import(struct zr_authority *authority, const struct zr_buffer *ca_pem,
	const struct zr_buffer *key_pem)
{
	const gnutls_datum_t ca = {(unsigned char *)ca_pem->data, (unsigned)ca_pem->bytes};
	const gnutls_datum_t key = {(unsigned char *)key_pem->data, (unsigned)key_pem->bytes};
	struct zr_x509_authority *signer = &authority->signer;
	int result = gnutls_x509_crt_init(&signer->certificate);
	if (result >= 0) {
		result = gnutls_x509_privkey_init(&signer->key);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_import(signer->certificate, &ca, GNUTLS_X509_FMT_PEM);
	}
	return result >= 0 ? gnutls_x509_privkey_import(signer->key, &key, GNUTLS_X509_FMT_PEM)
			   : result;
}

int zr_authority_open(
	const char *folder, struct zr_authority **ret_authority, struct zr_error *error)
{
	assert(folder != NULL && ret_authority != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ca_pem = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	int code = zr_keys_read_file(folder, "ca.pem", &ca_pem, error);
	if (code == 0) {
		code = zr_keys_read_file(folder, "ca.key", &key_pem, error);
	}
	if (code != 0) {
		return code;
	}
	struct zr_authority *authority = calloc(1, sizeof *authority);
	if (authority == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the authority");
	}
	(void)pthread_mutex_init(&authority->lock, NULL);
	int result = import(authority, &ca_pem, &key_pem);
	if (result < 0) {
		zr_authority_close(authority);
		return zr_error_set(error, ZR_E_INVALID,
			"%s/ca.pem or ca.key is damaged (%s); restore them from a backup", folder,
			gnutls_strerror(result));
	}
	*ret_authority = authority;
	return 0;
}

void zr_authority_close(struct zr_authority *authority)
{
	if (authority != NULL) {
		zr_x509_deinit_certificate(&authority->signer.certificate);
		zr_x509_deinit_key(&authority->signer.key);
		(void)pthread_mutex_destroy(&authority->lock);
		free(authority);
	}
}

/* The two numbers behind the byte that says "uncompressed". */
static int import_public(gnutls_pubkey_t *ret_key, const uint8_t *tls_public)
{
	enum {
		HALF = (ZR_TLS_KEY_PUBLIC_BYTES - 1) / 2,
		UNCOMPRESSED = 4
	};
	uint8_t copy[ZR_TLS_KEY_PUBLIC_BYTES];
	memcpy(copy, tls_public, sizeof copy);
	const gnutls_datum_t x = {copy + 1, HALF};
	const gnutls_datum_t y = {copy + 1 + HALF, HALF};
	if (copy[0] != UNCOMPRESSED) {
		return GNUTLS_E_ILLEGAL_PARAMETER;
	}
	int result = gnutls_pubkey_init(ret_key);
	if (result >= 0) {
		result = gnutls_pubkey_import_ecc_raw(*ret_key, GNUTLS_ECC_CURVE_SECP256R1, &x, &y);
	}
	return result >= 0 ? gnutls_pubkey_verify_params(*ret_key) : result;
}

int zr_authority_name_key(const uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES],
	uint8_t ret_id[ZR_AUTHORITY_KEY_ID_BYTES], struct zr_error *error)
{
	assert(tls_public != NULL && ret_id != NULL);
	ZR_CLEANUP(deinit_public) gnutls_pubkey_t key = NULL;
	size_t id_bytes = ZR_AUTHORITY_KEY_ID_BYTES;
	int result = import_public(&key, tls_public);
	if (result >= 0) {
		result = gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, ret_id, &id_bytes);
	}
	if (result == GNUTLS_E_MEMORY_ERROR) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read a key");
	}
	if (result < 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "the tablet's TLS key is no key on the curve P-256");
	}
	assert(id_bytes == ZR_AUTHORITY_KEY_ID_BYTES);
	return 0;
}

/* GnuTLS's numbers. The life begins a day early, for the clocks of hubs that stand side by side. */
static int make(gnutls_x509_crt_t certificate, const struct zr_authority_wish *wish)
{
	ZR_CLEANUP(deinit_public) gnutls_pubkey_t key = NULL;
	char name[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(wish->device_id, ZR_PARTY_ID_BYTES, name);
	const int64_t now_s = wish->now_us / 1000000;
	const struct zr_x509_life life = {now_s - DAY_S, now_s + ZR_HUB_TABLET_LIFE_S};
	int result = import_public(&key, wish->tls_public);
	if (result >= 0) {
		result = zr_x509_begin(certificate, name, &life);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_pubkey(certificate, key);
	}
	return result >= 0 ? zr_x509_set_purpose(certificate, GNUTLS_KP_TLS_WWW_CLIENT) : result;
}

int zr_authority_issue(struct zr_authority *authority, const struct zr_authority_wish *wish,
	struct zr_renewal_answer *ret_certificate, struct zr_error *error)
{
	assert(authority != NULL && wish->device_id != NULL && wish->tls_public != NULL);
	assert(wish->now_us > 0 && ret_certificate != NULL);
	ZR_X509_CERTIFICATE certificate = NULL;
	int result = gnutls_x509_crt_init(&certificate);
	if (result >= 0) {
		result = make(certificate, wish);
	}
	if (result >= 0) {
		(void)pthread_mutex_lock(&authority->lock);
		result = zr_x509_sign(certificate, &authority->signer);
		(void)pthread_mutex_unlock(&authority->lock);
	}
	if (result < 0) {
		return zr_x509_fail(error, result, "make the tablet's certificate");
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer der = {0};
	int code = zr_x509_export(certificate, GNUTLS_X509_FMT_DER, &der, error);
	if (code != 0) {
		return code;
	}
	assert(der.bytes > 0 && der.bytes <= sizeof ret_certificate->data);
	memcpy(ret_certificate->data, der.data, der.bytes);
	ret_certificate->bytes = der.bytes;
	ret_certificate->renew_from_us = wish->now_us + ZR_HUB_TABLET_RENEW_S * 1000000LL;
	return 0;
}
