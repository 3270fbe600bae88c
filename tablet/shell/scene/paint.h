/*
 * The shell's brush: palette, text in PT Sans, rounded boxes and the small icons of the status bar.
 * Colours are 0xRRGGBB. Coordinates and sizes are pixels of the canvas.
 */
#ifndef ZR_SHELL_PAINT_H
#define ZR_SHELL_PAINT_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "tablet/shell/core/box.h"

#define ZR_PAINT_INK       0x1b2733
#define ZR_PAINT_PAPER     0xf7f8fa
#define ZR_PAINT_WHITE     0xffffff
#define ZR_PAINT_DAWN      0xc2410c
#define ZR_PAINT_BLUE_GREY 0x35506b
#define ZR_PAINT_GREEN     0x2e7d32
#define ZR_PAINT_AMBER     0xb26a00
#define ZR_PAINT_RED       0xb3261e

struct zr_paint_font {
	int pixels; /* of the em square */
	bool is_bold;
	uint32_t colour;
};

void zr_paint_colour(cairo_t *cr, uint32_t colour);
void zr_paint_fill(cairo_t *cr, struct zr_box box, uint32_t colour);
void zr_paint_rounded(cairo_t *cr, struct zr_box box, double radius, uint32_t colour);

enum zr_paint_align {
	ZR_PAINT_START,
	ZR_PAINT_CENTRE,
	ZR_PAINT_END
};

/* One line of UTF-8 text inside box, centred vertically, cut with an ellipsis at its width.
 * Returns the width drawn. */
int zr_paint_text(cairo_t *cr, const char *text, const struct zr_paint_font *font,
	struct zr_box box, enum zr_paint_align align);

/* Text in as many lines as the box's width makes of it, from the box's top on, whatever its height.
 * Returns the height drawn. */
int zr_paint_paragraph(
	cairo_t *cr, const char *text, const struct zr_paint_font *font, struct zr_box box);

/* The emblem: a half sun on the horizon with its rays, width wide, its foot at y. */
void zr_paint_dawn(cairo_t *cr, double centre_x, double foot_y, double width, uint32_t colour);

/* Icons of about 24 px around the point. level is 0 to 100. */
void zr_paint_battery(cairo_t *cr, int x, int centre_y, int level, bool is_charging);
void zr_paint_network(cairo_t *cr, int x, int centre_y, bool is_up);

#endif
