/*
 * The tool's own words in an interview at a desk, in the languages of those who write
 * questionnaires. The form's words are the form's.
 */
#ifndef ZR_TOOLS_PLAY_WORDS_H
#define ZR_TOOLS_PLAY_WORDS_H

enum zr_play_tongue {
	ZR_PLAY_ENGLISH,
	ZR_PLAY_RUSSIAN,
};

enum zr_play_word {
#define ZR_PLAY_WORD(name, english, russian) ZR_PLAY_##name,
#include "tools/play/play_words.def"
#undef ZR_PLAY_WORD
	ZR_PLAY_WORD_COUNT
};

/* The tongue that a language code or a locale asks for: "ru", "ru_RU.UTF-8"; NULL: English. */
enum zr_play_tongue zr_play_word_tongue(const char *code);

/* A sentence, or a format where the table says so. */
const char *zr_play_word(enum zr_play_tongue tongue, enum zr_play_word word);

#endif
