/*
 * Layouts are made once for a width and kept; drawing covers only what is visible when the list is
 * long. Colours stand here, not in CSS, so that no style is looked up for each row.
 */
#include "tablet/census/rows.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
	PADDING = 16,
	GAP = 8,
	MARKER = 30,
	BUTTON = 68,
	INDENT = 24,
	ROW_MIN = 60,
	HEADING_MIN = 44,
	CLIP_FROM = 3000, /* height from which only the visible part is drawn */
};

#define INK    0x1b2733
#define GREY   0x4a5a68
#define LINE   0xb9c4ce
#define PAPER  0xffffff
#define CHOSEN 0xfdeee6
#define ACCENT 0xc2410c

struct shape {
	PangoLayout *title;
	PangoLayout *detail;
	int x, y, width, height;
	int title_height;
};

struct _ZrRows {
	GtkWidget parent_instance;
	const char *name;
	const char *value_key;
	char *path;
	GArray *items;  /* struct zr_row */
	GArray *shapes; /* struct shape, for shaped_width */
	int shaped_width;
	int shaped_height;
	unsigned columns;
	zr_rows_picked picked;
	gpointer user;
	GtkAdjustment *adjustment; /* of the scroller around; borrowed while rooted */
	gulong scrolled;
};

G_DEFINE_FINAL_TYPE(ZrRows, zr_rows, GTK_TYPE_WIDGET)

static void row_clear(gpointer data)
{
	struct zr_row *row = data;
	g_free(row->title);
	g_free(row->detail);
	g_free(row->value);
}

static void shape_clear(gpointer data)
{
	struct shape *shape = data;
	g_clear_object(&shape->title);
	g_clear_object(&shape->detail);
}

static struct zr_row *row_at(ZrRows *rows, unsigned index)
{
	assert(index < rows->items->len);
	return &g_array_index(rows->items, struct zr_row, index);
}

static unsigned button_count(const struct zr_row *row)
{
	unsigned count = 0;
	while (count < ZR_ROW_BUTTONS && row->buttons[count] != ZR_ICON_NONE) {
		count++;
	}
	return count;
}

static int text_left(const struct zr_row *row)
{
	bool has_sign = row->marker != ZR_MARKER_NONE || row->icon != ZR_ICON_NONE;
	return (row->is_heading ? 2 : PADDING) + (int)row->indent * INDENT +
	       (has_sign ? MARKER + 14 : 0);
}

static PangoLayout *make_layout(ZrRows *rows, const char *text, bool is_markup, int size, int width)
{
	PangoLayout *layout = gtk_widget_create_pango_layout(GTK_WIDGET(rows), NULL);
	PangoFontDescription *font = pango_font_description_copy(
		pango_context_get_font_description(pango_layout_get_context(layout)));
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, MAX(width, 40) * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (is_markup) {
		pango_layout_set_markup(layout, text, -1);
	} else {
		pango_layout_set_text(layout, text, -1);
	}
	return layout;
}

static int layout_height(PangoLayout *layout)
{
	int height = 0;
	pango_layout_get_pixel_size(layout, NULL, &height);
	return height;
}

static void shape_row(ZrRows *rows, unsigned index, int x, int width)
{
	const struct zr_row *row = row_at(rows, index);
	struct shape *shape = &g_array_index(rows->shapes, struct shape, index);
	int right = PADDING + (int)button_count(row) * BUTTON;
	int room = width - text_left(row) - right;
	shape->title = make_layout(rows, row->title, true, row->is_heading ? 19 : 21, room);
	shape->title_height = layout_height(shape->title);
	int inner = shape->title_height;
	if (row->detail != NULL) {
		shape->detail = make_layout(rows, row->detail, false, 18, room);
		inner += 2 + layout_height(shape->detail);
	}
	shape->x = x;
	shape->width = width;
	shape->height = row->is_heading ? MAX(HEADING_MIN, inner + 12) : MAX(ROW_MIN, inner + 24);
}

static void shape_all(ZrRows *rows, int width)
{
	if (rows->shaped_width == width) {
		return;
	}
	g_array_set_size(rows->shapes, 0);
	g_array_set_size(rows->shapes, rows->items->len);
	int columns = (int)rows->columns;
	while (columns > 1 && (width - (columns - 1) * GAP) / columns < 250) {
		columns--;
	}
	int cell = (width - (columns - 1) * GAP) / columns;
	int y = 0;
	unsigned index = 0;
	while (index < rows->items->len) {
		bool is_wide = row_at(rows, index)->is_heading;
		int here = is_wide ? 1 : columns, height = 0;
		unsigned end = MIN(index + (unsigned)here, rows->items->len);
		for (unsigned i = index; i < end; i++) {
			int x = (int)(i - index) * (cell + GAP);
			shape_row(rows, i, x, is_wide ? width : cell);
			height = MAX(height, g_array_index(rows->shapes, struct shape, i).height);
		}
		for (unsigned i = index; i < end; i++) {
			struct shape *shape = &g_array_index(rows->shapes, struct shape, i);
			shape->y = y;
			shape->height = height;
		}
		y += height + GAP;
		index = end;
	}
	rows->shaped_width = width;
	rows->shaped_height = MAX(0, y - GAP);
}

