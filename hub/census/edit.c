/*
 * Matching goes from the surest to the least sure: ids, decisions, the same text, the same text as
 * people compare it, a removed household's. A household is given away once. Lists are held against
 * each other through sorted arrays: an area has thousands of lines.
 */
#include "hub/census/edit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fold.h"
#include "lib/base/cleanup.h"

/* What a household or a line is found by. */
struct key {
	const char *text;
	size_t index;
};

struct work {
	const struct zr_edit *edit;
	struct key *by_id; /* of old; owned, sorted by text and index, as the two below */
	struct key *by_address;
	struct key *by_fold;
	char **folded;                            /* of old, then of the wishes; owned */
	size_t *taken_by;                         /* of old: the wish + 1, 0 for none; owned */
	size_t *match;                            /* of wishes: the old + 1; owned */
	const struct zr_edit_decision **decision; /* of old; owned */
	struct zr_error *error;
};

static void work_finish(struct work *work)
{
	size_t count = work->folded != NULL ? work->edit->old_count + work->edit->wish_count : 0;
	for (size_t i = 0; i < count; i++) {
		free(work->folded[i]);
	}
	free(work->folded);
	free(work->by_id);
	free(work->by_address);
	free(work->by_fold);
	free(work->taken_by);
	free(work->match);
	free(work->decision);
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *first = a;
	const struct key *second = b;
	int order = strcmp(first->text, second->text);
	return order != 0 ? order : (first->index > second->index) - (first->index < second->index);
}

/* The first of the sorted keys whose text is not before this. */
static size_t first_key(const struct key *keys, size_t count, const char *text)
{
	size_t low = 0;
	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (strcmp(keys[middle].text, text) < 0) {
			low = middle + 1;
		} else {
			count = middle;
		}
	}
	return low;
}

static const char *wish_id(const struct work *work, size_t wish)
{
	const char *id = work->edit->wishes[wish].id;
	return id != NULL ? id : "";
}

static int nomem(const struct work *work)
{
	return zr_error_set(work->error, ZR_E_NOMEM, "the hub is short of memory");
}

static int fold_all(struct work *work)
{
	const struct zr_edit *edit = work->edit;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
	for (size_t i = 0; i < edit->old_count + edit->wish_count; i++) {
		const char *text = i < edit->old_count ? edit->old[i].address
						       : edit->wishes[i - edit->old_count].address;
		int code = zr_fold_text(text, &folded);
		work->folded[i] = code == 0 ? strdup(zr_buffer_text(&folded)) : NULL;
		if (work->folded[i] == NULL) {
			return nomem(work);
		}
	}
	return 0;
}

static int prepare(struct work *work)
{
	size_t old_count = work->edit->old_count;
	size_t wish_count = work->edit->wish_count;
	work->folded = calloc(old_count + wish_count + 1, sizeof *work->folded);
	work->by_id = calloc(old_count + 1, sizeof *work->by_id);
	work->by_address = calloc(old_count + 1, sizeof *work->by_address);
	work->by_fold = calloc(old_count + 1, sizeof *work->by_fold);
	work->taken_by = calloc(old_count + 1, sizeof *work->taken_by);
	work->match = calloc(wish_count + 1, sizeof *work->match);
	work->decision = calloc(old_count + 1, sizeof(struct zr_edit_decision *));
	if (work->folded == NULL || work->by_id == NULL || work->by_address == NULL ||
		work->by_fold == NULL || work->taken_by == NULL || work->match == NULL ||
		work->decision == NULL) {
		return nomem(work);
	}
	int code = fold_all(work);
	for (size_t i = 0; code == 0 && i < old_count; i++) {
		work->by_id[i] = (struct key){work->edit->old[i].id, i};
		work->by_address[i] = (struct key){work->edit->old[i].address, i};
		work->by_fold[i] = (struct key){work->folded[i], i};
	}
	if (code == 0) {
		qsort(work->by_id, old_count, sizeof(struct key), compare_keys);
		qsort(work->by_address, old_count, sizeof(struct key), compare_keys);
		qsort(work->by_fold, old_count, sizeof(struct key), compare_keys);
	}
	return code;
}

