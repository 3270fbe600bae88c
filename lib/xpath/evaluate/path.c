/*
 * Evaluating paths (XPath 1.0 sections 2 and 3.3; ODK XForms "XPath Paths", "Repeats"): start,
 * step by step, predicates, and what ODK adds: the binding of absolute
 * paths to the repeat instances around the context (see xpath.h), choice filters answered by the
 * form's index, and irrelevant nodes left out.
 */
#include "lib/xpath/evaluate/path.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xpath/evaluate/axes.h"
#include "lib/xpath/evaluate/candidates.h"
#include "lib/xpath/evaluate/evaluate.h"
#include "lib/xpath/value/compare.h"

/* ---- predicates ---- */

static int passes(struct zr_evaluation *evaluation, const struct zr_term *predicate,
	const struct zr_focus *focus, bool *ret_passes)
{
	struct zr_value value = {0};
	int code = zr_evaluate_term(evaluation, predicate, focus, &value);
	if (code == 0) {
		*ret_passes = value.kind == ZR_VALUE_NUMBER
				      ? value.number == (double)focus->position
				      : zr_evaluate_is_true(predicate, &value);
	}
	return code;
}

/* The side of a comparison that does not look at the row: worked out once for all rows. */
struct fixed {
	int side; /* -1: there is none */
	struct zr_value value;
};

static int find_fixed(struct zr_evaluation *evaluation, const struct zr_term *predicate,
	const struct zr_focus *outer, struct fixed *ret_fixed)
{
	ret_fixed->side = -1;
	if (predicate->kind < ZR_TERM_EQUAL || predicate->kind > ZR_TERM_GREATER_EQUAL ||
		predicate->argument_count != 2) {
		return 0;
	}
	for (int side = 0; side < 2; side++) {
		if ((predicate->arguments[side]->flags & ZR_TERM_USES_FOCUS) == 0) {
			ret_fixed->side = side;
			return zr_evaluate_term(
				evaluation, predicate->arguments[side], outer, &ret_fixed->value);
		}
	}
	return 0;
}

static int passes_fixed(struct zr_evaluation *evaluation, const struct zr_term *predicate,
	const struct zr_focus *focus, const struct fixed *fixed, bool *ret_passes)
{
	assert(fixed->side == 0 || fixed->side == 1);
	struct zr_value value = {0};
	const struct zr_term *own = predicate->arguments[fixed->side];
	const struct zr_term *other = predicate->arguments[1 - fixed->side];
	int code = zr_evaluate_term(evaluation, other, focus, &value);
	if (code != 0) {
		return code;
	}
	struct zr_operand a = {&fixed->value, (own->flags & ZR_TERM_PLAIN) != 0};
	struct zr_operand b = {&value, (other->flags & ZR_TERM_PLAIN) != 0};
	return zr_compare_values(evaluation, predicate->kind, fixed->side == 0 ? a : b,
		fixed->side == 0 ? b : a, ret_passes);
}

/* Keeps the items that pass, in their order. outer: what does not depend on the row is the same for
 * all of them, and is evaluated there; NULL: it may differ. */
static int filter(struct zr_evaluation *evaluation, const struct zr_term *predicate,
	struct zr_node_list *list, size_t from, const struct zr_focus *outer)
{
	assert(from <= list->count);
	struct fixed fixed = {.side = -1};
	int code = outer != NULL ? find_fixed(evaluation, predicate, outer, &fixed) : 0;
	size_t kept = from;
	size_t size = list->count - from;
	for (size_t i = from; i < list->count && code == 0; i++) {
		struct zr_focus focus = {list->items[i], i - from + 1, size};
		bool is_in = false;
		code = fixed.side >= 0 ? passes_fixed(evaluation, predicate, &focus, &fixed, &is_in)
				       : passes(evaluation, predicate, &focus, &is_in);
		if (is_in) {
			list->items[kept++] = list->items[i];
		}
	}
	list->count = kept;
	return code;
}

