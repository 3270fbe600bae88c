/* See utf8.h. */
#include "lib/base/utf8.h"

#include <assert.h>
#include <string.h>

static bool is_character(uint32_t character)
{
	return character < 0xd800 || (character > 0xdfff && character <= 0x10ffff);
}

size_t zr_utf8_read(const char *text, size_t bytes, uint32_t *ret_character)
{
	assert(bytes > 0);
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
	assert(is_character(character));
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

void zr_utf8_clean(char *text)
{
	size_t left = strlen(text);
	char *end = text;
	while (left > 0) {
		size_t bytes = zr_utf8_read(text, left, NULL);
		memmove(end, text, bytes);
		end += bytes;
		bytes = bytes > 0 ? bytes : 1;
		text += bytes;
		left -= bytes;
	}
	*end = '\0';
}
