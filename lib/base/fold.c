/* A table-free fold: the alphabets of the operation lie in blocks with a constant distance. */
#include "lib/base/fold.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/utf8.h"

static uint32_t lower(uint32_t letter)
{
	if ((letter >= 'A' && letter <= 'Z') ||
		(letter >= 0xc0 && letter <= 0xde && letter != 0xd7) ||
		(letter >= 0x410 && letter <= 0x42f)) {
		return letter + 0x20;
	}
	if (letter >= 0x400 && letter <= 0x40f) {
		return letter + 0x50;
	}
	/* In pairs, the capital first: Latin with marks, Cyrillic beyond the Russian letters. */
	bool is_pair = (letter >= 0x100 && letter <= 0x137) ||
		       (letter >= 0x460 && letter <= 0x481) ||
		       (letter >= 0x48a && letter <= 0x4bf) || (letter >= 0x4d0 && letter <= 0x52f);
	return is_pair ? letter | 1 : letter;
}

static bool is_hyphen(uint32_t letter)
{
	return letter >= 0x2010 && letter <= 0x2015;
}

static bool parts_words(uint32_t letter)
{
	if (letter < 0x80) {
		bool is_digit = letter >= '0' && letter <= '9';
		bool is_latin = (letter | 0x20) >= 'a' && (letter | 0x20) <= 'z';
		return !is_digit && !is_latin && letter != '/' && letter != '-';
	}
	return letter <= 0xbf || (letter >= 0x2000 && letter <= 0x206f) || letter == 0x2116 ||
	       letter == 0x3000 || letter == 0xfeff || letter == 0xfffd;
}

static int add_letter(struct zr_buffer *folded, uint32_t letter)
{
	char bytes[ZR_UTF8_BYTES_MAX];
	letter = lower(letter);
	letter = letter == 0x451 ? 0x435 : is_hyphen(letter) ? '-' : letter;
	return zr_buffer_add(folded, bytes, zr_utf8_write(letter, bytes));
}

int zr_fold_text(const char *text, struct zr_buffer *ret_folded)
{
	assert(text != NULL && ret_folded != NULL);
	size_t left = strlen(text);
	bool is_apart = false;
	int code = 0;
	zr_buffer_clear(ret_folded);
	while (code == 0 && left > 0) {
		uint32_t letter = ' ';
		size_t bytes = zr_utf8_read(text, left, &letter);
		bytes = bytes > 0 ? bytes : 1;
		text += bytes;
		left -= bytes;
		if (!is_hyphen(letter) && parts_words(letter)) {
			is_apart = ret_folded->bytes > 0;
			continue;
		}
		code = is_apart ? zr_buffer_add(ret_folded, " ", 1) : 0;
		is_apart = false;
		if (code == 0) {
			code = add_letter(ret_folded, letter);
		}
	}
	return code;
}

/* Whether the word stands in the text. */
static bool has_word(const char *text, const char *word, size_t bytes)
{
	bool is_number = word[0] >= '0' && word[0] <= '9';
	for (const char *at = text; *at != '\0'; at++) {
		bool is_start = at == text || at[-1] == ' ' || at[-1] == '/' || at[-1] == '-';
		if ((is_start || !is_number) && strncmp(at, word, bytes) == 0) {
			return true;
		}
	}
	return false;
}

bool zr_fold_has(const char *folded, const char *folded_query)
{
	assert(folded != NULL && folded_query != NULL);
	const char *word = folded_query;
	while (*word != '\0') {
		size_t bytes = strcspn(word, " ");
		if (!has_word(folded, word, bytes)) {
			return false;
		}
		word += bytes;
		word += strspn(word, " ");
	}
	return true;
}