static void forget_shapes(ZrRows *rows)
{
	rows->shaped_width = -1;
	gtk_widget_queue_resize(GTK_WIDGET(rows));
}

static void zr_rows_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
	int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
	ZrRows *rows = ZR_ROWS(widget);
	*minimum_baseline = *natural_baseline = -1;
	if (orientation == GTK_ORIENTATION_HORIZONTAL) {
		*minimum = 200;
		*natural = 900;
		return;
	}
	shape_all(rows, for_size > 0 ? for_size : 600);
	*minimum = *natural = rows->shaped_height;
}

static GtkSizeRequestMode zr_rows_get_request_mode(GtkWidget *widget)
{
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void zr_rows_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
	shape_all(ZR_ROWS(widget), width);
}

static void set_colour(cairo_t *cairo, unsigned colour)
{
	cairo_set_source_rgb(cairo, ((colour >> 16) & 255) / 255.0, ((colour >> 8) & 255) / 255.0,
		(colour & 255) / 255.0);
}

static void round_box(cairo_t *cairo, double x, double y, double width, double height, double r)
{
	cairo_new_sub_path(cairo);
	cairo_arc(cairo, x + width - r, y + r, r, -M_PI / 2, 0);
	cairo_arc(cairo, x + width - r, y + height - r, r, 0, M_PI / 2);
	cairo_arc(cairo, x + r, y + height - r, r, M_PI / 2, M_PI);
	cairo_arc(cairo, x + r, y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cairo);
}

static void draw_marker(cairo_t *cairo, const struct zr_row *row, double x, double y)
{
	double middle = MARKER / 2.0;
	cairo_set_line_width(cairo, 2);
	set_colour(cairo, row->is_selected ? ACCENT : 0x6b7a88);
	if (row->marker == ZR_MARKER_RADIO) {
		cairo_new_path(cairo);
		cairo_arc(cairo, x + middle, y + middle, middle - 2, 0, 2 * M_PI);
		cairo_stroke(cairo);
		if (row->is_selected) {
			cairo_arc(cairo, x + middle, y + middle, middle - 8, 0, 2 * M_PI);
			cairo_fill(cairo);
		}
	} else if (row->is_selected) {
		round_box(cairo, x + 1, y + 1, MARKER - 2, MARKER - 2, 5);
		cairo_fill(cairo);
		set_colour(cairo, PAPER);
		zr_icon_draw(cairo, ZR_ICON_CHECK, x + 3, y + 3, MARKER - 6);
	} else {
		round_box(cairo, x + 2, y + 2, MARKER - 4, MARKER - 4, 5);
		cairo_stroke(cairo);
	}
}

static void draw_frame(cairo_t *cairo, const struct zr_row *row, const struct shape *shape)
{
	round_box(cairo, shape->x + 1, shape->y + 1, shape->width - 2, shape->height - 2, 9);
	set_colour(cairo, row->is_selected ? CHOSEN : PAPER);
	cairo_fill_preserve(cairo);
	cairo_set_line_width(cairo, row->is_selected ? 2 : 1);
	set_colour(cairo, row->is_selected ? ACCENT : LINE);
	cairo_stroke(cairo);
}

static void draw_buttons(cairo_t *cairo, const struct zr_row *row, const struct shape *shape)
{
	unsigned count = button_count(row);
	for (unsigned i = 0; i < count; i++) {
		double left = shape->x + shape->width - (int)(count - i) * BUTTON;
		set_colour(cairo, LINE);
		cairo_rectangle(cairo, left, shape->y + 10, 1, shape->height - 20);
		cairo_fill(cairo);
		set_colour(cairo, GREY);
		zr_icon_draw(cairo, row->buttons[i], left + (BUTTON - 26) / 2.0,
			shape->y + (shape->height - 26) / 2.0, 26);
	}
}

