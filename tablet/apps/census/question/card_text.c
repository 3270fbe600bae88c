/* Typed answers: text, whole and decimal numbers, secrets, several lines, bar codes by hand. */
#include <assert.h>
#include <string.h>

#include "lib/interview/place.h"
#include "tablet/apps/census/question/blank.h"
#include "tablet/apps/census/question/card.h"
#include "tablet/apps/census/question/digits.h"
#include "tablet/ui/frame.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	ENTRY, /* parts of the one-line kinds, and of the area its text view */
	EYE,
	LESS,
	MORE
};

enum {
	COUNT_MAX = 999999999, /* what the keys of a counter reach; more can be typed */
};

/* Of a number that is shown in groups while nobody types in it. */
struct grouping {
	bool is_in_use; /* its field has the focus: plain digits */
};

static const char *shown_text(const struct zr_card *card)
{
	return gtk_editable_get_text(GTK_EDITABLE(card->parts[ENTRY]));
}

static void fill(struct zr_card *card)
{
	const struct grouping *grouping = card->data;
	const char *value = zr_item_value(&card->item);
	g_autofree char *text =
		grouping != NULL && !grouping->is_in_use ? zr_digits_group(value) : g_strdup(value);
	if (!zr_card_is_typed(card) && strcmp(shown_text(card), text) != 0) {
		gtk_editable_set_text(GTK_EDITABLE(card->parts[ENTRY]), text);
	}
}

static void build_entry(struct zr_card *card, bool is_number, int width)
{
	card->parts[ENTRY] = zr_card_entry(card, "text", is_number, width);
	gtk_box_append(GTK_BOX(card->body), card->parts[ENTRY]);
}

/* ---- text that others must not read over the shoulder ---- */

static void show_eye(struct zr_card *card, bool is_open)
{
	gtk_entry_set_visibility(GTK_ENTRY(card->parts[ENTRY]), is_open);
	zr_button_set_face(card->parts[EYE],
		&(struct zr_button_face){ZR_ICON_EYE, is_open ? T(HIDE) : T(SHOW), false});
}

static void on_eye(GtkButton *button, struct zr_card *card)
{
	show_eye(card, !gtk_entry_get_visibility(GTK_ENTRY(card->parts[ENTRY])));
	card->host->changed_face(card->host->user, card);
}

static void build_hidden(struct zr_card *card, bool is_numbers)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	card->parts[ENTRY] = zr_card_entry(card, "text", is_numbers, 0);
	gtk_widget_set_hexpand(card->parts[ENTRY], TRUE);
	card->parts[EYE] = zr_button_new(ZR_ICON_EYE, "", "zr-chip");
	zr_touchables_name(card->parts[EYE], "eye", "button", card->path);
	g_signal_connect(card->parts[EYE], "clicked", G_CALLBACK(on_eye), card);
	if (!is_numbers) {
		gtk_entry_set_input_purpose(
			GTK_ENTRY(card->parts[ENTRY]), GTK_INPUT_PURPOSE_PASSWORD);
	}
	show_eye(card, false);
	gtk_box_append(GTK_BOX(line), card->parts[ENTRY]);
	gtk_box_append(GTK_BOX(line), card->parts[EYE]);
	gtk_box_append(GTK_BOX(card->body), line);
}

/* What the keyboard should be like: it asks for purpose and hints of the field. */
static void set_keyboard(struct zr_card *card)
{
	GtkEntry *entry = GTK_ENTRY(card->parts[ENTRY]);
	if (zr_place_has_appearance(card->item.control, "name")) {
		gtk_entry_set_input_purpose(entry, GTK_INPUT_PURPOSE_NAME);
		gtk_entry_set_input_hints(
			entry, GTK_INPUT_HINT_NO_EMOJI | GTK_INPUT_HINT_UPPERCASE_WORDS);
	} else if (zr_place_has_appearance(card->item.control, "latin")) {
		gtk_entry_set_input_purpose(entry, GTK_INPUT_PURPOSE_URL); /* Latin letters */
	}
}

static void build_text(struct zr_card *card)
{
	bool is_numbers = zr_place_has_appearance(card->item.control, "numbers");
	if (zr_place_is_hidden(card->item.control)) {
		build_hidden(card, is_numbers);
	} else {
		build_entry(card, is_numbers, 0);
		set_keyboard(card);
	}
}

