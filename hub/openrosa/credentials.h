/*
 * Who speaks, as HTTP has it: Digest with MD5 (as ODK Collect and Enketo speak it), and Basic where
 * nobody else can listen.
 *
 * Nonces are not kept: each holds the moment when it was made and a code over it that only a hub
 * with the same key can make, so that any number of hubs serve one client. One serves for
 * ZR_NONCE_LIFE_S; the count of its uses is not held against replays within that time, which TLS
 * stands before. Pure but for OpenSSL. Source: RFC 7616, RFC 7617.
 */
#ifndef ZR_HUB_OPENROSA_CREDENTIALS_H
#define ZR_HUB_OPENROSA_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"

#define ZR_CREDENTIALS_REALM        "Zarya"
#define ZR_CREDENTIALS_SECRET_BYTES 16
#define ZR_CREDENTIALS_KEY_BYTES    32
#define ZR_CREDENTIALS_USER_BYTES   64

struct zr_credentials {
	char user[ZR_CREDENTIALS_USER_BYTES];
	bool is_basic;
	char password[ZR_HUB_PASSWORD_BYTES_MAX + 1]; /* Basic */
	char nonce[64];                               /* Digest, as all below */
	char uri[1024];
	char response[33];
	char count[9];
	char client_nonce[128];
};

/* From the field Authorization. ZR_E_SYNTAX for what is neither, or is too long. */
int zr_credentials_read(const char *field, struct zr_credentials *ret_credentials,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_credentials_wipe(struct zr_credentials *credentials);

/* What is kept of a password: MD5("user:realm:password"). ZR_E_NOMEM. */
int zr_credentials_make_secret(const char *user, const char *password,
	uint8_t ret_secret[ZR_CREDENTIALS_SECRET_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* What they are held against; borrowed. */
struct zr_credentials_case {
	const uint8_t *key; /* ZR_CREDENTIALS_KEY_BYTES: of nonces */
	const char *method;
	const char *const *parts; /* of the path that was asked for, decoded */
	size_t part_count;
	int64_t now_us;
};

enum zr_credentials_verdict {
	ZR_CREDENTIALS_GOOD,
	ZR_CREDENTIALS_WRONG,
	ZR_CREDENTIALS_STALE, /* right, with a nonce that is too old: the client draws a new one */
};
enum zr_credentials_verdict zr_credentials_check(const struct zr_credentials *credentials,
	const uint8_t secret[ZR_CREDENTIALS_SECRET_BYTES], const struct zr_credentials_case *of);

/* The value of WWW-Authenticate: Digest …, with a nonce of now. */
#define ZR_CREDENTIALS_CHALLENGE_BYTES 200
void zr_credentials_challenge(const uint8_t key[ZR_CREDENTIALS_KEY_BYTES], int64_t now_us,
	bool is_stale, char ret_text[ZR_CREDENTIALS_CHALLENGE_BYTES]);

#endif
