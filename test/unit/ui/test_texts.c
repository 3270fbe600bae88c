/* The table of texts: whole in two languages, and its formats alike in all of them. */
#include "tablet/ui/texts.h"

#include <glib.h>
#include <string.h>

#include "test/unit/unit.h"

static const char *text_in(enum zr_string id, enum zr_language language)
{
	zr_texts_set_language(language);
	return zr_texts_get(id);
}

static void expect_same_arguments(const char *english, const char *other)
{
	while ((english = strchr(english, '%')) != NULL) {
		other = strchr(other, '%');
		assert_non_null(other);
		size_t bytes = strspn(english, "%l") + 1;
		assert_memory_equal(english, other, bytes);
		english += bytes;
		other += bytes;
	}
	assert_null(strchr(other, '%'));
}

static void texts_agree_in_their_arguments(void **state)
{
	for (int id = 0; id < ZR_S_COUNT; id++) {
		const char *english = text_in((enum zr_string)id, ZR_LANGUAGE_ENGLISH);
		for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
			const char *text = text_in((enum zr_string)id, (enum zr_language)language);
			assert_non_null(text);
			assert_true(text[0] != '\0');
			expect_same_arguments(english, text);
		}
	}
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
	g_autofree char *march = zr_texts_month(3);
	g_autofree char *none = zr_texts_month(13);
	assert_string_equal(march, "март");
	assert_string_equal(none, "");
}

static void what_a_language_lacks_comes_in_russian(void **state)
{
	assert_string_equal(text_in(ZR_S_NEXT, ZR_LANGUAGE_CHUVASH), "Малалла");
	assert_ptr_equal(text_in(ZR_S_OPEN_FAILED, ZR_LANGUAGE_TATAR),
		text_in(ZR_S_OPEN_FAILED, ZR_LANGUAGE_RUSSIAN));
	zr_texts_set_language(ZR_LANGUAGE_CHUVASH);
	g_autofree char *march = zr_texts_month(3);
	assert_string_equal(march, "пуш");
	assert_string_equal(zr_texts_code(), "cv");
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_agree_in_their_arguments),
		cmocka_unit_test(what_a_language_lacks_comes_in_russian),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
