/*
 * One question, or a field-list, on the screen.
 *
 * A choice is stored at once. What is typed enters the session with each key, so that questions
 * appear and disappear while one types, and is stored when the field is left, after a pause, before
 * a question appears, and before the next screen. When storing fails the page stays.
 */
#include <assert.h>
#include <string.h>

#include "lib/base/log.h"
#include "tablet/census/app.h"
#include "tablet/census/card.h"
#include "tablet/census/cards.h"
#include "tablet/census/outline.h"
#include "tablet/census/place.h"
#include "tablet/census/targets.h"
#include "tablet/census/texts.h"

enum {
	PAUSE_MS = 1000
};

struct question_page {
	GPtrArray *cards; /* struct zr_card */
	struct zr_card_host host;
	guint pause;
	guint arranging;  /* idle source */
	int width;        /* that the cards were laid out for */
	bool was_warned;  /* Back was pressed once with a wrong answer */
	bool is_leaving;  /* the page is being taken down */
	char *fault_path; /* the question to show a fault at when the page is built */
	char *media_folder;
};

static char *pending_fault; /* handed from show_fault to the next build */

static struct question_page *page_of(struct zr_app *app)
{
	assert(app->page == &zr_page_question && app->page_data != NULL);
	return app->page_data;
}

/* One commit may hold several answers that were typed one after the other. */
static void tell_stored(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		const char *value = zr_item_value(&card->item);
		if (strcmp(card->told, value) == 0) {
			continue;
		}
		g_free(card->told);
		card->told = g_strdup(value);
		g_autoptr(GString) json = g_string_new(NULL);
		zr_beacon_add_text(json, "path", card->path);
		zr_beacon_add_text(json, "value", value);
		g_string_append_printf(json, ",\"answer\":%" G_GUINT64_FORMAT,
			(guint64)app->interview->draft.answer_count);
		zr_beacon_tell(app->beacon, "stored", json->str);
	}
}

static void show_all(struct zr_app *app, const struct zr_card *except)
{
	struct question_page *page = page_of(app);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		if (card != except) {
			zr_card_show(card);
		}
	}
}

/* Makes the cards those of the questions that are relevant now; the others stay as they are. */
static void sync_cards(struct zr_app *app, const GArray *items)
{
	struct question_page *page = page_of(app);
	GPtrArray *cards = g_ptr_array_new();
	for (guint i = 0; i < items->len; i++) {
		const struct zr_item *item = &g_array_index(items, struct zr_item, i);
		struct zr_card *card = zr_cards_find(page->cards, item);
		if (card == NULL) {
			card = zr_card_new(&page->host, item);
		} else {
			g_ptr_array_remove(page->cards, card);
		}
		g_ptr_array_add(cards, card);
	}
	for (guint i = 0; i < page->cards->len; i++) {
		zr_card_free(g_ptr_array_index(page->cards, i));
	}
	g_ptr_array_unref(page->cards);
	page->cards = cards;
	GtkWidget *before = g_object_get_data(G_OBJECT(app->frame->content), "zr-heading");
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		if (gtk_widget_get_parent(card->widget) == NULL) {
			gtk_box_append(GTK_BOX(app->frame->content), card->widget);
		}
		gtk_box_reorder_child_after(GTK_BOX(app->frame->content), card->widget, before);
		before = card->widget;
	}
}

static GArray *items_now(struct zr_app *app)
{
	return zr_flow_questions(app->interview->session, &app->interview->screen);
}

/* False: the answer is not on disk, and the screen says so. */
static bool store(struct zr_app *app)
{
	struct zr_error error = {0};
	if (!app->interview->is_unstored) {
		return true;
	}
	if (zr_interview_store(app->interview, &error) < 0) {
		zr_app_show_store_fault(app, &error);
		return false;
	}
	zr_frame_set_banner(app->frame, NULL, false);
	tell_stored(app);
	return true;
}

/* Enters and stores one value; false when it does not stand. is_quiet: no message for a verdict. */
static bool take(struct zr_app *app, struct zr_card *card, const char *value, bool is_quiet)
{
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	int result = zr_interview_enter(app->interview, &card->item, value, &verdict, &error);
	if (result < 0) {
		g_autofree char *text = g_strdup_printf(T(FORM_FAULT), error.message);
		zr_log(ZR_LOG_ERROR, "%s: %s", card->path, error.message);
		zr_card_set_message(card, text);
		return false;
	}
	if (verdict != ZR_VERDICT_ACCEPTED) {
		if (!is_quiet) {
			g_autofree char *text = zr_card_verdict_text(card, verdict);
			zr_card_set_message(card, text);
		}
		return false;
	}
	card->is_dirty = false;
	zr_card_set_message(card, NULL);
	return store(app);
}

