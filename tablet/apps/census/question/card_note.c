/* What is only read or acknowledged, and the inputs that this device does not have. */
#include "tablet/apps/census/question/card.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"

/* ---- acknowledgement ---- */

static void on_acknowledged(gpointer user, unsigned index, unsigned part)
{
	struct zr_card *card = user;
	zr_card_chosen(card, zr_card_value(card)[0] == '\0' ? "OK" : "");
}

static void build_trigger(struct zr_card *card)
{
	card->parts[0] = zr_row_list_new("trigger", on_acknowledged, card);
	zr_row_list_set_path(ZR_ROW_LIST(card->parts[0]), card->path);
	struct zr_row row = {.title = g_markup_escape_text(T(ACKNOWLEDGE), -1),
		.value = g_strdup("OK"),
		.marker = ZR_MARKER_CHECK};
	zr_row_list_set(ZR_ROW_LIST(card->parts[0]), &row, 1);
	gtk_box_append(GTK_BOX(card->body), card->parts[0]);
}

static void show_trigger(struct zr_card *card)
{
	zr_row_list_set_selected(ZR_ROW_LIST(card->parts[0]), 0, zr_card_value(card)[0] != '\0');
}

/* ---- what is only read ---- */

static void build_note(struct zr_card *card)
{
	card->parts[0] = zr_frame_label("", "zr-readonly");
	gtk_box_append(GTK_BOX(card->body), card->parts[0]);
}

static void show_note(struct zr_card *card)
{
	const char *value = zr_item_value(&card->item);
	gtk_label_set_text(GTK_LABEL(card->parts[0]), value);
	gtk_widget_set_visible(card->parts[0], value[0] != '\0');
	gtk_widget_set_visible(card->body, value[0] != '\0');
	gtk_widget_set_sensitive(card->body, TRUE);
}

/* ---- what this device does not have: said, not hidden, so that nobody looks for it ---- */

static void say(struct zr_card *card, const char *words)
{
	gtk_box_append(GTK_BOX(card->body), zr_frame_label(words, "zr-honest"));
}

static void build_camera(struct zr_card *card)
{
	say(card, T(NO_CAMERA));
}

static void build_microphone(struct zr_card *card)
{
	say(card, T(NO_MICROPHONE));
}

static void build_file(struct zr_card *card)
{
	say(card, T(NO_FILES));
}

static void build_unsupported(struct zr_card *card)
{
	enum zr_type type = card->item.control->type;
	bool is_trace = type == ZR_TYPE_GEOTRACE || type == ZR_TYPE_GEOSHAPE;
	say(card, is_trace ? T(NO_TRACE) : type == ZR_TYPE_INTENT ? T(NO_INTENT) : T(NO_FILES));
}

static void show_missing(struct zr_card *card)
{
	gtk_widget_set_sensitive(card->body, TRUE);
}

const struct zr_card_kind zr_card_trigger_kind = {"trigger", build_trigger, show_trigger};
const struct zr_card_kind zr_card_note_kind = {
	"note", build_note, show_note, .traits = ZR_CARD_IS_READ};
const struct zr_card_kind zr_card_image_kind = {"image", build_camera, show_missing};
const struct zr_card_kind zr_card_audio_kind = {"audio", build_microphone, show_missing};
const struct zr_card_kind zr_card_video_kind = {"video", build_camera, show_missing};
const struct zr_card_kind zr_card_file_kind = {"file", build_file, show_missing};
const struct zr_card_kind zr_card_unsupported_kind = {
	"unsupported", build_unsupported, show_missing};
