/* The widgets' texts, and what is said in a language that lacks one. */
#include "tablet/ui/texts.h"

#include <glib.h>

#include "test/unit/phrases.h"

static void texts_agree_in_their_arguments(void **state)
{
#define ZR_STRING(id, ...) expect_whole(&zr_phrase_##id);
#include "tablet/ui/strings.def"
#undef ZR_STRING
}

static void months_have_names(void **state)
{
	g_autofree char *march = zr_texts_month(3);
	g_autofree char *none = zr_texts_month(13);
	assert_string_equal(march, "март");
	assert_string_equal(none, "");
	zr_texts_set_language(ZR_LANGUAGE_CHUVASH);
	g_autofree char *chuvash = zr_texts_month(3);
	assert_string_equal(chuvash, "пуш");
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

static void what_a_language_lacks_comes_in_russian(void **state)
{
	static const struct zr_phrase sun = {{"солнце", "sun"}};
	zr_texts_set_language(ZR_LANGUAGE_CHUVASH);
	assert_string_equal(zr_texts_code(), "cv");
	assert_string_equal(T(NEXT), "Малалла");
	assert_string_equal(zr_texts_get(&sun), "солнце");
	zr_texts_set_language(ZR_LANGUAGE_ENGLISH);
	assert_string_equal(zr_texts_get(&sun), "sun");
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_agree_in_their_arguments),
		cmocka_unit_test(months_have_names),
		cmocka_unit_test(what_a_language_lacks_comes_in_russian),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