/* What stands in the card's field into the session and onto the disk. */
static bool take_typed(struct zr_app *app, struct zr_card *card, bool is_quiet)
{
	g_autofree char *value = NULL;
	enum zr_typed typed =
		card->kind->typed != NULL ? card->kind->typed(card, &value) : ZR_TYPED_NONE;
	if (typed == ZR_TYPED_NONE) {
		return store(app);
	}
	if (typed == ZR_TYPED_WRONG) {
		if (!is_quiet) {
			zr_card_set_message(card, value);
		}
		return false;
	}
	return take(app, card, value, is_quiet);
}

static bool take_all(struct zr_app *app, bool is_quiet)
{
	struct question_page *page = page_of(app);
	bool is_good = true;
	for (guint i = 0; i < page->cards->len; i++) {
		is_good = take_typed(app, g_ptr_array_index(page->cards, i), is_quiet) && is_good;
	}
	return is_good;
}

/* Cards are laid out for the width that the content has, and again when that changes. */
static void arrange(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	int width = gtk_widget_get_width(app->frame->content);
	page->width = width;
	if (width > 0) {
		zr_cards_arrange(app->interview->session, page->cards, width);
	}
}

static gboolean on_width(gpointer user)
{
	struct zr_app *app = user;
	page_of(app)->arranging = 0;
	arrange(app);
	zr_app_tell(app);
	return G_SOURCE_REMOVE;
}

static void moved(struct zr_app *app)
{
	struct question_page *page = app->page_data;
	if (page != NULL && page->arranging == 0 &&
		page->width != gtk_widget_get_width(app->frame->content)) {
		page->arranging = g_idle_add(on_width, app); /* not while it is being laid out */
	}
}

static void refresh(struct zr_app *app, const struct zr_card *except)
{
	g_autoptr(GArray) items = items_now(app);
	if (!zr_cards_are(page_of(app)->cards, items)) {
		sync_cards(app, items);
	}
	show_all(app, except);
	arrange(app);
	zr_app_tell(app);
}

/* ---- what happens at a card ---- */

static bool goes_on_by_itself(struct zr_app *app, const struct zr_card *card, const char *value)
{
	const struct zr_screen *screen = &app->interview->screen;
	if (card->kind != &zr_card_one_kind || screen->kind != ZR_SCREEN_QUESTION ||
		value[0] == '\0' || !zr_place_has_appearance(card->item.control, "quick")) {
		return false;
	}
	struct zr_screen next = zr_flow_next(app->interview->session, screen);
	return next.kind == ZR_SCREEN_QUESTION || next.kind == ZR_SCREEN_GROUP;
}

static void on_chosen(void *user, struct zr_card *card, const char *value)
{
	struct zr_app *app = user;
	bool is_good = take(app, card, value, false);
	if (!is_good) {
		zr_frame_reveal_soon(app->frame, card->widget);
	}
	if (is_good && goes_on_by_itself(app, card, value)) {
		zr_app_go(app, zr_flow_next(app->interview->session, &app->interview->screen));
		return;
	}
	refresh(app, NULL);
}

static gboolean on_pause(gpointer user)
{
	struct zr_app *app = user;
	struct question_page *page = page_of(app);
	page->pause = 0;
	take_all(app, true);
	return G_SOURCE_REMOVE;
}

static void on_edited(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	struct question_page *page = page_of(app);
	page->was_warned = false;
	if (page->pause != 0) {
		g_source_remove(page->pause);
	}
	page->pause = g_timeout_add(PAUSE_MS, on_pause, app);
	g_autofree char *value = NULL;
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (app->interview->screen.kind == ZR_SCREEN_GROUP && card->kind->typed != NULL &&
		card->kind->typed(card, &value) == ZR_TYPED_VALUE &&
		zr_interview_enter(app->interview, &card->item, value, &verdict, NULL) == 0 &&
		verdict == ZR_VERDICT_ACCEPTED) {
		g_autoptr(GArray) items = items_now(app);
		bool is_same = zr_cards_are(page->cards, items);
		if (is_same || store(app)) { /* on disk before the next question is drawn */
			refresh(app, card);
		}
	}
	zr_app_tell(app);
}

