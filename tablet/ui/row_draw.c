/* The rows in cairo. Colours stand here, not in CSS, so that no style is looked up for each row. */
#include "tablet/ui/row_draw.h"

#include <assert.h>
#include <math.h>

#include "tablet/ui/scale.h"
#include "tablet/ui/texts.h"

#define INK    0x1b2733
#define GREY   0x4a5a68
#define LINE   0x8494a3
#define RING   0x6b7a88
#define PAPER  0xffffff
#define EMPTY  0xeef1f4
#define CHOSEN 0xfdeee6
#define ACCENT 0xc2410c
#define BAR    0x35506b

static void set_colour(cairo_t *cairo, unsigned colour)
{
	cairo_set_source_rgb(cairo, ((colour >> 16) & 255) / 255.0, ((colour >> 8) & 255) / 255.0,
		(colour & 255) / 255.0);
}

/* The box without a margin all around, its corners round. */
static void round_box(cairo_t *cairo, const struct zr_row_box *box, double margin, double r)
{
	assert(margin >= 0 && r >= 0);
	double left = box->x + margin, right = box->x + box->width - margin;
	double top = box->y + margin, bottom = box->y + box->height - margin;
	cairo_new_sub_path(cairo);
	cairo_arc(cairo, right - r, top + r, r, -M_PI / 2, 0);
	cairo_arc(cairo, right - r, bottom - r, r, 0, M_PI / 2);
	cairo_arc(cairo, left + r, bottom - r, r, M_PI / 2, M_PI);
	cairo_arc(cairo, left + r, top + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cairo);
}

/* In a square of ZR_ROW_MARKER. */
static void draw_marker(cairo_t *cairo, const struct zr_row *row)
{
	static const struct zr_row_box box = {0, 0, ZR_ROW_MARKER, ZR_ROW_MARKER};
	const double middle = ZR_ROW_MARKER / 2.0;
	cairo_set_line_width(cairo, 2);
	cairo_new_path(cairo);
	if (row->marker == ZR_MARKER_RADIO) {
		cairo_arc(cairo, middle, middle, middle - 2, 0, 2 * M_PI);
		set_colour(cairo, PAPER);
		cairo_fill_preserve(cairo);
		set_colour(cairo, row->is_selected ? ACCENT : RING);
		cairo_stroke(cairo);
		if (row->is_selected) {
			cairo_arc(cairo, middle, middle, middle - 8, 0, 2 * M_PI);
			cairo_fill(cairo);
		}
	} else if (row->is_selected) {
		set_colour(cairo, ACCENT);
		round_box(cairo, &box, 1, 5);
		cairo_fill(cairo);
		set_colour(cairo, PAPER);
		zr_icon_draw(cairo, ZR_ICON_CHECK, 3, 3, ZR_ROW_MARKER - 6);
	} else {
		round_box(cairo, &box, 2, 5);
		set_colour(cairo, PAPER);
		cairo_fill_preserve(cairo);
		set_colour(cairo, RING);
		cairo_stroke(cairo);
	}
}

static void draw_frame(cairo_t *cairo, const struct zr_row *row, const struct zr_row_box *box)
{
	round_box(cairo, box, 1, 9);
	set_colour(cairo, row->is_selected ? CHOSEN : PAPER);
	cairo_fill_preserve(cairo);
	cairo_set_line_width(cairo, row->is_selected ? 2 : 1);
	set_colour(cairo, row->is_selected ? ACCENT : LINE);
	cairo_stroke(cairo);
}

static void draw_buttons(
	cairo_t *cairo, const struct zr_row *row, const struct zr_row_box *box, bool is_mirrored)
{
	unsigned count = zr_row_store_button_count(row);
	int size = zr_scale_px(26), button = zr_scale_px(ZR_ROW_BUTTON);
	for (unsigned i = 0; i < count; i++) {
		int from = (int)(count - i) * button;
		double left = is_mirrored ? box->x + from - button : box->x + box->width - from;
		set_colour(cairo, LINE);
		cairo_rectangle(cairo, is_mirrored ? left + button - 1 : left, box->y + 10, 1,
			box->height - 20);
		cairo_fill(cairo);
		set_colour(cairo, GREY);
		zr_icon_draw(cairo, row->buttons[i], left + (button - size) / 2.0,
			box->y + (box->height - size) / 2.0, size);
	}
}

static void draw_layout(cairo_t *cairo, PangoLayout *layout, unsigned colour, int x, int y)
{
	set_colour(cairo, colour);
	cairo_move_to(cairo, x, y);
	pango_cairo_show_layout(cairo, layout);
}

struct words {
	const char *markup;
	unsigned colour;
	int size; /* of the font, as in the style sheet */
};

