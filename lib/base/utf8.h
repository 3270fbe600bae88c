/*
 * UTF-8 a character at a time (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef ZR_BASE_UTF8_H
#define ZR_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ZR_UTF8_BYTES_MAX = 4
};

/* The character that text begins with, at most `bytes` (at least 1) long: how many bytes it takes,
 * or 0 when there is no whole one. ret_character may be NULL. */
size_t zr_utf8_read(const char *text, size_t bytes, uint32_t *ret_character);

/* Writes a character, which must be one, without a NUL behind it; gives its bytes. */
size_t zr_utf8_write(uint32_t character, char ret_text[ZR_UTF8_BYTES_MAX]);

/* Whether XML can hold it (XML 1.0, production 2): most control characters it cannot. */
bool zr_utf8_is_xml(uint32_t character);

/* Whether nothing can be seen of a character: blanks, joiners, marks of direction, fillers,
 * controls (Unicode: White_Space, Default_Ignorable_Code_Point, Cc, and the empty Braille cell). */
bool zr_utf8_is_blank(uint32_t character);

/* Whether nothing can be seen of a text; an empty one is blank, a byte that is no UTF-8 is not. */
bool zr_utf8_is_blank_text(const char *text);

/* Takes the bytes out that are part of no whole character: what a cut leaves at an end. */
void zr_utf8_clean(char *text);

/* Copies text into size bytes; what does not fit is cut off between two characters. True when it
 * fitted whole. For what is only shown: what is stored or decides anything has no such limit. */
bool zr_utf8_copy(char *ret_text, size_t size, const char *text);

#endif
