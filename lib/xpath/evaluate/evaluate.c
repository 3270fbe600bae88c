/*
 * Evaluating terms (XPath 1.0 sections 3.2 to 3.5), and the arguments and results of functions.
 * Recursion follows the compiled
 * tree, whose depth is limited; the limit is held here again.
 */
#include "lib/xpath/syntax/parser.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"

int zr_xpath_nomem(struct zr_evaluation *evaluation)
{
	return zr_error_set(evaluation->error, ZR_E_NOMEM,
		"no memory to evaluate an expression; close programs");
}

int zr_xpath_work(struct zr_evaluation *evaluation, uint64_t steps)
{
	evaluation->work += steps;
	if (evaluation->work + evaluation->visited <= ZR_XPATH_WORK_MAX) {
		return 0;
	}
	return zr_error_set(evaluation->error, ZR_E_LIMIT,
		"the expression looks at too much: name what it needs instead of searching "
		"everything for it");
}

void zr_xpath_return_text(struct zr_value *ret_value, const char *text)
{
	*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = text};
}

void zr_xpath_return_number(struct zr_value *ret_value, double number)
{
	*ret_value = (struct zr_value){.kind = ZR_VALUE_NUMBER, .number = number};
}

void zr_xpath_return_boolean(struct zr_value *ret_value, bool boolean)
{
	*ret_value = (struct zr_value){.kind = ZR_VALUE_BOOLEAN, .boolean = boolean};
}

int zr_xpath_return_copy(struct zr_evaluation *evaluation, struct zr_value *ret_value,
	const char *text, size_t bytes)
{
	char *copy = zr_arena_copy(evaluation->context->arena, text, bytes);
	if (copy == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	zr_xpath_return_text(ret_value, copy);
	return 0;
}

int zr_xpath_fault(struct zr_evaluation *evaluation, const struct zr_term *call, int code,
	const char *format, ...)
{
	char message[240];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return zr_error_set(evaluation->error, code, "%s(): %s", call->function->name, message);
}

bool zr_xpath_is_true(const struct zr_term *term, const struct zr_value *value)
{
	if ((term->flags & ZR_TERM_SPELLED) != 0 && value->kind == ZR_VALUE_NODES) {
		return value->nodes.count > 0;
	}
	return zr_value_boolean(value);
}

/* ---- arguments ---- */

int zr_xpath_argument(struct zr_evaluation *evaluation, const struct zr_term *call, size_t index,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(index < call->argument_count);
	return zr_xpath_evaluate_term(evaluation, call->arguments[index], focus, ret_value);
}

/* A node as functions on text see it: of a dateTime its date, as in JavaRosa. */
static const char *text_of_node(struct zr_evaluation *evaluation, const struct zr_node *node)
{
	const char *text = zr_xpath_value_of_node(evaluation, node);
	double days = 0;
	bool has_time = false;
	if ((node->flags & ZR_NODE_MOMENT) != 0 && text != NULL &&
		zr_xpath_date_parse(evaluation->context, text, &days, &has_time)) {
		return zr_xpath_date_format(evaluation->context, days, false);
	}
	return text;
}

/* A value as functions on text see it: of a moment its date. */
static const char *text_of_value(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_NODES && value->nodes.count > 0) {
		return text_of_node(evaluation, value->nodes.items[0]);
	}
	if (value->kind == ZR_VALUE_DATE || value->kind == ZR_VALUE_DATETIME) {
		return zr_xpath_date_format(evaluation->context, value->number, false);
	}
	return zr_xpath_value_text(evaluation, value);
}

int zr_xpath_argument_text(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, const char **ret_text)
{
	struct zr_value value = {0};
	int code = zr_xpath_argument(evaluation, call, index, focus, &value);
	if (code != 0) {
		return code;
	}
	const char *text = text_of_value(evaluation, &value);
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	*ret_text = text;
	return 0;
}

int zr_xpath_argument_number(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, double *ret_number)
{
	struct zr_value value = {0};
	int code = zr_xpath_argument(evaluation, call, index, focus, &value);
	if (code == 0) {
		*ret_number = zr_xpath_value_number(evaluation, &value);
	}
	return code;
}

int zr_xpath_argument_boolean(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, bool *ret_boolean)
{
	struct zr_value value = {0};
	int code = zr_xpath_argument(evaluation, call, index, focus, &value);
	if (code == 0) {
		*ret_boolean = zr_xpath_is_true(call->arguments[index], &value);
	}
	return code;
}

int zr_xpath_argument_nodes(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t index, const struct zr_focus *focus, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	int code = zr_xpath_argument(evaluation, call, index, focus, &value);
	if (code != 0) {
		return code;
	}
	if (value.kind != ZR_VALUE_NODES) {
		return zr_xpath_fault(evaluation, call, ZR_E_INVALID,
			"argument %zu must be a path to nodes", index + 1);
	}
	*ret_value = value;
	return 0;
}

static int add_text(struct zr_evaluation *evaluation, struct zr_texts *texts, const char *text)
{
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	if (texts->count == texts->capacity) {
		size_t capacity = texts->capacity == 0 ? 8 : texts->capacity * 2;
		const char **items =
			zr_arena_new(evaluation->context->arena, capacity * sizeof(*items));
		if (items == NULL) {
			return zr_xpath_nomem(evaluation);
		}
		if (texts->count > 0) {
			memcpy(items, texts->items, texts->count * sizeof(*items));
		}
		texts->items = items;
		texts->capacity = capacity;
	}
	texts->items[texts->count++] = text;
	return 0;
}

