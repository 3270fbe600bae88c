/* Functions on truth and choice: if, coalesce, once, not, boolean, the checklists (ODK XForms
 * "Boolean Functions"; XPath 1.0 section 4.3). */
#include "lib/xpath/functions/calls.h"

#include <math.h>
#include <strings.h>
#include <string.h>

ZR_FUNCTION_DECLARE(zr_xpath_call_true)
{
	zr_xpath_return_boolean(ret_value, true);
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_false)
{
	zr_xpath_return_boolean(ret_value, false);
	return 0;
}

static int evaluate_boolean(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, bool wanted, struct zr_value *ret_value)
{
	bool boolean = false;
	int code = zr_xpath_argument_boolean(evaluation, call, 0, focus, &boolean);
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, boolean == wanted);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_not)
{
	return evaluate_boolean(evaluation, call, focus, false, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_boolean)
{
	return evaluate_boolean(evaluation, call, focus, true, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_boolean_from_string)
{
	const char *text = NULL;
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, &text);
	if (code == 0) {
		zr_xpath_return_boolean(
			ret_value, strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_if)
{
	bool condition = false;
	int code = zr_xpath_argument_boolean(evaluation, call, 0, focus, &condition);
	return code != 0 ? code
			 : zr_xpath_argument(evaluation, call, condition ? 1 : 2, focus, ret_value);
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
ZR_FUNCTION_DECLARE(zr_xpath_call_coalesce)
{
	int code = 0;
	for (size_t i = 0; i < call->argument_count && code == 0; i++) {
		code = zr_xpath_argument(evaluation, call, i, focus, ret_value);
		if (code == 0 && !is_empty(evaluation, ret_value)) {
			break;
		}
	}
	return code;
}

/* The context node's value where it has one, else the argument's: it is set once. */
ZR_FUNCTION_DECLARE(zr_xpath_call_once)
{
	const char *text = zr_xpath_value_of_node(evaluation, focus->node);
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	if (*text != '\0') {
		zr_xpath_return_text(ret_value, text);
		return 0;
	}
	return zr_xpath_argument(evaluation, call, 0, focus, ret_value);
}

/* JavaRosa's: the other arguments only make dependencies. */
ZR_FUNCTION_DECLARE(zr_xpath_call_depend)
{
	return zr_xpath_argument(evaluation, call, 0, focus, ret_value);
}

/* The first two arguments. */
static int take_bounds(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, double *ret_bounds)
{
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &ret_bounds[0]);
	return code != 0 ? code
			 : zr_xpath_argument_number(evaluation, call, 1, focus, &ret_bounds[1]);
}

/* A negative bound is none. */
static bool is_between(double number, const double *bounds)
{
	return (bounds[0] < 0 || number >= bounds[0]) && (bounds[1] < 0 || number <= bounds[1]);
}

/* checklist(min, max, factor…): whether the number of true factors is in [min, max]; a negative
 * bound is none. */
ZR_FUNCTION_DECLARE(zr_xpath_call_checklist)
{
	double bounds[2] = {0};
	int code = take_bounds(evaluation, call, focus, bounds);
	double count = 0;
	for (size_t i = 2; i < call->argument_count && code == 0; i++) {
		struct zr_value value = {0};
		code = zr_xpath_argument(evaluation, call, i, focus, &value);
		if (code == 0 && value.kind == ZR_VALUE_NODES) {
			for (size_t n = 0; n < value.nodes.count; n++) {
				count += zr_xpath_value_is_answered(value.nodes.items[n]);
			}
		} else if (code == 0) {
			count += zr_value_boolean(&value);
		}
	}
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, is_between(count, bounds));
	}
	return code;
}

/* The sum of the weights of true factors: a pair of node-sets or of values. */
static int add_weight(struct zr_evaluation *evaluation, const struct zr_value *factor,
	const struct zr_value *weight, const struct zr_term *call, double *sum)
{
	if (factor->kind != ZR_VALUE_NODES || weight->kind != ZR_VALUE_NODES) {
		*sum += zr_value_boolean(factor) ? zr_xpath_value_number(evaluation, weight) : 0;
		return 0;
	}
	if (factor->nodes.count != weight->nodes.count) {
		return zr_xpath_fault(evaluation, call, ZR_E_INVALID,
			"there are %zu factors and %zu weights", factor->nodes.count,
			weight->nodes.count);
	}
	for (size_t n = 0; n < factor->nodes.count; n++) {
		struct zr_value one = {.kind = ZR_VALUE_NODES};
		one.nodes.items = &weight->nodes.items[n];
		one.nodes.count = 1;
		if (zr_xpath_value_is_answered(factor->nodes.items[n])) {
			*sum += zr_xpath_value_number(evaluation, &one);
		}
	}
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_weighted_checklist)
{
	double bounds[2] = {0};
	int code = take_bounds(evaluation, call, focus, bounds);
	double sum = 0;
	for (size_t i = 2; i + 1 < call->argument_count && code == 0; i += 2) {
		struct zr_value factor = {0};
		struct zr_value weight = {0};
		code = zr_xpath_argument(evaluation, call, i, focus, &factor);
		if (code == 0) {
			code = zr_xpath_argument(evaluation, call, i + 1, focus, &weight);
		}
		if (code == 0) {
			code = add_weight(evaluation, &factor, &weight, call, &sum);
		}
	}
	if (code == 0) {
		zr_xpath_return_boolean(ret_value, is_between(sum, bounds));
	}
	return code;
}
