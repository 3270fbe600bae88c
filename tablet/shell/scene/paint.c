/*
 * Text is laid out by Pango with one family that the image has; a picture is drawn once and shown
 * often, so no layout is kept.
 */
#include "tablet/shell/scene/paint.h"

#include <assert.h>
#include <math.h>
#include <pango/pangocairo.h>

void zr_paint_colour(cairo_t *cr, uint32_t colour)
{
	assert(cr != NULL && colour <= 0xffffff);
	cairo_set_source_rgb(cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0,
		(colour & 0xff) / 255.0);
}

void zr_paint_fill(cairo_t *cr, struct zr_box box, uint32_t colour)
{
	assert(cr != NULL);
	zr_paint_colour(cr, colour);
	cairo_rectangle(cr, box.x, box.y, box.width, box.height);
	cairo_fill(cr);
}

static void trace_rounded(cairo_t *cr, const struct zr_box *box, double r)
{
	assert(box->width >= 0 && box->height >= 0 && r >= 0);
	const double x = box->x;
	const double y = box->y;
	const double width = box->width;
	const double height = box->height;
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + width - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, x + width - r, y + height - r, r, 0, M_PI / 2);
	cairo_arc(cr, x + r, y + height - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}

void zr_paint_rounded(cairo_t *cr, struct zr_box box, double radius, uint32_t colour)
{
	zr_paint_colour(cr, colour);
	trace_rounded(cr, &box, radius);
	cairo_fill(cr);
}

static PangoLayout *lay_out(cairo_t *cr, const char *text, const struct zr_paint_font *font)
{
	PangoLayout *layout = pango_cairo_create_layout(cr);
	PangoFontDescription *description = pango_font_description_new();
	pango_font_description_set_family_static(description, "PT Sans");
	pango_font_description_set_absolute_size(description, font->pixels * PANGO_SCALE);
	pango_font_description_set_weight(
		description, font->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(layout, description);
	pango_layout_set_text(layout, text, -1);
	pango_font_description_free(description);
	return layout;
}

int zr_paint_text(cairo_t *cr, const char *text, const struct zr_paint_font *font,
	struct zr_box box, enum zr_paint_align align)
{
	assert(text && font && font->pixels > 0);
	PangoLayout *layout = lay_out(cr, text, font);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_width(layout, box.width * PANGO_SCALE);
	pango_layout_set_alignment(layout, align == ZR_PAINT_START ? PANGO_ALIGN_LEFT
					   : align == ZR_PAINT_END ? PANGO_ALIGN_RIGHT
								   : PANGO_ALIGN_CENTER);
	int width = 0;
	int height = 0;
	pango_layout_get_pixel_size(layout, &width, &height);
	zr_paint_colour(cr, font->colour);
	cairo_move_to(cr, box.x, box.y + (box.height - height) / 2);
	pango_cairo_show_layout(cr, layout);
	g_object_unref(layout);
	return width;
}

int zr_paint_paragraph(
	cairo_t *cr, const char *text, const struct zr_paint_font *font, struct zr_box box)
{
	assert(text && font && font->pixels > 0 && box.width > 0);
	PangoLayout *layout = lay_out(cr, text, font);
	pango_layout_set_width(layout, box.width * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	int height = 0;
	pango_layout_get_pixel_size(layout, NULL, &height);
	zr_paint_colour(cr, font->colour);
	cairo_move_to(cr, box.x, box.y);
	pango_cairo_show_layout(cr, layout);
	g_object_unref(layout);
	return height;
}

void zr_paint_dawn(cairo_t *cr, double centre_x, double foot_y, double width, uint32_t colour)
{
	assert(cr != NULL && width > 0);
	const double radius = width * 0.2;
	zr_paint_colour(cr, colour);
	cairo_arc(cr, centre_x, foot_y, radius, M_PI, 2 * M_PI);
	cairo_fill(cr);
	cairo_set_line_width(cr, width * 0.045);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	for (int ray = 1; ray <= 5; ray++) {
		const double angle = M_PI + ray * M_PI / 6;
		cairo_move_to(cr, centre_x + cos(angle) * radius * 1.4,
			foot_y + sin(angle) * radius * 1.4);
		cairo_line_to(cr, centre_x + cos(angle) * radius * 1.95,
			foot_y + sin(angle) * radius * 1.95);
	}
	cairo_move_to(cr, centre_x - width / 2, foot_y + width * 0.07);
	cairo_line_to(cr, centre_x + width / 2, foot_y + width * 0.07);
	cairo_stroke(cr);
}

void zr_paint_battery(cairo_t *cr, int x, int centre_y, int level, bool is_charging)
{
	assert(cr != NULL && level >= 0 && level <= 100);
	const int width = 26;
	const int height = 14;
	const int top = centre_y - height / 2;
	const bool is_low = level <= 15 && !is_charging;
	zr_paint_colour(cr, ZR_PAINT_WHITE);
	cairo_set_line_width(cr, 2);
	trace_rounded(cr, &(struct zr_box){x + 1, top, width, height}, 3);
	cairo_stroke(cr);
	cairo_rectangle(cr, x + 1 + width + 1, centre_y - 3, 3, 6);
	cairo_fill(cr);
	zr_paint_colour(cr, is_low ? 0xff8a75 : ZR_PAINT_WHITE);
	cairo_rectangle(cr, x + 4, top + 3, (width - 6) * level / 100.0, height - 6);
	cairo_fill(cr);
	if (!is_charging) {
		return;
	}
	zr_paint_colour(cr, 0xffd166);
	cairo_move_to(cr, x + 16, top - 3);
	cairo_line_to(cr, x + 9, centre_y + 2);
	cairo_line_to(cr, x + 13, centre_y + 2);
	cairo_line_to(cr, x + 12, top + height + 3);
	cairo_line_to(cr, x + 19, centre_y - 2);
	cairo_line_to(cr, x + 15, centre_y - 2);
	cairo_close_path(cr);
	cairo_fill(cr);
}

void zr_paint_network(cairo_t *cr, int x, int centre_y, bool is_up)
{
	assert(cr != NULL);
	const double foot = centre_y + 9;
	for (int bar = 0; bar < 4; bar++) {
		const double height = 5 + bar * 4.5;
		cairo_set_source_rgba(cr, 1, 1, 1, is_up ? 1.0 : 0.35);
		cairo_rectangle(cr, x + bar * 6.0, foot - height, 4, height);
		cairo_fill(cr);
	}
	if (is_up) {
		return;
	}
	zr_paint_colour(cr, 0xff8a75);
	cairo_set_line_width(cr, 2.5);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_move_to(cr, x + 1, centre_y - 9);
	cairo_line_to(cr, x + 9, centre_y - 1);
	cairo_move_to(cr, x + 9, centre_y - 9);
	cairo_line_to(cr, x + 1, centre_y - 1);
	cairo_stroke(cr);
}
