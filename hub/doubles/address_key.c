/* Two tables and two passes; words are few, so each is looked for among all. */
#include "hub/doubles/address_key.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fold.h"

#define WORD_COUNT_MAX 64 /* of one address: what is behind them is not compared */

/* Known to everybody, as folded. */
static const char *const silent[] = {"ул", "улица", "д", "дом", "г", "гор", "город", "кв",
	"квартира", "комната", "ком", "street", "st", "house", "flat", "apt", "apartment"};

/* Ways to write one kind. A number behind one that is numbered is that kind's. */
struct kind {
	const char *word;
	const char *meaning;
	bool is_numbered;
};
static const struct kind kinds[] = {
	{"пер", "переулок", false},
	{"пр-т", "проспект", false},
	{"пр-кт", "проспект", false},
	{"просп", "проспект", false},
	{"пр-д", "проезд", false},
	{"пл", "площадь", false},
	{"ш", "шоссе", false},
	{"б-р", "бульвар", false},
	{"бул", "бульвар", false},
	{"наб", "набережная", false},
	{"туп", "тупик", false},
	{"мкр", "микрорайон", false},
	{"мкрн", "микрорайон", false},
	{"пос", "поселок", false},
	{"п", "поселок", false},
	{"с", "село", false},
	{"дер", "деревня", false},
	{"ave", "avenue", false},
	{"корп", "к", true},
	{"корпус", "к", true},
	{"к", "к", true},
	{"стр", "с", true},
	{"строение", "с", true},
};

struct words {
	char *words[WORD_COUNT_MAX]; /* borrowed of the folded text */
	size_t count;
};

static bool is_silent(const char *word)
{
	for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
		if (strcmp(word, silent[i]) == 0) {
			return true;
		}
	}
	return false;
}

static const struct kind *find_kind(const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(word, kinds[i].word) == 0) {
			return &kinds[i];
		}
	}
	return NULL;
}

static bool is_number(const char *word)
{
	return word[0] >= '0' && word[0] <= '9';
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static int add(struct zr_buffer *key, const char *prefix, const char *word)
{
	int code = key->bytes > 0 ? zr_buffer_add_text(key, " ") : 0;
	if (code == 0) {
		code = zr_buffer_add_text(key, prefix);
	}
	return code == 0 ? zr_buffer_add_text(key, word) : code;
}

/* Numbers go to the key at once, in their order; other words wait for the alphabet. */
static int take(struct words *words, struct zr_buffer *numbers, char *word, const char **prefix)
{
	const struct kind *kind = find_kind(word);
	if (is_number(word)) {
		int code = add(numbers, *prefix, word);
		*prefix = "";
		return code;
	}
	if (is_silent(word)) {
		return 0;
	}
	*prefix = kind != NULL && kind->is_numbered ? kind->meaning : "";
	if ((kind == NULL || !kind->is_numbered) && words->count < WORD_COUNT_MAX) {
		words->words[words->count++] =
			kind != NULL ? (char *)(uintptr_t)kind->meaning : word;
	}
	return 0;
}

int zr_address_key_make(const char *address, struct zr_buffer *ret_key)
{
	assert(address != NULL && ret_key != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer numbers = {0};
	struct words words = {0};
	const char *prefix = "";
	zr_buffer_clear(ret_key);
	int code = zr_fold_text(address, &folded);
	char *rest = folded.data;
	char *word = NULL;
	while (code == 0 && (word = strsep(&rest, " ")) != NULL) {
		code = take(&words, &numbers, word, &prefix);
	}
	if (code != 0 || words.count == 0 || numbers.bytes == 0) {
		return code;
	}
	qsort(words.words, words.count, sizeof words.words[0], compare);
	for (size_t i = 0; code == 0 && i < words.count; i++) {
		code = add(ret_key, "", words.words[i]);
	}
	return code == 0 ? add(ret_key, "", zr_buffer_text(&numbers)) : code;
}
