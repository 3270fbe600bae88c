/*
 * The paths that an expression reads, and what it takes from the nodes at their ends: the source of
 * the dependency graph.
 *
 * A path that goes on behind brackets, "(a | b)[1]/c", is shown as one path for each thing inside
 * them: what follows the brackets hangs on as a chain of tails. Where the beginning cannot be said
 * (id(), a function that is no node-set, more than WIDTH_MAX ways to begin), it is shown as
 * beginning with any node, which reads too much and never too little. What only names nodes on the
 * way up, local-name(..), reads nothing.
 */
#include "lib/xpath/xpath.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/functions/function.h"
#include "lib/xpath/syntax/term.h"

enum {
	STEPS_MAX = 128,
	WIDTH_MAX = 64 /* unions inside brackets, inside predicates of unions, … multiply */
};

struct visitor {
	int (*visit)(void *user, const struct zr_xpath_path *path);
	void *user;
	enum zr_xpath_use use;
	const struct zr_xpath_path *within;
	bool is_indexed;
	bool is_naming; /* only what the nodes are called: use is PRESENCE */
	size_t width;   /* ways to begin, of what is visited and what it stands in */
};

/* What follows a bracketed beginning. */
struct tail {
	const struct zr_path *path;
	const struct tail *next;
};

/* The path as far as it is known. */
struct walk {
	struct zr_xpath_step steps[STEPS_MAX];
	struct zr_xpath_path shown;
	bool is_long; /* it did not fit */
};

static int visit_term(const struct visitor *visitor, const struct zr_term *term);
static int visit_from(
	const struct visitor *visitor, const struct zr_term *term, const struct tail *tail);

static int visit_as(
	const struct visitor *visitor, const struct zr_term *term, enum zr_xpath_use use)
{
	struct visitor other = *visitor;
	other.use = use;
	other.is_naming = false;
	return visit_term(&other, term);
}

static int visit_all_as(const struct visitor *visitor, struct zr_term *const *terms, size_t count,
	enum zr_xpath_use use)
{
	assert(count == 0 || terms != NULL);
	int answer = 0;
	for (size_t i = 0; i < count && answer == 0; i++) {
		answer = visit_as(visitor, terms[i], use);
	}
	return answer;
}

/* ---- steps ---- */

static struct zr_xpath_step show_step(const struct zr_step *step)
{
	struct zr_xpath_step shown = {
		.axis = ZR_STEP_ANY, .has_predicate = step->predicate_count > 0};
	if (step->axis == ZR_AXIS_CHILD && step->test == ZR_TEST_TEXT) {
		shown.axis = ZR_STEP_SELF; /* a leaf holds its text itself */
	} else if (step->axis == ZR_AXIS_CHILD || step->axis == ZR_AXIS_ATTRIBUTE) {
		shown.axis = step->axis == ZR_AXIS_CHILD ? ZR_STEP_CHILD : ZR_STEP_ATTRIBUTE;
		shown.name = step->test == ZR_TEST_NAME ? step->name : NULL;
	} else if (step->axis == ZR_AXIS_SELF) {
		shown.axis = ZR_STEP_SELF;
	} else if (step->axis == ZR_AXIS_PARENT) {
		shown.axis = ZR_STEP_PARENT;
	} else {
		shown.name = step->test == ZR_TEST_NAME ? step->name : NULL;
	}
	return shown;
}

static void add_step(struct walk *walk, struct zr_xpath_step step)
{
	assert(walk->shown.step_count <= STEPS_MAX);
	if (walk->shown.step_count == STEPS_MAX) {
		walk->is_long = true;
		return;
	}
	walk->steps[walk->shown.step_count++] = step;
}

static void add_path(struct walk *walk, const struct zr_path *path)
{
	size_t count = walk->shown.step_count;
	if (path->predicate_count > 0 && count > 0) {
		walk->steps[count - 1].has_predicate = true;
	}
	for (size_t i = 0; i < path->step_count; i++) {
		add_step(walk, show_step(&path->steps[i]));
	}
}

