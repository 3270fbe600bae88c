/*
 * What a text field asks of the keyboard, by its content type (text-input-v3): which keys, and
 * where capitals stand. Pure.
 * Source: text-input-unstable-v3 of wayland-protocols. GTK tells a field's purpose as it is, and of
 * its hints UPPERCASE_CHARS as uppercase, UPPERCASE_WORDS as titlecase, UPPERCASE_SENTENCES as
 * auto_capitalization; it has no hint for Latin letters, so addresses and passwords get them.
 */
#ifndef ZR_SHELL_FIELD_H
#define ZR_SHELL_FIELD_H

#include <stdbool.h>
#include <stdint.h>

enum zr_field_keys {
	ZR_FIELD_LETTERS, /* that were there last */
	ZR_FIELD_LATIN,   /* with digits beside them */
	ZR_FIELD_NUMBERS,
};

enum zr_field_capitals {
	ZR_FIELD_NO_CAPITALS,
	ZR_FIELD_SENTENCES,
	ZR_FIELD_WORDS, /* names */
	ZR_FIELD_ALL_CAPITALS,
};

struct zr_field {
	enum zr_field_keys keys;
	enum zr_field_capitals capitals;
};

/* purpose and hint as zwp_text_input_v3.content_purpose and .content_hint; unknown ones are an
 * ordinary field's. */
struct zr_field zr_field_of(uint32_t purpose, uint32_t hint);

/* Whether the next letter behind this text wants to be a capital. before is UTF-8; NULL: unknown,
 * taken as empty. */
bool zr_field_wants_capital(const struct zr_field *field, const char *before);

#endif
