#include "test/unit/unit.h"

#include "tablet/shell/core/words.h"

static void every_language_has_every_word(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		for (int word = 0; word < ZR_WORD_COUNT; word++) {
			const char *text =
				zr_words_get((enum zr_word)word, (enum zr_language)language);
			assert_non_null(text);
			assert_true(text[0] != '\0');
		}
	}
}

static void codes_lead_to_languages_and_back(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		const char *code = zr_languages_code((enum zr_language)language);
		assert_int_equal(zr_words_language(code, ZR_LANGUAGE_ENGLISH), language);
	}
	assert_int_equal(zr_words_language("", ZR_LANGUAGE_TATAR), ZR_LANGUAGE_TATAR);
	assert_int_equal(zr_words_language("kk", ZR_LANGUAGE_RUSSIAN), ZR_LANGUAGE_RUSSIAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_has_every_word),
		cmocka_unit_test(codes_lead_to_languages_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
