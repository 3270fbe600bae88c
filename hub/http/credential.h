/*
 * The client certificate of a connection: whose it is, when it is by the hub's authority and good
 * now. Looked at once a connection, after the handshake, which proved that the client has its key.
 * Whether the device may still use it is in the store (hub/device/passport.h).
 */
#ifndef ZR_HUB_HTTP_CREDENTIAL_H
#define ZR_HUB_HTTP_CREDENTIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/envelope/key.h"

#define ZR_CREDENTIAL_KEY_BYTES 32

struct MHD_Connection;

struct zr_credential {
	bool has_device; /* what follows it is proved */
	bool is_expired; /* it would have one, but for its dates */
	uint8_t device[ZR_PARTY_ID_BYTES];
	uint8_t key[ZR_CREDENTIAL_KEY_BYTES]; /* SHA-256 of the SubjectPublicKeyInfo */
};

/* A connection without TLS, or without a certificate, has no device. */
void zr_credential_read(struct MHD_Connection *connection, struct zr_credential *ret_credential);

/* The same for what the client showed: count certificates (DER), its own first, the others those
 * that signed it; verdict is GnuTLS's on the chain (gnutls_certificate_status_t). For tests. */
struct zr_credential_shown {
	const void *data;
	unsigned bytes;
	unsigned verdict;
};
void zr_credential_judge(
	const struct zr_credential_shown *shown, struct zr_credential *ret_credential);

#endif
