/* Dots are square within what an EDID rounds, so two sides must agree before either is believed. */
#include "tablet/shell/core/panel.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#define ASPECT_WITHIN 0.08 /* of one: dots are nearly square, EDID rounds */
#define FONT_MIN      16

/* What panels say who know their shape only. */
static bool is_shape(int width_mm, int height_mm)
{
	static const int shapes[][2] = {
		{16, 9}, {16, 10}, {160, 90}, {160, 100}, {1600, 900}, {1600, 1000}};
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		if ((shapes[i][0] == width_mm && shapes[i][1] == height_mm) ||
			(shapes[i][1] == width_mm && shapes[i][0] == height_mm)) {
			return true;
		}
	}
	return false;
}

bool zr_panel_is_size(int width, int height, int width_mm, int height_mm)
{
	if (width <= 0 || height <= 0 || width_mm <= 0 || height_mm <= 0 ||
		is_shape(width_mm, height_mm)) {
		return false;
	}
	const double across = (double)width / width_mm;
	const double along = (double)height / height_mm;
	return across >= ZR_PANEL_DOTS_PER_MM_MIN && across <= ZR_PANEL_DOTS_PER_MM_MAX &&
	       fabs(across / along - 1) < ASPECT_WITHIN;
}

struct zr_panel zr_panel_of(int width, int height, int width_mm, int height_mm)
{
	struct zr_panel panel = {width, height, ZR_PANEL_DOTS_PER_MM};
	if (zr_panel_is_size(width, height, width_mm, height_mm)) {
		panel.dots_per_mm = (double)width / width_mm;
	}
	assert(panel.dots_per_mm >= ZR_PANEL_DOTS_PER_MM_MIN);
	assert(panel.dots_per_mm <= ZR_PANEL_DOTS_PER_MM_MAX);
	return panel;
}

bool zr_panel_equal(const struct zr_panel *a, const struct zr_panel *b)
{
	assert(a && b);
	return a->width == b->width && a->height == b->height &&
	       fabs(a->dots_per_mm - b->dots_per_mm) < 1e-6;
}

int zr_panel_dots(const struct zr_panel *panel, double mm)
{
	assert(panel && panel->dots_per_mm > 0);
	return (int)lround(mm * panel->dots_per_mm);
}

int zr_panel_scale(const struct zr_panel *panel, int dots)
{
	return zr_panel_dots(panel, dots / ZR_PANEL_DOTS_PER_MM);
}

int zr_panel_font(const struct zr_panel *panel, int dots)
{
	assert(dots > 0);
	const int size = zr_panel_scale(panel, dots);
	return size < FONT_MIN ? FONT_MIN : size;
}
