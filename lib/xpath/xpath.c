/*
 * The public face of XPath: compiling, evaluating, and the paths an expression reads.
 *
 * All memory of an expression lies in its own blocks, of a size that fits the text: thousands of
 * expressions of a large form must not take a page each.
 */
#include "lib/xpath/xpath.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xpath/parser_priv.h"

struct zr_xpath_block {
	struct zr_xpath_block *older;
	size_t used_bytes;
	size_t capacity_bytes;
	_Alignas(16) char data[];
};

static struct zr_xpath_block *block_new(struct zr_xpath *expression, size_t bytes)
{
	struct zr_xpath_block *block = calloc(1, sizeof *block + bytes);
	if (block != NULL) {
		block->capacity_bytes = bytes;
		block->older = expression->blocks;
		expression->blocks = block;
	}
	return block;
}

void *zr_xpath_new(struct zr_xpath *expression, size_t bytes)
{
	size_t rounded_bytes = (bytes + 7) & ~(size_t)7;
	struct zr_xpath_block *block = expression->blocks;
	if (block == NULL || block->capacity_bytes - block->used_bytes < rounded_bytes) {
		size_t want_bytes = block == NULL ? 256 : block->capacity_bytes;
		block = block_new(
			expression, want_bytes < rounded_bytes ? rounded_bytes : want_bytes);
		if (block == NULL) {
			return NULL;
		}
	}
	void *memory = block->data + block->used_bytes;
	block->used_bytes += rounded_bytes;
	return memory;
}

char *zr_xpath_copy(struct zr_xpath *expression, const char *text, size_t bytes)
{
	char *copy = zr_xpath_new(expression, bytes + 1);
	if (copy != NULL && bytes > 0) {
		memcpy(copy, text, bytes);
	}
	return copy;
}

int zr_xpath_compile(const char *text, const struct zr_xpath_scope *scope,
	struct zr_xpath **ret_expression, struct zr_error *error)
{
	assert(text != NULL && scope != NULL && ret_expression != NULL);
	struct zr_xpath *expression = calloc(1, sizeof *expression);
	size_t bytes = strlen(text);
	if (expression == NULL || block_new(expression, bytes * 5 + 128) == NULL) {
		zr_xpath_free(expression);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an expression");
	}
	expression->text = zr_xpath_copy(expression, text, bytes);
	assert(expression->text != NULL);
	int code = zr_xpath_parse(expression, expression->text, scope, error);
	if (code == 0 && scope->is_portable) {
		code = zr_xpath_portable_check(expression->root, error);
	}
	if (code != 0) {
		zr_xpath_free(expression);
		return code;
	}
	*ret_expression = expression;
	return 0;
}

void zr_xpath_free(struct zr_xpath *expression)
{
	if (expression == NULL) {
		return;
	}
	struct zr_xpath_block *block = expression->blocks;
	while (block != NULL) {
		struct zr_xpath_block *older = block->older;
		free(block);
		block = older;
	}
	free(expression);
}

bool zr_xpath_is_volatile(const struct zr_xpath *expression)
{
	return expression->is_volatile;
}

const char *zr_xpath_text(const struct zr_xpath *expression)
{
	return expression->text;
}

int zr_xpath_evaluate(const struct zr_xpath *expression, const struct zr_xpath_context *context,
	struct zr_value *ret_value, struct zr_error *error)
{
	assert(expression != NULL && context != NULL && ret_value != NULL);
	assert(context->root != NULL && context->arena != NULL);
	if (context->node == NULL && (expression->root->flags & ZR_TERM_USES_FOCUS) != 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"there is no node here for the expression to start from: give it a path "
			"from the root");
	}
	struct zr_evaluation evaluation = {.context = context, .error = error};
	struct zr_focus focus = {
		.node = context->node != NULL ? context->node : context->root,
		.position = context->position != 0 ? context->position : 1,
		.size = context->size != 0 ? context->size : 1,
	};
	if (context->position == 0 && (expression->root->flags & ZR_TERM_USES_POSITION) != 0) {
		focus.position = zr_node_position(context->node);
	}
	struct zr_value value = {0};
	int code = zr_xpath_evaluate_term(&evaluation, expression->root, &focus, &value);
	assert(evaluation.depth == 0 || code != 0);
	if (context->visited != NULL) {
		*context->visited += evaluation.visited;
	}
	if (code == 0) {
		*ret_value = value;
	}
	return code;
}

/* ---- the paths it reads ---- */

struct visitor {
	int (*visit)(void *user, const struct zr_xpath_path *path);
	void *user;
	bool is_indexed;
};

static int visit_term(const struct visitor *visitor, const struct zr_term *term,
	const struct zr_xpath_path *within);

static int visit_terms(const struct visitor *visitor, struct zr_term *const *terms, size_t count,
	const struct zr_xpath_path *within)
{
	int answer = 0;
	for (size_t i = 0; i < count && answer == 0; i++) {
		answer = visit_term(visitor, terms[i], within);
	}
	return answer;
}

static bool is_call_of(const struct zr_term *term, const char *name)
{
	return term->kind == ZR_TERM_CALL && strcmp(term->function->name, name) == 0;
}

