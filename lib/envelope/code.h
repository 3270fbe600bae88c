/*
 * The enrolment code: what an operator shows and an enumerator types, once per tablet.
 *
 *	GGGGGG-GGGGGG-GGGGGG-GGGGGG-GGGGGG HOST[:PORT]
 *
 * Five groups of six characters of Crockford's base32. The sixth of each is its check: any wrong
 * character, any two exchanged, any two groups exchanged, and all but one in 32 missing ones show
 * in their own group, while it is typed (zr_code_look()). The other 25 are 125 bits: 60 of one-time
 * secret, then the first 65 of the hub's CA certificate (DER), hashed ZR_CODE_PIN_ROUNDS times,
 * by which the tablet knows the right hub: to make another certificate that fits costs 2^81 hashes.
 * The port is left out when it is ZR_CODE_PORT, the address where the tablet knows its hub.
 * Reading forgives what hands do: case, dashes and spaces between groups or none, O for 0, I and L
 * for 1, the address first.
 *
 * The long form of older consoles is read, too:
 *	https://HOST:PORT#XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
 * 28 characters without a check: the secret, then 80 bits of SHA-256 over the certificate.
 *
 * No I/O, no randomness. Source: crockford.com/base32.html, ADR 0115.
 */
#ifndef ZR_ENVELOPE_CODE_H
#define ZR_ENVELOPE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_CODE_SECRET_BYTES  8  /* 60 bits, left-aligned: the last four bits are zero */
#define ZR_CODE_PIN_BYTES     10 /* 80 bits, or 65 left-aligned with zeros behind */
#define ZR_CODE_PIN_ROUNDS    65536
#define ZR_CODE_URL_BYTES     256
#define ZR_CODE_PORT          "8443"
#define ZR_CODE_GROUP_COUNT   5
#define ZR_CODE_GROUP_SYMBOLS 6

struct zr_code {
	char url[ZR_CODE_URL_BYTES]; /* "https://host:port", NUL-terminated, without a slash behind
				      * it; "" when the code leaves it to the tablet */
	uint8_t secret[ZR_CODE_SECRET_BYTES];
	uint8_t pin[ZR_CODE_PIN_BYTES];
	bool is_long; /* of the older form */
};

/* Which hub a code leads to; borrowed. */
struct zr_code_hub {
	const char *url;    /* begins with "https://"; a slash at its end is dropped */
	const void *ca_der; /* its CA certificate */
	size_t ca_bytes;
};

/* The hub's side: a code with 8 random bytes that the caller drew (their last four bits are
 * dropped). ZR_E_INVALID, ZR_E_LIMIT when the url is too long. */
int zr_code_init(struct zr_code *ret_code, const struct zr_code_hub *hub,
	const uint8_t random[ZR_CODE_SECRET_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* Reads what was typed or scanned; text is NUL-terminated. ZR_E_SYNTAX with a sentence that names
 * the group; ret_code is set only on success. */
int zr_code_parse(const char *text, struct zr_code *ret_code, struct zr_error *error) ZR_MUST_CHECK;

/* Appends the code in its form to text. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_code_format(const struct zr_code *code, struct zr_buffer *text) ZR_MUST_CHECK;

/* Gives a code that names no hub this one: "host", "host:port" or a URL. ZR_E_SYNTAX. */
int zr_code_set_address(
	struct zr_code *code, const char *address, struct zr_error *error) ZR_MUST_CHECK;

/* Whether this CA certificate (DER) is the one that the code names. */
bool zr_code_is_ca(const struct zr_code *code, const void *ca_der, size_t ca_bytes);

/* Wipes the secret. */
void zr_code_finish(struct zr_code *code);

/* ---- while it is typed ---- */

enum zr_code_group_state {
	ZR_CODE_GROUP_EMPTY,
	ZR_CODE_GROUP_BEGUN, /* not all of it is there yet */
	ZR_CODE_GROUP_GOOD,
	ZR_CODE_GROUP_WRONG, /* a character is missing, wrong or none of a code */
};

struct zr_code_group {
	enum zr_code_group_state state;
	char symbols[ZR_CODE_GROUP_SYMBOLS + 1]; /* in capitals, what is none of a code as '?' */
};

struct zr_code_look {
	bool is_long; /* nothing can be said of it before it is tried */
	struct zr_code_group groups[ZR_CODE_GROUP_COUNT];
	char address[ZR_CODE_URL_BYTES]; /* as typed; cut where it is longer */
};

/* What of a code is there; any text is taken. */
void zr_code_look(const char *text, struct zr_code_look *ret_look);

/* Appends the same code with its dashes and its space, in capitals up to the address. Text that is
 * no beginning of a code is appended as it is. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_code_tidy(const char *text, struct zr_buffer *tidy) ZR_MUST_CHECK;

#endif
