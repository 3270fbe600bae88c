/*
 * Instances of repeats: adding, removing, counting.
 *
 * A live parent holds the instances in a row, and behind them one anchor (flag ZR_NODE_TEMPLATE).
 */
#include "lib/form/session/repeat.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/places.h"
#include "lib/form/session/recalc.h"
#include "lib/form/session/working.h"

enum {
	SOURCE_DEPTH_MAX =
		32 /* calculations behind one another that a count is looked for through */
};

/* What a new instance is made from: the template; where the count fills up what it took away, the
 * instance that the form itself has at that place. */
static const struct zr_node *source_of(const struct zr_node *anchor, bool is_counted)
{
	const struct zr_bind *bind = anchor->bind;
	const struct zr_node *at =
		bind->parent->repeat == NULL ? bind->parent->node->first_child : NULL;
	size_t left = zr_instances_count(anchor->parent, bind);
	for (; is_counted && at != NULL; at = at->next) {
		if (zr_instances_is_one(at, bind) && left-- == 0) {
			return at;
		}
	}
	return bind->source;
}

int zr_repeat_append(struct zr_session *session, struct zr_node *anchor,
	struct zr_node **ret_instance, struct zr_error *error)
{
	assert((anchor->flags & ZR_NODE_TEMPLATE) != 0);
	if (session->instance_count >= ZR_INSTANCE_COUNT_MAX) {
		(void)zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_ENTRIES,
				.number = ZR_INSTANCE_COUNT_MAX});
		zr_error_place(error, 0, anchor->bind->path);
		return ZR_E_LIMIT;
	}
	bool is_counted = anchor->bind->rules[ZR_RULE_REPEATS] != NULL;
	struct zr_node *instance = zr_node_clone(source_of(anchor, is_counted));
	if (instance == NULL) {
		return zr_working_nomem(error);
	}
	session->instance_count++;
	zr_node_insert(anchor->parent, instance, anchor);
	zr_recalc_inherit(session, instance);
	zr_recalc_mark_subtree(session, instance);
	zr_recalc_mark_changed_subtree(session, instance);
	*ret_instance = instance;
	return session->events.new_repeat(session, instance, error);
}

/* Looks for what a rule is made from, through calculations that nobody is asked. */
struct source_search {
	const struct zr_session *session;
	struct zr_node *anchor;
	bool is_any_there; /* it reads some node */
	unsigned depth;
};

static bool waits_for_answer(struct source_search *search, const struct zr_rule *rule);

static bool is_awaited(struct source_search *search, const struct zr_bind *bind)
{
	const struct zr_node *node = zr_place_find(search->session, bind, search->anchor);
	search->is_any_there = true;
	if (node == NULL || (node->flags & ZR_NODE_IRRELEVANT) != 0 || node->value != NULL) {
		return false;
	}
	const struct zr_rule *calculate = bind->rules[ZR_RULE_CALCULATE];
	return bind->control != NULL || calculate == NULL || waits_for_answer(search, calculate);
}

static bool waits_for_answer(struct source_search *search, const struct zr_rule *rule)
{
	const struct zr_form *form = search->session->form;
	bool waits = false;
	if (++search->depth > SOURCE_DEPTH_MAX) {
		return true;
	}
	for (size_t i = 0; i < form->bind_count && !waits; i++) {
		const struct zr_edge *edge = form->binds[i]->edges;
		while (edge != NULL && edge->rule != rule) {
			edge = edge->next;
		}
		waits = edge != NULL && form->binds[i] != rule->bind &&
			is_awaited(search, form->binds[i]);
	}
	search->depth--;
	return waits;
}

/* A count that gives no number is not known while a question that it is made from, and that is
 * asked, has no answer. Where nobody is asked for it any more it counts nothing. */
static bool is_unknown(const struct zr_session *session, struct zr_node *anchor)
{
	struct source_search search = {.session = session, .anchor = anchor};
	return waits_for_answer(&search, anchor->bind->rules[ZR_RULE_REPEATS]) ||
	       !search.is_any_there;
}

int zr_repeat_wanted(struct zr_session *session, struct zr_node *anchor, size_t *ret_wanted,
	bool *ret_is_known, struct zr_error *error)
{
	const struct zr_rule *rule = anchor->bind->rules[ZR_RULE_REPEATS];
	struct zr_node *from = anchor;
	while (from->bind != rule->context) {
		from = from->parent;
		assert(from != NULL);
	}
	struct zr_value value;
	int code = zr_working_evaluate(session, rule->expression, from, &value, error);
	if (code != 0) {
		return code;
	}
	const struct zr_xpath_context context = zr_working_context(session, anchor);
	double number = zr_value_number(&value, &context);
	zr_working_release(session);
	if (number > ZR_REPEAT_COUNT_MAX) {
		(void)zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_COUNT_TOO_LARGE, .number = ZR_REPEAT_COUNT_MAX});
		zr_error_place(error, rule->line, rule->bind->path);
		return ZR_E_LIMIT;
	}
	*ret_is_known = !isnan(number) || !is_unknown(session, anchor);
	*ret_wanted = number >= 1 ? (size_t)number : 0;
	return 0;
}

