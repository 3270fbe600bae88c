/* X.509 by GnuTLS. A certificate that is there and fits is kept; the authority is never replaced.
 */
#include "hub/pki/certificate.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "hub/pki/keys.h"
#include "hub/pki/x509.h"
#include "lib/base/cleanup.h"

#define DAY_S         ((int64_t)24 * 3600)
#define CA_LIFE_S     (20 * 365 * DAY_S) /* longer than a tablet lives */
#define SERVER_LIFE_S (397 * DAY_S)
#define RENEW_S       (60 * DAY_S)
#define SKEW_S        (30 * DAY_S) /* tablets' clocks are wrong */
#define FIXED_COUNT   4

static const char *const fixed_names[FIXED_COUNT] = {"127.0.0.1", "10.0.2.2", "::1", "localhost"};

static gnutls_datum_t datum_of(const struct zr_buffer *buffer)
{
	return (gnutls_datum_t){(unsigned char *)buffer->data, (unsigned)buffer->bytes};
}

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

static int add_names(gnutls_x509_crt_t server, const struct zr_certificates_wish *wish)
{
	int result = 0;
	for (size_t i = 0; result >= 0 && i < FIXED_COUNT; i++) {
		result = add_name(server, fixed_names[i]);
	}
	for (size_t i = 0; result >= 0 && i < wish->name_count; i++) {
		result = add_name(server, wish->names[i]);
	}
	return result;
}

static int make_server(const struct zr_certificates_wish *wish, const struct zr_x509_authority *ca,
	struct zr_error *error)
{
	ZR_X509_KEY key = NULL;
	ZR_X509_CERTIFICATE server = NULL;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer pem = {0};
	int code = zr_x509_make_key(&key, &key_pem, error);
	if (code != 0) {
		return code;
	}
	int64_t now_s = wish->now_us / 1000000;
	const struct zr_x509_life life = {now_s - SKEW_S, now_s + SERVER_LIFE_S};
	int result = gnutls_x509_crt_init(&server);
	if (result >= 0) {
		result = zr_x509_begin(server, "Zarya hub server", &life);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_key(server, key);
	}
	if (result >= 0) {
		result = zr_x509_set_key_id(server);
	}
	if (result >= 0) {
		result = add_names(server, wish);
	}
	if (result >= 0) {
		result = zr_x509_set_purpose(server, GNUTLS_KP_TLS_WWW_SERVER);
	}
	if (result >= 0) {
		result = zr_x509_sign(server, ca);
	}
	if (result < 0) {
		return zr_x509_fail(error, result, "make the server's certificate");
	}
	/* One file with both: they change together or not at all. */
	code = zr_buffer_add(&pem, key_pem.data, key_pem.bytes);
	if (code == 0) {
		code = zr_x509_export(server, GNUTLS_X509_FMT_PEM, &pem, error);
	}
	return code == 0
		       ? zr_keys_write_file(wish->folder, "server.pem", pem.data, pem.bytes, error)
		       : code;
}

/* Whether the stored server certificate is by this authority, for all names, and not near its end.
 */
static bool fits(const struct zr_buffer *pem, const struct zr_x509_authority *ca,
	const struct zr_certificates_wish *wish)
{
	ZR_X509_CERTIFICATE server = NULL;
	gnutls_datum_t datum = datum_of(pem);
	unsigned verdict = 0;
	if (gnutls_x509_crt_init(&server) < 0 ||
		gnutls_x509_crt_import(server, &datum, GNUTLS_X509_FMT_PEM) < 0 ||
		gnutls_x509_crt_verify(server, &ca->certificate, 1, 0, &verdict) < 0 ||
		verdict != 0) {
		return false;
	}
	bool fits_all =
		gnutls_x509_crt_get_expiration_time(server) > wish->now_us / 1000000 + RENEW_S;
	for (size_t i = 0; i < FIXED_COUNT; i++) {
		fits_all = fits_all && gnutls_x509_crt_check_hostname(server, fixed_names[i]) != 0;
	}
	for (size_t i = 0; i < wish->name_count; i++) {
		fits_all = fits_all && gnutls_x509_crt_check_hostname(server, wish->names[i]) != 0;
	}
	return fits_all;
}

