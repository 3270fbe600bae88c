/* Title and upper keys are one box, the head, that stands in one bar or the other. */
#include "tablet/ui/bars.h"

#include <assert.h>

#include "tablet/ui/button.h"
#include "tablet/ui/scale.h"
#include "tablet/ui/touchables.h"

enum {
	LOW_MM = 90,     /* a window below this has one bar */
	NARROW_MM = 120, /* and below this no words on keys that have a sign */
};

static void on_clicked(GtkButton *button, struct zr_frame *frame)
{
	for (int key = 0; key < ZR_KEY_COUNT; key++) {
		if (frame->keys[key] == GTK_WIDGET(button)) {
			frame->pressed(frame->user, (enum zr_key)key);
			return;
		}
	}
}

static GtkWidget *make_key(struct zr_frame *frame, enum zr_key key, const char *style)
{
	assert(key < ZR_KEY_COUNT && frame->keys[key] == NULL);
	GtkWidget *button = gtk_button_new();
	gtk_widget_add_css_class(button, style);
	gtk_widget_set_focus_on_click(button, FALSE);
	gtk_widget_set_focusable(button, FALSE);
	gtk_widget_set_visible(button, FALSE);
	gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
	g_signal_connect(button, "clicked", G_CALLBACK(on_clicked), frame);
	frame->keys[key] = button;
	return button;
}

static GtkWidget *make_line(const char *style, PangoEllipsizeMode cut)
{
	GtkWidget *label = gtk_label_new("");
	gtk_widget_add_css_class(label, style);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	gtk_label_set_ellipsize(GTK_LABEL(label), cut);
	return label;
}

static GtkWidget *make_head(struct zr_frame *frame)
{
	GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
	gtk_widget_set_hexpand(head, TRUE);
	gtk_box_append(GTK_BOX(head), make_key(frame, ZR_KEY_CLOSE, "zr-bar"));
	GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_widget_set_hexpand(words, TRUE);
	gtk_widget_set_valign(words, GTK_ALIGN_CENTER);
	/* an address that is cut keeps its town and its house number */
	frame->title = make_line("zr-title", PANGO_ELLIPSIZE_MIDDLE);
	frame->subtitle = make_line("zr-subtitle", PANGO_ELLIPSIZE_END);
	gtk_box_append(GTK_BOX(words), frame->title);
	gtk_box_append(GTK_BOX(words), frame->subtitle);
	gtk_box_append(GTK_BOX(head), words);
	gtk_box_append(GTK_BOX(head), make_key(frame, ZR_KEY_JUMP, "zr-bar"));
	gtk_box_append(GTK_BOX(head), make_key(frame, ZR_KEY_LANGUAGE, "zr-bar"));
	frame->head = head;
	return head;
}

GtkWidget *zr_bars_new_top(struct zr_frame *frame)
{
	assert(frame != NULL && frame->top == NULL);
	frame->top = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	gtk_widget_add_css_class(frame->top, "zr-top");
	gtk_box_append(GTK_BOX(frame->top), make_head(frame));
	return frame->top;
}

GtkWidget *zr_bars_new_bottom(struct zr_frame *frame)
{
	assert(frame != NULL && frame->bottom == NULL);
	GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	gtk_widget_add_css_class(bar, "zr-bottom");
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_BACK, "zr-plain"));
	frame->space = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	gtk_widget_set_hexpand(frame->space, TRUE);
	gtk_box_append(GTK_BOX(bar), frame->space);
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_EXTRA, "zr-plain"));
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_NEXT, "zr-primary"));
	frame->bottom = bar;
	return bar;
}

/* ---- room ---- */

static void move_head(struct zr_frame *frame, bool is_low)
{
	assert(gtk_widget_get_parent(frame->head) == frame->top ||
		gtk_widget_get_parent(frame->head) == frame->space);
	GtkWidget *to = is_low ? frame->space : frame->top;
	if (gtk_widget_get_parent(frame->head) != to) {
		g_object_ref(frame->head);
		gtk_box_remove(GTK_BOX(gtk_widget_get_parent(frame->head)), frame->head);
		gtk_box_append(GTK_BOX(to), frame->head);
		g_object_unref(frame->head);
	}
	gtk_widget_set_visible(frame->top, !is_low);
}

