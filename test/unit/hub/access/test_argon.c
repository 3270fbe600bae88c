/* Passwords as they are stored. */
#include "test/unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "hub/access/argon.h"

static const uint8_t salt[ZR_ARGON_SALT_BYTES] = {1, 2, 3};

static void a_password_is_known_by_its_hash(void **state)
{
	(void)state;
	char stored[ZR_STORE_PASSWORD_BYTES];
	assert_int_equal(zr_argon_hash("двенадцать букв", salt, stored, NULL), 0);
	assert_true(zr_argon_is_present(stored));
	assert_int_equal(zr_argon_verify("двенадцать букв", stored, NULL), 0);
	assert_int_equal(zr_argon_verify("двенадцать буквы", stored, NULL), ZR_E_REFUSED);
	assert_int_equal(zr_argon_verify("", stored, NULL), ZR_E_REFUSED);
	stored[strlen(stored) - 9] = stored[strlen(stored) - 9] == 'A' ? 'B' : 'A';
	assert_int_equal(zr_argon_verify("двенадцать букв", stored, NULL), ZR_E_REFUSED);
}

/* From Python's scrypt with N 32768, r 8, p 1 over "pass word" and the salt 00 01 … 0f. */
#define BEFORE                                                                                     \
	"$scrypt$000102030405060708090a0b0c0d0e0f"                                                 \
	"eca010a492df94e72081ee48064a80e34ccd4499f414d7f953eb338c1381118b"

static void what_a_hub_of_before_wrote_is_read(void **state)
{
	(void)state;
	assert_int_equal(zr_argon_verify("pass word", BEFORE, NULL), 0);
	assert_int_equal(zr_argon_verify("pass  word", BEFORE, NULL), ZR_E_REFUSED);
	assert_false(zr_argon_is_present(BEFORE));
}

static void what_is_no_hash_is_damaged(void **state)
{
	(void)state;
	const char *const texts[] = {"", "x", "$scrypt$", "$scrypt$00", "$argon2id$",
		"$argon2i$v=19$m=16,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_int_equal(zr_argon_verify("", texts[i], NULL), ZR_E_INVALID);
	}
	zr_argon_pretend("whatever it is");
}

static void a_drawn_password_is_four_groups_of_four(void **state)
{
	(void)state;
	static const uint8_t low[10] = {0};
	static const uint8_t high[10] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
	char password[20];
	zr_argon_format_password(low, password);
	assert_string_equal(password, "aaaa-aaaa-aaaa-aaaa");
	zr_argon_format_password(high, password);
	assert_int_equal(strlen(password), 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_known_by_its_hash),
		cmocka_unit_test(what_a_hub_of_before_wrote_is_read),
		cmocka_unit_test(what_is_no_hash_is_damaged),
		cmocka_unit_test(a_drawn_password_is_four_groups_of_four),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
