/* A number in a range: a field, minus and plus, and a slider. */
#include <math.h>
#include <string.h>

#include "tablet/apps/census/question/card.h"
#include "tablet/ui/frame.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	RANGE_ENTRY, /* parts */
	RANGE_SCALE,
	RANGE_LESS,
	RANGE_MORE,
	SLIDE_FROM_PX = 12 /* less is a tap */
};

struct range {
	double start, end, step;
};

static void format_number(const struct range *range, double value, char *text, size_t size)
{
	bool is_whole = fmod(range->step, 1) == 0 && fmod(range->start, 1) == 0;
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(digits, sizeof digits, is_whole ? "%.0f" : "%.6g", value);
	g_strlcpy(text, digits, size);
}

static double clamp_to_step(const struct range *range, double value)
{
	double low = MIN(range->start, range->end), high = MAX(range->start, range->end);
	double steps = range->step > 0 ? round((value - low) / range->step) : 0;
	double result = range->step > 0 ? low + steps * range->step : value;
	return CLAMP(result, low, high);
}

static void set_range(struct zr_card *card, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	format_number(card->data, clamp_to_step(card->data, value), text, sizeof text);
	gtk_editable_set_text(GTK_EDITABLE(card->parts[RANGE_ENTRY]), text);
}

/* The slider stands where the field says, and is pale while the field says nothing. */
static void move_scale(struct zr_card *card)
{
	GtkWidget *scale = card->parts[RANGE_SCALE];
	const char *text = gtk_editable_get_text(GTK_EDITABLE(card->parts[RANGE_ENTRY]));
	char *end = NULL;
	double value = g_ascii_strtod(text, &end);
	if (scale == NULL) {
		return;
	}
	gtk_widget_set_opacity(scale, text[0] != '\0' ? 1 : 0.4);
	if (end != text) {
		gtk_range_set_value(GTK_RANGE(scale), value);
	}
}

/* ---- sliding: a finger that goes up or down means the page, not the scale ---- */

static void slide_to(struct zr_card *card, double x)
{
	const struct range *range = card->data;
	GtkRange *scale = GTK_RANGE(card->parts[RANGE_SCALE]);
	double low = MIN(range->start, range->end), high = MAX(range->start, range->end);
	GdkRectangle line;
	gtk_range_get_range_rect(scale, &line);
	double part = line.width > 0 ? CLAMP((x - line.x) / line.width, 0, 1) : 0;
	bool is_mirrored = gtk_widget_get_direction(GTK_WIDGET(scale)) == GTK_TEXT_DIR_RTL;
	set_range(card, low + (is_mirrored ? 1 - part : part) * (high - low));
}

static void on_slide(GtkGestureDrag *gesture, double dx, double dy, struct zr_card *card)
{
	double x = 0, y = 0;
	bool is_held = gtk_gesture_get_sequence_state(GTK_GESTURE(gesture),
			       gtk_gesture_get_last_updated_sequence(GTK_GESTURE(gesture))) ==
		       GTK_EVENT_SEQUENCE_CLAIMED;
	if (!is_held && fabs(dx) > SLIDE_FROM_PX && fabs(dx) > fabs(dy)) {
		gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
		is_held = true;
	}
	if (is_held && gtk_gesture_drag_get_start_point(gesture, &x, &y)) {
		slide_to(card, x + dx);
	}
}

static void on_slid(GtkGestureDrag *gesture, double dx, double dy, struct zr_card *card)
{
	double x = 0, y = 0;
	bool is_tap = fabs(dx) <= SLIDE_FROM_PX && fabs(dy) <= SLIDE_FROM_PX;
	if (is_tap && gtk_gesture_drag_get_start_point(gesture, &x, &y)) {
		slide_to(card, x);
	}
	zr_card_completed(card);
}

/* The scale only shows: its own gestures would take the beginning of a scroll for an answer. */
static GtkWidget *make_scale(struct zr_card *card, double low, double high)
{
	const struct range *range = card->data;
	GtkWidget *scale =
		gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, low, high, range->step);
	gtk_scale_set_draw_value(GTK_SCALE(scale), FALSE);
	gtk_widget_add_css_class(scale, "zr-scale");
	gtk_widget_set_can_target(scale, FALSE);
	gtk_widget_set_focusable(scale, FALSE);
	gtk_widget_set_hexpand(scale, TRUE);
	card->parts[RANGE_SCALE] = scale;
	GtkWidget *bed = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	gtk_box_append(GTK_BOX(bed), scale);
	zr_touchables_name(bed, "scale", "button", card->path);
	GtkGesture *slide = gtk_gesture_drag_new();
	g_signal_connect(slide, "drag-update", G_CALLBACK(on_slide), card);
	g_signal_connect(slide, "drag-end", G_CALLBACK(on_slid), card);
	gtk_widget_add_controller(bed, GTK_EVENT_CONTROLLER(slide));
	return bed;
}

