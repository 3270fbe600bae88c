/* Date, time, and both: a box of digits for each part, the month's name beside its number. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tablet/apps/census/model/interview.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/question/card.h"
#include "tablet/apps/census/question/dateparts.h"
#include "tablet/ui/frame.h"
#include "tablet/apps/census/wording.h"

enum {
	MONTH_NAME = ZR_PART_COUNT /* card->parts: the boxes, then the month's name */
};

static const char *const targets[ZR_PART_COUNT] = {
	"date-day", "date-month", "date-year", "time-hour", "time-minute"};
static const struct zr_phrase *const captions[ZR_PART_COUNT] = {
	&zr_phrase_DAY, &zr_phrase_MONTH, &zr_phrase_YEAR, &zr_phrase_HOUR, &zr_phrase_MINUTE};

static struct zr_dateparts read_boxes(const struct zr_card *card)
{
	struct zr_dateparts parts = {0};
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		if (card->parts[i] != NULL) {
			parts.is_used[i] = true;
			g_strlcpy(parts.text[i],
				gtk_editable_get_text(GTK_EDITABLE(card->parts[i])),
				sizeof parts.text[i]);
		}
	}
	return parts;
}

static void write_boxes(struct zr_card *card, const struct zr_dateparts *parts)
{
	bool was_showing = card->is_showing;
	card->is_showing = true;
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		if (card->parts[i] != NULL &&
			strcmp(gtk_editable_get_text(GTK_EDITABLE(card->parts[i])),
				parts->text[i]) != 0) {
			gtk_editable_set_text(GTK_EDITABLE(card->parts[i]), parts->text[i]);
		}
	}
	card->is_showing = was_showing;
}

static void show_month(struct zr_card *card)
{
	if (card->parts[ZR_PART_MONTH] == NULL) {
		return;
	}
	const char *text = gtk_editable_get_text(GTK_EDITABLE(card->parts[ZR_PART_MONTH]));
	g_autofree char *name = zr_texts_month((unsigned)strtoul(text, NULL, 10));
	gtk_label_set_text(GTK_LABEL(card->parts[MONTH_NAME]), name[0] != '\0' ? name : T(MONTH));
}

/* The last box has all its digits, and no other is empty: nothing more can be typed. */
static bool is_whole(const struct zr_card *card, GtkWidget *box)
{
	int last = 0;
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		if (card->parts[i] != NULL) {
			last = i;
		}
		if (card->parts[i] != NULL &&
			gtk_entry_get_text_length(GTK_ENTRY(card->parts[i])) == 0) {
			return false;
		}
	}
	return card->parts[last] == box && gtk_entry_get_text_length(GTK_ENTRY(box)) ==
						   gtk_entry_get_max_length(GTK_ENTRY(box));
}

/* Two digits in the day or month: the next empty box is where one goes on. */
static void step_on(struct zr_card *card, GtkWidget *box)
{
	for (int i = 0; i < ZR_PART_MINUTE; i++) {
		GtkWidget *next = card->parts[i + 1];
		if (card->parts[i] == box && i != ZR_PART_YEAR && next != NULL &&
			gtk_entry_get_text_length(GTK_ENTRY(box)) == 2 &&
			gtk_entry_get_text_length(GTK_ENTRY(next)) == 0) {
			gtk_widget_grab_focus(next);
		}
	}
}

static void on_box_changed(GtkEditable *box, struct zr_card *card)
{
	show_month(card);
	if (!card->is_showing) {
		step_on(card, GTK_WIDGET(box));
		if (is_whole(card, GTK_WIDGET(box))) {
			zr_card_completed(card);
		}
	}
}

static void on_insert(GtkEditable *text, const char *added, int bytes, int *place, gpointer user)
{
	for (int i = 0; i < bytes; i++) {
		if (!g_ascii_isdigit(added[i])) {
			g_signal_stop_emission_by_name(text, "insert-text");
			return;
		}
	}
}

static void add_box(struct zr_card *card, GtkWidget *line, enum zr_part part)
{
	assert(card->parts[part] == NULL);
	GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
	int digits = part == ZR_PART_YEAR ? 4 : 2;
	GtkWidget *box = zr_card_entry(card, targets[part], true, digits + 2);
	gtk_entry_set_max_length(GTK_ENTRY(box), digits);
	gtk_widget_set_size_request(box, part == ZR_PART_YEAR ? 130 : 104, -1);
	g_signal_connect(box, "changed", G_CALLBACK(on_box_changed), card);
	g_signal_connect(gtk_editable_get_delegate(GTK_EDITABLE(box)), "insert-text",
		G_CALLBACK(on_insert), NULL);
	card->parts[part] = box;
	GtkWidget *caption = zr_frame_label(zr_texts_get(captions[part]), "zr-unit");
	if (part == ZR_PART_MONTH) {
		card->parts[MONTH_NAME] = caption;
		gtk_label_set_width_chars(GTK_LABEL(caption), 10);
	}
	gtk_box_append(GTK_BOX(column), box);
	gtk_box_append(GTK_BOX(column), caption);
	gtk_box_append(GTK_BOX(line), column);
}