/* The predicates of one path, whose own steps begin behind the first `before`. */
static int visit_predicates(
	const struct visitor *visitor, const struct zr_path *path, struct walk *walk, size_t before)
{
	struct visitor inner = *visitor;
	struct zr_xpath_path within = walk->shown;
	inner.within = &within;
	inner.is_indexed = false;
	within.step_count = before < walk->shown.step_count ? before : walk->shown.step_count;
	int answer = visit_all_as(&inner, path->predicates, path->predicate_count, ZR_USE_VALUE);
	for (size_t i = 0; i < path->step_count && answer == 0; i++) {
		size_t count = before + i + 1;
		within.step_count = count < walk->shown.step_count ? count : walk->shown.step_count;
		answer = visit_all_as(&inner, path->steps[i].predicates,
			path->steps[i].predicate_count, ZR_USE_VALUE);
	}
	return answer;
}

static bool goes_down(const struct zr_xpath_path *shown)
{
	bool is_down = shown->from == ZR_PATH_ABSOLUTE || shown->from == ZR_PATH_INSTANCE;
	for (size_t i = 0; i < shown->step_count && !is_down; i++) {
		is_down = shown->steps[i].axis != ZR_STEP_PARENT &&
			  shown->steps[i].axis != ZR_STEP_SELF;
	}
	return is_down;
}

/* Shows the path that the walk began, its first path and its tails, then all their predicates. */
static int finish_walk(const struct visitor *visitor, struct walk *walk,
	const struct zr_path *first, const struct tail *tails)
{
	assert(first != NULL && walk->shown.within == NULL);
	size_t before = walk->shown.step_count;
	walk->shown.steps = walk->steps;
	walk->shown.within = visitor->within;
	walk->shown.is_indexed = visitor->is_indexed;
	walk->shown.use = visitor->use;
	add_path(walk, first);
	for (const struct tail *at = tails; at != NULL; at = at->next) {
		add_path(walk, at->path);
	}
	if (walk->is_long) {
		walk->steps[0] = (struct zr_xpath_step){.axis = ZR_STEP_ANY, .has_predicate = true};
		walk->shown.step_count = 1;
	}
	int answer = 0;
	if (!visitor->is_naming || goes_down(&walk->shown)) {
		answer = visitor->visit(visitor->user, &walk->shown);
	}
	const struct tail *at = tails;
	for (const struct zr_path *path = first; path != NULL && answer == 0;) {
		answer = visit_predicates(visitor, path, walk, before);
		before += path->step_count;
		path = at != NULL ? at->path : NULL;
		at = at != NULL ? at->next : NULL;
	}
	return answer;
}

/* ---- beginnings ---- */

static bool calls(const struct zr_term *term, const char *name)
{
	return term->kind == ZR_TERM_CALL && strcmp(term->function->name, name) == 0;
}

static const struct zr_path NOTHING_MORE = {.start = ZR_START_TERM};

/* Any node may be the beginning. */
static int visit_anywhere(const struct visitor *visitor, const struct tail *tails)
{
	struct walk walk = {.shown = {.from = ZR_PATH_ABSOLUTE}};
	add_step(&walk, (struct zr_xpath_step){.axis = ZR_STEP_ANY, .has_predicate = true});
	return finish_walk(visitor, &walk, &NOTHING_MORE, tails);
}

static int visit_instance(
	const struct visitor *visitor, const struct zr_term *call, const struct tail *tails)
{
	assert(call->argument_count > 0);
	const struct zr_term *id = call->arguments[0];
	struct walk walk = {.shown = {.from = ZR_PATH_INSTANCE}};
	walk.shown.instance_id = id->kind == ZR_TERM_STRING ? id->string : NULL;
	int answer = visit_as(visitor, id, ZR_USE_TEXT);
	return answer != 0 ? answer : finish_walk(visitor, &walk, &NOTHING_MORE, tails);
}

