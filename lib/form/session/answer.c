/*
 * Storing answers: type, then constraint on the candidates, then everything that depends on them.
 *
 * The candidates stand in their nodes while the constraints are judged (that is what "." reads) and
 * are taken back when one is refused. What XML cannot carry is of no type. A range takes what its
 * slider can show, a rank all its choices in some order (ODK XForms "Body Elements"). Source: ODK
 * XForms "Bind attributes".
 */
#include "lib/form/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/utf8.h"
#include "lib/form/rules/datatype.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/correction.h"
#include "lib/form/session/recalc.h"
#include "lib/form/session/steps.h"
#include "lib/form/session/working.h"

static enum zr_type type_of(const struct zr_item *item)
{
	const struct zr_bind *bind = item->control->priv->bind;
	return bind->type;
}

/* Judges what stands in the node. */
static int judge_constraint(struct zr_session *session, const struct zr_item *item, bool *ret_holds,
	struct zr_error *error)
{
	assert(item->node != NULL && ret_holds != NULL);
	const struct zr_bind *bind = item->control->priv->bind;
	*ret_holds = true;
	if (bind->constraint == NULL || item->node->value == NULL) {
		return 0;
	}
	struct zr_value value;
	int code = zr_working_evaluate(session, bind->constraint, item->node, &value, error);
	if (code == 0) {
		*ret_holds = zr_value_boolean(&value);
		zr_working_release(session);
	}
	return zr_working_blame(error, code, "constraint", item->node);
}

/* What the kind of question asks beyond the type. */
static int judge_kind(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	const struct zr_control *control = item->control;
	bool is_fine = true;
	int code = 0;
	*ret_verdict = ZR_VERDICT_ACCEPTED;
	if (control->kind == ZR_CONTROL_RANGE) {
		is_fine = zr_datatype_is_on_scale(&control->priv->scale, value);
		*ret_verdict = is_fine ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_NOT_IN_RANGE;
	} else if (control->kind == ZR_CONTROL_RANK && !control->priv->is_searched) {
		code = zr_choices_are_ranked(session, &(struct zr_choice_list){control, item->node},
			value, &is_fine, error);
		*ret_verdict = is_fine ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_NOT_A_RANKING;
	}
	return code;
}

/* Answers on their way. */
struct trial {
	struct zr_session *session;
	struct zr_session_entry *answers;
	size_t count;
	char **texts; /* owned, one an answer: the value that the node does not have; NULL: none */
	struct zr_error *error;
};

static void finish_trial(struct trial *trial)
{
	for (size_t i = 0; trial->texts != NULL && i < trial->count; i++) {
		free(trial->texts[i]);
	}
	free(trial->texts);
}

/* The value in its normal spelling, and how it fits. */
static int normalise(const struct trial *trial, const struct zr_session_entry *answer,
	struct zr_buffer *ret_text, enum zr_fit *ret_fit)
{
	struct zr_session *session = trial->session;
	const struct zr_item *item = &answer->item;
	const struct zr_choice_list list = {.control = item->control, .node = item->node};
	*ret_fit = ZR_FIT_WELL;
	if (item->control->kind == ZR_CONTROL_RANK) {
		return zr_buffer_add_text(ret_text, answer->value) != 0
			       ? zr_working_nomem(trial->error)
			       : 0;
	}
	if (item->control->kind == ZR_CONTROL_SELECT_MANY) {
		return zr_choices_sort(session, &list, answer->value, ret_text, trial->error);
	}
	const struct zr_xpath_context context = zr_working_context(session, item->node);
	int code = zr_datatype_normalise(type_of(item), answer->value, &context, ret_text, ret_fit);
	return code != 0 ? zr_working_nomem(trial->error) : 0;
}

static enum zr_verdict verdict_of(enum zr_fit fit)
{
	return fit == ZR_FIT_WELL       ? ZR_VERDICT_ACCEPTED
	       : fit == ZR_FIT_TOO_LONG ? ZR_VERDICT_TOO_MANY_DIGITS
					: ZR_VERDICT_WRONG_TYPE;
}

