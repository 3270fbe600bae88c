/*
 * Storing an answer: type, then constraint on the candidate, then everything that depends on it.
 *
 * The candidate stands in the node while its constraint is judged (that is what "." reads) and is
 * taken back when it is refused. What XML cannot carry is of no type. A range takes what its slider
 * can show, a rank all its choices in some order (ODK XForms "Body Elements"). Source: ODK XForms
 * "Bind attributes".
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/datatype.h"
#include "lib/form/session_priv.h"
#include "lib/base/decimal.h"

static enum zr_type type_of(const struct zr_item *item)
{
	const struct zr_bind *bind = item->control->priv->bind;
	return bind->type;
}

/* Judges what stands in the node. */
static int judge_constraint(struct zr_session *session, const struct zr_item *item, bool *ret_holds,
	struct zr_error *error)
{
	const struct zr_bind *bind = item->control->priv->bind;
	*ret_holds = true;
	if (bind->constraint == NULL || item->node->value == NULL) {
		return 0;
	}
	struct zr_value value;
	int code = zr_session_evaluate(session, bind->constraint, item->node, &value, error);
	if (code == 0) {
		*ret_holds = zr_value_boolean(&value);
		zr_session_release(session);
	}
	return zr_session_blame(error, code, "constraint", item->node);
}

/* Whether a value is a whole number of steps away from an end. */
static bool is_on_step(const struct zr_control_priv *priv, double from, double number)
{
	double step = fabs(priv->range_step);
	double steps = step > 0 ? (number - from) / step : 0;
	return fabs(steps - rint(steps)) < 1e-6;
}

/* A slider shows the ends and what lies whole steps from one of them. */
static bool is_in_range(const struct zr_control_priv *priv, const char *text)
{
	double low = fmin(priv->range_start, priv->range_end);
	double high = fmax(priv->range_start, priv->range_end);
	const char *end = NULL;
	double number = zr_decimal_read(text, &end);
	return *end == '\0' && number >= low && number <= high &&
	       (is_on_step(priv, priv->range_start, number) ||
		       is_on_step(priv, priv->range_end, number));
}

/* What the kind of question asks beyond the type. */
static int judge_kind(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	const struct zr_control *control = item->control;
	if (control->kind == ZR_CONTROL_RANGE) {
		*ret_verdict = is_in_range(control->priv, value) ? ZR_VERDICT_ACCEPTED
								 : ZR_VERDICT_NOT_IN_RANGE;
		return 0;
	}
	bool is_ranked = true;
	int code = 0;
	if (control->kind == ZR_CONTROL_RANK && !control->priv->allows_other) {
		code = zr_choices_are_ranked(
			session, control, item->node, value, &is_ranked, error);
	}
	*ret_verdict = is_ranked ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_NOT_A_RANKING;
	return code;
}

/* The value in its normal spelling; *ret_is_valid false when it does not fit. */
static int normalise(struct zr_session *session, const struct zr_item *item, const char *value,
	struct zr_buffer *ret_text, bool *ret_is_valid, struct zr_error *error)
{
	const struct zr_control *control = item->control;
	enum zr_type type = type_of(item);
	if (control->kind == ZR_CONTROL_SELECT_MANY || control->kind == ZR_CONTROL_RANK) {
		*ret_is_valid = true;
		if (control->kind == ZR_CONTROL_RANK) {
			return zr_buffer_add_text(ret_text, value);
		}
		return zr_choices_sort(session, control, item->node, value, ret_text, error);
	}
	const struct zr_xpath_context context = zr_session_context(session, item->node);
	int code = zr_datatype_normalise(type, value, &context, ret_text, ret_is_valid);
	return code != 0 ? zr_session_nomem(error) : 0;
}

/* Stores a value and works out what follows. When the form cannot take it (a count beyond every
 * limit, a function that fails on it), the old one comes back, so that nothing stays stale. */
static int store(
	struct zr_session *session, struct zr_node *node, const char *value, struct zr_error *error)
{
	ZR_CLEANUP_FREE char *old = strdup(zr_node_value(node));
	if (old == NULL) {
		return zr_session_nomem(error);
	}
	int code = zr_recalc_set(session, node, value, error);
	if (code == 0) {
		code = zr_recalc_run(session, error);
	}
	if (code != 0) {
		session->changed.count = 0; /* no action follows an answer that does not stand */
		session->is_undoing = true;
		int undone = zr_recalc_set(session, node, old, NULL);
		undone = undone == 0 ? zr_recalc_run(session, NULL) : undone;
		(void)undone; /* the first fault is the one to tell */
		session->is_undoing = false;
	}
	return code;
}

/* Puts the candidate in, judges it, and takes it back when it does not hold. */
static int try_value(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	struct zr_node *node = item->node;
	ZR_CLEANUP_FREE char *old = strdup(zr_node_value(node));
	if (old == NULL || zr_node_set_value(node, value) != 0) {
		return zr_session_nomem(error);
	}
	bool holds = true;
	int code = judge_constraint(session, item, &holds, error);
	bool is_stored = code == 0 && holds;
	char *candidate = node->value;
	node->value = NULL;
	if (zr_node_set_value(node, old) != 0) {
		node->value = candidate;
		return zr_session_nomem(error);
	}
	*ret_verdict = holds ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_CONSTRAINT_VIOLATED;
	if (is_stored) {
		code = store(session, node, candidate != NULL ? candidate : "", error);
	}
	free(candidate);
	return code;
}

int zr_session_answer(struct zr_session *session, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(session != NULL && item != NULL && item->node != NULL && value != NULL);
	assert(item->kind == ZR_ITEM_QUESTION && item->control != NULL && ret_verdict != NULL);
	if (zr_item_is_readonly(item)) {
		*ret_verdict = ZR_VERDICT_READONLY;
		return 0;
	}
	if (*value == '\0') {
		*ret_verdict = ZR_VERDICT_ACCEPTED;
		return store(session, item->node, "", error);
	}
	if (!zr_xpath_is_storable(value)) {
		*ret_verdict = ZR_VERDICT_WRONG_TYPE;
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	bool is_valid = false;
	int code = normalise(session, item, value, &text, &is_valid, error);
	if (code != 0) {
		return code;
	}
	if (!is_valid) {
		*ret_verdict = ZR_VERDICT_WRONG_TYPE;
		return 0;
	}
	code = judge_kind(session, item, zr_buffer_text(&text), ret_verdict, error);
	if (code != 0 || *ret_verdict != ZR_VERDICT_ACCEPTED) {
		return code;
	}
	return try_value(session, item, zr_buffer_text(&text), ret_verdict, error);
}

int zr_session_check(struct zr_session *session, const struct zr_item *item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	assert(session != NULL && item != NULL && ret_verdict != NULL);
	*ret_verdict = ZR_VERDICT_ACCEPTED;
	if (item->kind != ZR_ITEM_QUESTION || item->node == NULL) {
		return 0;
	}
	if (item->node->value == NULL) {
		if (zr_item_is_required(item)) {
			*ret_verdict = ZR_VERDICT_REQUIRED;
		}
		return 0;
	}
	bool holds = true;
	int code = judge_constraint(session, item, &holds, error);
	if (code == 0 && !holds) {
		*ret_verdict = ZR_VERDICT_CONSTRAINT_VIOLATED;
	} else if (code == 0 && item->control->kind == ZR_CONTROL_RANK &&
		   !zr_item_is_readonly(item)) {
		code = judge_kind(session, item, item->node->value, ret_verdict, error);
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
		item = zr_place_next(session, &item);
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
