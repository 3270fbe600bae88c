/*
 * Another certificate for an enrolled tablet: the bodies of POST /v1/renew and GET /v1/health.
 *
 *	request  {1: device id bstr 16, 2: TLS public bstr 65, 3: time int, 4: signature bstr 64}
 *	answer   {1: client certificate bstr, DER, 2: to be renewed from int}
 *	health   {1: time int}
 *
 * The signature is Ed25519, by the enrolment key, over "zarya-renew-1" || hub's sign public ||
 * device id || TLS public || time (8 bytes, most significant first). Times are the hub's clock,
 * microseconds: a tablet asks for it right before, so that its own may be wrong. The hub takes each
 * time of a tablet once, and only later ones. CBOR and content type as in lib/envelope/enrol.h.
 */
#ifndef ZR_ENVELOPE_RENEWAL_H
#define ZR_ENVELOPE_RENEWAL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/envelope/key.h"
#include "lib/envelope/tls_key.h"

struct zr_cbor_reader;

/* A request is some 170 bytes: more is refused before parsing. */
#define ZR_RENEWAL_BYTES_MAX 1024

struct zr_renewal_request {
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES];
	int64_t time_us;
	uint8_t signature[64];
};

/* The tablet: writes and signs. ZR_E_NOMEM. */
int zr_renewal_request_encode(const struct zr_renewal_request *request,
	const struct zr_party_secret *device, const uint8_t hub_sign[ZR_KEY_BYTES],
	struct zr_buffer *ret_body, struct zr_error *error) ZR_MUST_CHECK;

/* The hub: reads, and believes nothing yet. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_renewal_request_decode(const void *body, size_t bytes,
	struct zr_renewal_request *ret_request, struct zr_error *error) ZR_MUST_CHECK;
/* Whether the device of this key signed it, for this hub. ZR_E_FORGED, ZR_E_NOMEM. */
int zr_renewal_request_verify(const struct zr_renewal_request *request,
	const uint8_t device_sign[ZR_KEY_BYTES], const uint8_t hub_sign[ZR_KEY_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

struct zr_renewal_answer {
	uint8_t data[ZR_CERTIFICATE_BYTES_MAX]; /* DER */
	size_t bytes;
	int64_t renew_from_us;
};
int zr_renewal_answer_encode(const struct zr_renewal_answer *answer, struct zr_buffer *ret_body,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_renewal_answer_decode(const void *body, size_t bytes, struct zr_renewal_answer *ret_answer,
	struct zr_error *error) ZR_MUST_CHECK;
/* The certificate of an answer, by whoever reads the map around it. */
void zr_renewal_take_certificate(
	struct zr_cbor_reader *reader, struct zr_renewal_answer *ret_answer);

int zr_renewal_health_encode(
	int64_t time_us, struct zr_buffer *ret_body, struct zr_error *error) ZR_MUST_CHECK;
int zr_renewal_health_decode(
	const void *body, size_t bytes, int64_t *ret_time_us, struct zr_error *error) ZR_MUST_CHECK;

#endif
