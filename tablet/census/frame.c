/*
 * A plain window with the platform's style (libadwaita) and ours above it. A finger that the
 * compositor hands on as a pointer drags the content too: GTK itself does that for touch only.
 */
#include "tablet/census/frame.h"

#include <adwaita.h>
#include <assert.h>

#include "tablet/census/targets.h"

enum {
	DRAG_FROM_PX = 14,
	CONTENT_WIDTH = 940,
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

GtkWidget *zr_frame_label(const char *text, const char *style)
{
	GtkWidget *label = gtk_label_new(text);
	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	gtk_widget_add_css_class(label, style);
	return label;
}

static GtkWidget *make_top(struct zr_frame *frame)
{
	GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
	gtk_widget_add_css_class(bar, "zr-top");
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_CLOSE, "zr-bar"));
	GtkWidget *words = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_widget_set_hexpand(words, TRUE);
	gtk_widget_set_valign(words, GTK_ALIGN_CENTER);
	frame->title = gtk_label_new("");
	gtk_widget_add_css_class(frame->title, "zr-title");
	frame->subtitle = gtk_label_new("");
	gtk_widget_add_css_class(frame->subtitle, "zr-subtitle");
	GtkWidget *labels[] = {frame->title, frame->subtitle};
	for (int i = 0; i < 2; i++) {
		gtk_label_set_xalign(GTK_LABEL(labels[i]), 0);
		gtk_label_set_ellipsize(GTK_LABEL(labels[i]), PANGO_ELLIPSIZE_END);
		gtk_box_append(GTK_BOX(words), labels[i]);
	}
	gtk_box_append(GTK_BOX(bar), words);
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_JUMP, "zr-bar"));
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_LANGUAGE, "zr-bar"));
	return bar;
}

static GtkWidget *make_bottom(struct zr_frame *frame)
{
	GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	gtk_widget_add_css_class(bar, "zr-bottom");
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_BACK, "zr-plain"));
	GtkWidget *space = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	gtk_widget_set_hexpand(space, TRUE);
	gtk_box_append(GTK_BOX(bar), space);
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_EXTRA, "zr-plain"));
	gtk_box_append(GTK_BOX(bar), make_key(frame, ZR_KEY_NEXT, "zr-primary"));
	frame->bottom = bar;
	return bar;
}

static void on_drag_begin(GtkGestureDrag *gesture, double x, double y, struct zr_frame *frame)
{
	frame->drag_from = gtk_adjustment_get_value(frame->adjustment);
}

static void on_drag_update(GtkGestureDrag *gesture, double dx, double dy, struct zr_frame *frame)
{
	GdkEvent *event = gtk_event_controller_get_current_event(GTK_EVENT_CONTROLLER(gesture));
	GdkDevice *device = event != NULL ? gdk_event_get_device(event) : NULL;
	if (device != NULL && gdk_device_get_source(device) == GDK_SOURCE_TOUCHSCREEN) {
		gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_DENIED);
		return;
	}
	if (ABS(dy) > DRAG_FROM_PX) {
		gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
		gtk_adjustment_set_value(frame->adjustment, frame->drag_from - dy);
	}
}

static void on_scroll(GtkAdjustment *adjustment, struct zr_frame *frame)
{
	frame->moved(frame->user);
}

/* The field that has the focus, and its question above it if both fit. */
static gboolean reveal_focus(gpointer user)
{
	struct zr_frame *frame = user;
	GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(frame->window));
	frame->reveal = 0;
	if (frame->wanted != NULL) {
		zr_frame_reveal(frame, frame->wanted);
		g_clear_weak_pointer(&frame->wanted);
		return G_SOURCE_REMOVE;
	}
	if (focus == NULL || !(GTK_IS_EDITABLE(focus) || GTK_IS_TEXT_VIEW(focus))) {
		return G_SOURCE_REMOVE;
	}
	for (GtkWidget *around = focus; around != NULL && around != frame->content;
		around = gtk_widget_get_parent(around)) {
		if (gtk_widget_has_css_class(around, "zr-card")) {
			zr_frame_reveal(frame, around);
		}
	}
	zr_frame_reveal(frame, focus);
	return G_SOURCE_REMOVE;
}

static void reveal_soon(struct zr_frame *frame)
{
	if (frame->reveal == 0) {
		frame->reveal = g_idle_add(reveal_focus, frame);
	}
}

static void on_focus_moved(GObject *window, GParamSpec *property, struct zr_frame *frame)
{
	reveal_soon(frame);
	frame->moved(frame->user);
}