static void draw_sign(
	ZrRows *rows, cairo_t *cairo, unsigned index, const struct shape *shape, double x)
{
	const struct zr_row *row = row_at(rows, index);
	double y = shape->y + (shape->height - MARKER) / 2.0;
	if (row->marker == ZR_MARKER_NUMBER) {
		g_autofree char *text = g_strdup_printf("<b>%u</b>", index + 1);
		g_autoptr(PangoLayout) layout = make_layout(rows, text, true, 22, MARKER);
		set_colour(cairo, ACCENT);
		cairo_move_to(
			cairo, x + 6, shape->y + (shape->height - layout_height(layout)) / 2.0);
		pango_cairo_show_layout(cairo, layout);
	} else if (row->marker != ZR_MARKER_NONE) {
		draw_marker(cairo, row, x, y);
	} else if (row->icon != ZR_ICON_NONE) {
		set_colour(cairo, row->colour != 0 ? row->colour : GREY);
		zr_icon_draw(cairo, row->icon, x, y, MARKER);
	}
}

static void draw_row(ZrRows *rows, cairo_t *cairo, unsigned index)
{
	const struct zr_row *row = row_at(rows, index);
	const struct shape *shape = &g_array_index(rows->shapes, struct shape, index);
	if (!row->is_heading) {
		draw_frame(cairo, row, shape);
		draw_buttons(cairo, row, shape);
	}
	int left = text_left(row);
	bool has_sign = row->marker != ZR_MARKER_NONE || row->icon != ZR_ICON_NONE;
	if (has_sign) {
		draw_sign(rows, cairo, index, shape, shape->x + left - MARKER - 14);
	}
	int inner = shape->title_height;
	if (shape->detail != NULL) {
		inner += 2 + layout_height(shape->detail);
	}
	double y = row->is_heading ? shape->y + shape->height - inner - 4
				   : shape->y + (shape->height - inner) / 2.0;
	set_colour(cairo, row->is_heading ? 0x35506b : INK);
	cairo_move_to(cairo, shape->x + left, y);
	pango_cairo_show_layout(cairo, shape->title);
	if (shape->detail != NULL) {
		set_colour(cairo, row->colour != 0 ? row->colour : GREY);
		cairo_move_to(cairo, shape->x + left, y + shape->title_height + 2);
		pango_cairo_show_layout(cairo, shape->detail);
	}
}

/* The part of the widget that can be seen: from, to. */
static void visible_part(ZrRows *rows, int height, int *ret_from, int *ret_to)
{
	GtkWidget *scroller = gtk_widget_get_ancestor(GTK_WIDGET(rows), GTK_TYPE_SCROLLED_WINDOW);
	graphene_rect_t bounds;
	*ret_from = 0;
	*ret_to = height;
	if (height > CLIP_FROM && scroller != NULL &&
		gtk_widget_compute_bounds(GTK_WIDGET(rows), scroller, &bounds)) {
		*ret_from = MAX(0, (int)-bounds.origin.y - ROW_MIN);
		*ret_to = MIN(
			height, (int)-bounds.origin.y + gtk_widget_get_height(scroller) + ROW_MIN);
	}
}

static void zr_rows_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
	ZrRows *rows = ZR_ROWS(widget);
	int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
	int from = 0, to = 0;
	visible_part(rows, height, &from, &to);
	if (to <= from) {
		return;
	}
	cairo_t *cairo = gtk_snapshot_append_cairo(
		snapshot, &GRAPHENE_RECT_INIT(0, (float)from, (float)width, (float)(to - from)));
	for (unsigned i = 0; i < rows->items->len; i++) {
		const struct shape *shape = &g_array_index(rows->shapes, struct shape, i);
		if (shape->y + shape->height >= from && shape->y <= to) {
			draw_row(rows, cairo, i);
		}
	}
	cairo_destroy(cairo);
}

static void on_scrolled(GtkAdjustment *adjustment, ZrRows *rows)
{
	if (gtk_widget_get_height(GTK_WIDGET(rows)) > CLIP_FROM) {
		gtk_widget_queue_draw(GTK_WIDGET(rows));
	}
}

static void zr_rows_root(GtkWidget *widget)
{
	ZrRows *rows = ZR_ROWS(widget);
	GTK_WIDGET_CLASS(zr_rows_parent_class)->root(widget);
	GtkWidget *scroller = gtk_widget_get_ancestor(widget, GTK_TYPE_SCROLLED_WINDOW);
	if (scroller != NULL) {
		rows->adjustment = g_object_ref(
			gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scroller)));
		rows->scrolled = g_signal_connect(
			rows->adjustment, "value-changed", G_CALLBACK(on_scrolled), rows);
	}
}

static void zr_rows_unroot(GtkWidget *widget)
{
	ZrRows *rows = ZR_ROWS(widget);
	if (rows->adjustment != NULL) {
		g_signal_handler_disconnect(rows->adjustment, rows->scrolled);
		g_clear_object(&rows->adjustment);
	}
	GTK_WIDGET_CLASS(zr_rows_parent_class)->unroot(widget);
}

