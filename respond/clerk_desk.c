/*
 * A page's form. First what it answers goes into the session, whatever button was pressed: nothing
 * that stands is lost on a way back or out. Then the button is followed.
 */
#include "respond/clerk_desk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits_respond.h"
#include "lib/event/log.h"
#include "lib/http/escape.h"
#include "respond/core/look.h"

/* ---- answers ---- */

struct zr_html zr_clerk_desk_html(struct zr_inquiry *call, enum zr_tongue tongue)
{
	assert(call != NULL);
	zr_buffer_clear(&call->body);
	return (struct zr_html){.out = &call->body, .tongue = tongue};
}

void zr_clerk_desk_end(struct zr_inquiry *call, const struct zr_html *html, unsigned status)
{
	assert(call != NULL && html != NULL && status >= 200);
	if (html->code != 0) {
		const struct zr_error error = {.code = html->code};
		zr_clerk_desk_fail(call, &error, html->tongue);
		return;
	}
	call->status = status;
	call->type = "text/html; charset=utf-8";
}

void zr_clerk_desk_turn_away(
	struct zr_inquiry *call, const struct zr_clerk_turning *why, enum zr_tongue tongue)
{
	assert(call != NULL && why != NULL && why->status >= 500);
	struct zr_html html = zr_clerk_desk_html(call, tongue);
	zr_show_message(&html, why->saying);
	if (html.code != 0) { /* not even memory for that: the number alone */
		zr_buffer_clear(&call->body);
	}
	call->status = why->status;
	call->type = "text/html; charset=utf-8";
	call->retry_after_s = ZR_RESPOND_RETRY_S;
}

void zr_clerk_desk_go(struct zr_inquiry *call, const char *location)
{
	assert(call != NULL && location != NULL && location[0] == '/');
	call->status = 303;
	call->type = "text/plain; charset=utf-8";
	(void)snprintf(call->location, sizeof call->location, "%s", location);
}

void zr_clerk_desk_go_to(
	struct zr_inquiry *call, const char *path, const struct zr_clerk_word *word)
{
	assert(call != NULL && path != NULL && word != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer location = {0};
	int code = zr_buffer_add_text(&location, "/form?at=");
	if (code == 0) {
		code = zr_escape_add_path_part(&location, path);
	}
	if (code == 0 && word->is_stale) {
		code = zr_buffer_add_text(&location, "&stale=1");
	}
	if (code == 0 && word->hidden_count > 0) {
		code = zr_buffer_add_format(&location, "&hidden=%zu", word->hidden_count);
	}
	bool fits = code == 0 && location.bytes < sizeof call->location;
	zr_clerk_desk_go(call, fits ? zr_buffer_text(&location) : "/form");
}

void zr_clerk_desk_fail(
	struct zr_inquiry *call, const struct zr_error *error, enum zr_tongue tongue)
{
	assert(call != NULL && error != NULL);
	bool is_passing = zr_error_is_retryable(error->code) || error->code == ZR_E_NOT_FOUND;
	const struct zr_clerk_turning why = {
		is_passing ? ZR_SAY_BUSY : ZR_SAY_FORM_FAULT, error->code == ZR_E_FULL ? 507 : 503};
	ZR_LOG(ANSWERING_FAILED, .error = error->code, .line = error->line);
	zr_clerk_desk_turn_away(call, &why, tongue);
}

enum zr_tongue zr_clerk_desk_tongue(const struct zr_clerk_desk *desk)
{
	assert(desk != NULL);
	const char *language = desk->answering.facts.language;
	return zr_sayings_tongue(language != NULL ? language : desk->call->language);
}

void zr_clerk_desk_show(struct zr_clerk_desk *desk, struct zr_show_page *page, unsigned status)
{
	assert(desk != NULL && page != NULL && page->screen != NULL);
	struct zr_html html = zr_clerk_desk_html(desk->call, zr_clerk_desk_tongue(desk));
	zr_show_screen(&html, page);
	zr_clerk_desk_end(desk->call, &html, status);
}

/* ---- a form ---- */

/* One request while it is worked on. */
struct work {
	struct zr_clerk_desk *desk;
	struct zr_screen screen;
	struct zr_taking taking;
	struct zr_clerk_word word;
};

static void work_finish(struct work *work)
{
	zr_taking_finish(&work->taking);
}

static const char *field(const struct work *work, const char *name)
{
	const char *value = zr_fields_get(&work->desk->call->form, name);
	return value != NULL ? value : "";
}

static bool is_go(const struct work *work, const char *way)
{
	return strcmp(field(work, "go"), way) == 0;
}

/* A number that the form itself wrote; false: it is none, or not below the limit. */
static bool read_index(const struct work *work, const char *name, size_t limit, size_t *ret_index)
{
	const char *text = field(work, name);
	char *end = NULL;
	unsigned long value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value >= limit) {
		return false;
	}
	*ret_index = value;
	return true;
}

