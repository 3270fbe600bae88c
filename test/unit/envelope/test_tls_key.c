/* Keys for TLS: the same bytes make the same key, its two halves belong together. */
#include "test/unit/unit.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "lib/envelope/tls_key.h"

static void draws_the_same_key_from_the_same_bytes(void **state)
{
	uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {9};
	struct zr_tls_key first = {0};
	struct zr_tls_key second = {0};
	struct zr_tls_key other = {0};
	assert_int_equal(0, zr_tls_key_init(&first, random, NULL));
	assert_int_equal(0, zr_tls_key_init(&second, random, NULL));
	random[47] ^= 1;
	assert_int_equal(0, zr_tls_key_init(&other, random, NULL));
	assert_int_equal(4, first.public_half[0]);
	assert_memory_equal(first.public_half, second.public_half, ZR_TLS_KEY_PUBLIC_BYTES);
	assert_memory_not_equal(first.public_half, other.public_half, ZR_TLS_KEY_PUBLIC_BYTES);
	zr_tls_key_finish(&first);
	zr_tls_key_finish(&second);
	zr_tls_key_finish(&other);
}

/* Numbers at the edges: zero becomes one, the largest wraps; both make a key that OpenSSL takes. */
static void makes_a_sound_pair_of_any_bytes(void **state)
{
	static const uint8_t fills[] = {0x00, 0xFF, 0x5A};
	for (size_t i = 0; i < sizeof fills; i++) {
		uint8_t random[ZR_TLS_KEY_RANDOM_BYTES];
		memset(random, fills[i], sizeof random);
		struct zr_tls_key key = {0};
		assert_int_equal(0, zr_tls_key_init(&key, random, NULL));
		const unsigned char *der = (const unsigned char *)key.der.data;
		EVP_PKEY *pair = d2i_AutoPrivateKey(NULL, &der, (long)key.der.bytes);
		assert_non_null(pair);
		EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pair, NULL);
		assert_int_equal(1, EVP_PKEY_check(context));
		unsigned char *found = NULL;
		assert_int_equal(
			ZR_TLS_KEY_PUBLIC_BYTES, EVP_PKEY_get1_encoded_public_key(pair, &found));
		assert_memory_equal(found, key.public_half, ZR_TLS_KEY_PUBLIC_BYTES);
		OPENSSL_free(found);
		EVP_PKEY_CTX_free(context);
		EVP_PKEY_free(pair);
		zr_tls_key_finish(&key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_the_same_key_from_the_same_bytes),
		cmocka_unit_test(makes_a_sound_pair_of_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
