/*
 * The shell's few words in the languages of the tablet. Pure.
 * Tatar, Bashkir and Chuvash are ours and await a native reader (ADR 0070).
 */
#ifndef ZR_SHELL_WORDS_H
#define ZR_SHELL_WORDS_H

#include "lib/base/languages.h"

enum zr_word {
	ZR_WORD_NAME, /* of the system */
	ZR_WORD_STARTING,
	ZR_WORD_ALL_SENT,
	ZR_WORD_NOT_SENT, /* before ": 3" */
	ZR_WORD_STORAGE_FULL,
	ZR_WORD_NOT_ENROLLED,
	ZR_WORD_HUB, /* before ": does not answer" */
	ZR_WORD_JUST_NOW,
	ZR_WORD_MINUTES_AGO, /* behind "3 " */
	ZR_WORD_HOURS_AGO,
	ZR_WORD_DAY_AGO,
	ZR_WORD_DAYS_AGO,
	ZR_WORD_HUB_SEEN,  /* before "2 days ago", when it is not there */
	ZR_WORD_HUB_NEVER, /* what is the matter with the hub, behind its colon */
	ZR_WORD_HUB_SENDING,
	ZR_WORD_HUB_NO_NETWORK,
	ZR_WORD_HUB_SILENT,
	ZR_WORD_HUB_STRANGER,
	ZR_WORD_HUB_REFUSES,
	ZR_WORD_HUB_FULL,
	ZR_WORD_HUB_BUSY,
	ZR_WORD_HUB_CLOCK,
	ZR_WORD_HUB_FAULT,
	ZR_WORD_SAY_FINE, /* the same as sentences, and what follows from it */
	ZR_WORD_SAY_NEVER,
	ZR_WORD_SAY_SENDING,
	ZR_WORD_SAY_NO_NETWORK,
	ZR_WORD_SAY_SILENT,
	ZR_WORD_SAY_STRANGER,
	ZR_WORD_SAY_REFUSES,
	ZR_WORD_SAY_FULL,
	ZR_WORD_SAY_BUSY,
	ZR_WORD_SAY_CLOCK,
	ZR_WORD_SAY_FAULT,
	ZR_WORD_LAST_CONTACT, /* before ": 2 days ago" */
	ZR_WORD_NEXT_ATTEMPT, /* before ": 18:30" */
	ZR_WORD_SEND_NOW,
	ZR_WORD_CLOSE,
	ZR_WORD_COUNT,
};

/* What a language lacks comes in Russian. */
const char *zr_words_get(enum zr_word word, enum zr_language language);

/* The language of a code, "ru"; otherwise for any other text, also "". */
enum zr_language zr_words_language(const char *code, enum zr_language otherwise);

#endif
