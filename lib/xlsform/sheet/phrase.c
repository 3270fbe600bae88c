/*
 * Small texts: copies in the arena, cleaning as spreadsheets need it, and tests of their form.
 *
 * Spreadsheets "correct" what is typed: straight quotes become typographic ones, a blank becomes a
 * no-break space, and neither is anything to XPath. Both are put right here, once, so that no
 * reader of a cell has to think of it.
 */
#include "lib/xlsform/sheet/phrase.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/nearest.h"
#include "lib/base/oddity.h"
#include "lib/base/utf8.h"
#include "lib/xlsform/conversion.h"

const char *zr_phrase_copy(struct zr_conversion *c, const char *text, size_t bytes)
{
	assert(text != NULL || bytes == 0);
	return zr_arena_copy(c->arena, text, bytes);
}

const char *zr_phrase_format(struct zr_conversion *c, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int bytes = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(bytes >= 0);
	char *text = zr_arena_new(c->arena, (size_t)bytes + 1);
	if (text != NULL) {
		va_start(arguments, format);
		(void)vsnprintf(text, (size_t)bytes + 1, format, arguments);
		va_end(arguments);
	}
	return text;
}

/* The bytes of a blank at text: ASCII white space or a no-break space; 0 when it is none. */
static size_t blank_bytes(const char *text)
{
	if (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r') {
		return 1;
	}
	return strncmp(text, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

/* A no-break space is what a text pasted from a web page ends with, and no program shows it. */
const char *zr_phrase_trim(struct zr_conversion *c, const char *text)
{
	assert(text != NULL);
	while (blank_bytes(text) > 0) {
		text += blank_bytes(text);
	}
	size_t bytes = strlen(text);
	for (;;) {
		if (bytes >= 2 && blank_bytes(text + bytes - 2) == 2) {
			bytes -= 2;
		} else if (bytes >= 1 && blank_bytes(text + bytes - 1) == 1) {
			bytes -= 1;
		} else {
			return zr_phrase_copy(c, text, bytes);
		}
	}
}

/* Typographic quotes become plain ones: spreadsheet programs put them into expressions. */
static size_t straighten(const char *text, char *ret_quote)
{
	if (strncmp(text, "\xe2\x80\x98", 3) == 0 || strncmp(text, "\xe2\x80\x99", 3) == 0) {
		*ret_quote = '\'';
		return 3;
	}
	if (strncmp(text, "\xe2\x80\x9c", 3) == 0 || strncmp(text, "\xe2\x80\x9d", 3) == 0) {
		*ret_quote = '"';
		return 3;
	}
	return 0;
}

/* Never longer than what it was made of: plain quotes are shorter than typographic ones. */
const char *zr_phrase_clean(struct zr_conversion *c, const char *text, bool is_collapsed)
{
	const char *trimmed = zr_phrase_trim(c, text);
	char *clean = trimmed != NULL ? zr_arena_new(c->arena, strlen(trimmed) + 1) : NULL;
	if (clean == NULL) {
		return NULL;
	}
	char *to = clean;
	for (const char *at = trimmed; *at != '\0';) {
		size_t bytes = straighten(at, to);
		if (bytes > 0) {
			at += bytes;
			to++;
		} else if (is_collapsed && *at == ' ' && at[1] == ' ') {
			at++;
		} else {
			*to++ = *at++;
		}
	}
	*to = '\0';
	assert((size_t)(to - clean) <= strlen(trimmed));
	return clean;
}

const char *zr_phrase_snake(struct zr_conversion *c, const char *text)
{
	const char *trimmed = zr_phrase_trim(c, text);
	char *snake = trimmed != NULL ? zr_arena_new(c->arena, strlen(trimmed) + 1) : NULL;
	if (snake == NULL) {
		return NULL;
	}
	char *to = snake;
	for (const char *at = trimmed; *at != '\0';) {
		size_t blank = blank_bytes(at);
		if (blank == 0) {
			*to++ = (char)tolower((unsigned char)*at++);
			continue;
		}
		*to++ = '_';
		while (blank_bytes(at) > 0) {
			at += blank_bytes(at);
		}
	}
	*to = '\0';
	assert((size_t)(to - snake) <= strlen(trimmed));
	return snake;
}

/* XML 1.0, productions 4 and 4a, without the colon. */
static bool is_name_character(uint32_t at, bool is_first)
{
	static const uint32_t RANGES[][2] = {{'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0xc0, 0xd6},
		{0xd8, 0xf6}, {0xf8, 0x2ff}, {0x370, 0x37d}, {0x37f, 0x1fff}, {0x200c, 0x200d},
		{0x2070, 0x218f}, {0x2c00, 0x2fef}, {0x3001, 0xd7ff}, {0xf900, 0xfdcf},
		{0xfdf0, 0xfffd}, {0x10000, 0xeffff}, {'-', '.'}, {'0', '9'}, {0xb7, 0xb7},
		{0x300, 0x36f}, {0x203f, 0x2040}};
	enum {
		FIRST_COUNT = 15 /* those behind may not begin a name */
	};
	static_assert(FIRST_COUNT < sizeof RANGES / sizeof *RANGES, "the others follow");
	size_t count = is_first ? FIRST_COUNT : sizeof RANGES / sizeof *RANGES;
	for (size_t i = 0; i < count; i++) {
		if (at >= RANGES[i][0] && at <= RANGES[i][1]) {
			return true;
		}
	}
	return false;
}

bool zr_phrase_is_name(const char *text, size_t bytes)
{
	assert(text != NULL || bytes == 0);
	for (size_t at = 0; at < bytes;) {
		uint32_t character = 0;
		size_t used = zr_utf8_read(text + at, bytes - at, &character);
		/* XML has room for quotes and fillers of other scripts that no expression reads */
		enum zr_oddity_kind kind = zr_oddity_of(character).kind;
		bool is_plain = kind == ZR_ODDITY_NONE || kind == ZR_ODDITY_JOINER ||
				kind == ZR_ODDITY_WIDE;
		if (used == 0 || !is_plain || !is_name_character(character, at == 0)) {
			return false;
		}
		at += used;
	}
	return bytes > 0 && !zr_oddity_unseen(text, bytes, NULL);
}

bool zr_phrase_odd(
	const char *text, size_t bytes, struct zr_oddity_words *words, struct zr_fault *fault)
{
	assert(text != NULL && words != NULL && fault != NULL);
	for (size_t at = 0; at < bytes;) {
		uint32_t character = 0;
		size_t used = zr_utf8_read(text + at, bytes - at, &character);
		struct zr_oddity oddity = zr_oddity_of(character);
		bool is_inside = at > 0 && at + used < bytes;
		at += used > 0 ? used : bytes;
		if (oddity.kind != ZR_ODDITY_NONE &&
			(oddity.kind != ZR_ODDITY_JOINER || !is_inside)) {
			zr_oddity_word(&oddity, words, fault);
			return true;
		}
	}
	return false;
}

/* XLSForm writes "yes"; the others are what spreadsheets make of it, and what pyxform takes. */
bool zr_phrase_is_yes(const char *text)
{
	assert(text != NULL);
	return strcasecmp(text, "yes") == 0 || strcasecmp(text, "true") == 0 ||
	       strcasecmp(text, "true()") == 0;
}

bool zr_phrase_is_no(const char *text)
{
	assert(text != NULL);
	return strcasecmp(text, "no") == 0 || strcasecmp(text, "false") == 0 ||
	       strcasecmp(text, "false()") == 0;
}

bool zr_phrase_is_integer(const char *text)
{
	assert(text != NULL);
	text += *text == '-' || *text == '+';
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

bool zr_phrase_is_number(const char *text)
{
	assert(text != NULL);
	text += *text == '-' || *text == '+';
	size_t whole = strspn(text, "0123456789");
	text += whole;
	size_t fraction = 0;
	if (*text == '.') {
		fraction = strspn(text + 1, "0123456789");
		text += 1 + fraction;
	}
	return whole + fraction > 0 && *text == '\0';
}
