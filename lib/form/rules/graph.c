/*
 * The dependency graph: which rule is due when a node changes.
 *
 * An edge stands for "the rule's expression reads nodes of this bind". It is narrowed to the same
 * repeat instance where the path cannot leave that instance. What reads the text of a group reads
 * every leaf below it; what only counts nodes or asks for their place is due when nodes come, go or
 * change their relevance, and not with their values. A path that leads nowhere is a warning: the
 * field's other programs read it as empty. In which order rules run: order.c.
 */
#include "lib/form/rules/graph.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/bind.h"
#include "lib/form/load/loading.h"
#include "lib/form/rules/order.h"
#include "lib/form/rules/targets.h"

const char *const zr_rule_names[ZR_RULE_COUNT_] = {
	"calculate", "relevant", "required", "readonly", "jr:count", "itemset"};

struct visit {
	struct zr_loading *loading;
	struct zr_rule *rule;
	const struct zr_bind
		*context; /* where relative paths start: the rule's, a select's, a row */
	bool is_label;    /* the rule reads it through the label of a choice */
	const struct zr_choice_source *rows; /* paths lead to rows, whose columns are read */
	bool is_column;                      /* the context is a row, any of what `within` shares */
	const struct zr_bind *within;
};

/* Where the path starts. false: it does not read the main instance. */
static bool start_of(
	const struct visit *visit, const struct zr_xpath_path *path, struct zr_targets *targets);
static int visit_path(void *user, const struct zr_xpath_path *path);

/* Whether a step of an absolute path means the instance that the rule's own node is in: xpath.h. */
static bool bind_step(const struct visit *visit, const struct zr_xpath_path *path, size_t step,
	struct zr_targets *targets)
{
	assert(step < path->step_count);
	if (targets->count != 1 || step + 1 >= path->step_count ||
		path->steps[step].has_predicate ||
		!zr_bind_is_within(visit->context, targets->items[0])) {
		return false;
	}
	if (targets->items[0]->is_repeat) {
		targets->shared = targets->items[0];
	}
	return true;
}

/* Follows the steps. false: too many places, so that it may read anything. */
static bool follow(
	const struct visit *visit, const struct zr_xpath_path *path, struct zr_targets *targets)
{
	assert(path->step_count == 0 || path->steps != NULL);
	struct zr_form *form = visit->loading->form;
	size_t first = 0;
	bool is_bound = path->from == ZR_PATH_ABSOLUTE;
	if (path->from == ZR_PATH_ABSOLUTE && path->step_count > 0 &&
		path->steps[0].axis == ZR_STEP_CHILD) {
		targets->count = 0;
		if (path->steps[0].name == NULL || path->steps[0].name == form->root->name) {
			(void)zr_targets_add(targets, form->root);
		}
		first = 1;
	}
	for (size_t i = first; i < path->step_count; i++) {
		struct zr_targets to = {.shared = targets->shared};
		bool fits = true;
		switch (path->steps[i].axis) {
		case ZR_STEP_CHILD:
			fits = zr_targets_children(form, targets, path->steps[i].name, &to);
			break;
		case ZR_STEP_PARENT:
			fits = zr_targets_parents(targets, &to);
			break;
		case ZR_STEP_SELF:
			continue;
		case ZR_STEP_ATTRIBUTE:
			fits = zr_targets_attributes(targets, path->steps[i].name, &to);
			break;
		case ZR_STEP_ANY:
			fits = zr_targets_anywhere(form, path->steps[i].name, &to);
			break;
		}
		if (!fits) {
			return false;
		}
		*targets = to;
		is_bound = is_bound && bind_step(visit, path, i, targets);
	}
	return true;
}

static bool start_of(
	const struct visit *visit, const struct zr_xpath_path *path, struct zr_targets *targets)
{
	struct zr_bind *own = visit->loading->form->binds[visit->context->index];
	switch (path->from) {
	case ZR_PATH_ABSOLUTE:
		targets->shared = NULL;
		return true;
	case ZR_PATH_RELATIVE:
		if (path->within != NULL) {
			if (!start_of(visit, path->within, targets)) {
				return false;
			}
			bool fits = follow(visit, path->within, targets);
			targets->shared = NULL;
			return fits;
		}
		targets->shared = own->repeat;
		return zr_targets_add(targets, own);
	case ZR_PATH_CURRENT:
		targets->shared = own->repeat;
		return zr_targets_add(targets, own);
	case ZR_PATH_INSTANCE:
		break;
	}
	const char *main_id = visit->loading->form->main_instance_id;
	targets->shared = NULL;
	return main_id != NULL &&
	       (path->instance_id == NULL || strcmp(main_id, path->instance_id) == 0);
}