static void build_barcode(struct zr_card *card)
{
	gtk_box_append(GTK_BOX(card->body), zr_frame_label(T(NO_SCANNER), "zr-honest"));
	build_entry(card, true, 0);
}

/* ---- numbers ---- */

static void use_number(struct zr_card *card, bool is_in_use)
{
	struct grouping *grouping = card->data;
	bool was_showing = card->is_showing;
	grouping->is_in_use = is_in_use;
	card->is_showing = true;
	fill(card);
	card->is_showing = was_showing;
}

static void on_number_enter(GtkEventControllerFocus *focus, struct zr_card *card)
{
	use_number(card, true);
}

static void on_number_leave(GtkEventControllerFocus *focus, struct zr_card *card)
{
	use_number(card, false);
}

static void add_grouping(struct zr_card *card)
{
	if (!zr_place_has_appearance(card->item.control, "thousands-sep")) {
		return;
	}
	card->data = g_new0(struct grouping, 1);
	GtkEventController *focus = gtk_event_controller_focus_new();
	g_signal_connect(focus, "enter", G_CALLBACK(on_number_enter), card);
	g_signal_connect(focus, "leave", G_CALLBACK(on_number_leave), card);
	gtk_widget_add_controller(card->parts[ENTRY], focus);
}

/* A counter counts from nothing: the first plus is 1, the first minus 0, and it stops at 0. What is
 * below 0 can be typed. */
static void on_count(GtkButton *button, struct zr_card *card)
{
	g_auto(GStrv) groups = g_strsplit(shown_text(card), "\u00a0", -1);
	g_autofree char *plain = g_strjoinv("", groups);
	gint64 step = GTK_WIDGET(button) == card->parts[LESS] ? -1 : 1;
	gint64 from = CLAMP(g_ascii_strtoll(plain, NULL, 10), -COUNT_MAX, COUNT_MAX);
	gint64 count = from < 0 ? from + step : CLAMP(from + step, 0, COUNT_MAX);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, count);
	gtk_editable_set_text(GTK_EDITABLE(card->parts[ENTRY]), text);
	zr_card_completed(card);
}

static void build_counter(struct zr_card *card)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	static const struct {
		int part;
		enum zr_icon icon;
		const char *name;
	} keys[] = {{LESS, ZR_ICON_MINUS, "less"}, {MORE, ZR_ICON_PLUS, "more"}};
	card->parts[ENTRY] = zr_card_entry(card, "text", true, 8);
	gtk_editable_set_alignment(GTK_EDITABLE(card->parts[ENTRY]), 0.5F);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		GtkWidget *key = zr_button_new(keys[i].icon, "", "zr-chip");
		gtk_widget_add_css_class(key, "zr-step");
		zr_touchables_name(key, keys[i].name, "button", card->path);
		g_signal_connect(key, "clicked", G_CALLBACK(on_count), card);
		card->parts[keys[i].part] = key;
	}
	gtk_box_append(GTK_BOX(line), card->parts[LESS]);
	gtk_box_append(GTK_BOX(line), card->parts[ENTRY]);
	gtk_box_append(GTK_BOX(line), card->parts[MORE]);
	gtk_box_append(GTK_BOX(card->body), line);
}

static void build_int(struct zr_card *card)
{
	if (zr_place_has_appearance(card->item.control, "counter")) {
		build_counter(card);
	} else {
		build_entry(card, true, 14);
	}
	add_grouping(card);
}

static void build_decimal(struct zr_card *card)
{
	build_entry(card, true, 14);
	add_grouping(card);
	gtk_entry_set_input_purpose(GTK_ENTRY(card->parts[ENTRY]), GTK_INPUT_PURPOSE_NUMBER);
}

static void focus_entry(struct zr_card *card)
{
	gtk_widget_grab_focus(card->parts[ENTRY]);
}

static char *raw_entry(struct zr_card *card)
{
	return g_strdup(shown_text(card));
}

static void put_back_entry(struct zr_card *card, const char *raw)
{
	gtk_editable_set_text(GTK_EDITABLE(card->parts[ENTRY]), raw);
}

