/*
 * Passwords as the store keeps them: Argon2id over a random salt, as the text that libargon2 and
 * others write ("$argon2id$v=19$m=…"), which says what it was made by. What hubs of before wrote is
 * read, too ("$scrypt$" and the salt and key in hex). Slow on purpose, and large: for the thread
 * that hashes (ZR_HUB_HASH_KIB). Source: RFC 9106.
 */
#ifndef ZR_HUB_ACCESS_ARGON_H
#define ZR_HUB_ACCESS_ARGON_H

#include <stdbool.h>
#include <stdint.h>

#include "hub/store/stored.h"
#include "lib/base/error.h"

#define ZR_ARGON_SALT_BYTES 16

/* ZR_E_NOMEM. */
int zr_argon_hash(const char *password, const uint8_t salt[ZR_ARGON_SALT_BYTES],
	char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_REFUSED: it is another password; ZR_E_INVALID: what is stored is no hash; ZR_E_NOMEM. */
int zr_argon_verify(const char *password, const char *stored, struct zr_error *error) ZR_MUST_CHECK;

/* Whether it was made as today's are. */
bool zr_argon_is_present(const char *stored);

/* Takes as long as the check of a password, and finds nothing: for an account that is not there. */
void zr_argon_pretend(const char *password);

/* A password a person can copy: 16 letters in groups of four, from 10 random bytes. */
void zr_argon_format_password(const uint8_t random[10], char ret_password[20]);

#endif
