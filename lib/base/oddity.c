/* One table of ranges, walked from its beginning: it is asked for texts that people typed, not for
 * files. */
#include "lib/base/oddity.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/utf8.h"

static const struct {
	uint32_t first, last;
	enum zr_oddity_kind kind;
	const char *name;
	const char *instead;
} TABLE[] = {
	{0x0060, 0x0060, ZR_ODDITY_QUOTE, "grave accent", "'"},
	{0x0085, 0x0085, ZR_ODDITY_BLANK, "next line", " "},
	{0x00a0, 0x00a0, ZR_ODDITY_BLANK, "no-break space", " "},
	{0x00ab, 0x00ab, ZR_ODDITY_QUOTE, "guillemet", "'"},
	{0x00ad, 0x00ad, ZR_ODDITY_INVISIBLE, "soft hyphen", ""},
	{0x00b4, 0x00b4, ZR_ODDITY_QUOTE, "acute accent", "'"},
	{0x00bb, 0x00bb, ZR_ODDITY_QUOTE, "guillemet", "'"},
	{0x00d7, 0x00d7, ZR_ODDITY_SIGN, "multiplication sign", "*"},
	{0x00f7, 0x00f7, ZR_ODDITY_SIGN, "division sign", "div"},
	{0x034f, 0x034f, ZR_ODDITY_INVISIBLE, "combining grapheme joiner", ""},
	{0x061c, 0x061c, ZR_ODDITY_INVISIBLE, "Arabic letter mark", ""},
	{0x115f, 0x1160, ZR_ODDITY_INVISIBLE, "Hangul filler", ""},
	{0x1680, 0x1680, ZR_ODDITY_BLANK, "Ogham space", " "},
	{0x180b, 0x180f, ZR_ODDITY_INVISIBLE, "Mongolian separator", ""},
	{0x2000, 0x200a, ZR_ODDITY_BLANK, "typographic space", " "},
	{0x200b, 0x200b, ZR_ODDITY_INVISIBLE, "zero width space", ""},
	{0x200c, 0x200c, ZR_ODDITY_JOINER, "zero width non-joiner", ""},
	{0x200d, 0x200d, ZR_ODDITY_JOINER, "zero width joiner", ""},
	{0x200e, 0x200e, ZR_ODDITY_INVISIBLE, "left-to-right mark", ""},
	{0x200f, 0x200f, ZR_ODDITY_INVISIBLE, "right-to-left mark", ""},
	{0x2010, 0x2015, ZR_ODDITY_SIGN, "dash", "-"},
	{0x2018, 0x201b, ZR_ODDITY_QUOTE, "typographic quotation mark", "'"},
	{0x201c, 0x201f, ZR_ODDITY_QUOTE, "typographic quotation mark", "'"},
	{0x2028, 0x2028, ZR_ODDITY_BLANK, "line separator", " "},
	{0x2029, 0x2029, ZR_ODDITY_BLANK, "paragraph separator", " "},
	{0x202a, 0x202e, ZR_ODDITY_INVISIBLE, "direction mark", ""},
	{0x202f, 0x202f, ZR_ODDITY_BLANK, "narrow no-break space", " "},
	{0x2032, 0x2037, ZR_ODDITY_QUOTE, "prime", "'"},
	{0x2039, 0x203a, ZR_ODDITY_QUOTE, "guillemet", "'"},
	{0x2043, 0x2043, ZR_ODDITY_SIGN, "dash", "-"},
	{0x2044, 0x2044, ZR_ODDITY_SIGN, "fraction slash", "div"},
	{0x205f, 0x205f, ZR_ODDITY_BLANK, "mathematical space", " "},
	{0x2060, 0x2064, ZR_ODDITY_INVISIBLE, "word joiner", ""},
	{0x2066, 0x206f, ZR_ODDITY_INVISIBLE, "direction mark", ""},
	{0x2212, 0x2212, ZR_ODDITY_SIGN, "minus sign", "-"},
	{0x2215, 0x2215, ZR_ODDITY_SIGN, "division slash", "div"},
	{0x2217, 0x2217, ZR_ODDITY_SIGN, "asterisk operator", "*"},
	{0x2227, 0x2227, ZR_ODDITY_SIGN, "logical and", "and"},
	{0x2228, 0x2228, ZR_ODDITY_SIGN, "logical or", "or"},
	{0x2236, 0x2236, ZR_ODDITY_SIGN, "ratio", ":"},
	{0x2260, 0x2260, ZR_ODDITY_SIGN, "not equal", "!="},
	{0x2264, 0x2264, ZR_ODDITY_SIGN, "less or equal", "<="},
	{0x2265, 0x2265, ZR_ODDITY_SIGN, "greater or equal", ">="},
	{0x22c5, 0x22c5, ZR_ODDITY_SIGN, "dot operator", "*"},
	{0x2800, 0x2800, ZR_ODDITY_BLANK, "blank Braille pattern", " "},
	{0x3000, 0x3000, ZR_ODDITY_BLANK, "ideographic space", " "},
	{0x3001, 0x3001, ZR_ODDITY_SIGN, "ideographic comma", ","},
	{0x300c, 0x300f, ZR_ODDITY_QUOTE, "corner bracket", "'"},
	{0x301d, 0x301f, ZR_ODDITY_QUOTE, "quotation mark", "'"},
	{0x3164, 0x3164, ZR_ODDITY_INVISIBLE, "Hangul filler", ""},
	{0xfe00, 0xfe0f, ZR_ODDITY_INVISIBLE, "variation selector", ""},
	{0xfe58, 0xfe58, ZR_ODDITY_SIGN, "small dash", "-"},
	{0xfe63, 0xfe63, ZR_ODDITY_SIGN, "small hyphen", "-"},
	{0xfeff, 0xfeff, ZR_ODDITY_INVISIBLE, "byte order mark", ""},
	{0xff01, 0xff5e, ZR_ODDITY_WIDE, "full-width character", ""},
	{0xffa0, 0xffa0, ZR_ODDITY_INVISIBLE, "Hangul filler", ""},
	{0xfff9, 0xfffc, ZR_ODDITY_INVISIBLE, "annotation mark", ""},
	{0xe0001, 0xe007f, ZR_ODDITY_INVISIBLE, "language tag", ""},
	{0xe0100, 0xe01ef, ZR_ODDITY_INVISIBLE, "variation selector", ""},
};

