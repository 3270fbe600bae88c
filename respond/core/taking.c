/*
 * The answers go in one by one, again and again while one more is taken, for one may make room for
 * another; then those that are left together. Items are looked up by path each time: an answer may
 * take repeat instances away.
 */
#include "respond/core/taking.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/interview/place.h"
#include "respond/core/given.h"
#include "respond/core/look.h"

void zr_taking_finish(struct zr_taking *taking)
{
	assert(taking != NULL && (taking->items != NULL || taking->count == 0));
	for (size_t i = 0; i < taking->count; i++) {
		free(taking->items[i].path);
		zr_buffer_wipe(&taking->items[i].value);
	}
	free(taking->items);
	*taking = (struct zr_taking){0};
}

const struct zr_taken *zr_taking_find(const struct zr_taking *taking, const char *path)
{
	assert(taking != NULL && path != NULL);
	for (size_t i = 0; i < taking->count; i++) {
		if (strcmp(taking->items[i].path, path) == 0) {
			return &taking->items[i];
		}
	}
	return NULL;
}

static int fail(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "no memory for a page's answers");
}

/* Room for one more, which is zeroed but for its path. NULL without memory. */
static struct zr_taken *add(struct zr_taking *taking, const char *path)
{
	if ((taking->count & (taking->count - 1)) == 0) { /* powers of two are where it is full */
		size_t room = taking->count == 0 ? 1 : taking->count * 2;
		struct zr_taken *items = realloc(taking->items, room * sizeof *items);
		if (items == NULL) {
			return NULL;
		}
		taking->items = items;
	}
	char *copy = strdup(path);
	if (copy == NULL) {
		return NULL;
	}
	struct zr_taken *taken = &taking->items[taking->count++];
	*taken = (struct zr_taken){.path = copy};
	return taken;
}

/* A question that can be answered here and now. */
static bool find_question(struct zr_session *session, const char *path, struct zr_item *ret_item)
{
	return zr_session_find(session, path, ret_item) == 0 &&
	       ret_item->kind == ZR_ITEM_QUESTION && ret_item->control != NULL &&
	       zr_item_is_relevant(ret_item) && zr_look_is_input(zr_look_of(ret_item));
}

/* ---- what the page sent ---- */

static int read_one(struct zr_taking *taking, struct zr_session *session,
	const struct zr_fields *fields, const char *path)
{
	struct zr_item item;
	struct zr_taken *taken = add(taking, path);
	if (taken == NULL) {
		return ZR_E_NOMEM;
	}
	if (zr_session_find(session, path, &item) != 0 || item.kind != ZR_ITEM_QUESTION ||
		item.control == NULL) {
		taken->is_done = true; /* of another version, or of nobody's */
		return 0;
	}
	int code = zr_given_read(fields, path, session, &item, &taken->value);
	taken->is_malformed = code == ZR_E_INVALID;
	taken->is_done = taken->is_malformed;
	return code == ZR_E_INVALID ? 0 : code;
}

static int read_all(
	struct zr_taking *taking, struct zr_session *session, const struct zr_fields *fields)
{
	size_t at = 0;
	const char *path = NULL;
	int code = 0;
	while (code == 0 && (path = zr_fields_next(fields, ZR_LOOK_SHOWN, &at)) != NULL) {
		code = zr_taking_find(taking, path) == NULL
			       ? read_one(taking, session, fields, path)
			       : 0;
	}
	return code;
}

/* ---- into the session ---- */

/* True when it was taken. */
static bool take(struct zr_taking *taking, struct zr_session *session, struct zr_taken *taken)
{
	struct zr_item item;
	if (taken->is_done || !find_question(session, taken->path, &item)) {
		return false;
	}
	const char *value = zr_buffer_text(&taken->value);
	if (strcmp(zr_item_value(&item), value) != 0 &&
		zr_session_answer(session, &item, value, &taken->verdict, NULL) != 0) {
		taking->is_form_faulty = true;
		taken->is_done = true;
		return false;
	}
	taken->is_done = taken->verdict == ZR_VERDICT_ACCEPTED;
	return taken->is_done;
}

/* Those that are left and can be asked; gives how many. */
static size_t collect_left(struct zr_taking *taking, struct zr_session *session,
	struct zr_session_entry *entries, struct zr_taken **owners)
{
	size_t count = 0;
	for (size_t i = 0; i < taking->count; i++) {
		struct zr_taken *taken = &taking->items[i];
		struct zr_item item;
		if (!taken->is_done && find_question(session, taken->path, &item)) {
			entries[count] = (struct zr_session_entry){
				.item = item, .value = zr_buffer_text(&taken->value)};
			owners[count++] = taken;
		}
	}
	return count;
}

/* Those that still stand in the way of the others are left out, and it is tried again. */
static int take_together(struct zr_taking *taking, struct zr_session *session)
{
	size_t room = taking->count + 1;
	ZR_CLEANUP_FREE struct zr_session_entry *entries = calloc(room, sizeof *entries);
	ZR_CLEANUP_FREE struct zr_taken **owners = calloc(room, sizeof *owners);
	if (entries == NULL || owners == NULL) {
		return ZR_E_NOMEM;
	}
	size_t count = collect_left(taking, session, entries, owners);
	bool is_stored = false;
	while (count > 1 && !is_stored) {
		size_t kept = 0;
		if (zr_session_answer_all(session, entries, count, &is_stored, NULL) != 0) {
			taking->is_form_faulty = true;
			return 0;
		}
		for (size_t i = 0; i < count; i++) {
			owners[i]->verdict = entries[i].verdict;
			owners[i]->is_done = is_stored;
			if (entries[i].verdict == ZR_VERDICT_ACCEPTED) {
				entries[kept] = entries[i];
				owners[kept++] = owners[i];
			}
		}
		count = kept == count ? 0 : kept;
	}
	return 0;
}

