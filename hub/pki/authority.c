/* GnuTLS signs; a lock, because what it only reads of the authority it may still cache. An
 * authority that is there is never replaced. */
#include "hub/pki/authority.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/abstract.h>

#include "hub/pki/keys.h"
#include "hub/pki/x509.h"
#include "lib/base/hex.h"

#define DAY_S         ((int64_t)24 * 3600)
#define CA_LIFE_S     (20 * 365 * DAY_S) /* longer than a tablet lives */
#define SERVER_LIFE_S (397 * DAY_S)
#define SKEW_S        (30 * DAY_S) /* tablets' clocks are wrong */

const char *const zr_authority_fixed_names[] = {"127.0.0.1", "10.0.2.2", "::1", "localhost", NULL};

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

/* ---- making it, and opening ---- */

static int make_ca(const char *folder, int64_t now_s, struct zr_error *error)
{
	ZR_X509_KEY key = NULL;
	ZR_X509_CERTIFICATE ca = NULL;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ca_pem = {0};
	int code = zr_x509_make_key(&key, &key_pem, error);
	if (code != 0) {
		return code;
	}
	const struct zr_x509_life life = {now_s - SKEW_S, now_s + CA_LIFE_S};
	int result = gnutls_x509_crt_init(&ca);
	if (result >= 0) {
		result = zr_x509_begin(ca, "Zarya hub", &life);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_key(ca, key);
	}
	if (result >= 0) {
		result = zr_x509_set_key_id(ca);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_basic_constraints(ca, 1, 0);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_key_usage(
			ca, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_sign2(ca, ca, key, GNUTLS_DIG_SHA256, 0);
	}
	if (result < 0) {
		return zr_x509_fail(error, result, "make the hub's certificate authority");
	}
	code = zr_x509_export(ca, GNUTLS_X509_FMT_PEM, &ca_pem, error);
	/* The key first: an authority without its key would be of no use. */
	if (code == 0) {
		code = zr_keys_write_file(folder, "ca.key", key_pem.data, key_pem.bytes, error);
	}
	return code == 0 ? zr_keys_write_file(folder, "ca.pem", ca_pem.data, ca_pem.bytes, error)
			 : code;
}

int zr_authority_open(const char *folder, int64_t now_us, struct zr_authority **ret_authority,
	struct zr_error *error)
{
	assert(folder != NULL && now_us > 0 && ret_authority != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ca_pem = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	int code = zr_keys_read_file(folder, "ca.pem", &ca_pem, error);
	if (code == ZR_E_NOT_FOUND) {
		code = make_ca(folder, now_us / 1000000, error);
		if (code == 0) {
			code = zr_keys_read_file(folder, "ca.pem", &ca_pem, error);
		}
	}
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

int zr_authority_get_certificate(
	const struct zr_authority *authority, struct zr_buffer *ret_der, struct zr_error *error)
{
	assert(authority != NULL && ret_der != NULL);
	return zr_x509_export(authority->signer.certificate, GNUTLS_X509_FMT_DER, ret_der, error);
}

/* ---- keys of others ---- */

/* The two numbers behind the byte that says "uncompressed". */
static int import_public(gnutls_pubkey_t *ret_key, const uint8_t *tls_public)
{
	enum {
		HALF = ZR_TLS_KEY_HALF_BYTES,
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

/* ---- tablets ---- */

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

/* ---- the hub's own ---- */

static int add_name(gnutls_x509_crt_t certificate, const char *name)
{
	uint8_t address[16];
	if (inet_pton(AF_INET, name, address) == 1) {
		return gnutls_x509_crt_set_subject_alt_name(
			certificate, GNUTLS_SAN_IPADDRESS, address, 4, GNUTLS_FSAN_APPEND);
	}
	if (inet_pton(AF_INET6, name, address) == 1) {
		return gnutls_x509_crt_set_subject_alt_name(
			certificate, GNUTLS_SAN_IPADDRESS, address, 16, GNUTLS_FSAN_APPEND);
	}
	return gnutls_x509_crt_set_subject_alt_name(
		certificate, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

static int add_names(gnutls_x509_crt_t server, const struct zr_authority_server *wish)
{
	int result = 0;
	for (size_t i = 0; result >= 0 && zr_authority_fixed_names[i] != NULL; i++) {
		result = add_name(server, zr_authority_fixed_names[i]);
	}
	for (size_t i = 0; result >= 0 && i < wish->name_count; i++) {
		result = add_name(server, wish->names[i]);
	}
	return result;
}

/* GnuTLS's numbers. */
static int make_server(gnutls_x509_crt_t server, const struct zr_authority_server *wish)
{
	ZR_CLEANUP(deinit_public) gnutls_pubkey_t key = NULL;
	const int64_t now_s = wish->now_us / 1000000;
	const struct zr_x509_life life = {now_s - SKEW_S, now_s + SERVER_LIFE_S};
	int result = import_public(&key, wish->tls_public);
	if (result >= 0) {
		result = zr_x509_begin(server, "Zarya hub server", &life);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_pubkey(server, key);
	}
	if (result >= 0) {
		result = zr_x509_set_key_id(server);
	}
	if (result >= 0) {
		result = add_names(server, wish);
	}
	return result >= 0 ? zr_x509_set_purpose(server, GNUTLS_KP_TLS_WWW_SERVER) : result;
}

int zr_authority_vouch(struct zr_authority *authority, const struct zr_authority_server *server,
	struct zr_buffer *ret_der, struct zr_error *error)
{
	assert(authority != NULL && server->tls_public != NULL && ret_der != NULL);
	assert(server->now_us > 0 && (server->names != NULL || server->name_count == 0));
	ZR_X509_CERTIFICATE certificate = NULL;
	int result = gnutls_x509_crt_init(&certificate);
	if (result >= 0) {
		result = make_server(certificate, server);
	}
	if (result >= 0) {
		(void)pthread_mutex_lock(&authority->lock);
		result = zr_x509_sign(certificate, &authority->signer);
		(void)pthread_mutex_unlock(&authority->lock);
	}
	return result < 0 ? zr_x509_fail(error, result, "make the server's certificate")
			  : zr_x509_export(certificate, GNUTLS_X509_FMT_DER, ret_der, error);
}
