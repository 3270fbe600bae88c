/* The questions of a screen, what is wrong with them first. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/interview/place.h"
#include "respond/page/show_field.h"

/* ---- what is said before the questions ---- */

static void add_notice(struct zr_html *html, enum zr_saying saying)
{
	zr_html_raw(html, "<p class=notice role=status>");
	zr_html_say(html, saying);
	zr_html_raw(html, "</p>");
}

static void add_notice_of(struct zr_html *html, enum zr_saying saying, size_t number)
{
	char text[24];
	(void)snprintf(text, sizeof text, "%zu", number);
	zr_html_raw(html, "<p class=notice role=status>");
	zr_html_say_of(html, saying, text);
	zr_html_raw(html, "</p>");
}

static void add_notices(struct zr_html *html, const struct zr_show_page *page)
{
	if (page->is_stale) {
		add_notice(html, ZR_SAY_STALE);
	}
	if (page->hidden_count > 0) {
		add_notice_of(html, ZR_SAY_HIDDEN, page->hidden_count);
	}
	if (page->has_more) {
		add_notice(html, ZR_SAY_MORE_QUESTIONS);
	}
	if (page->was_form_faulty) {
		add_notice(html, ZR_SAY_FORM_FAULT);
	}
}

/* A number that takes entries away with it is not taken before it is confirmed. */
static void add_lowering(struct zr_html *html, const struct zr_show_page *page)
{
	char text[24];
	if (!page->is_held || page->taking == NULL) {
		return;
	}
	(void)snprintf(text, sizeof text, "%zu", page->taking->lowered_count);
	zr_html_raw(html, "<div class=summary role=alert><p>");
	zr_html_say_of(html, ZR_SAY_LOWERED, text);
	zr_html_raw(html,
		"</p><div class=choice><input type=checkbox id=lower name=lower value=yes>"
		"<label for=lower>");
	zr_html_say(html, ZR_SAY_LOWER_YES);
	zr_html_raw(html, "</label></div></div>");
}

static bool is_wrong(const struct zr_show_page *page, const char *path)
{
	const struct zr_taken *taken =
		page->taking != NULL ? zr_taking_find(page->taking, path) : NULL;
	return taken != NULL && (taken->is_malformed || taken->verdict != ZR_VERDICT_ACCEPTED);
}

static void add_fault(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_item *item, size_t number)
{
	ZR_CLEANUP_FREE char *path = zr_place_path(item);
	if (path == NULL || !is_wrong(page, path)) {
		return;
	}
	zr_html_raw(html, "<li><a href=\"#f");
	zr_html_number(html, number);
	zr_html_raw(html, "\">");
	zr_show_field_message(html, page, item, zr_taking_find(page->taking, path));
	zr_html_raw(html, "</a></li>");
}

static void add_faults(
	struct zr_html *html, const struct zr_show_page *page, const struct zr_flow_list *list)
{
	if (page->fault_count == 0) {
		return;
	}
	zr_html_raw(html, "<div class=summary role=alert><h2>");
	zr_html_say(html, ZR_SAY_PROBLEMS);
	zr_html_raw(html, "</h2><ul>");
	for (size_t i = 0; i < list->count; i++) {
		add_fault(html, page, &list->items[i], i);
	}
	zr_html_raw(html, "</ul></div>");
}

/* ---- the frame of a page of the questionnaire ---- */

static void add_title(struct zr_session *session, const struct zr_item *item, struct zr_buffer *ret)
{
	if (item->control != NULL && item->kind != ZR_ITEM_PROMPT) {
		(void)!zr_session_text(session, item, ZR_TEXT_LABEL, ret, NULL);
	}
}

static void begin(struct zr_html *html, const struct zr_show_page *page, const char *title)
{
	const struct zr_show_frame frame = {
		.title = title[0] != '\0' ? title : zr_form_title(page->answering->form),
		.language = zr_show_language(page->answering, html->tongue),
		.address = page->answering->facts.address,
		.is_error = page->fault_count > 0,
	};
	zr_show_frame_begin(html, &frame);
}

/* ---- questions ---- */

