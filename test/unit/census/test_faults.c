/* What an enumerator reads of an error.
 *
 * Tests: tablet/apps/census/wording.c
 */
#include "tablet/apps/census/model/faults.h"

#include <glib.h>
#include <string.h>

#include "test/unit/phrases.h"

static const int codes[] = {
#define ZR_ERROR(name, wire, retry, http, key) ZR_E_##name,
#include "lib/base/errors.def"
#undef ZR_ERROR
};

/* Every code, in every language, and never the English of the error itself. */
static void every_code_has_words(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		zr_texts_set_language((enum zr_language)language);
		for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
			struct zr_error error = {.code = codes[i], .message = "the inside"};
			const char *words[] = {
				zr_faults_words(&error), zr_faults_form_words(&error)};
			for (size_t k = 0; k < G_N_ELEMENTS(words); k++) {
				bool is_latin = g_str_is_ascii(words[k]);
				assert_true(strlen(words[k]) > 10);
				assert_null(strstr(words[k], error.message));
				assert_true(is_latin == (language == ZR_LANGUAGE_ENGLISH));
			}
		}
	}
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

static void details_say_where(void **state)
{
	struct zr_error error = {0};
	zr_error_set_at(&error, ZR_E_REFERENCE, 7, "/data/age", "no question '%s'", "x");
	g_autofree char *whole = zr_faults_details(&error);
	assert_string_equal(whole, "строка 7, /data/age: no question 'x'");
	zr_error_set(&error, ZR_E_IO, "the file cannot be read");
	g_autofree char *bare = zr_faults_details(&error);
	assert_string_equal(bare, "the file cannot be read");
}

static void texts_agree_in_their_arguments(void **state)
{
#define ZR_STRING(id, ...) expect_whole(&zr_phrase_##id);
#include "tablet/apps/census/wording.def"
#undef ZR_STRING
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_agree_in_their_arguments),
		cmocka_unit_test(every_code_has_words),
		cmocka_unit_test(details_say_where),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
