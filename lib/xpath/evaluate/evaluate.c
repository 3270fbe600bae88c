/*
 * Evaluating terms (XPath 1.0 sections 3.2 to 3.5). Recursion follows the compiled tree, whose
 * depth is limited; the limit is held here again, for what begins in the middle of an evaluation.
 */
#include "lib/xpath/evaluate/evaluate.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xpath/evaluate/axes.h"
#include "lib/xpath/functions/function.h"
#include "lib/xpath/value/arithmetic.h"
#include "lib/xpath/value/compare.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

bool zr_evaluate_is_true(const struct zr_term *term, const struct zr_value *value)
{
	assert(term != NULL);
	if ((term->flags & ZR_TERM_SPELLED) != 0 && value->kind == ZR_VALUE_NODES) {
		return value->nodes.count > 0;
	}
	return zr_value_boolean(value);
}

static int evaluate_logic(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term->argument_count >= 2);
	bool decides = term->kind == ZR_TERM_OR;
	for (size_t i = 0; i < term->argument_count; i++) {
		struct zr_value value = {0};
		int code = zr_evaluate_term(evaluation, term->arguments[i], focus, &value);
		if (code != 0) {
			return code;
		}
		if (zr_evaluate_is_true(term->arguments[i], &value) == decides) {
			zr_produce_boolean(ret_value, decides);
			return 0;
		}
	}
	zr_produce_boolean(ret_value, !decides);
	return 0;
}

static int evaluate_comparison(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term->argument_count >= 2);
	struct zr_value left = {0};
	int code = zr_evaluate_term(evaluation, term->arguments[0], focus, &left);
	bool is_plain = (term->arguments[0]->flags & ZR_TERM_PLAIN) != 0;
	for (size_t i = 1; i < term->argument_count && code == 0; i++) {
		struct zr_value right = {0};
		const struct zr_term *argument = term->arguments[i];
		code = zr_evaluate_term(evaluation, argument, focus, &right);
		bool result = false;
		if (code == 0) {
			code = zr_compare_values(evaluation, term->kind,
				(struct zr_operand){&left, is_plain},
				(struct zr_operand){&right, (argument->flags & ZR_TERM_PLAIN) != 0},
				&result);
		}
		zr_produce_boolean(&left, result);
		is_plain = false;
	}
	*ret_value = left;
	return code;
}

static bool is_whole_date(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_DATE) {
		return true;
	}
	if (value->kind != ZR_VALUE_STRING && value->kind != ZR_VALUE_NODES) {
		return false;
	}
	const char *text = zr_xpath_value_text(evaluation, value);
	return text != NULL && strlen(text) == 10 && zr_xpath_date_is_shaped(text);
}

/* Two moments, or a moment and a date, differ by what lies between the instants. Dates differ by
 * calendar days: a change of the clocks between them is no fraction. */
static double subtract(
	struct zr_evaluation *evaluation, const struct zr_value *a, const struct zr_value *b)
{
	double left = zr_xpath_value_days(evaluation, a);
	double right = zr_xpath_value_days(evaluation, b);
	bool are_dates = !isnan(left) && !isnan(right);
	if (are_dates && is_whole_date(evaluation, a) && is_whole_date(evaluation, b)) {
		return zr_xpath_date_calendar_day(evaluation->context, left) -
		       zr_xpath_date_calendar_day(evaluation->context, right);
	}
	return are_dates ? left - right
			 : zr_xpath_value_number(evaluation, a) -
				   zr_xpath_value_number(evaluation, b);
}

static int evaluate_arithmetic(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term->argument_count >= 2);
	struct zr_value left = {0};
	int code = zr_evaluate_term(evaluation, term->arguments[0], focus, &left);
	for (size_t i = 1; i < term->argument_count && code == 0; i++) {
		struct zr_value right = {0};
		code = zr_evaluate_term(evaluation, term->arguments[i], focus, &right);
		if (code != 0) {
			break;
		}
		double result = term->kind == ZR_TERM_SUBTRACT
					? subtract(evaluation, &left, &right)
					: zr_arithmetic_apply(term->kind,
						  zr_xpath_value_number(evaluation, &left),
						  zr_xpath_value_number(evaluation, &right));
		zr_produce_number(&left, result);
	}
	*ret_value = left;
	return code;
}

