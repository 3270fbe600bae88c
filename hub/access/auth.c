/* Passwords and sessions. Comparisons of secrets take the same time whatever they find. */
#include "hub/access/auth.h"

#include <assert.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/base/hex.h"

#define SCRYPT_N         32768
#define SCRYPT_R         8
#define SCRYPT_P         1
#define SCRYPT_BYTES_MAX ((uint64_t)64 * 1024 * 1024)

void zr_auth_init(struct zr_auth *auth, const uint8_t stored[ZR_AUTH_STORED_BYTES])
{
	assert(auth != NULL && stored != NULL);
	*auth = (struct zr_auth){0};
	memcpy(auth->stored, stored, ZR_AUTH_STORED_BYTES);
	int failed = pthread_mutex_init(&auth->lock, NULL);
	assert(failed == 0);
}

void zr_auth_finish(struct zr_auth *auth)
{
	assert(auth != NULL);
	(void)pthread_mutex_destroy(&auth->lock);
	explicit_bzero(auth, sizeof *auth);
}

int zr_auth_hash(const char *password, const uint8_t salt[ZR_AUTH_SALT_BYTES],
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	assert(password != NULL && salt != NULL && ret_stored != NULL);
	uint8_t key[ZR_AUTH_KEY_BYTES];
	if (EVP_PBE_scrypt(password, strlen(password), salt, ZR_AUTH_SALT_BYTES, SCRYPT_N, SCRYPT_R,
		    SCRYPT_P, SCRYPT_BYTES_MAX, key, sizeof key) != 1) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to check the password");
	}
	memcpy(ret_stored, salt, ZR_AUTH_SALT_BYTES);
	memcpy(ret_stored + ZR_AUTH_SALT_BYTES, key, sizeof key);
	explicit_bzero(key, sizeof key);
	return 0;
}

static bool hash_token(const char *token, uint8_t ret_hash[32])
{
	uint8_t bytes[ZR_AUTH_SESSION_BYTES];
	return zr_hex_decode(token, bytes, sizeof bytes) == 0 &&
	       EVP_Digest(bytes, sizeof bytes, ret_hash, NULL, EVP_sha256(), NULL) == 1;
}

static bool may_try(struct zr_auth *auth, const struct zr_auth_attempt *attempt)
{
	(void)pthread_mutex_lock(&auth->lock);
	bool is_allowed = zr_attempts_take(&auth->attempts, attempt->peer, attempt->now_us);
	(void)pthread_mutex_unlock(&auth->lock);
	return is_allowed;
}

/* The password as it was stored when it was looked at: it may be replaced meanwhile. */
static int verify(struct zr_auth *auth, const struct zr_auth_attempt *attempt,
	uint8_t ret_stored[ZR_AUTH_STORED_BYTES], struct zr_error *error)
{
	assert(auth != NULL && attempt != NULL && ret_stored != NULL);
	if (!may_try(auth, attempt)) {
		return zr_error_set(
			error, ZR_E_BUSY, "too many wrong passwords; wait a minute and try again");
	}
	(void)pthread_mutex_lock(&auth->lock);
	memcpy(ret_stored, auth->stored, ZR_AUTH_STORED_BYTES);
	(void)pthread_mutex_unlock(&auth->lock);
	uint8_t tried[ZR_AUTH_STORED_BYTES];
	int code = zr_auth_hash(attempt->password, ret_stored, tried, error);
	bool is_right = code == 0 && CRYPTO_memcmp(tried, ret_stored, sizeof tried) == 0;
	explicit_bzero(tried, sizeof tried);
	if (code != 0) {
		return code;
	}
	if (!is_right) {
		return zr_error_set(error, ZR_E_REFUSED, "the password is wrong");
	}
	(void)pthread_mutex_lock(&auth->lock);
	zr_attempts_forgive(&auth->attempts, attempt->peer);
	(void)pthread_mutex_unlock(&auth->lock);
	return 0;
}

/* In a free place, or in that of the session that was idle longest; nowhere when the password was
 * replaced after it was looked at. */
static bool add_session(struct zr_auth *auth, const uint8_t hash[32],
	const uint8_t stored[ZR_AUTH_STORED_BYTES], int64_t now_us)
{
	(void)pthread_mutex_lock(&auth->lock);
	size_t oldest = 0;
	for (size_t i = 1; i < ZR_HUB_SESSION_COUNT_MAX; i++) {
		if (auth->sessions[i].used_us < auth->sessions[oldest].used_us) {
			oldest = i;
		}
	}
	bool is_present = CRYPTO_memcmp(stored, auth->stored, ZR_AUTH_STORED_BYTES) == 0;
	if (is_present) {
		memcpy(auth->sessions[oldest].hash, hash, 32);
		auth->sessions[oldest].used_us = now_us;
		auth->sessions[oldest].began_us = now_us;
	}
	(void)pthread_mutex_unlock(&auth->lock);
	return is_present;
}

