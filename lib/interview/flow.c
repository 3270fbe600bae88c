/*
 * Forward: walk the session's items until one makes a screen; when the walk leaves the instance it
 * started in, that instance's roster comes first. Backward: the same with the outermost instance
 * that the start was not in. Every walk is bounded by the number of items.
 */
#include "lib/interview/flow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/interview/place.h"

enum {
	DEPTH_MAX = 64 /* groups and repeats inside each other: ZR_FORM_DEPTH_MAX */
};

static bool is_field_list(const struct zr_item *item)
{
	assert(item != NULL);
	return (item->kind == ZR_ITEM_GROUP || item->kind == ZR_ITEM_REPEAT) &&
	       zr_place_has_appearance(item->control, "field-list");
}

static bool is_none(const struct zr_item *item)
{
	assert(item != NULL);
	return item->kind == ZR_ITEM_START || item->kind == ZR_ITEM_END;
}

struct zr_item zr_flow_instance_around(struct zr_session *session, const struct zr_item *item)
{
	assert(session != NULL && item != NULL);
	struct zr_item around = *item;
	if (is_none(item)) {
		return zr_session_start(session);
	}
	for (int i = 0; i < DEPTH_MAX; i++) {
		around = zr_session_up(session, &around);
		if (around.kind == ZR_ITEM_REPEAT || is_none(&around)) {
			break;
		}
	}
	return around;
}

/* The item lies inside the instance. */
static bool is_inside(
	struct zr_session *session, const struct zr_item *item, const struct zr_item *instance)
{
	if (is_none(item)) {
		return false;
	}
	const struct zr_node *node = item->node != NULL ? item->node : item->parent;
	if (node != NULL) {
		return zr_place_is_inside(node, instance->node);
	}
	struct zr_item around = zr_flow_instance_around(session, item);
	return around.kind == ZR_ITEM_REPEAT && zr_place_is_inside(around.node, instance->node);
}

static struct zr_screen make(enum zr_screen_kind kind, struct zr_item item)
{
	return (struct zr_screen){.kind = kind, .item = item};
}

struct zr_screen zr_flow_roster(struct zr_session *session, const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_REPEAT || item->kind == ZR_ITEM_PROMPT);
	if (zr_session_repeat_count(session, item) > 0) {
		return make(ZR_SCREEN_ROSTER, zr_session_repeat_at(session, item, 0));
	}
	return make(ZR_SCREEN_ROSTER, *item);
}

static int add_question(struct zr_flow_list *list, const struct zr_item *item)
{
	/* Powers of two are where the array is full. */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count == 0 ? 1 : list->count * 2;
		struct zr_item *items = realloc(list->items, room * sizeof *items);
		if (items == NULL) {
			return ZR_E_NOMEM;
		}
		list->items = items;
	}
	list->items[list->count++] = *item;
	return 0;
}

/* How many questions there are inside a group or instance; they are added to the list, if there is
 * one. */
static size_t go_inside(struct zr_session *session, const struct zr_item *item,
	struct zr_flow_list *list, int *ret_code)
{
	struct zr_item end = zr_session_skip(session, item);
	struct zr_item at = zr_session_next(session, item);
	size_t count = 0;
	while (at.kind != ZR_ITEM_END && !zr_item_equal(&at, &end) && *ret_code == 0) {
		if (at.kind == ZR_ITEM_QUESTION) {
			count++;
			*ret_code = list != NULL ? add_question(list, &at) : 0;
		}
		at = zr_session_next(session, &at);
	}
	return count;
}

void zr_flow_list_finish(struct zr_flow_list *list)
{
	assert(list != NULL && (list->items != NULL || list->count == 0));
	free(list->items);
	*list = (struct zr_flow_list){0};
}

int zr_flow_questions(
	struct zr_session *session, const struct zr_screen *screen, struct zr_flow_list *ret_list)
{
	assert(session != NULL && screen != NULL && ret_list != NULL);
	struct zr_flow_list list = {0};
	int code = 0;
	if (screen->kind == ZR_SCREEN_GROUP) {
		(void)go_inside(session, &screen->item, &list, &code);
	} else if (screen->kind == ZR_SCREEN_QUESTION) {
		code = add_question(&list, &screen->item);
	}
	if (code != 0) {
		zr_flow_list_finish(&list);
		return code;
	}
	*ret_list = list;
	return 0;
}

static bool has_questions(struct zr_session *session, const struct zr_item *item)
{
	int code = 0;
	return go_inside(session, item, NULL, &code) > 0;
}

