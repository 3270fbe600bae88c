/*
 * The operator's password and the console's sessions.
 *
 * The password is kept as scrypt over a random salt. Sessions are 256 random bits that live in
 * memory: a restart logs out. One ends when nothing was asked for a while, and a while after it
 * began whatever was asked. Wrong passwords are limited by the minute (attempts.h). Any thread may
 * call; a lock guards the table.
 */
#ifndef ZR_HUB_ACCESS_AUTH_H
#define ZR_HUB_ACCESS_AUTH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "hub/access/attempts.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"

#define ZR_AUTH_SALT_BYTES    16
#define ZR_AUTH_KEY_BYTES     32
#define ZR_AUTH_SESSION_BYTES 32
#define ZR_AUTH_STORED_BYTES  (ZR_AUTH_SALT_BYTES + ZR_AUTH_KEY_BYTES)

struct zr_auth {
	pthread_mutex_t lock;
	uint8_t stored[ZR_AUTH_STORED_BYTES]; /* salt, then scrypt(password, salt) */
	struct {
		uint8_t hash[32]; /* SHA-256 of the token */
		int64_t used_us;  /* 0: a free place */
		int64_t began_us;
	} sessions[ZR_HUB_SESSION_COUNT_MAX];
	struct zr_attempts attempts;
};

/* stored: from zr_auth_hash(), as the store keeps it. */
void zr_auth_init(struct zr_auth *auth, const uint8_t stored[ZR_AUTH_STORED_BYTES]);
void zr_auth_finish(struct zr_auth *auth);

/* Slow on purpose: 32 MB and some 0.1 s. ZR_E_NOMEM. */
int zr_auth_hash(const char *password, const uint8_t salt[ZR_AUTH_SALT_BYTES],
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error) ZR_MUST_CHECK;

struct zr_auth_attempt {
	const char *password;
	const uint8_t *random; /* ZR_AUTH_SESSION_BYTES that nobody can guess, for a session */
	const uint8_t *peer;   /* ZR_PEER_BYTES: the address that it comes from */
	int64_t now_us;
};
/* A session for the right password: token is 64 hex digits and a NUL. ZR_E_REFUSED wrong password,
 * ZR_E_BUSY too many attempts this minute, from there or at all. */
int zr_auth_login(struct zr_auth *auth, const struct zr_auth_attempt *attempt,
	char ret_token[2 * ZR_AUTH_SESSION_BYTES + 1], struct zr_error *error) ZR_MUST_CHECK;

/* Whether it is the password, without a session. Errors as above. */
int zr_auth_verify(struct zr_auth *auth, const struct zr_auth_attempt *attempt,
	struct zr_error *error) ZR_MUST_CHECK;

/* Another password, from zr_auth_hash(): every session but the token's ends. */
void zr_auth_replace(
	struct zr_auth *auth, const uint8_t stored[ZR_AUTH_STORED_BYTES], const char *token);

/* Whether the token is a live session; keeps it alive. */
bool zr_auth_check(struct zr_auth *auth, const char *token, int64_t now_us);

void zr_auth_logout(struct zr_auth *auth, const char *token);

/* A password a person can copy: 16 letters in groups of four, from 10 random bytes. */
void zr_auth_format_password(const uint8_t random[10], char ret_password[20]);

#endif
