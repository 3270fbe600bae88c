/*
 * The languages of the tablet (languages.def). Texts live where they are shown; here is what all of
 * them share: names, codes and habits. Everything returned is static.
 */
#ifndef ZR_BASE_LANGUAGES_H
#define ZR_BASE_LANGUAGES_H

#include <stdbool.h>

enum zr_language {
#define ZR_LANGUAGE(id, ...) ZR_LANGUAGE_##id,
#include "lib/base/languages.def"
#undef ZR_LANGUAGE
	ZR_LANGUAGE_COUNT
};

/* "ru" */
const char *zr_languages_code(enum zr_language language);

/* What its own speakers call it: "Русский". */
const char *zr_languages_name(enum zr_language language);

/* The language of a code, also with what may follow one: "ru", "ru-RU", "ru)". false when the
 * tablet has no such language; ret_language is untouched then. */
bool zr_languages_find(const char *code, enum zr_language *ret_language);

/* The language of a name as questionnaires write it ("Русский (ru)", "en", "Tatar"); English for
 * what is none of them, since that is what a foreigner reads most likely. */
enum zr_language zr_languages_guess(const char *name);

/* A date is 15.01.2026, not 15 Jan 2026. */
bool zr_languages_is_day_first(enum zr_language language);

#endif
