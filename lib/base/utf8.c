/*
 * Strict: overlong forms, halves of UTF-16 and what lies beyond Unicode are no characters (RFC
 * 3629, section 3), for two spellings of one character would be two names to a comparison of bytes.
 */
#include "lib/base/utf8.h"

#include <assert.h>
#include <string.h>

static bool is_character(uint32_t character)
{
	return character < 0xd800 || (character > 0xdfff && character <= 0x10ffff);
}

size_t zr_utf8_read(const char *text, size_t bytes, uint32_t *ret_character)
{
	assert(text != NULL && bytes > 0);
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)*text;
	size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (length > bytes || (lead >= 0x80 && lead < 0xc2) || lead > 0xf4) {
		return 0;
	}
	uint32_t character = length == 1 ? lead : lead & (0x7fU >> length);
	for (size_t i = 1; i < length; i++) {
		unsigned char next = (unsigned char)text[i];
		if ((next & 0xc0) != 0x80) {
			return 0;
		}
		character = character << 6 | (next & 0x3fU);
	}
	if (character < least[length] || !is_character(character)) {
		return 0;
	}
	if (ret_character != NULL) {
		*ret_character = character;
	}
	return length;
}

size_t zr_utf8_write(uint32_t character, char ret_text[ZR_UTF8_BYTES_MAX])
{
	assert(ret_text != NULL && is_character(character));
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--) {
		ret_text[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	ret_text[0] = (char)(leads[length] | character);
	return length;
}

bool zr_utf8_is_xml(uint32_t character)
{
	bool is_control =
		character < 0x20 && character != '\t' && character != '\n' && character != '\r';
	return !is_control && character != 0xfffe && character != 0xffff && is_character(character);
}

bool zr_utf8_is_blank(uint32_t character)
{
	static const uint32_t BLANKS[][2] = {{0x00, 0x20}, {0x7f, 0xa0}, {0xad, 0xad},
		{0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x1680, 0x1680},
		{0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x2000, 0x200f}, {0x2028, 0x202f},
		{0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164},
		{0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
		{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
	for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS; i++) {
		if (character <= BLANKS[i][1]) {
			return character >= BLANKS[i][0];
		}
	}
	return false;
}

bool zr_utf8_is_blank_text(const char *text)
{
	assert(text != NULL);
	size_t left = strlen(text);
	while (left > 0) {
		uint32_t character = 0;
		size_t bytes = zr_utf8_read(text, left, &character);
		if (bytes == 0 || !zr_utf8_is_blank(character)) {
			return false;
		}
		text += bytes;
		left -= bytes;
	}
	return true;
}

void zr_utf8_clean(char *text)
{
	assert(text != NULL);
	size_t left = strlen(text);
	char *end = text;
	while (left > 0) {
		size_t bytes = zr_utf8_read(text, left, NULL);
		assert(end <= text);
		memmove(end, text, bytes);
		end += bytes;
		bytes = bytes > 0 ? bytes : 1;
		text += bytes;
		left -= bytes;
	}
	*end = '\0';
}

bool zr_utf8_copy(char *ret_text, size_t size, const char *text)
{
	assert(ret_text != NULL && size > 0 && text != NULL);
	size_t bytes = strlen(text);
	bool fits = bytes < size;
	if (!fits) {
		bytes = size - 1;
		while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80) {
			bytes--;
		}
	}
	memcpy(ret_text, text, bytes);
	ret_text[bytes] = '\0';
	return fits;
}