static int save(struct work *work, const char *path, struct zr_error *error)
{
	struct zr_answering *answering = &work->desk->answering;
	int code = zr_answering_facts_set(&answering->facts.writer, work->desk->writer, error);
	return code == 0 ? zr_answering_save(answering, path, error) : code;
}

static void fail(struct work *work, const struct zr_error *error)
{
	zr_clerk_desk_fail(work->desk->call, error, zr_clerk_desk_tongue(work->desk));
}

/* Saves and goes to the screen. */
static void go_to(struct work *work, const struct zr_screen *screen)
{
	struct zr_error error = {.code = ZR_E_NOMEM};
	ZR_CLEANUP_FREE char *path = zr_flow_path(screen);
	if (path == NULL || save(work, path, &error) != 0) {
		fail(work, &error);
		return;
	}
	zr_clerk_desk_go_to(work->desk->call, path, &work->word);
}

/* The same screen again, with what is wrong or new. */
static void show_again(struct work *work, size_t fault_count, bool has_more)
{
	assert(work != NULL);
	struct zr_show_page page = {.answering = &work->desk->answering,
		.token = work->desk->token,
		.screen = &work->screen,
		.typed = &work->desk->call->form,
		.taking = &work->taking,
		.fault_count = fault_count,
		.hidden_count = work->word.hidden_count,
		.is_stale = work->word.is_stale,
		.has_more = has_more,
		.was_form_faulty = work->taking.is_form_faulty};
	zr_clerk_desk_show(work->desk, &page, fault_count > 0 ? 422 : 200);
}

static void save_and_show_again(struct work *work, size_t fault_count, bool has_more)
{
	struct zr_error error = {.code = ZR_E_NOMEM};
	ZR_CLEANUP_FREE char *path = zr_flow_path(&work->screen);
	if (path == NULL || save(work, path, &error) != 0) {
		fail(work, &error);
		return;
	}
	show_again(work, fault_count, has_more);
}

/* On: when all that the screen asks stands, and was seen. */
static void go_on(struct work *work)
{
	assert(work != NULL);
	struct zr_error error = {0};
	struct zr_session *session = work->desk->answering.session;
	size_t fault_count = 0;
	bool has_more = false;
	int code = zr_taking_judge(&work->taking, session, &work->screen, &fault_count, &error);
	if (code == 0) {
		code = zr_taking_find_more(
			&work->desk->call->form, session, &work->screen, &has_more, &error);
	}
	if (code != 0) {
		fail(work, &error);
	} else if (fault_count > 0 || has_more || work->taking.is_form_faulty) {
		save_and_show_again(work, fault_count, has_more);
	} else {
		struct zr_screen next = zr_flow_next(session, &work->screen);
		go_to(work, &next);
	}
}

static void go_back(struct work *work)
{
	struct zr_session *session = work->desk->answering.session;
	struct zr_screen screen = zr_flow_previous(session, &work->screen);
	if (screen.kind == ZR_SCREEN_START) {
		screen = zr_flow_first(session);
	}
	go_to(work, &screen);
}

/* ---- a roster ---- */

static void add_entry(struct work *work)
{
	assert(work != NULL);
	struct zr_error error = {0};
	struct zr_session *session = work->desk->answering.session;
	struct zr_item instance;
	if (!zr_session_can_add(session, &work->screen.item)) {
		go_to(work, &work->screen);
		return;
	}
	int code = zr_session_repeat_add(session, &work->screen.item, &instance, &error);
	if (code != 0) {
		fail(work, &error);
		return;
	}
	struct zr_screen roster = zr_flow_roster(session, &instance);
	struct zr_screen inside = zr_flow_enter(session, &roster, instance.index);
	go_to(work, &inside);
}

