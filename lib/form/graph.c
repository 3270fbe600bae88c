/*
 * The dependency graph: which rule is due when a node changes, and in which order rules run.
 *
 * An edge stands for "the rule's expression reads nodes of this bind". It is narrowed to the same
 * repeat instance where the path cannot leave that instance. The order is a depth-first topological
 * order over rules: a calculation comes before what reads its node, a condition before what reads
 * its node or anything below. What cannot be ordered is a cycle and a load error. A path that leads
 * nowhere is a warning: the field's other programs read it as empty.
 */
#include <assert.h>
#include <string.h>

#include "lib/form/form_priv.h"
#include "lib/form/targets.h"

const char *const zr_rule_names[ZR_RULE_COUNT_] = {
	"calculate", "relevant", "required", "readonly", "jr:count", "itemset"};

enum {
	TRAIL_MAX = 4096
};

struct visit {
	struct zr_loading *loading;
	struct zr_rule *rule;
	const struct zr_bind *context; /* where relative paths start: the rule's, or a select's */
	bool is_label;                 /* the rule reads it through the label of a choice */
	const struct zr_choice_source *rows; /* paths lead to rows, whose columns are read */
};

/* Where the path starts. false: it does not read the main instance. */
static bool start_of(
	const struct visit *visit, const struct zr_xpath_path *path, struct zr_targets *targets);

/* Whether a step of an absolute path means the instance that the rule's own node is in: xpath.h. */
static bool bind_step(const struct visit *visit, const struct zr_xpath_path *path, size_t step,
	struct zr_targets *targets)
{
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
			fits = zr_targets_children(targets, path->steps[i].name, &to);
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
	struct zr_bind *own = (struct zr_bind *)visit->context;
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
	return main_id != NULL && path->instance_id != NULL &&
	       strcmp(main_id, path->instance_id) == 0;
}

/* A relative path that went out of a repeat and in again reads all its instances. */
static void widen(const struct zr_bind *target, const struct zr_bind **shared)
{
	while (*shared != NULL && !zr_bind_is_within(target, *shared)) {
		*shared = zr_targets_outer_repeat(*shared);
	}
}

static int add_edge(const struct visit *visit, struct zr_bind *from, const struct zr_bind *shared)
{
	struct zr_rule *rule = visit->rule;
	for (struct zr_edge *at = from->edges; at != NULL; at = at->next) {
		if (at->rule == rule) {
			at->is_label = at->is_label && visit->is_label;
			while (at->shared != NULL &&
				(shared == NULL || !zr_bind_is_within(shared, at->shared))) {
				at->shared = zr_targets_outer_repeat(at->shared);
			}
			return 0;
		}
	}
	struct zr_edge *edge = zr_arena_new(&visit->loading->form->arena, sizeof *edge);
	if (edge == NULL) {
		return zr_form_nomem(visit->loading);
	}
	*edge = (struct zr_edge){
		.rule = rule, .shared = shared, .is_label = visit->is_label, .next = from->edges};
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
	zr_form_warn(visit->loading, ZR_E_REFERENCE, &at, rule->bind->path,
		"the %s reads '…%.80s', which the instance does not have; it counts as empty",
		zr_rule_names[rule->kind], last);
}

static int add_target_edges(
	const struct visit *visit, struct zr_bind *target, const struct zr_bind *shared)
{
	widen(target, &shared);
	widen(visit->rule->bind, &shared);
	int code = add_edge(visit, target, shared);
	const struct zr_choice_source *rows = visit->rows;
	struct zr_bind *column = rows != NULL ? target->first_child : NULL;
	for (; code == 0 && column != NULL; column = column->next) {
		bool is_value = rows->value_name == NULL || column->name == rows->value_name;
		bool is_label = rows->label_name == NULL || column->name == rows->label_name;
		if (is_value || (visit->is_label && is_label)) {
			code = add_edge(visit, column, shared);
		}
	}
	return code;
}

