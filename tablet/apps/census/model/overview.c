/* A walk over the relevant places of the scope, in order. */
#include "tablet/apps/census/model/overview.h"

#include <assert.h>
#include <string.h>

#include "lib/interview/flow.h"
#include "lib/interview/place.h"
#include "tablet/ui/markdown.h"
#include "tablet/apps/census/wording.h"

static void line_clear(void *data)
{
	struct zr_overview_line *line = data;
	g_free(line->title);
	g_free(line->answer);
}

char *zr_overview_title(struct zr_session *session, const struct zr_item *item)
{
	assert(session != NULL && item != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	if (zr_session_text(session, item, ZR_TEXT_LABEL, &text, NULL) != 0) {
		return g_strdup("");
	}
	return zr_markdown_strip(zr_buffer_text(&text));
}

/* The walk: visit is called for each place of the scope. */
static void walk(struct zr_session *session, const struct zr_item *scope,
	void (*visit)(struct zr_session *session, const struct zr_item *item, void *user),
	void *user)
{
	assert(visit != NULL);
	struct zr_item end = {.kind = ZR_ITEM_END};
	if (scope->kind != ZR_ITEM_START) {
		end = zr_session_skip(session, scope);
	}
	struct zr_item at = zr_session_next(session, scope);
	while (at.kind != ZR_ITEM_END && !zr_item_equal(&at, &end)) {
		visit(session, &at, user);
		at = zr_session_next(session, &at);
	}
}

bool zr_overview_is_excused(const struct zr_item *question)
{
	assert(question->kind == ZR_ITEM_QUESTION);
	bool is_out_of_reach = zr_place_is_out_of_reach(question->control) &&
			       !zr_place_is_drawing(question->control);
	return is_out_of_reach && zr_item_is_required(question) &&
	       zr_item_value(question)[0] == '\0';
}

/* The engine's verdict; a fault of the form itself is left to the finish. */
static enum zr_verdict judge(struct zr_session *session, const struct zr_item *question)
{
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (zr_session_check(session, question, &verdict, NULL) != 0 ||
		(verdict == ZR_VERDICT_REQUIRED && zr_overview_is_excused(question))) {
		verdict = ZR_VERDICT_ACCEPTED;
	}
	return verdict;
}

static bool is_input(const struct zr_item *question)
{
	return !zr_place_is_note(question) && !zr_item_is_readonly(question);
}

static void count_one(struct zr_session *session, const struct zr_item *item, void *user)
{
	struct zr_overview_count *count = user;
	if (item->kind != ZR_ITEM_QUESTION || !is_input(item)) {
		return;
	}
	enum zr_verdict verdict = judge(session, item);
	bool is_answered = zr_item_value(item)[0] != '\0';
	count->questions++;
	count->answered += is_answered;
	count->excused += zr_overview_is_excused(item);
	count->missing += verdict == ZR_VERDICT_REQUIRED;
	count->wrong += verdict != ZR_VERDICT_ACCEPTED && verdict != ZR_VERDICT_REQUIRED;
}

struct zr_overview_count zr_overview_count(struct zr_session *session, const struct zr_item *scope)
{
	assert(session != NULL && scope != NULL);
	struct zr_overview_count count = {0};
	walk(session, scope, count_one, &count);
	return count;
}

bool zr_overview_find_fault(struct zr_session *session, struct zr_item *ret_question)
{
	assert(session != NULL && ret_question != NULL);
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION && is_input(&at) &&
			judge(session, &at) != ZR_VERDICT_ACCEPTED) {
			*ret_question = at;
			return true;
		}
	}
	return false;
}

static unsigned depth_of(struct zr_session *session, const struct zr_item *item)
{
	assert(item != NULL);
	unsigned depth = 0;
	struct zr_item up = zr_session_up(session, item);
	while (up.kind != ZR_ITEM_START && up.kind != ZR_ITEM_END && depth < 8) {
		depth++;
		up = zr_session_up(session, &up);
	}
	return depth;
}

static void add_line(struct zr_session *session, const struct zr_item *item, void *user)
{
	GArray *lines = user;
	struct zr_overview_line line = {.item = *item, .answer = g_strdup("")};
	if (item->kind == ZR_ITEM_PROMPT) {
		g_free(line.answer);
		return;
	}
	line.title = item->kind == ZR_ITEM_REPEAT ? zr_overview_instance_name(session, item)
						  : zr_overview_title(session, item);
	line.depth = depth_of(session, item);
	line.is_heading = item->kind != ZR_ITEM_QUESTION;
	if (line.is_heading && line.title[0] == '\0') {
		line_clear(&line);
		return;
	}
	if (!line.is_heading) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
		line.is_input = is_input(item);
		line.is_answered = zr_item_value(item)[0] != '\0';
		line.verdict = line.is_input ? judge(session, item) : ZR_VERDICT_ACCEPTED;
		if (line.is_answered && zr_place_is_hidden(item->control)) {
			g_free(line.answer);
			line.answer = g_strdup("••••••");
		} else if (line.is_answered && zr_place_is_drawing(item->control)) {
			g_free(line.answer);
			line.answer = g_strdup(T(DRAWN));
		} else if (line.is_answered &&
			   zr_session_display(session, item, &text, NULL) == 0) {
			g_free(line.answer);
			line.answer = zr_markdown_strip(zr_buffer_text(&text));
		}
	}
	g_array_append_val(lines, line);
}

GArray *zr_overview_new(struct zr_session *session, const struct zr_item *scope)
{
	assert(session != NULL && scope != NULL);
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct zr_overview_line));
	g_array_set_clear_func(lines, line_clear);
	walk(session, scope, add_line, lines);
	return lines;
}

char *zr_overview_instance_name(struct zr_session *session, const struct zr_item *instance)
{
	assert(instance->kind == ZR_ITEM_REPEAT);
	const char *name = zr_flow_name(session, instance);
	if (name[0] != '\0') {
		return g_strdup(name);
	}
	g_autofree char *label = zr_overview_title(session, instance);
	g_autofree char *number = g_strdup_printf(T(ROSTER_ITEM), (unsigned)instance->index + 1);
	if (label[0] == '\0') {
		return g_steal_pointer(&number);
	}
	bool is_numbered = strpbrk(label, "0123456789") != NULL;
	return is_numbered ? g_steal_pointer(&label) : g_strdup_printf("%s, %s", label, number);
}