static bool is_name(const struct zr_item *item)
{
	return item->kind == ZR_ITEM_QUESTION && item->control->kind == ZR_CONTROL_INPUT &&
	       item->control->type == ZR_TYPE_STRING && !zr_place_is_hidden(item->control) &&
	       !zr_item_is_readonly(item) && zr_item_value(item)[0] != '\0';
}

const char *zr_flow_name(struct zr_session *session, const struct zr_item *instance)
{
	assert(session != NULL && instance->kind == ZR_ITEM_REPEAT);
	struct zr_item end = zr_session_skip(session, instance);
	struct zr_item at = zr_session_next(session, instance);
	while (at.kind != ZR_ITEM_END && !zr_item_equal(&at, &end)) {
		if (is_name(&at)) {
			return zr_item_value(&at);
		}
		at = zr_session_next(session, &at);
	}
	return "";
}

/* The first screen at or behind the item. within (kind REPEAT) is where the walk started: behind
 * its end comes its roster. */
static struct zr_screen settle_forward(
	struct zr_session *session, struct zr_item at, const struct zr_item *within)
{
	while (true) {
		if (within->kind == ZR_ITEM_REPEAT && !is_inside(session, &at, within)) {
			return zr_flow_roster(session, within);
		}
		switch (at.kind) {
		case ZR_ITEM_QUESTION:
			return make(ZR_SCREEN_QUESTION, at);
		case ZR_ITEM_REPEAT:
		case ZR_ITEM_PROMPT:
			return zr_flow_roster(session, &at);
		case ZR_ITEM_END:
			return make(ZR_SCREEN_END, at);
		case ZR_ITEM_START:
			break;
		case ZR_ITEM_GROUP:
			if (!is_field_list(&at)) {
				break;
			}
			if (has_questions(session, &at)) {
				return make(ZR_SCREEN_GROUP, at);
			}
			at = zr_session_skip(session, &at);
			continue;
		}
		at = zr_session_next(session, &at);
	}
}

struct zr_screen zr_flow_first(struct zr_session *session)
{
	assert(session != NULL);
	struct zr_item start = zr_session_start(session);
	struct zr_item first = zr_session_next(session, &start);
	return settle_forward(session, first, &start);
}

/* The item right behind the roster's repeat. */
static struct zr_item behind_roster(struct zr_session *session, const struct zr_item *roster)
{
	assert(roster->kind == ZR_ITEM_REPEAT || roster->kind == ZR_ITEM_PROMPT);
	size_t count = zr_session_repeat_count(session, roster);
	struct zr_item at = *roster;
	if (count > 0) {
		struct zr_item last = zr_session_repeat_at(session, roster, count - 1);
		at = zr_session_skip(session, &last);
		if (at.kind != ZR_ITEM_PROMPT || at.control != roster->control ||
			at.parent != roster->parent) {
			return at;
		}
	}
	return zr_session_next(session, &at);
}

struct zr_screen zr_flow_next(struct zr_session *session, const struct zr_screen *from)
{
	assert(session != NULL && from != NULL);
	struct zr_item within = zr_flow_instance_around(session, &from->item);
	struct zr_item at;
	switch (from->kind) {
	case ZR_SCREEN_START:
		return zr_flow_first(session);
	case ZR_SCREEN_END:
		return *from;
	case ZR_SCREEN_ROSTER:
		at = behind_roster(session, &from->item);
		break;
	case ZR_SCREEN_GROUP:
		if (from->item.kind == ZR_ITEM_REPEAT) {
			return zr_flow_roster(session, &from->item);
		}
		at = zr_session_skip(session, &from->item);
		break;
	case ZR_SCREEN_QUESTION:
	default:
		at = zr_session_next(session, &from->item);
		break;
	}
	return settle_forward(session, at, &within);
}

struct zr_screen zr_flow_enter(
	struct zr_session *session, const struct zr_screen *roster, size_t index)
{
	assert(roster->kind == ZR_SCREEN_ROSTER);
	assert(index < zr_session_repeat_count(session, &roster->item));
	struct zr_item instance = zr_session_repeat_at(session, &roster->item, index);
	if (is_field_list(&instance) && has_questions(session, &instance)) {
		return make(ZR_SCREEN_GROUP, instance);
	}
	struct zr_item at = zr_session_next(session, &instance);
	return settle_forward(session, at, &instance);
}