/* Which instance a step with a predicate picks changes with the instances themselves, be there
 * nothing where the path ends: /data/person[last()]/child/name. */
static int visit_picked(const struct visit *visit, const struct zr_xpath_path *path)
{
	struct zr_xpath_path picked = *path;
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
			widen(visit->rule->bind, &shared);
			code = targets.items[k]->is_repeat
				       ? add_edge(visit, targets.items[k], shared)
				       : 0;
		}
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
		targets = (struct zr_targets){0};
		struct zr_form *form = visit->loading->form;
		for (size_t i = 0; i < form->bind_count; i++) {
			int code = add_edge(visit, form->binds[i], NULL);
			if (code != 0) {
				return code;
			}
		}
		return 0;
	}
	if (path->is_indexed) {
		targets.shared = NULL;
	}
	bool is_from_predicate = path->within != NULL;
	if (targets.count == 0 && path->step_count > 0 && !is_from_predicate && !visit->is_label) {
		warn_nowhere(visit, path);
	}
	for (size_t i = 0; i < targets.count; i++) {
		int code = add_target_edges(visit, targets.items[i], targets.shared);
		if (code != 0) {
			return code;
		}
	}
	return visit_picked(visit, path);
}

/* ---- what labels read ---- */

/* What the choices of a select and their labels read is read by a rule that asks for a label. */
static int visit_choices(struct visit *visit, const struct zr_choice_source *source)
{
	visit->rows = source;
	int code = source->nodeset != NULL
			   ? zr_xpath_visit_paths(source->nodeset, visit_path, visit)
			   : 0;
	visit->rows = NULL;
	const struct zr_inline_choice *item = source->items;
	for (; code == 0 && item != NULL; item = item->next) {
		const struct zr_piece *piece = item->label != NULL ? item->label->pieces : NULL;
		for (; code == 0 && piece != NULL; piece = piece->next) {
			code = piece->output != NULL
				       ? zr_xpath_visit_paths(piece->output, visit_path, visit)
				       : 0;
		}
	}
	return code;
}

/* The quoted path of jr:choice-name(value, 'path'), from behind its bracket; false: none. */
static bool take_choice_path(const char *at, char *path, size_t path_bytes)
{
	size_t depth = 1;
	char quote = '\0';
	for (; *at != '\0' && depth > 0; at++) {
		if (quote != '\0') {
			quote = *at == quote ? '\0' : quote;
		} else if (*at == '\'' || *at == '"') {
			quote = *at;
		} else if (*at == ',' && depth == 1) {
			at += 1 + strspn(at + 1, " \t\r\n");
			const char *end = *at == '\'' || *at == '"' ? strchr(at + 1, *at) : NULL;
			at += 1 + (end != NULL ? strspn(at + 1, " \t\r\n") : 0);
			size_t bytes = end != NULL && end > at ? (size_t)(end - at) : path_bytes;
			if (bytes >= path_bytes) {
				return false;
			}
			memcpy(path, at, bytes);
			path[bytes] = '\0';
			path[strcspn(path, " \t\r\n")] = '\0';
			return true;
		} else {
			depth += *at == '(';
			depth -= *at == ')';
		}
	}
	return false;
}

static int visit_choice_names(struct zr_loading *loading, struct zr_rule *rule)
{
	static const char CALL[] = "choice-name(";
	const char *at = strstr(zr_xpath_text(rule->expression), CALL);
	int code = 0;
	for (; code == 0 && at != NULL; at = strstr(at, CALL)) {
		char path[1024];
		at += sizeof CALL - 1;
		struct zr_bind *bind = take_choice_path(at, path, sizeof path)
					       ? zr_bind_find(loading, rule->bind, path)
					       : NULL;
		const struct zr_control *control = bind != NULL ? bind->control : NULL;
		if (control != NULL && control->priv->choices != NULL) {
			struct visit visit = {.loading = loading,
				.rule = rule,
				.context = bind,
				.is_label = true};
			code = visit_choices(&visit, control->priv->choices);
		}
	}
	return code;
}