/* ---- steps ---- */

static const struct zr_node *topmost(const struct zr_node *node)
{
	while (node->parent != NULL) {
		node = node->parent;
	}
	return node;
}

/* Whether what a predicate says without the row's help is the same for every row: true outside the
 * main instance, where absolute paths are bound to the context and not to the row. */
static bool is_foreign(const struct zr_evaluation *evaluation, const struct zr_node *node)
{
	return topmost(node) != topmost(evaluation->context->root);
}

static int take_step(struct zr_evaluation *evaluation, const struct zr_step *step,
	struct zr_node *from, const struct zr_focus *outer, struct zr_node_list *list)
{
	size_t first = list->count;
	bool is_found = false;
	if (step->predicate_count == 0) {
		return zr_axes_walk(evaluation, step, from, list);
	}
	const struct zr_focus *fixed = is_foreign(evaluation, from) ? outer : NULL;
	const struct zr_filter rows = {.step = step, .parent = from, .outer = fixed};
	int code = zr_candidates_find(evaluation, &rows, list, &is_found);
	if (code == 0 && !is_found) {
		code = zr_axes_walk(evaluation, step, from, list);
	}
	for (size_t i = 0; i < step->predicate_count && code == 0; i++) {
		code = filter(evaluation, step->predicates[i], list, first, fixed);
	}
	return code;
}

/* Whether a step from several nodes in document order gives document order without sorting. */
static bool keeps_order(const struct zr_step *step)
{
	return step->axis == ZR_AXIS_CHILD || step->axis == ZR_AXIS_ATTRIBUTE ||
	       step->axis == ZR_AXIS_SELF;
}

/* children of nodes that lie inside each other are not in order; siblings' children are. */
static bool is_flat(const struct zr_node_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		if (list->items[i]->parent != list->items[0]->parent) {
			return false;
		}
	}
	return true;
}

static int take_steps(struct zr_evaluation *evaluation, const struct zr_path *path, size_t step,
	const struct zr_focus *outer, struct zr_node_list *list)
{
	assert(step <= path->step_count);
	int code = 0;
	bool is_safe = is_flat(list);
	for (; step < path->step_count && code == 0 && list->count > 0; step++) {
		const struct zr_step *at = &path->steps[step];
		struct zr_node_list next = {0};
		for (size_t i = 0; i < list->count && code == 0; i++) {
			code = take_step(evaluation, at, list->items[i], outer, &next);
		}
		bool is_single = list->count == 1;
		*list = next;
		if (is_single ? zr_axes_is_reverse(at) : !(keeps_order(at) && is_safe)) {
			zr_axes_sort(list);
			is_safe = is_flat(list);
		} else if (!keeps_order(at)) {
			is_safe = is_flat(list);
		}
	}
	return code;
}

/* ---- beginnings ---- */

static bool is_below(const struct zr_node *node, const struct zr_node *top)
{
	while (node != NULL && node != top) {
		node = node->parent;
	}
	return node != NULL;
}

enum {
	BOUND_DEPTH_MAX = ZR_FORM_DEPTH_MAX + 2
};

/*
 * Walks as many steps of an absolute path as are the context's own ancestors, the last step never
 * among them. Gives the number of steps taken; *ret_node is where the rest begins.
 */
static size_t bind_steps(const struct zr_evaluation *evaluation, const struct zr_path *path,
	const struct zr_focus *focus, struct zr_node **ret_node)
{
	const struct zr_xpath_context *context = evaluation->context;
	struct zr_node *own = focus->node;
	*ret_node = context->root;
	if (!is_below(own, context->root)) {
		own = context->current != NULL ? context->current : context->node;
		if (!is_below(own, context->root)) {
			return 0;
		}
	}
	struct zr_node *chain[BOUND_DEPTH_MAX];
	size_t depth = 0;
	for (; own != context->root; own = own->parent) {
		if (depth == BOUND_DEPTH_MAX) {
			return 0;
		}
		chain[depth++] = own;
	}
	size_t taken = 0;
	while (taken + 1 < path->step_count && taken < depth) {
		const struct zr_step *step = &path->steps[taken];
		struct zr_node *ancestor = chain[depth - 1 - taken];
		if (step->axis != ZR_AXIS_CHILD || step->test != ZR_TEST_NAME ||
			step->predicate_count > 0 || ancestor->name != step->name ||
			ancestor->kind != ZR_NODE_ELEMENT) {
			break;
		}
		*ret_node = ancestor;
		taken++;
	}
	return taken;
}

