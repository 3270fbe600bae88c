/*
 * A signature, or another drawing, made with the finger.
 *
 * While it is drawn it is typed text like any other (strokes.h, typed.h); taken, it becomes a
 * picture among the files of the interview, and the answer is its name. A drawing that stands is
 * not drawn over by a sleeve: it is cleared first.
 */
#include <assert.h>
#include <string.h>

#include "lib/interview/place.h"
#include "tablet/apps/census/question/card.h"
#include "tablet/apps/census/question/strokes.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/scale.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	SHEET, /* parts */
	CLEAR,
	WAY,
	SHEET_HEIGHT = 250, /* reference dots: a signature, and no more than a low screen has */
};

#define PEN 3.2 /* dots of the sheet */

struct drawing {
	struct zr_strokes *strokes; /* what is drawn and was not taken yet */
	cairo_surface_t *picture;   /* of the answer; NULL */
};

static struct drawing *drawing_of(const struct zr_card *card)
{
	assert(card->data != NULL && card->parts[SHEET] != NULL);
	return card->data;
}

static struct zr_strokes *strokes_of(const struct zr_card *card)
{
	return drawing_of(card)->strokes;
}

static void drop_picture(struct drawing *drawing)
{
	g_clear_pointer(&drawing->picture, cairo_surface_destroy);
}

static void drawing_free(void *data)
{
	struct drawing *drawing = data;
	drop_picture(drawing);
	zr_strokes_free(drawing->strokes);
	g_free(drawing);
}

static double scale_of(const struct zr_card *card)
{
	int width = gtk_widget_get_width(card->parts[SHEET]);
	return width > 0 ? (double)ZR_STROKES_WIDTH / width : 1;
}

/* ---- drawing ---- */

static void draw_strokes(cairo_t *cairo, const struct zr_strokes *strokes)
{
	cairo_set_source_rgb(cairo, 0.06, 0.12, 0.3);
	cairo_set_line_width(cairo, PEN);
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
	for (size_t i = 0; i < zr_strokes_count(strokes); i++) {
		struct zr_point point = zr_strokes_at(strokes, i);
		if (point.is_first) {
			cairo_move_to(cairo, point.x, point.y);
		}
		cairo_line_to(cairo, point.x, point.y); /* to itself: a dot */
	}
	cairo_stroke(cairo);
}

static void draw_sheet(GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer user)
{
	struct zr_card *card = user;
	cairo_surface_t *picture = drawing_of(card)->picture;
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, 1 / scale_of(card), 1 / scale_of(card));
	if (picture != NULL && zr_strokes_count(strokes_of(card)) == 0) {
		cairo_set_source_surface(cairo, picture, 0, 0);
		cairo_paint(cairo);
	}
	cairo_set_source_rgb(cairo, 0.75, 0.79, 0.83);
	cairo_set_line_width(cairo, 2);
	cairo_move_to(cairo, ZR_STROKES_WIDTH * 0.08, ZR_STROKES_HEIGHT * 0.78);
	cairo_line_to(cairo, ZR_STROKES_WIDTH * 0.92, ZR_STROKES_HEIGHT * 0.78);
	if (zr_place_has_appearance(card->item.control, "signature")) {
		cairo_stroke(cairo);
	}
	cairo_new_path(cairo);
	draw_strokes(cairo, strokes_of(card));
}

static cairo_status_t append(void *user, const unsigned char *data, unsigned bytes)
{
	g_byte_array_append(user, data, bytes);
	return CAIRO_STATUS_SUCCESS;
}

/* The picture as it is sent: PNG, ink on white. */
static GByteArray *make_picture(const struct zr_strokes *strokes)
{
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, ZR_STROKES_WIDTH, ZR_STROKES_HEIGHT);
	cairo_t *cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	draw_strokes(cairo, strokes);
	cairo_destroy(cairo);
	cairo_surface_write_to_png_stream(surface, append, bytes);
	cairo_surface_destroy(surface);
	return bytes;
}

