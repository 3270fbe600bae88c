/* Tests: oddity.c */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/oddity.h"
#include "lib/base/utf8.h"

static void assert_describes(const char *letter, const char *sentence)
{
	uint32_t character = 0;
	char text[120];
	struct zr_oddity_words words;
	struct zr_fault fault = {.kind = ZR_FAULT_ODD_CHARACTER};
	assert_int_equal(zr_utf8_read(letter, strlen(letter), &character), strlen(letter));
	struct zr_oddity oddity = zr_oddity_of(character);
	assert_int_not_equal(oddity.kind, ZR_ODDITY_NONE);
	zr_oddity_word(&oddity, &words, &fault);
	(void)zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_string_equal(text + strlen("here stands "), sentence);
}

static void names_the_character_and_what_to_type(void **state)
{
	(void)state;
	assert_describes("\u200b", "an invisible character (zero width space, U+200B); delete it");
	assert_describes("\ufeff", "an invisible character (byte order mark, U+FEFF); delete it");
	assert_describes("\u00ad", "an invisible character (soft hyphen, U+00AD); delete it");
	assert_describes("\u00a0", "a blank that is none (no-break space, U+00A0); type a blank");
	assert_describes("\u2028", "a blank that is none (line separator, U+2028); type a blank");
	assert_describes("„", "„ (typographic quotation mark, U+201E); type ' or \"");
	assert_describes("«", "« (guillemet, U+00AB); type ' or \"");
	assert_describes("−", "− (minus sign, U+2212); type -");
	assert_describes("≠", "≠ (not equal, U+2260); type !=");
	assert_describes("ａ", "ａ (full-width character, U+FF41); type a");
	assert_describes("（", "（ (full-width character, U+FF08); type (");
}

static void leaves_letters_alone(void **state)
{
	(void)state;
	static const uint32_t LETTERS[] = {
		'a', ' ', '\'', '-', 0x44f, 0x622, 0x4e00, 0x1f600, 0x301};
	for (size_t i = 0; i < sizeof LETTERS / sizeof *LETTERS; i++) {
		assert_int_equal(zr_oddity_of(LETTERS[i]).kind, ZR_ODDITY_NONE);
	}
}

static void finds_what_nobody_sees(void **state)
{
	(void)state;
	struct zr_oddity oddity = {0};
	assert_true(zr_oddity_unseen("y\u200b", 4, &oddity));
	assert_int_equal(oddity.character, 0x200b);
	assert_true(zr_oddity_unseen("a\u00a0b", 4, NULL));
	assert_true(zr_oddity_unseen("\u200da", 4, NULL));
	assert_false(zr_oddity_unseen("می\u200cخواهم", strlen("می\u200cخواهم"), NULL));
	assert_false(zr_oddity_unseen("„a“", strlen("„a“"), NULL));
	assert_false(zr_oddity_unseen("y\xe2", 2, NULL));
	assert_false(zr_oddity_unseen("", 0, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_character_and_what_to_type),
		cmocka_unit_test(leaves_letters_alone),
		cmocka_unit_test(finds_what_nobody_sees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
