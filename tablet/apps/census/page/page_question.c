/*
 * One question, or a field-list, on the screen.
 *
 * A choice is stored at once. What is typed is no answer before the person has gone on: the field
 * is left, Enter or Next is pressed, or nothing more can be typed in it. Until then, and while it
 * does not stand, it is held by the interview's one owner of such texts (typed.h). When storing
 * fails the page stays.
 */
#include <assert.h>
#include <string.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/doubts.h"
#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/page/page_removal.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/page/remark_strip.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/apps/census/question/card.h"
#include "tablet/apps/census/question/cards.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

struct question_page {
	GPtrArray *cards; /* struct zr_card */
	struct zr_card_host host;
	guint arranging;       /* idle source */
	GtkWidget *heading;    /* above the cards; NULL */
	int width;             /* that the cards were laid out for */
	bool was_warned;       /* Back was pressed once with a wrong answer */
	bool is_leaving;       /* the page is being taken down */
	struct zr_item wanted; /* is to be in sight when the page is built */
	bool has_wanted;
	bool shows_fault; /* what stands there is to be judged when the page is built */
	char *media_folder;
};

static struct question_page *page_of(struct zr_app *app)
{
	assert(zr_stage_is_showing(app, ZR_PAGE_QUESTION) && app->page_data != NULL);
	return app->page_data;
}

/* A drawing that another took the place of is no answer's any more. */
static void remove_old_file(struct zr_app *app, const struct zr_card *card)
{
	struct zr_error error = {0};
	if (zr_card_has(card, ZR_CARD_HAS_FILE) && card->told[0] != '\0' &&
		zr_interview_remove_file(app->interview, card->told, &error) != 0) {
		ZR_LOG(DRAWING_NOT_REMOVED, .error = error.code);
	}
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
		remove_old_file(app, card);
		g_free(card->told);
		card->told = g_strdup(value);
		zr_stage_tell_stored(app, card->path, value);
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
			zr_remark_strip_add(app, card->widget, item);
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
	GtkWidget *before = page->heading;
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
	assert(app->interview != NULL);
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list list = {0};
	GArray *items = g_array_new(FALSE, FALSE, sizeof(struct zr_item));
	if (zr_flow_questions(app->interview->session, &app->interview->screen, &list) == 0) {
		g_array_append_vals(items, list.items, (guint)list.count);
	}
	return items;
}

/* What stands typed at the cards into the session and onto the disk. False: something does not
 * stand, or is not on disk; the screen says so. */
static bool take(struct zr_app *app, enum zr_cards_word word)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	struct zr_error error = {0};
	bool was_unstored = interview->is_unstored;
	bool is_good = zr_cards_take(page_of(app)->cards, interview, word, &error);
	if (was_unstored && interview->is_unstored && error.code == 0 &&
		zr_interview_store(interview, &error) != 0) {
		is_good = false;
	}
	if (interview->is_unstored) {
		zr_stage_show_store_fault(app, &error);
		return false;
	}
	if (was_unstored) {
		zr_frame_set_banner(app->frame, NULL, false);
	}
	tell_stored(app);
	return is_good;
}

/* Cards are laid out for the width that the content has, and again when that changes. */
static void arrange(struct zr_app *app)
{
	assert(app->interview != NULL);
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
	zr_stage_tell(app);
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
	zr_stage_tell(app);
}

/* ---- what happens at a card ---- */

static bool goes_on_by_itself(struct zr_app *app, const struct zr_card *card)
{
	assert(app->interview != NULL);
	const struct zr_screen *screen = &app->interview->screen;
	if (!zr_card_has(card, ZR_CARD_IS_ONE) || screen->kind != ZR_SCREEN_QUESTION ||
		zr_item_value(&card->item)[0] == '\0' ||
		!zr_place_has_appearance(card->item.control, "quick")) {
		return false;
	}
	struct zr_screen next = zr_flow_next(app->interview->session, screen);
	return next.kind != ZR_SCREEN_END;
}

/* What would take entries away is asked first; this page goes meanwhile. */
static bool asks_removal(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct question_page *page = page_of(app);
	page->is_leaving = true;
	bool asks = !app->interview->is_unstored && zr_page_removal_ask_cards(app, page->cards);
	if (!asks) {
		page->is_leaving = false;
	}
	return asks;
}

static void on_completed(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	take(app, ZR_CARDS_LEFT);
	bool is_taken = !zr_card_is_typed(card) && !app->interview->is_unstored;
	if (is_taken && goes_on_by_itself(app, card)) {
		zr_stage_go(app, zr_flow_next(app->interview->session, &app->interview->screen));
		return;
	}
	if (!is_taken && asks_removal(app)) {
		return;
	}
	if (!is_taken) {
		zr_reveal_soon(app->frame, card->widget);
	}
	refresh(app, card->kind->focus != NULL ? card : NULL); /* not the box that is typed in */
}

