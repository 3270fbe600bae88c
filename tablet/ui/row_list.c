/*
 * The widget: its rows, its size, touches. Drawing covers only what is visible when the list is
 * long, and only pictures that are or were lately visible are in memory.
 */
#include "tablet/ui/row_list.h"

#include <assert.h>
#include <string.h>

#include "tablet/ui/row_draw.h"
#include "tablet/ui/row_shape.h"
#include "tablet/ui/row_store.h"

enum {
	PICTURES_KEPT = 64, /* at 110 kB each */
};

G_DEFINE_FINAL_TYPE(ZrRowList, zr_row_list, GTK_TYPE_WIDGET)

static void forget_shapes(ZrRowList *rows)
{
	rows->shaped_width = -1;
	gtk_widget_queue_resize(GTK_WIDGET(rows));
	gtk_widget_queue_draw(GTK_WIDGET(rows)); /* other rows may take the same room */
}

static void zr_row_list_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
	int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
	ZrRowList *rows = ZR_ROW_LIST(widget);
	*minimum_baseline = *natural_baseline = -1;
	if (orientation == GTK_ORIENTATION_HORIZONTAL) {
		int strip = rows->strip_cell * (int)rows->items->len;
		*minimum = 200; /* also of a strip: the window may become narrower */
		*natural = rows->strip_cell > 0 ? strip : 900;
		return;
	}
	zr_row_shape_all(rows, for_size > 0 ? for_size : 600);
	*minimum = *natural = rows->shaped_height;
}

static GtkSizeRequestMode zr_row_list_get_request_mode(GtkWidget *widget)
{
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void zr_row_list_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
	zr_row_shape_all(ZR_ROW_LIST(widget), width);
	zr_row_shape_stretch(ZR_ROW_LIST(widget), height);
}

/* A long list of pictures does not keep those that were scrolled away. */
static void drop_pictures(ZrRowList *rows, int from, int to)
{
	assert(from <= to);
	unsigned count = 0;
	for (unsigned i = 0; i < rows->shapes->len; i++) {
		count += zr_row_store_shape(rows, i)->pixbuf != NULL;
	}
	for (unsigned i = 0; count > PICTURES_KEPT && i < rows->shapes->len; i++) {
		struct zr_row_shape *shape = zr_row_store_shape(rows, i);
		bool is_seen = shape->box.y + shape->box.height >= from && shape->box.y <= to;
		if (shape->pixbuf != NULL && !is_seen) {
			g_clear_object(&shape->pixbuf);
			shape->picture_state = ZR_PICTURE_NOT_LOADED;
		}
	}
}

/* The part of the widget that can be seen: from, to. */
static void visible_part(ZrRowList *rows, int height, int *ret_from, int *ret_to)
{
	GtkWidget *scroller = gtk_widget_get_ancestor(GTK_WIDGET(rows), GTK_TYPE_SCROLLED_WINDOW);
	graphene_rect_t bounds;
	*ret_from = 0;
	*ret_to = height;
	if (height > ZR_ROW_CLIP_FROM && scroller != NULL &&
		gtk_widget_compute_bounds(GTK_WIDGET(rows), scroller, &bounds)) {
		*ret_from = MAX(0, (int)-bounds.origin.y - zr_scale_px(ZR_ROW_MIN));
		*ret_to = MIN(height, (int)-bounds.origin.y + gtk_widget_get_height(scroller) +
					      zr_scale_px(ZR_ROW_MIN));
	}
}

static void zr_row_list_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
	ZrRowList *rows = ZR_ROW_LIST(widget);
	int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
	int from = 0, to = 0;
	visible_part(rows, height, &from, &to);
	rows->drawn_from = from;
	rows->drawn_to = to;
	if (to <= from) {
		return;
	}
	drop_pictures(rows, from, to);
	cairo_t *cairo = gtk_snapshot_append_cairo(
		snapshot, &GRAPHENE_RECT_INIT(0, (float)from, (float)width, (float)(to - from)));
	for (unsigned i = 0; i < rows->items->len; i++) {
		const struct zr_row_box *box = &zr_row_store_shape(rows, i)->box;
		if (box->y + box->height >= from && box->y <= to) {
			zr_row_draw(rows, cairo, i);
		}
	}
	cairo_destroy(cairo);
}

/* Another part is to be seen: the list moved in its scroller, or the scroller became higher. */
static void on_scrolled(GtkAdjustment *adjustment, ZrRowList *rows)
{
	if (gtk_widget_get_height(GTK_WIDGET(rows)) > ZR_ROW_CLIP_FROM) {
		gtk_widget_queue_draw(GTK_WIDGET(rows));
	}
}

static void zr_row_list_root(GtkWidget *widget)
{
	ZrRowList *rows = ZR_ROW_LIST(widget);
	GTK_WIDGET_CLASS(zr_row_list_parent_class)->root(widget);
	GtkWidget *scroller = gtk_widget_get_ancestor(widget, GTK_TYPE_SCROLLED_WINDOW);
	if (scroller != NULL) {
		rows->adjustment = g_object_ref(
			gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scroller)));
		static const char *const signals[] = {"value-changed", "changed"};
		for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
			rows->scrolled[i] = g_signal_connect(
				rows->adjustment, signals[i], G_CALLBACK(on_scrolled), rows);
		}
	}
}

