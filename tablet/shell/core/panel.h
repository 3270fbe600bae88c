/*
 * How many dots of a panel make a millimetre, so that keys are as large as fingers need and letters
 * as large as eyes need. Pure.
 *
 * Panels lie in their EDID: none, the aspect ratio instead of a size ("16x9 mm"), the size of the
 * monitor that the chip was made for. What cannot be is not believed; the application has the same
 * rule for what the shell passes on to it.
 */
#ifndef ZR_SHELL_PANEL_H
#define ZR_SHELL_PANEL_H

#include <stdbool.h>

/* Believed while nothing better is known: 10.1 inches of 1280x800, 149 dots per inch. */
#define ZR_PANEL_DOTS_PER_MM 5.87

/* 112 to 406 dots per inch: from 10.1 inches of 1024x600 to the finest telephone. */
#define ZR_PANEL_DOTS_PER_MM_MIN 4.4
#define ZR_PANEL_DOTS_PER_MM_MAX 16.0

/* A touch is 9 mm wide. */
#define ZR_PANEL_TOUCH_MM 9.0

struct zr_panel {
	int width, height; /* dots, as the picture stands */
	double dots_per_mm;
};

/* Whether a panel of so many dots can be so many millimetres. */
bool zr_panel_is_size(int width, int height, int width_mm, int height_mm);

/* Takes the size where it can be, ZR_PANEL_DOTS_PER_MM otherwise. */
struct zr_panel zr_panel_of(int width, int height, int width_mm, int height_mm);

bool zr_panel_equal(const struct zr_panel *a, const struct zr_panel *b);

/* Dots of a length. */
int zr_panel_dots(const struct zr_panel *panel, double mm);

/* Dots of a length that was drawn for a panel of ZR_PANEL_DOTS_PER_MM. */
int zr_panel_scale(const struct zr_panel *panel, int dots);

/* The same for a font's size: no letters below 16 dots, where they fall apart. */
int zr_panel_font(const struct zr_panel *panel, int dots);

#endif