/* Where the questions are: the person, and the group. */
static void add_around(struct zr_html *html, const struct zr_show_page *page)
{
	struct zr_session *session = page->answering->session;
	struct zr_item instance =
		page->screen->kind == ZR_SCREEN_GROUP && page->screen->item.kind == ZR_ITEM_REPEAT
			? page->screen->item
			: zr_flow_instance_around(session, &page->screen->item);
	if (instance.kind == ZR_ITEM_REPEAT) {
		zr_html_raw(html, "<p class=around>");
		zr_show_instance_name(html, session, &instance);
		zr_html_raw(html, "</p>");
	}
}

static void add_question(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_item *item, size_t number)
{
	ZR_CLEANUP_FREE char *path = zr_place_path(item);
	if (path == NULL) {
		html->code = ZR_E_NOMEM;
		return;
	}
	const struct zr_show_question field = {
		.page = page,
		.item = *item,
		.look = zr_look_of(item),
		.path = path,
		.number = number,
		.is_alone = page->screen->kind == ZR_SCREEN_QUESTION,
		.is_wrong = is_wrong(page, path),
	};
	zr_show_field(html, &field);
}

static void add_questions(
	struct zr_html *html, const struct zr_show_page *page, const struct zr_flow_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		add_question(html, page, &list->items[i], i);
	}
}

/* The heading of several questions is their group's. */
static void add_heading(struct zr_html *html, const struct zr_show_page *page, const char *title)
{
	if (page->screen->kind == ZR_SCREEN_GROUP) {
		zr_html_raw(html, "<h1>");
		zr_html_label(
			html, title[0] != '\0' ? title : zr_form_title(page->answering->form));
		zr_html_raw(html, "</h1>");
	}
}

static void add_screen(struct zr_html *html, const struct zr_show_page *page, const char *path)
{
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list list = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer title = {0};
	struct zr_session *session = page->answering->session;
	if (zr_flow_questions(session, page->screen, &list) != 0) {
		html->code = ZR_E_NOMEM;
		return;
	}
	add_title(session, &page->screen->item, &title);
	begin(html, page, zr_buffer_text(&title));
	zr_html_raw(html, "<form method=post action=\"/form\" novalidate>");
	add_faults(html, page, &list);
	add_notices(html, page);
	add_lowering(html, page);
	zr_show_hidden(html, page, path);
	/* Enter goes on, whatever button stands first. */
	zr_html_raw(html, "<button class=unseen name=go value=next tabindex=-1 aria-hidden=true>");
	zr_html_say(html, ZR_SAY_NEXT);
	zr_html_raw(html, "</button>");
	add_around(html, page);
	add_heading(html, page, zr_buffer_text(&title));
	add_questions(html, page, &list);
	zr_show_ways(html, page, true);
	zr_html_raw(html, "</form>");
	zr_show_frame_end(html);
}

static void add_framed(struct zr_html *html, const struct zr_show_page *page, const char *path)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer title = {0};
	bool is_roster = page->screen->kind == ZR_SCREEN_ROSTER;
	add_title(page->answering->session, &page->screen->item, &title);
	begin(html, page,
		is_roster ? zr_buffer_text(&title) : zr_sayings_text(ZR_SAY_SUMMARY, html->tongue));
	zr_html_raw(html, "<form method=post action=\"/form\" novalidate>");
	add_notices(html, page);
	zr_show_hidden(html, page, path);
	if (is_roster) {
		add_around(html, page);
		zr_show_roster(html, page);
	} else {
		zr_show_summary(html, page);
	}
	zr_html_raw(html, "</form>");
	zr_show_frame_end(html);
}

void zr_show_screen(struct zr_html *html, const struct zr_show_page *page)
{
	assert(html != NULL && page != NULL && page->screen != NULL);
	ZR_CLEANUP_FREE char *path = zr_flow_path(page->screen);
	if (path == NULL) {
		html->code = ZR_E_NOMEM;
	} else if (page->screen->kind == ZR_SCREEN_ROSTER || page->screen->kind == ZR_SCREEN_END) {
		add_framed(html, page, path);
	} else {
		add_screen(html, page, path);
	}
}
