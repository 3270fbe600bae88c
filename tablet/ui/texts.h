/*
 * The application's own texts in the language that the enumerator chose (strings.def).
 * The language is one for the whole process: every page is drawn in it.
 */
#ifndef ZR_UI_TEXTS_H
#define ZR_UI_TEXTS_H

enum zr_string {
#define ZR_STRING(id, ...) ZR_S_##id,
#include "tablet/ui/strings.def"
#undef ZR_STRING
	ZR_S_COUNT
};

enum zr_language {
	ZR_LANGUAGE_ENGLISH,
	ZR_LANGUAGE_RUSSIAN,
	ZR_LANGUAGE_TATAR,
	ZR_LANGUAGE_BASHKIR,
	ZR_LANGUAGE_CHUVASH,
	ZR_LANGUAGE_COUNT
};

void zr_texts_set_language(enum zr_language language);
enum zr_language zr_texts_language(void);

/* "en", "ru", "tt", "ba" or "cv". */
const char *zr_texts_code(void);

/* What its own speakers call it: "Русский". */
const char *zr_texts_language_name(enum zr_language language);

/* The language of a name as questionnaires write it ("Русский (ru)", "en", "Tatar"); English for
 * what is none of them. */
enum zr_language zr_texts_language_for(const char *name);

/* What a language lacks comes in Russian. */
const char *zr_texts_get(enum zr_string id);
const char *zr_texts_in(enum zr_string id, enum zr_language language);

/* The name of month 1 to 12, "" outside. The caller frees it. */
char *zr_texts_month(unsigned month);

#define T(id) zr_texts_get(ZR_S_##id)

#endif
