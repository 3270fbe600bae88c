/* The present language, and the widgets' texts. A test holds that each has English and Russian. */
#include "tablet/ui/texts.h"

#include <assert.h>
#include <glib.h>

#define ZR_STRING(id, ...) ZR_TEXTS_DEFINE(id, __VA_ARGS__)
#include "tablet/ui/strings.def"
#undef ZR_STRING

static enum zr_language present = ZR_LANGUAGE_RUSSIAN;

void zr_texts_set_language(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	present = language;
}

enum zr_language zr_texts_language(void)
{
	assert(present < ZR_LANGUAGE_COUNT);
	return present;
}

const char *zr_texts_code(void)
{
	assert(present < ZR_LANGUAGE_COUNT);
	return zr_languages_code(present);
}

const char *zr_texts_get(const struct zr_phrase *phrase)
{
	assert(phrase != NULL && phrase->in[ZR_LANGUAGE_RUSSIAN] != NULL);
	const char *text = phrase->in[present];
	return text != NULL ? text : phrase->in[ZR_LANGUAGE_RUSSIAN];
}

char *zr_texts_month(unsigned month)
{
	g_auto(GStrv) names = g_strsplit(T(MONTHS), "|", -1);
	return g_strdup(month >= 1 && month <= g_strv_length(names) ? names[month - 1] : "");
}