/* What can be said of an answer by itself; gives the text to store. */
static int prepare(const struct trial *trial, size_t i)
{
	assert(i < trial->count);
	struct zr_session_entry *answer = &trial->answers[i];
	const char *value = answer->value;
	if (zr_item_is_readonly(&answer->item)) {
		answer->verdict = ZR_VERDICT_READONLY;
		return 0;
	}
	if (!zr_xpath_is_storable(value)) {
		answer->verdict = ZR_VERDICT_WRONG_TYPE;
		return 0;
	}
	answer->verdict = ZR_VERDICT_ACCEPTED;
	if (zr_utf8_is_blank_text(value)) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	int code = normalise(trial, answer, &text, &fit);
	if (code != 0 || fit != ZR_FIT_WELL) {
		answer->verdict = verdict_of(fit);
		return code;
	}
	code = judge_kind(trial->session, &answer->item, zr_buffer_text(&text), &answer->verdict,
		trial->error);
	if (code == 0 && text.bytes > 0) {
		trial->texts[i] = strdup(zr_buffer_text(&text));
		code = trial->texts[i] == NULL ? zr_working_nomem(trial->error) : 0;
	}
	return code;
}

static void swap_value(const struct trial *trial, size_t i)
{
	assert(i < trial->count);
	struct zr_node *node = trial->answers[i].item.node;
	char *held = node->value;
	node->value = trial->texts[i];
	trial->texts[i] = held;
}

/* Judges the constraints while every new value stands. */
static int judge_together(const struct trial *trial)
{
	int code = 0;
	for (size_t i = 0; i < trial->count; i++) {
		swap_value(trial, i);
	}
	for (size_t i = 0; code == 0 && i < trial->count; i++) {
		struct zr_session_entry *answer = &trial->answers[i];
		bool holds = true;
		code = judge_constraint(trial->session, &answer->item, &holds, trial->error);
		answer->verdict = holds ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_CONSTRAINT_VIOLATED;
	}
	for (size_t i = trial->count; i > 0; i--) {
		swap_value(trial, i - 1);
	}
	return code;
}

static const char *text_of(const char *text)
{
	return text != NULL ? text : "";
}

static int set_all(const struct trial *trial, char *const *texts, struct zr_error *error)
{
	struct zr_session *session = trial->session;
	int code = 0;
	for (size_t i = 0; code == 0 && i < trial->count; i++) {
		code = zr_recalc_set(
			session, trial->answers[i].item.node, text_of(texts[i]), error);
	}
	code = code == 0 ? zr_recalc_run(session, error) : code;
	for (size_t i = 0; code == 0 && i < trial->count; i++) {
		code = zr_correction_note(session, trial->answers[i].item.node, error);
	}
	return code;
}

/* Stores the values and works out what follows. When the form cannot take them (a count beyond
 * every limit, a function that fails on it), the old ones come back, so that nothing stays stale.
 */
static int store_all(const struct trial *trial)
{
	struct zr_session *session = trial->session;
	struct trial old = *trial;
	old.texts = calloc(trial->count, sizeof *old.texts);
	int code = old.texts != NULL ? 0 : zr_working_nomem(trial->error);
	for (size_t i = 0; code == 0 && i < trial->count; i++) {
		old.texts[i] = strdup(zr_node_value(trial->answers[i].item.node));
		code = old.texts[i] != NULL ? 0 : zr_working_nomem(trial->error);
	}
	bool is_tried = code == 0;
	code = is_tried ? set_all(trial, trial->texts, trial->error) : code;
	if (is_tried && code != 0) {
		session->changed.count = 0; /* no action follows an answer that does not stand */
		session->is_undoing = true;
		int undone = set_all(trial, old.texts, NULL);
		(void)undone; /* the first fault is the one to tell */
		session->is_undoing = false;
	}
	finish_trial(&old);
	return code;
}

static bool are_accepted(const struct trial *trial)
{
	size_t i = 0;
	while (i < trial->count && trial->answers[i].verdict == ZR_VERDICT_ACCEPTED) {
		i++;
	}
	return i == trial->count;
}

