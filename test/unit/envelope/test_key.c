/* Keys: the public halves and the id are those of the standards. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/key.h"

/* RFC 8032, 7.1, TEST 1 and RFC 7748, 6.1, Alice. */
static const char sign_secret[] =
	"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char sign_public[] =
	"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
static const char agree_secret[] =
	"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
static const char agree_public[] =
	"8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

static void has_the_public_keys_of_the_standards(void **state)
{
	uint8_t random[2 * ZR_KEY_BYTES];
	uint8_t expected[ZR_KEY_BYTES];
	struct zr_party_secret party;
	assert_int_equal(0, zr_hex_decode(sign_secret, random, ZR_KEY_BYTES));
	assert_int_equal(0, zr_hex_decode(agree_secret, random + ZR_KEY_BYTES, ZR_KEY_BYTES));
	assert_int_equal(0, zr_party_init(&party, random, NULL));
	assert_int_equal(0, zr_hex_decode(sign_public, expected, ZR_KEY_BYTES));
	assert_memory_equal(expected, party.public_half.sign, ZR_KEY_BYTES);
	assert_memory_equal(random, party.sign, ZR_KEY_BYTES);
	assert_int_equal(0, zr_hex_decode(agree_public, expected, ZR_KEY_BYTES));
	assert_memory_equal(expected, party.public_half.agree, ZR_KEY_BYTES);
}

static void its_id_is_the_front_of_the_hash(void **state)
{
	uint8_t both[2 * ZR_KEY_BYTES];
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	memset(both, 7, ZR_KEY_BYTES);
	memset(both + ZR_KEY_BYTES, 8, ZR_KEY_BYTES);
	zr_crypto_hash(both, sizeof both, hash);
	struct zr_party_public party;
	zr_party_public_init(&party, both, both + ZR_KEY_BYTES);
	assert_memory_equal(hash, party.id, ZR_PARTY_ID_BYTES);
	zr_party_public_init(&party, both + ZR_KEY_BYTES, both);
	assert_memory_not_equal(hash, party.id, ZR_PARTY_ID_BYTES);
	/* In place, as a decoder does. */
	zr_party_public_init(&party, party.agree, party.sign);
	assert_memory_equal(hash, party.id, ZR_PARTY_ID_BYTES);
}

static void finish_wipes_the_secrets(void **state)
{
	uint8_t random[2 * ZR_KEY_BYTES];
	memset(random, 1, sizeof random);
	static const struct zr_party_secret zero;
	struct zr_party_secret party;
	assert_int_equal(0, zr_party_init(&party, random, NULL));
	zr_party_finish(&party);
	assert_memory_equal(&zero, &party, sizeof zero);
	zr_party_finish(NULL);
}

/* Each party makes its own digest, always the same. RFC 4231 has the vectors of HMAC. */
static void digests_are_each_partys_own(void **state)
{
	(void)state;
	struct zr_party_secret one;
	struct zr_party_secret two;
	uint8_t random[2 * ZR_KEY_BYTES];
	uint8_t digests[3][ZR_KEY_BYTES];
	memset(random, 1, sizeof random);
	assert_int_equal(zr_party_init(&one, random, NULL), 0);
	memset(random, 2, sizeof random);
	assert_int_equal(zr_party_init(&two, random, NULL), 0);
	assert_int_equal(zr_party_digest(&one, "abc", 3, digests[0]), 0);
	assert_int_equal(zr_party_digest(&one, "abc", 3, digests[1]), 0);
	assert_int_equal(zr_party_digest(&two, "abc", 3, digests[2]), 0);
	assert_memory_equal(digests[0], digests[1], ZR_KEY_BYTES);
	assert_memory_not_equal(digests[0], digests[2], ZR_KEY_BYTES);
	zr_party_finish(&one);
	zr_party_finish(&two);
}

static int sign_elsewhere(void *user, const void *message, size_t bytes,
	uint8_t ret_signature[ZR_KEY_SIGNATURE_BYTES])
{
	int *code = user;
	assert_memory_equal(message, "abc", bytes);
	memset(ret_signature, 7, ZR_KEY_SIGNATURE_BYTES);
	return *code;
}

/* RFC 8032, 7.1, TEST 3 has the vector; here: whoever has the secret is asked, and may refuse. */
static void a_secret_that_is_elsewhere_signs_there(void **state)
{
	(void)state;
	struct zr_party_secret party;
	uint8_t random[2 * ZR_KEY_BYTES];
	uint8_t signature[ZR_KEY_SIGNATURE_BYTES];
	memset(random, 1, sizeof random);
	assert_int_equal(zr_party_init(&party, random, NULL), 0);
	assert_int_equal(zr_party_sign(&party, "abc", 3, signature), 0);
	assert_int_equal(zr_crypto_verify(party.public_half.sign, "abc", 3, signature), 0);
	int code = 0;
	party.ask_sign = sign_elsewhere;
	party.ask_user = &code;
	assert_int_equal(zr_party_sign(&party, "abc", 3, signature), 0);
	assert_int_equal(signature[0], 7);
	code = ZR_E_LOCKED;
	assert_int_equal(zr_party_sign(&party, "abc", 3, signature), ZR_E_LOCKED);
	zr_party_finish(&party);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_public_keys_of_the_standards),
		cmocka_unit_test(its_id_is_the_front_of_the_hash),
		cmocka_unit_test(finish_wipes_the_secrets),
		cmocka_unit_test(digests_are_each_partys_own),
		cmocka_unit_test(a_secret_that_is_elsewhere_signs_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
