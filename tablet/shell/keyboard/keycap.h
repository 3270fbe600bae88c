/* How a key looks: its cap, its letter with its relatives or its sign, pressed or not. */
#ifndef ZR_SHELL_KEYCAP_H
#define ZR_SHELL_KEYCAP_H

#include <cairo.h>
#include <stdbool.h>

#include "tablet/shell/keyboard/layout.h"

struct zr_keycap_state {
	bool is_shifted;
	bool is_locked; /* and stays so */
	bool is_pressed;
	enum zr_layout layout;
	enum zr_layout letters;
	enum zr_layout home;          /* the Cyrillic letters */
	const struct zr_panel *panel; /* whose dots letters and signs are drawn for */
};

/* What lies behind the keys. */
void zr_keycap_ground(cairo_t *cr, int width, int height);

/* The key at its place. */
void zr_keycap_draw(
	cairo_t *cr, const struct zr_layout_key *key, const struct zr_keycap_state *state);

#endif
