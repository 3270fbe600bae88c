/* One table. */
#include "respond/page/sayings.h"

#include <assert.h>
#include <stddef.h>

#include "lib/base/languages.h"

static const char *const texts[ZR_SAYING_COUNT][ZR_TONGUE_COUNT] = {
#define ZR_SAYING(name, russian, english) [ZR_SAY_##name] = {russian, english},
#include "respond/page/sayings.def"
#undef ZR_SAYING
};

const char *zr_sayings_text(enum zr_saying saying, enum zr_tongue tongue)
{
	assert(saying < ZR_SAYING_COUNT && tongue < ZR_TONGUE_COUNT);
	return texts[saying][tongue];
}

enum zr_tongue zr_sayings_tongue(const char *language)
{
	assert(language != NULL);
	if (language[0] == '\0') {
		return ZR_TONGUE_RUSSIAN;
	}
	return zr_languages_guess(language) == ZR_LANGUAGE_ENGLISH ? ZR_TONGUE_ENGLISH
								   : ZR_TONGUE_RUSSIAN;
}

const char *zr_sayings_code(enum zr_tongue tongue)
{
	assert(tongue < ZR_TONGUE_COUNT);
	return tongue == ZR_TONGUE_ENGLISH ? "en" : "ru";
}
