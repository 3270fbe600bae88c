/* Over libargon2; comparisons take the same time whatever they find. */
#include "hub/access/argon.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/base/hex.h"

#define KEY_BYTES 32

/* As the hub of before had it. */
#define SCRYPT_PREFIX     "$scrypt$"
#define SCRYPT_SALT_BYTES 16
#define SCRYPT_N          32768
#define SCRYPT_R          8
#define SCRYPT_P          1
#define SCRYPT_BYTES_MAX  ((uint64_t)64 * 1024 * 1024)

int zr_argon_hash(const char *password, const uint8_t salt[ZR_ARGON_SALT_BYTES],
	char ret_stored[ZR_STORE_PASSWORD_BYTES], struct zr_error *error)
{
	assert(password != NULL && salt != NULL && ret_stored != NULL);
	int result = argon2id_hash_encoded(ZR_HUB_HASH_PASSES, ZR_HUB_HASH_KIB, 1, password,
		strlen(password), salt, ZR_ARGON_SALT_BYTES, KEY_BYTES, ret_stored,
		ZR_STORE_PASSWORD_BYTES);
	return result == ARGON2_OK
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "no memory to check the password");
}

static int verify_scrypt(const char *password, const char *hex, struct zr_error *error)
{
	uint8_t stored[SCRYPT_SALT_BYTES + KEY_BYTES];
	uint8_t key[KEY_BYTES];
	if (zr_hex_decode(hex, stored, sizeof stored) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "the stored password is damaged");
	}
	if (EVP_PBE_scrypt(password, strlen(password), stored, SCRYPT_SALT_BYTES, SCRYPT_N,
		    SCRYPT_R, SCRYPT_P, SCRYPT_BYTES_MAX, key, sizeof key) != 1) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to check the password");
	}
	bool is_right = CRYPTO_memcmp(key, stored + SCRYPT_SALT_BYTES, sizeof key) == 0;
	explicit_bzero(key, sizeof key);
	return is_right ? 0 : zr_error_set(error, ZR_E_REFUSED, "the password is wrong");
}

int zr_argon_verify(const char *password, const char *stored, struct zr_error *error)
{
	assert(password != NULL && stored != NULL);
	if (strncmp(stored, SCRYPT_PREFIX, strlen(SCRYPT_PREFIX)) == 0) {
		return verify_scrypt(password, stored + strlen(SCRYPT_PREFIX), error);
	}
	switch (argon2id_verify(stored, password, strlen(password))) {
	case ARGON2_OK:
		return 0;
	case ARGON2_VERIFY_MISMATCH:
		return zr_error_set(error, ZR_E_REFUSED, "the password is wrong");
	case ARGON2_MEMORY_ALLOCATION_ERROR:
		return zr_error_set(error, ZR_E_NOMEM, "no memory to check the password");
	default:
		return zr_error_set(error, ZR_E_INVALID, "the stored password is damaged");
	}
}

bool zr_argon_is_present(const char *stored)
{
	assert(stored != NULL);
	char head[64];
	(void)snprintf(head, sizeof head, "$argon2id$v=19$m=%d,t=%d,p=1$", ZR_HUB_HASH_KIB,
		ZR_HUB_HASH_PASSES);
	return strncmp(stored, head, strlen(head)) == 0;
}

void zr_argon_pretend(const char *password)
{
	assert(password != NULL);
	static const uint8_t salt[ZR_ARGON_SALT_BYTES] = {0};
	char stored[ZR_STORE_PASSWORD_BYTES];
	(void)!zr_argon_hash(password, salt, stored, NULL);
	explicit_bzero(stored, sizeof stored);
}

void zr_argon_format_password(const uint8_t random[10], char ret_password[20])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567892"; /* 32, none alike */
	static_assert(sizeof letters == 33, "five bits a letter");
	assert(random != NULL && ret_password != NULL);
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
