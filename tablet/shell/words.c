/* See words.h. What the application says too stands here in its words (tablet/census/strings.def).
 */
#include "tablet/shell/words.h"

#include <assert.h>
#include <string.h>

static const char *const words[ZR_WORD_COUNT][ZR_TONGUE_COUNT] = {
	[ZR_WORD_NAME] = {"Заря", "Zarya", "Заря", "Заря", "Заря"},
	[ZR_WORD_STARTING] = {"Программа запускается…", "The application is starting…",
		"Программа башлана…", "Программа башлана…", "Программа пуҫланать…"},
	[ZR_WORD_ALL_SENT] = {"Всё отправлено", "Everything sent", "Барысы да җибәрелгән",
		"Барыһы ла ебәрелгән", "Пурте янӑ"},
	[ZR_WORD_NOT_SENT] = {"Не отправлено", "Not sent", "Җибәрелмәгән", "Ебәрелмәгән", "Яман"},
	[ZR_WORD_STORAGE_FULL] = {"Память заполнена", "Storage full", "Хәтер тулган",
		"Хәтер тулған", "Вырӑн юлман"},
	[ZR_WORD_NOT_ENROLLED] = {"Не зарегистрирован", "Not enrolled", "Теркәлмәгән",
		"Теркәлмәгән", "Регистрациленмен"},
};

static const char *const codes[ZR_TONGUE_COUNT] = {"ru", "en", "tt", "ba", "cv"};

const char *zr_words_get(enum zr_word word, enum zr_tongue tongue)
{
	assert(word < ZR_WORD_COUNT && tongue < ZR_TONGUE_COUNT);
	return words[word][tongue];
}

const char *zr_words_code(enum zr_tongue tongue)
{
	assert(tongue < ZR_TONGUE_COUNT);
	return codes[tongue];
}

enum zr_tongue zr_words_tongue(const char *code, enum zr_tongue otherwise)
{
	assert(code && otherwise < ZR_TONGUE_COUNT);
	for (int tongue = 0; tongue < ZR_TONGUE_COUNT; tongue++) {
		if (strcmp(code, codes[tongue]) == 0) {
			return (enum zr_tongue)tongue;
		}
	}
	return otherwise;
}
