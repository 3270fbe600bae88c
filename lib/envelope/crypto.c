/*
 * OpenSSL 3 through EVP, except for SHA-256: its plain functions cannot fail for lack of memory,
 * which lets hashing and naming be void; OpenSSL calls them deprecated, hence the define.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "lib/envelope/crypto.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include "lib/base/cleanup.h"

ZR_DEFINE_CLEANUP(EVP_PKEY *, EVP_PKEY_free);
ZR_DEFINE_CLEANUP(EVP_PKEY_CTX *, EVP_PKEY_CTX_free);
ZR_DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);
ZR_DEFINE_CLEANUP(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_free);
ZR_DEFINE_CLEANUP(EVP_KDF *, EVP_KDF_free);
ZR_DEFINE_CLEANUP(EVP_KDF_CTX *, EVP_KDF_CTX_free);

/* OpenSSL keeps a queue of errors per thread; nobody reads it, so it must not grow. */
static int fail(int code)
{
	ERR_clear_error();
	return code;
}

void zr_crypto_hash(const void *data, size_t bytes, uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES])
{
	static_assert(SHA256_DIGEST_LENGTH == ZR_CRYPTO_HASH_BYTES, "SHA-256 has 32 bytes");
	assert(data != NULL || bytes == 0);
	SHA256_CTX context;
	(void)SHA256_Init(&context);
	(void)SHA256_Update(&context, data, bytes);
	(void)SHA256_Final(ret_hash, &context);
}

int zr_crypto_mac(const uint8_t key[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes data,
	uint8_t ret_mac[ZR_CRYPTO_HASH_BYTES])
{
	assert(key != NULL && (data.data != NULL || data.bytes == 0));
	unsigned bytes = 0;
	if (HMAC(EVP_sha256(), key, ZR_CRYPTO_KEY_BYTES,
		    data.data != NULL ? data.data : (const void *)"", data.bytes, ret_mac,
		    &bytes) == NULL) {
		return fail(ZR_E_NOMEM);
	}
	assert(bytes == ZR_CRYPTO_HASH_BYTES);
	return 0;
}

static int public_of(int type, const uint8_t *secret, uint8_t *ret_public)
{
	ZR_CLEANUP(EVP_PKEY_freep)
	EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(type, NULL, secret, ZR_CRYPTO_KEY_BYTES);
	size_t bytes = ZR_CRYPTO_KEY_BYTES;
	if (pair == NULL || EVP_PKEY_get_raw_public_key(pair, ret_public, &bytes) != 1) {
		return fail(ZR_E_NOMEM);
	}
	assert(bytes == ZR_CRYPTO_KEY_BYTES);
	return 0;
}

int zr_crypto_sign_public(
	const uint8_t seed[ZR_CRYPTO_KEY_BYTES], uint8_t ret_public[ZR_CRYPTO_KEY_BYTES])
{
	return public_of(EVP_PKEY_ED25519, seed, ret_public);
}

int zr_crypto_agree_public(
	const uint8_t secret[ZR_CRYPTO_KEY_BYTES], uint8_t ret_public[ZR_CRYPTO_KEY_BYTES])
{
	return public_of(EVP_PKEY_X25519, secret, ret_public);
}

struct zr_crypto_pen {
	EVP_PKEY *pair; /* OpenSSL counts its users, and changes nothing in it when it signs */
};

ZR_DEFINE_CLEANUP(struct zr_crypto_pen *, zr_crypto_pen_free);

int zr_crypto_pen_new(const uint8_t seed[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_pen **ret_pen)
{
	assert(seed != NULL && ret_pen != NULL);
	ZR_CLEANUP(zr_crypto_pen_freep) struct zr_crypto_pen *pen = calloc(1, sizeof *pen);
	if (pen == NULL) {
		return ZR_E_NOMEM;
	}
	pen->pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, ZR_CRYPTO_KEY_BYTES);
	if (pen->pair == NULL) {
		return fail(ZR_E_NOMEM);
	}
	*ret_pen = ZR_TAKE(pen);
	return 0;
}

void zr_crypto_pen_free(struct zr_crypto_pen *pen)
{
	if (pen != NULL) {
		EVP_PKEY_free(pen->pair);
		free(pen);
	}
}

int zr_crypto_pen_sign(const struct zr_crypto_pen *pen, struct zr_crypto_bytes message,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES])
{
	assert(pen != NULL && ret_signature != NULL);
	ZR_CLEANUP(EVP_MD_CTX_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t bytes = ZR_CRYPTO_SIGNATURE_BYTES;
	if (context == NULL || EVP_DigestSignInit(context, NULL, NULL, NULL, pen->pair) != 1 ||
		EVP_DigestSign(context, ret_signature, &bytes, message.data, message.bytes) != 1) {
		return fail(ZR_E_NOMEM);
	}
	assert(bytes == ZR_CRYPTO_SIGNATURE_BYTES);
	return 0;
}

int zr_crypto_sign(const uint8_t seed[ZR_CRYPTO_KEY_BYTES], const void *message, size_t bytes,
	uint8_t ret_signature[ZR_CRYPTO_SIGNATURE_BYTES])
{
	ZR_CLEANUP(zr_crypto_pen_freep) struct zr_crypto_pen *pen = NULL;
	int code = zr_crypto_pen_new(seed, &pen);
	return code == 0 ? zr_crypto_pen_sign(
				   pen, (struct zr_crypto_bytes){message, bytes}, ret_signature)
			 : code;
}

/* 1 good, 0 not good or no memory: OpenSSL does not say which. ZR_E_NOMEM where it is clear. */
static int try_verify(const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], const void *message,
	size_t bytes, const uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES])
{
	ZR_CLEANUP(EVP_PKEY_freep)
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, public_key, ZR_CRYPTO_KEY_BYTES);
	ZR_CLEANUP(EVP_MD_CTX_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (key == NULL || context == NULL ||
		EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1) {
		return fail(ZR_E_NOMEM);
	}
	bool is_good = EVP_DigestVerify(
			       context, signature, ZR_CRYPTO_SIGNATURE_BYTES, message, bytes) == 1;
	return is_good ? 1 : fail(0);
}

