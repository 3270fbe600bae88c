/* A finger that the compositor hands on as a pointer drags the content too: GTK itself does that
 * for touch only. */
#include "tablet/ui/reveal.h"

#include <assert.h>
#include <adwaita.h>

#include "tablet/ui/bars.h"
#include "tablet/ui/row_list.h"
#include "tablet/ui/scale.h"

enum {
	DRAG_FROM_PX = 14,
	CONTENT_WIDTH = 940,
	MARGIN = 6,     /* what is shown does not end on the very edge: its frame has a line */
	DOUBTS_MAX = 4, /* at one field */
};

struct range {
	double top, bottom;
};

/* What is drawn on with the finger keeps the finger. */
static bool is_sheet_at(struct zr_frame *frame, double x, double y)
{
	GtkWidget *under = gtk_widget_pick(frame->scroller, x, y, GTK_PICK_DEFAULT);
	return under != NULL && gtk_widget_has_css_class(under, "zr-sheet");
}

static void on_drag_begin(GtkGestureDrag *gesture, double x, double y, struct zr_frame *frame)
{
	if (is_sheet_at(frame, x, y)) {
		gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_DENIED);
		return;
	}
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
	if (ABS(dy) > zr_scale_px(DRAG_FROM_PX)) {
		gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
		gtk_adjustment_set_value(frame->adjustment, frame->drag_from - dy);
	}
}

/* ---- what is to be seen ---- */

/* From the top of what is scrolled; the content's own origin lies behind its padding. */
static bool range_of(struct zr_frame *frame, GtkWidget *widget, struct range *ret_range)
{
	GtkWidget *scrolled = gtk_widget_get_parent(frame->content);
	graphene_rect_t bounds;
	if (!gtk_widget_get_mapped(widget) ||
		!gtk_widget_compute_bounds(widget, scrolled, &bounds)) {
		return false;
	}
	ret_range->top = bounds.origin.y;
	ret_range->bottom = bounds.origin.y + bounds.size.height;
	return true;
}

static struct range joined(struct range a, struct range b)
{
	return (struct range){MIN(a.top, b.top), MAX(a.bottom, b.bottom)};
}

static bool has_room(struct zr_frame *frame, struct range range)
{
	return range.bottom - range.top + 2 * MARGIN <=
	       gtk_adjustment_get_page_size(frame->adjustment);
}

static void reveal_range(struct zr_frame *frame, struct range range)
{
	double from = gtk_adjustment_get_value(frame->adjustment);
	double page = gtk_adjustment_get_page_size(frame->adjustment);
	if (range.bottom + MARGIN > from + page) {
		from = range.bottom + MARGIN - page;
	}
	if (range.top - MARGIN < from) {
		from = range.top - MARGIN;
	}
	gtk_adjustment_set_value(frame->adjustment, from);
}

static GtkWidget *card_around(struct zr_frame *frame, GtkWidget *widget)
{
	while (widget != NULL && widget != frame->content) {
		if (gtk_widget_has_css_class(widget, "zr-card")) {
			return widget;
		}
		widget = gtk_widget_get_parent(widget);
	}
	return NULL;
}

static GtkWidget *find_message(GtkWidget *widget)
{
	if (!gtk_widget_get_visible(widget) || gtk_widget_has_css_class(widget, "zr-message")) {
		return gtk_widget_get_visible(widget) ? widget : NULL;
	}
	GtkWidget *found = NULL;
	for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL && found == NULL;
		child = gtk_widget_get_next_sibling(child)) {
		found = find_message(child);
	}
	return found;
}

/* The range with the doubts behind the card, as many as have room. */
static struct range with_doubts(struct zr_frame *frame, GtkWidget *card, struct range range)
{
	int count = 0;
	for (GtkWidget *next = gtk_widget_get_next_sibling(card);
		next != NULL && count < DOUBTS_MAX; next = gtk_widget_get_next_sibling(next)) {
		struct range doubt;
		if (!gtk_widget_has_css_class(next, "zr-doubt") || !range_of(frame, next, &doubt)) {
			continue;
		}
		struct range longer = joined(range, doubt);
		if (!has_room(frame, longer)) {
			break;
		}
		range = longer;
		count++;
	}
	return range;
}

/* From the most to the least: question, message, field and doubts; without the question; the field
 * alone. */
static void reveal_field(struct zr_frame *frame, GtkWidget *field)
{
	struct range range, more;
	if (!range_of(frame, field, &range)) {
		return;
	}
	GtkWidget *card = card_around(frame, field);
	GtkWidget *message = card != NULL ? find_message(card) : NULL;
	if (message != NULL && range_of(frame, message, &more) &&
		has_room(frame, joined(range, more))) {
		range = joined(range, more);
	}
	if (card != NULL) {
		range = with_doubts(frame, card, range);
	}
	if (card != NULL && range_of(frame, card, &more) && has_room(frame, joined(range, more))) {
		range = joined(range, more);
	}
	reveal_range(frame, range);
}

static GtkWidget *field_in_use(struct zr_frame *frame)
{
	GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(frame->window));
	bool is_field = focus != NULL && (GTK_IS_EDITABLE(focus) || GTK_IS_TEXT_VIEW(focus));
	return is_field ? focus : NULL;
}

static void reveal_wanted(struct zr_frame *frame)
{
	struct range range;
	graphene_rect_t part;
	if (!range_of(frame, frame->wanted, &range)) {
		return;
	}
	bool is_row =
		frame->wanted_row >= 0 && ZR_IS_ROW_LIST(frame->wanted) &&
		zr_row_list_rect(ZR_ROW_LIST(frame->wanted), (unsigned)frame->wanted_row, 0, &part);
	if (is_row) {
		double page = gtk_adjustment_get_page_size(frame->adjustment);
		double middle = range.top + part.origin.y + part.size.height / 2.0;
		gtk_adjustment_set_value(frame->adjustment, middle - page / 2);
	} else {
		reveal_range(frame, range);
	}
}