static int load_ca(const struct zr_certificates_wish *wish, struct zr_x509_authority *ret_ca,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ca_pem = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	int code = zr_keys_read_file(wish->folder, "ca.pem", &ca_pem, error);
	if (code == ZR_E_NOT_FOUND) {
		code = make_ca(wish->folder, wish->now_us / 1000000, error);
		if (code == 0) {
			code = zr_keys_read_file(wish->folder, "ca.pem", &ca_pem, error);
		}
	}
	if (code == 0) {
		code = zr_keys_read_file(wish->folder, "ca.key", &key_pem, error);
	}
	if (code != 0) {
		return code;
	}
	gnutls_datum_t pem = datum_of(&ca_pem);
	gnutls_datum_t key = datum_of(&key_pem);
	int result = gnutls_x509_crt_init(&ret_ca->certificate);
	result = result < 0 ? result : gnutls_x509_privkey_init(&ret_ca->key);
	result = result < 0
			 ? result
			 : gnutls_x509_crt_import(ret_ca->certificate, &pem, GNUTLS_X509_FMT_PEM);
	result = result < 0 ? result
			    : gnutls_x509_privkey_import(ret_ca->key, &key, GNUTLS_X509_FMT_PEM);
	if (result < 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s/ca.pem or ca.key is damaged (%s); restore them from a backup",
			wish->folder, gnutls_strerror(result));
	}
	return 0;
}

/* server.pem is there and fits, or is made anew. */
static int check_server(const struct zr_certificates_wish *wish, const struct zr_x509_authority *ca,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer pem = {0};
	int code = zr_keys_read_file(wish->folder, "server.pem", &pem, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	return code == 0 && fits(&pem, ca, wish) ? 0 : make_server(wish, ca, error);
}

int zr_certificates_make(const struct zr_certificates_wish *wish, struct zr_error *error)
{
	assert(wish != NULL && wish->folder != NULL);
	assert(wish->names != NULL || wish->name_count == 0);
	ZR_X509_CERTIFICATE certificate = NULL;
	ZR_X509_KEY key = NULL;
	struct zr_x509_authority ca = {0};
	int code = load_ca(wish, &ca, error);
	certificate = ca.certificate; /* owned from here on */
	key = ca.key;
	return code == 0 ? check_server(wish, &ca, error) : code;
}

static int read_der(const struct zr_buffer *pem, struct zr_buffer *ret_der, struct zr_error *error)
{
	ZR_X509_CERTIFICATE certificate = NULL;
	const gnutls_datum_t datum = datum_of(pem);
	int result = gnutls_x509_crt_init(&certificate);
	if (result >= 0) {
		result = gnutls_x509_crt_import(certificate, &datum, GNUTLS_X509_FMT_PEM);
	}
	return result < 0 ? zr_x509_fail(error, result, "read the hub's certificate")
			  : zr_x509_export(certificate, GNUTLS_X509_FMT_DER, ret_der, error);
}

int zr_certificates_read(
	const char *folder, struct zr_certificates *ret_certificates, struct zr_error *error)
{
	assert(folder != NULL && ret_certificates != NULL);
	*ret_certificates = (struct zr_certificates){0};
	struct zr_buffer *server = &ret_certificates->server_key_pem;
	int code = zr_keys_read_file(folder, "ca.pem", &ret_certificates->ca_pem, error);
	if (code == 0) {
		code = read_der(&ret_certificates->ca_pem, &ret_certificates->ca_der, error);
	}
	if (code == 0) {
		code = zr_keys_read_file(folder, "server.pem", server, error);
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
