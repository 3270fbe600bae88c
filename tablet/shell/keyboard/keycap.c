/* Signs are drawn as lines: no icon font is needed. */
#include "tablet/shell/keyboard/keycap.h"

#include <assert.h>

#include "tablet/shell/core/panel.h"
#include "tablet/shell/keyboard/relatives.h"
#include "tablet/shell/scene/paint.h"

#define GROUND      0xcfd7df
#define CAP         0xffffff
#define FUNCTION    0xb4c0cc
#define RADIUS      7
#define LETTER_SIZE 27
#define WORD_SIZE   19
#define HINT_SIZE   18
#define HINT        0x5a6b7b

void zr_keycap_ground(cairo_t *cr, int width, int height)
{
	assert(cr != NULL && width > 0 && height > 0);
	zr_paint_fill(cr, (struct zr_box){0, 0, width, height}, GROUND);
}

static void stroke(cairo_t *cr, const double points[][2], int count, bool is_closed)
{
	assert(count > 1);
	cairo_move_to(cr, points[0][0], points[0][1]);
	for (int i = 1; i < count; i++) {
		cairo_line_to(cr, points[i][0], points[i][1]);
	}
	if (is_closed) {
		cairo_close_path(cr);
	}
	cairo_stroke(cr);
}

static void draw_shift(cairo_t *cr, double x, double y, bool is_locked)
{
	const double arrow[][2] = {{x, y - 12}, {x + 12, y}, {x + 6, y}, {x + 6, y + 10},
		{x - 6, y + 10}, {x - 6, y}, {x - 12, y}};
	const double lock[][2] = {{x - 9, y + 16}, {x + 9, y + 16}};
	stroke(cr, arrow, 7, true);
	if (is_locked) {
		stroke(cr, lock, 2, false);
	}
}

static void draw_backspace(cairo_t *cr, double x, double y)
{
	const double outline[][2] = {
		{x - 17, y}, {x - 7, y - 11}, {x + 16, y - 11}, {x + 16, y + 11}, {x - 7, y + 11}};
	const double rising[][2] = {{x - 1, y + 5}, {x + 9, y - 5}};
	const double falling[][2] = {{x - 1, y - 5}, {x + 9, y + 5}};
	stroke(cr, outline, 5, true);
	stroke(cr, rising, 2, false);
	stroke(cr, falling, 2, false);
}

static void draw_enter(cairo_t *cr, double x, double y)
{
	const double line[][2] = {{x + 14, y - 10}, {x + 14, y + 3}, {x - 13, y + 3}};
	const double head[][2] = {{x - 5, y - 5}, {x - 13, y + 3}, {x - 5, y + 11}};
	stroke(cr, line, 3, false);
	stroke(cr, head, 3, false);
}

/* A keyboard with an arrow down. */
static void draw_hide(cairo_t *cr, double x, double y)
{
	const double board[][2] = {
		{x - 16, y - 13}, {x + 16, y - 13}, {x + 16, y + 3}, {x - 16, y + 3}};
	const double bar[][2] = {{x - 7, y - 2}, {x + 7, y - 2}};
	const double head[][2] = {{x - 6, y + 8}, {x, y + 14}, {x + 6, y + 8}};
	stroke(cr, board, 4, true);
	stroke(cr, bar, 2, false);
	stroke(cr, head, 3, false);
}

static void draw_sign(
	cairo_t *cr, const struct zr_layout_key *key, const struct zr_keycap_state *state)
{
	const double x = 0;
	const double y = 0;
	const double scale = state->panel->dots_per_mm / ZR_PANEL_DOTS_PER_MM;
	cairo_save(cr);
	cairo_translate(cr, key->box.x + key->box.width / 2.0, key->box.y + key->box.height / 2.0);
	cairo_scale(cr, scale, scale);
	cairo_set_line_width(cr, 2.4);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	switch (key->action) {
	case ZR_KEY_SHIFT:
		draw_shift(cr, x, y, state->is_locked);
		break;
	case ZR_KEY_BACKSPACE:
		draw_backspace(cr, x, y);
		break;
	case ZR_KEY_ENTER:
		draw_enter(cr, x, y);
		break;
	case ZR_KEY_HIDE:
		draw_hide(cr, x, y);
		break;
	default:
		break;
	}
	cairo_restore(cr);
}

