/* The table, and names looked up in it: five rows need no index. */
#include "lib/base/languages.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *code;
	const char *name;
	bool is_day_first;
	const char *beginnings[4]; /* the last is NULL */
} languages[ZR_LANGUAGE_COUNT] = {
#define ZR_LANGUAGE(id, code, name, english, is_day_first, ...)                                    \
	[ZR_LANGUAGE_##id] = {code, name, is_day_first, {english, __VA_ARGS__}},
#include "lib/base/languages.def"
#undef ZR_LANGUAGE
};

const char *zr_languages_code(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	return languages[language].code;
}

const char *zr_languages_name(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	return languages[language].name;
}

bool zr_languages_is_day_first(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	return languages[language].is_day_first;
}

bool zr_languages_find(const char *code, enum zr_language *ret_language)
{
	assert(code != NULL && ret_language != NULL);
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		size_t length = strlen(languages[language].code);
		if (strncmp(code, languages[language].code, length) == 0 &&
			(code[length] == '\0' || strchr("-_)", code[length]) != NULL)) {
			*ret_language = (enum zr_language)language;
			return true;
		}
	}
	return false;
}

static bool begins_as(const char *name, enum zr_language language)
{
	for (const char *const *at = languages[language].beginnings; *at != NULL; at++) {
		if (strncmp(name, *at, strlen(*at)) == 0) {
			return true;
		}
	}
	return false;
}

enum zr_language zr_languages_guess(const char *name)
{
	assert(name != NULL);
	enum zr_language found = ZR_LANGUAGE_ENGLISH;
	const char *open = strrchr(name, '(');
	/* the code is what the author says of it; the name before may be in any language */
	if (zr_languages_find(name, &found) ||
		(open != NULL && zr_languages_find(open + 1, &found))) {
		return found;
	}
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		if (begins_as(name, (enum zr_language)language)) {
			return (enum zr_language)language;
		}
	}
	return ZR_LANGUAGE_ENGLISH;
}
