/*
 * The on-screen keyboard's layouts: which keys stand where. Pure: no drawing, no state.
 * Four rows, and a fifth above them with the language's own letters in Tatar, Bashkir and Chuvash
 * (ADR 0085), with the digits in Latin fields of narrow screens. A row is as high as a finger likes
 * it, lower where the screen is flat, but never below a touch's 9 mm until that takes too much of a
 * very flat one (ADR 0114). A keyboard is as wide as the screen.
 */
#ifndef ZR_SHELL_LAYOUT_H
#define ZR_SHELL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "tablet/shell/core/box.h"
#include "tablet/shell/core/panel.h"
#include "tablet/shell/core/words.h"

#define ZR_KEY_COUNT_MAX 56

enum zr_layout {
	ZR_LAYOUT_RUSSIAN,
	ZR_LAYOUT_ENGLISH,
	ZR_LAYOUT_TATAR, /* these three have all of the Russian letters, too */
	ZR_LAYOUT_BASHKIR,
	ZR_LAYOUT_CHUVASH,
	ZR_LAYOUT_LATIN,      /* English with digits and the signs of addresses, in five rows */
	ZR_LAYOUT_LATIN_WIDE, /* the same in four */
	ZR_LAYOUT_DIGITS,     /* and signs, beside the letters */
	ZR_LAYOUT_PAD,        /* large digits, for fields of numbers */
	ZR_LAYOUT_COUNT,
};

enum zr_key_action {
	ZR_KEY_TEXT, /* commits its text */
	ZR_KEY_SHIFT,
	ZR_KEY_BACKSPACE,
	ZR_KEY_ENTER,
	ZR_KEY_LAYOUT, /* the other letters; from digits and pad back to letters */
	ZR_KEY_DIGITS,
	ZR_KEY_HIDE,
};

struct zr_layout_key {
	enum zr_key_action action;
	char text[8];      /* TEXT: what it commits, UTF-8 */
	char name[12];     /* for the probe: its text, or "space", "shift", "backspace" … */
	struct zr_box box; /* relative to the keyboard */
};

/* Four or five. */
int zr_layout_rows(enum zr_layout layout);

/* Pixels of a keyboard of so many rows; layouts with fewer fill it, too. */
int zr_layout_height(int rows, const struct zr_panel *panel);

/* The Latin letters for an address or a code: in four rows where their keys are wide enough. */
enum zr_layout zr_layout_latin(const struct zr_panel *panel);

/* Fills keys for a keyboard of that size; returns how many. */
size_t zr_layout_keys(enum zr_layout layout, bool is_shifted, int width, int height,
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX]);

/* A key for the first UTF-8 character of text, which moves on behind it. */
struct zr_layout_key zr_layout_text_key(const char **text);

/* The key at a point, also in the gap beside it; NULL outside the keyboard. */
const struct zr_layout_key *zr_layout_find(
	const struct zr_layout_key *keys, size_t count, int x, int y);

/* Whether it writes words; the others go back to one that does. */
bool zr_layout_is_letters(enum zr_layout layout);

/* Whether they are Russian letters, with or without others. */
bool zr_layout_is_cyrillic(enum zr_layout layout);

/* The Cyrillic letters for a person who reads this language. */
enum zr_layout zr_layout_for(enum zr_language language);

/* "ru", "en" (Latin ones, too), "tt", "ba", "cv", "digits", "pad" */
const char *zr_layout_name(enum zr_layout layout);

#endif