static void on_left(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	if (!page_of(app)->is_leaving && card->is_dirty) {
		take_typed(app, card, true);
		refresh(app, NULL);
	}
}

static void on_changed_face(void *user, struct zr_card *card)
{
	zr_app_tell(user);
}

/* ---- forward and back ---- */

static void show_first_fault(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		if (card->message[0] != '\0') {
			zr_frame_reveal(app->frame, card->widget);
			return;
		}
	}
}

static void press_next(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	bool is_good = take_all(app, false);
	if (is_good) {
		refresh(app, NULL);
		is_good = zr_cards_check(app->interview->session, page->cards);
	}
	if (!is_good || app->interview->is_unstored) {
		show_first_fault(app);
		zr_app_tell(app);
		return;
	}
	page->is_leaving = true;
	zr_app_go(app, zr_flow_next(app->interview->session, &app->interview->screen));
}

static void press_back(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	if (!take_all(app, false) && !page->was_warned) {
		page->was_warned = true;
		if (!app->interview->is_unstored) {
			zr_frame_set_banner(app->frame, T(BACK_AGAIN), false);
		}
		show_first_fault(app);
		return;
	}
	page->is_leaving = true;
	zr_app_go(app, zr_flow_previous(app->interview->session, &app->interview->screen));
}

/* Enter goes to the next field of the screen, and behind the last one to the next screen. */
static void on_entered(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	struct question_page *page = page_of(app);
	guint index = 0;
	take_typed(app, card, true);
	refresh(app, card);
	if (!g_ptr_array_find(page->cards, card, &index)) {
		return;
	}
	for (guint i = index + 1; i < page->cards->len; i++) {
		struct zr_card *next = g_ptr_array_index(page->cards, i);
		if (next->kind->focus != NULL && !zr_item_is_readonly(&next->item)) {
			next->kind->focus(next);
			return;
		}
	}
	press_next(app);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	switch (key) {
	case ZR_KEY_NEXT:
		press_next(app);
		break;
	case ZR_KEY_BACK:
		press_back(app);
		break;
	case ZR_KEY_JUMP:
		page_of(app)->is_leaving = true;
		zr_app_show(app, &zr_page_jump, NULL);
		break;
	case ZR_KEY_CLOSE:
		page_of(app)->is_leaving = true;
		zr_app_show_list(app);
		break;
	default:
		break;
	}
}

/* Typed text that does not stand is kept until its question is shown again; only a store that fails
 * keeps the page, and only once. */
static bool leave(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	take_all(app, true);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		char *kept = card->kind->keep != NULL ? card->kind->keep(card) : NULL;
		if (kept != NULL) {
			g_hash_table_insert(app->interview->kept, g_strdup(card->path), kept);
		}
	}
	bool may_leave = !app->interview->is_unstored || page->was_warned;
	page->was_warned = !may_leave; /* a full disk must not hold the enumerator here for good */
	return may_leave;
}

/* ---- building ---- */

static void free_cards(struct question_page *page)
{
	for (guint i = 0; i < page->cards->len; i++) {
		zr_card_free(g_ptr_array_index(page->cards, i));
	}
	g_ptr_array_set_size(page->cards, 0);
	g_clear_handle_id(&page->pause, g_source_remove);
	g_clear_handle_id(&page->arranging, g_source_remove);
}

static void finish(struct zr_app *app)
{
	struct question_page *page = app->page_data;
	if (page != NULL) {
		page->is_leaving = true;
		free_cards(page);
		g_ptr_array_unref(page->cards);
		g_free(page->fault_path);
		g_free(page->media_folder);
		g_free(page);
		app->page_data = NULL;
	}
}

static struct question_page *make_page(struct zr_app *app)
{
	struct question_page *page = g_new0(struct question_page, 1);
	page->cards = g_ptr_array_new();
	struct zr_library_form *form = zr_library_find(
		app->library, app->interview->draft.form_id, app->interview->draft.form_version);
	page->media_folder = g_strdup(form != NULL ? form->directory : NULL);
	page->host = (struct zr_card_host){
		.session = app->interview->session,
		.media_folder = page->media_folder,
		.opened = app->interview->opened,
		.chosen = on_chosen,
		.edited = on_edited,
		.left = on_left,
		.entered = on_entered,
		.changed_face = on_changed_face,
		.user = app,
	};
	page->fault_path = g_steal_pointer(&pending_fault);
	return page;
}