static int begin_with_term(struct zr_evaluation *evaluation, const struct zr_path *path,
	const struct zr_focus *focus, struct zr_node_list *list)
{
	assert(path->start == ZR_START_TERM && path->term != NULL);
	struct zr_value value = {0};
	int code = zr_evaluate_term(evaluation, path->term, focus, &value);
	if (code != 0) {
		return code;
	}
	if (value.kind != ZR_VALUE_NODES) {
		return zr_error_set_fault(evaluation->error, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_PATH_FROM_VALUE});
	}
	*list = (struct zr_node_list){value.nodes.items, value.nodes.count, value.nodes.count};
	if (path->predicate_count > 0 && list->count > 0) {
		struct zr_node_list copy = {0};
		for (size_t i = 0; i < list->count && code == 0; i++) {
			code = zr_axes_add(evaluation, &copy, list->items[i]);
		}
		*list = copy;
	}
	for (size_t i = 0; i < path->predicate_count && code == 0; i++) {
		code = filter(evaluation, path->predicates[i], list, 0, NULL);
	}
	return code;
}

static void drop_irrelevant(struct zr_node_list *list)
{
	assert(list->count == 0 || list->items != NULL);
	size_t kept = 0;
	while (kept < list->count && (list->items[kept]->flags & ZR_NODE_IRRELEVANT) == 0) {
		kept++;
	}
	for (size_t i = kept; i < list->count; i++) {
		if ((list->items[i]->flags & ZR_NODE_IRRELEVANT) == 0) {
			list->items[kept++] = list->items[i];
		}
	}
	list->count = kept;
}

/* The one node of a resolved path; false: the path is walked. */
static bool take_single(
	struct zr_evaluation *evaluation, const struct zr_path *path, struct zr_value *ret_value)
{
	const struct zr_xpath_context *context = evaluation->context;
	struct zr_node **single = NULL;
	if (path->target != NULL && context->hooks != NULL && context->hooks->single != NULL) {
		single = context->hooks->single(context->user, path->target);
	}
	if (single == NULL) {
		return false;
	}
	evaluation->visited++;
	ret_value->kind = ZR_VALUE_NODES;
	ret_value->nodes.items = single;
	ret_value->nodes.count = ((*single)->flags & ZR_NODE_IRRELEVANT) == 0;
	return true;
}

int zr_path_evaluate(struct zr_evaluation *evaluation, const struct zr_path *path,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(evaluation != NULL && ret_value != NULL);
	struct zr_node_list list = {0};
	size_t step = 0;
	int code = 0;
	if (take_single(evaluation, path, ret_value)) {
		return 0;
	}
	if (path->start == ZR_START_TERM) {
		code = begin_with_term(evaluation, path, focus, &list);
	} else {
		struct zr_node *first = focus->node;
		if (path->start == ZR_START_ROOT) {
			step = bind_steps(evaluation, path, focus, &first);
		}
		code = zr_axes_add(evaluation, &list, first);
	}
	if (code == 0) {
		code = take_steps(evaluation, path, step, focus, &list);
	}
	if (code == 0) {
		if (path->goes_down) {
			drop_irrelevant(&list);
		}
		ret_value->kind = ZR_VALUE_NODES;
		ret_value->nodes.items = list.items;
		ret_value->nodes.count = list.count;
	}
	return code;
}
