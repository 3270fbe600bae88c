/* X.509 by GnuTLS. A certificate that is there and fits is kept. */
#include "hub/pki/certificate.h"

#include <assert.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "hub/pki/keys.h"
#include "hub/pki/x509.h"
#include "lib/base/cleanup.h"

#define SERVER_FILE "server.pem"
#define DAY_S       ((int64_t)24 * 3600)
#define RENEW_S     (60 * DAY_S)

static gnutls_datum_t datum_of(const struct zr_buffer *buffer)
{
	return (gnutls_datum_t){(unsigned char *)buffer->data, (unsigned)buffer->bytes};
}

/* A number of the point, the highest byte first, as wide as the curve. */
static void put_number(const gnutls_datum_t *number, uint8_t ret_bytes[ZR_TLS_KEY_HALF_BYTES])
{
	assert(number->size <= ZR_TLS_KEY_HALF_BYTES);
	memset(ret_bytes, 0, ZR_TLS_KEY_HALF_BYTES);
	memcpy(ret_bytes + ZR_TLS_KEY_HALF_BYTES - number->size, number->data, number->size);
}

static int export_public(gnutls_x509_privkey_t key, uint8_t ret_public[ZR_TLS_KEY_PUBLIC_BYTES])
{
	gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
	gnutls_datum_t x = {0};
	gnutls_datum_t y = {0};
	int result = gnutls_x509_privkey_export_ecc_raw(key, &curve, &x, &y, NULL);
	/* GnuTLS may put a zero before, so that no number reads as negative. */
	const gnutls_datum_t bare_x = {x.data + (x.size > ZR_TLS_KEY_HALF_BYTES),
		x.size - (x.size > ZR_TLS_KEY_HALF_BYTES)};
	const gnutls_datum_t bare_y = {y.data + (y.size > ZR_TLS_KEY_HALF_BYTES),
		y.size - (y.size > ZR_TLS_KEY_HALF_BYTES)};
	if (result >= 0) {
		ret_public[0] = 4; /* uncompressed */
		put_number(&bare_x, ret_public + 1);
		put_number(&bare_y, ret_public + 1 + ZR_TLS_KEY_HALF_BYTES);
	}
	gnutls_free(x.data);
	gnutls_free(y.data);
	return result;
}

static int add_pem(const struct zr_buffer *der, struct zr_buffer *ret_pem, struct zr_error *error)
{
	ZR_X509_CERTIFICATE certificate = NULL;
	const gnutls_datum_t datum = datum_of(der);
	int result = gnutls_x509_crt_init(&certificate);
	if (result >= 0) {
		result = gnutls_x509_crt_import(certificate, &datum, GNUTLS_X509_FMT_DER);
	}
	return result < 0 ? zr_x509_fail(error, result, "read the hub's certificate")
			  : zr_x509_export(certificate, GNUTLS_X509_FMT_PEM, ret_pem, error);
}

/* The key, and behind it what the authority says of it: they change together or not at all. */
static int make_server(
	const struct zr_certificates_wish *wish, struct zr_buffer *ret_pem, struct zr_error *error)
{
	ZR_X509_KEY key = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer der = {0};
	uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES];
	zr_buffer_wipe(ret_pem);
	*ret_pem = (struct zr_buffer){0};
	int code = zr_x509_make_key(&key, ret_pem, error);
	if (code != 0) {
		return code;
	}
	int result = export_public(key, tls_public);
	if (result < 0) {
		return zr_x509_fail(error, result, "make the server's key");
	}
	const struct zr_authority_server server = {.tls_public = tls_public,
		.names = wish->names,
		.name_count = wish->name_count,
		.now_us = wish->now_us};
	code = wish->vouch(wish->vouch_user, &server, &der, error);
	if (code == 0) {
		code = add_pem(&der, ret_pem, error);
	}
	return code == 0 ? zr_keys_write_file(
				   wish->folder, SERVER_FILE, ret_pem->data, ret_pem->bytes, error)
			 : code;
}

/* Whether the stored server certificate is by this authority, for all names, and not near its end.
 */
static bool fits(const struct zr_buffer *pem, const struct zr_certificates_wish *wish)
{
	ZR_X509_CERTIFICATE server = NULL;
	ZR_X509_CERTIFICATE ca = NULL;
	const gnutls_datum_t datum = datum_of(pem);
	const gnutls_datum_t ca_der = {(unsigned char *)wish->ca_der, (unsigned)wish->ca_bytes};
	unsigned verdict = 0;
	if (gnutls_x509_crt_init(&server) < 0 || gnutls_x509_crt_init(&ca) < 0 ||
		gnutls_x509_crt_import(ca, &ca_der, GNUTLS_X509_FMT_DER) < 0 ||
		gnutls_x509_crt_import(server, &datum, GNUTLS_X509_FMT_PEM) < 0 ||
		gnutls_x509_crt_verify(server, &ca, 1, 0, &verdict) < 0 || verdict != 0) {
		return false;
	}
	bool fits_all =
		gnutls_x509_crt_get_expiration_time(server) > wish->now_us / 1000000 + RENEW_S;
	for (size_t i = 0; zr_authority_fixed_names[i] != NULL; i++) {
		fits_all = fits_all &&
			   gnutls_x509_crt_check_hostname(server, zr_authority_fixed_names[i]) != 0;
	}
	for (size_t i = 0; i < wish->name_count; i++) {
		fits_all = fits_all && gnutls_x509_crt_check_hostname(server, wish->names[i]) != 0;
	}
	return fits_all;
}

/* server.pem is there and fits, or is made anew. */
static int open_server(
	const struct zr_certificates_wish *wish, struct zr_buffer *ret_pem, struct zr_error *error)
{
	int code = zr_keys_read_file(wish->folder, SERVER_FILE, ret_pem, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	return code == 0 && fits(ret_pem, wish) ? 0 : make_server(wish, ret_pem, error);
}

int zr_certificates_open(const struct zr_certificates_wish *wish,
	struct zr_certificates *ret_certificates, struct zr_error *error)
{
	assert(wish != NULL && wish->folder != NULL && wish->ca_der != NULL);
	assert(wish->names != NULL || wish->name_count == 0);
	assert(wish->vouch != NULL && ret_certificates != NULL);
	*ret_certificates = (struct zr_certificates){0};
	struct zr_buffer *server = &ret_certificates->server_key_pem;
	int code = zr_buffer_add(&ret_certificates->ca_der, wish->ca_der, wish->ca_bytes);
	if (code == 0) {
		code = add_pem(&ret_certificates->ca_der, &ret_certificates->ca_pem, error);
	}
	if (code == 0) {
		code = open_server(wish, server, error);
	}
	if (code == 0) {
		code = zr_buffer_add(&ret_certificates->server_pem, server->data, server->bytes);
	}
	if (code == 0) {
		code = zr_buffer_add(&ret_certificates->server_pem, ret_certificates->ca_pem.data,
			ret_certificates->ca_pem.bytes);
	}
	if (code != 0) {
		zr_certificates_finish(ret_certificates);
	}
	return code;
}

void zr_certificates_finish(struct zr_certificates *certificates)
{
	assert(certificates != NULL);
	zr_buffer_finish(&certificates->ca_pem);
	zr_buffer_finish(&certificates->ca_der);
	zr_buffer_wipe(&certificates->server_pem);
	zr_buffer_wipe(&certificates->server_key_pem);
}
