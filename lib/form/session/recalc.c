/*
 * Keeps every rule up to date: what is due waits by rank, and the lowest rank runs first.
 *
 * A rule's node is due at most once (a bit in node->extra per kind). Running a rule marks only
 * rules of higher rank, save for jr:count, which runs last and may mark any; ROUNDS_MAX bounds
 * that. Invariant after zr_recalc_run(): nothing is due, no action waits.
 */
#include "lib/form/session/recalc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/session/calculate.h"
#include "lib/form/session/choices.h"
#include "lib/form/session/correction.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/repeat.h"
#include "lib/form/session/working.h"

enum {
	ROUNDS_MAX = 200000,
	CHAIN_MAX = ZR_FORM_DEPTH_MAX + 1
};

static bool push(struct zr_due *due, struct zr_node *node)
{
	assert(due->count <= due->capacity);
	if (due->count == due->capacity) {
		uint32_t capacity = due->capacity == 0 ? 2 : due->capacity * 2;
		struct zr_node **nodes = realloc(due->nodes, capacity * sizeof *nodes);
		if (nodes == NULL) {
			return false;
		}
		due->nodes = nodes;
		due->capacity = capacity;
	}
	due->nodes[due->count++] = node;
	return true;
}

static void mark(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node)
{
	uintptr_t bit = (uintptr_t)1 << rule->kind;
	uintptr_t bits = (uintptr_t)node->extra;
	if ((bits & bit) != 0) {
		return;
	}
	if (!push(&session->due[rule->rank], node)) {
		session->fault = ZR_E_NOMEM;
		return;
	}
	node->extra = (void *)(bits | bit);
	session->due_bits[rule->rank / 64] |= (uint64_t)1 << (rule->rank % 64);
}

/* Whether a rule of this kind is judged on the anchor of a repeat. */
static bool takes_anchor(const struct zr_rule *rule)
{
	return rule->kind == ZR_RULE_RELEVANT || rule->kind == ZR_RULE_REPEATS;
}

bool zr_recalc_takes_node(const struct zr_rule *rule, const struct zr_node *node)
{
	assert(rule != NULL);
	bool is_anchor = (node->flags & ZR_NODE_TEMPLATE) != 0;
	return is_anchor ? takes_anchor(rule) : rule->kind != ZR_RULE_REPEATS;
}

/* Marks the rule's nodes below node; chain holds the binds on the way, the last one first. */
static void mark_chain(struct zr_session *session, const struct zr_rule *rule,
	const struct zr_bind *const *chain, size_t left, struct zr_node *node)
{
	assert(left > 0);
	const struct zr_bind *wanted = chain[left - 1];
	struct zr_node *at = wanted->is_attribute ? node->first_attribute : node->first_child;
	for (; at != NULL; at = at->next) {
		if (at->bind != wanted) {
			continue;
		}
		if (left == 1) {
			if (zr_recalc_takes_node(rule, at)) {
				mark(session, rule, at);
			}
		} else if ((at->flags & ZR_NODE_TEMPLATE) == 0) {
			mark_chain(session, rule, chain, left - 1, at);
		}
		if (!wanted->is_repeat && !wanted->is_twin) {
			return;
		}
	}
}

static void mark_below(
	struct zr_session *session, const struct zr_rule *rule, struct zr_node *start)
{
	const struct zr_bind *chain[CHAIN_MAX];
	size_t count = 0;
	for (const struct zr_bind *at = rule->bind; at != start->bind; at = at->parent) {
		assert(at != NULL && count < CHAIN_MAX);
		chain[count++] = at;
	}
	if (count == 0 && zr_recalc_takes_node(rule, start)) {
		mark(session, rule, start);
	} else if (count > 0) {
		mark_chain(session, rule, chain, count, start);
	}
}

/* Whether the instance may have its node several times. */
static bool is_in_twin(const struct zr_bind *bind)
{
	while (bind != NULL && !bind->is_twin) {
		bind = bind->parent;
	}
	return bind != NULL;
}