/* The window became smaller: the keyboard is up, and the field in use must stay in sight. */
static void on_resized(GtkAdjustment *adjustment, struct zr_frame *frame)
{
	double page_size = gtk_adjustment_get_page_size(adjustment);
	if (page_size < frame->page_size) {
		reveal_soon(frame);
	}
	frame->page_size = page_size;
	frame->moved(frame->user);
}

static GtkWidget *make_content(struct zr_frame *frame)
{
	frame->content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
	gtk_widget_set_focusable(frame->content, TRUE);
	gtk_widget_add_css_class(frame->content, "zr-content");
	GtkWidget *clamp = adw_clamp_new();
	adw_clamp_set_maximum_size(ADW_CLAMP(clamp), CONTENT_WIDTH);
	adw_clamp_set_tightening_threshold(ADW_CLAMP(clamp), CONTENT_WIDTH);
	adw_clamp_set_child(ADW_CLAMP(clamp), frame->content);
	frame->scroller = gtk_scrolled_window_new();
	gtk_scrolled_window_set_policy(
		GTK_SCROLLED_WINDOW(frame->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(frame->scroller), clamp);
	GtkWidget *viewport = gtk_widget_get_parent(clamp);
	gtk_viewport_set_scroll_to_focus(
		GTK_VIEWPORT(viewport), FALSE); /* reveal_focus knows more */
	gtk_widget_set_vexpand(frame->scroller, TRUE);
	frame->adjustment =
		gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(frame->scroller));
	g_signal_connect(frame->adjustment, "value-changed", G_CALLBACK(on_scroll), frame);
	g_signal_connect(frame->adjustment, "changed", G_CALLBACK(on_resized), frame);
	GtkGesture *drag = gtk_gesture_drag_new();
	gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(drag), GTK_PHASE_CAPTURE);
	g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), frame);
	g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), frame);
	gtk_widget_add_controller(frame->scroller, GTK_EVENT_CONTROLLER(drag));
	return frame->scroller;
}

struct zr_frame *zr_frame_new(int width, int height, void (*pressed)(void *user, enum zr_key key),
	void (*moved)(void *user), void *user)
{
	struct zr_frame *frame = g_new0(struct zr_frame, 1);
	frame->pressed = pressed;
	frame->moved = moved;
	frame->user = user;
	frame->window = gtk_window_new();
	gtk_window_set_decorated(GTK_WINDOW(frame->window), FALSE);
	gtk_window_set_default_size(GTK_WINDOW(frame->window), width, height);
	gtk_widget_add_css_class(frame->window, "zr-window");
	GtkWidget *root = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_box_append(GTK_BOX(root), make_top(frame));
	frame->progress = gtk_progress_bar_new();
	gtk_widget_add_css_class(frame->progress, "zr-progress");
	gtk_box_append(GTK_BOX(root), frame->progress);
	frame->banner = zr_frame_label("", "zr-banner");
	gtk_box_append(GTK_BOX(root), frame->banner);
	gtk_box_append(GTK_BOX(root), make_content(frame));
	gtk_box_append(GTK_BOX(root), make_bottom(frame));
	gtk_window_set_child(GTK_WINDOW(frame->window), root);
	g_signal_connect(frame->window, "notify::focus-widget", G_CALLBACK(on_focus_moved), frame);
	zr_frame_clear(frame);
	return frame;
}

void zr_frame_free(struct zr_frame *frame)
{
	if (frame->reveal != 0) {
		g_source_remove(frame->reveal);
	}
	g_clear_weak_pointer(&frame->wanted);
	g_signal_handlers_disconnect_by_data(frame->window, frame);
	gtk_window_destroy(GTK_WINDOW(frame->window));
	g_free(frame);
}

void zr_frame_clear(struct zr_frame *frame)
{
	gtk_widget_grab_focus(
		frame->content); /* else the first field takes it, and the keyboard comes */
	GtkWidget *child = NULL;
	while ((child = gtk_widget_get_first_child(frame->content)) != NULL) {
		gtk_box_remove(GTK_BOX(frame->content), child);
	}
	for (int key = 0; key < ZR_KEY_COUNT; key++) {
		gtk_widget_set_visible(frame->keys[key], FALSE);
	}
	zr_frame_set_primary(frame, ZR_KEY_NEXT);
	gtk_widget_set_visible(frame->bottom, FALSE);
	zr_frame_set_banner(frame, NULL, false);
	zr_frame_set_progress(frame, -1);
	gtk_adjustment_set_value(frame->adjustment, 0);
}

void zr_frame_set_primary(struct zr_frame *frame, enum zr_key key)
{
	static const enum zr_key keys[] = {ZR_KEY_EXTRA, ZR_KEY_NEXT};
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		bool is_primary = keys[i] == key;
		GtkWidget *button = frame->keys[keys[i]];
		gtk_widget_add_css_class(button, is_primary ? "zr-primary" : "zr-plain");
		gtk_widget_remove_css_class(button, is_primary ? "zr-plain" : "zr-primary");
	}
}