bool zr_repeat_grow(struct zr_session *session, struct zr_node *anchor)
{
	assert(session != NULL && anchor != NULL);
	const struct zr_rule *rule = anchor->bind->rules[ZR_RULE_REPEATS];
	size_t wanted = 0;
	bool is_known = false;
	if (rule == NULL || !rule->is_lazy || (anchor->flags & ZR_NODE_IRRELEVANT) != 0 ||
		zr_repeat_wanted(session, anchor, &wanted, &is_known, NULL) != 0) {
		return false;
	}
	struct zr_node *instance = NULL;
	return zr_instances_count(anchor->parent, anchor->bind) < wanted &&
	       zr_repeat_append(session, anchor, &instance, NULL) == 0 &&
	       zr_recalc_run(session, NULL) == 0;
}

void zr_repeat_drop(struct zr_session *session, struct zr_node *instance)
{
	assert((instance->flags & ZR_NODE_TEMPLATE) == 0 && instance->bind->is_repeat);
	zr_recalc_mark_changed_subtree(session, instance);
	for (struct zr_node *at = instance->next; at != NULL; at = at->next) {
		if (zr_instances_is_one(at, instance->bind)) {
			zr_recalc_mark_changed(session, at); /* its position changes */
		}
	}
	zr_recalc_forget_subtree(session, instance);
	zr_node_detach(instance);
	instance->next = session->removed;
	session->removed = instance;
}

static const struct zr_bind *bind_of(const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_REPEAT || item->kind == ZR_ITEM_PROMPT);
	return item->control->priv->bind;
}

size_t zr_session_repeat_count(struct zr_session *session, const struct zr_item *item)
{
	assert(session != NULL);
	return zr_instances_count(item->parent, bind_of(item));
}

struct zr_item zr_session_repeat_at(
	struct zr_session *session, const struct zr_item *item, size_t index)
{
	assert(session != NULL);
	struct zr_item found = {.kind = ZR_ITEM_PROMPT,
		.control = item->control,
		.parent = item->parent,
		.index = 0};
	for (struct zr_node *at = item->parent->first_child; at != NULL; at = at->next) {
		if (zr_instances_is_one(at, bind_of(item))) {
			if (found.index == index) {
				found.kind = ZR_ITEM_REPEAT;
				found.node = at;
				return found;
			}
			found.index++;
		}
	}
	return found;
}

bool zr_session_can_add(struct zr_session *session, const struct zr_item *item)
{
	assert(session != NULL && item != NULL);
	return !item->control->has_fixed_count &&
	       zr_session_repeat_count(session, item) < ZR_REPEAT_COUNT_MAX;
}

bool zr_session_can_remove(struct zr_session *session, const struct zr_item *item)
{
	assert(session != NULL && item != NULL);
	return !item->control->has_fixed_count && item->kind == ZR_ITEM_REPEAT &&
	       zr_session_repeat_count(session, item) > 0;
}

int zr_session_repeat_add(struct zr_session *session, const struct zr_item *item,
	struct zr_item *ret_instance, struct zr_error *error)
{
	assert(session != NULL && ret_instance != NULL);
	const struct zr_bind *bind = bind_of(item);
	if (item->control->has_fixed_count) {
		return zr_error_set_at(error, ZR_E_STATE, 0, bind->path,
			"the form fixes how many instances there are; none can be added by hand");
	}
	size_t count = zr_session_repeat_count(session, item);
	if (count >= ZR_REPEAT_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 0, bind->path,
			"there are %zu instances, and no more are allowed", count);
	}
	struct zr_node *anchor = zr_instances_anchor(item->parent, bind);
	assert(anchor != NULL);
	struct zr_node *instance = NULL;
	int code = zr_repeat_append(session, anchor, &instance, error);
	if (code == 0) {
		code = zr_recalc_run(session, error);
	}
	if (code != 0 && instance != NULL) {
		zr_repeat_drop(session, instance); /* the form cannot be worked out with it */
		int undone = zr_recalc_run(session, NULL);
		(void)undone; /* the first fault is the one to tell */
	}
	if (code == 0) {
		*ret_instance = (struct zr_item){.kind = ZR_ITEM_REPEAT,
			.control = item->control,
			.node = instance,
			.parent = item->parent,
			.index = count};
	}
	return code;
}

int zr_session_repeat_remove(
	struct zr_session *session, const struct zr_item *instance, struct zr_error *error)
{
	assert(session != NULL && instance->node != NULL);
	const struct zr_bind *bind = bind_of(instance);
	if (!zr_session_can_remove(session, instance)) {
		return zr_error_set_at(error, ZR_E_STATE, 0, bind->path,
			"the form fixes how many instances there are; none can be removed by hand");
	}
	zr_repeat_drop(session, instance->node);
	return zr_recalc_run(session, error);
}
