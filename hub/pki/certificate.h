/*
 * The hub's certificate authority and its server certificate, made with GnuTLS at the first start
 * and kept in DATA/keys/. Tablets pin the authority; the server certificate is made anew when the
 * names change or its end comes near. ECDSA P-256: the cheapest handshake all clients know.
 */
#ifndef ZR_HUB_PKI_CERTIFICATE_H
#define ZR_HUB_PKI_CERTIFICATE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_certificates {
	struct zr_buffer ca_pem;
	struct zr_buffer ca_der;
	struct zr_buffer server_pem; /* with the authority behind it */
	struct zr_buffer server_key_pem;
};

struct zr_certificates_wish {
	const char *folder;       /* DATA/keys, there already */
	const char *const *names; /* DNS names and addresses beside 127.0.0.1, 10.0.2.2, ::1 and
				   * localhost */
	size_t name_count;
	int64_t now_us;
};

/* Makes in the folder what is missing or fits no more. ZR_E_IO, ZR_E_NOMEM; ZR_E_INVALID: the
 * authority is damaged, and is never made anew by itself, for every tablet pins it. */
int zr_certificates_make(
	const struct zr_certificates_wish *wish, struct zr_error *error) ZR_MUST_CHECK;

/* Reads what was made, and nothing of the authority's secret. */
int zr_certificates_read(const char *folder, struct zr_certificates *ret_certificates,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_certificates_finish(struct zr_certificates *certificates);

#endif
