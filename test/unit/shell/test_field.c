#include "test/unit/unit.h"

#include "tablet/shell/keyboard/field.h"

/* Numbers of text-input-unstable-v3, written out: they are the protocol's and never change. */
enum {
	NORMAL = 0,
	ALPHA = 1,
	NUMBER = 3,
	URL = 5,
	EMAIL = 6,
	NAME = 7,
	PASSWORD = 8,
	PIN = 9,
	AUTO_CAPITALIZATION = 0x4,
	LOWERCASE = 0x8,
	UPPERCASE = 0x10,
	TITLECASE = 0x20,
	LATIN = 0x100,
};

static void addresses_and_passwords_are_latin(void **state)
{
	static const uint32_t purposes[] = {URL, EMAIL, PASSWORD};
	for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++) {
		assert_int_equal(zr_field_of(purposes[i], 0).keys, ZR_FIELD_LATIN);
	}
	assert_int_equal(zr_field_of(NORMAL, LATIN).keys, ZR_FIELD_LATIN);
	assert_int_equal(zr_field_of(NORMAL, 0).keys, ZR_FIELD_LETTERS);
	assert_int_equal(zr_field_of(ALPHA, 0).keys, ZR_FIELD_LETTERS);
	assert_int_equal(zr_field_of(4711, 0).keys, ZR_FIELD_LETTERS);
	assert_int_equal(zr_field_of(NUMBER, LATIN | TITLECASE).keys, ZR_FIELD_NUMBERS);
	assert_int_equal(zr_field_of(PIN, 0).keys, ZR_FIELD_NUMBERS);
}

static void names_are_told_by_purpose_or_hint(void **state)
{
	assert_int_equal(zr_field_of(NAME, 0).capitals, ZR_FIELD_WORDS);
	assert_int_equal(zr_field_of(NAME, LOWERCASE).capitals, ZR_FIELD_NO_CAPITALS);
	assert_int_equal(zr_field_of(NORMAL, TITLECASE).capitals, ZR_FIELD_WORDS);
	assert_int_equal(zr_field_of(NORMAL, AUTO_CAPITALIZATION).capitals, ZR_FIELD_SENTENCES);
	assert_int_equal(zr_field_of(URL, UPPERCASE).capitals, ZR_FIELD_ALL_CAPITALS);
	assert_int_equal(zr_field_of(NUMBER, TITLECASE).capitals, ZR_FIELD_NO_CAPITALS);
	assert_int_equal(zr_field_of(NORMAL, 0).capitals, ZR_FIELD_NO_CAPITALS);
}

static void words_begin_with_a_capital(void **state)
{
	const struct zr_field name = {ZR_FIELD_LETTERS, ZR_FIELD_WORDS};
	static const char *const yes[] = {NULL, "", "Анна ", "Анна-", "Анна\n"};
	static const char *const no[] = {"А", "Анна", "Анна М"};
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		assert_true(zr_field_wants_capital(&name, yes[i]));
	}
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
		assert_false(zr_field_wants_capital(&name, no[i]));
	}
}

static void sentences_begin_with_a_capital(void **state)
{
	const struct zr_field note = {ZR_FIELD_LETTERS, ZR_FIELD_SENTENCES};
	static const char *const yes[] = {NULL, "", " ", "Нет. ", "Да!  ", "Где? ", "Нет\n"};
	static const char *const no[] = {"Н", "Нет ", "Нет.", "3.", "Нет, "};
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
		assert_true(zr_field_wants_capital(&note, yes[i]));
	}
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
		assert_false(zr_field_wants_capital(&note, no[i]));
	}
	const struct zr_field plain = {ZR_FIELD_LETTERS, ZR_FIELD_NO_CAPITALS};
	assert_false(zr_field_wants_capital(&plain, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_and_passwords_are_latin),
		cmocka_unit_test(names_are_told_by_purpose_or_hint),
		cmocka_unit_test(words_begin_with_a_capital),
		cmocka_unit_test(sentences_begin_with_a_capital),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