/* ---- order ---- */

struct order {
	struct zr_loading *loading;
	struct zr_rule *trail[TRAIL_MAX];
	size_t depth;
	size_t next_rank; /* counts down: a rule is placed before what depends on it */
	size_t last_rank; /* counts up: jr:counts come behind all others */
};

static int tell_cycle(struct order *order, const struct zr_rule *back)
{
	size_t first = order->depth;
	while (first > 0 && order->trail[first - 1] != back) {
		first--;
	}
	first = first > 0 ? first - 1 : order->depth;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer names = {0};
	int code = 0;
	for (size_t i = first; code == 0 && i < order->depth && names.bytes < 160; i++) {
		code = zr_buffer_add_format(
			&names, "%s \xe2\x86\x92 ", order->trail[i]->bind->path);
	}
	const struct zr_node at = {.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)back->line};
	return zr_form_fault(order->loading, ZR_E_CYCLE, &at, back->bind->path,
		"the %s depends on itself: %.200s%.60s; break the cycle", zr_rule_names[back->kind],
		zr_buffer_text(&names), back->bind->path);
}

static bool runs_last(const struct zr_rule *rule)
{
	return rule->kind == ZR_RULE_REPEATS || rule->kind == ZR_RULE_CHOICES;
}

static int place(struct order *order, struct zr_rule *rule);