static size_t count_answers(struct zr_session *session, const struct zr_item *instance)
{
	assert(session != NULL && instance != NULL);
	size_t count = 0;
	struct zr_item end = zr_session_skip(session, instance);
	struct zr_item at = zr_session_next(session, instance);
	while (at.kind != ZR_ITEM_END && !zr_item_equal(&at, &end)) {
		count += at.kind == ZR_ITEM_QUESTION && zr_look_is_input(zr_look_of(&at)) &&
			 zr_item_value(&at)[0] != '\0';
		at = zr_session_next(session, &at);
	}
	return count;
}

static void ask_removal(struct work *work, size_t index)
{
	assert(work != NULL);
	struct zr_clerk_desk *desk = work->desk;
	struct zr_session *session = desk->answering.session;
	struct zr_item instance = zr_session_repeat_at(session, &work->screen.item, index);
	const struct zr_show_removal removal = {
		&instance, index, count_answers(session, &instance)};
	const struct zr_show_page page = {
		.answering = &desk->answering, .token = desk->token, .screen = &work->screen};
	struct zr_html html = zr_clerk_desk_html(desk->call, zr_clerk_desk_tongue(desk));
	zr_show_removal(&html, &page, &removal);
	zr_clerk_desk_end(desk->call, &html, 200);
}

/* By its number on a page that somebody saw: not when the list has changed since. */
static void remove_entry(struct work *work, size_t index)
{
	assert(work != NULL);
	struct zr_error error = {0};
	struct zr_session *session = work->desk->answering.session;
	struct zr_item instance = zr_session_repeat_at(session, &work->screen.item, index);
	int code = 0;
	if (!work->word.is_stale && zr_session_can_remove(session, &instance)) {
		code = zr_session_repeat_remove(session, &instance, &error);
	}
	if (code != 0) {
		fail(work, &error);
		return;
	}
	struct zr_screen roster = zr_flow_find(session, field(work, "at"));
	go_to(work, &roster);
}

/* True: the form was one of a roster's own. */
static bool take_roster(struct work *work)
{
	assert(work != NULL);
	struct zr_session *session = work->desk->answering.session;
	if (work->screen.kind != ZR_SCREEN_ROSTER) {
		return false;
	}
	size_t index = 0;
	size_t count = zr_session_repeat_count(session, &work->screen.item);
	if (read_index(work, "enter", count, &index)) {
		struct zr_screen inside = zr_flow_enter(session, &work->screen, index);
		go_to(work, &inside);
	} else if (read_index(work, "remove", count, &index)) {
		ask_removal(work, index);
	} else if (read_index(work, "sure", count, &index)) {
		remove_entry(work, index);
	} else if (is_go(work, "add")) {
		add_entry(work);
	} else if (is_go(work, "stay")) {
		go_to(work, &work->screen);
	} else {
		return false;
	}
	return true;
}

/* ---- the end ---- */

static size_t count_faults(struct zr_session *session)
{
	size_t count = 0;
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		count += at.kind == ZR_ITEM_QUESTION &&
			 zr_look_judge(session, &at) != ZR_VERDICT_ACCEPTED;
	}
	return count;
}

static void say_not_sent(struct work *work, const struct zr_error *error)
{
	assert(work != NULL && error != NULL);
	const struct zr_clerk_turning why = {ZR_SAY_NOT_SENT, 503};
	ZR_LOG(ANSWERS_NOT_SENT, .error = error->code);
	zr_clerk_desk_turn_away(work->desk->call, &why, zr_clerk_desk_tongue(work->desk));
}

/* Who answers when the code was renewed meanwhile is perhaps not whom the new letter went to. */
static void say_code_is_over(struct work *work)
{
	struct zr_html html =
		zr_clerk_desk_html(work->desk->call, zr_clerk_desk_tongue(work->desk));
	zr_show_message(&html, ZR_SAY_CODE_UNKNOWN);
	zr_clerk_desk_end(work->desk->call, &html, 403);
}

/* Not over what somebody else has changed since this page: it would be sent unseen. The agent gets
 * what is on disk as closed, no sooner: perhaps it was closed in this very round. */
