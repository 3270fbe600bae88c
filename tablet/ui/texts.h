/*
 * The application's own texts in the language that the enumerator chose (strings.def).
 * The language is one for the whole process: every page is drawn in it.
 */
#ifndef ZR_UI_TEXTS_H
#define ZR_UI_TEXTS_H

#include "lib/base/languages.h"

enum zr_string {
#define ZR_STRING(id, ...) ZR_S_##id,
#include "tablet/ui/strings.def"
#undef ZR_STRING
	ZR_S_COUNT
};

void zr_texts_set_language(enum zr_language language);
enum zr_language zr_texts_language(void);

/* Its code: "ru". */
const char *zr_texts_code(void);

/* What a language lacks comes in Russian. */
const char *zr_texts_get(enum zr_string id);

/* The name of month 1 to 12, "" outside. The caller frees it. */
char *zr_texts_month(unsigned month);

#define T(id) zr_texts_get(ZR_S_##id)

#endif
