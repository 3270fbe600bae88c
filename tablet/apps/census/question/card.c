/* The common part of every question. Labels are set only when their text changed: under a software
 * renderer each new layout costs. */
#include "tablet/apps/census/question/card.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/doubts.h"
#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"
#include "tablet/ui/beacon.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/markdown.h"
#include "tablet/ui/picture.h"
#include "tablet/ui/scale.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	PICTURE_WIDTH = 720, /* of a question: what the tablet held upright has room for */
	PICTURE_HEIGHT = 260,
};

static const struct zr_card_kind *input_kind(const struct zr_control *control)
{
	switch (control->type) {
	case ZR_TYPE_INT:
		return &zr_card_int_kind;
	case ZR_TYPE_DECIMAL:
		return &zr_card_decimal_kind;
	case ZR_TYPE_DATE:
		return &zr_card_date_kind;
	case ZR_TYPE_TIME:
		return &zr_card_time_kind;
	case ZR_TYPE_DATETIME:
		return &zr_card_datetime_kind;
	case ZR_TYPE_GEOPOINT:
		return &zr_card_geopoint_kind;
	case ZR_TYPE_BARCODE:
		return &zr_card_barcode_kind;
	case ZR_TYPE_GEOTRACE:
	case ZR_TYPE_GEOSHAPE:
	case ZR_TYPE_BINARY:
	case ZR_TYPE_INTENT:
		return &zr_card_unsupported_kind;
	default:
		return zr_place_has_appearance(control, "multiline") ? &zr_card_area_kind
								     : &zr_card_text_kind;
	}
}

static const struct zr_card_kind *upload_kind(const struct zr_control *control)
{
	return zr_place_is_drawing(control)                     ? &zr_card_drawing_kind
	       : g_str_has_prefix(control->mediatype, "image/") ? &zr_card_image_kind
	       : g_str_has_prefix(control->mediatype, "audio/") ? &zr_card_audio_kind
	       : g_str_has_prefix(control->mediatype, "video/") ? &zr_card_video_kind
								: &zr_card_file_kind;
}

static const struct zr_card_kind *kind_of(const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_QUESTION && item->control != NULL);
	if (zr_place_is_note(item)) {
		return item->control->kind == ZR_CONTROL_INPUT ? &zr_card_note_kind
							       : &zr_card_head_kind;
	}
	switch (item->control->kind) {
	case ZR_CONTROL_SELECT_ONE:
		return &zr_card_one_kind;
	case ZR_CONTROL_SELECT_MANY:
		return &zr_card_many_kind;
	case ZR_CONTROL_RANK:
		return &zr_card_rank_kind;
	case ZR_CONTROL_RANGE:
		return &zr_card_range_kind;
	case ZR_CONTROL_TRIGGER:
		return &zr_card_trigger_kind;
	case ZR_CONTROL_UPLOAD:
		return upload_kind(item->control);
	case ZR_CONTROL_SECRET:
		return &zr_card_text_kind;
	default:
		return input_kind(item->control);
	}
}

bool zr_card_has(const struct zr_card *card, enum zr_card_trait trait)
{
	assert(card != NULL && card->kind != NULL);
	return (card->kind->traits & trait) != 0;
}

bool zr_card_is_note(const struct zr_card *card)
{
	return zr_card_has(card, ZR_CARD_IS_READ);
}

/* A text of the question as the form gives it, "" when there is none. */
static char *text_of(struct zr_card *card, enum zr_text which)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	if (zr_session_text(card->host->session, &card->item, which, &text, NULL) != 0) {
		return g_strdup("");
	}
	return g_strdup(zr_buffer_text(&text));
}

/* A star behind the question says that an answer is required: it takes no line of its own, so that
 * nothing moves under the finger when the answer comes. */
static void set_markup(GtkWidget *label, const char *text, bool is_starred)
{
	g_autofree char *words = zr_markdown_convert(text);
	g_autofree char *markup =
		is_starred && words[0] != '\0'
			? g_strdup_printf("%s\u00a0<span foreground=\"#b3261e\">*</span>", words)
			: g_strdup(words);
	if (g_strcmp0(markup, gtk_label_get_label(GTK_LABEL(label))) != 0) {
		gtk_label_set_markup(GTK_LABEL(label), markup);
	}
	gtk_widget_set_visible(label, markup[strspn(markup, " \n")] != '\0');
}