static void on_typed(GtkEditable *entry, struct zr_card *card)
{
	bool was_showing = card->is_showing;
	card->is_showing = true;
	move_scale(card);
	card->is_showing = was_showing;
}

static void on_step(GtkButton *button, struct zr_card *card)
{
	const struct range *range = card->data;
	const char *text = gtk_editable_get_text(GTK_EDITABLE(card->parts[RANGE_ENTRY]));
	double low = MIN(range->start, range->end);
	double sign = GTK_WIDGET(button) == card->parts[RANGE_LESS] ? -1 : 1;
	double from = text[0] != '\0' ? g_ascii_strtod(text, NULL)
				      : low - (sign > 0 ? range->step : -range->step);
	set_range(card, from + sign * range->step);
	zr_card_completed(card);
}

static void build_range(struct zr_card *card)
{
	const struct zr_control *control = card->item.control;
	struct range *range = g_new0(struct range, 1);
	range->start = g_ascii_strtod(control->range_start, NULL);
	range->end = g_ascii_strtod(control->range_end, NULL);
	range->step = fabs(g_ascii_strtod(control->range_step, NULL));
	range->step = range->step > 0 ? range->step : 1;
	card->data = range;
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	card->parts[RANGE_LESS] = zr_button_new(ZR_ICON_MINUS, "", "zr-chip");
	card->parts[RANGE_MORE] = zr_button_new(ZR_ICON_PLUS, "", "zr-chip");
	zr_touchables_name(card->parts[RANGE_LESS], "less", "button", card->path);
	zr_touchables_name(card->parts[RANGE_MORE], "more", "button", card->path);
	g_signal_connect(card->parts[RANGE_LESS], "clicked", G_CALLBACK(on_step), card);
	g_signal_connect(card->parts[RANGE_MORE], "clicked", G_CALLBACK(on_step), card);
	card->parts[RANGE_ENTRY] = zr_card_entry(card, "text", true, 8);
	g_signal_connect(card->parts[RANGE_ENTRY], "changed", G_CALLBACK(on_typed), card);
	gtk_box_append(GTK_BOX(line), card->parts[RANGE_LESS]);
	gtk_box_append(GTK_BOX(line), card->parts[RANGE_ENTRY]);
	gtk_box_append(GTK_BOX(line), card->parts[RANGE_MORE]);
	gtk_box_append(GTK_BOX(card->body), line);
	double low = MIN(range->start, range->end), high = MAX(range->start, range->end);
	if (high > low) {
		gtk_box_append(GTK_BOX(card->body), make_scale(card, low, high));
		g_autofree char *ends =
			g_strdup_printf("%s – %s", control->range_start, control->range_end);
		gtk_box_append(GTK_BOX(card->body), zr_frame_label(ends, "zr-unit"));
	}
}

static void show_range(struct zr_card *card)
{
	const char *value = zr_item_value(&card->item);
	if (!zr_card_is_typed(card) &&
		strcmp(gtk_editable_get_text(GTK_EDITABLE(card->parts[RANGE_ENTRY])), value) != 0) {
		gtk_editable_set_text(GTK_EDITABLE(card->parts[RANGE_ENTRY]), value);
	}
	move_scale(card);
}

static enum zr_card_reading read_range(struct zr_card *card, char **ret_text)
{
	g_autofree char *text =
		g_strdup(gtk_editable_get_text(GTK_EDITABLE(card->parts[RANGE_ENTRY])));
	g_strdelimit(g_strstrip(text), ",", '.');
	char *end = NULL;
	(void)g_ascii_strtod(text, &end);
	bool is_wrong = text[0] != '\0' && (end == text || *end != '\0');
	*ret_text = g_strdup(is_wrong ? T(WRONG_DECIMAL) : text);
	return is_wrong ? ZR_READING_WRONG : ZR_READING_VALUE;
}

static char *raw_range(struct zr_card *card)
{
	return g_strdup(gtk_editable_get_text(GTK_EDITABLE(card->parts[RANGE_ENTRY])));
}

static void put_back_range(struct zr_card *card, const char *raw)
{
	gtk_editable_set_text(GTK_EDITABLE(card->parts[RANGE_ENTRY]), raw);
}

static void focus_range(struct zr_card *card)
{
	gtk_widget_grab_focus(card->parts[RANGE_ENTRY]);
}

const struct zr_card_kind zr_card_range_kind = {
	"range", build_range, show_range, read_range, focus_range, raw_range, put_back_range};