/* Each of several terms may be the beginning. */
static int visit_each(const struct visitor *visitor, struct zr_term *const *terms, size_t count,
	const struct tail *tails)
{
	struct visitor wider = *visitor;
	wider.width *= count;
	int answer = 0;
	if (wider.width > WIDTH_MAX && tails != NULL) {
		answer = visit_all_as(visitor, terms, count, ZR_USE_PRESENCE);
		return answer != 0 ? answer : visit_anywhere(visitor, tails);
	}
	for (size_t i = 0; i < count && answer == 0; i++) {
		answer = visit_from(&wider, terms[i], tails);
	}
	return answer;
}

static int visit_path(
	const struct visitor *visitor, const struct zr_path *path, const struct tail *tails)
{
	if (path->start == ZR_START_TERM) {
		const struct tail tail = {.path = path, .next = tails};
		return visit_from(visitor, path->term, &tail);
	}
	struct walk walk = {.shown = {.from = path->start == ZR_START_ROOT ? ZR_PATH_ABSOLUTE
									   : ZR_PATH_RELATIVE}};
	return finish_walk(visitor, &walk, path, tails);
}

/* indexed-repeat(field, repeat, index, …): the repeats are only named. */
static int visit_indexed(
	const struct visitor *visitor, const struct zr_term *call, const struct tail *tails)
{
	assert(call->argument_count >= 3);
	struct visitor field = *visitor;
	field.is_indexed = true;
	int answer = visit_from(&field, call->arguments[0], tails);
	for (size_t i = 1; i < call->argument_count && answer == 0; i++) {
		answer = visit_as(
			visitor, call->arguments[i], i % 2 == 1 ? ZR_USE_PRESENCE : ZR_USE_TEXT);
	}
	return answer;
}

/* A term whose nodes the tails go on from (none: that are used as the visitor says). false: it is
 * no term of that kind. */
static bool visit_node_call(const struct visitor *visitor, const struct zr_term *call,
	const struct tail *tails, int *ret_answer)
{
	if (calls(call, "current")) {
		struct walk walk = {.shown = {.from = ZR_PATH_CURRENT}};
		*ret_answer = finish_walk(visitor, &walk, &NOTHING_MORE, tails);
	} else if (calls(call, "instance")) {
		*ret_answer = visit_instance(visitor, call, tails);
	} else if (calls(call, "indexed-repeat")) {
		*ret_answer = visit_indexed(visitor, call, tails);
	} else if (calls(call, "if")) {
		*ret_answer = visit_as(visitor, call->arguments[0], ZR_USE_VALUE);
		if (*ret_answer == 0) {
			*ret_answer = visit_each(visitor, call->arguments + 1, 2, tails);
		}
	} else if (calls(call, "randomize")) {
		*ret_answer = visit_all_as(
			visitor, call->arguments + 1, call->argument_count - 1, ZR_USE_TEXT);
		if (*ret_answer == 0) {
			*ret_answer = visit_from(visitor, call->arguments[0], tails);
		}
	} else if (calls(call, "depend")) {
		*ret_answer = visit_all_as(
			visitor, call->arguments + 1, call->argument_count - 1, ZR_USE_VALUE);
		if (*ret_answer == 0) {
			*ret_answer = visit_from(visitor, call->arguments[0], tails);
		}
	} else if (calls(call, "id")) {
		*ret_answer = visit_as(visitor, call->arguments[0], ZR_USE_TEXT);
		if (*ret_answer == 0) {
			*ret_answer = visit_anywhere(visitor, tails);
		}
	} else {
		return false;
	}
	return true;
}

static int visit_from(
	const struct visitor *visitor, const struct zr_term *term, const struct tail *tails)
{
	int answer = 0;
	if (tails == NULL) {
		return visit_term(visitor, term);
	}
	if (term->kind == ZR_TERM_PATH) {
		return visit_path(visitor, term->path, tails);
	}
	if (term->kind == ZR_TERM_UNION) {
		return visit_each(visitor, term->arguments, term->argument_count, tails);
	}
	if (term->kind == ZR_TERM_CALL && visit_node_call(visitor, term, tails, &answer)) {
		return answer;
	}
	answer = visit_as(visitor, term, ZR_USE_PRESENCE);
	return answer != 0 ? answer : visit_anywhere(visitor, tails);
}

