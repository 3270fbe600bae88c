/*
 * Texts in the language that the enumerator chose. The language is one for the whole process: every
 * page is drawn in it.
 *
 * A text stands in a table of lines ZR_STRING(id, Russian, English, ...): strings.def has those of
 * the widgets, an application its own. From a table come, in a header,
 *     #define ZR_STRING(id, ...) ZR_TEXTS_DECLARE(id)
 * and in a source ZR_TEXTS_DEFINE; T(id) is the text, whichever table it stands in, and an id that
 * stands in none does not compile.
 */
#ifndef ZR_UI_TEXTS_H
#define ZR_UI_TEXTS_H

#include "lib/base/languages.h"

/* NULL: it comes in Russian. */
struct zr_phrase {
	const char *in[ZR_LANGUAGE_COUNT];
};

#define ZR_TEXTS_DECLARE(id)     extern const struct zr_phrase zr_phrase_##id;
#define ZR_TEXTS_DEFINE(id, ...) const struct zr_phrase zr_phrase_##id = {{__VA_ARGS__}};

#define ZR_STRING(id, ...) ZR_TEXTS_DECLARE(id)
#include "tablet/ui/strings.def"
#undef ZR_STRING

void zr_texts_set_language(enum zr_language language);
enum zr_language zr_texts_language(void);

/* Its code: "ru". */
const char *zr_texts_code(void);

const char *zr_texts_get(const struct zr_phrase *phrase);

/* The name of month 1 to 12, "" outside. The caller frees it. */
char *zr_texts_month(unsigned month);

#define T(id) zr_texts_get(&zr_phrase_##id)

#endif
