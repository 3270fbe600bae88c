/* Each sign is lines within a square of 24 by 24. */
#include "tablet/ui/icon.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

static void lines(cairo_t *cairo, const double *points, size_t count)
{
	assert(count >= 2);
	cairo_move_to(cairo, points[0], points[1]);
	for (size_t i = 1; i < count; i++) {
		cairo_line_to(cairo, points[2 * i], points[2 * i + 1]);
	}
	cairo_stroke(cairo);
}

#define LINES(...)                                                                                 \
	lines(cairo, (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / 16)

static void circle(cairo_t *cairo, double radius)
{
	assert(radius > 0);
	cairo_new_path(cairo);
	cairo_arc(cairo, 12, 12, radius, 0, 2 * M_PI);
}

static void draw_globe(cairo_t *cairo)
{
	circle(cairo, 9.5);
	cairo_stroke(cairo);
	LINES(2.5, 12, 21.5, 12);
	cairo_save(cairo);
	cairo_translate(cairo, 12, 0);
	cairo_scale(cairo, 0.45, 1);
	cairo_translate(cairo, -12, 0);
	circle(cairo, 9.5);
	cairo_restore(cairo);
	cairo_stroke(cairo);
}

static void draw_eye(cairo_t *cairo)
{
	cairo_move_to(cairo, 2, 12);
	cairo_curve_to(cairo, 7, 4, 17, 4, 22, 12);
	cairo_curve_to(cairo, 17, 20, 7, 20, 2, 12);
	cairo_stroke(cairo);
	circle(cairo, 3);
	cairo_fill(cairo);
}

/* A question mark within a ring: a triangle says that something is wrong, and a doubt may be right.
 */
static void draw_question_mark(cairo_t *cairo)
{
	cairo_new_path(cairo);
	cairo_arc(cairo, 12, 9.6, 2.9, -M_PI, M_PI / 3);
	cairo_line_to(cairo, 12, 13.6);
	cairo_stroke(cairo);
	LINES(12, 17, 12, 17.2);
}

/* Signs that are one disc with something in it. */
static void draw_state(cairo_t *cairo, enum zr_icon icon)
{
	circle(cairo, 9.5);
	if (icon == ZR_ICON_RING || icon == ZR_ICON_HALF || icon == ZR_ICON_DOUBT) {
		cairo_stroke(cairo);
		if (icon == ZR_ICON_DOUBT) {
			draw_question_mark(cairo);
		}
		if (icon == ZR_ICON_HALF) {
			cairo_arc(cairo, 12, 12, 5.5, M_PI / 2, 3 * M_PI / 2);
			cairo_fill(cairo);
		}
		return;
	}
	cairo_fill(cairo);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	if (icon == ZR_ICON_RECEIVED) {
		LINES(7, 12.5, 10.5, 16, 17, 8.5);
	} else if (icon == ZR_ICON_SENT) {
		LINES(12, 17.5, 12, 7, 8, 11);
		LINES(12, 7, 16, 11);
	} else if (icon == ZR_ICON_REFUSED) {
		LINES(8, 8, 16, 16);
		LINES(16, 8, 8, 16);
	} else if (icon == ZR_ICON_AGAIN) {
		LINES(16.5, 7.5, 16.5, 13, 8, 13);
		LINES(11, 9.5, 7.5, 13, 11, 16.5);
	} else {
		LINES(12, 7, 12, 12.5, 15.5, 15);
	}
}

/* The way on is to the left where a page runs from right to left. */
static enum zr_icon as_page_runs(enum zr_icon icon)
{
	bool is_mirrored = gtk_widget_get_default_direction() == GTK_TEXT_DIR_RTL;
	return is_mirrored && icon == ZR_ICON_BACK   ? ZR_ICON_NEXT
	       : is_mirrored && icon == ZR_ICON_NEXT ? ZR_ICON_BACK
						     : icon;
}

void zr_icon_draw(cairo_t *cairo, enum zr_icon icon, double x, double y, double size)
{
	assert(cairo != NULL && icon <= ZR_ICON_EYE && size >= 0);
	cairo_save(cairo);
	cairo_translate(cairo, x, y);
	cairo_scale(cairo, size / 24, size / 24);
	cairo_set_line_width(cairo, 2.4);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	switch (as_page_runs(icon)) {
	case ZR_ICON_NONE:
		break;
	case ZR_ICON_BACK:
		LINES(15, 5, 8, 12, 15, 19);
		break;
	case ZR_ICON_NEXT:
		LINES(9, 5, 16, 12, 9, 19);
		break;
	case ZR_ICON_GLOBE:
		draw_globe(cairo);
		break;
	case ZR_ICON_EYE:
		draw_eye(cairo);
		break;
	case ZR_ICON_UP:
		LINES(5, 15, 12, 8, 19, 15);
		break;
	case ZR_ICON_DOWN:
		LINES(5, 9, 12, 16, 19, 9);
		break;
	case ZR_ICON_LIST:
		LINES(9, 6, 20, 6);
		LINES(9, 12, 20, 12);
		LINES(9, 18, 20, 18);
		LINES(4, 6, 4.2, 6);
		LINES(4, 12, 4.2, 12);
		LINES(4, 18, 4.2, 18);
		break;
	case ZR_ICON_CLOSE:
		LINES(6, 6, 18, 18);
		LINES(18, 6, 6, 18);
		break;
	case ZR_ICON_PLUS:
		LINES(12, 5, 12, 19);
		LINES(5, 12, 19, 12);
		break;
	case ZR_ICON_MINUS:
		LINES(5, 12, 19, 12);
		break;
	case ZR_ICON_BIN:
		LINES(4, 7, 20, 7);
		LINES(9, 7, 9.5, 4, 14.5, 4, 15, 7);
		LINES(6, 7, 7, 20, 17, 20, 18, 7);
		break;
	case ZR_ICON_CHECK:
		LINES(5, 13, 10, 18, 19, 7);
		break;
	case ZR_ICON_WARNING:
		LINES(12, 4, 21, 20, 3, 20, 12, 4);
		LINES(12, 10, 12, 14);
		LINES(12, 17, 12, 17.2);
		break;
	default:
		draw_state(cairo, icon);
		break;
	}
	cairo_restore(cairo);
}

static void on_draw(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer icon)
{
	GdkRGBA colour;
	gtk_style_context_get_color(gtk_widget_get_style_context(GTK_WIDGET(area)), &colour);
	gdk_cairo_set_source_rgba(cairo, &colour);
	zr_icon_draw(cairo, (enum zr_icon)GPOINTER_TO_INT(icon), 0, 0, MIN(width, height));
}

GtkWidget *zr_icon_new(enum zr_icon icon, int size)
{
	assert(icon <= ZR_ICON_EYE && size > 0);
	GtkWidget *area = gtk_drawing_area_new();
	gtk_drawing_area_set_content_width(GTK_DRAWING_AREA(area), size);
	gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(area), size);
	gtk_widget_set_valign(area, GTK_ALIGN_CENTER);
	gtk_drawing_area_set_draw_func(
		GTK_DRAWING_AREA(area), on_draw, GINT_TO_POINTER((int)icon), NULL);
	return area;
}
