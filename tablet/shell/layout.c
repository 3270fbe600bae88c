/* See layout.h. A row is a list of keys with weights; the weights share the row's width. */
#include "tablet/shell/layout.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define GAP        6
#define TOP        8
#define ROW_HEIGHT ((ZR_KEYBOARD_HEIGHT - TOP) / ZR_KEYBOARD_ROWS)

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
static const struct special pad[ZR_KEYBOARD_ROWS][5] = {
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

/* A key for each UTF-8 character. */
static void add_letters(struct row *row, const char *text)
{
	while (*text != '\0') {
		char letter[8] = {*text++};
		for (size_t i = 1; (*text & 0xc0) == 0x80 && i + 1 < sizeof letter; i++) {
			letter[i] = *text++;
		}
		add(row, &(struct special){ZR_KEY_TEXT, 1, letter, letter});
	}
}

static void close(struct row *row, int number, int width)
{
	const double unit = (width - GAP) / row->total;
	double left = GAP;
	for (size_t i = 0; i < row->count; i++) {
		const double right = left + row->weights[i] * unit;
		row->keys[i].box = (struct zr_box){.x = (int)left,
			.y = TOP + number * ROW_HEIGHT,
			.width = (int)right - (int)left - GAP,
			.height = ROW_HEIGHT - GAP};
		left = right;
	}
}

static void fill(struct row *row, enum zr_layout layout, bool is_shifted, int number)
{
	if (layout == ZR_LAYOUT_PAD) {
		for (size_t i = 0; i < 5 && pad[number][i].weight > 0; i++) {
			add(row, &pad[number][i]);
		}
		return;
	}
	const struct special *foot = layout == ZR_LAYOUT_DIGITS ? digits_foot : letters_foot;
	const size_t foot_count = layout == ZR_LAYOUT_DIGITS
					  ? sizeof digits_foot / sizeof digits_foot[0]
					  : sizeof letters_foot / sizeof letters_foot[0];
	if (number == ZR_KEYBOARD_ROWS - 1) {
		for (size_t i = 0; i < foot_count; i++) {
			add(row, &foot[i]);
		}
		return;
	}
	if (number == 2 && layout != ZR_LAYOUT_DIGITS) {
		add(row, &shift);
	}
	add_letters(row, letters[layout][is_shifted][number]);
	if (number == 2) {
		add(row, &backspace);
	}
}

size_t zr_layout_keys(
	enum zr_layout layout, bool is_shifted, int width, struct zr_key keys[ZR_KEY_COUNT_MAX])
{
	assert(layout < ZR_LAYOUT_COUNT && width > 0);
	size_t count = 0;
	for (int number = 0; number < ZR_KEYBOARD_ROWS; number++) {
		struct row row = {.keys = keys + count};
		fill(&row, layout, is_shifted, number);
		close(&row, number, width);
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

const char *zr_layout_name(enum zr_layout layout)
{
	static const char *const names[ZR_LAYOUT_COUNT] = {"ru", "en", "digits", "pad"};
	assert(layout < ZR_LAYOUT_COUNT);
	return names[layout];
}
