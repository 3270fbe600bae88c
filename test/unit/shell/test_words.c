#include "test/unit/unit.h"

#include "tablet/shell/core/words.h"

static void every_language_has_every_word(void **state)
{
	for (int tongue = 0; tongue < ZR_TONGUE_COUNT; tongue++) {
		for (int word = 0; word < ZR_WORD_COUNT; word++) {
			const char *text = zr_words_get((enum zr_word)word, (enum zr_tongue)tongue);
			assert_non_null(text);
			assert_true(text[0] != '\0');
		}
	}
}

static void codes_lead_to_languages_and_back(void **state)
{
	for (int tongue = 0; tongue < ZR_TONGUE_COUNT; tongue++) {
		const char *code = zr_words_code((enum zr_tongue)tongue);
		assert_int_equal(zr_words_tongue(code, ZR_TONGUE_ENGLISH), tongue);
	}
	assert_int_equal(zr_words_tongue("", ZR_TONGUE_TATAR), ZR_TONGUE_TATAR);
	assert_int_equal(zr_words_tongue("kk", ZR_TONGUE_RUSSIAN), ZR_TONGUE_RUSSIAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_language_has_every_word),
		cmocka_unit_test(codes_lead_to_languages_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
