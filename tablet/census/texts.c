/* The table of texts and the present language. Adding a text without both does not compile. */
#include "tablet/census/texts.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

static const char *const texts[ZR_S_COUNT][2] = {
#define ZR_STRING(id, english, russian) [ZR_S_##id] = {english, russian},
#include "tablet/census/strings.def"
#undef ZR_STRING
};

static enum zr_language present = ZR_LANGUAGE_RUSSIAN;

void zr_texts_set_language(enum zr_language language)
{
	assert(language == ZR_LANGUAGE_ENGLISH || language == ZR_LANGUAGE_RUSSIAN);
	present = language;
}

enum zr_language zr_texts_language(void)
{
	return present;
}

const char *zr_texts_code(void)
{
	return present == ZR_LANGUAGE_RUSSIAN ? "ru" : "en";
}

enum zr_language zr_texts_language_for(const char *name)
{
	assert(name != NULL);
	gboolean is_russian = strcmp(name, "ru") == 0 || strstr(name, "(ru)") != NULL ||
			      g_str_has_prefix(name, "Русск") || g_str_has_prefix(name, "Russian");
	return is_russian ? ZR_LANGUAGE_RUSSIAN : ZR_LANGUAGE_ENGLISH;
}

const char *zr_texts_in(enum zr_string id, enum zr_language language)
{
	assert(id < ZR_S_COUNT);
	return texts[id][language];
}

const char *zr_texts_get(enum zr_string id)
{
	return zr_texts_in(id, present);
}

char *zr_texts_month(unsigned month)
{
	g_auto(GStrv) names = g_strsplit(T(MONTHS), "|", -1);
	return g_strdup(month >= 1 && month <= g_strv_length(names) ? names[month - 1] : "");
}