static bool is_in_sight(struct zr_frame *frame, GtkWidget *field)
{
	struct range range;
	double from = gtk_adjustment_get_value(frame->adjustment);
	return field != NULL && range_of(frame, field, &range) && range.bottom > from &&
	       range.top < from + gtk_adjustment_get_page_size(frame->adjustment);
}

/* Behind the toolkit's own layout and before the picture, so that no picture shows the wrong place.
 */
static void on_layout(GdkFrameClock *clock, struct zr_frame *frame)
{
	GtkWidget *field = field_in_use(frame);
	int width = gtk_widget_get_width(frame->window);
	int height = gtk_widget_get_height(frame->window);
	if (width != frame->fitted[0] || height != frame->fitted[1]) {
		frame->fitted[0] = width;
		frame->fitted[1] = height;
		zr_bars_fit(frame);
		return; /* the layout comes once more */
	}
	if (frame->wanted_scroll >= 0) {
		gtk_adjustment_set_value(frame->adjustment, frame->wanted_scroll);
	} else if (frame->wanted != NULL) {
		reveal_wanted(frame);
	} else if (frame->wants_field && field != NULL) {
		reveal_field(frame, field);
	}
	frame->wanted_scroll = -1;
	frame->wants_field = false;
	frame->saw_field = is_in_sight(frame, field);
	g_clear_weak_pointer(&frame->wanted);
}

static void ask_for_layout(struct zr_frame *frame)
{
	GdkFrameClock *clock = gtk_widget_get_frame_clock(frame->window);
	if (clock != NULL) {
		gdk_frame_clock_request_phase(clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
	}
}

void zr_reveal_field_soon(struct zr_frame *frame)
{
	assert(frame != NULL);
	frame->wants_field = true;
	ask_for_layout(frame);
}

void zr_reveal_soon(struct zr_frame *frame, GtkWidget *widget)
{
	zr_reveal_row_soon(frame, widget, -1);
}

void zr_reveal_row_soon(struct zr_frame *frame, GtkWidget *widget, int row)
{
	assert(frame != NULL && widget != NULL && row >= -1);
	g_set_weak_pointer(&frame->wanted, widget);
	frame->wanted_row = row;
	ask_for_layout(frame);
}

double zr_reveal_scrolled(const struct zr_frame *frame)
{
	assert(frame != NULL && frame->adjustment != NULL);
	return gtk_adjustment_get_value(frame->adjustment);
}

void zr_reveal_scroll_soon(struct zr_frame *frame, double to)
{
	assert(frame != NULL && frame->adjustment != NULL);
	frame->wanted_scroll = to;
	ask_for_layout(frame);
}

static void on_realize(GtkWidget *window, struct zr_frame *frame)
{
	g_signal_connect_after(
		gtk_widget_get_frame_clock(window), "layout", G_CALLBACK(on_layout), frame);
}

void zr_reveal_finish(struct zr_frame *frame)
{
	assert(frame != NULL && frame->window != NULL);
	GdkFrameClock *clock = gtk_widget_get_frame_clock(frame->window);
	if (clock != NULL) {
		g_signal_handlers_disconnect_by_data(clock, frame);
	}
	g_clear_weak_pointer(&frame->wanted);
}

/* ---- what changes ---- */

static void on_scroll(GtkAdjustment *adjustment, struct zr_frame *frame)
{
	assert(adjustment == frame->adjustment);
	frame->moved(frame->user);
}

/* The window became smaller: the keyboard is up, and the field in use must stay in sight. What
 * comes or goes around a field that is seen, a message or a doubt, must be seen with it; who
 * scrolled the field away wants to look elsewhere. */
static void on_resized(GtkAdjustment *adjustment, struct zr_frame *frame)
{
	assert(adjustment == frame->adjustment);
	double page_size = gtk_adjustment_get_page_size(adjustment);
	double upper = gtk_adjustment_get_upper(adjustment);
	GtkWidget *field = field_in_use(frame);
	bool is_longer = upper != frame->upper && field != NULL && frame->saw_field;
	if (page_size < frame->page_size || is_longer) {
		zr_reveal_field_soon(frame);
	}
	frame->page_size = page_size;
	frame->upper = upper;
	frame->moved(frame->user);
}

GtkWidget *zr_reveal_new_scroller(struct zr_frame *frame)
{
	assert(frame != NULL && frame->window != NULL && frame->scroller == NULL);
	frame->wanted_scroll = -1;
	g_signal_connect(frame->window, "realize", G_CALLBACK(on_realize), frame);
	int width = zr_scale_px(CONTENT_WIDTH);
	frame->content = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
	gtk_widget_set_focusable(frame->content, TRUE);
	gtk_widget_add_css_class(frame->content, "zr-content");
	GtkWidget *clamp = adw_clamp_new();
	adw_clamp_set_maximum_size(ADW_CLAMP(clamp), width);
	adw_clamp_set_tightening_threshold(ADW_CLAMP(clamp), width);
	adw_clamp_set_child(ADW_CLAMP(clamp), frame->content);
	frame->scroller = gtk_scrolled_window_new();
	/* external: what is too wide for the screen is cut there and leaves the bars in place */
	gtk_scrolled_window_set_policy(
		GTK_SCROLLED_WINDOW(frame->scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(frame->scroller), clamp);
	gtk_viewport_set_scroll_to_focus(
		GTK_VIEWPORT(gtk_widget_get_parent(clamp)), FALSE); /* reveal_field knows more */
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
