/* What the pages say beside the questionnaire, Russian and English: sayings.def. Static texts. */
#ifndef ZR_RESPOND_SAYINGS_H
#define ZR_RESPOND_SAYINGS_H

enum zr_saying {
#define ZR_SAYING(name, russian, english) ZR_SAY_##name,
#include "respond/page/sayings.def"
#undef ZR_SAYING
	ZR_SAYING_COUNT
};

enum zr_tongue {
	ZR_TONGUE_RUSSIAN,
	ZR_TONGUE_ENGLISH,
	ZR_TONGUE_COUNT
};

const char *zr_sayings_text(enum zr_saying saying, enum zr_tongue tongue);

/* For a questionnaire's language ("Русский (ru)", "tt", "English") or a browser's code: English
 * where people read it, Russian for the languages of Russia. "" is Russian. */
enum zr_tongue zr_sayings_tongue(const char *language);

/* "ru", "en" */
const char *zr_sayings_code(enum zr_tongue tongue);

#endif
