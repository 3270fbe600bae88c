/*
 * The public face of XPath: compiling, evaluating, converting values.
 *
 * All memory of an expression lies in its own blocks, of a size that fits the text: thousands of
 * expressions of a large form must not take a page each.
 */
#include "lib/xpath/xpath.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xpath/syntax/parser.h"

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