/* A picture that the form shows with the question. */
static void add_picture(struct zr_card *card)
{
	g_autofree char *uri = text_of(card, ZR_TEXT_IMAGE);
	g_autofree char *path = zr_picture_path(card->host->media_folder, uri);
	g_autoptr(GdkPixbuf) pixbuf = NULL;
	if (path == NULL) {
		return;
	}
	if (zr_picture_load(path, PICTURE_WIDTH, PICTURE_HEIGHT, &pixbuf) != ZR_PICTURE_SHOWN) {
		gtk_box_append(GTK_BOX(card->head), zr_frame_label(T(NO_PICTURE), "zr-honest"));
		return;
	}
	g_autoptr(GdkTexture) texture = gdk_texture_new_for_pixbuf(pixbuf);
	GtkWidget *picture = gtk_picture_new_for_paintable(GDK_PAINTABLE(texture));
	gtk_picture_set_can_shrink(GTK_PICTURE(picture), FALSE);
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0); /* else it would grow */
	gtk_box_append(GTK_BOX(line), picture);
	gtk_box_append(GTK_BOX(card->head), line);
}

/* ---- what the enumerator may want to read, folded away ---- */

static void show_fold(struct zr_card *card)
{
	assert(card->guidance_key != NULL && card->guidance != NULL);
	bool is_open = g_hash_table_contains(card->host->opened, card->item.node);
	const struct zr_button_face face = {.icon = is_open ? ZR_ICON_UP : ZR_ICON_DOWN,
		.text = is_open ? T(GUIDANCE_LESS) : T(GUIDANCE_MORE)};
	zr_button_set_face(card->guidance_key, &face);
	gtk_widget_set_visible(card->guidance, is_open);
}

static void on_fold(GtkButton *button, struct zr_card *card)
{
	if (!g_hash_table_remove(card->host->opened, card->item.node)) {
		g_hash_table_add(card->host->opened, card->item.node);
	}
	show_fold(card);
	card->host->changed_face(card->host->user, card);
}

/* Most questions have none: its widgets are made when the first text comes. */
static void show_guidance(struct zr_card *card)
{
	g_autofree char *text = text_of(card, ZR_TEXT_GUIDANCE);
	if (card->guidance_key == NULL && text[0] != '\0') {
		card->guidance_key = zr_button_new(ZR_ICON_DOWN, T(GUIDANCE_MORE), "zr-chip");
		card->guidance = zr_frame_label("", "zr-guidance");
		zr_touchables_name(card->guidance_key, "guidance", "button", card->path);
		g_signal_connect(card->guidance_key, "clicked", G_CALLBACK(on_fold), card);
		gtk_box_insert_child_after(GTK_BOX(card->head), card->guidance_key, card->hint);
		gtk_box_insert_child_after(GTK_BOX(card->head), card->guidance, card->guidance_key);
	}
	if (card->guidance_key != NULL) {
		set_markup(card->guidance, text, false);
		gtk_widget_set_visible(card->guidance_key, text[0] != '\0');
		show_fold(card);
	}
}

static void on_leave(GtkEventControllerFocus *controller, struct zr_card *card)
{
	if (!card->is_showing) {
		card->host->left(card->host->user, card);
	}
}

/* From one box of a date to the next is not leaving: the controller is the whole body's. */
static void watch_leaving(struct zr_card *card)
{
	assert(card->body != NULL);
	GtkEventController *focus = gtk_event_controller_focus_new();
	g_signal_connect(focus, "leave", G_CALLBACK(on_leave), card);
	gtk_widget_add_controller(card->body, focus);
}

/* A doubt is told by its sign, too, not by its colour alone. */
static GtkWidget *with_sign(GtkWidget *label)
{
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
	gtk_box_append(GTK_BOX(line), zr_icon_new(ZR_ICON_DOUBT, zr_scale_px(28)));
	gtk_box_append(GTK_BOX(line), label);
	gtk_widget_set_hexpand(label, TRUE); /* else its lines are evened out, and end half-way */
	return line;
}

