/* X.509 by GnuTLS. A certificate that is there and fits is kept; the authority is never replaced.
 */
#include "hub/pki/certificate.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"

#define DAY_S         ((int64_t)24 * 3600)
#define CA_LIFE_S     (20 * 365 * DAY_S) /* longer than a tablet lives */
#define SERVER_LIFE_S (397 * DAY_S)
#define RENEW_S       (60 * DAY_S)
#define SKEW_S        (30 * DAY_S) /* tablets' clocks are wrong */
#define FIXED_COUNT   4

static const char *const fixed_names[FIXED_COUNT] = {"127.0.0.1", "10.0.2.2", "::1", "localhost"};

static void deinit_certificate(gnutls_x509_crt_t *certificate)
{
	if (*certificate != NULL) {
		gnutls_x509_crt_deinit(*certificate);
	}
}

static void deinit_key(gnutls_x509_privkey_t *key)
{
	if (*key != NULL) {
		gnutls_x509_privkey_deinit(*key);
	}
}

#define OWNED_CERTIFICATE ZR_CLEANUP(deinit_certificate) gnutls_x509_crt_t
#define OWNED_KEY         ZR_CLEANUP(deinit_key) gnutls_x509_privkey_t

static int fail(struct zr_error *error, int result, const char *doing)
{
	return zr_error_set(error, ZR_E_IO, "cannot %s: %s", doing, gnutls_strerror(result));
}

static gnutls_datum_t datum_of(const struct zr_buffer *buffer)
{
	return (gnutls_datum_t){(unsigned char *)buffer->data, (unsigned)buffer->bytes};
}

static int take_datum(gnutls_datum_t *datum, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	int code = zr_buffer_add(ret_bytes, datum->data, datum->size);
	gnutls_memset(datum->data, 0, datum->size);
	gnutls_free(datum->data);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for a certificate");
}

static int export_certificate(gnutls_x509_crt_t certificate, gnutls_x509_crt_fmt_t format,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	gnutls_datum_t datum = {0};
	int result = gnutls_x509_crt_export2(certificate, format, &datum);
	return result < 0 ? fail(error, result, "write a certificate")
			  : take_datum(&datum, ret_bytes, error);
}

