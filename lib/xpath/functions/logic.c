/* Functions on truth and choice: if, coalesce, once, not, boolean, the checklists (ODK XForms
 * "Boolean Functions"; XPath 1.0 section 4.3). */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <stdio.h>
#include <math.h>
#include <strings.h>
#include <string.h>

#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

static int call_true(const struct zr_call *call, struct zr_value *ret_value)
{
	zr_produce_boolean(ret_value, true);
	return 0;
}

static int call_false(const struct zr_call *call, struct zr_value *ret_value)
{
	zr_produce_boolean(ret_value, false);
	return 0;
}

static int evaluate_boolean(const struct zr_call *call, bool wanted, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 0 || call->term->argument_count == 1);
	bool boolean = false;
	int code = zr_argument_boolean(call, 0, &boolean);
	if (code == 0) {
		zr_produce_boolean(ret_value, boolean == wanted);
	}
	return code;
}

static int call_not(const struct zr_call *call, struct zr_value *ret_value)
{
	return evaluate_boolean(call, false, ret_value);
}

static int call_boolean(const struct zr_call *call, struct zr_value *ret_value)
{
	return evaluate_boolean(call, true, ret_value);
}

static int call_boolean_from_string(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *text = NULL;
	int code = zr_argument_text(call, 0, &text);
	if (code == 0) {
		zr_produce_boolean(ret_value, strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
	}
	return code;
}

static int call_if(const struct zr_call *call, struct zr_value *ret_value)
{
	bool condition = false;
	int code = zr_argument_boolean(call, 0, &condition);
	return code != 0 ? code : zr_argument_value(call, condition ? 1 : 2, ret_value);
}

static bool is_empty(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_NUMBER) {
		return isnan(value->number);
	}
	const char *text = zr_xpath_value_text(evaluation, value);
	return text != NULL && *text == '\0';
}

/* The first that is not empty; the last when all are. */
static int call_coalesce(const struct zr_call *call, struct zr_value *ret_value)
{
	int code = 0;
	for (size_t i = 0; i < call->term->argument_count && code == 0; i++) {
		code = zr_argument_value(call, i, ret_value);
		if (code == 0 && !is_empty(call->evaluation, ret_value)) {
			break;
		}
	}
	return code;
}

/* The context node's value where it has one, else the argument's: it is set once. */
static int call_once(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 1);
	const char *text = zr_xpath_value_of_node(call->evaluation, call->focus->node);
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	if (*text != '\0') {
		zr_produce_text(ret_value, text);
		return 0;
	}
	return zr_argument_value(call, 0, ret_value);
}

/* JavaRosa's: the other arguments only make dependencies. */
static int call_depend(const struct zr_call *call, struct zr_value *ret_value)
{
	return zr_argument_value(call, 0, ret_value);
}

/* The first two arguments. */
static int take_bounds(const struct zr_call *call, double *ret_bounds)
{
	int code = zr_argument_number(call, 0, &ret_bounds[0]);
	return code != 0 ? code : zr_argument_number(call, 1, &ret_bounds[1]);
}

/* A negative bound is none. */
static bool is_between(double number, const double *bounds)
{
	return (bounds[0] < 0 || number >= bounds[0]) && (bounds[1] < 0 || number <= bounds[1]);
}

/* checklist(min, max, factor…): whether the number of true factors is in [min, max]; a negative
 * bound is none. */
static int call_checklist(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count >= 2);
	double bounds[2] = {0};
	int code = take_bounds(call, bounds);
	double count = 0;
	for (size_t i = 2; i < call->term->argument_count && code == 0; i++) {
		struct zr_value value = {0};
		code = zr_argument_value(call, i, &value);
		if (code == 0 && value.kind == ZR_VALUE_NODES) {
			for (size_t n = 0; n < value.nodes.count; n++) {
				count += zr_xpath_value_is_answered(value.nodes.items[n]);
			}
		} else if (code == 0) {
			count += zr_value_boolean(&value);
		}
	}
	if (code == 0) {
		zr_produce_boolean(ret_value, is_between(count, bounds));
	}
	return code;
}

/* The sum of the weights of true factors: a pair of node-sets or of values. */
static int add_weight(const struct zr_call *call, const struct zr_value *factor,
	const struct zr_value *weight, double *sum)
{
	if (factor->kind != ZR_VALUE_NODES || weight->kind != ZR_VALUE_NODES) {
		*sum += zr_value_boolean(factor) ? zr_xpath_value_number(call->evaluation, weight)
						 : 0;
		return 0;
	}
	if (factor->nodes.count != weight->nodes.count) {
		char weights[24];
		(void)snprintf(weights, sizeof weights, "%zu", weight->nodes.count);
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_UNEQUAL_WEIGHTS,
				.number = factor->nodes.count,
				.value = weights});
	}
	for (size_t n = 0; n < factor->nodes.count; n++) {
		struct zr_value one = {.kind = ZR_VALUE_NODES};
		one.nodes.items = &weight->nodes.items[n];
		one.nodes.count = 1;
		if (zr_xpath_value_is_answered(factor->nodes.items[n])) {
			*sum += zr_xpath_value_number(call->evaluation, &one);
		}
	}
	return 0;
}

static int call_weighted_checklist(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count >= 2 && call->term->argument_count % 2 == 0);
	double bounds[2] = {0};
	int code = take_bounds(call, bounds);
	double sum = 0;
	for (size_t i = 2; i + 1 < call->term->argument_count && code == 0; i += 2) {
		struct zr_value factor = {0};
		struct zr_value weight = {0};
		code = zr_argument_value(call, i, &factor);
		if (code == 0) {
			code = zr_argument_value(call, i + 1, &weight);
		}
		if (code == 0) {
			code = add_weight(call, &factor, &weight, &sum);
		}
	}
	if (code == 0) {
		zr_produce_boolean(ret_value, is_between(sum, bounds));
	}
	return code;
}

const struct zr_function zr_functions_on_logic[] = {
	{"boolean", 1, 1, 0, call_boolean, NULL},
	{"boolean-from-string", 1, 1, 0, call_boolean_from_string, NULL},
	{"checklist", 2, ZR_FUNCTION_ANY, 0, call_checklist, NULL},
	{"coalesce", 1, ZR_FUNCTION_ANY, 0, call_coalesce, NULL},
	{"depend", 1, ZR_FUNCTION_ANY, 0, call_depend, NULL},
	{"false", 0, 0, 0, call_false, NULL},
	{"if", 3, 3, 0, call_if, NULL},
	{"not", 1, 1, 0, call_not, NULL},
	{"once", 1, 1, ZR_FUNCTION_FOCUS, call_once, NULL},
	{"true", 0, 0, 0, call_true, NULL},
	{"weighted-checklist", 2, ZR_FUNCTION_ANY, ZR_FUNCTION_PAIRS, call_weighted_checklist,
		NULL},
	{0},
};
