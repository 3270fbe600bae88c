/* Parties: two key pairs and the id over their public halves. */
#include "lib/envelope/key.h"

#include <assert.h>
#include <string.h>

#include "lib/envelope/crypto.h"

static_assert(ZR_KEY_BYTES == ZR_CRYPTO_KEY_BYTES, "one size of key for all that we do");

void zr_party_public_init(struct zr_party_public *ret_party, const uint8_t sign[ZR_KEY_BYTES],
	const uint8_t agree[ZR_KEY_BYTES])
{
	assert(ret_party != NULL);
	static_assert(ZR_PARTY_ID_BYTES <= ZR_CRYPTO_HASH_BYTES, "the id is the front of a hash");
	uint8_t both[2 * ZR_KEY_BYTES];
	memcpy(both, sign, ZR_KEY_BYTES);
	memcpy(both + ZR_KEY_BYTES, agree, ZR_KEY_BYTES);
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_crypto_hash(both, sizeof both, hash);
	memcpy(ret_party->sign, both, ZR_KEY_BYTES);
	memcpy(ret_party->agree, both + ZR_KEY_BYTES, ZR_KEY_BYTES);
	memcpy(ret_party->id, hash, ZR_PARTY_ID_BYTES);
}

int zr_party_init(struct zr_party_secret *ret_party, const uint8_t random[2 * ZR_KEY_BYTES],
	struct zr_error *error)
{
	assert(ret_party != NULL && random != NULL);
	uint8_t sign[ZR_KEY_BYTES];
	uint8_t agree[ZR_KEY_BYTES];
	int code = zr_crypto_sign_public(random, sign);
	if (code == 0) {
		code = zr_crypto_agree_public(random + ZR_KEY_BYTES, agree);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory to make a key pair");
	}
	*ret_party = (struct zr_party_secret){0}; /* nobody else is asked */
	memcpy(ret_party->sign, random, ZR_KEY_BYTES);
	memcpy(ret_party->agree, random + ZR_KEY_BYTES, ZR_KEY_BYTES);
	zr_party_public_init(&ret_party->public_half, sign, agree);
	return 0;
}

void zr_party_finish(struct zr_party_secret *party)
{
	if (party != NULL) {
		explicit_bzero(party, sizeof *party);
	}
}

int zr_party_sign(const struct zr_party_secret *party, const void *message, size_t bytes,
	uint8_t ret_signature[ZR_KEY_SIGNATURE_BYTES])
{
	static_assert(ZR_KEY_SIGNATURE_BYTES == ZR_CRYPTO_SIGNATURE_BYTES, "one kind of it");
	assert(party != NULL && message != NULL && ret_signature != NULL);
	if (party->ask_sign != NULL) {
		return party->ask_sign(party->ask_user, message, bytes, ret_signature);
	}
	if (party->pen != NULL) {
		return zr_crypto_pen_sign(
			party->pen, (struct zr_crypto_bytes){message, bytes}, ret_signature);
	}
	return zr_crypto_sign(party->sign, message, bytes, ret_signature);
}

int zr_party_digest(const struct zr_party_secret *party, const void *data, size_t bytes,
	uint8_t ret_digest[ZR_KEY_BYTES])
{
	assert(party != NULL && party->ask_sign == NULL && (data != NULL || bytes == 0));
	/* Ed25519 uses its seed through SHA-512 alone: as a key of HMAC it says nothing of it. */
	return zr_crypto_mac(party->sign, (struct zr_crypto_bytes){data, bytes}, ret_digest);
}
