/* Cryptography: published vectors, and what must be refused. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"

static void decode(const char *hex, uint8_t *bytes, size_t count)
{
	assert_int_equal(0, zr_hex_decode(hex, bytes, count));
}

/* RFC 8032, 7.1, TEST 2. */
static void signs_as_rfc_8032(void **state)
{
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	uint8_t public_key[ZR_CRYPTO_KEY_BYTES];
	uint8_t expected[ZR_CRYPTO_SIGNATURE_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed, 32);
	decode("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		expected, 64);
	assert_int_equal(0, zr_crypto_sign(seed, "\x72", 1, signature));
	assert_memory_equal(expected, signature, sizeof expected);
	assert_int_equal(0, zr_crypto_sign_public(seed, public_key));
	assert_int_equal(0, zr_crypto_verify(public_key, "\x72", 1, signature));
	assert_int_equal(ZR_E_FORGED, zr_crypto_verify(public_key, "\x73", 1, signature));
	signature[63] |= 0x80;
	assert_int_equal(ZR_E_FORGED, zr_crypto_verify(public_key, "\x72", 1, signature));
}

static void a_pen_signs_as_its_seed(void **state)
{
	const uint8_t seed[ZR_CRYPTO_KEY_BYTES] = {7};
	uint8_t expected[ZR_CRYPTO_SIGNATURE_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	struct zr_crypto_pen *pen = NULL;
	(void)state;
	assert_int_equal(0, zr_crypto_pen_new(seed, &pen));
	for (unsigned i = 0; i < 3; i++) {
		const char byte = (char)i;
		assert_int_equal(0, zr_crypto_sign(seed, &byte, 1, expected));
		assert_int_equal(
			0, zr_crypto_pen_sign(pen, (struct zr_crypto_bytes){&byte, 1}, signature));
		assert_memory_equal(expected, signature, sizeof expected);
	}
	zr_crypto_pen_free(pen);
	zr_crypto_pen_free(NULL);
}

static void a_hand_agrees_from_either_side(void **state)
{
	static const uint8_t zero[ZR_CRYPTO_KEY_BYTES];
	const uint8_t secret[ZR_CRYPTO_KEY_BYTES] = {7};
	uint8_t point[ZR_CRYPTO_KEY_BYTES];
	uint8_t here[ZR_CRYPTO_KEY_BYTES];
	uint8_t there[ZR_CRYPTO_KEY_BYTES];
	struct zr_crypto_hand *hand = NULL;
	(void)state;
	assert_int_equal(0, zr_crypto_hand_new(secret, &hand));
	assert_int_equal(0, zr_crypto_agree_public(secret, point));
	for (uint8_t i = 1; i < 4; i++) {
		const uint8_t other[ZR_CRYPTO_KEY_BYTES] = {i};
		uint8_t peer[ZR_CRYPTO_KEY_BYTES];
		struct zr_crypto_hand *others = NULL;
		assert_int_equal(0, zr_crypto_agree_public(other, peer));
		assert_int_equal(0, zr_crypto_hand_new(other, &others));
		assert_int_equal(0, zr_crypto_hand_exchange(hand, peer, here));
		assert_int_equal(0, zr_crypto_hand_exchange(others, point, there));
		assert_memory_equal(here, there, sizeof here);
		zr_crypto_hand_free(others);
	}
	assert_int_equal(ZR_E_FORGED, zr_crypto_hand_exchange(hand, zero, here));
	zr_crypto_hand_free(hand);
	zr_crypto_hand_free(NULL);
}

static void refuses_a_second_form_of_a_signature(void **state)
{
	/* The order of the group, little-endian: S + L is the same number and must not verify. */
	uint8_t order[32];
	uint8_t seed[ZR_CRYPTO_KEY_BYTES] = {1};
	uint8_t public_key[ZR_CRYPTO_KEY_BYTES];
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", order, 32);
	assert_int_equal(0, zr_crypto_sign_public(seed, public_key));
	assert_int_equal(0, zr_crypto_sign(seed, "a", 1, signature));
	unsigned carry = 0;
	for (size_t i = 0; i < sizeof order; i++) {
		carry += (unsigned)signature[32 + i] + order[i];
		signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert_int_equal(ZR_E_FORGED, zr_crypto_verify(public_key, "a", 1, signature));
}

static void both_sides_agree_on_a_key(void **state)
{
	uint8_t left[ZR_CRYPTO_KEY_BYTES];
	uint8_t right[ZR_CRYPTO_KEY_BYTES];
	uint8_t left_public[ZR_CRYPTO_KEY_BYTES];
	uint8_t right_public[ZR_CRYPTO_KEY_BYTES];
	uint8_t left_key[ZR_CRYPTO_KEY_BYTES];
	uint8_t right_key[ZR_CRYPTO_KEY_BYTES];
	memset(left, 3, sizeof left);
	memset(right, 4, sizeof right);
	assert_int_equal(0, zr_crypto_agree_public(left, left_public));
	assert_int_equal(0, zr_crypto_agree_public(right, right_public));
	struct zr_crypto_bytes info = {"info", 4};
	struct zr_crypto_bytes other = {"onfi", 4};
	assert_int_equal(0, zr_crypto_agree(left, right_public, info, left_key));
	assert_int_equal(0, zr_crypto_agree(right, left_public, info, right_key));
	assert_memory_equal(left_key, right_key, sizeof left_key);
	assert_int_equal(0, zr_crypto_agree(right, left_public, other, right_key));
	assert_memory_not_equal(left_key, right_key, sizeof left_key);
}

/* The points of low order of Curve25519, canonical and not (cr.yp.to/ecdh.html). */
static void refuses_points_of_low_order(void **state)
{
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
	uint8_t secret[ZR_CRYPTO_KEY_BYTES];
	memset(secret, 0x55, sizeof secret);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		uint8_t point[ZR_CRYPTO_KEY_BYTES];
		uint8_t key[ZR_CRYPTO_KEY_BYTES];
		decode(points[i], point, sizeof point);
		assert_int_equal(ZR_E_FORGED,
			zr_crypto_agree(secret, point, (struct zr_crypto_bytes){"", 0}, key));
	}
}

/* RFC 8439, 2.8.2. */
static void seals_as_rfc_8439(void **state)
{
	static const char plain[] =
		"Ladies and Gentlemen of the class of '99: If I could offer you "
		"only one tip for the future, sunscreen would be it.";
	uint8_t key[ZR_CRYPTO_KEY_BYTES];
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES];
	uint8_t aad[12];
	uint8_t tag[ZR_CRYPTO_TAG_BYTES];
	uint8_t sealed[sizeof plain - 1 + ZR_CRYPTO_TAG_BYTES];
	uint8_t opened[sizeof plain - 1];
	decode("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", key, 32);
	decode("070000004041424344454647", nonce, 12);
	decode("50515253c0c1c2c3c4c5c6c7", aad, 12);
	decode("1ae10b594f09e26a7e902ecbd0600691", tag, 16);
	struct zr_crypto_bytes extra = {aad, sizeof aad};
	assert_int_equal(0, zr_crypto_seal(key, nonce, extra,
				    (struct zr_crypto_bytes){plain, sizeof plain - 1}, sealed));
	assert_memory_equal(tag, sealed + sizeof plain - 1, sizeof tag);
	struct zr_crypto_bytes closed = {sealed, sizeof sealed};
	assert_int_equal(0, zr_crypto_unseal(key, nonce, extra, closed, opened));
	assert_memory_equal(plain, opened, sizeof opened);
	extra.bytes--;
	assert_int_equal(ZR_E_FORGED, zr_crypto_unseal(key, nonce, extra, closed, opened));
	assert_int_equal(0, opened[0]);
	closed.bytes = ZR_CRYPTO_TAG_BYTES - 1;
	assert_int_equal(ZR_E_FORGED, zr_crypto_unseal(key, nonce, extra, closed, opened));
}

/* OpenSSL's own allocations: the one behind the next `openssl_left` fails, and all behind it when
 * openssl_lasts; -1: none. */
static long openssl_left = -1;
static bool openssl_lasts;

static bool openssl_fails(void)
{
	bool is_now = openssl_left == 0;
	openssl_left -= openssl_left > 0 || (is_now && !openssl_lasts);
	return is_now;
}

static void *openssl_malloc(size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	return openssl_fails() ? NULL : malloc(bytes);
}

static void *openssl_realloc(void *memory, size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	return openssl_fails() ? NULL : realloc(memory, bytes);
}

static void openssl_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

/* Wherever memory ends, a good signature and a good seal are never called forged. */
static void want_of_memory_is_never_forgery(void **state)
{
	uint8_t seed[ZR_CRYPTO_KEY_BYTES] = {1};
	uint8_t other[ZR_CRYPTO_KEY_BYTES] = {2};
	uint8_t public_key[ZR_CRYPTO_KEY_BYTES];
	uint8_t agree[ZR_CRYPTO_KEY_BYTES];
	uint8_t key[ZR_CRYPTO_KEY_BYTES] = {0};
	uint8_t nonce[ZR_CRYPTO_NONCE_BYTES] = {0};
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	uint8_t sealed[1 + ZR_CRYPTO_TAG_BYTES];
	uint8_t plain[1];
	const struct zr_crypto_bytes none = {"", 0};
	assert_int_equal(0, zr_crypto_sign(seed, "m", 1, signature));
	assert_int_equal(0, zr_crypto_sign_public(seed, public_key));
	assert_int_equal(0, zr_crypto_agree_public(other, agree));
	assert_int_equal(
		0, zr_crypto_seal(key, nonce, none, (struct zr_crypto_bytes){"p", 1}, sealed));
	size_t short_count = 0;
	for (int i = 0; i < 400; i++) {
		openssl_lasts = i % 2 != 0;
		openssl_left = i / 2;
		int code = zr_crypto_verify(public_key, "m", 1, signature);
		openssl_left = i / 2;
		int agreed = zr_crypto_agree(seed, agree, none, key);
		openssl_left = i / 2;
		int opened = zr_crypto_unseal((const uint8_t[ZR_CRYPTO_KEY_BYTES]){0}, nonce, none,
			(struct zr_crypto_bytes){sealed, sizeof sealed}, plain);
		openssl_left = -1;
		assert_true(code == 0 || code == ZR_E_NOMEM);
		assert_true(agreed == 0 || agreed == ZR_E_NOMEM);
		assert_true(opened == 0 || opened == ZR_E_NOMEM);
		short_count += code != 0 ? 1 : 0;
	}
	assert_true(short_count > 0);
	signature[0] ^= 1;
	assert_int_equal(ZR_E_FORGED, zr_crypto_verify(public_key, "m", 1, signature));
}

int main(void)
{
	/* Before the first use. */
	if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) != 1) {
		return 1;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(want_of_memory_is_never_forgery),
		cmocka_unit_test(signs_as_rfc_8032),
		cmocka_unit_test(a_pen_signs_as_its_seed),
		cmocka_unit_test(refuses_a_second_form_of_a_signature),
		cmocka_unit_test(a_hand_agrees_from_either_side),
		cmocka_unit_test(both_sides_agree_on_a_key),
		cmocka_unit_test(refuses_points_of_low_order),
		cmocka_unit_test(seals_as_rfc_8439),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