int zr_session_answer_all(struct zr_session *session, struct zr_session_entry *answers,
	size_t count, bool *ret_is_stored, struct zr_error *error)
{
	assert(session != NULL && answers != NULL && count > 0 && ret_is_stored != NULL);
	*ret_is_stored = false;
	ZR_CLEANUP(finish_trial)
	struct trial trial = {
		.session = session, .answers = answers, .count = count, .error = error};
	trial.texts = calloc(count, sizeof *trial.texts);
	int code = trial.texts != NULL ? 0 : zr_working_nomem(error);
	for (size_t i = 0; code == 0 && i < count; i++) {
		const struct zr_item *item = &answers[i].item;
		assert(item->kind == ZR_ITEM_QUESTION && item->control != NULL);
		assert(item->node != NULL && answers[i].value != NULL);
		code = prepare(&trial, i);
	}
	if (code == 0 && are_accepted(&trial)) {
		code = judge_together(&trial);
	}
	if (code == 0 && are_accepted(&trial)) {
		code = store_all(&trial);
		*ret_is_stored = code == 0;
	}
	return code;
}

int zr_session_answer(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(item != NULL && ret_verdict != NULL);
	struct zr_session_entry answer = {.item = *item, .value = value};
	bool is_stored = false;
	int code = zr_session_answer_all(session, &answer, 1, &is_stored, error);
	*ret_verdict = answer.verdict;
	return code;
}

static int judge_choice(struct zr_session *session, const struct zr_item *item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(item->node != NULL && item->node->value != NULL);
	const char *value = item->node->value;
	if (item->control->kind == ZR_CONTROL_RANK) {
		return judge_kind(session, item, value, ret_verdict, error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer kept = {0};
	int code = zr_choices_fit(session, item->node, value, &kept, error);
	bool is_listed = strcmp(zr_buffer_text(&kept), value) == 0;
	*ret_verdict = is_listed ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_NOT_A_CHOICE;
	return code;
}

/* Whether what a default or a calculation left there could have been answered: a field for dates
 * shows nothing of "31.12.2026", and required would be met by what nobody sees. What cannot be
 * answered anew is let pass. */
static int judge_standing(struct zr_session *session, const struct zr_item *item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(item->node != NULL && item->node->value != NULL);
	if (item->control == NULL || zr_item_is_readonly(item)) {
		return 0;
	}
	if (item->control->priv->choices != NULL) {
		return judge_choice(session, item, ret_verdict, error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	enum zr_fit fit = ZR_FIT_NOT;
	const struct zr_xpath_context context = zr_working_context(session, item->node);
	if (zr_datatype_normalise(type_of(item), item->node->value, &context, &text, &fit) != 0) {
		return zr_working_nomem(error);
	}
	*ret_verdict = verdict_of(fit);
	return fit == ZR_FIT_WELL
		       ? judge_kind(session, item, zr_buffer_text(&text), ret_verdict, error)
		       : 0;
}

int zr_session_check(struct zr_session *session, const struct zr_item *item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(session != NULL && item != NULL && ret_verdict != NULL);
	*ret_verdict = ZR_VERDICT_ACCEPTED;
	if (item->kind != ZR_ITEM_QUESTION || item->node == NULL) {
		return 0;
	}
	if (zr_utf8_is_blank_text(zr_node_value(item->node))) {
		if (zr_item_is_required(item)) {
			*ret_verdict = ZR_VERDICT_REQUIRED;
		}
		return 0;
	}
	bool holds = true;
	int code = judge_constraint(session, item, &holds, error);
	if (code == 0 && !holds) {
		*ret_verdict = ZR_VERDICT_CONSTRAINT_VIOLATED;
	} else if (code == 0) {
		code = judge_standing(session, item, ret_verdict, error);
	}
	return code;
}

int zr_session_validate(struct zr_session *session, struct zr_item *ret_item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(session != NULL && ret_item != NULL && ret_verdict != NULL);
	*ret_verdict = ZR_VERDICT_ACCEPTED;
	struct zr_item item = zr_session_start(session);
	while (item.kind != ZR_ITEM_END) {
		item = zr_steps_next(session, &item);
		int code = zr_session_check(session, &item, ret_verdict, error);
		if (code != 0) {
			return code;
		}
		if (*ret_verdict != ZR_VERDICT_ACCEPTED) {
			break;
		}
	}
	*ret_item = item;
	return 0;
}
