/* A plain window with the platform's style (libadwaita) and ours above it: top bar, progress,
 * banner, content, bottom bar. The bars are in bars.c, the scrolling in reveal.c. */
#include "tablet/ui/frame.h"

#include <assert.h>
#include <math.h>

#include "tablet/ui/beacon.h"
#include "tablet/ui/texts.h"
#include "tablet/ui/touchables.h"

GtkWidget *zr_frame_label(const char *text, const char *style)
{
	assert(text != NULL && style != NULL);
	GtkWidget *label = gtk_label_new(text);
	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	gtk_widget_add_css_class(label, style);
	return label;
}

static void on_focus_moved(GObject *window, GParamSpec *property, struct zr_frame *frame)
{
	assert(frame->window == (GtkWidget *)window);
	zr_reveal_field_soon(frame);
	frame->moved(frame->user);
}

struct zr_frame *zr_frame_new(int width, int height, void (*pressed)(void *user, enum zr_key key),
	void (*moved)(void *user), void *user)
{
	assert(width > 0 && height > 0);
	assert(pressed != NULL && moved != NULL);
	struct zr_frame *frame = g_new0(struct zr_frame, 1);
	frame->pressed = pressed;
	frame->moved = moved;
	frame->user = user;
	frame->window = gtk_window_new();
	gtk_window_set_decorated(GTK_WINDOW(frame->window), FALSE);
	gtk_window_set_default_size(GTK_WINDOW(frame->window), width, height);
	gtk_widget_add_css_class(frame->window, "zr-window");
	GtkWidget *root = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
	gtk_box_append(GTK_BOX(root), zr_bars_new_top(frame));
	frame->progress = gtk_progress_bar_new();
	gtk_widget_add_css_class(frame->progress, "zr-progress");
	gtk_box_append(GTK_BOX(root), frame->progress);
	frame->banner = zr_frame_label("", "zr-banner");
	gtk_box_append(GTK_BOX(root), frame->banner);
	gtk_box_append(GTK_BOX(root), zr_reveal_new_scroller(frame));
	gtk_box_append(GTK_BOX(root), zr_bars_new_bottom(frame));
	gtk_window_set_child(GTK_WINDOW(frame->window), root);
	g_signal_connect(frame->window, "notify::focus-widget", G_CALLBACK(on_focus_moved), frame);
	zr_frame_clear(frame);
	return frame;
}

void zr_frame_free(struct zr_frame *frame)
{
	zr_reveal_finish(frame);
	g_signal_handlers_disconnect_by_data(frame->window, frame);
	gtk_window_destroy(GTK_WINDOW(frame->window));
	g_free(frame);
}

void zr_frame_clear(struct zr_frame *frame)
{
	assert(frame != NULL && frame->content != NULL);
	gtk_widget_grab_focus(
		frame->content); /* else the first field takes it, and the keyboard comes */
	GtkWidget *child = NULL;
	while ((child = gtk_widget_get_first_child(frame->content)) != NULL) {
		gtk_box_remove(GTK_BOX(frame->content), child);
	}
	zr_frame_set_banner(frame, NULL, false);
	zr_frame_set_progress(frame, -1);
	zr_bars_clear(frame);
	gtk_adjustment_set_value(frame->adjustment, 0);
}

void zr_frame_set_title(struct zr_frame *frame, const char *title, const char *subtitle)
{
	assert(frame != NULL && title != NULL && subtitle != NULL);
	gtk_label_set_text(GTK_LABEL(frame->title), title);
	gtk_label_set_text(GTK_LABEL(frame->subtitle), subtitle);
	gtk_widget_set_visible(frame->subtitle, subtitle[0] != '\0');
}

void zr_frame_set_progress(struct zr_frame *frame, double fraction)
{
	assert(frame != NULL && !isnan(fraction));
	frame->has_progress = fraction >= 0;
	gtk_widget_set_visible(frame->progress, frame->has_progress && !frame->is_low);
	if (frame->has_progress) {
		gtk_progress_bar_set_fraction(
			GTK_PROGRESS_BAR(frame->progress), CLAMP(fraction, 0, 1));
	}
}

void zr_frame_set_banner(struct zr_frame *frame, const char *text, bool is_error)
{
	assert(frame != NULL);
	assert(text != NULL || !is_error);
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
	assert(frame != NULL && gtk_widget_get_parent(widget) == NULL);
	gtk_box_append(GTK_BOX(frame->content), widget);
}

void zr_frame_describe(struct zr_frame *frame, const int origin[static 2], GString *json)
{
	assert(frame != NULL && json != NULL);
	zr_beacon_add_text(json, "title", gtk_label_get_text(GTK_LABEL(frame->title)));
	zr_beacon_add_text(json, "language", zr_texts_code());
	zr_touchables_describe(frame->window, frame->scroller, origin, json);
	if (gtk_widget_get_visible(frame->banner)) {
		zr_beacon_add_text(json, "banner", gtk_label_get_text(GTK_LABEL(frame->banner)));
	}
}