struct source {
	const struct zr_buffer *buffer;
	size_t offset;
};

static cairo_status_t give(void *user, unsigned char *data, unsigned bytes)
{
	struct source *source = user;
	if (bytes > source->buffer->bytes - source->offset) {
		return CAIRO_STATUS_READ_ERROR;
	}
	memcpy(data, source->buffer->data + source->offset, bytes);
	source->offset += bytes;
	return CAIRO_STATUS_SUCCESS;
}

/* Only what this card wrote comes back, but the store may be damaged. */
static cairo_surface_t *load_picture(const struct zr_card *card)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
	const char *name = zr_item_value(&card->item);
	if (name[0] == '\0' || !card->host->get_file(card->host->user, name, &data)) {
		return NULL;
	}
	struct source source = {.buffer = &data};
	cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, &source);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(surface);
		return NULL;
	}
	return surface;
}

/* ---- the finger ---- */

static bool is_open(const struct zr_card *card)
{
	return !zr_item_is_readonly(&card->item) &&
	       (zr_card_is_typed(card) || zr_item_value(&card->item)[0] == '\0');
}

static void show_keys(struct zr_card *card)
{
	bool has_drawing = zr_card_value(card)[0] != '\0';
	gtk_widget_set_visible(card->parts[CLEAR], has_drawing);
	gtk_widget_set_visible(card->parts[WAY], !has_drawing);
	gtk_widget_queue_draw(card->parts[SHEET]);
}

/* The toolkit pans with a finger wherever it is, unless it is told not to. */
static void let_pan(struct zr_card *card, bool is_let)
{
	GtkWidget *scroller = gtk_widget_get_ancestor(card->parts[SHEET], GTK_TYPE_SCROLLED_WINDOW);
	if (scroller != NULL) {
		gtk_scrolled_window_set_kinetic_scrolling(GTK_SCROLLED_WINDOW(scroller), is_let);
	}
}

static void on_begin(GtkGestureDrag *gesture, double x, double y, struct zr_card *card)
{
	let_pan(card, false);
	gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
	if (is_open(card)) {
		zr_strokes_begin(strokes_of(card), x * scale_of(card), y * scale_of(card));
		gtk_widget_queue_draw(card->parts[SHEET]);
	}
}

/* Of a mouse or a pen the toolkit gives one event a frame, which remembers the places between; the
 * touches of a finger come one by one. x, y: where the event is on the sheet. */
static void draw_between(struct zr_card *card, GdkEvent *event, double x, double y)
{
	const GdkAxisFlags place = GDK_AXIS_FLAG_X | GDK_AXIS_FLAG_Y;
	double event_x = 0, event_y = 0, scale = scale_of(card);
	guint count = 0;
	if (event == NULL || gdk_event_get_event_type(event) != GDK_MOTION_NOTIFY ||
		!gdk_event_get_position(event, &event_x, &event_y)) {
		return;
	}
	g_autofree GdkTimeCoord *past = gdk_event_get_history(event, &count);
	for (guint i = 0; i < count; i++) {
		if ((past[i].flags & place) == place) {
			double dx = past[i].axes[GDK_AXIS_X] - event_x;
			double dy = past[i].axes[GDK_AXIS_Y] - event_y;
			zr_strokes_move(strokes_of(card), (x + dx) * scale, (y + dy) * scale);
		}
	}
}

static void on_move(GtkGestureDrag *gesture, double dx, double dy, struct zr_card *card)
{
	double x = 0, y = 0;
	if (is_open(card) && zr_strokes_count(strokes_of(card)) > 0 &&
		gtk_gesture_drag_get_start_point(gesture, &x, &y)) {
		double scale = scale_of(card);
		GdkEvent *event =
			gtk_event_controller_get_current_event(GTK_EVENT_CONTROLLER(gesture));
		draw_between(card, event, x + dx, y + dy);
		zr_strokes_move(strokes_of(card), (x + dx) * scale, (y + dy) * scale);
		gtk_widget_queue_draw(card->parts[SHEET]);
	}
}