static void zr_row_list_unroot(GtkWidget *widget)
{
	ZrRowList *rows = ZR_ROW_LIST(widget);
	if (rows->adjustment != NULL) {
		for (size_t i = 0; i < G_N_ELEMENTS(rows->scrolled); i++) {
			g_signal_handler_disconnect(rows->adjustment, rows->scrolled[i]);
		}
		g_clear_object(&rows->adjustment);
	}
	GTK_WIDGET_CLASS(zr_row_list_parent_class)->unroot(widget);
}

bool zr_row_list_rect(ZrRowList *rows, unsigned index, unsigned part, graphene_rect_t *ret_rect)
{
	assert(ZR_IS_ROW_LIST(rows) && ret_rect != NULL);
	const struct zr_row *row = zr_row_store_row(rows, index);
	unsigned count = zr_row_store_button_count(row);
	if (index >= rows->shapes->len || part > count || row->is_heading) {
		return false;
	}
	const struct zr_row_box *box = &zr_row_store_shape(rows, index)->box;
	int button = zr_scale_px(ZR_ROW_BUTTON), buttons = (int)count * button;
	int x = 0, width = box->width - buttons;
	if (part > 0) {
		x = box->width - buttons + ((int)part - 1) * button;
		width = button;
	}
	x = box->x + (zr_row_store_is_mirrored(rows) ? box->width - x - width : x);
	graphene_rect_init(ret_rect, (float)x, (float)box->y, (float)width, (float)box->height);
	return true;
}

/* What is drawn at a place: the row and the part of it. */
static bool find_at(ZrRowList *rows, double x, double y, unsigned *ret_index, unsigned *ret_part)
{
	graphene_point_t point = GRAPHENE_POINT_INIT((float)x, (float)y);
	for (unsigned i = 0; i < rows->items->len; i++) {
		for (unsigned part = 0; part <= ZR_ROW_BUTTONS; part++) {
			graphene_rect_t rect;
			if (zr_row_list_rect(rows, i, part, &rect) &&
				graphene_rect_contains_point(&rect, &point)) {
				*ret_index = i;
				*ret_part = part;
				return true;
			}
		}
	}
	return false;
}

/* Takes the focus, so that a text being typed is stored first. That may set these rows again, or
 * take them off the page: whether what was touched is still there, and at which index. */