int zr_auth_login(struct zr_auth *auth, const struct zr_auth_attempt *attempt,
	char ret_token[2 * ZR_AUTH_SESSION_BYTES + 1], struct zr_error *error)
{
	assert(auth != NULL && attempt != NULL && ret_token != NULL);
	assert(attempt->password != NULL && attempt->random != NULL && attempt->now_us > 0);
	assert(attempt->peer != NULL);
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	uint8_t hash[32] = {0};
	int code = verify(auth, attempt, stored, error);
	if (code != 0) {
		return code;
	}
	zr_hex_encode(attempt->random, ZR_AUTH_SESSION_BYTES, ret_token);
	if (!hash_token(ret_token, hash)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a session");
	}
	return add_session(auth, hash, stored, attempt->now_us)
		       ? 0
		       : zr_error_set(error, ZR_E_REFUSED, "the password was just changed");
}

int zr_auth_verify(
	struct zr_auth *auth, const struct zr_auth_attempt *attempt, struct zr_error *error)
{
	assert(auth != NULL && attempt != NULL && attempt->password != NULL);
	assert(attempt->peer != NULL && attempt->now_us > 0);
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	return verify(auth, attempt, stored, error);
}

/* The place of a live session, or the count when there is none. The lock is held. */
static size_t find(const struct zr_auth *auth, const uint8_t hash[32])
{
	size_t found = ZR_HUB_SESSION_COUNT_MAX;
	for (size_t i = 0; i < ZR_HUB_SESSION_COUNT_MAX; i++) {
		if (auth->sessions[i].used_us != 0 &&
			CRYPTO_memcmp(auth->sessions[i].hash, hash, 32) == 0) {
			found = i;
		}
	}
	return found;
}

bool zr_auth_check(struct zr_auth *auth, const char *token, int64_t now_us)
{
	assert(auth != NULL && token != NULL);
	uint8_t hash[32];
	if (token[0] == '\0' || !hash_token(token, hash)) {
		return false;
	}
	(void)pthread_mutex_lock(&auth->lock);
	size_t index = find(auth, hash);
	bool is_live = index < ZR_HUB_SESSION_COUNT_MAX &&
		       now_us - auth->sessions[index].used_us < ZR_HUB_SESSION_IDLE_S * 1000000LL &&
		       now_us - auth->sessions[index].began_us < ZR_HUB_SESSION_LIFE_S * 1000000LL;
	if (is_live) {
		auth->sessions[index].used_us = now_us;
	}
	(void)pthread_mutex_unlock(&auth->lock);
	return is_live;
}

void zr_auth_logout(struct zr_auth *auth, const char *token)
{
	assert(auth != NULL && token != NULL);
	uint8_t hash[32];
	if (!hash_token(token, hash)) {
		return;
	}
	(void)pthread_mutex_lock(&auth->lock);
	size_t index = find(auth, hash);
	if (index < ZR_HUB_SESSION_COUNT_MAX) {
		auth->sessions[index].used_us = 0;
	}
	(void)pthread_mutex_unlock(&auth->lock);
}

void zr_auth_replace(
	struct zr_auth *auth, const uint8_t stored[ZR_AUTH_STORED_BYTES], const char *token)
{
	assert(auth != NULL && stored != NULL && token != NULL);
	uint8_t hash[32];
	bool is_session = hash_token(token, hash);
	(void)pthread_mutex_lock(&auth->lock);
	memcpy(auth->stored, stored, ZR_AUTH_STORED_BYTES);
	size_t kept = is_session ? find(auth, hash) : ZR_HUB_SESSION_COUNT_MAX;
	for (size_t i = 0; i < ZR_HUB_SESSION_COUNT_MAX; i++) {
		auth->sessions[i].used_us = i == kept ? auth->sessions[i].used_us : 0;
	}
	(void)pthread_mutex_unlock(&auth->lock);
}

void zr_auth_format_password(const uint8_t random[10], char ret_password[20])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567892"; /* 32, none alike */
	static_assert(sizeof letters == 33, "five bits a letter");
	unsigned bits = 0;
	unsigned bit_count = 0;
	size_t length = 0;
	for (size_t i = 0; i < 10; i++) {
		bits = (bits << 8 | random[i]) & 0xffffu;
		for (bit_count += 8; bit_count >= 5; bit_count -= 5) {
			if (length % 5 == 4) {
				ret_password[length++] = '-';
			}
			ret_password[length++] = letters[bits >> (bit_count - 5) & 31];
		}
	}
	assert(length == 19);
	ret_password[length] = '\0';
}