static int make_key(
	gnutls_x509_privkey_t *ret_key, struct zr_buffer *ret_pem, struct zr_error *error)
{
	gnutls_datum_t datum = {0};
	int result = gnutls_x509_privkey_init(ret_key);
	if (result >= 0) {
		result = gnutls_x509_privkey_generate(*ret_key, GNUTLS_PK_ECDSA,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	}
	if (result >= 0) {
		result = gnutls_x509_privkey_export2_pkcs8(
			*ret_key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &datum);
	}
	return result < 0 ? fail(error, result, "make a key") : take_datum(&datum, ret_pem, error);
}

static int set_life(gnutls_x509_crt_t certificate, int64_t now_s, int64_t life_s)
{
	int result = gnutls_x509_crt_set_activation_time(certificate, (time_t)(now_s - SKEW_S));
	return result >= 0
		       ? gnutls_x509_crt_set_expiration_time(certificate, (time_t)(now_s + life_s))
		       : result;
}

/* By it a chain is found; one without is as good, so that no id is no failure. */
static int set_key_id(gnutls_x509_crt_t certificate)
{
	uint8_t id[64];
	size_t id_bytes = sizeof id;
	return gnutls_x509_crt_get_key_id(certificate, 0, id, &id_bytes) >= 0
		       ? gnutls_x509_crt_set_subject_key_id(certificate, id, id_bytes)
		       : 0;
}

/* Each step on its own: two negative results put together would be a third that means nothing. */
static int set_common(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, const char *name,
	int64_t now_s, int64_t life_s)
{
	uint8_t serial[16];
	if (zr_keys_draw(serial, sizeof serial, NULL) != 0) {
		return GNUTLS_E_RANDOM_FAILED;
	}
	serial[0] = (serial[0] & 0x7f) | 0x40; /* positive, and never shorter */
	int result = gnutls_x509_crt_set_version(certificate, 3);
	if (result >= 0) {
		result = gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
	}
	if (result >= 0) {
		result = set_life(certificate, now_s, life_s);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_dn_by_oid(
			certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_key(certificate, key);
	}
	return result >= 0 ? set_key_id(certificate) : result;
}

static int make_ca(const char *folder, int64_t now_s, struct zr_error *error)
{
	OWNED_KEY key = NULL;
	OWNED_CERTIFICATE ca = NULL;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer ca_pem = {0};
	int code = make_key(&key, &key_pem, error);
	if (code != 0) {
		return code;
	}
	int result = gnutls_x509_crt_init(&ca);
	if (result >= 0) {
		result = set_common(ca, key, "Zarya hub", now_s, CA_LIFE_S);
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
		return fail(error, result, "make the hub's certificate authority");
	}
	code = export_certificate(ca, GNUTLS_X509_FMT_PEM, &ca_pem, error);
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

struct authority {
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_t key;
};

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

static int set_purpose(gnutls_x509_crt_t server)
{
	int result = gnutls_x509_crt_set_basic_constraints(server, 0, -1);
	if (result >= 0) {
		result = gnutls_x509_crt_set_key_usage(server, GNUTLS_KEY_DIGITAL_SIGNATURE);
	}
	return result >= 0
		       ? gnutls_x509_crt_set_key_purpose_oid(server, GNUTLS_KP_TLS_WWW_SERVER, 0)
		       : result;
}

static int sign(gnutls_x509_crt_t server, const struct authority *ca)
{
	uint8_t id[64];
	size_t id_bytes = sizeof id;
	int result = 0;
	if (gnutls_x509_crt_get_subject_key_id(ca->certificate, id, &id_bytes, NULL) >= 0) {
		result = gnutls_x509_crt_set_authority_key_id(server, id, id_bytes);
	}
	return result >= 0 ? gnutls_x509_crt_sign2(
				     server, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0)
			   : result;
}

static int make_server(
	const struct zr_certificates_wish *wish, const struct authority *ca, struct zr_error *error)
{
	OWNED_KEY key = NULL;
	OWNED_CERTIFICATE server = NULL;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer pem = {0};
	int code = make_key(&key, &key_pem, error);
	if (code != 0) {
		return code;
	}
	int64_t now_s = wish->now_us / 1000000;
	int result = gnutls_x509_crt_init(&server);
	if (result >= 0) {
		result = set_common(server, key, "Zarya hub server", now_s, SERVER_LIFE_S);
	}
	if (result >= 0) {
		result = add_names(server, wish);
	}
	if (result >= 0) {
		result = set_purpose(server);
	}
	if (result >= 0) {
		result = sign(server, ca);
	}
	if (result < 0) {
		return fail(error, result, "make the server's certificate");
	}
	/* One file with both: they change together or not at all. */
	code = zr_buffer_add(&pem, key_pem.data, key_pem.bytes);
	if (code == 0) {
		code = export_certificate(server, GNUTLS_X509_FMT_PEM, &pem, error);
	}
	return code == 0
		       ? zr_keys_write_file(wish->folder, "server.pem", pem.data, pem.bytes, error)
		       : code;
}

/* Whether the stored server certificate is by this authority, for all names, and not near its end.
 */
static bool fits(const struct zr_buffer *pem, const struct authority *ca,
	const struct zr_certificates_wish *wish)
{
	OWNED_CERTIFICATE server = NULL;
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

static int load_ca(const struct zr_certificates_wish *wish, struct zr_certificates *certificates,
	struct authority *ret_ca, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	int code = zr_keys_read_file(wish->folder, "ca.pem", &certificates->ca_pem, error);
	if (code == ZR_E_NOT_FOUND) {
		code = make_ca(wish->folder, wish->now_us / 1000000, error);
		if (code == 0) {
			code = zr_keys_read_file(
				wish->folder, "ca.pem", &certificates->ca_pem, error);
		}
	}
	if (code == 0) {
		code = zr_keys_read_file(wish->folder, "ca.key", &key_pem, error);
	}
	if (code != 0) {
		return code;
	}
	gnutls_datum_t pem = datum_of(&certificates->ca_pem);
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
	return export_certificate(
		ret_ca->certificate, GNUTLS_X509_FMT_DER, &certificates->ca_der, error);
}

static int load_server(const struct zr_certificates_wish *wish, const struct authority *ca,
	struct zr_buffer *ret_pem, struct zr_error *error)
{
	int code = zr_keys_read_file(wish->folder, "server.pem", ret_pem, error);
	if (code == 0 && fits(ret_pem, ca, wish)) {
		return 0;
	}
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	zr_buffer_wipe(ret_pem);
	code = make_server(wish, ca, error);
	return code == 0 ? zr_keys_read_file(wish->folder, "server.pem", ret_pem, error) : code;
}

int zr_certificates_load(const struct zr_certificates_wish *wish,
	struct zr_certificates *ret_certificates, struct zr_error *error)
{
	assert(wish != NULL && wish->folder != NULL && ret_certificates != NULL);
	assert(wish->names != NULL || wish->name_count == 0);
	*ret_certificates = (struct zr_certificates){0};
	OWNED_CERTIFICATE certificate = NULL;
	OWNED_KEY key = NULL;
	struct authority ca = {0};
	int code = load_ca(wish, ret_certificates, &ca, error);
	certificate = ca.certificate; /* owned from here on */
	key = ca.key;
	if (code == 0) {
		code = load_server(wish, &ca, &ret_certificates->server_key_pem, error);
	}
	if (code == 0) {
		code = zr_buffer_add(&ret_certificates->server_pem,
			ret_certificates->server_key_pem.data,
			ret_certificates->server_key_pem.bytes);
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