static void mark_rule(
	struct zr_session *session, const struct zr_edge *edge, struct zr_node *changed)
{
	const struct zr_rule *rule = edge->rule;
	struct zr_node *start = NULL;
	if (edge->shared != NULL) {
		start = changed;
		while (start != NULL && start->bind != edge->shared) {
			start = start->parent;
		}
		if (start != NULL && (start->flags & ZR_NODE_TEMPLATE) != 0 &&
			start->bind != rule->bind) {
			return;
		}
	} else if (rule->bind->repeat == NULL && !is_in_twin(rule->bind)) {
		start = session->singles[rule->bind->index];
	} else {
		start = session->document->first_child;
	}
	if (start != NULL) {
		mark_below(session, rule, start);
	}
}

/* The rules that read a node's value; is_presence: those, too, that only ask whether it is there.
 */
static void mark_readers(struct zr_session *session, struct zr_node *node, bool is_presence)
{
	const struct zr_edge *edge = node->bind != NULL ? node->bind->edges : NULL;
	for (; edge != NULL; edge = edge->next) {
		if (is_presence || !edge->is_presence) {
			mark_rule(session, edge, node);
		}
	}
}

void zr_recalc_mark_changed(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	mark_readers(session, node, true);
}

void zr_recalc_mark_changed_subtree(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	zr_recalc_mark_changed(session, node);
	for (struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		zr_recalc_mark_changed(session, at);
	}
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		zr_recalc_mark_changed_subtree(session, at);
	}
}

void zr_recalc_mark_subtree(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	const struct zr_bind *bind = node->bind;
	for (int kind = 0; bind != NULL && kind < ZR_RULE_COUNT_; kind++) {
		if (bind->rules[kind] != NULL && zr_recalc_takes_node(bind->rules[kind], node)) {
			mark(session, bind->rules[kind], node);
		}
	}
	for (struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		zr_recalc_mark_subtree(session, at);
	}
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		zr_recalc_mark_subtree(session, at);
	}
}

void zr_recalc_mark_labels(struct zr_session *session)
{
	assert(session != NULL);
	const struct zr_form *form = session->form;
	for (size_t i = 0; i < form->rule_count; i++) {
		if (form->rules[i]->is_worded) {
			mark_below(session, form->rules[i], session->document->first_child);
		}
	}
}

void zr_recalc_mark_all(struct zr_session *session)
{
	assert(session != NULL);
	zr_recalc_mark_subtree(session, session->document->first_child);
}

static void forget(struct zr_due *due, const struct zr_node *node)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < due->count; i++) {
		if (due->nodes[i] != node) {
			due->nodes[kept++] = due->nodes[i];
		}
	}
	due->count = kept;
}

void zr_recalc_forget_subtree(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	uintptr_t bits = (uintptr_t)node->extra;
	for (int kind = 0; node->bind != NULL && kind < ZR_RULE_COUNT_; kind++) {
		if ((bits >> kind & 1) != 0) {
			forget(&session->due[node->bind->rules[kind]->rank], node);
		}
	}
	zr_correction_forget(session, node);
	node->extra = NULL;
	if (session->changed.count > 0) {
		forget(&session->changed, node);
	}
	for (struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		zr_recalc_forget_subtree(session, at);
	}
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		zr_recalc_forget_subtree(session, at);
	}
}

/* ---- conditions ---- */

/* Brings one inherited flag of a subtree up to date. */
static void inherit_flag(struct zr_session *session, struct zr_node *node, uint8_t own,
	uint8_t effective, bool is_parent_set)
{
	bool is_set = is_parent_set || (node->flags & own) != 0;
	if (is_set == ((node->flags & effective) != 0)) {
		return;
	}
	node->flags = (uint8_t)(is_set ? node->flags | effective : node->flags & ~effective);
	if (effective == ZR_NODE_IRRELEVANT) {
		zr_recalc_mark_changed(session, node);
	}
	for (struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		inherit_flag(session, at, own, effective, is_set);
	}
	for (struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		inherit_flag(session, at, own, effective, is_set);
	}
}

