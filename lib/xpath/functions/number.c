/* Functions on numbers (XPath 1.0 section 4.4; ODK XForms "Number Functions", from fn:number to
 * fn:pi; fn:max and fn:min). */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

/* ---- functions of one or two numbers ---- */

static int call_plain(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->function->number != NULL);
	double number = 0;
	int code = zr_argument_number(call, 0, &number);
	if (code == 0) {
		zr_produce_number(ret_value, call->term->function->number(number));
	}
	return code;
}

static double exp_ten(double number)
{
	return pow(10, number);
}

static int apply_two(
	const struct zr_call *call, double (*function)(double, double), struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2);
	double a = 0;
	double b = 0;
	int code = zr_argument_number(call, 0, &a);
	if (code == 0) {
		code = zr_argument_number(call, 1, &b);
	}
	if (code == 0) {
		zr_produce_number(ret_value, function(a, b));
	}
	return code;
}

static int call_pow(const struct zr_call *call, struct zr_value *ret_value)
{
	return apply_two(call, pow, ret_value);
}

static int call_atan2(const struct zr_call *call, struct zr_value *ret_value)
{
	return apply_two(call, atan2, ret_value);
}

static int call_pi(const struct zr_call *call, struct zr_value *ret_value)
{
	zr_produce_number(ret_value, 3.14159265358979323846);
	return 0;
}

static int call_number(const struct zr_call *call, struct zr_value *ret_value)
{
	if (call->term->argument_count == 0) {
		struct zr_node *items[] = {call->focus->node};
		struct zr_value self = {.kind = ZR_VALUE_NODES};
		self.nodes.items = items;
		self.nodes.count = 1;
		zr_produce_number(ret_value, zr_xpath_value_number(call->evaluation, &self));
		return 0;
	}
	double number = 0;
	int code = zr_argument_number(call, 0, &number);
	if (code == 0) {
		zr_produce_number(ret_value, number);
	}
	return code;
}

/* ---- rounding ---- */

static double round_to(double number, double places)
{
	if (isnan(number) || isinf(number)) {
		return number;
	}
	if (isnan(places) || fabs(places) > 30) {
		return NAN;
	}
	if (places >= 0) {
		return zr_decimal_round(number, (unsigned)places);
	}
	double scale = pow(10, -trunc(places));
	return floor(number / scale + 0.5) * scale;
}

static int call_round(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 1 || call->term->argument_count == 2);
	double number = 0;
	double places = 0;
	int code = zr_argument_number(call, 0, &number);
	if (code == 0 && call->term->argument_count > 1) {
		code = zr_argument_number(call, 1, &places);
	}
	if (code == 0) {
		zr_produce_number(ret_value, round_to(number, places));
	}
	return code;
}

/* ---- functions of many ---- */

static int call_sum(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value nodes = {0};
	int code = zr_argument_nodes(call, 0, &nodes);
	double sum = 0;
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		const char *text = zr_xpath_value_of_node(call->evaluation, nodes.nodes.items[i]);
		if (text == NULL) {
			return zr_evaluation_nomem(call->evaluation);
		}
		sum += *text != '\0' ? zr_decimal_parse(text) : 0;
	}
	if (code == 0) {
		zr_produce_number(ret_value, sum);
	}
	return code;
}

/* What is empty is left out; a text that is no number makes the whole none (XPath 1.0 for sum()).
 */
static double find_extreme(
	struct zr_evaluation *evaluation, const struct zr_argument_texts *texts, bool is_max)
{
	double found = NAN;
	for (size_t i = 0; i < texts->count; i++) {
		struct zr_value text = {.kind = ZR_VALUE_STRING, .string = texts->items[i]};
		if (*text.string == '\0' || strcmp(text.string, "NaN") == 0) {
			continue;
		}
		double number = zr_xpath_value_number(evaluation, &text);
		if (isnan(number)) {
			return NAN;
		}
		if (isnan(found) || (is_max ? number > found : number < found)) {
			found = number;
		}
	}
	return found;
}

static int evaluate_extreme(const struct zr_call *call, bool is_max, struct zr_value *ret_value)
{
	struct zr_argument_texts texts = {0};
	int code = zr_argument_texts(call, 0, &texts);
	if (code == 0) {
		zr_produce_number(ret_value, find_extreme(call->evaluation, &texts, is_max));
	}
	return code;
}

static int call_min(const struct zr_call *call, struct zr_value *ret_value)
{
	return evaluate_extreme(call, false, ret_value);
}

static int call_max(const struct zr_call *call, struct zr_value *ret_value)
{
	return evaluate_extreme(call, true, ret_value);
}

const struct zr_function zr_functions_on_numbers[] = {
	{"abs", 1, 1, 0, call_plain, fabs},
	{"acos", 1, 1, 0, call_plain, acos},
	{"asin", 1, 1, 0, call_plain, asin},
	{"atan", 1, 1, 0, call_plain, atan},
	{"atan2", 2, 2, 0, call_atan2, NULL},
	{"ceiling", 1, 1, ZR_FUNCTION_EXTRA, call_plain, ceil},
	{"cos", 1, 1, 0, call_plain, cos},
	{"exp", 1, 1, 0, call_plain, exp},
	{"exp10", 1, 1, 0, call_plain, exp_ten},
	{"floor", 1, 1, ZR_FUNCTION_EXTRA, call_plain, floor},
	{"int", 1, 1, 0, call_plain, trunc},
	{"log", 1, 1, 0, call_plain, log},
	{"log10", 1, 1, 0, call_plain, log10},
	{"max", 1, ZR_FUNCTION_ANY, 0, call_max, NULL},
	{"min", 1, ZR_FUNCTION_ANY, 0, call_min, NULL},
	{"number", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT, call_number, NULL},
	{"pi", 0, 0, 0, call_pi, NULL},
	{"pow", 2, 2, 0, call_pow, NULL},
	{"round", 1, 2, 0, call_round, NULL},
	{"sin", 1, 1, 0, call_plain, sin},
	{"sqrt", 1, 1, 0, call_plain, sqrt},
	{"sum", 1, 1, 0, call_sum, NULL},
	{"tan", 1, 1, 0, call_plain, tan},
	{0},
};