bool zr_rows_rect(ZrRows *rows, unsigned index, unsigned part, graphene_rect_t *ret_rect)
{
	const struct zr_row *row = row_at(rows, index);
	unsigned count = button_count(row);
	if (index >= rows->shapes->len || part > count || row->is_heading) {
		return false;
	}
	const struct shape *shape = &g_array_index(rows->shapes, struct shape, index);
	float buttons = (float)(count * BUTTON);
	float x = (float)shape->x, width = (float)shape->width - buttons;
	if (part > 0) {
		x += (float)shape->width - buttons + (float)((part - 1) * BUTTON);
		width = BUTTON;
	}
	graphene_rect_init(ret_rect, x, (float)shape->y, width, (float)shape->height);
	return true;
}

static void on_released(GtkGestureClick *gesture, int presses, double x, double y, ZrRows *rows)
{
	graphene_point_t point = GRAPHENE_POINT_INIT((float)x, (float)y);
	g_object_ref(rows);
	gtk_widget_grab_focus(GTK_WIDGET(rows)); /* a text being typed is stored first */
	for (unsigned i = 0; i < rows->items->len; i++) {
		for (unsigned part = 0; part <= ZR_ROW_BUTTONS; part++) {
			graphene_rect_t rect;
			if (zr_rows_rect(rows, i, part, &rect) &&
				graphene_rect_contains_point(&rect, &point)) {
				rows->picked(rows->user, i, part);
				g_object_unref(rows);
				return;
			}
		}
	}
	g_object_unref(rows);
}

static void zr_rows_dispose(GObject *object)
{
	ZrRows *rows = ZR_ROWS(object);
	g_clear_pointer(&rows->items, g_array_unref);
	g_clear_pointer(&rows->shapes, g_array_unref);
	g_clear_pointer(&rows->path, g_free);
	G_OBJECT_CLASS(zr_rows_parent_class)->dispose(object);
}

static void zr_rows_class_init(ZrRowsClass *class)
{
	G_OBJECT_CLASS(class)->dispose = zr_rows_dispose;
	GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
	widget->measure = zr_rows_measure;
	widget->get_request_mode = zr_rows_get_request_mode;
	widget->size_allocate = zr_rows_size_allocate;
	widget->snapshot = zr_rows_snapshot;
	widget->root = zr_rows_root;
	widget->unroot = zr_rows_unroot;
	gtk_widget_class_set_css_name(widget, "rows");
}

static void zr_rows_init(ZrRows *rows)
{
	rows->items = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	g_array_set_clear_func(rows->items, row_clear);
	rows->shapes = g_array_new(FALSE, TRUE, sizeof(struct shape));
	g_array_set_clear_func(rows->shapes, shape_clear);
	rows->path = g_strdup("");
	rows->value_key = "value";
	rows->columns = 1;
	rows->shaped_width = -1;
	gtk_widget_set_focusable(GTK_WIDGET(rows), TRUE);
	GtkGesture *click = gtk_gesture_click_new();
	g_signal_connect(click, "released", G_CALLBACK(on_released), rows);
	gtk_widget_add_controller(GTK_WIDGET(rows), GTK_EVENT_CONTROLLER(click));
}

GtkWidget *zr_rows_new(const char *name, zr_rows_picked picked, gpointer user)
{
	ZrRows *rows = g_object_new(ZR_TYPE_ROWS, NULL);
	rows->name = name;
	rows->picked = picked;
	rows->user = user;
	return GTK_WIDGET(rows);
}

void zr_rows_set(ZrRows *rows, const struct zr_row *items, unsigned count)
{
	g_array_set_size(rows->items, 0);
	if (count > 0) {
		g_array_append_vals(rows->items, items, count);
	}
	forget_shapes(rows);
}

void zr_rows_set_columns(ZrRows *rows, unsigned columns)
{
	assert(columns >= 1);
	rows->columns = columns;
	forget_shapes(rows);
}

void zr_rows_set_selected(ZrRows *rows, unsigned index, bool is_selected)
{
	row_at(rows, index)->is_selected = is_selected;
	gtk_widget_queue_draw(GTK_WIDGET(rows));
}

void zr_rows_set_path(ZrRows *rows, const char *path)
{
	g_free(rows->path);
	rows->path = g_strdup(path);
}

void zr_rows_set_value_key(ZrRows *rows, const char *key)
{
	rows->value_key = key;
}

unsigned zr_rows_count(ZrRows *rows)
{
	return rows->items->len;
}

const struct zr_row *zr_rows_at(ZrRows *rows, unsigned index)
{
	return row_at(rows, index);
}

const char *zr_rows_name(ZrRows *rows)
{
	return rows->name;
}

const char *zr_rows_path(ZrRows *rows)
{
	return rows->path;
}

const char *zr_rows_value_key(ZrRows *rows)
{
	return rows->value_key;
}
