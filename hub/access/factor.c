/* Codes are compared in constant time, and each candidate in any case. */
#include "hub/access/factor.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "hub/access/argon.h"

enum {
	SHA1_BYTES = 20,
	STEP_SLACK = 1,
};

static int sign(const uint8_t *secret, const void *data, size_t bytes, uint8_t mac[SHA1_BYTES])
{
	unsigned mac_bytes = SHA1_BYTES;
	return HMAC(EVP_sha1(), secret, ZR_FACTOR_SECRET_BYTES, data, bytes, mac, &mac_bytes) !=
			       NULL
		       ? 0
		       : ZR_E_NOMEM;
}

static uint64_t step_of(int64_t now_us)
{
	assert(now_us > 0);
	return (uint64_t)now_us / (ZR_FACTOR_STEP_S * UINT64_C(1000000));
}

/* The code of a step, with its NUL. ZR_E_NOMEM. */
static int format_code(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], uint64_t step,
	char ret_code[ZR_FACTOR_DIGIT_COUNT + 1])
{
	assert(secret != NULL && ret_code != NULL);
	uint8_t counter[8];
	uint8_t mac[SHA1_BYTES];
	for (size_t i = 0; i < sizeof counter; i++) {
		counter[i] = (uint8_t)(step >> (8 * (sizeof counter - 1 - i)));
	}
	int code = sign(secret, counter, sizeof counter, mac);
	if (code != 0) {
		return code;
	}
	/* RFC 4226, 5.3: four bytes from where the last one says, without their sign. */
	const uint8_t *at = mac + (mac[SHA1_BYTES - 1] & 0xf);
	uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 |
			  (uint32_t)at[2] << 8 | at[3];
	(void)snprintf(ret_code, ZR_FACTOR_DIGIT_COUNT + 1, "%0*u", ZR_FACTOR_DIGIT_COUNT,
		number % 1000000);
	explicit_bzero(mac, sizeof mac);
	return 0;
}

/* Without blanks and hyphens, in small letters; cut at its size. */
static void squeeze(const char *text, char *ret_text, size_t size)
{
	size_t length = 0;
	memset(ret_text, 0, size);
	for (; *text != '\0' && length + 1 < size; text++) {
		if (*text != ' ' && *text != '-') {
			ret_text[length++] = (char)tolower((unsigned char)*text);
		}
	}
}

int zr_factor_verify(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], const char *code, int64_t now_us,
	uint64_t used, uint64_t *ret_step)
{
	assert(secret != NULL && code != NULL && ret_step != NULL);
	char told[ZR_FACTOR_DIGIT_COUNT + 2]; /* one more, so that a longer one differs */
	uint64_t now = step_of(now_us);
	int result = ZR_E_REFUSED;
	squeeze(code, told, sizeof told);
	for (uint64_t step = now - STEP_SLACK; step <= now + STEP_SLACK; step++) {
		char ours[ZR_FACTOR_DIGIT_COUNT + 2] = "";
		int failure = format_code(secret, step, ours);
		if (failure != 0) {
			return failure;
		}
		if (CRYPTO_memcmp(ours, told, sizeof told) == 0 && step > used) {
			*ret_step = step;
			result = 0;
		}
	}
	return result;
}

void zr_factor_format_secret(
	const uint8_t secret[ZR_FACTOR_SECRET_BYTES], char ret_text[ZR_FACTOR_TEXT_BYTES])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 */
	static_assert(ZR_FACTOR_SECRET_BYTES * 8 % 5 == 0, "no letter is a part of one");
	assert(secret != NULL && ret_text != NULL);
	for (size_t i = 0; i < ZR_FACTOR_TEXT_BYTES - 1; i++) {
		size_t bit = 5 * i;
		unsigned both = (unsigned)secret[bit / 8] << 8;
		both |= bit / 8 + 1 < ZR_FACTOR_SECRET_BYTES ? secret[bit / 8 + 1] : 0;
		ret_text[i] = letters[both >> (11 - bit % 8) & 31];
	}
	ret_text[ZR_FACTOR_TEXT_BYTES - 1] = '\0';
}

int zr_factor_format_recovery(const uint8_t secret[ZR_FACTOR_SECRET_BYTES], unsigned number,
	char ret_code[ZR_FACTOR_RECOVERY_BYTES])
{
	assert(secret != NULL && number < ZR_FACTOR_RECOVERY_COUNT && ret_code != NULL);
	char label[32];
	uint8_t mac[SHA1_BYTES];
	int length = snprintf(label, sizeof label, "zarya recovery %u", number);
	int code = sign(secret, label, (size_t)length, mac);
	if (code == 0) {
		zr_argon_format_password(mac, ret_code);
	}
	explicit_bzero(mac, sizeof mac);
	return code;
}

int zr_factor_find_recovery(
	const uint8_t secret[ZR_FACTOR_SECRET_BYTES], const char *code, unsigned *ret_number)
{
	assert(secret != NULL && code != NULL && ret_number != NULL);
	char told[ZR_FACTOR_RECOVERY_BYTES];
	int result = ZR_E_REFUSED;
	squeeze(code, told, sizeof told);
	for (unsigned number = 0; number < ZR_FACTOR_RECOVERY_COUNT; number++) {
		char whole[ZR_FACTOR_RECOVERY_BYTES];
		char ours[ZR_FACTOR_RECOVERY_BYTES];
		int failure = zr_factor_format_recovery(secret, number, whole);
		if (failure != 0) {
			return failure;
		}
		squeeze(whole, ours, sizeof ours);
		if (CRYPTO_memcmp(ours, told, sizeof told) == 0) {
			*ret_number = number;
			result = 0;
		}
	}
	return result;
}