/* The index of that id + 1, 0 for none. */
static size_t find_old(const struct work *work, const char *id)
{
	size_t count = work->edit->old_count;
	size_t at = first_key(work->by_id, count, id);
	return at < count && strcmp(work->by_id[at].text, id) == 0 ? work->by_id[at].index + 1 : 0;
}

static void take(struct work *work, size_t old, size_t wish)
{
	work->taken_by[old] = wish + 1;
	work->match[wish] = old + 1;
}

static int match_ids(struct work *work)
{
	size_t count = 0;
	ZR_CLEANUP_FREE struct key *ids = calloc(work->edit->wish_count + 1, sizeof *ids);
	if (ids == NULL) {
		return nomem(work);
	}
	for (size_t i = 0; i < work->edit->wish_count; i++) {
		if (*wish_id(work, i) != '\0') {
			ids[count++] = (struct key){wish_id(work, i), i};
		}
	}
	qsort(ids, count, sizeof *ids, compare_keys);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && strcmp(ids[i].text, ids[i - 1].text) == 0) {
			return zr_error_set(work->error, ZR_E_INVALID,
				"the household id %s stands twice in the list", ids[i].text);
		}
		size_t old = find_old(work, ids[i].text);
		if (old > 0) {
			take(work, old - 1, ids[i].index);
		}
	}
	return 0;
}

/* The line without a household that a decision names, + 1. */
static size_t find_line(const struct work *work, const char *address)
{
	for (size_t i = 0; i < work->edit->wish_count; i++) {
		if (*wish_id(work, i) == '\0' && work->match[i] == 0 &&
			strcmp(work->edit->wishes[i].address, address) == 0) {
			return i + 1;
		}
	}
	return 0;
}

static int take_decision(struct work *work, const struct zr_edit_decision *decision)
{
	size_t old = find_old(work, decision->id);
	if (old == 0) {
		return zr_error_set(work->error, ZR_E_INVALID,
			"a decision is about the household %s, which this area does not have",
			decision->id);
	}
	work->decision[old - 1] = decision;
	if (decision->fate != ZR_EDIT_SAME || work->taken_by[old - 1] > 0) {
		return 0;
	}
	size_t wish = find_line(work, decision->address);
	if (wish == 0) {
		return zr_error_set(work->error, ZR_E_INVALID,
			"a decision says that the household %s is \"%.200s\", but no line without "
			"an id says that",
			decision->id, decision->address);
	}
	take(work, old - 1, wish - 1);
	return 0;
}

/* The first household of that text that nobody has yet. */
static void match_text(
	struct work *work, size_t wish, const struct key *keys, const char *text, bool is_removed)
{
	size_t count = work->edit->old_count;
	for (size_t at = first_key(keys, count, text);
		at < count && strcmp(keys[at].text, text) == 0; at++) {
		size_t old = keys[at].index;
		if (work->taken_by[old] == 0 && work->edit->old[old].is_removed == is_removed) {
			take(work, old, wish);
			return;
		}
	}
}

static void match_lines(struct work *work)
{
	const struct zr_edit *edit = work->edit;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < edit->wish_count; i++) {
			if (work->match[i] > 0 || *wish_id(work, i) != '\0') {
				continue;
			}
			if (pass == 0) {
				match_text(
					work, i, work->by_address, edit->wishes[i].address, false);
			} else {
				match_text(work, i, work->by_fold,
					work->folded[edit->old_count + i], pass == 2);
			}
		}
	}
}

/* Whether that text is another household's: ids and texts moved against each other. */
static bool is_anothers(const struct work *work, size_t old, const char *folded)
{
	size_t count = work->edit->old_count;
	for (size_t at = first_key(work->by_fold, count, folded);
		at < count && strcmp(work->by_fold[at].text, folded) == 0; at++) {
		if (work->by_fold[at].index != old) {
			return true;
		}
	}
	return false;
}

