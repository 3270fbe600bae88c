/*
 * Enrolment on the wire: the bodies of POST /v1/enrol and the error map of every /v1 call.
 *
 *	request  {1: secret bstr 8, 2: sign public bstr 32, 3: agree public bstr 32,
 *	          4: version tstr, 5: signature bstr 64, 6: TLS public bstr 65}
 *	answer   {1: hub sign public bstr 32, 2: hub agree public bstr 32, 3: device name tstr,
 *	          4: hub time int, microseconds, 5: client certificate bstr, DER,
 *	          6: to be renewed from int, microseconds of the hub's clock,
 *	          7: the office's sign and agree public bstr 64}
 *	error    {1: wire error number uint, 2: sentence tstr}
 *
 * The signature is Ed25519 over "zarya-enrol-2" || secret || sign public || agree public || TLS
 * public: it proves that the sender has the secret key, and ties the keys to this code. CBOR is
 * deterministic (RFC 8949, 4.2); unknown keys are skipped, anything behind the map is refused.
 * Content type of all of them: ZR_ENROL_MEDIA_TYPE. Encoders want an empty buffer. No I/O.
 */
#ifndef ZR_ENVELOPE_ENROL_H
#define ZR_ENVELOPE_ENROL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/code.h"
#include "lib/envelope/key.h"
#include "lib/envelope/renewal.h"
#include "lib/envelope/tls_key.h"

#define ZR_ENROL_MEDIA_TYPE "application/cbor"

/* A request is some 200 bytes, an answer or an error some 500: more is refused before parsing. */
#define ZR_ENROL_BYTES_MAX 4096

#define ZR_ENROL_VERSION_BYTES 64
#define ZR_ENROL_NAME_BYTES    64

struct zr_enrol_request {
	uint8_t secret[ZR_CODE_SECRET_BYTES];
	struct zr_party_public device;               /* with its id */
	uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES]; /* as it came: who certifies it checks it */
	char version[ZR_ENROL_VERSION_BYTES];        /* of the tablet's software, NUL-terminated */
};

/* What a tablet says of itself; all borrowed. */
struct zr_enrol_wish {
	const uint8_t *secret;     /* ZR_CODE_SECRET_BYTES, of the code */
	const uint8_t *tls_public; /* ZR_TLS_KEY_PUBLIC_BYTES */
	const struct zr_party_secret *device;
	const char *version;
};

/* The tablet: writes and signs. version is cut to fit. ZR_E_NOMEM. */
int zr_enrol_request_encode(const struct zr_enrol_wish *wish, struct zr_buffer *ret_body,
	struct zr_error *error) ZR_MUST_CHECK;

/* The hub: reads and checks the signature. Whether the secret is a good one is the caller's to ask.
 * ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_FORGED, ZR_E_NOMEM. */
int zr_enrol_request_decode(const void *body, size_t bytes, struct zr_enrol_request *ret_request,
	struct zr_error *error) ZR_MUST_CHECK;

struct zr_enrol_answer {
	struct zr_party_public hub;            /* with its id */
	struct zr_party_public office;         /* to whom answers are sealed, likewise */
	char device_name[ZR_ENROL_NAME_BYTES]; /* what the hub calls this tablet, NUL-terminated */
	int64_t time_us;                       /* the hub's clock */
	struct zr_renewal_answer certificate;
};
int zr_enrol_answer_encode(const struct zr_enrol_answer *answer, struct zr_buffer *ret_body,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_enrol_answer_decode(const void *body, size_t bytes, struct zr_enrol_answer *ret_answer,
	struct zr_error *error) ZR_MUST_CHECK;

/* The body of an answer that is not 200. problem->code must be a ZR_E_*; its message is the
 * sentence. */
int zr_enrol_error_encode(const struct zr_error *problem, struct zr_buffer *ret_body) ZR_MUST_CHECK;

/* Reads such a body into ret_problem (code and message; ZR_E_INVALID for a number that the table
 * does not have). ZR_E_SYNTAX or ZR_E_LIMIT when the body is no error map: then ret_problem is
 * untouched, and only the HTTP status is known. */
int zr_enrol_error_decode(
	const void *body, size_t bytes, struct zr_error *ret_problem) ZR_MUST_CHECK;

#endif