static bool take_focus(ZrRowList *rows, unsigned *index)
{
	g_autofree char *value = g_strdup(zr_row_store_row(rows, *index)->value);
	unsigned edition = rows->edition;
	gtk_widget_grab_focus(GTK_WIDGET(rows));
	if (gtk_widget_get_root(GTK_WIDGET(rows)) == NULL) {
		return false;
	}
	if (rows->edition == edition) {
		return true;
	}
	for (unsigned i = 0; value != NULL && i < rows->items->len; i++) {
		if (g_strcmp0(zr_row_store_row(rows, i)->value, value) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* The finger meant what it saw: the row is found before anything moves. */
static void on_released(GtkGestureClick *gesture, int presses, double x, double y, ZrRowList *rows)
{
	unsigned index = 0, part = 0;
	if (y < rows->drawn_from || y > rows->drawn_to || !find_at(rows, x, y, &index, &part)) {
		return; /* nobody saw what is there */
	}
	g_object_ref(rows);
	if (take_focus(rows, &index)) {
		rows->picked(rows->user, index, part);
	}
	g_object_unref(rows);
}

static void zr_row_list_dispose(GObject *object)
{
	ZrRowList *rows = ZR_ROW_LIST(object);
	zr_row_store_finish(rows);
	g_clear_pointer(&rows->path, g_free);
	G_OBJECT_CLASS(zr_row_list_parent_class)->dispose(object);
}

static void zr_row_list_class_init(ZrRowListClass *class)
{
	G_OBJECT_CLASS(class)->dispose = zr_row_list_dispose;
	GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
	widget->measure = zr_row_list_measure;
	widget->get_request_mode = zr_row_list_get_request_mode;
	widget->size_allocate = zr_row_list_size_allocate;
	widget->snapshot = zr_row_list_snapshot;
	widget->root = zr_row_list_root;
	widget->unroot = zr_row_list_unroot;
	gtk_widget_class_set_css_name(widget, "rows");
}

static void zr_row_list_init(ZrRowList *rows)
{
	zr_row_store_init(rows);
	rows->path = g_strdup("");
	rows->value_key = "value";
	rows->columns = 1;
	rows->shaped_width = -1;
	gtk_widget_set_focusable(GTK_WIDGET(rows), TRUE);
	GtkGesture *click = gtk_gesture_click_new();
	g_signal_connect(click, "released", G_CALLBACK(on_released), rows);
	gtk_widget_add_controller(GTK_WIDGET(rows), GTK_EVENT_CONTROLLER(click));
}

GtkWidget *zr_row_list_new(const char *name, zr_row_picked picked, gpointer user)
{
	assert(name != NULL && picked != NULL);
	ZrRowList *rows = g_object_new(ZR_TYPE_ROW_LIST, NULL);
	rows->name = name;
	rows->picked = picked;
	rows->user = user;
	return GTK_WIDGET(rows);
}

static bool is_same_row(const struct zr_row *a, const struct zr_row *b)
{
	for (int i = 0; i < ZR_ROW_BUTTONS; i++) {
		if (a->buttons[i] != b->buttons[i]) {
			return false;
		}
	}
	return g_strcmp0(a->title, b->title) == 0 && g_strcmp0(a->detail, b->detail) == 0 &&
	       g_strcmp0(a->value, b->value) == 0 && g_strcmp0(a->picture, b->picture) == 0 &&
	       a->marker == b->marker && a->is_selected == b->is_selected &&
	       a->is_heading == b->is_heading && a->icon == b->icon && a->colour == b->colour &&
	       a->indent == b->indent;
}

/* Lists are set again with each news of the agent, most of which change nothing: then what is drawn
 * stands, and a touch that is on its way counts. */
static bool take_same(ZrRowList *rows, const struct zr_row *items, unsigned count)
{
	bool is_same = rows->items->len == count;
	for (unsigned i = 0; is_same && i < count; i++) {
		is_same = is_same_row(zr_row_store_row(rows, i), &items[i]);
	}
	for (unsigned i = 0; is_same && i < count; i++) {
		struct zr_row spare = items[i];
		zr_row_store_drop(&spare);
	}
	return is_same;
}

void zr_row_list_set(ZrRowList *rows, const struct zr_row *items, unsigned count)
{
	assert(ZR_IS_ROW_LIST(rows) && (items != NULL || count == 0));
	if (take_same(rows, items, count)) {
		return;
	}
	rows->edition++;
	g_array_set_size(rows->items, 0);
	if (count > 0) {
		g_array_append_vals(rows->items, items, count);
	}
	rows->has_pictures = false;
	for (unsigned i = 0; i < count; i++) {
		rows->has_pictures = rows->has_pictures || items[i].picture != NULL;
	}
	rows->drawn_from = rows->drawn_to = 0;
	forget_shapes(rows);
}

void zr_row_list_set_compact(ZrRowList *rows, bool is_compact)
{
	assert(ZR_IS_ROW_LIST(rows));
	rows->is_compact = is_compact;
	forget_shapes(rows);
}

void zr_row_list_set_columns(ZrRowList *rows, unsigned columns)
{
	assert(columns >= 1);
	rows->columns = columns;
	forget_shapes(rows);
}

void zr_row_list_set_strip(ZrRowList *rows, enum zr_strip strip, int cell)
{
	assert(cell >= 0);
	if (rows->strip != strip || rows->strip_cell != cell) {
		rows->strip = strip;
		rows->strip_cell = cell;
		forget_shapes(rows);
	}
}

bool zr_row_list_titles_fit(ZrRowList *rows, int cell)
{
	assert(ZR_IS_ROW_LIST(rows) && cell >= 0);
	return zr_row_shape_titles_fit(rows, cell);
}

const char *zr_row_list_picture_state(ZrRowList *rows, unsigned index)
{
	assert(ZR_IS_ROW_LIST(rows) && index < rows->items->len);
	bool has_one = index < rows->shapes->len && zr_row_store_row(rows, index)->picture != NULL;
	return has_one ? zr_picture_state_name(zr_row_store_shape(rows, index)->picture_state)
		       : NULL;
}

void zr_row_list_set_selected(ZrRowList *rows, unsigned index, bool is_selected)
{
	assert(ZR_IS_ROW_LIST(rows));
	zr_row_store_row(rows, index)->is_selected = is_selected;
	gtk_widget_queue_draw(GTK_WIDGET(rows));
}

void zr_row_list_set_path(ZrRowList *rows, const char *path)
{
	assert(ZR_IS_ROW_LIST(rows) && path != NULL);
	g_free(rows->path);
	rows->path = g_strdup(path);
}

void zr_row_list_set_value_key(ZrRowList *rows, const char *key)
{
	assert(ZR_IS_ROW_LIST(rows) && key != NULL);
	rows->value_key = key;
}

unsigned zr_row_list_count(ZrRowList *rows)
{
	assert(ZR_IS_ROW_LIST(rows));
	return rows->items->len;
}

const struct zr_row *zr_row_list_at(ZrRowList *rows, unsigned index)
{
	assert(ZR_IS_ROW_LIST(rows));
	return zr_row_store_row(rows, index);
}

const char *zr_row_list_name(ZrRowList *rows)
{
	assert(ZR_IS_ROW_LIST(rows) && rows->name != NULL);
	return rows->name;
}

const char *zr_row_list_path(ZrRowList *rows)
{
	assert(ZR_IS_ROW_LIST(rows) && rows->path != NULL);
	return rows->path;
}

const char *zr_row_list_value_key(ZrRowList *rows)
{
	assert(ZR_IS_ROW_LIST(rows) && rows->value_key != NULL);
	return rows->value_key;
}
