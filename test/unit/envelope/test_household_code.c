/* Codes of households: what hands do to them. Tests: lib/envelope/symbol.c, too. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/envelope/household_code.h"
#include "lib/envelope/symbol.h"

static const uint8_t drawn[ZR_HOUSEHOLD_CODE_SECRET_BYTES] = {
	0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11, 0xFF};

static int parse(const char *text, struct zr_household_code *ret_code)
{
	return zr_household_code_parse(text, strlen(text), ret_code, NULL);
}

static void comes_back_as_it_was_printed(void **state)
{
	struct zr_household_code code, read;
	char text[ZR_HOUSEHOLD_CODE_TEXT_BYTES];
	zr_household_code_init(&code, drawn);
	zr_household_code_format(&code, text);
	assert_int_equal(strlen(text), 19);
	assert_int_equal(parse(text, &read), 0);
	assert_memory_equal(&code, &read, sizeof code);
}

static void forgives_what_hands_do(void **state)
{
	struct zr_household_code code, read;
	char text[ZR_HOUSEHOLD_CODE_TEXT_BYTES], typed[64] = " ";
	size_t length = 1;
	static const uint8_t with_zeros[ZR_HOUSEHOLD_CODE_SECRET_BYTES] = {0, 0x44, 0x21};
	zr_household_code_init(&code, with_zeros);
	zr_household_code_format(&code, text);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char symbol = text[i];
		symbol = symbol == '0' ? 'o' : symbol == '1' ? 'l' : symbol;
		symbol = symbol >= 'A' && symbol <= 'Z' ? (char)(symbol - 'A' + 'a') : symbol;
		typed[length++] = symbol == '-' ? ' ' : symbol;
		if (i % 3 == 0) {
			typed[length++] = ' ';
		}
	}
	assert_int_equal(parse(typed, &read), 0);
	assert_memory_equal(&code, &read, sizeof code);
}

static void shows_each_wrong_and_each_exchanged_character(void **state)
{
	struct zr_household_code code, read;
	char text[ZR_HOUSEHOLD_CODE_TEXT_BYTES];
	zr_household_code_init(&code, drawn);
	zr_household_code_format(&code, text);
	for (size_t i = 0; i < strlen(text); i++) {
		for (int other = 0; other < 32 && text[i] != '-'; other++) {
			char wrong[ZR_HOUSEHOLD_CODE_TEXT_BYTES];
			memcpy(wrong, text, sizeof wrong);
			wrong[i] = zr_symbol_write(other);
			assert_int_equal(
				parse(wrong, &read), wrong[i] == text[i] ? 0 : ZR_E_SYNTAX);
		}
		for (size_t k = i + 1; k < strlen(text); k++) {
			char wrong[ZR_HOUSEHOLD_CODE_TEXT_BYTES];
			memcpy(wrong, text, sizeof wrong);
			wrong[i] = text[k];
			wrong[k] = text[i];
			bool is_same = text[i] == text[k] || text[i] == '-' || text[k] == '-';
			assert_true(is_same || parse(wrong, &read) == ZR_E_SYNTAX);
		}
	}
}

static void refuses_what_is_none(void **state)
{
	static const char *const bad[] = {"", "0", "0000-0000-0000-0000", "0000-0000-0000-000",
		"0000-0000-0000-0000-0", "<script>", "0000-0000-0000-00\xD0\x90",
		"UUUU-UUUU-UUUU-UUUU"};
	struct zr_household_code read;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct zr_error error = {0};
		assert_int_equal(zr_household_code_parse(bad[i], strlen(bad[i]), &read, &error),
			ZR_E_SYNTAX);
		assert_true(error.message[0] != '\0');
	}
}

static void its_keys_depend_on_code_and_hub(void **state)
{
	struct zr_household_code code, other;
	struct zr_household_code_keys one, again, elsewhere, different;
	static const uint8_t salt[16] = {1}, second[16] = {2};
	static const uint8_t more[ZR_HOUSEHOLD_CODE_SECRET_BYTES] = {9};
	zr_household_code_init(&code, drawn);
	zr_household_code_init(&other, more);
	assert_int_equal(zr_household_code_derive(&code, salt, &one, NULL), 0);
	assert_int_equal(zr_household_code_derive(&code, salt, &again, NULL), 0);
	assert_int_equal(zr_household_code_derive(&code, second, &elsewhere, NULL), 0);
	assert_int_equal(zr_household_code_derive(&other, salt, &different, NULL), 0);
	assert_memory_equal(&one, &again, sizeof one);
	assert_memory_not_equal(one.lookup, elsewhere.lookup, sizeof one.lookup);
	assert_memory_not_equal(one.lookup, different.lookup, sizeof one.lookup);
	assert_memory_not_equal(one.key, different.key, sizeof one.key);
	assert_memory_not_equal(one.key, one.lookup, sizeof one.lookup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_as_it_was_printed),
		cmocka_unit_test(forgives_what_hands_do),
		cmocka_unit_test(shows_each_wrong_and_each_exchanged_character),
		cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(its_keys_depend_on_code_and_hub),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