static void on_edited(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	page_of(app)->was_warned = false;
	zr_stage_tell(app);
}

static void on_left(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	if (!page_of(app)->is_leaving && zr_card_is_typed(card)) {
		take(app, ZR_CARDS_LEFT);
		refresh(app, NULL);
	}
}

static void on_changed_face(void *user, struct zr_card *card)
{
	zr_stage_tell(user);
}

static char *on_put_file(void *user, const char *suffix, const void *data, size_t bytes)
{
	struct zr_app *app = user;
	struct zr_error error = {0};
	g_autofree char *id = g_uuid_string_random();
	g_autofree char *name = g_strconcat(id, suffix, NULL);
	if (zr_interview_put_file(app->interview, name, data, bytes, &error) != 0) {
		ZR_LOG(DRAWING_NOT_STORED, .error = error.code);
		return NULL;
	}
	return g_steal_pointer(&name);
}

static bool on_get_file(void *user, const char *name, struct zr_buffer *ret_data)
{
	struct zr_app *app = user;
	return zr_interview_get_file(app->interview, name, ret_data, NULL) == 0;
}

/* ---- forward and back ---- */

static void show_first_fault(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	for (guint i = 0; i < page->cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(page->cards, i);
		if (card->message[0] != '\0') {
			zr_reveal_soon(app->frame, card->widget);
			return;
		}
	}
}

/* A doubt that just came up, or was not seen yet, is shown once before the way goes on. */
static bool stops_at_doubt(struct zr_app *app)
{
	assert(app->interview != NULL);
	g_autoptr(GArray) items = items_now(app);
	struct zr_item doubt;
	bool stops = zr_doubts_tell_next(app->interview->doubts, items, &doubt);
	struct zr_card *card = stops ? zr_cards_find(page_of(app)->cards, &doubt) : NULL;
	if (card == NULL || app->interview->screen.kind != ZR_SCREEN_GROUP) {
		return false; /* alone on its screen it was read */
	}
	zr_reveal_soon(app->frame, card->widget);
	zr_stage_tell(app);
	return true;
}

static void press_next(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct question_page *page = page_of(app);
	bool is_good = take(app, ZR_CARDS_LAST_WORD);
	if (is_good) {
		refresh(app, NULL);
		is_good = zr_cards_check(app->interview->session, page->cards);
	}
	if (!is_good) {
		if (!asks_removal(app)) {
			show_first_fault(app);
			zr_stage_tell(app);
		}
		return;
	}
	if (stops_at_doubt(app)) {
		return;
	}
	page->is_leaving = true;
	zr_stage_go(app, zr_flow_next(app->interview->session, &app->interview->screen));
}

static void press_back(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct question_page *page = page_of(app);
	if (!take(app, ZR_CARDS_LAST_WORD) && !page->was_warned) {
		if (asks_removal(app)) {
			return;
		}
		page->was_warned = true;
		if (!app->interview->is_unstored) {
			zr_frame_set_banner(app->frame, T(BACK_AGAIN), false);
		}
		show_first_fault(app);
		return;
	}
	page->is_leaving = true;
	zr_stage_go(app, zr_flow_previous(app->interview->session, &app->interview->screen));
}

/* Enter goes to the next field of the screen, and behind the last one to the next screen. */
static void on_entered(void *user, struct zr_card *card)
{
	struct zr_app *app = user;
	struct question_page *page = page_of(app);
	guint index = 0;
	take(app, ZR_CARDS_LEFT);
	refresh(app, NULL);
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
		zr_stage_show(app, ZR_PAGE_JUMP, NULL);
		break;
	case ZR_KEY_CLOSE:
		page_of(app)->is_leaving = true;
		zr_stage_leave_interview(app);
		break;
	default:
		break;
	}
}

/* What does not stand stays typed until its question is shown again; only a store that fails keeps
 * the page, and only once. */
static bool leave(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	take(app, ZR_CARDS_QUIET);
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
	g_clear_handle_id(&page->arranging, g_source_remove);
}

static void finish(struct zr_app *app)
{
	struct question_page *page = app->page_data;
	if (page != NULL) {
		page->is_leaving = true;
		free_cards(page);
		g_ptr_array_unref(page->cards);
		g_free(page->media_folder);
		g_free(page);
		app->page_data = NULL;
	}
}

