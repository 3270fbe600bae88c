/* GnuTLS says whether the two belong together, before a listener is built on them. */
#include "hub/pki/provided.h"

#include <assert.h>

#include <gnutls/gnutls.h>

#include "hub/pki/keys.h"

static int read_file(const char *path, struct zr_buffer *ret_pem, struct zr_error *error)
{
	return zr_keys_read_file(path[0] == '/' ? "" : ".", path, ret_pem, error);
}

static int check(const struct zr_provided *provided)
{
	const gnutls_datum_t certificate = {(unsigned char *)provided->certificate_pem.data,
		(unsigned)provided->certificate_pem.bytes};
	const gnutls_datum_t key = {
		(unsigned char *)provided->key_pem.data, (unsigned)provided->key_pem.bytes};
	gnutls_certificate_credentials_t credentials = NULL;
	int result = gnutls_certificate_allocate_credentials(&credentials);
	if (result >= 0) {
		result = gnutls_certificate_set_x509_key_mem(
			credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
		gnutls_certificate_free_credentials(credentials);
	}
	return result;
}

int zr_provided_read(const char *certificate, const char *key, struct zr_provided *ret_provided,
	struct zr_error *error)
{
	assert(certificate != NULL && key != NULL && ret_provided != NULL);
	*ret_provided = (struct zr_provided){0};
	int code = read_file(certificate, &ret_provided->certificate_pem, error);
	if (code == 0) {
		code = read_file(key, &ret_provided->key_pem, error);
	}
	int result = code == 0 ? check(ret_provided) : 0;
	if (result < 0) {
		code = zr_error_set(error, ZR_E_INVALID,
			"%s and %s are no certificate and its key (PEM): %s", certificate, key,
			gnutls_strerror(result));
	}
	if (code != 0) {
		zr_provided_finish(ret_provided);
	}
	return code;
}

void zr_provided_finish(struct zr_provided *provided)
{
	assert(provided != NULL);
	zr_buffer_finish(&provided->certificate_pem);
	zr_buffer_wipe(&provided->key_pem);
}
