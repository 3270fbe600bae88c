/* GnuTLS verifies against the one authority that the listener trusts; the name is ours to read. */
#include "hub/http/credential.h"

#include <assert.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

static void deinit_certificate(gnutls_x509_crt_t *certificate)
{
	if (*certificate != NULL) {
		gnutls_x509_crt_deinit(*certificate);
	}
}

/* The common name is the device's id in hex, and nothing else. */
static bool read_device(gnutls_x509_crt_t certificate, uint8_t ret_device[ZR_PARTY_ID_BYTES])
{
	char name[2 * ZR_PARTY_ID_BYTES + 1];
	size_t bytes = sizeof name;
	return gnutls_x509_crt_get_dn_by_oid(
		       certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &bytes) >= 0 &&
	       bytes == sizeof name - 1 && strlen(name) == bytes &&
	       zr_hex_decode(name, ret_device, ZR_PARTY_ID_BYTES) == 0;
}

static bool read_key(gnutls_x509_crt_t certificate, uint8_t ret_key[ZR_CREDENTIAL_KEY_BYTES])
{
	size_t bytes = ZR_CREDENTIAL_KEY_BYTES;
	return gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, ret_key, &bytes) >=
		       0 &&
	       bytes == ZR_CREDENTIAL_KEY_BYTES;
}

void zr_credential_judge(
	const struct zr_credential_shown *shown, struct zr_credential *ret_credential)
{
	assert(shown != NULL && shown->data != NULL && ret_credential != NULL);
	const unsigned dates = GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED;
	bool is_good = shown->verdict == 0;
	bool is_expired = (shown->verdict & dates) != 0 &&
			  (shown->verdict & ~(dates | GNUTLS_CERT_INVALID)) == 0;
	struct zr_credential credential = {.is_expired = is_expired};
	ZR_CLEANUP(deinit_certificate) gnutls_x509_crt_t certificate = NULL;
	const gnutls_datum_t der = {(unsigned char *)(uintptr_t)shown->data, shown->bytes};
	if (is_good && gnutls_x509_crt_init(&certificate) >= 0 &&
		gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) >= 0) {
		credential.has_device = read_device(certificate, credential.device) &&
					read_key(certificate, credential.key);
	}
	*ret_credential = credential;
}

void zr_credential_read(struct MHD_Connection *connection, struct zr_credential *ret_credential)
{
	assert(connection != NULL && ret_credential != NULL);
	*ret_credential = (struct zr_credential){0};
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info == NULL || info->tls_session == NULL) {
		return;
	}
	gnutls_session_t session = info->tls_session;
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
	char purpose[] = GNUTLS_KP_TLS_WWW_CLIENT;
	gnutls_typed_vdata_st wanted = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)purpose,
		.size = sizeof purpose - 1};
	struct zr_credential_shown shown = {0};
	if (chain == NULL || count == 0 ||
		gnutls_certificate_verify_peers(session, &wanted, 1, &shown.verdict) < 0) {
		return;
	}
	shown.data = chain[0].data;
	shown.bytes = chain[0].size;
	zr_credential_judge(&shown, ret_credential);
}