/* A relative path that went out of a repeat and in again reads all its instances. */
static void widen(const struct zr_bind *target, const struct zr_bind **shared)
{
	while (*shared != NULL && !zr_bind_is_within(target, *shared)) {
		*shared = zr_targets_outer_repeat(*shared);
	}
}

/* The same for the place of the rule itself: a jr:count is judged behind the instances of its
 * repeat and stands in none of them. */
static void widen_to_rule(const struct zr_rule *rule, const struct zr_bind **shared)
{
	widen(rule->kind == ZR_RULE_REPEATS ? rule->bind->parent : rule->bind, shared);
}

/* Every edge of a rule is added before those of the next. */
static int add_edge(const struct visit *visit, struct zr_bind *from, const struct zr_bind *shared,
	const struct zr_xpath_path *path)
{
	assert(from != NULL && visit->rule != NULL);
	struct zr_rule *rule = visit->rule;
	bool is_presence = path->use == ZR_USE_PRESENCE;
	bool is_own_place = is_presence && path->from == ZR_PATH_RELATIVE && path->step_count == 0;
	bool is_unordered = visit->is_label || is_own_place;
	struct zr_edge *at = from->edges;
	if (at != NULL && at->rule == rule) {
		at->is_unordered = at->is_unordered && is_unordered;
		at->is_presence = at->is_presence && is_presence;
		while (at->shared != NULL &&
			(shared == NULL || !zr_bind_is_within(shared, at->shared))) {
			at->shared = zr_targets_outer_repeat(at->shared);
		}
		return 0;
	}
	if (++visit->loading->edge_count > ZR_FORM_EDGE_COUNT_MAX) {
		const struct zr_node place = {
			.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)rule->line};
		return zr_loading_refuse(visit->loading, ZR_E_LIMIT, &place, rule->bind->path,
			&(const struct zr_fault){
				.kind = ZR_FAULT_TOO_MANY_READS, .number = ZR_FORM_EDGE_COUNT_MAX});
	}
	struct zr_edge *edge = zr_arena_new(&visit->loading->form->arena, sizeof *edge);
	if (edge == NULL) {
		return zr_loading_nomem(visit->loading);
	}
	*edge = (struct zr_edge){.rule = rule,
		.shared = shared,
		.is_presence = is_presence,
		.is_unordered = is_unordered,
		.next = from->edges};
	from->edges = edge;
	return 0;
}

static void warn_nowhere(const struct visit *visit, const struct zr_xpath_path *path)
{
	const struct zr_rule *rule = visit->rule;
	const char *last = "";
	for (size_t i = 0; i < path->step_count; i++) {
		if (path->steps[i].name != NULL) {
			last = path->steps[i].name->local;
		}
	}
	const struct zr_node at = {.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)rule->line};
	zr_loading_remark(visit->loading, ZR_E_REFERENCE, &at, rule->bind->path,
		&(const struct zr_fault){.kind = ZR_FAULT_READS_NOTHING,
			.aspect = zr_rule_names[rule->kind],
			.subject = last});
}

/* The leaves of which a group's text is made. */
static int add_leaf_edges(const struct visit *visit, struct zr_bind *group,
	const struct zr_bind *shared, const struct zr_xpath_path *path)
{
	int code = 0;
	for (struct zr_bind *at = group->first_child; code == 0 && at != NULL; at = at->next) {
		code = at->first_child != NULL ? add_leaf_edges(visit, at, shared, path)
					       : add_edge(visit, at, shared, path);
	}
	return code;
}

/* What the value of a choice, and its label where that is asked for, reads of a row. */
static int add_column_edges(
	const struct visit *visit, const struct zr_bind *row, const struct zr_bind *shared)
{
	assert(visit->rows != NULL);
	struct visit column = *visit;
	column.context = row;
	column.rows = NULL;
	column.is_column = true;
	column.within = shared;
	const struct zr_xpath *value = visit->rows->value;
	const struct zr_xpath *label = visit->is_label ? visit->rows->label : NULL;
	int code = value != NULL ? zr_xpath_visit_paths(value, visit_path, &column) : 0;
	return code == 0 && label != NULL ? zr_xpath_visit_paths(label, visit_path, &column) : code;
}

static int add_target_edges(const struct visit *visit, struct zr_bind *target,
	const struct zr_bind *shared, const struct zr_xpath_path *path)
{
	widen(target, &shared);
	widen_to_rule(visit->rule, &shared);
	while (visit->is_column && shared != NULL &&
		(visit->within == NULL || !zr_bind_is_within(visit->within, shared))) {
		shared = zr_targets_outer_repeat(shared);
	}
	int code = add_edge(visit, target, shared, path);
	if (code == 0 && path->use == ZR_USE_TEXT) {
		code = add_leaf_edges(visit, target, shared, path);
	}
	return code == 0 && visit->rows != NULL && path->within == NULL
		       ? add_column_edges(visit, target, shared)
		       : code;
}