/* "Анна · Birth": the instance and the group around what is asked. */
static char *place_words(struct zr_app *app)
{
	struct zr_session *session = app->interview->session;
	const struct zr_screen *screen = &app->interview->screen;
	struct zr_item around = zr_flow_instance_around(session, &screen->item);
	struct zr_item group = screen->kind == ZR_SCREEN_GROUP
				       ? screen->item
				       : zr_session_up(session, &screen->item);
	g_autofree char *who = around.kind == ZR_ITEM_REPEAT
				       ? zr_outline_instance_name(session, &around)
				       : g_strdup("");
	g_autofree char *what =
		group.kind == ZR_ITEM_GROUP ? zr_outline_title(session, &group) : g_strdup("");
	return g_strdup_printf("%s%s%s", who, who[0] != '\0' && what[0] != '\0' ? " · " : "", what);
}

static void show_kept(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		const char *kept = g_hash_table_lookup(app->interview->kept, card->path);
		if (kept != NULL && card->kind->put_back != NULL) {
			card->is_showing = true;
			card->kind->put_back(card, kept);
			card->is_showing = false;
			card->is_dirty = true;
			g_hash_table_remove(app->interview->kept, card->path);
		}
	}
}

/* A lone field is ready for typing; of several the enumerator takes one. */
static void focus_lone_field(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	if (page->cards->len != 1) {
		return;
	}
	struct zr_card *card = g_ptr_array_index(page->cards, 0);
	if (card->kind->focus != NULL && zr_item_value(&card->item)[0] == '\0' &&
		!zr_item_is_readonly(&card->item) && card->kind != &zr_card_geopoint_kind) {
		card->kind->focus(card);
	}
}

static void build(struct zr_app *app)
{
	struct question_page *page = app->page_data;
	if (page == NULL) {
		page = app->page_data = make_page(app);
	} else {
		page->is_leaving = true;
		free_cards(page);
		page->is_leaving = false;
	}
	g_free(app->page_path);
	app->page_path = zr_flow_path(&app->interview->screen);
	g_autofree char *words = place_words(app);
	zr_app_show_interview_bars(app, words);
	zr_frame_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	zr_frame_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(NEXT), "next");
	g_object_set_data(G_OBJECT(app->frame->content), "zr-heading", NULL);
	bool is_group = app->interview->screen.kind == ZR_SCREEN_GROUP;
	if (is_group) {
		gtk_widget_add_css_class(app->frame->content, "zr-many");
	} else {
		gtk_widget_remove_css_class(app->frame->content, "zr-many");
	}
	g_autofree char *title =
		is_group && app->interview->screen.item.kind == ZR_ITEM_GROUP
			? zr_outline_title(app->interview->session, &app->interview->screen.item)
			: g_strdup("");
	if (title[0] != '\0') {
		GtkWidget *heading = zr_frame_label(title, "zr-heading");
		zr_frame_add(app->frame, heading);
		g_object_set_data(G_OBJECT(app->frame->content), "zr-heading", heading);
	}
	g_autoptr(GArray) items = items_now(app);
	sync_cards(app, items);
	arrange(app);
	show_kept(app);
	if (page->fault_path != NULL) {
		zr_cards_check(app->interview->session, page->cards);
		show_first_fault(app);
		g_clear_pointer(&page->fault_path, g_free);
	} else {
		focus_lone_field(app);
	}
}

void zr_page_question_show_fault(struct zr_app *app, const struct zr_item *question)
{
	g_free(pending_fault);
	pending_fault = zr_place_path(question);
	zr_app_go(app, zr_flow_show(app->interview->session, question));
}

static void describe(struct zr_app *app, GString *json)
{
	struct question_page *page = app->page_data;
	g_string_append(json, ",\"questions\":[");
	for (guint i = 0; page != NULL && i < page->cards->len; i++) {
		g_string_append(json, i > 0 ? "," : "");
		zr_card_describe(g_ptr_array_index(page->cards, i), json);
	}
	g_string_append_c(json, ']');
}

const struct zr_page zr_page_question = {
	.name = "question",
	.build = build,
	.pressed = pressed,
	.leave = leave,
	.moved = moved,
	.describe = describe,
	.finish = finish,
};