static void *begin(struct zr_app *app, const void *wanted)
{
	const struct zr_question_wanted *question = wanted;
	struct question_page *page = g_new0(struct question_page, 1);
	page->cards = g_ptr_array_new();
	struct zr_library_form *form = zr_library_find(
		app->library, app->interview->draft.form_id, app->interview->draft.form_version);
	page->media_folder = g_strdup(form != NULL ? form->directory : NULL);
	page->host = (struct zr_card_host){
		.session = app->interview->session,
		.media_folder = page->media_folder,
		.opened = app->interview->opened,
		.typed = app->interview->typed,
		.edited = on_edited,
		.completed = on_completed,
		.left = on_left,
		.entered = on_entered,
		.changed_face = on_changed_face,
		.put_file = on_put_file,
		.get_file = on_get_file,
		.user = app,
	};
	page->has_wanted = question != NULL;
	if (question != NULL) {
		page->wanted = *question->question;
		page->shows_fault = question->shows_fault;
	}
	return page;
}

/* "Анна · Birth": the instance and the group around what is asked. */
static char *place_words(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct zr_session *session = app->interview->session;
	const struct zr_screen *screen = &app->interview->screen;
	struct zr_item around = zr_flow_instance_around(session, &screen->item);
	struct zr_item group = screen->kind == ZR_SCREEN_GROUP
				       ? screen->item
				       : zr_session_up(session, &screen->item);
	g_autofree char *who = around.kind == ZR_ITEM_REPEAT
				       ? zr_overview_instance_name(session, &around)
				       : g_strdup("");
	g_autofree char *what =
		group.kind == ZR_ITEM_GROUP ? zr_overview_title(session, &group) : g_strdup("");
	return g_strdup_printf("%s%s%s", who, who[0] != '\0' && what[0] != '\0' ? " · " : "", what);
}

/* Where something can be answered; what is empty and typed is ready for it. */
static bool focus_card(struct zr_card *card)
{
	if (zr_card_is_note(card) || zr_item_is_readonly(&card->item)) {
		return false;
	}
	if (card->kind->focus != NULL && zr_card_value(card)[0] == '\0' &&
		!zr_card_has(card, ZR_CARD_IS_LONG)) {
		card->kind->focus(card);
	}
	return true;
}

static void focus_first_field(const struct question_page *page)
{
	bool is_found = false;
	for (guint i = 0; i < page->cards->len && !is_found; i++) {
		is_found = focus_card(g_ptr_array_index(page->cards, i));
	}
}

/* What the page was asked for; else the first fault; else what is to be answered first. */
static void show_wanted(struct zr_app *app)
{
	struct question_page *page = page_of(app);
	if (page->shows_fault) {
		take(app, ZR_CARDS_LAST_WORD);
		zr_cards_check(app->interview->session, page->cards);
	}
	struct zr_card *card = page->has_wanted ? zr_cards_find(page->cards, &page->wanted) : NULL;
	if (card != NULL && (!page->shows_fault || card->message[0] != '\0')) {
		zr_reveal_soon(app->frame, card->widget);
		focus_card(card);
	} else if (page->shows_fault) {
		show_first_fault(app);
	} else {
		focus_first_field(page);
	}
	page->has_wanted = page->shows_fault = false;
}

static void build(struct zr_app *app)
{
	struct question_page *page = app->page_data;
	assert(page != NULL);
	page->is_leaving = true; /* built again: the old fields go, and are not left by a person */
	free_cards(page);
	page->is_leaving = false;
	g_free(app->page_path);
	app->page_path = zr_flow_path(&app->interview->screen);
	g_autofree char *words = place_words(app);
	zr_stage_show_interview_bars(app, words);
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(NEXT), "next");
	page->heading = NULL;
	bool is_group = app->interview->screen.kind == ZR_SCREEN_GROUP;
	if (is_group) {
		gtk_widget_add_css_class(app->frame->content, "zr-many");
	} else {
		gtk_widget_remove_css_class(app->frame->content, "zr-many");
	}
	g_autofree char *title =
		is_group && app->interview->screen.item.kind == ZR_ITEM_GROUP
			? zr_overview_title(app->interview->session, &app->interview->screen.item)
			: g_strdup("");
	if (title[0] != '\0') {
		page->heading = zr_frame_label(title, "zr-heading");
		zr_frame_add(app->frame, page->heading);
	}
	g_autoptr(GArray) items = items_now(app);
	sync_cards(app, items);
	arrange(app);
	show_wanted(app);
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
	.begin = begin,
	.build = build,
	.pressed = pressed,
	.leave = leave,
	.moved = moved,
	.describe = describe,
	.finish = finish,
};
