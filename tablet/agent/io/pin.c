/* The pin is over the DER bytes, so the PEM is read and written by libcrypto. */
#include "tablet/agent/io/pin.h"

#include <assert.h>
#include <limits.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "lib/base/cleanup.h"

ZR_DEFINE_CLEANUP(X509 *, X509_free);
ZR_DEFINE_CLEANUP(BIO *, BIO_free_all);

static void free_der(unsigned char **der)
{
	OPENSSL_free(*der);
}

int zr_pin_certificate(const struct zr_buffer *pem, const struct zr_code *code,
	struct zr_buffer *ret_pem, struct zr_error *error)
{
	assert(pem != NULL && code != NULL);
	assert(ret_pem != NULL && ret_pem->bytes == 0);
	assert(pem->bytes <= INT_MAX);
	/* An empty body has no data, which libcrypto takes for a fault of ours. */
	ZR_CLEANUP(BIO_free_allp)
	BIO *in = BIO_new_mem_buf(pem->bytes > 0 ? pem->data : "", (int)pem->bytes);
	ZR_CLEANUP(BIO_free_allp) BIO *out = BIO_new(BIO_s_mem());
	if (in == NULL || out == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the hub's certificate");
	}
	ZR_CLEANUP(X509_freep) X509 *certificate = PEM_read_bio_X509(in, NULL, NULL, NULL);
	if (certificate == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"what answers at the code's address is not a hub; check the address and "
			"the "
			"network");
	}
	ZR_CLEANUP(free_der) unsigned char *der = NULL;
	int der_bytes = i2d_X509(certificate, &der);
	if (der_bytes <= 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the hub's certificate");
	}
	if (!zr_code_is_ca(code, der, (size_t)der_bytes)) {
		return zr_error_set(error, ZR_E_FORGED,
			"what answers at the code's address is not the hub that the code names; "
			"check the "
			"code and the network");
	}
	char *data = NULL;
	long bytes = 0;
	if (PEM_write_bio_X509(out, certificate) == 1) {
		bytes = BIO_get_mem_data(out, &data);
	}
	if (bytes <= 0 || zr_buffer_add(ret_pem, data, (size_t)bytes) < 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the hub's certificate");
	}
	return 0;
}