static int evaluate_negation(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term->argument_count == 1);
	struct zr_value value = {0};
	int code = zr_evaluate_term(evaluation, term->arguments[0], focus, &value);
	if (code == 0) {
		zr_produce_number(ret_value, -zr_xpath_value_number(evaluation, &value));
	}
	return code;
}

static int evaluate_union(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term->argument_count >= 2);
	struct zr_node_list list = {0};
	for (size_t i = 0; i < term->argument_count; i++) {
		struct zr_value value = {0};
		int code = zr_evaluate_term(evaluation, term->arguments[i], focus, &value);
		if (code == 0 && value.kind != ZR_VALUE_NODES) {
			code = zr_error_set_fault(evaluation->error, ZR_E_INVALID,
				&(const struct zr_fault){.kind = ZR_FAULT_UNION_OF_VALUES});
		}
		for (size_t n = 0; code == 0 && n < value.nodes.count; n++) {
			code = zr_axes_add(evaluation, &list, value.nodes.items[n]);
		}
		if (code != 0) {
			return code;
		}
	}
	zr_axes_sort(&list);
	ret_value->kind = ZR_VALUE_NODES;
	ret_value->nodes.items = list.items;
	ret_value->nodes.count = list.count;
	return 0;
}

static int evaluate_kind(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	switch ((enum zr_term_kind)term->kind) {
	case ZR_TERM_NUMBER:
		zr_produce_number(ret_value, term->number);
		return 0;
	case ZR_TERM_STRING:
		zr_produce_text(ret_value, term->string);
		return 0;
	case ZR_TERM_BOOLEAN:
		zr_produce_boolean(ret_value, term->boolean);
		return 0;
	case ZR_TERM_OR:
	case ZR_TERM_AND:
		return evaluate_logic(evaluation, term, focus, ret_value);
	case ZR_TERM_EQUAL:
	case ZR_TERM_NOT_EQUAL:
	case ZR_TERM_LESS:
	case ZR_TERM_LESS_EQUAL:
	case ZR_TERM_GREATER:
	case ZR_TERM_GREATER_EQUAL:
		return evaluate_comparison(evaluation, term, focus, ret_value);
	case ZR_TERM_ADD:
	case ZR_TERM_SUBTRACT:
	case ZR_TERM_MULTIPLY:
	case ZR_TERM_DIVIDE:
	case ZR_TERM_MODULO:
		return evaluate_arithmetic(evaluation, term, focus, ret_value);
	case ZR_TERM_NEGATE:
		return evaluate_negation(evaluation, term, focus, ret_value);
	case ZR_TERM_UNION:
		return evaluate_union(evaluation, term, focus, ret_value);
	case ZR_TERM_PATH:
		return evaluation->take_path(evaluation, term->path, focus, ret_value);
	case ZR_TERM_CALL:
		return term->function->call(
			&(const struct zr_call){evaluation, term, focus}, ret_value);
	case ZR_TERM_FAULT:
		return zr_error_set(evaluation->error, ZR_E_REFERENCE, "%s", term->string);
	}
	return 0;
}

int zr_evaluate_term(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term != NULL && focus != NULL && focus->node != NULL);
	if (evaluation->depth >= ZR_XPATH_DEPTH_MAX) {
		return zr_error_set_fault(evaluation->error, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_EVALUATED_TOO_DEEP, .number = ZR_XPATH_DEPTH_MAX});
	}
	evaluation->depth++;
	int code = evaluate_kind(evaluation, term, focus, ret_value);
	evaluation->depth--;
	return code;
}