static struct zr_edit_change judge_line(const struct work *work, size_t wish)
{
	const struct zr_edit *edit = work->edit;
	struct zr_edit_change change = {.kind = ZR_EDIT_ADDED, .wish = &edit->wishes[wish]};
	if (work->match[wish] == 0) {
		return change;
	}
	size_t index = work->match[wish] - 1;
	const struct zr_edit_old *old = &edit->old[index];
	const char *folded = work->folded[edit->old_count + wish];
	bool is_same_place = strcmp(work->folded[index], folded) == 0;
	bool is_confirmed =
		work->decision[index] != NULL && work->decision[index]->fate == ZR_EDIT_SAME;
	bool holds = old->record_count > 0 || old->draft_count > 0;
	change.old = old;
	change.kind = old->is_removed                                   ? ZR_EDIT_RETURNED
		      : strcmp(old->address, change.wish->address) == 0 ? ZR_EDIT_STAYS
									: ZR_EDIT_CHANGED;
	change.needs_decision = !is_same_place && !is_confirmed &&
				(holds || old->is_removed || is_anothers(work, index, folded));
	return change;
}

static struct zr_edit_change judge_rest(const struct work *work, size_t index)
{
	const struct zr_edit_old *old = &work->edit->old[index];
	const struct zr_edit_decision *decision = work->decision[index];
	bool holds = old->record_count > 0 || old->draft_count > 0;
	bool is_kept = decision != NULL && decision->fate == ZR_EDIT_KEEP;
	return (struct zr_edit_change){
		.kind = is_kept ? ZR_EDIT_STAYS : ZR_EDIT_REMOVED,
		.old = old,
		.needs_decision = holds && decision == NULL,
	};
}

static void add(struct zr_edit_plan *plan, struct zr_edit_change change)
{
	plan->changes[plan->count++] = change;
	plan->counts[change.kind]++;
	plan->undecided_count += change.needs_decision;
}

static int judge(const struct work *work, struct zr_edit_plan *plan)
{
	const struct zr_edit *edit = work->edit;
	plan->changes = calloc(edit->wish_count + edit->old_count + 1, sizeof *plan->changes);
	if (plan->changes == NULL) {
		return nomem(work);
	}
	for (size_t i = 0; i < edit->wish_count; i++) {
		add(plan, judge_line(work, i));
	}
	/* Those that a person keeps stand behind the list; then those that go. */
	for (int is_gone = 0; is_gone < 2; is_gone++) {
		for (size_t i = 0; i < edit->old_count; i++) {
			if (work->taken_by[i] > 0 || edit->old[i].is_removed) {
				continue;
			}
			struct zr_edit_change change = judge_rest(work, i);
			if ((change.kind == ZR_EDIT_REMOVED) == (is_gone == 1)) {
				add(plan, change);
			}
		}
	}
	return 0;
}

int zr_edit_plan(const struct zr_edit *edit, struct zr_edit_plan *ret_plan, struct zr_error *error)
{
	assert(edit != NULL && ret_plan != NULL);
	ZR_CLEANUP(work_finish) struct work work = {.edit = edit, .error = error};
	*ret_plan = (struct zr_edit_plan){0};
	int code = prepare(&work);
	if (code == 0) {
		code = match_ids(&work);
	}
	for (size_t i = 0; code == 0 && i < edit->decision_count; i++) {
		code = take_decision(&work, &edit->decisions[i]);
	}
	if (code == 0) {
		match_lines(&work);
		code = judge(&work, ret_plan);
	}
	return code;
}

void zr_edit_plan_finish(struct zr_edit_plan *plan)
{
	free(plan->changes);
	*plan = (struct zr_edit_plan){0};
}

const char *zr_edit_kind_name(enum zr_edit_kind kind)
{
	static const char *const names[] = {"stays", "added", "changed", "returned", "removed"};
	assert(kind < ZR_EDIT_KIND_COUNT_);
	return names[kind];
}