static void inherit_both(struct zr_session *session, struct zr_node *node)
{
	const struct zr_node *parent = node->parent;
	uint8_t above = parent != NULL ? parent->flags : 0;
	inherit_flag(session, node, ZR_NODE_OWN_IRRELEVANT, ZR_NODE_IRRELEVANT,
		(above & ZR_NODE_IRRELEVANT) != 0);
	inherit_flag(session, node, ZR_NODE_OWN_READONLY, ZR_NODE_READONLY,
		(above & ZR_NODE_READONLY) != 0);
}

void zr_recalc_inherit(struct zr_session *session, struct zr_node *node)
{
	assert(session != NULL);
	inherit_both(session, node);
}

static void set_flag(struct zr_node *node, uint8_t flag, bool is_set)
{
	node->flags = (uint8_t)(is_set ? node->flags | flag : node->flags & ~flag);
}

/* ---- running ---- */

int zr_recalc_set(
	struct zr_session *session, struct zr_node *node, const char *value, struct zr_error *error)
{
	assert(session != NULL);
	if (strcmp(zr_node_value(node), value) == 0) {
		return 0;
	}
	if (strlen(value) > ZR_VALUE_BYTES_MAX) {
		(void)zr_error_set_fault(
			error, ZR_E_LIMIT, &(const struct zr_fault){.kind = ZR_FAULT_LONG_VALUE});
		zr_error_place(error, 0, node->bind != NULL ? node->bind->path : NULL);
		return ZR_E_LIMIT;
	}
	if (zr_node_set_value(node, value) != 0) {
		return zr_working_nomem(error);
	}
	mark_readers(session, node, false);
	bool is_quiet = session->is_starting || session->is_undoing || session->is_translating;
	if (node->bind != NULL && node->bind->changed != NULL && !is_quiet &&
		!push(&session->changed, node)) {
		return zr_working_nomem(error);
	}
	return 0;
}

/* What was stored stays where it may be a person's own answer (or what a person cleared), or would
 * now be another. */
static bool keeps_stored(const struct zr_rule *rule, const struct zr_node *node)
{
	bool was_stored = ((uintptr_t)node->extra & ZR_NODE_WAS_STORED) != 0;
	bool is_volatile = node->value != NULL && zr_xpath_is_volatile(rule->expression);
	return was_stored && (rule->bind->control != NULL || is_volatile);
}

static int run_calculate(struct zr_session *session, const struct zr_rule *rule,
	struct zr_node *node, struct zr_error *error)
{
	if (session->is_starting && session->is_restored && keeps_stored(rule, node)) {
		return zr_xpath_is_volatile(rule->expression)
			       ? 0
			       : zr_correction_note(session, node, error);
	}
	struct zr_buffer *text = &session->calculated;
	struct zr_calculated calculated = {.text = text};
	zr_buffer_clear(text);
	int code = zr_calculate_text(session, rule, node, &calculated, error);
	if (code != 0) {
		return code;
	}
	set_flag(node, ZR_NODE_NUMERIC, calculated.is_numeric);
	bool is_corrected = false;
	code = zr_correction_judge(session, node, zr_buffer_text(text), &is_corrected, error);
	return code != 0 || is_corrected
		       ? code
		       : zr_recalc_set(session, node, zr_buffer_text(text), error);
}

static int run_repeats(struct zr_session *session, const struct zr_rule *rule,
	struct zr_node *anchor, struct zr_error *error)
{
	assert((anchor->flags & ZR_NODE_TEMPLATE) != 0);
	if (rule->is_lazy || (anchor->flags & ZR_NODE_IRRELEVANT) != 0) {
		return 0;
	}
	size_t wanted = 0;
	bool is_known = false;
	int code = zr_repeat_wanted(session, anchor, &wanted, &is_known, error);
	if (code != 0 || !is_known) {
		return code; /* not known yet: what the form starts with stays */
	}
	size_t count = zr_instances_count(anchor->parent, rule->bind);
	for (; code == 0 && count < wanted; count++) {
		struct zr_node *instance = NULL;
		code = zr_repeat_append(session, anchor, &instance, error);
	}
	for (; code == 0 && count > wanted; count--) {
		zr_repeat_drop(session, zr_instances_last(anchor));
	}
	return code;
}