/* Which instance a step with a predicate picks changes with the instances themselves, be there
 * nothing where the path ends: /data/person[last()]/child/name. */
static int visit_picked(const struct visit *visit, const struct zr_xpath_path *path)
{
	struct zr_xpath_path picked = *path;
	picked.use = ZR_USE_PRESENCE;
	int code = 0;
	for (size_t i = 0; code == 0 && i + 1 < path->step_count; i++) {
		struct zr_targets targets = {0};
		picked.step_count = i + 1;
		if (!path->steps[i].has_predicate || !start_of(visit, &picked, &targets) ||
			!follow(visit, &picked, &targets)) {
			continue;
		}
		for (size_t k = 0; code == 0 && k < targets.count; k++) {
			const struct zr_bind *shared = targets.shared;
			widen(targets.items[k], &shared);
			widen_to_rule(visit->rule, &shared);
			code = targets.items[k]->is_repeat
				       ? add_edge(visit, targets.items[k], shared, &picked)
				       : 0;
		}
	}
	return code;
}

static int visit_anything(const struct visit *visit, const struct zr_xpath_path *path)
{
	const struct zr_form *form = visit->loading->form;
	int code = 0;
	for (size_t i = 0; code == 0 && i < form->bind_count; i++) {
		code = add_edge(visit, form->binds[i], NULL, path);
	}
	return code;
}

static int visit_path(void *user, const struct zr_xpath_path *path)
{
	const struct visit *visit = user;
	struct zr_targets targets = {0};
	if (!start_of(visit, path, &targets)) {
		return 0;
	}
	if (!follow(visit, path, &targets)) {
		return visit_anything(visit, path);
	}
	if (path->is_indexed) {
		targets.shared = NULL;
	}
	bool is_surprise = path->within == NULL && !visit->is_label && !visit->is_column;
	if (targets.count == 0 && path->step_count > 0 && is_surprise) {
		warn_nowhere(visit, path);
	}
	for (size_t i = 0; i < targets.count; i++) {
		int code = add_target_edges(visit, targets.items[i], targets.shared, path);
		if (code != 0) {
			return code;
		}
	}
	return visit_picked(visit, path);
}

/* ---- what labels read ---- */

static int visit_pieces(struct visit *visit, const struct zr_piece *piece)
{
	int code = 0;
	for (; code == 0 && piece != NULL; piece = piece->next) {
		code = piece->output != NULL
			       ? zr_xpath_visit_paths(piece->output, visit_path, visit)
			       : 0;
	}
	return code;
}

/* A text in every language: the session may speak any. */
static int visit_itext(struct visit *visit, const struct zr_itext *itext)
{
	size_t count = visit->loading->form->itext.language_count * ZR_ITEXT_FORM_COUNT;
	int code = 0;
	for (size_t i = 0; code == 0 && itext->is_live && i < count; i++) {
		code = visit_pieces(visit, itext->pieces[i]);
	}
	return code;
}

/* Which text an id worked out will name is not known. */
static int visit_every_itext(struct visit *visit)
{
	const struct zr_itext *at = visit->loading->form->itext.live;
	int code = 0;
	for (; code == 0 && at != NULL; at = at->next_live) {
		code = visit_itext(visit, at);
	}
	return code;
}

/* What the choices of a select and their labels read is read by a rule that asks for a label. */
static int visit_choices(struct visit *visit, const struct zr_choice_source *source)
{
	assert(visit->is_label && source != NULL);
	visit->rows = source;
	int code = source->nodeset != NULL ? zr_xpath_visit_uses(source->nodeset, ZR_USE_PRESENCE,
						     visit_path, visit)
					   : 0;
	visit->rows = NULL;
	const struct zr_inline_choice *item = source->items;
	for (; code == 0 && item != NULL; item = item->next) {
		const struct zr_caption *label = item->label;
		if (label != NULL) {
			code = label->itext != NULL ? visit_itext(visit, label->itext)
						    : visit_pieces(visit, label->pieces);
		}
	}
	bool has_texts = source->label_is_itext ||
			 (source->label != NULL && zr_xpath_calls(source->label, "jr:itext"));
	return code == 0 && has_texts ? visit_every_itext(visit) : code;
}

/* The labels of the question that jr:choice-name(value, 'path') names. Which question a path means
 * that is worked out is not known; ODK XForms gives a literal. */