static void on_end(GtkGestureDrag *gesture, double dx, double dy, struct zr_card *card)
{
	let_pan(card, true);
	if (is_open(card) && zr_strokes_count(strokes_of(card)) > 0) {
		zr_card_edited(card);
		show_keys(card);
	}
}

static void on_clear(GtkButton *button, struct zr_card *card)
{
	zr_strokes_clear(strokes_of(card));
	zr_card_chosen(card, "");
}

/* ---- the card ---- */

static void build_drawing(struct zr_card *card)
{
	bool is_signature = zr_place_has_appearance(card->item.control, "signature");
	GtkWidget *sheet = gtk_drawing_area_new();
	card->parts[SHEET] = sheet;
	struct drawing *drawing = g_new0(struct drawing, 1);
	drawing->strokes = zr_strokes_new();
	card->data = drawing;
	card->free_data = drawing_free;
	gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(sheet), draw_sheet, card, NULL);
	gtk_widget_add_css_class(sheet, "zr-sheet");
	zr_touchables_name(sheet, "sheet", "button", card->path);
	GtkGesture *finger = gtk_gesture_drag_new();
	g_signal_connect(finger, "drag-begin", G_CALLBACK(on_begin), card);
	g_signal_connect(finger, "drag-update", G_CALLBACK(on_move), card);
	g_signal_connect(finger, "drag-end", G_CALLBACK(on_end), card);
	gtk_widget_add_controller(sheet, GTK_EVENT_CONTROLLER(finger));
	GtkWidget *frame =
		gtk_aspect_frame_new(0, 0, (float)ZR_STROKES_WIDTH / ZR_STROKES_HEIGHT, FALSE);
	gtk_aspect_frame_set_child(GTK_ASPECT_FRAME(frame), sheet);
	gtk_widget_set_size_request(frame, -1, zr_scale_px(SHEET_HEIGHT));
	card->parts[WAY] = zr_frame_label(is_signature ? T(SIGN_HERE) : T(DRAW_HERE), "zr-hint");
	card->parts[CLEAR] = zr_button_new(ZR_ICON_NONE, T(CLEAR), "zr-chip");
	zr_touchables_name(card->parts[CLEAR], "clear", "button", card->path);
	g_signal_connect(card->parts[CLEAR], "clicked", G_CALLBACK(on_clear), card);
	gtk_box_append(GTK_BOX(card->body), card->parts[WAY]);
	gtk_box_append(GTK_BOX(card->body), frame);
	gtk_box_append(GTK_BOX(card->body), card->parts[CLEAR]);
}

static void show_drawing(struct zr_card *card)
{
	if (!zr_card_is_typed(card)) {
		zr_strokes_clear(strokes_of(card));
		drop_picture(drawing_of(card));
		drawing_of(card)->picture = load_picture(card);
	}
	show_keys(card);
}

static enum zr_card_reading read_drawing(struct zr_card *card, char **ret_text)
{
	if (zr_strokes_count(strokes_of(card)) == 0) {
		*ret_text = g_strdup("");
		return ZR_READING_VALUE;
	}
	g_autoptr(GByteArray) picture = make_picture(strokes_of(card));
	*ret_text = card->host->put_file(card->host->user, ".png", picture->data, picture->len);
	if (*ret_text == NULL) {
		*ret_text = g_strdup(T(DRAWING_NOT_STORED));
		return ZR_READING_WRONG;
	}
	return ZR_READING_VALUE;
}

static char *raw_drawing(struct zr_card *card)
{
	return zr_strokes_format(strokes_of(card));
}

static void put_back_drawing(struct zr_card *card, const char *raw)
{
	zr_strokes_parse(strokes_of(card), raw);
}

const struct zr_card_kind zr_card_drawing_kind = {"drawing", build_drawing, show_drawing,
	read_drawing, NULL, raw_drawing, put_back_drawing, ZR_CARD_HAS_FILE};
