/*
 * The public face of XPath: compiling, evaluating, converting values. Here the parts are put
 * together; none of them names this file.
 */
#include "lib/xpath/xpath.h"

#include <assert.h>

#include "lib/xpath/evaluate/evaluate.h"
#include "lib/xpath/evaluate/path.h"
#include "lib/xpath/syntax/parser.h"
#include "lib/xpath/syntax/portable.h"
#include "lib/xpath/value/value.h"

int zr_xpath_compile(const char *text, const struct zr_xpath_scope *scope,
	struct zr_xpath **ret_expression, struct zr_error *error)
{
	assert(text != NULL && scope != NULL && scope->names != NULL && ret_expression != NULL);
	struct zr_xpath *expression = zr_term_new_expression(text);
	if (expression == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an expression");
	}
	int code = zr_parser_parse(expression, scope, error);
	if (code == 0 && scope->is_portable) {
		code = zr_portable_check(expression->root, error);
	}
	if (code != 0) {
		zr_xpath_free(expression);
		return code;
	}
	*ret_expression = expression;
	return 0;
}

bool zr_xpath_is_volatile(const struct zr_xpath *expression)
{
	assert(expression != NULL);
	return expression->is_volatile;
}

const char *zr_xpath_text(const struct zr_xpath *expression)
{
	assert(expression != NULL);
	return expression->text;
}

int zr_xpath_evaluate(const struct zr_xpath *expression, const struct zr_xpath_context *context,
	struct zr_value *ret_value, struct zr_error *error)
{
	assert(expression != NULL && context != NULL && ret_value != NULL);
	assert(context->root != NULL && context->arena != NULL);
	if (context->node == NULL && (expression->root->flags & ZR_TERM_USES_FOCUS) != 0) {
		return zr_error_set_fault(
			error, ZR_E_INVALID, &(const struct zr_fault){.kind = ZR_FAULT_NO_START});
	}
	struct zr_evaluation evaluation = {
		.context = context, .error = error, .take_path = zr_path_evaluate};
	struct zr_focus focus = {
		.node = context->node != NULL ? context->node : context->root,
		.position = context->position != 0 ? context->position : 1,
		.size = context->size != 0 ? context->size : 1,
	};
	if (context->position == 0 && (expression->root->flags & ZR_TERM_USES_POSITION) != 0) {
		focus.position = zr_node_position(context->node);
	}
	struct zr_value value = {0};
	int code = zr_evaluate_term(&evaluation, expression->root, &focus, &value);
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
	assert(context != NULL);
	struct zr_evaluation evaluation = {.context = context};
	return zr_xpath_value_text(&evaluation, value);
}

double zr_value_number(const struct zr_value *value, const struct zr_xpath_context *context)
{
	assert(context != NULL);
	struct zr_evaluation evaluation = {.context = context};
	return zr_xpath_value_number(&evaluation, value);
}
