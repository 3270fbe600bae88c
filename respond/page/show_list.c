/* Lists: the entries of a repeat, and all answers before they are sent. */
#include <assert.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "lib/interview/place.h"
#include "respond/core/look.h"
#include "respond/page/show.h"

/* ---- a roster ---- */

struct count {
	size_t answered;
	size_t wrong; /* or missing */
};

static struct count count_inside(struct zr_session *session, const struct zr_item *instance)
{
	struct count count = {0};
	struct zr_item end = zr_session_skip(session, instance);
	struct zr_item at = zr_session_next(session, instance);
	while (at.kind != ZR_ITEM_END && !zr_item_equal(&at, &end)) {
		if (at.kind == ZR_ITEM_QUESTION && zr_look_is_input(zr_look_of(&at))) {
			count.answered += zr_item_value(&at)[0] != '\0';
			count.wrong += zr_look_judge(session, &at) != ZR_VERDICT_ACCEPTED;
		}
		at = zr_session_next(session, &at);
	}
	return count;
}

static void add_unseen_name(struct zr_html *html, struct zr_session *session,
	const struct zr_item *instance, enum zr_saying verb)
{
	zr_html_say(html, verb);
	zr_html_raw(html, "<span class=unseen>: ");
	zr_show_instance_name(html, session, instance);
	zr_html_raw(html, "</span>");
}

static void add_entry(struct zr_html *html, const struct zr_show_page *page, size_t index)
{
	struct zr_session *session = page->answering->session;
	struct zr_item instance = zr_session_repeat_at(session, &page->screen->item, index);
	struct count count = count_inside(session, &instance);
	bool is_open = count.wrong > 0 || count.answered == 0;
	zr_html_raw(html, "<li><span class=name>");
	zr_show_instance_name(html, session, &instance);
	zr_html_raw(html,
		is_open ? "</span> <span class=\"state open\">" : "</span> <span class=state>");
	zr_html_say(html, count.answered == 0 ? ZR_SAY_ENTRY_NEW
			  : is_open           ? ZR_SAY_ENTRY_PARTIAL
					      : ZR_SAY_ENTRY_COMPLETE);
	zr_html_raw(html, "</span> <button class=link name=enter value=");
	zr_html_number(html, index);
	zr_html_raw(html, ">");
	add_unseen_name(html, session, &instance, is_open ? ZR_SAY_OPEN : ZR_SAY_CHANGE);
	zr_html_raw(html, "</button>");
	if (zr_session_can_remove(session, &instance)) {
		zr_html_raw(html, " <button class=link name=remove value=");
		zr_html_number(html, index);
		zr_html_raw(html, ">");
		add_unseen_name(html, session, &instance, ZR_SAY_REMOVE);
		zr_html_raw(html, "</button>");
	}
	zr_html_raw(html, "</li>");
}

static void add_roster_heading(struct zr_html *html, const struct zr_show_page *page)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	struct zr_item item = page->screen->item;
	struct zr_session *session = page->answering->session;
	struct zr_item group = zr_session_up(session, &item);
	bool has_label = group.kind == ZR_ITEM_GROUP &&
			 zr_session_text(session, &group, ZR_TEXT_LABEL, &label, NULL) == 0 &&
			 label.bytes > 0;
	if (!has_label && item.kind == ZR_ITEM_REPEAT) {
		has_label = zr_session_text(session, &item, ZR_TEXT_LABEL, &label, NULL) == 0 &&
			    label.bytes > 0;
	}
	zr_html_raw(html, "<h1>");
	zr_html_label(
		html, has_label ? zr_buffer_text(&label) : zr_form_title(page->answering->form));
	zr_html_raw(html, "</h1>");
}

void zr_show_roster(struct zr_html *html, const struct zr_show_page *page)
{
	assert(html != NULL && page != NULL && page->screen->kind == ZR_SCREEN_ROSTER);
	struct zr_session *session = page->answering->session;
	size_t count = zr_session_repeat_count(session, &page->screen->item);
	add_roster_heading(html, page);
	if (count == 0) {
		zr_html_raw(html, "<p>");
		zr_html_say(html, ZR_SAY_NOBODY);
		zr_html_raw(html, "</p>");
	} else {
		zr_html_raw(html, "<ul class=entries>");
		for (size_t i = 0; i < count; i++) {
			add_entry(html, page, i);
		}
		zr_html_raw(html, "</ul>");
	}
	if (zr_session_can_add(session, &page->screen->item)) {
		zr_html_raw(html, "<p><button class=second name=go value=add>");
		zr_html_say(html, ZR_SAY_ADD);
		zr_html_raw(html, "</button></p>");
	}
	zr_show_ways(html, page, true);
}

void zr_show_removal(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_show_removal *removal)
{
	assert(html != NULL && page != NULL && removal->instance != NULL);
	struct zr_session *session = page->answering->session;
	ZR_CLEANUP_FREE char *path = zr_flow_path(page->screen);
	char count[24];
	(void)snprintf(count, sizeof count, "%zu", removal->answer_count);
	const struct zr_show_frame frame = {
		.title = zr_sayings_text(ZR_SAY_REMOVE, html->tongue),
		.language = zr_show_language(page->answering, html->tongue),
		.address = page->answering->facts.address,
	};
	zr_show_frame_begin(html, &frame);
	zr_html_raw(html, "<h1>");
	zr_html_say(html, ZR_SAY_REMOVE);
	zr_html_raw(html, ": ");
	zr_show_instance_name(html, session, removal->instance);
	zr_html_raw(html, "?</h1><p>");
	zr_html_say_of(html, ZR_SAY_REMOVE_HELP, count);
	zr_html_raw(html, "</p><form method=post action=\"/form\">");
	zr_show_hidden(html, page, path != NULL ? path : "");
	zr_html_raw(html, "<div class=ways><button class=danger name=sure value=");
	zr_html_number(html, removal->index);
	zr_html_raw(html, ">");
	zr_html_say(html, ZR_SAY_REMOVE);
	zr_html_raw(html, "</button> <button class=second name=go value=stay>");
	zr_html_say(html, ZR_SAY_KEEP);
	zr_html_raw(html, "</button></div></form>");
	zr_show_frame_end(html);
}

