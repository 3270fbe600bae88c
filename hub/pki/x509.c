/* Each step on its own: two negative results put together would be a third that means nothing. */
#include "hub/pki/x509.h"

#include <assert.h>
#include <string.h>

#include <gnutls/abstract.h>

#include "hub/pki/keys.h"

int zr_x509_fail(struct zr_error *error, int result, const char *doing)
{
	assert(result < 0 && doing != NULL);
	return zr_error_set(error, ZR_E_IO, "cannot %s: %s", doing, gnutls_strerror(result));
}

static int take_datum(gnutls_datum_t *datum, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	int code = zr_buffer_add(ret_bytes, datum->data, datum->size);
	gnutls_memset(datum->data, 0, datum->size);
	gnutls_free(datum->data);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for a certificate");
}

int zr_x509_export(gnutls_x509_crt_t certificate, gnutls_x509_crt_fmt_t format,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(certificate != NULL && ret_bytes != NULL);
	gnutls_datum_t datum = {0};
	int result = gnutls_x509_crt_export2(certificate, format, &datum);
	return result < 0 ? zr_x509_fail(error, result, "write a certificate")
			  : take_datum(&datum, ret_bytes, error);
}

int zr_x509_make_key(
	gnutls_x509_privkey_t *ret_key, struct zr_buffer *ret_pem, struct zr_error *error)
{
	assert(ret_key != NULL && ret_pem != NULL);
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
	return result < 0 ? zr_x509_fail(error, result, "make a key")
			  : take_datum(&datum, ret_pem, error);
}

int zr_x509_begin(gnutls_x509_crt_t certificate, const char *name, const struct zr_x509_life *life)
{
	assert(certificate != NULL && name != NULL && life->from_s < life->until_s);
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
		result = gnutls_x509_crt_set_activation_time(certificate, (time_t)life->from_s);
	}
	if (result >= 0) {
		result = gnutls_x509_crt_set_expiration_time(certificate, (time_t)life->until_s);
	}
	return result >= 0 ? gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME,
				     0, name, (unsigned)strlen(name))
			   : result;
}

/* One without is as good, so that no id is no failure. */
int zr_x509_set_key_id(gnutls_x509_crt_t certificate)
{
	assert(certificate != NULL);
	uint8_t id[64];
	size_t id_bytes = sizeof id;
	return gnutls_x509_crt_get_key_id(certificate, 0, id, &id_bytes) >= 0
		       ? gnutls_x509_crt_set_subject_key_id(certificate, id, id_bytes)
		       : 0;
}

int zr_x509_set_purpose(gnutls_x509_crt_t certificate, const char *purpose)
{
	assert(certificate != NULL && purpose != NULL);
	int result = gnutls_x509_crt_set_basic_constraints(certificate, 0, -1);
	if (result >= 0) {
		result = gnutls_x509_crt_set_key_usage(certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
	}
	return result >= 0 ? gnutls_x509_crt_set_key_purpose_oid(certificate, purpose, 0) : result;
}

int zr_x509_sign(gnutls_x509_crt_t certificate, const struct zr_x509_authority *authority)
{
	assert(certificate != NULL && authority->certificate != NULL && authority->key != NULL);
	uint8_t id[64];
	size_t id_bytes = sizeof id;
	int result = 0;
	if (gnutls_x509_crt_get_subject_key_id(authority->certificate, id, &id_bytes, NULL) >= 0) {
		result = gnutls_x509_crt_set_authority_key_id(certificate, id, id_bytes);
	}
	return result >= 0 ? gnutls_x509_crt_sign2(certificate, authority->certificate,
				     authority->key, GNUTLS_DIG_SHA256, 0)
			   : result;
}