struct zr_oddity zr_oddity_of(uint32_t character)
{
	struct zr_oddity oddity = {.kind = ZR_ODDITY_NONE, .character = character, .name = ""};
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		if (character >= TABLE[i].first && character <= TABLE[i].last) {
			oddity.kind = TABLE[i].kind;
			oddity.name = TABLE[i].name;
			(void)snprintf(
				oddity.instead, sizeof oddity.instead, "%s", TABLE[i].instead);
		}
	}
	if (oddity.kind == ZR_ODDITY_WIDE) {
		oddity.instead[0] = (char)(character - 0xff01 + '!');
	}
	return oddity;
}

bool zr_oddity_unseen(const char *text, size_t bytes, struct zr_oddity *ret_oddity)
{
	assert(text != NULL);
	for (size_t at = 0; at < bytes;) {
		uint32_t character = 0;
		size_t used = zr_utf8_read(text + at, bytes - at, &character);
		if (used == 0) {
			return false;
		}
		struct zr_oddity oddity = zr_oddity_of(character);
		bool is_inside = at > 0 && at + used < bytes;
		at += used;
		if (oddity.kind == ZR_ODDITY_INVISIBLE || oddity.kind == ZR_ODDITY_BLANK ||
			(oddity.kind == ZR_ODDITY_JOINER && !is_inside)) {
			if (ret_oddity != NULL) {
				*ret_oddity = oddity;
			}
			return true;
		}
	}
	return false;
}

static enum zr_fault_kind phrase_of(enum zr_oddity_kind kind)
{
	switch (kind) {
	case ZR_ODDITY_INVISIBLE:
	case ZR_ODDITY_JOINER:
		return ZR_FAULT_ODDITY_UNSEEN;
	case ZR_ODDITY_BLANK:
		return ZR_FAULT_ODDITY_BLANK;
	case ZR_ODDITY_QUOTE:
		return ZR_FAULT_ODDITY_QUOTE;
	default:
		return ZR_FAULT_ODDITY_OTHER;
	}
}

void zr_oddity_word(
	const struct zr_oddity *oddity, struct zr_oddity_words *words, struct zr_fault *fault)
{
	assert(oddity != NULL && oddity->kind != ZR_ODDITY_NONE && words != NULL && fault != NULL);
	*words = (struct zr_oddity_words){0};
	(void)zr_utf8_write(oddity->character, words->letter);
	(void)snprintf(words->title, sizeof words->title, "%s, U+%04X", oddity->name,
		(unsigned)oddity->character);
	memcpy(words->instead, oddity->instead, sizeof words->instead);
	fault->phrase = phrase_of(oddity->kind);
	fault->subject = words->letter;
	fault->meant = words->title;
	fault->value = words->instead;
}
