/*
 * The order in which rules run: a depth-first topological order over the graph's edges. A
 * calculation comes before what reads its node's value, a condition before what reads its node or
 * anything below; how many instances there are and what a list drops is settled last. What cannot
 * be ordered is a cycle and a load error.
 *
 * A jr:count that its own instances feed ("one more until no") is no cycle: it is lazy and grows as
 * the interview gets there.
 */
#include "lib/form/rules/order.h"

#include <assert.h>
#include <stdio.h>

#include "lib/form/load/loading.h"

enum {
	TRAIL_MAX = 4096
};

struct order {
	struct zr_loading *loading;
	struct zr_rule *trail[TRAIL_MAX];
	size_t depth;
	size_t next_rank; /* counts down: a rule is placed before what depends on it */
	size_t last_rank; /* counts up: jr:counts come behind all others */
};

static int tell_cycle(struct order *order, const struct zr_rule *back)
{
	assert(order->depth <= TRAIL_MAX);
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
	char chain[ZR_FAULT_FACT_BYTES];
	(void)snprintf(
		chain, sizeof chain, "%.160s%.60s", zr_buffer_text(&names), back->bind->path);
	return zr_loading_refuse(order->loading, ZR_E_CYCLE, &at, back->bind->path,
		&(const struct zr_fault){.kind = ZR_FAULT_DEPENDS_ON_ITSELF,
			.aspect = zr_rule_names[back->kind],
			.subject = chain});
}

static bool runs_last(const struct zr_rule *rule)
{
	return rule->kind == ZR_RULE_REPEATS || rule->kind == ZR_RULE_CHOICES;
}

static int place(struct order *order, struct zr_rule *rule);

static int place_readers(struct order *order, const struct zr_bind *bind, bool changes_presence)
{
	for (const struct zr_edge *edge = bind->edges; edge != NULL; edge = edge->next) {
		bool is_behind = !edge->is_unordered && (changes_presence || !edge->is_presence);
		int code = is_behind ? place(order, edge->rule) : 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int place_readers_below(struct order *order, const struct zr_bind *bind)
{
	int code = place_readers(order, bind, true);
	const struct zr_bind *attribute = bind->first_attribute;
	for (; code == 0 && attribute != NULL; attribute = attribute->next) {
		code = place_readers(order, attribute, true);
	}
	for (const struct zr_bind *at = bind->first_child; code == 0 && at != NULL; at = at->next) {
		code = place_readers_below(order, at);
	}
	return code;
}

static int tell_chain(struct zr_loading *loading, const struct zr_rule *rule)
{
	const struct zr_node at = {.kind = ZR_NODE_ELEMENT, .extra = (void *)(uintptr_t)rule->line};
	return zr_loading_refuse(loading, ZR_E_LIMIT, &at, rule->bind->path,
		&(const struct zr_fault){.kind = ZR_FAULT_LONG_CHAIN, .number = TRAIL_MAX});
}

static int place(struct order *order, struct zr_rule *rule)
{
	assert(rule->colour <= 2);
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
		return tell_chain(order->loading, rule);
	}
	rule->colour = 1;
	order->trail[order->depth++] = rule;
	int code = 0;
	if (rule->kind == ZR_RULE_CALCULATE) {
		code = place_readers(order, rule->bind, false);
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

/* ---- what leads back to itself ---- */

int zr_order_check(struct zr_loading *loading, const struct zr_rule *rule)
{
	assert(loading != NULL && rule != NULL);
	struct order order = {.loading = loading};
	bool changes_presence = rule->kind == ZR_RULE_RELEVANT;
	const struct zr_edge *edge = runs_last(rule) ? NULL : rule->bind->edges;
	for (; edge != NULL; edge = edge->next) {
		if (edge->rule == rule && !edge->is_unordered &&
			(changes_presence || !edge->is_presence)) {
			return tell_cycle(&order, rule);
		}
	}
	return 0;
}

struct search {
	const struct zr_rule *wanted;
	uint32_t stamp; /* on every rule that was visited */
	unsigned depth;
};

/* Whether what the readers of a bind lead to is the wanted rule; is_wide: what changes is not its
 * value alone but which nodes there are, there and below. */
static bool leads_to(struct search *search, const struct zr_bind *bind, bool is_wide)
{
	assert(search->wanted->kind == ZR_RULE_REPEATS);
	if (++search->depth > TRAIL_MAX) {
		return false;
	}
	bool is_found = false;
	const struct zr_edge *edge = bind->edges;
	for (; edge != NULL && !is_found && search->depth <= TRAIL_MAX; edge = edge->next) {
		struct zr_rule *rule = edge->rule;
		if (rule->stamp == search->stamp || (edge->is_presence && !is_wide)) {
			continue;
		}
		rule->stamp = search->stamp;
		bool widens = rule->kind == ZR_RULE_RELEVANT || rule->kind == ZR_RULE_REPEATS;
		bool changes = widens || rule->kind == ZR_RULE_CALCULATE;
		is_found =
			rule == search->wanted || (changes && leads_to(search, rule->bind, widens));
	}
	const struct zr_bind *at = is_wide ? bind->first_attribute : NULL;
	for (; at != NULL && !is_found && search->depth <= TRAIL_MAX; at = at->next) {
		is_found = leads_to(search, at, true);
	}
	at = is_wide ? bind->first_child : NULL;
	for (; at != NULL && !is_found && search->depth <= TRAIL_MAX; at = at->next) {
		is_found = leads_to(search, at, true);
	}
	search->depth -= search->depth <= TRAIL_MAX;
	return is_found;
}

int zr_order_find_lazy(struct zr_loading *loading)
{
	assert(loading != NULL);
	const struct zr_form *form = loading->form;
	for (size_t i = 0; i < form->bind_count; i++) {
		struct zr_rule *rule = form->binds[i]->rules[ZR_RULE_REPEATS];
		if (rule != NULL) {
			struct search search = {.wanted = rule, .stamp = (uint32_t)i + 1};
			rule->is_lazy = leads_to(&search, rule->bind, true);
			if (search.depth > TRAIL_MAX) {
				return tell_chain(loading, rule);
			}
		}
	}
	return 0;
}

int zr_order_rules(struct zr_loading *loading)
{
	struct zr_form *form = loading->form;
	size_t last_count = 0;
	for (size_t i = 0; i < form->bind_count; i++) {
		last_count += form->binds[i]->rules[ZR_RULE_REPEATS] != NULL;
		last_count += form->binds[i]->rules[ZR_RULE_CHOICES] != NULL;
	}
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
