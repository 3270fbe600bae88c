/*
 * The shell's few words in the languages of the tablet. Pure.
 * Tatar, Bashkir and Chuvash are ours and await a native reader (ADR 0070).
 */
#ifndef ZR_SHELL_WORDS_H
#define ZR_SHELL_WORDS_H

enum zr_tongue {
	ZR_TONGUE_RUSSIAN,
	ZR_TONGUE_ENGLISH,
	ZR_TONGUE_TATAR,
	ZR_TONGUE_BASHKIR,
	ZR_TONGUE_CHUVASH,
	ZR_TONGUE_COUNT,
};

enum zr_word {
	ZR_WORD_NAME, /* of the system */
	ZR_WORD_STARTING,
	ZR_WORD_ALL_SENT,
	ZR_WORD_NOT_SENT, /* before ": 3" */
	ZR_WORD_STORAGE_FULL,
	ZR_WORD_NOT_ENROLLED,
	ZR_WORD_COUNT,
};

const char *zr_words_get(enum zr_word word, enum zr_tongue tongue);

/* "ru", "en", "tt", "ba", "cv" */
const char *zr_words_code(enum zr_tongue tongue);

/* The language of such a code; otherwise for any other text, also "". */
enum zr_tongue zr_words_tongue(const char *code, enum zr_tongue otherwise);

#endif