struct zr_card *zr_card_new(const struct zr_card_host *host, const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_QUESTION);
	struct zr_card *card = g_new0(struct zr_card, 1);
	card->host = host;
	card->item = *item;
	card->kind = kind_of(item);
	card->path = zr_place_path(item);
	card->message = g_strdup("");
	card->told = g_strdup(zr_item_value(item));
	card->widget = g_object_ref_sink(gtk_box_new(GTK_ORIENTATION_VERTICAL, 10));
	gtk_widget_add_css_class(card->widget, "zr-card");
	if (zr_card_is_note(card)) {
		gtk_widget_add_css_class(card->widget, "zr-note");
	}
	if (zr_doubts_is(item)) {
		gtk_widget_add_css_class(card->widget, "zr-doubt");
	}
	card->label = zr_frame_label("", "zr-question");
	card->hint = zr_frame_label("", "zr-hint");
	card->message_label = zr_frame_label("", "zr-message");
	card->body = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
	card->head = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
	gtk_box_append(
		GTK_BOX(card->head), zr_doubts_is(item) ? with_sign(card->label) : card->label);
	gtk_box_append(GTK_BOX(card->head), card->hint);
	add_picture(card);
	card->line = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
	gtk_box_append(GTK_BOX(card->line), card->head);
	gtk_box_append(GTK_BOX(card->line), card->message_label);
	gtk_box_append(GTK_BOX(card->line), card->body);
	gtk_box_append(GTK_BOX(card->widget), card->line);
	gtk_widget_set_visible(card->message_label, FALSE);
	card->is_showing = true;
	card->kind->build(card);
	watch_leaving(card);
	const char *raw = zr_typed_at(host->typed, item);
	if (raw != NULL && card->kind->put_back != NULL) {
		card->kind->put_back(card, raw);
	}
	card->is_showing = false;
	zr_card_show(card);
	return card;
}

void zr_card_free(struct zr_card *card)
{
	if (card != NULL) {
		card->is_showing = true;
		GtkWidget *parent = gtk_widget_get_parent(card->widget);
		if (parent != NULL) {
			gtk_box_remove(GTK_BOX(parent), card->widget);
		}
		gtk_box_remove(GTK_BOX(card->widget), card->line);
		g_object_unref(card->widget);
		g_free(card->path);
		g_free(card->message);
		g_free(card->told);
		(card->free_data != NULL ? card->free_data : g_free)(card->data);
		g_free(card);
	}
}

void zr_card_show(struct zr_card *card)
{
	assert(card != NULL && card->body != NULL);
	g_autofree char *label = text_of(card, ZR_TEXT_LABEL);
	g_autofree char *hint = text_of(card, ZR_TEXT_HINT);
	bool wants_answer = zr_item_is_required(&card->item) && !zr_item_is_readonly(&card->item) &&
			    !zr_card_is_note(card) && !zr_overview_is_excused(&card->item);
	set_markup(card->label, label, wants_answer);
	set_markup(card->hint, hint, false);
	show_guidance(card);
	gtk_widget_set_sensitive(card->body, !zr_item_is_readonly(&card->item));
	card->is_showing = true;
	card->kind->show(card);
	card->is_showing = false;
}

void zr_card_set_message(struct zr_card *card, const char *message)
{
	assert(card != NULL && card->message != NULL);
	const char *text = message != NULL ? message : "";
	g_free(card->message);
	card->message = g_strdup(text);
	gtk_label_set_text(GTK_LABEL(card->message_label), text);
	gtk_widget_set_visible(card->message_label, text[0] != '\0');
}

char *zr_card_verdict_text(struct zr_card *card, enum zr_verdict verdict)
{
	assert(card != NULL && card->host != NULL);
	if (verdict == ZR_VERDICT_CONSTRAINT_VIOLATED || verdict == ZR_VERDICT_REQUIRED) {
		bool is_required = verdict == ZR_VERDICT_REQUIRED;
		g_autofree char *own = text_of(
			card, is_required ? ZR_TEXT_REQUIRED_MESSAGE : ZR_TEXT_CONSTRAINT_MESSAGE);
		g_autofree char *plain = zr_markdown_strip(own);
		if (plain[0] != '\0') {
			return g_steal_pointer(&plain);
		}
		return g_strdup(is_required ? T(REQUIRED) : T(CONSTRAINT));
	}
	const struct zr_control *control = card->item.control;
	switch (verdict) {
	case ZR_VERDICT_READONLY:
		return g_strdup(T(READONLY));
	case ZR_VERDICT_NOT_IN_RANGE:
		return g_strdup_printf(T(NOT_IN_RANGE), control->range_start, control->range_end,
			control->range_step);
	case ZR_VERDICT_NOT_A_RANKING:
		return g_strdup(T(NOT_A_RANKING));
	case ZR_VERDICT_NOT_A_CHOICE:
		return g_strdup(T(NOT_A_CHOICE));
	case ZR_VERDICT_TOO_MANY_DIGITS:
		return g_strdup(T(TOO_MANY_DIGITS));
	default:
		return g_strdup(control->type == ZR_TYPE_INT       ? T(WRONG_INT)
				: control->type == ZR_TYPE_DECIMAL ? T(WRONG_DECIMAL)
								   : T(WRONG_TYPE));
	}
}

