/* See layout.h. A row is a list of keys with weights; the weights share the row's width. */
#include "tablet/shell/layout.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define GAP        6
#define TOP        8
#define ROWS       4
#define ROW_PIXELS 72 /* of four rows */
#define OWN_PIXELS 62 /* of five, so that they take little more of the screen */

/* The letters that Russian has not, in a row above its own. Bashkir stands as on its keyboards, the
 * others by the alphabet. */
static const char *const own_letters[ZR_LAYOUT_COUNT][2] = {
	[ZR_LAYOUT_TATAR] = {"әҗңөүһ", "ӘҖҢӨҮҺ"},
	[ZR_LAYOUT_BASHKIR] = {"әөҡғҫҙһүң", "ӘӨҠҒҪҘҺҮҢ"},
	[ZR_LAYOUT_CHUVASH] = {"ӑӗҫӳ", "ӐӖҪӲ"},
};

static const char *const letters[ZR_LAYOUT_COUNT][2][3] = {
	[ZR_LAYOUT_RUSSIAN] = {{"йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю"},
		{"ЙЦУКЕНГШЩЗХЪ", "ФЫВАПРОЛДЖЭЁ", "ЯЧСМИТЬБЮ"}},
	[ZR_LAYOUT_ENGLISH] = {{"qwertyuiop", "asdfghjkl", "zxcvbnm"},
		{"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}},
	[ZR_LAYOUT_DIGITS] = {{"1234567890", "/:;()№+=%*", "'\"?!@#&_"},
		{"1234567890", "/:;()№+=%*", "'\"?!@#&_"}},
};

struct special {
	enum zr_key_action action;
	double weight;
	const char *text;
	const char *name;
};

static const struct special letters_foot[] = {
	{ZR_KEY_DIGITS, 1.4, "", "digits"},
	{ZR_KEY_LAYOUT, 1.4, "", "layout"},
	{ZR_KEY_TEXT, 1, ",", ","},
	{ZR_KEY_TEXT, 4.2, " ", "space"},
	{ZR_KEY_TEXT, 1, ".", "."},
	{ZR_KEY_TEXT, 1, "-", "-"},
	{ZR_KEY_ENTER, 1.6, "", "enter"},
	{ZR_KEY_HIDE, 1.4, "", "hide"},
};

static const struct special digits_foot[] = {
	{ZR_KEY_LAYOUT, 1.4, "", "layout"},
	{ZR_KEY_TEXT, 1, ",", ","},
	{ZR_KEY_TEXT, 3.6, " ", "space"},
	{ZR_KEY_TEXT, 1, ".", "."},
	{ZR_KEY_TEXT, 1, "-", "-"},
	{ZR_KEY_ENTER, 1.6, "", "enter"},
	{ZR_KEY_HIDE, 1.4, "", "hide"},
};

/* As a telephone's: what a census writes most are ages, years and numbers of houses. */
static const struct special pad[ROWS][5] = {
	{{ZR_KEY_TEXT, 2, "1", "1"}, {ZR_KEY_TEXT, 2, "2", "2"}, {ZR_KEY_TEXT, 2, "3", "3"},
		{ZR_KEY_BACKSPACE, 2, "", "backspace"}},
	{{ZR_KEY_TEXT, 2, "4", "4"}, {ZR_KEY_TEXT, 2, "5", "5"}, {ZR_KEY_TEXT, 2, "6", "6"},
		{ZR_KEY_TEXT, 1, ",", ","}, {ZR_KEY_TEXT, 1, ".", "."}},
	{{ZR_KEY_TEXT, 2, "7", "7"}, {ZR_KEY_TEXT, 2, "8", "8"}, {ZR_KEY_TEXT, 2, "9", "9"},
		{ZR_KEY_TEXT, 1, "-", "-"}, {ZR_KEY_TEXT, 1, "/", "/"}},
	{{ZR_KEY_LAYOUT, 2, "", "layout"}, {ZR_KEY_TEXT, 2, "0", "0"},
		{ZR_KEY_ENTER, 2, "", "enter"}, {ZR_KEY_HIDE, 2, "", "hide"}},
};

static const struct special shift = {ZR_KEY_SHIFT, 1.5, "", "shift"};
static const struct special backspace = {ZR_KEY_BACKSPACE, 1.5, "", "backspace"};

/* One row while it is filled: weights stand in box.width until the row is closed. */
struct row {
	struct zr_key *keys;
	size_t count;
	double weights[16];
	double total;
};

static void add(struct row *row, const struct special *special)
{
	assert(row->count < sizeof row->weights / sizeof row->weights[0]);
	struct zr_key *key = &row->keys[row->count];
	*key = (struct zr_key){.action = special->action};
	(void)snprintf(key->text, sizeof key->text, "%s", special->text);
	(void)snprintf(key->name, sizeof key->name, "%s", special->name);
	row->weights[row->count++] = special->weight;
	row->total += special->weight;
}

struct zr_key zr_layout_text_key(const char **text)
{
	assert(text && *text && **text != '\0');
	struct zr_key key = {.action = ZR_KEY_TEXT};
	key.text[0] = *(*text)++;
	for (size_t i = 1; (**text & 0xc0) == 0x80 && i + 1 < sizeof key.text; i++) {
		key.text[i] = *(*text)++;
	}
	(void)snprintf(key.name, sizeof key.name, "%s", key.text);
	return key;
}

static void add_letters(struct row *row, const char *text)
{
	while (*text != '\0') {
		const struct zr_key key = zr_layout_text_key(&text);
		add(row, &(struct special){ZR_KEY_TEXT, 1, key.text, key.text});
	}
}

static void close(struct row *row, int top, int pitch, int width)
{
	const double unit = (width - GAP) / row->total;
	double left = GAP;
	for (size_t i = 0; i < row->count; i++) {
		const double right = left + row->weights[i] * unit;
		row->keys[i].box = (struct zr_box){.x = (int)left,
			.y = top,
			.width = (int)right - (int)left - GAP,
			.height = pitch - GAP};
		left = right;
	}
}

static void fill_foot(struct row *row, enum zr_layout layout)
{
	const struct special *foot = layout == ZR_LAYOUT_DIGITS ? digits_foot : letters_foot;
	const size_t foot_count = layout == ZR_LAYOUT_DIGITS
					  ? sizeof digits_foot / sizeof digits_foot[0]
					  : sizeof letters_foot / sizeof letters_foot[0];
	for (size_t i = 0; i < foot_count; i++) {
		add(row, &foot[i]);
	}
}

static void fill(struct row *row, enum zr_layout layout, bool is_shifted, int number)
{
	const enum zr_layout base = zr_layout_is_cyrillic(layout) ? ZR_LAYOUT_RUSSIAN : layout;
	if (layout == ZR_LAYOUT_PAD) {
		for (size_t i = 0; i < 5 && pad[number][i].weight > 0; i++) {
			add(row, &pad[number][i]);
		}
		return;
	}
	if (number == ROWS - 1) {
		fill_foot(row, layout);
		return;
	}
	if (number == 2 && layout != ZR_LAYOUT_DIGITS) {
		add(row, &shift);
	}
	add_letters(row, letters[base][is_shifted][number]);
	if (number == 2) {
		add(row, &backspace);
	}
}

int zr_layout_height(enum zr_layout letters_layout)
{
	assert(letters_layout < ZR_LAYOUT_COUNT);
	return TOP + (own_letters[letters_layout][0] ? (ROWS + 1) * OWN_PIXELS : ROWS * ROW_PIXELS);
}

size_t zr_layout_keys(enum zr_layout layout, bool is_shifted, int width, int height,
	struct zr_key keys[ZR_KEY_COUNT_MAX])
{
	assert(layout < ZR_LAYOUT_COUNT && width > 0 && height > 0);
	const char *own = own_letters[layout][is_shifted];
	const int pitch = (height - TOP) / (own ? ROWS + 1 : ROWS);
	int top = TOP;
	size_t count = 0;
	for (int number = own ? -1 : 0; number < ROWS; number++) {
		struct row row = {.keys = keys + count};
		if (number < 0) {
			add_letters(&row, own);
		} else {
			fill(&row, layout, is_shifted, number);
		}
		close(&row, top, pitch, width);
		top += pitch;
		count += row.count;
		assert(count <= ZR_KEY_COUNT_MAX);
	}
	return count;
}

const struct zr_key *zr_layout_find(const struct zr_key *keys, size_t count, int x, int y)
{
	for (size_t i = 0; i < count; i++) {
		const struct zr_box *box = &keys[i].box;
		if (x >= box->x - GAP / 2 && x < box->x + box->width + GAP / 2 &&
			y >= box->y - GAP / 2 && y < box->y + box->height + GAP / 2) {
			return &keys[i];
		}
	}
	return NULL;
}

bool zr_layout_is_letters(enum zr_layout layout)
{
	return layout != ZR_LAYOUT_DIGITS && layout != ZR_LAYOUT_PAD;
}

bool zr_layout_is_cyrillic(enum zr_layout layout)
{
	return zr_layout_is_letters(layout) && layout != ZR_LAYOUT_ENGLISH;
}

enum zr_layout zr_layout_for(enum zr_tongue tongue)
{
	switch (tongue) {
	case ZR_TONGUE_TATAR:
		return ZR_LAYOUT_TATAR;
	case ZR_TONGUE_BASHKIR:
		return ZR_LAYOUT_BASHKIR;
	case ZR_TONGUE_CHUVASH:
		return ZR_LAYOUT_CHUVASH;
	default:
		return ZR_LAYOUT_RUSSIAN;
	}
}

const char *zr_layout_name(enum zr_layout layout)
{
	static const char *const names[ZR_LAYOUT_COUNT] = {
		"ru", "en", "tt", "ba", "cv", "digits", "pad"};
	assert(layout < ZR_LAYOUT_COUNT);
	return names[layout];
}
