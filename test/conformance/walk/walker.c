/* The steps of a random walk: answers, instances of repeats, languages, moves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/walk/walk_check.h"
#include "test/conformance/walk/walk_value.h"
#include "test/conformance/walk/walker.h"

enum {
	STEPS_PER_ANSWER = 40,
	INSTANCES_MAX = 8, /* of one repeat, by the walk's own adding */
	SECOND_US = 1000000
};

/* ---- steps ---- */

static void show(struct walk *walk, const struct zr_item *item)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	struct zr_error error = {0};
	for (int which = ZR_TEXT_LABEL; which <= ZR_TEXT_VIDEO; which++) {
		if (zr_session_text(walk->session, item, (enum zr_text)which, &text, &error) < 0) {
			walk_fault(walk, "text %d of %s: %s", which, item->control->reference,
				error.message);
		}
	}
	if (item->kind == ZR_ITEM_QUESTION &&
		zr_session_display(walk->session, item, &text, &error) < 0) {
		walk_fault(walk, "display of %s: %s", item->control->reference, error.message);
	}
}

static void answer(struct walk *walk, const struct walk_plan *plan)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	walk_value_pick(walk, &walk->at, &value);
	const struct zr_bind *bind = walk->at.node->bind;
	walk->excluded[bind->index] |= bind->rules[ZR_RULE_CALCULATE] != NULL;
	walk->answers++;
	int code = zr_session_answer(
		walk->session, &walk->at, zr_buffer_text(&value), &verdict, &error);
	if (plan->is_loud) {
		printf("    %zu %s = '%s': %d verdict %d\n", walk->answers, bind->path,
			zr_buffer_text(&value), code, (int)verdict);
	}
	/* A value that the form's own functions or limits cannot take is refused with a sentence.
	 */
	walk->refused += code == ZR_E_INVALID || code == ZR_E_LIMIT;
	if (code < 0 && code != ZR_E_INVALID && code != ZR_E_LIMIT) {
		walk_fault(walk, "%s = '%s': %s: %s", bind->path, zr_buffer_text(&value),
			error.where, error.message);
	}
	walk->accepted += code == 0 && verdict == ZR_VERDICT_ACCEPTED;
	if (walk->answers % plan->verify_every == 0 || walk->answers == plan->answers) {
		walk_check_states(walk);
	}
	if (walk->answers % plan->restore_every == 0 || walk->answers == plan->answers) {
		walk_check_restore(walk);
	}
}

static void add_or_remove(struct walk *walk)
{
	struct zr_error error = {0};
	if (walk->at.kind == ZR_ITEM_PROMPT && walk->at.index < INSTANCES_MAX &&
		walk_below(walk, 2) == 0 && zr_session_can_add(walk->session, &walk->at)) {
		struct zr_item added = {0};
		if (zr_session_repeat_add(walk->session, &walk->at, &added, &error) < 0) {
			walk_fault(walk, "adding to %s: %s", walk->at.control->reference,
				error.message);
			return;
		}
		walk->at = added;
		walk->added++;
	} else if (walk->at.kind == ZR_ITEM_REPEAT && walk_below(walk, 12) == 0 &&
		   zr_session_can_remove(walk->session, &walk->at)) {
		if (zr_session_repeat_remove(walk->session, &walk->at, &error) < 0) {
			walk_fault(walk, "removing from %s: %s", walk->at.control->reference,
				error.message);
		}
		walk->removed++;
		walk->at = zr_session_start(walk->session);
	}
}

static void jump(struct walk *walk)
{
	walk->at = zr_session_start(walk->session);
	for (size_t left = walk_below(walk, 200); left > 0 && walk->at.kind != ZR_ITEM_END;
		left--) {
		walk->at = zr_session_next(walk->session, &walk->at);
	}
}

static void move(struct walk *walk)
{
	switch (walk_below(walk, 40)) {
	case 0:
		walk->at = zr_session_previous(walk->session, &walk->at);
		break;
	case 1:
		walk->at = zr_session_skip(walk->session, &walk->at);
		break;
	case 2:
		walk->at = zr_session_up(walk->session, &walk->at);
		break;
	case 3:
		jump(walk);
		break;
	default:
		walk->at = zr_session_next(walk->session, &walk->at);
	}
	if (walk->at.kind == ZR_ITEM_END) {
		walk->at = zr_session_start(walk->session);
	}
}

/* Whether a walk can end up at this place's answer. */
static bool is_open_question(const struct walk *walk)
{
	return walk->at.kind == ZR_ITEM_QUESTION && walk->at.node != NULL &&
	       !zr_item_is_readonly(&walk->at);
}

static void step(struct walk *walk, const struct walk_plan *plan)
{
	size_t languages = zr_form_language_count(walk->form);
	if (languages > 1 && walk_below(walk, 100) == 0) {
		zr_session_set_language(walk->session, walk_below(walk, languages));
	}
	walk->now_us += (int64_t)walk_below(walk, 60) * SECOND_US;
	zr_session_set_now(walk->session, walk->now_us);
	move(walk);
	if (walk->at.kind == ZR_ITEM_START) {
		return;
	}
	if (walk_below(walk, 8) == 0) {
		show(walk, &walk->at);
	}
	if (is_open_question(walk)) {
		answer(walk, plan);
	} else {
		add_or_remove(walk);
	}
}

/* ---- the walk ---- */

static void exclude_actions(struct walk *walk)
{
	const struct zr_action *at = walk->form->actions;
	for (; at != NULL; at = at->next) {
		walk->excluded[at->target->index] = true;
		walk->has_load_action |= (at->events & ZR_EVENT_LOAD) != 0;
	}
	for (size_t i = 0; i < walk->form->bind_count; i++) {
		if (*walk->form->binds[i]->preload != '\0') {
			walk->excluded[i] = true;
		}
	}
}

static void finish_interview(struct walk *walk)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_item first = {0};
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (zr_session_validate(walk->session, &first, &verdict, &error) < 0) {
		walk_fault(walk, "validating: %s: %s", error.where, error.message);
	}
	if (zr_session_finalize(walk->session, &error) < 0) {
		walk_fault(walk, "finishing: %s: %s", error.where, error.message);
	}
	if (zr_session_write(walk->session, ZR_SESSION_SUBMISSION, &xml, &error) < 0) {
		walk_fault(walk, "writing: %s", error.message);
	}
}

bool walker_run(struct walk *walk, const struct walk_plan *plan, struct zr_error *error)
{
	walk->random_state = plan->seed;
	walk->now_us = INT64_C(1768478400000000); /* 2026-01-15T12:00:00Z */
	walk->excluded = calloc(walk->form->bind_count + 1, sizeof *walk->excluded);
	const struct zr_session_env env = walk_env(walk);
	if (walk->excluded == NULL || zr_session_new(walk->form, &env, &walk->session, error) < 0) {
		return false;
	}
	exclude_actions(walk);
	walk_check_states(walk);
	walk->at = zr_session_start(walk->session);
	size_t steps = plan->answers * STEPS_PER_ANSWER;
	for (; steps > 0 && walk->answers < plan->answers; steps--) {
		step(walk, plan);
	}
	finish_interview(walk);
	return true;
}