int zr_xpath_argument_texts(struct zr_evaluation *evaluation, const struct zr_term *call,
	size_t from, const struct zr_focus *focus, struct zr_texts *ret_texts)
{
	*ret_texts = (struct zr_texts){0};
	int code = 0;
	for (size_t i = from; i < call->argument_count && code == 0; i++) {
		struct zr_value value = {0};
		code = zr_xpath_argument(evaluation, call, i, focus, &value);
		if (code == 0 && value.kind != ZR_VALUE_NODES) {
			code = add_text(evaluation, ret_texts, text_of_value(evaluation, &value));
			continue;
		}
		for (size_t n = 0; code == 0 && n < value.nodes.count; n++) {
			code = add_text(evaluation, ret_texts,
				text_of_node(evaluation, value.nodes.items[n]));
		}
	}
	return code;
}

/* ---- operators ---- */

static int evaluate_logic(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	bool decides = term->kind == ZR_TERM_OR;
	for (size_t i = 0; i < term->argument_count; i++) {
		struct zr_value value = {0};
		int code = zr_xpath_evaluate_term(evaluation, term->arguments[i], focus, &value);
		if (code != 0) {
			return code;
		}
		if (zr_xpath_is_true(term->arguments[i], &value) == decides) {
			zr_xpath_return_boolean(ret_value, decides);
			return 0;
		}
	}
	zr_xpath_return_boolean(ret_value, !decides);
	return 0;
}

static int evaluate_comparison(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	struct zr_value left = {0};
	int code = zr_xpath_evaluate_term(evaluation, term->arguments[0], focus, &left);
	bool is_plain = (term->arguments[0]->flags & ZR_TERM_PLAIN) != 0;
	for (size_t i = 1; i < term->argument_count && code == 0; i++) {
		struct zr_value right = {0};
		const struct zr_term *argument = term->arguments[i];
		code = zr_xpath_evaluate_term(evaluation, argument, focus, &right);
		bool result = false;
		if (code == 0) {
			code = zr_xpath_compare(evaluation, term->kind,
				(struct zr_operand){&left, is_plain},
				(struct zr_operand){&right, (argument->flags & ZR_TERM_PLAIN) != 0},
				&result);
		}
		zr_xpath_return_boolean(&left, result);
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
	struct zr_value left = {0};
	int code = zr_xpath_evaluate_term(evaluation, term->arguments[0], focus, &left);
	for (size_t i = 1; i < term->argument_count && code == 0; i++) {
		struct zr_value right = {0};
		code = zr_xpath_evaluate_term(evaluation, term->arguments[i], focus, &right);
		if (code != 0) {
			break;
		}
		double result = term->kind == ZR_TERM_SUBTRACT
					? subtract(evaluation, &left, &right)
					: zr_xpath_arithmetic(term->kind,
						  zr_xpath_value_number(evaluation, &left),
						  zr_xpath_value_number(evaluation, &right));
		zr_xpath_return_number(&left, result);
	}
	*ret_value = left;
	return code;
}

static int evaluate_negation(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	int code = zr_xpath_evaluate_term(evaluation, term->arguments[0], focus, &value);
	if (code == 0) {
		zr_xpath_return_number(ret_value, -zr_xpath_value_number(evaluation, &value));
	}
	return code;
}

static int evaluate_union(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	struct zr_node_list list = {0};
	for (size_t i = 0; i < term->argument_count; i++) {
		struct zr_value value = {0};
		int code = zr_xpath_evaluate_term(evaluation, term->arguments[i], focus, &value);
		if (code == 0 && value.kind != ZR_VALUE_NODES) {
			code = zr_error_set(evaluation->error, ZR_E_INVALID,
				"both sides of | must be paths to nodes");
		}
		for (size_t n = 0; code == 0 && n < value.nodes.count; n++) {
			code = zr_xpath_axes_add(evaluation, &list, value.nodes.items[n]);
		}
		if (code != 0) {
			return code;
		}
	}
	zr_xpath_axes_sort(&list);
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
		zr_xpath_return_number(ret_value, term->number);
		return 0;
	case ZR_TERM_STRING:
		zr_xpath_return_text(ret_value, term->string);
		return 0;
	case ZR_TERM_BOOLEAN:
		zr_xpath_return_boolean(ret_value, term->boolean);
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
		return zr_xpath_evaluate_path(evaluation, term->path, focus, ret_value);
	case ZR_TERM_CALL:
		return term->function->call(evaluation, term, focus, ret_value);
	case ZR_TERM_FAULT:
		return zr_error_set(evaluation->error, ZR_E_REFERENCE, "%s", term->string);
	}
	return 0;
}

int zr_xpath_evaluate_term(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value)
{
	assert(term != NULL && focus != NULL && focus->node != NULL);
	if (evaluation->depth >= ZR_XPATH_DEPTH_MAX) {
		return zr_error_set(evaluation->error, ZR_E_LIMIT,
			"an expression is nested more than %d deep", ZR_XPATH_DEPTH_MAX);
	}
	evaluation->depth++;
	int code = evaluate_kind(evaluation, term, focus, ret_value);
	evaluation->depth--;
	return code;
}