/* ---- calls that are values ---- */

/* The context node itself, "." */
static int visit_self(const struct visitor *visitor, enum zr_xpath_use use)
{
	struct visitor self = *visitor;
	self.use = use;
	self.is_naming = false;
	struct walk walk = {.shown = {.from = ZR_PATH_RELATIVE}};
	return finish_walk(&self, &walk, &NOTHING_MORE, NULL);
}

static int visit_checklist(const struct visitor *visitor, const struct zr_term *call)
{
	assert(call->argument_count >= 2);
	bool is_weighted = calls(call, "weighted-checklist");
	int answer = 0;
	for (size_t i = 0; i < call->argument_count && answer == 0; i++) {
		bool is_factor = i >= 2 && (!is_weighted || i % 2 == 0);
		answer = visit_as(
			visitor, call->arguments[i], is_factor ? ZR_USE_VALUE : ZR_USE_TEXT);
	}
	return answer;
}

static bool is_naming_call(const struct zr_term *call)
{
	return calls(call, "local-name") || calls(call, "name") || calls(call, "namespace-uri");
}

static int visit_call(const struct visitor *visitor, const struct zr_term *call)
{
	struct zr_term *const *arguments = call->arguments;
	size_t count = call->argument_count;
	int answer = 0;
	if (visit_node_call(visitor, call, NULL, &answer)) {
		return answer;
	}
	if (is_naming_call(call)) {
		struct visitor naming = *visitor;
		naming.use = ZR_USE_PRESENCE;
		naming.is_naming = true;
		return count > 0 ? visit_term(&naming, arguments[0]) : 0;
	}
	if (calls(call, "count") || calls(call, "position")) {
		bool is_own = count == 0 && visitor->within == NULL;
		return is_own ? visit_self(visitor, ZR_USE_PRESENCE)
			      : visit_all_as(visitor, arguments, count, ZR_USE_PRESENCE);
	}
	if (calls(call, "not") || calls(call, "boolean") || calls(call, "count-non-empty")) {
		return visit_all_as(visitor, arguments, count, ZR_USE_VALUE);
	}
	if (calls(call, "checklist") || calls(call, "weighted-checklist")) {
		return visit_checklist(visitor, call);
	}
	if (count == 0 &&
		(call->function->flags & (ZR_FUNCTION_FOCUS | ZR_FUNCTION_FOCUS_DEFAULT)) != 0) {
		return visit_self(visitor, ZR_USE_TEXT);
	}
	return visit_all_as(visitor, arguments, count, ZR_USE_TEXT);
}

static int visit_term(const struct visitor *visitor, const struct zr_term *term)
{
	switch ((enum zr_term_kind)term->kind) {
	case ZR_TERM_PATH:
		return visit_path(visitor, term->path, NULL);
	case ZR_TERM_CALL:
		return visit_call(visitor, term);
	case ZR_TERM_UNION:
		return visit_each(visitor, term->arguments, term->argument_count, NULL);
	case ZR_TERM_OR:
	case ZR_TERM_AND:
		return visit_all_as(visitor, term->arguments, term->argument_count, ZR_USE_VALUE);
	default:
		return visit_all_as(visitor, term->arguments, term->argument_count, ZR_USE_TEXT);
	}
}

int zr_xpath_visit_uses(const struct zr_xpath *expression, enum zr_xpath_use use,
	int (*visit)(void *user, const struct zr_xpath_path *path), void *user)
{
	assert(expression != NULL && visit != NULL);
	const struct visitor visitor = {.visit = visit, .user = user, .use = use, .width = 1};
	return visit_term(&visitor, expression->root);
}

int zr_xpath_visit_paths(const struct zr_xpath *expression,
	int (*visit)(void *user, const struct zr_xpath_path *path), void *user)
{
	return zr_xpath_visit_uses(expression, ZR_USE_TEXT, visit, user);
}
