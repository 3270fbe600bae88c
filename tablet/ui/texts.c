/* The table of texts and the present language. A test holds that each has English and Russian. */
#include "tablet/ui/texts.h"

#include <assert.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

static const char *const texts[ZR_S_COUNT][ZR_LANGUAGE_COUNT] = {
#define ZR_STRING(id, ...) [ZR_S_##id] = {__VA_ARGS__},
#include "tablet/ui/strings.def"
#undef ZR_STRING
};

/* A name is of a language when it is the code, has "(code)" in it, or begins with a name. */
static const struct {
	const char *code;
	const char *name;
	const char *beginnings[4];
} languages[ZR_LANGUAGE_COUNT] = {
	[ZR_LANGUAGE_ENGLISH] = {"en", "English", {"English", "Англий", NULL}},
	[ZR_LANGUAGE_RUSSIAN] = {"ru", "Русский", {"Русск", "Russian", NULL}},
	[ZR_LANGUAGE_TATAR] = {"tt", "Татарча", {"Татар", "Tatar", NULL}},
	[ZR_LANGUAGE_BASHKIR] = {"ba", "Башҡортса", {"Башҡорт", "Башкир", "Bashkir", NULL}},
	[ZR_LANGUAGE_CHUVASH] = {"cv", "Чӑвашла", {"Чӑваш", "Чуваш", "Chuvash", NULL}},
};

static enum zr_language present = ZR_LANGUAGE_RUSSIAN;

void zr_texts_set_language(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	present = language;
}

enum zr_language zr_texts_language(void)
{
	return present;
}

const char *zr_texts_code(void)
{
	return languages[present].code;
}

const char *zr_texts_language_name(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	return languages[language].name;
}

static bool is_name_of(const char *name, enum zr_language language)
{
	const char *code = languages[language].code;
	const char *open = strrchr(name, '(');
	if (strcmp(name, code) == 0 ||
		(open != NULL && strncmp(open + 1, code, 2) == 0 && open[3] == ')')) {
		return true;
	}
	for (const char *const *beginning = languages[language].beginnings; *beginning != NULL;
		beginning++) {
		if (g_str_has_prefix(name, *beginning)) {
			return true;
		}
	}
	return false;
}

enum zr_language zr_texts_language_for(const char *name)
{
	assert(name != NULL);
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		if (is_name_of(name, (enum zr_language)language)) {
			return (enum zr_language)language;
		}
	}
	return ZR_LANGUAGE_ENGLISH;
}

const char *zr_texts_in(enum zr_string id, enum zr_language language)
{
	assert(id < ZR_S_COUNT && language < ZR_LANGUAGE_COUNT);
	const char *text = texts[id][language];
	return text != NULL ? text : texts[id][ZR_LANGUAGE_RUSSIAN];
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
