/* The two signed structures: what is altered is refused, and a document has one form. */
#include "test/unit/trust/owner.h"

static const char content_text[] = "content";
static const struct zr_crypto_bytes content = {content_text, sizeof content_text};

static struct zr_buffer sign(size_t signer_count)
{
	const struct zr_buffer bytes = {
		.data = (char *)(uintptr_t)content_text, .bytes = sizeof content_text};
	const unsigned keys[ZR_COSE_SIGNER_COUNT_MAX] = {1, 2, 3, 4, 5, 6};
	return owner_sign(&bytes, keys, signer_count);
}

static struct zr_crypto_bytes bytes_of(const struct zr_buffer *buffer)
{
	return (struct zr_crypto_bytes){buffer->data, buffer->bytes};
}

static size_t count_of(const struct zr_cose_signed *document, unsigned first, size_t key_count)
{
	uint8_t keys[ZR_COSE_SIGNER_COUNT_MAX][ZR_CRYPTO_KEY_BYTES];
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	uint32_t signers = 0;
	for (size_t i = 0; i < key_count; i++) {
		struct zr_cose_signer signer = owner_signer(first + (unsigned)i, seed);
		memcpy(keys[i], signer.public_key, sizeof keys[i]);
	}
	assert_int_equal(zr_cose_sign_verify(document, (const uint8_t(*)[ZR_CRYPTO_KEY_BYTES])keys,
				 key_count, &signers),
		0);
	return (size_t)__builtin_popcount(signers);
}

static void counts_the_keys_that_signed(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer signed_by_three = sign(3);
	assert_int_equal(zr_cose_sign_take(bytes_of(&signed_by_three), "it", &document, NULL), 0);
	assert_false(document.is_sign1);
	assert_int_equal(document.content.bytes, sizeof content_text);
	assert_memory_equal(document.content.data, content_text, sizeof content_text);
	assert_int_equal(count_of(&document, 1, 3), 3);
	assert_int_equal(count_of(&document, 3, 3), 1);
	assert_int_equal(count_of(&document, 4, 3), 0);
}

static void one_signer_is_sign1(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signer = owner_signer(9, seed);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer one = {0};
	assert_int_equal(zr_cose_sign1(content, &signer, &one, NULL), 0);
	assert_int_equal((uint8_t)one.data[0], 0xd2); /* tag 18 */
	assert_int_equal(zr_cose_sign_take(bytes_of(&one), "it", &document, NULL), 0);
	assert_true(document.is_sign1);
	assert_int_equal(count_of(&document, 9, 1), 1);
}

/* Whatever byte is changed: the document is none, or no signature of the key counts any more. */
static void no_byte_can_be_changed(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signer = owner_signer(1, seed);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer whole = sign(1);
	uint8_t keys[1][ZR_CRYPTO_KEY_BYTES];
	memcpy(keys[0], signer.public_key, sizeof keys[0]);
	for (size_t i = 0; i < whole.bytes; i++) {
		uint32_t signers = 0;
		whole.data[i] = (char)(whole.data[i] ^ 1);
		int code = zr_cose_sign_take(bytes_of(&whole), "it", &document, NULL);
		if (code == 0) {
			code = zr_cose_sign_verify(&document,
				(const uint8_t(*)[ZR_CRYPTO_KEY_BYTES])keys, 1, &signers);
		}
		assert_true(
			code == ZR_E_SYNTAX || code == ZR_E_FORGED || (code == 0 && signers == 0));
		whole.data[i] = (char)(whole.data[i] ^ 1);
	}
}

static void refuses_every_shorter_and_a_longer_one(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer whole = sign(2);
	for (size_t bytes = 0; bytes < whole.bytes; bytes++) {
		const struct zr_crypto_bytes part = {whole.data, bytes};
		assert_int_equal(zr_cose_sign_take(part, "it", &document, &error), ZR_E_SYNTAX);
	}
	assert_int_equal(zr_buffer_add(&whole, "", 1), 0);
	assert_int_equal(zr_cose_sign_take(bytes_of(&whole), "it", &document, &error), ZR_E_SYNTAX);
}

static void a_key_cannot_sign_twice(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	const unsigned twice[] = {7, 7};
	const struct zr_buffer bytes = {
		.data = (char *)(uintptr_t)content_text, .bytes = sizeof content_text};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer whole = owner_sign(&bytes, twice, 2);
	assert_int_equal(zr_cose_sign_take(bytes_of(&whole), "it", &document, NULL), ZR_E_SYNTAX);
}

static void holds_to_its_limit(void **state)
{
	(void)state;
	struct zr_cose_signed document;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer long_content = {0};
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_cose_signer signer = owner_signer(1, seed);
	/* The frame of COSE_Sign1: tag, array, header, map, heads and the signature. */
	const size_t frame_bytes = 1 + 1 + 26 + 1 + 3 + 66;
	for (size_t more = 0; more < 2; more++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer whole = {0};
		zr_buffer_clear(&long_content);
		size_t bytes = ZR_COSE_DOCUMENT_BYTES_MAX - frame_bytes + more;
		assert_int_equal(zr_buffer_reserve(&long_content, bytes), 0);
		memset(long_content.data, 'x', bytes);
		const struct zr_crypto_bytes all = {long_content.data, bytes};
		assert_int_equal(zr_cose_sign1(all, &signer, &whole, NULL), 0);
		assert_int_equal(whole.bytes, ZR_COSE_DOCUMENT_BYTES_MAX + more);
		assert_int_equal(zr_cose_sign_take(bytes_of(&whole), "it", &document, NULL),
			more == 0 ? 0 : ZR_E_LIMIT);
	}
}

/* A key that lies elsewhere: a token that is asked. */
static int ask(
	void *user, struct zr_crypto_bytes message, uint8_t *ret_signature, struct zr_error *error)
{
	const uint8_t *seed = user;
	if (seed == NULL) {
		return zr_error_set(error, ZR_E_LOCKED, "the token is locked");
	}
	return zr_crypto_sign(seed, message.data, message.bytes, ret_signature);
}

static void asks_a_key_that_lies_elsewhere(void **state)
{
	(void)state;
	uint8_t seed[ZR_CRYPTO_KEY_BYTES];
	struct zr_error error = {0};
	struct zr_cose_signer near = owner_signer(3, seed);
	struct zr_cose_signer far = near;
	far.seed = NULL;
	far.ask = ask;
	far.user = seed;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer one = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer other = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer none = {0};
	assert_int_equal(zr_cose_sign(content, &near, 1, &one, NULL), 0);
	assert_int_equal(zr_cose_sign(content, &far, 1, &other, NULL), 0);
	assert_int_equal(one.bytes, other.bytes);
	assert_memory_equal(one.data, other.data, one.bytes);
	far.user = NULL;
	assert_int_equal(zr_cose_sign(content, &far, 1, &none, &error), ZR_E_LOCKED);
	assert_int_equal(none.bytes, 0);
	assert_string_equal(error.message, "the token is locked");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_the_keys_that_signed),
		cmocka_unit_test(one_signer_is_sign1),
		cmocka_unit_test(no_byte_can_be_changed),
		cmocka_unit_test(refuses_every_shorter_and_a_longer_one),
		cmocka_unit_test(a_key_cannot_sign_twice),
		cmocka_unit_test(holds_to_its_limit),
		cmocka_unit_test(asks_a_key_that_lies_elsewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