static void on_now(GtkButton *button, struct zr_card *card)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	const int values[ZR_PART_COUNT] = {g_date_time_get_day_of_month(now),
		g_date_time_get_month(now), g_date_time_get_year(now), g_date_time_get_hour(now),
		g_date_time_get_minute(now)};
	struct zr_dateparts parts = {0};
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		parts.is_used[i] = card->parts[i] != NULL;
		g_snprintf(parts.text[i], sizeof parts.text[i], "%d", values[i]);
	}
	write_boxes(card, &parts);
	zr_card_edited(card);
	zr_card_completed(card);
}

static void build(struct zr_card *card, bool has_date, bool has_time)
{
	const struct zr_control *control = card->item.control;
	bool is_year = zr_place_has_appearance(control, "year");
	bool is_month = zr_place_has_appearance(control, "month-year");
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 14);
	if (has_date && !is_year && !is_month) {
		add_box(card, line, ZR_PART_DAY);
	}
	if (has_date && !is_year) {
		add_box(card, line, ZR_PART_MONTH);
	}
	if (has_date) {
		add_box(card, line, ZR_PART_YEAR);
	}
	if (has_time) {
		add_box(card, line, ZR_PART_HOUR);
		add_box(card, line, ZR_PART_MINUTE);
	}
	GtkWidget *now = zr_button_new(ZR_ICON_NONE, has_time ? T(NOW) : T(TODAY), "zr-chip");
	gtk_widget_set_valign(now, GTK_ALIGN_START);
	g_signal_connect(now, "clicked", G_CALLBACK(on_now), card);
	gtk_box_append(GTK_BOX(line), now);
	gtk_box_append(GTK_BOX(card->body), line);
}

static void build_date(struct zr_card *card)
{
	build(card, true, false);
}

static void build_time(struct zr_card *card)
{
	build(card, false, true);
}

static void build_datetime(struct zr_card *card)
{
	build(card, true, true);
}

static void show(struct zr_card *card)
{
	if (zr_card_is_typed(card)) {
		show_month(card);
		return;
	}
	struct zr_dateparts parts = read_boxes(card);
	zr_dateparts_split(&parts, zr_item_value(&card->item));
	write_boxes(card, &parts);
	show_month(card);
}

static enum zr_card_reading read_date(struct zr_card *card, char **ret_text)
{
	struct zr_dateparts parts = read_boxes(card);
	char value[64];
	switch (zr_dateparts_join(&parts, zr_interview_offset_minutes(), value)) {
	case ZR_PARTS_GOOD:
		*ret_text = g_strdup(value);
		return ZR_READING_VALUE;
	case ZR_PARTS_INCOMPLETE:
		*ret_text = g_strdup(T(PART_DATE));
		return ZR_READING_WRONG;
	case ZR_PARTS_WRONG_TIME:
		*ret_text = g_strdup(T(WRONG_TIME));
		return ZR_READING_WRONG;
	case ZR_PARTS_WRONG_DATE:
	default:
		*ret_text = g_strdup(T(WRONG_DATE));
		return ZR_READING_WRONG;
	}
}

static void focus(struct zr_card *card)
{
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		if (card->parts[i] != NULL) {
			gtk_widget_grab_focus(card->parts[i]);
			return;
		}
	}
}

static char *raw(struct zr_card *card)
{
	struct zr_dateparts parts = read_boxes(card);
	GString *text = g_string_new(NULL);
	for (int i = 0; i < ZR_PART_COUNT; i++) {
		g_string_append_printf(text, "%s|", parts.text[i]);
	}
	return g_string_free(text, FALSE);
}

static void put_back(struct zr_card *card, const char *raw)
{
	g_auto(GStrv) texts = g_strsplit(raw, "|", -1);
	struct zr_dateparts parts = {0};
	for (int i = 0; i < ZR_PART_COUNT && texts[i] != NULL; i++) {
		g_strlcpy(parts.text[i], texts[i], sizeof parts.text[i]);
	}
	write_boxes(card, &parts);
}

const struct zr_card_kind zr_card_date_kind = {
	"date", build_date, show, read_date, focus, raw, put_back};
const struct zr_card_kind zr_card_time_kind = {
	"time", build_time, show, read_date, focus, raw, put_back};
const struct zr_card_kind zr_card_datetime_kind = {
	"datetime", build_datetime, show, read_date, focus, raw, put_back};