static GtkWidget *make_face(enum zr_icon icon, const char *text, bool is_icon_last)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
	gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
	GtkWidget *sign = icon != ZR_ICON_NONE ? zr_icon_new(icon, 26) : NULL;
	GtkWidget *label = text[0] != '\0' ? gtk_label_new(text) : NULL;
	GtkWidget *first = is_icon_last ? label : sign;
	GtkWidget *second = is_icon_last ? sign : label;
	if (first != NULL) {
		gtk_box_append(GTK_BOX(box), first);
	}
	if (second != NULL) {
		gtk_box_append(GTK_BOX(box), second);
	}
	return box;
}

void zr_frame_show_key(struct zr_frame *frame, enum zr_key key, enum zr_icon icon, const char *text,
	const char *target)
{
	assert(key < ZR_KEY_COUNT && text != NULL);
	GtkWidget *button = frame->keys[key];
	gtk_widget_set_visible(button, TRUE); /* first: a hidden one keeps its old size */
	g_autofree char *face = g_strdup_printf("%d %s", icon, text);
	if (g_strcmp0(face, g_object_get_data(G_OBJECT(button), "zr-face")) != 0) {
		gtk_button_set_child(GTK_BUTTON(button), make_face(icon, text, key == ZR_KEY_NEXT));
		g_object_set_data_full(G_OBJECT(button), "zr-face", g_strdup(face), g_free);
		g_object_set_data_full(G_OBJECT(button), "zr-label", g_strdup(text), g_free);
	}
	zr_targets_name(button, target, "button", NULL);
	gtk_widget_set_sensitive(button, TRUE);
	gtk_widget_queue_resize(button);
	if (key >= ZR_KEY_BACK) {
		gtk_widget_set_visible(frame->bottom, TRUE);
	}
}

void zr_frame_set_title(struct zr_frame *frame, const char *title, const char *subtitle)
{
	gtk_label_set_text(GTK_LABEL(frame->title), title);
	gtk_label_set_text(GTK_LABEL(frame->subtitle), subtitle);
	gtk_widget_set_visible(frame->subtitle, subtitle[0] != '\0');
}

void zr_frame_set_progress(struct zr_frame *frame, double fraction)
{
	gtk_widget_set_visible(frame->progress, fraction >= 0);
	if (fraction >= 0) {
		gtk_progress_bar_set_fraction(
			GTK_PROGRESS_BAR(frame->progress), CLAMP(fraction, 0, 1));
	}
}

void zr_frame_set_banner(struct zr_frame *frame, const char *text, bool is_error)
{
	gtk_widget_set_visible(frame->banner, text != NULL);
	gtk_label_set_text(GTK_LABEL(frame->banner), text != NULL ? text : "");
	if (is_error) {
		gtk_widget_add_css_class(frame->banner, "zr-error");
	} else {
		gtk_widget_remove_css_class(frame->banner, "zr-error");
	}
}

void zr_frame_add(struct zr_frame *frame, GtkWidget *widget)
{
	gtk_box_append(GTK_BOX(frame->content), widget);
}

void zr_frame_reveal(struct zr_frame *frame, GtkWidget *widget)
{
	graphene_rect_t bounds;
	if (!gtk_widget_compute_bounds(widget, frame->content, &bounds)) {
		return;
	}
	double top = bounds.origin.y, bottom = top + bounds.size.height;
	double from = gtk_adjustment_get_value(frame->adjustment);
	double page = gtk_adjustment_get_page_size(frame->adjustment);
	if (bottom > from + page) {
		from = bottom - page + 12;
	}
	if (top < from) {
		from = top;
	}
	gtk_adjustment_set_value(frame->adjustment, from);
}

void zr_frame_set_face(GtkWidget *button, enum zr_icon icon, const char *text)
{
	gtk_button_set_child(GTK_BUTTON(button), make_face(icon, text, false));
	g_object_set_data_full(G_OBJECT(button), "zr-label", g_strdup(text), g_free);
}

void zr_frame_reveal_soon(struct zr_frame *frame, GtkWidget *widget)
{
	g_set_weak_pointer(&frame->wanted, widget);
	reveal_soon(frame);
}

GtkWidget *zr_frame_button(enum zr_icon icon, const char *text, const char *style)
{
	GtkWidget *button = gtk_button_new();
	zr_frame_set_face(button, icon, text);
	gtk_widget_set_focus_on_click(button, FALSE);
	gtk_widget_add_css_class(button, style);
	gtk_widget_set_halign(button, GTK_ALIGN_START);
	return button;
}