static int take_all(struct zr_taking *taking, struct zr_session *session)
{
	bool is_moving = true;
	while (is_moving) {
		is_moving = false;
		for (size_t i = 0; i < taking->count; i++) {
			is_moving = take(taking, session, &taking->items[i]) || is_moving;
		}
	}
	return take_together(taking, session);
}

/* ---- what became of the rest ---- */

struct tally {
	size_t answered;  /* of questions that are asked and not on the page */
	size_t instances; /* of repeats */
};

static int count_rest(
	struct zr_session *session, const struct zr_taking *taking, struct tally *ret_tally)
{
	struct tally tally = {0};
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		tally.instances += at.kind == ZR_ITEM_REPEAT;
		if (at.kind != ZR_ITEM_QUESTION || zr_item_value(&at)[0] == '\0' ||
			!zr_look_is_input(zr_look_of(&at))) {
			continue;
		}
		ZR_CLEANUP_FREE char *path = zr_place_path(&at);
		if (path == NULL) {
			return ZR_E_NOMEM;
		}
		tally.answered += zr_taking_find(taking, path) == NULL;
	}
	*ret_tally = tally;
	return 0;
}

int zr_taking_run(struct zr_session *session, const struct zr_fields *fields,
	struct zr_taking *ret_taking, struct zr_error *error)
{
	assert(session != NULL && fields != NULL && ret_taking != NULL);
	ZR_CLEANUP(zr_taking_finish) struct zr_taking taking = {0};
	struct tally before = {0};
	struct tally after = {0};
	int code = read_all(&taking, session, fields);
	if (code == 0) {
		code = count_rest(session, &taking, &before);
	}
	if (code == 0) {
		code = take_all(&taking, session);
	}
	if (code == 0) {
		code = count_rest(session, &taking, &after);
	}
	if (code != 0) {
		return fail(error);
	}
	size_t lost = before.answered > after.answered ? before.answered - after.answered : 0;
	bool is_lowered = after.instances < before.instances;
	taking.lowered_count = is_lowered ? lost : 0;
	taking.hidden_count = is_lowered ? 0 : lost;
	*ret_taking = taking;
	taking = (struct zr_taking){0};
	return 0;
}

/* ---- the screen, after it ---- */

static bool is_wrong(const struct zr_taken *taken)
{
	return taken->is_malformed || taken->verdict != ZR_VERDICT_ACCEPTED;
}

static int judge_one(
	struct zr_taking *taking, struct zr_session *session, const struct zr_item *question)
{
	ZR_CLEANUP_FREE char *path = zr_place_path(question);
	if (path == NULL) {
		return ZR_E_NOMEM;
	}
	struct zr_taken *known = (struct zr_taken *)(uintptr_t)zr_taking_find(taking, path);
	/* One that the page did not show is not held against the person who sees it next. */
	if (known != NULL && !is_wrong(known)) {
		known->verdict = zr_look_judge(session, question);
	}
	return 0;
}

int zr_taking_judge(struct zr_taking *taking, struct zr_session *session,
	const struct zr_screen *screen, size_t *ret_count, struct zr_error *error)
{
	assert(taking != NULL && session != NULL && screen != NULL && ret_count != NULL);
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list list = {0};
	int code = zr_flow_questions(session, screen, &list);
	for (size_t i = 0; i < list.count && code == 0; i++) {
		code = judge_one(taking, session, &list.items[i]);
	}
	size_t count = 0;
	for (size_t i = 0; i < taking->count; i++) {
		count += is_wrong(&taking->items[i]);
	}
	*ret_count = count;
	return code == 0 ? 0 : fail(error);
}

static bool was_shown(const struct zr_fields *fields, const char *path)
{
	size_t at = 0;
	const char *shown = NULL;
	while ((shown = zr_fields_next(fields, ZR_LOOK_SHOWN, &at)) != NULL) {
		if (strcmp(shown, path) == 0) {
			return true;
		}
	}
	return false;
}

int zr_taking_find_more(const struct zr_fields *fields, struct zr_session *session,
	const struct zr_screen *screen, bool *ret_has_more, struct zr_error *error)
{
	assert(fields != NULL && session != NULL && screen != NULL && ret_has_more != NULL);
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list list = {0};
	int code = zr_flow_questions(session, screen, &list);
	bool has_more = false;
	for (size_t i = 0; i < list.count && code == 0; i++) {
		if (!zr_look_is_input(zr_look_of(&list.items[i]))) {
			continue;
		}
		ZR_CLEANUP_FREE char *path = zr_place_path(&list.items[i]);
		code = path == NULL ? ZR_E_NOMEM : 0;
		has_more = has_more || (path != NULL && !was_shown(fields, path));
	}
	*ret_has_more = has_more;
	return code == 0 ? 0 : fail(error);
}
