/* A row is a list of keys with weights; the weights share the row's width. */
#include "tablet/shell/keyboard/layout.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define GAP  4
#define TOP  8
#define ROWS 4

#define ROW_MM          12.3 /* what a thumb likes */
#define SHARE           0.30 /* of the screen's height that a keyboard should take at most */
#define SHARE_MAX       0.46 /* and may take for rows of a touch's height */
#define LATIN_WIDE_KEYS 15.9 /* weights of its widest row */

/* What stands in a row above the letters: those that Russian has not (Bashkir as on its keyboards,
 * the others by the alphabet), and digits where codes and addresses are typed. */
static const char *const own_letters[ZR_LAYOUT_COUNT][2] = {
	[ZR_LAYOUT_TATAR] = {"әҗңөүһ", "ӘҖҢӨҮҺ"},
	[ZR_LAYOUT_BASHKIR] = {"әөҡғҫҙһүң", "ӘӨҠҒҪҘҺҮҢ"},
	[ZR_LAYOUT_CHUVASH] = {"ӑӗҫӳ", "ӐӖҪӲ"},
	[ZR_LAYOUT_LATIN] = {"1234567890", "1234567890"},
};

static const char *const letters[ZR_LAYOUT_COUNT][2][3] = {
	[ZR_LAYOUT_RUSSIAN] = {{"йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю"},
		{"ЙЦУКЕНГШЩЗХЪ", "ФЫВАПРОЛДЖЭЁ", "ЯЧСМИТЬБЮ"}},
	[ZR_LAYOUT_ENGLISH] = {{"qwertyuiop", "asdfghjkl", "zxcvbnm"},
		{"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}},
	[ZR_LAYOUT_LATIN_WIDE] = {{"1234567890", "qwertyuiop-/", "asdfghjkl:@#"},
		{"1234567890", "QWERTYUIOP-/", "ASDFGHJKL:@#"}},
	[ZR_LAYOUT_DIGITS] = {{"1234567890", "/:;()№+=%*", "'\"?!@#&_"},
		{"1234567890", "/:;()№+=%*", "'\"?!@#&_"}},
};

#define COUNT_OF(array) (sizeof array / sizeof *(array))

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

static const struct special latin_foot[] = {
	{ZR_KEY_DIGITS, 1.4, "", "digits"},
	{ZR_KEY_LAYOUT, 1.4, "", "layout"},
	{ZR_KEY_TEXT, 1, "/", "/"},
	{ZR_KEY_TEXT, 1, ":", ":"},
	{ZR_KEY_TEXT, 2.4, " ", "space"},
	{ZR_KEY_TEXT, 1, ".", "."},
	{ZR_KEY_TEXT, 1, "-", "-"},
	{ZR_KEY_TEXT, 1, "#", "#"},
	{ZR_KEY_ENTER, 1.4, "", "enter"},
	{ZR_KEY_HIDE, 1.4, "", "hide"},
};

static const struct special latin_wide_head[] = {
	{ZR_KEY_SHIFT, 1.4, "", "shift"},
	{ZR_KEY_DIGITS, 1.4, "", "digits"},
	{ZR_KEY_LAYOUT, 1.4, "", "layout"},
};

static const struct special latin_wide_tail[] = {
	{ZR_KEY_TEXT, 1, ".", "."},
	{ZR_KEY_TEXT, 2.4, " ", "space"},
	{ZR_KEY_HIDE, 1.3, "", "hide"},
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

static const struct special enter = {ZR_KEY_ENTER, 1.5, "", "enter"};
static const struct special shift = {ZR_KEY_SHIFT, 1.5, "", "shift"};
static const struct special backspace = {ZR_KEY_BACKSPACE, 1.5, "", "backspace"};

/* One row while it is filled: weights stand in box.width until the row is closed. */
struct row {
	struct zr_layout_key *keys;
	size_t count;
	double weights[16];
	double total;
};

static void add(struct row *row, const struct special *special)
{
	assert(row->count < sizeof row->weights / sizeof row->weights[0]);
	struct zr_layout_key *key = &row->keys[row->count];
	*key = (struct zr_layout_key){.action = special->action};
	(void)snprintf(key->text, sizeof key->text, "%s", special->text);
	(void)snprintf(key->name, sizeof key->name, "%s", special->name);
	row->weights[row->count++] = special->weight;
	row->total += special->weight;
}

struct zr_layout_key zr_layout_text_key(const char **text)
{
	assert(text && *text && **text != '\0');
	struct zr_layout_key key = {.action = ZR_KEY_TEXT};
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
		const struct zr_layout_key key = zr_layout_text_key(&text);
		add(row, &(struct special){ZR_KEY_TEXT, 1, key.text, key.text});
	}
}

static void close(struct row *row, int top, int pitch, int width)
{
	assert(row->count > 0 && row->total > 0);
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

static void add_all(struct row *row, const struct special *specials, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add(row, &specials[i]);
	}
}

static void fill_foot(struct row *row, enum zr_layout layout)
{
	if (layout == ZR_LAYOUT_DIGITS) {
		add_all(row, digits_foot, COUNT_OF(digits_foot));
	} else if (layout == ZR_LAYOUT_LATIN) {
		add_all(row, latin_foot, COUNT_OF(latin_foot));
	} else {
		add_all(row, letters_foot, COUNT_OF(letters_foot));
	}
}

static void fill_pad(struct row *row, int number)
{
	for (size_t i = 0; i < COUNT_OF(pad[0]) && pad[number][i].weight > 0; i++) {
		add(row, &pad[number][i]);
	}
}

static void fill_latin_wide(struct row *row, bool is_shifted, int number)
{
	if (number == ROWS - 1) {
		add_all(row, latin_wide_head, COUNT_OF(latin_wide_head));
		add_letters(row, letters[ZR_LAYOUT_ENGLISH][is_shifted][2]);
		add_all(row, latin_wide_tail, COUNT_OF(latin_wide_tail));
		return;
	}
	add_letters(row, letters[ZR_LAYOUT_LATIN_WIDE][is_shifted][number]);
	if (number == 0) {
		add(row, &backspace);
	} else if (number == 2) {
		add(row, &enter);
	}
}

static enum zr_layout base_of(enum zr_layout layout)
{
	if (zr_layout_is_cyrillic(layout)) {
		return ZR_LAYOUT_RUSSIAN;
	}
	return layout == ZR_LAYOUT_LATIN ? ZR_LAYOUT_ENGLISH : layout;
}

static void fill(struct row *row, enum zr_layout layout, bool is_shifted, int number)
{
	if (layout == ZR_LAYOUT_PAD) {
		fill_pad(row, number);
		return;
	}
	if (layout == ZR_LAYOUT_LATIN_WIDE) {
		fill_latin_wide(row, is_shifted, number);
		return;
	}
	if (number == ROWS - 1) {
		fill_foot(row, layout);
		return;
	}
	if (number == 2 && layout != ZR_LAYOUT_DIGITS) {
		add(row, &shift);
	}
	add_letters(row, letters[base_of(layout)][is_shifted][number]);
	if (number == 2) {
		add(row, &backspace);
	}
}

int zr_layout_rows(enum zr_layout layout)
{
	assert(layout < ZR_LAYOUT_COUNT);
	return own_letters[layout][0] ? ROWS + 1 : ROWS;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

int zr_layout_height(int rows, const struct zr_panel *panel)
{
	assert(rows > 0 && panel->height > 0);
	const int touch = zr_panel_dots(panel, ZR_PANEL_TOUCH_MM) + GAP;
	const int share = (int)(panel->height * SHARE - TOP) / rows;
	const int share_max = (int)(panel->height * SHARE_MAX - TOP) / rows;
	const int row = smaller(zr_panel_dots(panel, ROW_MM), larger(share, touch));
	return TOP + rows * smaller(row, share_max);
}

enum zr_layout zr_layout_latin(const struct zr_panel *panel)
{
	assert(panel != NULL && panel->width > 0);
	const int key = (int)((panel->width - GAP) / LATIN_WIDE_KEYS) - GAP;
	return key >= zr_panel_dots(panel, ZR_PANEL_TOUCH_MM) ? ZR_LAYOUT_LATIN_WIDE
							      : ZR_LAYOUT_LATIN;
}

size_t zr_layout_keys(enum zr_layout layout, bool is_shifted, int width, int height,
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX])
{
	assert(layout < ZR_LAYOUT_COUNT && width > 0 && height > 0);
	const char *own = own_letters[layout][is_shifted];
	const int pitch = (height - TOP) / zr_layout_rows(layout);
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

const struct zr_layout_key *zr_layout_find(
	const struct zr_layout_key *keys, size_t count, int x, int y)
{
	assert(keys != NULL || count == 0);
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
	assert(layout < ZR_LAYOUT_COUNT);
	return layout != ZR_LAYOUT_DIGITS && layout != ZR_LAYOUT_PAD;
}

bool zr_layout_is_cyrillic(enum zr_layout layout)
{
	assert(layout < ZR_LAYOUT_COUNT);
	return layout == ZR_LAYOUT_RUSSIAN || layout == ZR_LAYOUT_TATAR ||
	       layout == ZR_LAYOUT_BASHKIR || layout == ZR_LAYOUT_CHUVASH;
}

enum zr_layout zr_layout_for(enum zr_language language)
{
	assert(language < ZR_LANGUAGE_COUNT);
	switch (language) {
	case ZR_LANGUAGE_TATAR:
		return ZR_LAYOUT_TATAR;
	case ZR_LANGUAGE_BASHKIR:
		return ZR_LAYOUT_BASHKIR;
	case ZR_LANGUAGE_CHUVASH:
		return ZR_LAYOUT_CHUVASH;
	default:
		return ZR_LAYOUT_RUSSIAN;
	}
}

const char *zr_layout_name(enum zr_layout layout)
{
	static const char *const names[ZR_LAYOUT_COUNT] = {
		"ru", "en", "tt", "ba", "cv", "en", "en", "digits", "pad"};
	assert(layout < ZR_LAYOUT_COUNT);
	return names[layout];
}
