/* Nonce, then the sealed fields at fixed places, in hex. */
#include "respond/core/permit.h"

#include <assert.h>
#include <string.h>

#include "lib/base/hex.h"
#include "lib/base/limits_respond.h"

#define LOOKUP 0
#define KEY    ZR_HOUSEHOLD_CODE_LOOKUP_BYTES
#define ID     (KEY + ZR_HOUSEHOLD_CODE_KEY_BYTES)
#define SINCE  (ID + ZR_PERMIT_ID_BYTES)
#define SEEN   (SINCE + sizeof(int64_t))
#define PLAIN  (SEEN + sizeof(int64_t))
#define SEALED (ZR_CRYPTO_NONCE_BYTES + PLAIN + ZR_CRYPTO_TAG_BYTES)
static_assert(2 * SEALED < ZR_INQUIRY_COOKIE_BYTES, "it fits into the cookie");

static const char purpose[] = "zarya-respond-permit-1";

static struct zr_crypto_bytes aad(void)
{
	return (struct zr_crypto_bytes){purpose, sizeof purpose - 1};
}

const char *zr_permit_name_cookie(bool is_secure)
{
	return is_secure ? "__Host-zarya-answer" : "zarya-answer";
}

int zr_permit_seal(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const struct zr_permit *permit,
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES], char ret_text[ZR_INQUIRY_COOKIE_BYTES])
{
	assert(key != NULL && permit != NULL && nonce != NULL && ret_text != NULL);
	uint8_t plain[PLAIN];
	uint8_t sealed[SEALED];
	memcpy(plain + LOOKUP, permit->keys.lookup, sizeof permit->keys.lookup);
	memcpy(plain + KEY, permit->keys.key, sizeof permit->keys.key);
	memcpy(plain + ID, permit->id, sizeof permit->id);
	memcpy(plain + SINCE, &permit->since_us, sizeof permit->since_us);
	memcpy(plain + SEEN, &permit->seen_us, sizeof permit->seen_us);
	memcpy(sealed, nonce, ZR_CRYPTO_NONCE_BYTES);
	int code = zr_crypto_seal(key, nonce, aad(), (struct zr_crypto_bytes){plain, sizeof plain},
		sealed + ZR_CRYPTO_NONCE_BYTES);
	explicit_bzero(plain, sizeof plain);
	if (code == 0) {
		zr_hex_encode(sealed, sizeof sealed, ret_text);
	}
	return code;
}

bool zr_permit_unseal(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const char *text, int64_t now_us,
	struct zr_permit *ret_permit)
{
	assert(key != NULL && text != NULL && ret_permit != NULL);
	uint8_t sealed[SEALED];
	uint8_t plain[PLAIN];
	if (zr_hex_decode(text, sealed, sizeof sealed) != 0) {
		return false;
	}
	const struct zr_crypto_bytes body = {
		sealed + ZR_CRYPTO_NONCE_BYTES, sizeof sealed - ZR_CRYPTO_NONCE_BYTES};
	if (zr_crypto_unseal(key, sealed, aad(), body, plain) != 0) {
		return false;
	}
	struct zr_permit permit;
	memcpy(permit.keys.lookup, plain + LOOKUP, sizeof permit.keys.lookup);
	memcpy(permit.keys.key, plain + KEY, sizeof permit.keys.key);
	memcpy(permit.id, plain + ID, sizeof permit.id);
	memcpy(&permit.since_us, plain + SINCE, sizeof permit.since_us);
	memcpy(&permit.seen_us, plain + SEEN, sizeof permit.seen_us);
	explicit_bzero(plain, sizeof plain);
	bool is_good = now_us - permit.seen_us < ZR_RESPOND_IDLE_S * 1000000LL &&
		       now_us - permit.since_us < ZR_RESPOND_SESSION_S * 1000000LL;
	if (is_good) {
		*ret_permit = permit;
	}
	explicit_bzero(&permit, sizeof permit);
	return is_good;
}

int zr_permit_token(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const struct zr_permit *permit,
	char ret_token[ZR_PERMIT_TOKEN_BYTES])
{
	assert(key != NULL && permit != NULL && ret_token != NULL);
	uint8_t mac[ZR_CRYPTO_HASH_BYTES];
	int code = zr_crypto_mac(key, (struct zr_crypto_bytes){permit->id, sizeof permit->id}, mac);
	if (code == 0) {
		zr_hex_encode(mac, ZR_PERMIT_TOKEN_BYTES / 2, ret_token);
	}
	return code;
}