/* RFC 8032, 7.1, TEST 1: the empty message. */
static bool can_verify(void)
{
	static const uint8_t key[ZR_CRYPTO_KEY_BYTES] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a,
		0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda,
		0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
	static const uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES] = {0xe5, 0x56, 0x43, 0x00, 0xc3,
		0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80, 0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f,
		0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f,
		0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4,
		0x6b, 0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b, 0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e,
		0x7a, 0x10, 0x0b};
	return try_verify(key, "", 0, signature) == 1;
}

/*
 * FORGED is final, so it must not be said for want of memory: after a failure a signature that is
 * known to be good is tried, and then the doubtful one again.
 */
int zr_crypto_verify(const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], const void *message,
	size_t bytes, const uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES])
{
	int code = try_verify(public_key, message, bytes, signature);
	if (code == 0) {
		code = can_verify() ? try_verify(public_key, message, bytes, signature)
				    : ZR_E_NOMEM;
	}
	if (code < 0) {
		return code;
	}
	return code == 1 ? 0 : ZR_E_FORGED;
}

int zr_crypto_derive(const uint8_t shared[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes info,
	uint8_t ret_key[ZR_CRYPTO_KEY_BYTES])
{
	assert(shared != NULL && ret_key != NULL);
	ZR_CLEANUP(EVP_KDF_freep) EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	ZR_CLEANUP(EVP_KDF_CTX_freep)
	EVP_KDF_CTX *context = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
	char digest[] = "SHA256";
	const OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(
			OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)shared, ZR_CRYPTO_KEY_BYTES),
		OSSL_PARAM_construct_octet_string(
			OSSL_KDF_PARAM_INFO, (void *)info.data, info.bytes),
		OSSL_PARAM_construct_end(),
	};
	if (context == NULL ||
		EVP_KDF_derive(context, ret_key, ZR_CRYPTO_KEY_BYTES, parameters) != 1) {
		return fail(ZR_E_NOMEM);
	}
	return 0;
}

/* The raw X25519 secret. OpenSSL refuses the all-zero one itself; we look again. */
static int exchange(EVP_PKEY *pair, EVP_PKEY *peer, uint8_t ret_shared[ZR_CRYPTO_KEY_BYTES])
{
	static const uint8_t zero[ZR_CRYPTO_KEY_BYTES];
	ZR_CLEANUP(EVP_PKEY_CTX_freep) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pair, NULL);
	if (context == NULL || EVP_PKEY_derive_init(context) != 1 ||
		EVP_PKEY_derive_set_peer(context, peer) != 1) {
		return fail(ZR_E_NOMEM);
	}
	/* It computes in place: a failure is the all-zero secret, not a lack of memory. The first
	 * call asks for the size only and would fail for anything else. */
	size_t bytes = 0;
	if (EVP_PKEY_derive(context, NULL, &bytes) != 1 || bytes != ZR_CRYPTO_KEY_BYTES) {
		return fail(ZR_E_NOMEM);
	}
	if (EVP_PKEY_derive(context, ret_shared, &bytes) != 1 ||
		CRYPTO_memcmp(ret_shared, zero, sizeof zero) == 0) {
		return fail(ZR_E_FORGED);
	}
	return 0;
}

struct zr_crypto_hand {
	EVP_PKEY *pair; /* as a pen's */
};

ZR_DEFINE_CLEANUP(struct zr_crypto_hand *, zr_crypto_hand_free);