static enum zr_card_reading read_text(struct zr_card *card, char **ret_text)
{
	*ret_text = zr_blank_trim(shown_text(card));
	return ZR_READING_VALUE;
}

/* A comma is a decimal point on Russian keyboards; spaces part thousands. */
static enum zr_card_reading read_number(struct zr_card *card, char **ret_text, bool is_whole)
{
	g_autoptr(GString) number = g_string_new(NULL);
	bool is_wrong = false;
	unsigned points = 0;
	for (const char *at = shown_text(card); *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (g_unichar_isspace(character)) {
			continue;
		}
		if (character == ',' || character == '.') {
			g_string_append_c(number, '.');
			is_wrong = is_wrong || is_whole || ++points > 1;
		} else if ((character == '-' || character == 0x2212) && number->len == 0) {
			g_string_append_c(number, '-');
		} else if (character >= '0' && character <= '9') {
			g_string_append_c(number, (char)character);
		} else {
			is_wrong = true;
		}
	}
	is_wrong = is_wrong || (number->len > 0 && strpbrk(number->str, "0123456789") == NULL);
	*ret_text = is_wrong ? g_strdup(is_whole ? T(WRONG_INT) : T(WRONG_DECIMAL))
			     : g_strdup(number->str);
	return is_wrong ? ZR_READING_WRONG : ZR_READING_VALUE;
}

static enum zr_card_reading read_int(struct zr_card *card, char **ret_text)
{
	return read_number(card, ret_text, true);
}

static enum zr_card_reading read_decimal(struct zr_card *card, char **ret_text)
{
	return read_number(card, ret_text, false);
}

/* ---- several lines ---- */

static GtkTextBuffer *buffer_of(struct zr_card *card)
{
	return gtk_text_view_get_buffer(GTK_TEXT_VIEW(card->parts[ENTRY]));
}

static char *area_text(struct zr_card *card)
{
	GtkTextIter start, end;
	gtk_text_buffer_get_bounds(buffer_of(card), &start, &end);
	return gtk_text_buffer_get_text(buffer_of(card), &start, &end, FALSE);
}

static void on_area_changed(GtkTextBuffer *buffer, struct zr_card *card)
{
	zr_card_edited(card);
}

static void build_area(struct zr_card *card)
{
	GtkWidget *view = gtk_text_view_new();
	gtk_text_view_set_wrap_mode(GTK_TEXT_VIEW(view), GTK_WRAP_WORD_CHAR);
	gtk_text_view_set_accepts_tab(GTK_TEXT_VIEW(view), FALSE);
	gtk_widget_set_size_request(view, -1, 130);
	gtk_widget_add_css_class(view, "zr-area");
	zr_touchables_name(view, "text", "text", card->path);
	card->parts[ENTRY] = view;
	g_signal_connect(buffer_of(card), "changed", G_CALLBACK(on_area_changed), card);
	gtk_box_append(GTK_BOX(card->body), view);
}

static void show_area(struct zr_card *card)
{
	g_autofree char *text = area_text(card);
	if (!zr_card_is_typed(card) && strcmp(text, zr_item_value(&card->item)) != 0) {
		gtk_text_buffer_set_text(buffer_of(card), zr_item_value(&card->item), -1);
	}
}

static enum zr_card_reading read_area(struct zr_card *card, char **ret_text)
{
	g_autofree char *text = area_text(card);
	*ret_text = zr_blank_trim(text);
	return ZR_READING_VALUE;
}

static void put_back_area(struct zr_card *card, const char *raw)
{
	gtk_text_buffer_set_text(buffer_of(card), raw, -1);
}

const struct zr_card_kind zr_card_text_kind = {
	"text", build_text, fill, read_text, focus_entry, raw_entry, put_back_entry};
const struct zr_card_kind zr_card_int_kind = {
	"int", build_int, fill, read_int, focus_entry, raw_entry, put_back_entry};
const struct zr_card_kind zr_card_decimal_kind = {
	"decimal", build_decimal, fill, read_decimal, focus_entry, raw_entry, put_back_entry};
const struct zr_card_kind zr_card_barcode_kind = {
	"barcode", build_barcode, fill, read_text, focus_entry, raw_entry, put_back_entry};
const struct zr_card_kind zr_card_area_kind = {
	"text", build_area, show_area, read_area, focus_entry, area_text, put_back_area};