static int place_readers(struct order *order, const struct zr_bind *bind)
{
	for (const struct zr_edge *edge = bind->edges; edge != NULL; edge = edge->next) {
		int code = edge->is_label ? 0 : place(order, edge->rule);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int place_readers_below(struct order *order, const struct zr_bind *bind)
{
	int code = place_readers(order, bind);
	const struct zr_bind *attribute = bind->first_attribute;
	for (; code == 0 && attribute != NULL; attribute = attribute->next) {
		code = place_readers(order, attribute);
	}
	for (const struct zr_bind *at = bind->first_child; code == 0 && at != NULL; at = at->next) {
		code = place_readers_below(order, at);
	}
	return code;
}

static int place(struct order *order, struct zr_rule *rule)
{
	if (rule->colour == 2) {
		return 0;
	}
	if (runs_last(rule)) {
		rule->colour = 2;
		rule->rank = (uint32_t)order->last_rank++;
		order->loading->form->rules[rule->rank] = rule;
		return 0;
	}
	if (rule->colour == 1) {
		return tell_cycle(order, rule);
	}
	if (order->depth == TRAIL_MAX) {
		const struct zr_node at = {
			.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)rule->line};
		return zr_form_fault(order->loading, ZR_E_LIMIT, &at, rule->bind->path,
			"more than %d rules depend on one another in a chain", TRAIL_MAX);
	}
	rule->colour = 1;
	order->trail[order->depth++] = rule;
	int code = 0;
	if (rule->kind == ZR_RULE_CALCULATE) {
		code = place_readers(order, rule->bind);
	} else if (rule->kind == ZR_RULE_RELEVANT) {
		code = place_readers_below(order, rule->bind);
	}
	order->depth--;
	if (code == 0) {
		rule->colour = 2;
		rule->rank = (uint32_t)--order->next_rank;
		order->loading->form->rules[rule->rank] = rule;
	}
	return code;
}

/* ---- building ---- */

static bool reads_itself(const struct zr_rule *rule)
{
	const struct zr_edge *edge = rule->bind->edges;
	while (edge != NULL && (edge->rule != rule || edge->is_label)) {
		edge = edge->next;
	}
	return edge != NULL;
}

/* Whether what the readers of a bind (and of all below it) lead to is that rule. Every rule is
 * visited once: colour 3 marks them. */
static bool leads_to(const struct zr_bind *bind, const struct zr_rule *wanted, bool goes_below)
{
	for (const struct zr_edge *edge = bind->edges; edge != NULL; edge = edge->next) {
		struct zr_rule *rule = edge->rule;
		if (rule == wanted) {
			return true;
		}
		if (rule->colour == 3) {
			continue;
		}
		rule->colour = 3;
		bool changes_below =
			rule->kind == ZR_RULE_RELEVANT || rule->kind == ZR_RULE_REPEATS;
		bool changes = changes_below || rule->kind == ZR_RULE_CALCULATE;
		if (changes && leads_to(rule->bind, wanted, changes_below)) {
			return true;
		}
	}
	const struct zr_bind *at = goes_below ? bind->first_attribute : NULL;
	for (; at != NULL; at = at->next) {
		if (leads_to(at, wanted, false)) {
			return true;
		}
	}
	at = goes_below ? bind->first_child : NULL;
	for (; at != NULL; at = at->next) {
		if (leads_to(at, wanted, true)) {
			return true;
		}
	}
	return false;
}

static void clear_colours(const struct zr_form *form)
{
	for (size_t i = 0; i < form->bind_count; i++) {
		for (int kind = 0; kind < ZR_RULE_COUNT_; kind++) {
			if (form->binds[i]->rules[kind] != NULL) {
				form->binds[i]->rules[kind]->colour = 0;
			}
		}
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
		zr_instance_prepare(loading, rule->expression);
		int code = zr_xpath_visit_paths(rule->expression, visit_path, &visit);
		if (code == 0) {
			code = visit_choice_names(loading, rule);
		}
		if (code != 0) {
			return code;
		}
		if (!runs_last(rule) && reads_itself(rule)) {
			struct order order = {.loading = loading};
			return tell_cycle(&order, rule);
		}
	}
	return 0;
}

/* A jr:count is due, too, when the repeat becomes relevant. */
static int finish_repeats(struct zr_loading *loading)
{
	struct zr_form *form = loading->form;
	for (size_t i = 0; i < form->bind_count; i++) {
		struct zr_rule *rule = form->binds[i]->rules[ZR_RULE_REPEATS];
		if (rule != NULL) {
			clear_colours(form);
			rule->is_lazy = leads_to(rule->bind, rule, true);
		}
	}
	clear_colours(form);
	for (size_t i = 0; i < form->bind_count; i++) {
		struct zr_rule *rule = form->binds[i]->rules[ZR_RULE_REPEATS];
		const struct visit visit = {.loading = loading, .rule = rule};
		int code = rule != NULL ? add_edge(&visit, rule->bind,
						  zr_targets_outer_repeat(rule->bind))
					: 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int place_all(struct zr_loading *loading, size_t last_count)
{
	struct zr_form *form = loading->form;
	struct order order = {.loading = loading,
		.next_rank = form->rule_count - last_count,
		.last_rank = form->rule_count - last_count};
	for (size_t i = form->bind_count; i > 0; i--) {
		for (int kind = 0; kind < ZR_RULE_COUNT_; kind++) {
			struct zr_rule *rule = form->binds[i - 1]->rules[kind];
			int code = rule != NULL ? place(&order, rule) : 0;
			if (code != 0) {
				return code;
			}
		}
	}
	assert(order.next_rank == 0);
	return 0;
}

int zr_graph_build(struct zr_loading *loading)
{
	struct zr_form *form = loading->form;
	form->rules = zr_arena_new(&form->arena, (form->rule_count + 1) * sizeof(struct zr_rule *));
	if (form->rules == NULL) {
		return zr_form_nomem(loading);
	}
	size_t last_count = 0;
	for (size_t i = 0; i < form->bind_count; i++) {
		int code = add_readers(loading, form->binds[i]);
		if (code != 0) {
			return code;
		}
		last_count += form->binds[i]->rules[ZR_RULE_REPEATS] != NULL;
		last_count += form->binds[i]->rules[ZR_RULE_CHOICES] != NULL;
	}
	int code = finish_repeats(loading);
	return code == 0 ? place_all(loading, last_count) : code;
}