int zr_crypto_hand_new(const uint8_t secret[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_hand **ret_hand)
{
	assert(secret != NULL && ret_hand != NULL);
	ZR_CLEANUP(zr_crypto_hand_freep) struct zr_crypto_hand *hand = calloc(1, sizeof *hand);
	if (hand == NULL) {
		return ZR_E_NOMEM;
	}
	hand->pair =
		EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, ZR_CRYPTO_KEY_BYTES);
	if (hand->pair == NULL) {
		return fail(ZR_E_NOMEM);
	}
	*ret_hand = ZR_TAKE(hand);
	return 0;
}

void zr_crypto_hand_free(struct zr_crypto_hand *hand)
{
	if (hand != NULL) {
		EVP_PKEY_free(hand->pair);
		free(hand);
	}
}

int zr_crypto_hand_exchange(const struct zr_crypto_hand *hand,
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], uint8_t ret_shared[ZR_CRYPTO_KEY_BYTES])
{
	assert(hand != NULL && public_key != NULL && ret_shared != NULL);
	ZR_CLEANUP(EVP_PKEY_freep)
	EVP_PKEY *peer =
		EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public_key, ZR_CRYPTO_KEY_BYTES);
	return peer != NULL ? exchange(hand->pair, peer, ret_shared) : fail(ZR_E_NOMEM);
}

int zr_crypto_agree(const uint8_t secret[ZR_CRYPTO_KEY_BYTES],
	const uint8_t public_key[ZR_CRYPTO_KEY_BYTES], struct zr_crypto_bytes info,
	uint8_t ret_key[ZR_CRYPTO_KEY_BYTES])
{
	ZR_CLEANUP(zr_crypto_hand_freep) struct zr_crypto_hand *hand = NULL;
	uint8_t shared[ZR_CRYPTO_KEY_BYTES] = {0};
	int code = zr_crypto_hand_new(secret, &hand);
	if (code == 0) {
		code = zr_crypto_hand_exchange(hand, public_key, shared);
	}
	if (code == 0) {
		code = zr_crypto_derive(shared, info, ret_key);
	}
	explicit_bzero(shared, sizeof shared);
	return code;
}

int zr_crypto_seal(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES], struct zr_crypto_bytes aad,
	struct zr_crypto_bytes plain, uint8_t *ret_sealed)
{
	assert(aad.bytes <= INT_MAX && plain.bytes <= INT_MAX);
	ZR_CLEANUP(EVP_CIPHER_CTX_freep) EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int bytes = 0;
	if (context == NULL ||
		EVP_EncryptInit_ex2(context, EVP_chacha20_poly1305(), key, nonce, NULL) != 1 ||
		EVP_EncryptUpdate(context, NULL, &bytes, aad.data, (int)aad.bytes) != 1 ||
		EVP_EncryptUpdate(context, ret_sealed, &bytes, plain.data, (int)plain.bytes) != 1 ||
		EVP_EncryptFinal_ex(context, ret_sealed + plain.bytes, &bytes) != 1 ||
		EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, ZR_CRYPTO_TAG_BYTES,
			ret_sealed + plain.bytes) != 1) {
		return fail(ZR_E_NOMEM);
	}
	return 0;
}

int zr_crypto_unseal(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES], struct zr_crypto_bytes aad,
	struct zr_crypto_bytes sealed, uint8_t *ret_plain)
{
	assert(aad.bytes <= INT_MAX && sealed.bytes <= INT_MAX);
	if (sealed.bytes < ZR_CRYPTO_TAG_BYTES) {
		return ZR_E_FORGED;
	}
	size_t plain_bytes = sealed.bytes - ZR_CRYPTO_TAG_BYTES;
	uint8_t tag[ZR_CRYPTO_TAG_BYTES];
	memcpy(tag, (const uint8_t *)sealed.data + plain_bytes, sizeof tag);
	ZR_CLEANUP(EVP_CIPHER_CTX_freep) EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int bytes = 0;
	if (context == NULL ||
		EVP_DecryptInit_ex2(context, EVP_chacha20_poly1305(), key, nonce, NULL) != 1 ||
		EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) != 1 ||
		EVP_DecryptUpdate(context, NULL, &bytes, aad.data, (int)aad.bytes) != 1 ||
		EVP_DecryptUpdate(context, ret_plain, &bytes, sealed.data, (int)plain_bytes) != 1) {
		explicit_bzero(ret_plain, plain_bytes);
		return fail(ZR_E_NOMEM);
	}
	/* Compares the tag in place: nothing else can fail here. */
	uint8_t nothing[ZR_CRYPTO_TAG_BYTES];
	if (EVP_DecryptFinal_ex(context, nothing, &bytes) != 1) {
		explicit_bzero(ret_plain, plain_bytes);
		return fail(ZR_E_FORGED);
	}
	return 0;
}
