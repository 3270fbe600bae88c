/* Two columns, as those who write questionnaires read Russian or English. */
#include "tools/play/play_words.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const char *const WORDS[][2] = {
#define ZR_PLAY_WORD(name, english, russian) {english, russian},
#include "tools/play/play_words.def"
#undef ZR_PLAY_WORD
};

enum zr_play_tongue zr_play_word_tongue(const char *code)
{
	bool is_russian =
		code != NULL && strncmp(code, "ru", 2) == 0 && !isalpha((unsigned char)code[2]);
	return is_russian ? ZR_PLAY_RUSSIAN : ZR_PLAY_ENGLISH;
}

const char *zr_play_word(enum zr_play_tongue tongue, enum zr_play_word word)
{
	assert(word < ZR_PLAY_WORD_COUNT && tongue <= ZR_PLAY_RUSSIAN);
	return WORDS[word][tongue];
}