/* Drops what the list no longer has; of a stored record nothing: what was said is shown as a fault.
 */
static int run_choices(struct zr_session *session, struct zr_node *node, struct zr_error *error)
{
	if ((session->is_starting && session->is_restored) || node->value == NULL) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer kept = {0};
	int code = zr_choices_fit(session, node, node->value, &kept, error);
	return code == 0 ? zr_recalc_set(session, node, zr_buffer_text(&kept), error) : code;
}

static int run_rule(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node,
	struct zr_error *error)
{
	bool answer = false;
	int code = 0;
	switch (rule->kind) {
	case ZR_RULE_CALCULATE:
		return run_calculate(session, rule, node, error);
	case ZR_RULE_REPEATS:
		return run_repeats(session, rule, node, error);
	case ZR_RULE_CHOICES:
		return run_choices(session, node, error);
	case ZR_RULE_RELEVANT:
		code = zr_calculate_answer(session, rule, node, &answer, error);
		set_flag(node, ZR_NODE_OWN_IRRELEVANT, !answer);
		break;
	case ZR_RULE_READONLY:
		code = zr_calculate_answer(session, rule, node, &answer, error);
		set_flag(node, ZR_NODE_OWN_READONLY, answer);
		break;
	case ZR_RULE_REQUIRED:
		code = zr_calculate_answer(session, rule, node, &answer, error);
		set_flag(node, ZR_NODE_REQUIRED, answer);
		return code;
	default:
		assert(false);
	}
	inherit_both(session, node);
	return code;
}

static void name_rule(const struct zr_rule *rule, int code, struct zr_error *error)
{
	if (error == NULL) {
		return;
	}
	error->code = code;
	zr_error_blame(error, zr_rule_names[rule->kind]);
	zr_error_place(error, rule->line, rule->bind->path);
}

static int run_rank(
	struct zr_session *session, size_t rank, uint64_t visited_max, struct zr_error *error)
{
	assert(rank < session->form->rule_count);
	const struct zr_rule *rule = session->form->rules[rank];
	struct zr_due *due = &session->due[rank];
	session->due_bits[rank / 64] &= ~((uint64_t)1 << (rank % 64));
	int code = 0;
	while (code == 0 && due->count > 0) {
		struct zr_node *node = due->nodes[--due->count];
		node->extra = (void *)((uintptr_t)node->extra & ~((uintptr_t)1 << rule->kind));
		code = run_rule(session, rule, node, error);
		if (code == 0 && session->visited > visited_max) {
			code = zr_error_set_fault(error, ZR_E_LIMIT,
				&(const struct zr_fault){.kind = ZR_FAULT_RULES_LOOK_AT_TOO_MUCH});
		}
		if (code != 0) {
			name_rule(rule, code, error);
		}
	}
	return code;
}

static bool lowest_due(const struct zr_session *session, size_t *ret_rank)
{
	for (size_t word = 0; word < session->due_words; word++) {
		if (session->due_bits[word] != 0) {
			*ret_rank = word * 64 + (size_t)__builtin_ctzll(session->due_bits[word]);
			return true;
		}
	}
	return false;
}

int zr_recalc_run(struct zr_session *session, struct zr_error *error)
{
	assert(session != NULL);
	size_t rank = 0;
	uint64_t visited_max = session->visited + ZR_FORM_WORK_MAX;
	for (size_t round = 0; session->fault == 0; round++) {
		if (round == ROUNDS_MAX) {
			session->changed.count = 0; /* else every later answer sets them off */
			return zr_error_set_fault(error, ZR_E_LIMIT,
				&(const struct zr_fault){.kind = ZR_FAULT_ENDLESS_RULES});
		}
		int code = 0;
		if (lowest_due(session, &rank)) {
			code = run_rank(session, rank, visited_max, error);
		} else if (session->changed.count > 0) {
			struct zr_node *node = session->changed.nodes[--session->changed.count];
			code = session->events.changed(session, node, error);
		} else {
			return 0;
		}
		if (code != 0) {
			return code;
		}
	}
	session->fault = 0;
	return zr_working_nomem(error);
}