static struct zr_xpath_step public_step(const struct zr_step *step)
{
	struct zr_xpath_step public = {
		.axis = ZR_STEP_ANY, .has_predicate = step->predicate_count > 0};
	if (step->axis == ZR_AXIS_CHILD || step->axis == ZR_AXIS_ATTRIBUTE) {
		public.axis = step->axis == ZR_AXIS_CHILD ? ZR_STEP_CHILD : ZR_STEP_ATTRIBUTE;
		public.name = step->test == ZR_TEST_NAME ? step->name : NULL;
	} else if (step->axis == ZR_AXIS_SELF) {
		public.axis = ZR_STEP_SELF;
	} else if (step->axis == ZR_AXIS_PARENT) {
		public.axis = ZR_STEP_PARENT;
	} else {
		public.name = step->test == ZR_TEST_NAME ? step->name : NULL;
	}
	return public;
}

/* Where a path begins; false when its beginning is a term that is visited for itself. */
static bool begin_of(const struct zr_path *path, struct zr_xpath_path *public)
{
	switch (path->start) {
	case ZR_START_ROOT:
		public
		->from = ZR_PATH_ABSOLUTE;
		return true;
	case ZR_START_CONTEXT:
		public
		->from = ZR_PATH_RELATIVE;
		return true;
	default:
		break;
	}
	const struct zr_term *term = path->term;
	if (is_call_of(term, "current")) {
		public->from = ZR_PATH_CURRENT;
		return true;
	}
	if (is_call_of(term, "instance") && term->argument_count == 1 &&
		term->arguments[0]->kind == ZR_TERM_STRING) {
		public->from = ZR_PATH_INSTANCE;
		public->instance_id = term->arguments[0]->string;
		return true;
	}
	return false;
}

enum {
	VISITED_STEPS_MAX = 128
};

/* One path: itself, then what its predicates read. A path that begins with another term (a call, a
 * union) goes on from nodes that cannot be named here: its start is shown as any. */
static int visit_path(const struct visitor *visitor, const struct zr_path *path,
	const struct zr_xpath_path *within)
{
	struct zr_xpath_step steps[VISITED_STEPS_MAX];
	struct zr_xpath_path public = {
		.steps = steps, .within = within, .is_indexed = visitor->is_indexed};
	size_t count = 0;
	int answer = 0;
	if (!begin_of(path, &public)) {
		answer = visit_term(visitor, path->term, within);
		public.from = ZR_PATH_ABSOLUTE;
		steps[count++] = (struct zr_xpath_step){.axis = ZR_STEP_ANY, .has_predicate = true};
	}
	for (size_t i = 0; i < path->step_count && count < VISITED_STEPS_MAX; i++) {
		steps[count++] = public_step(&path->steps[i]);
	}
	public.step_count = count;
	if (answer == 0) {
		answer = visitor->visit(visitor->user, &public);
	}
	if (answer == 0) {
		public.step_count = 0;
		answer = visit_terms(visitor, path->predicates, path->predicate_count, &public);
	}
	size_t first = count - (path->step_count < count ? path->step_count : count);
	for (size_t i = 0; i < path->step_count && answer == 0; i++) {
		public.step_count = first + i + 1 < count ? first + i + 1 : count;
		answer = visit_terms(visitor, path->steps[i].predicates,
			path->steps[i].predicate_count, &public);
	}
	return answer;
}

static int visit_term(const struct visitor *visitor, const struct zr_term *term,
	const struct zr_xpath_path *within)
{
	if (term->kind == ZR_TERM_PATH) {
		return visit_path(visitor, term->path, within);
	}
	if (is_call_of(term, "current") || is_call_of(term, "instance") ||
		(term->kind == ZR_TERM_CALL && term->argument_count == 0 &&
			(term->function->flags & (ZR_FUNCTION_FOCUS | ZR_FUNCTION_FOCUS_DEFAULT)) !=
				0)) {
		struct zr_path alone = {.start = ZR_START_CONTEXT};
		if (is_call_of(term, "current") || is_call_of(term, "instance")) {
			alone = (struct zr_path){
				.start = ZR_START_TERM, .term = (struct zr_term *)term};
		}
		struct zr_xpath_path unused = {0};
		if (begin_of(&alone, &unused)) {
			return visit_path(visitor, &alone, within);
		}
	}
	if (is_call_of(term, "indexed-repeat")) {
		struct visitor field = *visitor;
		field.is_indexed = true;
		int answer = visit_term(&field, term->arguments[0], within);
		return answer != 0 ? answer
				   : visit_terms(visitor, term->arguments + 1,
					     term->argument_count - 1, within);
	}
	return visit_terms(visitor, term->arguments, term->argument_count, within);
}

int zr_xpath_visit_paths(const struct zr_xpath *expression,
	int (*visit)(void *user, const struct zr_xpath_path *path), void *user)
{
	assert(expression != NULL && visit != NULL);
	struct visitor visitor = {.visit = visit, .user = user};
	return visit_term(&visitor, expression->root, NULL);
}

/* ---- conversions ---- */

const char *zr_value_string(const struct zr_value *value, const struct zr_xpath_context *context)
{
	struct zr_evaluation evaluation = {.context = context};
	return zr_xpath_value_text(&evaluation, value);
}

double zr_value_number(const struct zr_value *value, const struct zr_xpath_context *context)
{
	struct zr_evaluation evaluation = {.context = context};
	return zr_xpath_value_number(&evaluation, value);
}