/* A few words in the middle of a box. */
static void draw_words(
	ZrRowList *rows, cairo_t *cairo, const struct words *words, const struct zr_row_box *box)
{
	g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(GTK_WIDGET(rows), NULL);
	g_autoptr(PangoFontDescription) font = pango_font_description_copy(
		pango_context_get_font_description(pango_layout_get_context(layout)));
	int height = 0;
	pango_font_description_set_absolute_size(font, zr_scale_font(words->size) * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_width(layout, box->width * PANGO_SCALE);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_markup(layout, words->markup, -1);
	pango_layout_get_pixel_size(layout, NULL, &height);
	draw_layout(cairo, layout, words->colour, box->x, box->y + (box->height - height) / 2);
}

static void draw_sign(ZrRowList *rows, cairo_t *cairo, unsigned index)
{
	const struct zr_row *row = zr_row_store_row(rows, index);
	const struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	int size = zr_scale_px(ZR_ROW_MARKER);
	if (row->marker == ZR_MARKER_NUMBER) {
		g_autofree char *text = g_strdup_printf("<b>%u</b>", index + 1);
		draw_words(rows, cairo, &(struct words){text, ACCENT, 22},
			&(struct zr_row_box){shape->sign_x, shape->sign_y, size, size});
	} else if (row->marker == ZR_MARKER_RADIO || row->marker == ZR_MARKER_CHECK) {
		cairo_save(cairo);
		cairo_translate(cairo, shape->sign_x, shape->sign_y);
		cairo_scale(cairo, (double)size / ZR_ROW_MARKER, (double)size / ZR_ROW_MARKER);
		draw_marker(cairo, row);
		cairo_restore(cairo);
	} else if (row->icon != ZR_ICON_NONE) {
		set_colour(cairo, row->colour != 0 ? row->colour : GREY);
		zr_icon_draw(cairo, row->icon, shape->sign_x, shape->sign_y, size);
	}
}

/* In the middle of its box, never enlarged; a short text when it cannot be shown. */
static void draw_picture(ZrRowList *rows, cairo_t *cairo, unsigned index)
{
	const struct zr_row *row = zr_row_store_row(rows, index);
	struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	const struct zr_row_box *box = &shape->picture;
	if (shape->picture_state == ZR_PICTURE_NOT_LOADED) {
		shape->picture_state =
			zr_picture_load(row->picture, box->width, box->height, &shape->pixbuf);
	}
	if (shape->pixbuf != NULL) {
		int width = gdk_pixbuf_get_width(shape->pixbuf);
		int height = gdk_pixbuf_get_height(shape->pixbuf);
		gdk_cairo_set_source_pixbuf(cairo, shape->pixbuf, box->x + (box->width - width) / 2,
			box->y + (box->height - height) / 2);
		cairo_paint(cairo);
		return;
	}
	round_box(cairo, box, 0, 6);
	set_colour(cairo, EMPTY);
	cairo_fill(cairo);
	draw_words(rows, cairo, &(struct words){T(NO_PICTURE), GREY, 19}, box);
}

static void draw_back(ZrRowList *rows, cairo_t *cairo, unsigned index)
{
	const struct zr_row *row = zr_row_store_row(rows, index);
	const struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	const struct zr_row_box *box = &shape->box;
	if (rows->form == ZR_ROW_FORM_LINE || rows->form == ZR_ROW_FORM_TILE) {
		draw_frame(cairo, row, box);
		draw_buttons(cairo, row, box, zr_row_store_is_mirrored(rows));
		return;
	}
	if (row->is_selected) {
		round_box(cairo, box, 2, 9);
		set_colour(cairo, CHOSEN);
		cairo_fill(cairo);
	}
	if (rows->form == ZR_ROW_FORM_STEP && row->marker == ZR_MARKER_RADIO) {
		double middle = box->x + box->width / 2.0;
		bool is_first = index == 0, is_last = index + 1 == rows->items->len;
		bool is_mirrored = zr_row_store_is_mirrored(rows);
		double from = (is_mirrored ? is_last : is_first) ? middle : box->x;
		double to = (is_mirrored ? is_first : is_last) ? middle : box->x + box->width;
		set_colour(cairo, LINE);
		cairo_rectangle(cairo, from, shape->sign_y + zr_scale_px(ZR_ROW_MARKER) / 2.0 - 1.5,
			to - from, 3);
		cairo_fill(cairo);
	}
}

void zr_row_draw(ZrRowList *rows, cairo_t *cairo, unsigned index)
{
	assert(cairo != NULL && index < rows->items->len);
	assert(rows->shapes->len == rows->items->len);
	const struct zr_row *row = zr_row_store_row(rows, index);
	const struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	if (!row->is_heading) {
		draw_back(rows, cairo, index);
	}
	draw_sign(rows, cairo, index);
	if (shape->picture.width > 0) {
		draw_picture(rows, cairo, index);
	}
	if (rows->form != ZR_ROW_FORM_MARK) {
		draw_layout(cairo, shape->title, row->is_heading ? BAR : INK, shape->text_x,
			shape->text_y);
	}
	if (shape->detail != NULL) {
		draw_layout(cairo, shape->detail, row->colour != 0 ? row->colour : GREY,
			shape->detail_x, shape->detail_y);
	}
}