static void set_class(GtkWidget *widget, const char *name, bool is_set)
{
	if (is_set) {
		gtk_widget_add_css_class(widget, name);
	} else {
		gtk_widget_remove_css_class(widget, name);
	}
}

static void show_bars(struct zr_frame *frame)
{
	bool has_way = gtk_widget_get_visible(frame->keys[ZR_KEY_BACK]) ||
		       gtk_widget_get_visible(frame->keys[ZR_KEY_EXTRA]) ||
		       gtk_widget_get_visible(frame->keys[ZR_KEY_NEXT]);
	bool is_crowded = gtk_widget_get_visible(frame->keys[ZR_KEY_EXTRA]);
	gtk_widget_set_visible(frame->bottom, has_way || frame->is_low);
	gtk_widget_set_visible(frame->progress, frame->has_progress && !frame->is_low);
	zr_button_show_words(frame->keys[ZR_KEY_JUMP], !frame->is_low && !frame->is_narrow);
	zr_button_show_words(frame->keys[ZR_KEY_LANGUAGE], !frame->is_low && !frame->is_narrow);
	zr_button_show_words(
		frame->keys[ZR_KEY_BACK], !(is_crowded && (frame->is_low || frame->is_narrow)));
}

/* The toolkit takes a class that changes while it lays out to its sizes with the next frame only,
 * but measures again in this one: what it remembers of the old class goes at once, else a key is
 * measured with the old paddings one way and the new ones the other. */
static void forget_sizes(GtkWidget *widget)
{
	gtk_widget_queue_resize(widget);
	for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
		child = gtk_widget_get_next_sibling(child)) {
		forget_sizes(child);
	}
}

static void fit_class(struct zr_frame *frame, const char *name, bool is_set)
{
	if (gtk_widget_has_css_class(frame->window, name) != is_set) {
		set_class(frame->window, name, is_set);
		forget_sizes(frame->window);
	}
}

void zr_bars_fit(struct zr_frame *frame)
{
	assert(frame != NULL && frame->head != NULL && frame->space != NULL);
	int width = gtk_widget_get_width(frame->window);
	int height = gtk_widget_get_height(frame->window);
	if (height > 0) {
		frame->is_low = zr_scale_mm(height) < LOW_MM;
		frame->is_narrow = zr_scale_mm(width) < NARROW_MM;
		move_head(frame, frame->is_low);
		fit_class(frame, "zr-low", frame->is_low);
		fit_class(frame, "zr-narrow", frame->is_narrow);
	}
	show_bars(frame);
}

/* ---- keys ---- */

void zr_bars_clear(struct zr_frame *frame)
{
	assert(frame != NULL && frame->bottom != NULL);
	for (int key = 0; key < ZR_KEY_COUNT; key++) {
		gtk_widget_set_visible(frame->keys[key], FALSE);
	}
	zr_bars_set_primary(frame, ZR_KEY_NEXT);
	show_bars(frame);
}

void zr_bars_set_primary(struct zr_frame *frame, enum zr_key key)
{
	assert(key == ZR_KEY_EXTRA || key == ZR_KEY_NEXT);
	static const enum zr_key keys[] = {ZR_KEY_EXTRA, ZR_KEY_NEXT};
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		bool is_primary = keys[i] == key;
		GtkWidget *button = frame->keys[keys[i]];
		set_class(button, "zr-primary", is_primary);
		set_class(button, "zr-plain", !is_primary);
	}
}

void zr_bars_show_key(struct zr_frame *frame, enum zr_key key, enum zr_icon icon, const char *text,
	const char *target)
{
	assert(frame != NULL && target != NULL);
	assert(key < ZR_KEY_COUNT && text != NULL);
	GtkWidget *button = frame->keys[key];
	gtk_widget_set_visible(button, TRUE); /* first: a hidden one keeps its old size */
	zr_touchables_name(button, target, "button", NULL);
	zr_button_set_face(
		button, &(struct zr_button_face){icon, text, .is_icon_last = key == ZR_KEY_NEXT});
	gtk_widget_set_sensitive(button, TRUE);
	gtk_widget_queue_resize(button);
	show_bars(frame);
}
