/* A place on the map: this device has no receiver, so two numbers by hand. */
#include <math.h>

#include "tablet/apps/census/question/card.h"
#include "tablet/ui/frame.h"
#include "tablet/apps/census/wording.h"

enum {
	LATITUDE,
	LONGITUDE
};

static void build_geopoint(struct zr_card *card)
{
	gtk_box_append(GTK_BOX(card->body), zr_frame_label(T(NO_RECEIVER), "zr-honest"));
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 14);
	static const char *const names[] = {"geo-latitude", "geo-longitude"};
	const char *words[] = {T(LATITUDE), T(LONGITUDE)};
	for (int i = 0; i < 2; i++) {
		GtkWidget *column = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
		card->parts[i] = zr_card_entry(card, names[i], true, 12);
		gtk_entry_set_input_purpose(GTK_ENTRY(card->parts[i]), GTK_INPUT_PURPOSE_NUMBER);
		gtk_box_append(GTK_BOX(column), card->parts[i]);
		gtk_box_append(GTK_BOX(column), zr_frame_label(words[i], "zr-unit"));
		gtk_box_append(GTK_BOX(line), column);
	}
	gtk_box_append(GTK_BOX(card->body), line);
}

static void show_geopoint(struct zr_card *card)
{
	if (zr_card_is_typed(card)) {
		return;
	}
	g_auto(GStrv) words = g_strsplit(zr_item_value(&card->item), " ", -1);
	bool has_value = g_strv_length(words) >= 2;
	for (int i = 0; i < 2; i++) {
		gtk_editable_set_text(GTK_EDITABLE(card->parts[i]), has_value ? words[i] : "");
	}
}

static enum zr_card_reading read_geopoint(struct zr_card *card, char **ret_text)
{
	double numbers[2] = {0};
	int filled = 0;
	bool is_wrong = false;
	for (int i = 0; i < 2; i++) {
		g_autofree char *text =
			g_strdup(gtk_editable_get_text(GTK_EDITABLE(card->parts[i])));
		g_strdelimit(g_strstrip(text), ",", '.');
		char *end = NULL;
		numbers[i] = g_ascii_strtod(text, &end);
		filled += text[0] != '\0';
		is_wrong =
			is_wrong || *end != '\0' || fabs(numbers[i]) > (i == LATITUDE ? 90 : 180);
	}
	if (filled == 0) {
		*ret_text = g_strdup("");
		return ZR_READING_VALUE;
	}
	if (is_wrong || filled == 1) {
		*ret_text = g_strdup(T(WRONG_PLACE));
		return ZR_READING_WRONG;
	}
	char latitude[G_ASCII_DTOSTR_BUF_SIZE], longitude[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(latitude, sizeof latitude, "%.7f", numbers[LATITUDE]);
	g_ascii_formatd(longitude, sizeof longitude, "%.7f", numbers[LONGITUDE]);
	*ret_text = g_strdup_printf("%s %s 0 0", latitude, longitude);
	return ZR_READING_VALUE;
}

static char *raw_geopoint(struct zr_card *card)
{
	return g_strdup_printf("%s|%s", gtk_editable_get_text(GTK_EDITABLE(card->parts[LATITUDE])),
		gtk_editable_get_text(GTK_EDITABLE(card->parts[LONGITUDE])));
}

static void put_back_geopoint(struct zr_card *card, const char *raw)
{
	g_auto(GStrv) texts = g_strsplit(raw, "|", 2);
	for (int i = 0; i < 2 && texts[i] != NULL; i++) {
		gtk_editable_set_text(GTK_EDITABLE(card->parts[i]), texts[i]);
	}
}

static void focus_geopoint(struct zr_card *card)
{
	gtk_widget_grab_focus(card->parts[LATITUDE]);
}

/* Who stands before the house rarely knows two numbers: the keyboard waits until they are asked
 * for. */
const struct zr_card_kind zr_card_geopoint_kind = {"geopoint", build_geopoint, show_geopoint,
	read_geopoint, focus_geopoint, raw_geopoint, put_back_geopoint, ZR_CARD_IS_LONG};
