/* A browser's permit: this process's, and for a time. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/limits_respond.h"
#include "respond/core/permit.h"

static const uint8_t key[ZR_CRYPTO_KEY_BYTES] = {1};
static const uint8_t other_key[ZR_CRYPTO_KEY_BYTES] = {2};
static const uint8_t nonce[ZR_CRYPTO_NONCE_BYTES] = {3};
#define NOW_US 1000000000000LL

static struct zr_permit make(void)
{
	return (struct zr_permit){.keys = {.lookup = {4}, .key = {5}},
		.id = {6},
		.since_us = NOW_US,
		.seen_us = NOW_US};
}

static void comes_back_whole(void **state)
{
	char text[ZR_INQUIRY_COOKIE_BYTES];
	struct zr_permit permit = make(), back;
	assert_int_equal(zr_permit_seal(key, &permit, nonce, text), 0);
	assert_true(zr_permit_unseal(key, text, NOW_US + 1, &back));
	assert_memory_equal(&permit.keys, &back.keys, sizeof permit.keys);
	assert_memory_equal(permit.id, back.id, sizeof permit.id);
	assert_false(zr_permit_unseal(other_key, text, NOW_US, &back));
}

static void no_byte_of_it_can_be_changed(void **state)
{
	char text[ZR_INQUIRY_COOKIE_BYTES];
	struct zr_permit permit = make(), back;
	assert_int_equal(zr_permit_seal(key, &permit, nonce, text), 0);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char was = text[i];
		text[i] = was == '0' ? '1' : '0';
		assert_false(zr_permit_unseal(key, text, NOW_US, &back));
		text[i] = was;
	}
	text[strlen(text) - 1] = '\0';
	assert_false(zr_permit_unseal(key, text, NOW_US, &back));
	assert_false(zr_permit_unseal(key, "", NOW_US, &back));
}

static void ends_by_idleness_and_by_age(void **state)
{
	char text[ZR_INQUIRY_COOKIE_BYTES];
	struct zr_permit permit = make(), back;
	const int64_t idle_us = ZR_RESPOND_IDLE_S * 1000000LL;
	const int64_t life_us = ZR_RESPOND_SESSION_S * 1000000LL;
	assert_int_equal(zr_permit_seal(key, &permit, nonce, text), 0);
	assert_true(zr_permit_unseal(key, text, NOW_US + idle_us - 1, &back));
	assert_false(zr_permit_unseal(key, text, NOW_US + idle_us, &back));
	permit.seen_us = NOW_US + life_us - 1;
	assert_int_equal(zr_permit_seal(key, &permit, nonce, text), 0);
	assert_true(zr_permit_unseal(key, text, NOW_US + life_us - 1, &back));
	assert_false(zr_permit_unseal(key, text, NOW_US + life_us, &back));
}

static void each_session_has_its_token(void **state)
{
	char one[ZR_PERMIT_TOKEN_BYTES], two[ZR_PERMIT_TOKEN_BYTES];
	struct zr_permit permit = make();
	assert_int_equal(zr_permit_token(key, &permit, one), 0);
	permit.id[0]++;
	assert_int_equal(zr_permit_token(key, &permit, two), 0);
	assert_int_equal(strlen(one), ZR_PERMIT_TOKEN_BYTES - 1);
	assert_string_not_equal(one, two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_whole),
		cmocka_unit_test(no_byte_of_it_can_be_changed),
		cmocka_unit_test(ends_by_idleness_and_by_age),
		cmocka_unit_test(each_session_has_its_token),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