/* What the space bar calls its letters, and what the layout key calls those that it brings. */
static const struct {
	const char *name;
	const char *brief;
} titles[ZR_LAYOUT_COUNT] = {
	[ZR_LAYOUT_RUSSIAN] = {"Русский", "РУ"},
	[ZR_LAYOUT_ENGLISH] = {"English", "EN"},
	[ZR_LAYOUT_LATIN] = {"English", "EN"},
	[ZR_LAYOUT_LATIN_WIDE] = {"English", "EN"},
	[ZR_LAYOUT_TATAR] = {"Татарча", "ТАТ"},
	[ZR_LAYOUT_BASHKIR] = {"Башҡортса", "БАШ"},
	[ZR_LAYOUT_CHUVASH] = {"Чӑвашла", "ЧӐВ"},
};

/* The words of keys that have one; NULL for the others. */
static const char *word_for(const struct zr_layout_key *key, const struct zr_keycap_state *state)
{
	if (key->action == ZR_KEY_DIGITS) {
		return "123";
	}
	if (key->action == ZR_KEY_LAYOUT && !zr_layout_is_letters(state->layout)) {
		return zr_layout_is_cyrillic(state->letters) ? "АБВ" : "ABC";
	}
	if (key->action == ZR_KEY_LAYOUT) {
		return titles[zr_layout_is_cyrillic(state->layout) ? ZR_LAYOUT_ENGLISH
								   : state->home]
			.brief;
	}
	if (key->action == ZR_KEY_TEXT && key->text[0] == ' ') {
		return titles[state->letters].name;
	}
	return NULL;
}

/* In the corner, so that one knows what holding the key gives. */
static void draw_hint(
	cairo_t *cr, const struct zr_layout_key *key, const struct zr_panel *panel, bool is_lit)
{
	const struct zr_paint_font font = {
		zr_panel_font(panel, HINT_SIZE), false, is_lit ? ZR_PAINT_WHITE : HINT};
	const struct zr_box corner = {
		key->box.x, key->box.y + 1, key->box.width - 5, font.pixels + 2};
	const char *relatives = zr_relatives_of(key->text);
	if (relatives[0] != '\0') {
		(void)zr_paint_text(cr, relatives, &font, corner, ZR_PAINT_END);
	}
}

void zr_keycap_draw(
	cairo_t *cr, const struct zr_layout_key *key, const struct zr_keycap_state *state)
{
	assert(cr != NULL && key != NULL && state != NULL);
	assert(state->panel != NULL && state->layout < ZR_LAYOUT_COUNT);
	const bool is_lit = state->is_pressed || (key->action == ZR_KEY_SHIFT && state->is_shifted);
	const char *word = word_for(key, state);
	const struct zr_paint_font font = {
		zr_panel_font(state->panel, word ? WORD_SIZE : LETTER_SIZE), false,
		is_lit ? ZR_PAINT_WHITE : ZR_PAINT_INK};
	const uint32_t cap = key->action == ZR_KEY_TEXT ? CAP : FUNCTION;
	zr_paint_rounded(cr, key->box, RADIUS, is_lit ? ZR_PAINT_DAWN : cap);
	zr_paint_colour(cr, font.colour);
	if (word || key->action == ZR_KEY_TEXT) {
		(void)zr_paint_text(cr, word ? word : key->text, &font, key->box, ZR_PAINT_CENTRE);
		draw_hint(cr, key, state->panel, is_lit);
	} else {
		draw_sign(cr, key, state);
	}
}
