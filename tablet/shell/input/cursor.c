/* Drawn each time that a mouse comes: nobody minds, and there is nothing to keep. */
#include "tablet/shell/input/cursor.h"

#include <assert.h>
#include <cairo.h>

#include "tablet/shell/scene/paint.h"

#define SIZE 24

static void draw(cairo_t *cr)
{
	cairo_move_to(cr, 1, 1);
	cairo_line_to(cr, 1, 19);
	cairo_line_to(cr, 6, 14.5);
	cairo_line_to(cr, 13.5, 14);
	cairo_close_path(cr);
	zr_paint_colour(cr, ZR_PAINT_INK);
	cairo_fill_preserve(cr);
	zr_paint_colour(cr, ZR_PAINT_WHITE);
	cairo_set_line_width(cr, 1.5);
	cairo_stroke(cr);
}

void zr_cursor_set_visible(struct wlr_cursor *cursor, bool is_visible)
{
	assert(cursor != NULL);
	if (!is_visible) {
		wlr_cursor_set_image(cursor, NULL, 0, 0, 0, 0, 0, 1);
		return;
	}
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, SIZE, SIZE);
	cairo_t *cr = cairo_create(surface);
	draw(cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	wlr_cursor_set_image(cursor, cairo_image_surface_get_data(surface),
		cairo_image_surface_get_stride(surface), SIZE, SIZE, 1, 1, 1);
	cairo_surface_destroy(surface);
}
