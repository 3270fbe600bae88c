/*
 * The enrolment code: what an operator shows and an enumerator types, once per tablet.
 *
 *	https://HOST:PORT#XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
 *
 * 28 characters of Crockford's base32 are 140 bits: 60 bits of one-time secret, then the first 80
 * bits of SHA-256 over the hub's CA certificate (DER), by which the tablet knows the right hub.
 * Reading forgives what hands do: case, dashes and spaces, O for 0, I and L for 1, white space
 * around it. There is no check digit: a wrong character is a wrong secret or a wrong pin, and both
 * are refused. No I/O, no randomness. Source: crockford.com/base32.html.
 */
#ifndef ZR_ENVELOPE_CODE_H
#define ZR_ENVELOPE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_CODE_SECRET_BYTES 8  /* 60 bits, left-aligned: the last four bits are zero */
#define ZR_CODE_PIN_BYTES    10 /* the first 80 bits of SHA-256(CA certificate, DER) */
#define ZR_CODE_URL_BYTES    256

struct zr_code {
	char url[ZR_CODE_URL_BYTES]; /* "https://host:port", NUL-terminated, without a slash behind
				      */
	uint8_t secret[ZR_CODE_SECRET_BYTES];
	uint8_t pin[ZR_CODE_PIN_BYTES];
};

/* The hub's side: a code from its address, 8 random bytes that the caller drew (their last four
 * bits are dropped) and its CA certificate in DER. url must begin with "https://", may end with a
 * slash, which is dropped. ZR_E_INVALID, ZR_E_LIMIT when url is too long. */
int zr_code_init(struct zr_code *ret_code, const char *url,
	const uint8_t random[ZR_CODE_SECRET_BYTES], const void *ca_der, size_t ca_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* Reads what was typed or scanned; text is NUL-terminated. ZR_E_SYNTAX with a sentence for the
 * person who typed it; ret_code is set only on success. */
int zr_code_parse(const char *text, struct zr_code *ret_code, struct zr_error *error) ZR_MUST_CHECK;

/* Appends "https://host:port#XXXX-…" to text. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_code_format(const struct zr_code *code, struct zr_buffer *text) ZR_MUST_CHECK;

/* Whether this CA certificate (DER) is the one that the code names. */
bool zr_code_is_ca(const struct zr_code *code, const void *ca_der, size_t ca_bytes);

/* Wipes the secret. */
void zr_code_finish(struct zr_code *code);

#endif
