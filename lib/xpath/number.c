/*
 * Numbers: text to number and back by XPath 1.0's rules whatever the process's locale is, and the
 * functions on numbers. A number is written with the fewest digits that read back the same.
 */
#include "lib/xpath/functions_priv.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ---- */

enum {
	DIGITS_MAX = 40
};

struct decimal {
	char digits[DIGITS_MAX + 24]; /* room for an exponent behind the digits */
	size_t count;
	int exponent;
	bool is_negative;
	bool has_digits;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Takes [-]digits[.digits] with spaces around; false when there is anything else. */
static bool scan(const char *text, struct decimal *decimal)
{
	bool is_fraction = false;
	while (is_space(*text)) {
		text++;
	}
	if (*text == '-') {
		decimal->is_negative = true;
		text++;
	}
	for (;; text++) {
		if ((*text == '.' || *text == ',') && !is_fraction) {
			is_fraction = true;
		} else if (*text >= '0' && *text <= '9') {
			decimal->has_digits = true;
			decimal->exponent -= is_fraction;
			if (*text == '0' && decimal->count == 0) {
				continue;
			}
			if (decimal->count < DIGITS_MAX) {
				decimal->digits[decimal->count++] = *text;
			} else {
				decimal->exponent++;
			}
		} else {
			break;
		}
	}
	while (is_space(*text)) {
		text++;
	}
	return *text == '\0' && decimal->has_digits;
}

double zr_xpath_number_parse(const char *text)
{
	static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	struct decimal decimal = {.digits = ""};
	if (!scan(text, &decimal)) {
		return NAN;
	}
	double number = 0;
	if (decimal.count <= 15 && decimal.exponent >= -22 && decimal.exponent <= 0) {
		for (size_t i = 0; i < decimal.count; i++) {
			number = number * 10 + (decimal.digits[i] - '0');
		}
		number /= powers[-decimal.exponent];
	} else {
		/* No decimal point in it, so that no locale can misread it. */
		(void)snprintf(decimal.digits + decimal.count,
			sizeof decimal.digits - decimal.count, "e%d", decimal.exponent);
		number = decimal.count > 0 ? strtod(decimal.digits, NULL) : 0;
	}
	return decimal.is_negative ? -number : number;
}

/* digits and exponent of d.ddd × 10^exponent, the fewest that read back as number. */
static size_t shortest(double number, char *digits, int *ret_exponent)
{
	char text[64];
	for (int precision = 14; precision <= 16; precision++) {
		(void)snprintf(text, sizeof text, "%.*e", precision, number);
		if (strtod(text, NULL) == number) {
			break;
		}
	}
	size_t count = 0;
	const char *at = text;
	for (; *at != 'e'; at++) {
		if (*at >= '0' && *at <= '9') {
			digits[count++] = *at;
		}
	}
	*ret_exponent = (int)strtol(at + 1, NULL, 10);
	while (count > 1 && digits[count - 1] == '0') {
		count--;
	}
	return count;
}

static size_t format_decimal(double number, char *text)
{
	char digits[24];
	int exponent = 0;
	size_t count = shortest(fabs(number), digits, &exponent);
	size_t used = 0;
	if (number < 0) {
		text[used++] = '-';
	}
	int point = exponent + 1;
	if (point <= 0) {
		text[used++] = '0';
		text[used++] = '.';
		for (; point < 0; point++) {
			text[used++] = '0';
		}
		memcpy(text + used, digits, count);
		used += count;
	} else {
		for (int i = 0; i < point || (size_t)i < count; i++) {
			if (i == point) {
				text[used++] = '.';
			}
			text[used++] = (size_t)i < count ? digits[i] : '0';
		}
	}
	assert(used < ZR_NUMBER_TEXT_MAX);
	text[used] = '\0';
	return used;
}

size_t zr_xpath_number_format(double number, char *text)
{
	if (isnan(number)) {
		memcpy(text, "NaN", 4);
		return 3;
	}
	if (isinf(number)) {
		const char *name = number < 0 ? "-Infinity" : "Infinity";
		size_t bytes = strlen(name);
		memcpy(text, name, bytes + 1);
		return bytes;
	}
	if (number == trunc(number) && fabs(number) < 1e15) {
		return (size_t)snprintf(text, ZR_NUMBER_TEXT_MAX, "%lld", (long long)number);
	}
	return format_decimal(number, text);
}

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

/* ---- rounding: decimal, as a person rounds what is written ---- */

/* Half away from zero above, towards it below: 2.5 → 3, -2.5 → -2. places ≥ 0. */
static double round_places(double number, int places)
{
	char text[ZR_NUMBER_TEXT_MAX];
	size_t bytes = zr_xpath_number_format(number, text);
	const char *point = memchr(text, '.', bytes);
	if (point == NULL || bytes - (size_t)(point - text) - 1 <= (size_t)places) {
		return number;
	}
	size_t cut = (size_t)(point - text) + 1 + (size_t)places;
	bool is_half = text[cut] == '5' && strspn(text + cut + 1, "0") == bytes - cut - 1;
	bool goes_up = text[cut] >= '5' && !(is_half && number < 0);
	text[places == 0 ? cut - 1 : cut] = '\0';
	double kept = zr_xpath_number_parse(text);
	if (number < 0 && kept == 0) {
		kept = -0.0;
	}
	if (!goes_up) {
		return kept;
	}
	char step[ZR_NUMBER_TEXT_MAX];
	double unit = kept + (number < 0 ? -1 : 1) * pow(10, -places);
	(void)snprintf(step, sizeof step, "%.*f", places, unit);
	for (char *at = step; *at != '\0'; at++) {
		*at = *at == ',' ? '.' : *at;
	}
	return zr_xpath_number_parse(step);
}

static double round_to(double number, double places)
{
	if (isnan(number) || isinf(number)) {
		return number;
	}
	if (isnan(places) || fabs(places) > 30) {
		return NAN;
	}
	if (places >= 0) {
		return round_places(number, (int)places);
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
		sum += *text != '\0' ? zr_xpath_number_parse(text) : 0;
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
