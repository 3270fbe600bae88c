/* Functions on numbers (XPath 1.0 section 4.4; ODK XForms "Number Functions", from fn:number to
 * fn:pi; fn:max and fn:min). */
#include "lib/xpath/functions/calls.h"

#include <math.h>
#include <string.h>

bool zr_xpath_number_equal(double a, double b)
{
	return a == b || fabs(a - b) < 1e-12;
}

/* ---- functions of one or two numbers ---- */

static int apply(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, double (*function)(double), struct zr_value *ret_value)
{
	double number = 0;
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &number);
	if (code == 0) {
		zr_xpath_return_number(ret_value, function(number));
	}
	return code;
}

static double exp_ten(double number)
{
	return pow(10, number);
}

#define ZR_NUMBER_FUNCTION(name, function)                                                         \
	ZR_FUNCTION_DECLARE(name)                                                                  \
	{                                                                                          \
		return apply(evaluation, call, focus, function, ret_value);                        \
	}

ZR_NUMBER_FUNCTION(zr_xpath_call_int, trunc)
ZR_NUMBER_FUNCTION(zr_xpath_call_floor, floor)
ZR_NUMBER_FUNCTION(zr_xpath_call_ceiling, ceil)
ZR_NUMBER_FUNCTION(zr_xpath_call_abs, fabs)
ZR_NUMBER_FUNCTION(zr_xpath_call_sqrt, sqrt)
ZR_NUMBER_FUNCTION(zr_xpath_call_exp, exp)
ZR_NUMBER_FUNCTION(zr_xpath_call_exp10, exp_ten)
ZR_NUMBER_FUNCTION(zr_xpath_call_log, log)
ZR_NUMBER_FUNCTION(zr_xpath_call_log10, log10)
ZR_NUMBER_FUNCTION(zr_xpath_call_sin, sin)
ZR_NUMBER_FUNCTION(zr_xpath_call_cos, cos)
ZR_NUMBER_FUNCTION(zr_xpath_call_tan, tan)
ZR_NUMBER_FUNCTION(zr_xpath_call_asin, asin)
ZR_NUMBER_FUNCTION(zr_xpath_call_acos, acos)
ZR_NUMBER_FUNCTION(zr_xpath_call_atan, atan)

static int apply_two(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, double (*function)(double, double),
	struct zr_value *ret_value)
{
	double a = 0;
	double b = 0;
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &a);
	if (code == 0) {
		code = zr_xpath_argument_number(evaluation, call, 1, focus, &b);
	}
	if (code == 0) {
		zr_xpath_return_number(ret_value, function(a, b));
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_pow)
{
	return apply_two(evaluation, call, focus, pow, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_atan2)
{
	return apply_two(evaluation, call, focus, atan2, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_pi)
{
	zr_xpath_return_number(ret_value, 3.14159265358979323846);
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_number)
{
	if (call->argument_count == 0) {
		struct zr_node *items[] = {focus->node};
		struct zr_value self = {.kind = ZR_VALUE_NODES};
		self.nodes.items = items;
		self.nodes.count = 1;
		zr_xpath_return_number(ret_value, zr_xpath_value_number(evaluation, &self));
		return 0;
	}
	double number = 0;
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &number);
	if (code == 0) {
		zr_xpath_return_number(ret_value, number);
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

ZR_FUNCTION_DECLARE(zr_xpath_call_round)
{
	double number = 0;
	double places = 0;
	int code = zr_xpath_argument_number(evaluation, call, 0, focus, &number);
	if (code == 0 && call->argument_count > 1) {
		code = zr_xpath_argument_number(evaluation, call, 1, focus, &places);
	}
	if (code == 0) {
		zr_xpath_return_number(ret_value, round_to(number, places));
	}
	return code;
}

/* ---- functions of many ---- */

ZR_FUNCTION_DECLARE(zr_xpath_call_sum)
{
	struct zr_value nodes = {0};
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	double sum = 0;
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		const char *text = zr_xpath_value_of_node(evaluation, nodes.nodes.items[i]);
		if (text == NULL) {
			return zr_xpath_nomem(evaluation);
		}
		sum += *text != '\0' ? zr_decimal_parse(text) : 0;
	}
	if (code == 0) {
		zr_xpath_return_number(ret_value, sum);
	}
	return code;
}

/* What is empty is left out; a text that is no number makes the whole none (XPath 1.0 for sum()).
 */
static double find_extreme(
	struct zr_evaluation *evaluation, const struct zr_texts *texts, bool is_max)
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

static int evaluate_extreme(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, bool is_max, struct zr_value *ret_value)
{
	struct zr_texts texts = {0};
	int code = zr_xpath_argument_texts(evaluation, call, 0, focus, &texts);
	if (code == 0) {
		zr_xpath_return_number(ret_value, find_extreme(evaluation, &texts, is_max));
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_min)
{
	return evaluate_extreme(evaluation, call, focus, false, ret_value);
}

ZR_FUNCTION_DECLARE(zr_xpath_call_max)
{
	return evaluate_extreme(evaluation, call, focus, true, ret_value);
}