static int visit_choice_name(void *user, const struct zr_term *call)
{
	const struct visit *reader = user;
	const char *path = zr_xpath_call_literal(call, 1);
	const struct zr_form *form = reader->loading->form;
	struct zr_bind *bind = path != NULL ? zr_bind_find(form, reader->rule->bind, path) : NULL;
	const struct zr_control *control = bind != NULL ? bind->control : NULL;
	if (control == NULL || control->priv->choices == NULL) {
		return 0;
	}
	struct visit visit = *reader;
	visit.context = bind;
	return visit_choices(&visit, control->priv->choices);
}

/* What the labels and texts read that the rule's expression asks for. */
static int visit_words(struct zr_loading *loading, struct zr_rule *rule)
{
	struct visit visit = {
		.loading = loading, .rule = rule, .context = loading->form->root, .is_label = true};
	bool has_texts = zr_xpath_calls(rule->expression, "jr:itext");
	rule->is_worded = has_texts || zr_xpath_calls(rule->expression, "jr:choice-name");
	if (!rule->is_worded) {
		return 0;
	}
	int code =
		zr_xpath_visit_calls(rule->expression, "jr:choice-name", visit_choice_name, &visit);
	return code == 0 && has_texts ? visit_every_itext(&visit) : code;
}

/* What a calculation gives to a select is cut to the select's list, whenever that changes. Where
 * the first question for the node is no select, nothing is cut (zr_choices_fit()). */
static int visit_own_list(struct zr_loading *loading, struct zr_rule *rule)
{
	assert(rule->bind != NULL);
	const struct zr_rule *list = rule->bind->rules[ZR_RULE_CHOICES];
	const struct zr_choice_source *source =
		list != NULL ? rule->bind->control->priv->choices : NULL;
	struct visit visit = {
		.loading = loading, .rule = rule, .context = rule->bind, .is_label = true};
	return source != NULL ? visit_choices(&visit, source) : 0;
}

/* ---- building ---- */

/* What a rule takes from the value of its expression. */
static enum zr_xpath_use use_of(const struct zr_rule *rule)
{
	switch (rule->kind) {
	case ZR_RULE_CHOICES:
		return ZR_USE_PRESENCE;
	case ZR_RULE_CALCULATE:
	case ZR_RULE_REPEATS:
		return ZR_USE_TEXT;
	default:
		return ZR_USE_VALUE;
	}
}

/* The edges of what one bind's rules read. */
static int add_readers(struct zr_loading *loading, const struct zr_bind *bind)
{
	for (int kind = 0; kind < ZR_RULE_COUNT_; kind++) {
		struct zr_rule *rule = bind->rules[kind];
		if (rule == NULL) {
			continue;
		}
		struct visit visit = {.loading = loading, .rule = rule, .context = rule->context};
		if (kind == ZR_RULE_CHOICES) {
			visit.rows = bind->control->priv->choices;
		}
		int code = zr_xpath_visit_uses(rule->expression, use_of(rule), visit_path, &visit);
		if (code == 0 && kind == ZR_RULE_CALCULATE) {
			code = visit_own_list(loading, rule);
		}
		if (code == 0) {
			code = visit_words(loading, rule);
		}
		if (code == 0) {
			code = zr_order_check(loading, rule);
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* A jr:count is due, too, when the repeat becomes relevant. */
static int finish_repeats(struct zr_loading *loading)
{
	static const struct zr_xpath_path OWN = {.from = ZR_PATH_RELATIVE, .use = ZR_USE_PRESENCE};
	struct zr_form *form = loading->form;
	for (size_t i = 0; i < form->bind_count; i++) {
		struct zr_rule *rule = form->binds[i]->rules[ZR_RULE_REPEATS];
		const struct visit visit = {.loading = loading, .rule = rule};
		int code = rule != NULL ? add_edge(&visit, rule->bind,
						  zr_targets_outer_repeat(rule->bind), &OWN)
					: 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

int zr_graph_build(struct zr_loading *loading)
{
	assert(loading != NULL);
	struct zr_form *form = loading->form;
	form->rules = zr_arena_new(&form->arena, (form->rule_count + 1) * sizeof(struct zr_rule *));
	if (form->rules == NULL) {
		return zr_loading_nomem(loading);
	}
	int code = 0;
	for (size_t i = 0; code == 0 && i < form->bind_count; i++) {
		code = add_readers(loading, form->binds[i]);
	}
	if (code == 0) {
		code = zr_order_rules(loading);
	}
	if (code == 0) {
		code = zr_order_find_lazy(loading);
	}
	return code == 0 ? finish_repeats(loading) : code;
}