static void send(struct work *work)
{
	assert(work != NULL);
	struct zr_error error = {0};
	struct zr_answering *answering = &work->desk->answering;
	if (work->word.is_stale || count_faults(answering->session) > 0) {
		zr_clerk_desk_go_to(work->desk->call, ZR_FLOW_END_PATH, &work->word);
		return;
	}
	bool is_open = answering->state == ZR_LOCKER_OPEN;
	bool is_due = !is_open && work->desk->call->is_second;
	int code = is_due    ? zr_answering_send(answering, &error)
		   : is_open ? zr_answering_close(answering, &error)
			     : 0;
	if (code == 0 && !is_due) {
		work->desk->call->is_again = true;
		return;
	}
	if (code == ZR_E_REFUSED) {
		say_code_is_over(work);
		return;
	}
	if (code != 0) {
		say_not_sent(work, &error);
		return;
	}
	ZR_LOG(ANSWERS_SENT);
	zr_clerk_desk_go(work->desk->call, "/form");
}

/* ---- all of them ---- */

/* The browser that saved last was another one, and this page is older. */
static bool is_stale(const struct work *work)
{
	const struct zr_answering *answering = &work->desk->answering;
	const char *writer = answering->facts.writer;
	return strtoll(field(work, "edition"), NULL, 10) != answering->edition &&
	       writer[0] != '\0' && strcmp(writer, work->desk->writer) != 0;
}

/* A number that takes entries away waits for a yes: nothing of the page was taken. True: it does.
 */
static bool hold(struct work *work)
{
	assert(work != NULL);
	struct zr_error error = {0};
	struct zr_clerk_desk *desk = work->desk;
	if (work->taking.lowered_count == 0 || strcmp(field(work, "lower"), "yes") == 0) {
		return false;
	}
	if (zr_answering_reopen(&desk->answering, &error) != 0) {
		fail(work, &error);
		return true;
	}
	work->screen = zr_flow_find(desk->answering.session, field(work, "at"));
	struct zr_show_page page = {.answering = &desk->answering,
		.token = desk->token,
		.screen = &work->screen,
		.typed = &desk->call->form,
		.taking = &work->taking,
		.is_held = true,
		.is_stale = work->word.is_stale};
	zr_clerk_desk_show(desk, &page, 422);
	return true;
}

static void follow(struct work *work)
{
	assert(work != NULL);
	struct zr_answering *answering = &work->desk->answering;
	struct zr_error error = {0};
	size_t language = 0;
	const struct zr_screen end = {.kind = ZR_SCREEN_END, .item = {.kind = ZR_ITEM_END}};
	if (read_index(work, "language", zr_form_language_count(answering->form), &language)) {
		if (zr_answering_speak(answering, language, &error) != 0) {
			fail(work, &error);
			return;
		}
		go_to(work, &work->screen);
	} else if (take_roster(work)) {
		return;
	} else if (is_go(work, "back")) {
		go_back(work);
	} else if (is_go(work, "list")) {
		go_to(work, &end);
	} else if (is_go(work, "leave")) {
		go_to(work, &work->screen);
		if (work->desk->call->status == 303) {
			zr_clerk_desk_go(work->desk->call, "/?why=left");
		}
	} else if (is_go(work, "send") && work->screen.kind == ZR_SCREEN_END) {
		send(work);
	} else {
		go_on(work);
	}
}

void zr_clerk_desk_take(struct zr_clerk_desk *desk)
{
	assert(desk != NULL && desk->call->is_post);
	ZR_CLEANUP(work_finish) struct work work = {.desk = desk};
	struct zr_error error = {0};
	struct zr_answering *answering = &desk->answering;
	if (answering->state == ZR_LOCKER_SENT) {
		zr_clerk_desk_go(desk->call, "/form");
		return;
	}
	if (answering->state == ZR_LOCKER_SENDING) {
		work.screen = (struct zr_screen){.kind = ZR_SCREEN_END};
		send(&work);
		return;
	}
	work.screen = zr_flow_find(answering->session, field(&work, "at"));
	work.word.is_stale = is_stale(&work);
	int code = zr_taking_run(answering->session, &desk->call->form, &work.taking, &error);
	if (code != 0) {
		fail(&work, &error);
		return;
	}
	work.word.hidden_count = work.taking.hidden_count;
	if (hold(&work)) {
		return;
	}
	if (work.taking.lowered_count > 0) {
		work.screen = zr_flow_find(answering->session, field(&work, "at"));
	}
	follow(&work);
}
