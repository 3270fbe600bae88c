/* Addresses that are one, and such that only look so. */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/doubles/address_key.h"
#include "lib/base/cleanup.h"

static bool is_one(const char *address, const char *other)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer key = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer other_key = {0};
	assert_int_equal(zr_address_key_make(address, &key), 0);
	assert_int_equal(zr_address_key_make(other, &other_key), 0);
	return strcmp(zr_buffer_text(&key), zr_buffer_text(&other_key)) == 0;
}

static void one_address_by_two_hands(void **state)
{
	(void)state;
	assert_true(is_one("ул. Мира, д. 5", "Мира улица 5"));
	assert_true(is_one("г. Орёл, ул. Лесная, д.3, кв. 7", "ОРЕЛ Лесная 3 7"));
	assert_true(is_one("пр-т Мира 5", "проспект Мира, дом 5"));
	assert_true(is_one("Мира 5 корп. 2", "ул. Мира, 5, к. 2"));
	assert_true(is_one("12 Lesnaya st", "Lesnaya street 12"));
}

static void what_only_looks_so(void **state)
{
	(void)state;
	assert_false(is_one("ул. Мира, 5", "пр-т Мира, 5"));
	assert_false(is_one("Мира 5 кв. 3", "Мира 3 кв. 5"));
	assert_false(is_one("Мира 5 корп. 1", "Мира 5 кв. 1"));
	assert_false(is_one("Мира 5", "Мира 5а"));
	assert_false(is_one("Мира 5/1", "Мира 5 1"));
	assert_false(is_one("Мира 5", "Мирная 5"));
}

/* What has no name, or no number, is compared with nothing. */
static void what_says_too_little_has_no_key(void **state)
{
	(void)state;
	static const char *const few[] = {"", "дом 5", "5", "ул. Мира", "—", "\xff\xfe"};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer key = {0};
	for (size_t i = 0; i < sizeof few / sizeof few[0]; i++) {
		assert_int_equal(zr_address_key_make(few[i], &key), 0);
		assert_int_equal(key.bytes, 0);
	}
	char many[2000] = "";
	for (size_t i = 0; i + 3 < sizeof many; i += 2) {
		memcpy(many + i, "a ", 3);
	}
	many[sizeof many - 4] = '7';
	assert_int_equal(zr_address_key_make(many, &key), 0);
	assert_true(key.bytes > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_address_by_two_hands),
		cmocka_unit_test(what_only_looks_so),
		cmocka_unit_test(what_says_too_little_has_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