/* ---- all answers ---- */

static void add_answer(struct zr_html *html, struct zr_session *session, const struct zr_item *item)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer answer = {0};
	if (zr_item_value(item)[0] == '\0') {
		zr_html_raw(html, "<span class=hint>");
		zr_html_say(html, ZR_SAY_UNANSWERED);
		zr_html_raw(html, "</span>");
	} else if (zr_place_is_hidden(item->control)) {
		zr_html_say(html, ZR_SAY_WRITTEN);
	} else if (zr_session_display(session, item, &answer, NULL) == 0) {
		zr_html_plain_label(html, zr_buffer_text(&answer));
	}
}

/* A link to the screen that shows it. */
static void add_change(struct zr_html *html, struct zr_session *session, const struct zr_item *item,
	const char *label)
{
	struct zr_screen screen = zr_flow_show(session, item);
	ZR_CLEANUP_FREE char *path = zr_flow_path(&screen);
	if (path == NULL) {
		html->code = ZR_E_NOMEM;
		return;
	}
	zr_html_raw(html, " <a href=\"/form?at=");
	zr_html_part(html, path);
	zr_html_raw(html, "\">");
	zr_html_say(html, ZR_SAY_CHANGE);
	zr_html_raw(html, "<span class=unseen>: ");
	zr_html_plain_label(html, label);
	zr_html_raw(html, "</span></a>");
}

/* True: it stands in the way of sending. */
static bool add_line(struct zr_html *html, struct zr_session *session, const struct zr_item *item)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	bool is_wrong = zr_look_judge(session, item) != ZR_VERDICT_ACCEPTED;
	if (zr_session_text(session, item, ZR_TEXT_LABEL, &label, NULL) != 0) {
		return is_wrong;
	}
	zr_html_raw(html, is_wrong ? "<div class=wrong><dt>" : "<div><dt>");
	zr_html_plain_label(html, zr_buffer_text(&label));
	zr_html_raw(html, "</dt><dd>");
	add_answer(html, session, item);
	if (is_wrong) {
		zr_html_raw(html, " <strong class=error>");
		zr_html_say(
			html, zr_item_value(item)[0] == '\0' ? ZR_SAY_REQUIRED : ZR_SAY_CONSTRAINT);
		zr_html_raw(html, "</strong>");
	}
	add_change(html, session, item, zr_buffer_text(&label));
	zr_html_raw(html, "</dd></div>");
	return is_wrong;
}

/* Each person has a list of his own under his name. */
static void add_instance(
	struct zr_html *html, struct zr_session *session, const struct zr_item *item)
{
	zr_html_raw(html, "</dl><h2>");
	zr_show_instance_name(html, session, item);
	zr_html_raw(html, "</h2><dl class=answers>");
}

/* What comes behind the persons is the household's again. */
static void end_instance(struct zr_html *html, struct zr_session *session,
	const struct zr_item *question, struct zr_item *instance)
{
	struct zr_item around = zr_flow_instance_around(session, question);
	if (instance->kind == ZR_ITEM_REPEAT && around.kind != ZR_ITEM_REPEAT) {
		*instance = around;
		zr_html_raw(html, "</dl><h2>");
		zr_html_say(html, ZR_SAY_HOUSEHOLD);
		zr_html_raw(html, "</h2><dl class=answers>");
	}
}

static size_t add_lines(struct zr_html *html, struct zr_session *session)
{
	struct zr_item instance = zr_session_start(session);
	size_t wrong = 0;
	struct zr_item at = zr_session_start(session);
	zr_html_raw(html, "<dl class=answers>");
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END && html->code == 0;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_REPEAT) {
			add_instance(html, session, &at);
			instance = at;
		} else if (at.kind == ZR_ITEM_QUESTION && zr_look_is_input(zr_look_of(&at))) {
			end_instance(html, session, &at, &instance);
			wrong += add_line(html, session, &at);
		}
	}
	zr_html_raw(html, "</dl>");
	return wrong;
}

void zr_show_summary(struct zr_html *html, const struct zr_show_page *page)
{
	assert(html != NULL && page != NULL && page->screen->kind == ZR_SCREEN_END);
	zr_html_raw(html, "<h1>");
	zr_html_say(html, ZR_SAY_SUMMARY);
	zr_html_raw(html, "</h1>");
	size_t wrong = add_lines(html, page->answering->session);
	zr_html_raw(html, wrong == 0 ? "<p>" : "<p class=\"notice\" role=status>");
	zr_html_say(html, wrong == 0 ? ZR_SAY_SUMMARY_GOOD : ZR_SAY_SUMMARY_BAD);
	zr_html_raw(html, "</p>");
	if (wrong == 0) {
		zr_html_raw(html, "<p class=hint>");
		zr_html_say(html, ZR_SAY_SEND_HELP);
		zr_html_raw(html, "</p><div class=ways><button name=go value=send>");
		zr_html_say(html, ZR_SAY_SEND);
		zr_html_raw(html, "</button></div>");
	}
	zr_show_ways(html, page, false);
}
