/*
 * The permit of a browser: who it answers for, and until when. It is a cookie that only this
 * process can open, so that nothing of a session is kept here: a stop ends all of them, and what
 * was answered is in the store, behind the code. No I/O, no randomness.
 */
#ifndef ZR_RESPOND_PERMIT_H
#define ZR_RESPOND_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/household_code.h"
#include "respond/core/inquiry.h"

#define ZR_PERMIT_ID_BYTES    16
#define ZR_PERMIT_TOKEN_BYTES 33 /* hex, with its NUL */

struct zr_permit {
	struct zr_household_code_keys keys;
	uint8_t id[ZR_PERMIT_ID_BYTES]; /* drawn: one session's */
	int64_t since_us;
	int64_t seen_us; /* the last page */
};

/* The cookie's name. Over TLS no site beside ours, nor an answer without TLS, can plant one.
 * Source: RFC 6265bis, 4.1.3.2. */
const char *zr_permit_name_cookie(bool is_secure);

/* For the cookie. The nonce is used for nothing else. ZR_E_NOMEM. */
int zr_permit_seal(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const struct zr_permit *permit,
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES],
	char ret_text[ZR_INQUIRY_COOKIE_BYTES]) ZR_MUST_CHECK;

/* False: it is none of ours, or over. */
bool zr_permit_unseal(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const char *text, int64_t now_us,
	struct zr_permit *ret_permit);

/* What a page's form carries, so that no other site's form is taken for it. ZR_E_NOMEM. */
int zr_permit_token(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const struct zr_permit *permit,
	char ret_token[ZR_PERMIT_TOKEN_BYTES]) ZR_MUST_CHECK;

#endif