void zr_card_describe(const struct zr_card *card, GString *json)
{
	assert(card != NULL && json != NULL);
	g_string_append_printf(json, "{\"kind\":\"%s\"", card->kind->name);
	zr_beacon_add_text(json, "path", card->path);
	zr_beacon_add_bool(json, "doubt", zr_doubts_is(&card->item));
	zr_beacon_add_bool(json, "typed", zr_card_is_typed(card));
	zr_beacon_add_bool(json, "required", zr_item_is_required(&card->item));
	zr_beacon_add_bool(json, "readonly", zr_item_is_readonly(&card->item));
	zr_beacon_add_text(json, "value", zr_item_value(&card->item));
	zr_beacon_add_text(json, "message", card->message);
	g_string_append_c(json, '}');
}

bool zr_card_is_typed(const struct zr_card *card)
{
	assert(card != NULL && card->host != NULL);
	return zr_typed_at(card->host->typed, &card->item) != NULL;
}

const char *zr_card_value(const struct zr_card *card)
{
	assert(card != NULL && card->host != NULL);
	const char *typed = zr_typed_at(card->host->typed, &card->item);
	return typed != NULL ? typed : zr_item_value(&card->item);
}

enum zr_card_reading zr_card_read(struct zr_card *card, char **ret_text)
{
	assert(zr_card_is_typed(card));
	if (card->kind->read != NULL) {
		return card->kind->read(card, ret_text);
	}
	*ret_text = g_strdup(zr_card_value(card));
	return ZR_READING_VALUE;
}

void zr_card_edited(struct zr_card *card)
{
	assert(card != NULL && card->host != NULL);
	if (!card->is_showing) {
		g_autofree char *raw = card->kind->raw(card);
		zr_typed_put(card->host->typed, &card->item, raw);
		zr_card_set_message(card, NULL);
		card->host->edited(card->host->user, card);
	}
}

void zr_card_completed(struct zr_card *card)
{
	assert(card != NULL && card->host != NULL);
	if (!card->is_showing && zr_card_is_typed(card)) {
		card->host->completed(card->host->user, card);
	}
}

void zr_card_chosen(struct zr_card *card, const char *value)
{
	assert(card != NULL && value != NULL);
	if (!card->is_showing) {
		zr_typed_put(card->host->typed, &card->item, value);
		card->host->completed(card->host->user, card);
	}
}

static void on_changed(GtkEditable *editable, struct zr_card *card)
{
	zr_card_edited(card);
}

static void on_activate(GtkEntry *entry, struct zr_card *card)
{
	card->host->entered(card->host->user, card);
}

/* A tap puts the cursor where the finger was; behind the text is where one goes on typing. */
static gboolean cursor_to_end(gpointer user)
{
	g_autoptr(GtkWidget) entry = user;
	if (gtk_widget_get_root(entry) != NULL) {
		gtk_editable_set_position(GTK_EDITABLE(entry), -1);
	}
	return G_SOURCE_REMOVE;
}

static void on_enter(GtkEventControllerFocus *controller, struct zr_card *card)
{
	GtkWidget *entry = gtk_event_controller_get_widget(GTK_EVENT_CONTROLLER(controller));
	g_idle_add(cursor_to_end, g_object_ref(entry));
}

GtkWidget *zr_card_entry(struct zr_card *card, const char *target, bool is_number, int width_chars)
{
	assert(card != NULL && target != NULL && width_chars >= 0);
	GtkWidget *entry = gtk_entry_new();
	gtk_widget_add_css_class(entry, "zr-entry");
	gtk_entry_set_input_purpose(GTK_ENTRY(entry),
		is_number ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_FREE_FORM);
	gtk_entry_set_input_hints(GTK_ENTRY(entry), GTK_INPUT_HINT_NO_EMOJI);
	gtk_editable_set_enable_undo(GTK_EDITABLE(entry), FALSE);
	if (width_chars > 0) {
		gtk_editable_set_width_chars(GTK_EDITABLE(entry), width_chars);
		gtk_editable_set_max_width_chars(GTK_EDITABLE(entry), width_chars);
		gtk_widget_set_halign(entry, GTK_ALIGN_START);
	}
	zr_touchables_name(entry, target, "text", card->path);
	g_signal_connect(entry, "changed", G_CALLBACK(on_changed), card);
	g_signal_connect(entry, "activate", G_CALLBACK(on_activate), card);
	GtkEventController *focus = gtk_event_controller_focus_new();
	g_signal_connect(focus, "enter", G_CALLBACK(on_enter), card);
	gtk_widget_add_controller(entry, focus);
	return entry;
}
