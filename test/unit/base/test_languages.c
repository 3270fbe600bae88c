/* The table of languages: what they are called, and what questionnaires call them. */
#include "lib/base/languages.h"

#include <string.h>

#include "test/unit/unit.h"

static void knows_each_by_its_code(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		enum zr_language found = ZR_LANGUAGE_COUNT;
		const char *code = zr_languages_code((enum zr_language)language);
		assert_int_equal(strlen(code), 2); /* the agent keeps no others */
		assert_true(zr_languages_find(code, &found));
		assert_int_equal(found, language);
		assert_int_equal(zr_languages_guess(zr_languages_name(found)), language);
	}
}

static void finds_codes_with_what_follows_them(void **state)
{
	enum zr_language found = ZR_LANGUAGE_ENGLISH;
	assert_true(zr_languages_find("ru-RU", &found));
	assert_int_equal(found, ZR_LANGUAGE_RUSSIAN);
	assert_true(zr_languages_find("tt)", &found));
	assert_int_equal(found, ZR_LANGUAGE_TATAR);
	assert_false(zr_languages_find("rus", &found));
	assert_false(zr_languages_find("fr", &found));
	assert_false(zr_languages_find("", &found));
	assert_int_equal(found, ZR_LANGUAGE_TATAR); /* untouched */
}

static void guesses_the_language_of_a_name(void **state)
{
	static const struct {
		const char *name;
		enum zr_language language;
	} names[] = {
		{"Русский (ru)", ZR_LANGUAGE_RUSSIAN},
		{"ru", ZR_LANGUAGE_RUSSIAN},
		{"Russian", ZR_LANGUAGE_RUSSIAN},
		{"English (en)", ZR_LANGUAGE_ENGLISH},
		{"Английский", ZR_LANGUAGE_ENGLISH},
		{"Татарча (tt)", ZR_LANGUAGE_TATAR},
		{"Tatar", ZR_LANGUAGE_TATAR},
		{"Татарский", ZR_LANGUAGE_TATAR},
		{"English translation of the Tatar text (tt)", ZR_LANGUAGE_TATAR},
		{"Башҡортса (ba)", ZR_LANGUAGE_BASHKIR},
		{"Башкирский", ZR_LANGUAGE_BASHKIR},
		{"Чӑвашла (cv)", ZR_LANGUAGE_CHUVASH},
		{"cv", ZR_LANGUAGE_CHUVASH},
		{"Swahili", ZR_LANGUAGE_ENGLISH},
		{"(", ZR_LANGUAGE_ENGLISH},
		{"", ZR_LANGUAGE_ENGLISH},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(zr_languages_guess(names[i].name), names[i].language);
	}
}

static void writes_the_day_first_in_the_languages_of_russia(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		assert_int_equal(zr_languages_is_day_first((enum zr_language)language),
			language != ZR_LANGUAGE_ENGLISH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_each_by_its_code),
		cmocka_unit_test(finds_codes_with_what_follows_them),
		cmocka_unit_test(guesses_the_language_of_a_name),
		cmocka_unit_test(writes_the_day_first_in_the_languages_of_russia),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