/* Items around the item from the outermost in, itself last; gives how many. */
static size_t chain_of(struct zr_session *session, const struct zr_item *item,
	struct zr_item chain[static DEPTH_MAX])
{
	struct zr_item inner_first[DEPTH_MAX];
	size_t depth = 0;
	struct zr_item at = *item;
	while (!is_none(&at) && depth < DEPTH_MAX) {
		inner_first[depth++] = at;
		at = zr_session_up(session, &at);
	}
	for (size_t i = 0; i < depth; i++) {
		chain[i] = inner_first[depth - 1 - i];
	}
	return depth;
}

/* The screen that a step back onto a question, prompt or instance shows; anchor is the instance
 * that the step started in (kind REPEAT) or none. */
static struct zr_screen settle_backward(
	struct zr_session *session, const struct zr_item *at, const struct zr_item *anchor)
{
	struct zr_item chain[DEPTH_MAX];
	size_t depth = chain_of(session, at, chain);
	for (size_t i = 0; i < depth; i++) {
		bool is_ours = anchor->kind == ZR_ITEM_REPEAT && chain[i].kind == ZR_ITEM_REPEAT &&
			       zr_place_is_inside(anchor->node, chain[i].node);
		if (chain[i].kind == ZR_ITEM_REPEAT && (!is_ours || i == depth - 1)) {
			return zr_flow_roster(session, &chain[i]);
		}
		if (is_field_list(&chain[i])) {
			return make(ZR_SCREEN_GROUP, chain[i]);
		}
	}
	if (at->kind == ZR_ITEM_PROMPT) {
		return zr_flow_roster(session, at);
	}
	return make(ZR_SCREEN_QUESTION, *at);
}

struct zr_screen zr_flow_previous(struct zr_session *session, const struct zr_screen *from)
{
	assert(session != NULL && from != NULL);
	if (from->kind == ZR_SCREEN_GROUP && from->item.kind == ZR_ITEM_REPEAT) {
		return zr_flow_roster(session, &from->item);
	}
	struct zr_item anchor = zr_flow_instance_around(session, &from->item);
	struct zr_item at = zr_session_previous(session, &from->item);
	while (at.kind == ZR_ITEM_GROUP) {
		at = zr_session_previous(session, &at);
	}
	if (at.kind == ZR_ITEM_START) {
		return make(ZR_SCREEN_START, at);
	}
	return settle_backward(session, &at, &anchor);
}

struct zr_screen zr_flow_show(struct zr_session *session, const struct zr_item *question)
{
	assert(question->kind == ZR_ITEM_QUESTION);
	struct zr_item chain[DEPTH_MAX];
	size_t depth = chain_of(session, question, chain);
	for (size_t i = 0; i < depth; i++) {
		if (is_field_list(&chain[i])) {
			return make(ZR_SCREEN_GROUP, chain[i]);
		}
	}
	return make(ZR_SCREEN_QUESTION, *question);
}

char *zr_flow_path(const struct zr_screen *screen)
{
	assert(screen != NULL);
	if (screen->kind == ZR_SCREEN_END) {
		return strdup(ZR_FLOW_END_PATH);
	}
	return screen->kind == ZR_SCREEN_ROSTER ? zr_place_roster_path(&screen->item)
						: zr_place_path(&screen->item);
}

static bool is_same(const char *here, const char *path)
{
	return here != NULL && strcmp(here, path) == 0;
}

/* Every place in order: those that begin a screen are compared. */
struct zr_screen zr_flow_find(struct zr_session *session, const char *path)
{
	assert(session != NULL && path != NULL);
	struct zr_item at = zr_session_start(session);
	if (strcmp(path, ZR_FLOW_END_PATH) == 0) {
		return make(ZR_SCREEN_END, (struct zr_item){.kind = ZR_ITEM_END});
	}
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END && path[0] != '\0';
		at = zr_session_next(session, &at)) {
		struct zr_screen screen = make(ZR_SCREEN_QUESTION, at);
		if (at.kind == ZR_ITEM_GROUP || (at.kind == ZR_ITEM_REPEAT && is_field_list(&at))) {
			screen.kind = ZR_SCREEN_GROUP;
		}
		ZR_CLEANUP_FREE char *here = zr_flow_path(&screen);
		if (is_same(here, path) && at.kind == ZR_ITEM_QUESTION) {
			return zr_flow_show(session, &at);
		}
		if (is_same(here, path) && is_field_list(&at) && has_questions(session, &at)) {
			return screen;
		}
		if (at.kind == ZR_ITEM_REPEAT || at.kind == ZR_ITEM_PROMPT) {
			ZR_CLEANUP_FREE char *roster = zr_place_roster_path(&at);
			if (is_same(roster, path)) {
				return zr_flow_roster(session, &at);
			}
		}
	}
	return zr_flow_first(session);
}
