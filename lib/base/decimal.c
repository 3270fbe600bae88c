/* strtod() sees whole digits and an exponent only, which no locale can misread. */
#include "lib/base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DIGITS_MAX = 40,
	EXPONENT_MAX = 9999
};

/* digits × 10^exponent */
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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes digits[.digits]; gives what is behind. */
static const char *take_digits(const char *text, bool takes_comma, struct decimal *decimal)
{
	bool is_fraction = false;
	for (;; text++) {
		if ((*text == '.' || (takes_comma && *text == ',')) && !is_fraction) {
			is_fraction = true;
			continue;
		}
		if (!is_digit(*text)) {
			return text;
		}
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
	}
}

static double value_of(struct decimal *decimal)
{
	static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	double number = 0;
	if (decimal->count <= 15 && decimal->exponent >= -22 && decimal->exponent <= 0) {
		for (size_t i = 0; i < decimal->count; i++) {
			number = number * 10 + (decimal->digits[i] - '0');
		}
		/* Exact: both are below 2^53 and 10^22 (Clinger, 1990). */
		number /= powers[-decimal->exponent];
	} else if (decimal->count > 0) {
		(void)snprintf(decimal->digits + decimal->count,
			sizeof decimal->digits - decimal->count, "e%d", decimal->exponent);
		number = strtod(decimal->digits, NULL);
	}
	return decimal->is_negative ? -number : number;
}

double zr_decimal_parse(const char *text)
{
	assert(text != NULL);
	struct decimal decimal = {.digits = ""};
	while (is_space(*text)) {
		text++;
	}
	decimal.is_negative = *text == '-';
	text = take_digits(text + decimal.is_negative, true, &decimal);
	while (is_space(*text)) {
		text++;
	}
	return *text == '\0' && decimal.has_digits ? value_of(&decimal) : NAN;
}

/* [+-]digits at text, held to EXPONENT_MAX; gives what is behind, NULL when there is none. */
static const char *take_exponent(const char *text, int *ret_exponent)
{
	bool is_negative = *text == '-';
	text += *text == '-' || *text == '+';
	if (!is_digit(*text)) {
		return NULL;
	}
	int exponent = 0;
	for (; is_digit(*text); text++) {
		exponent = exponent > EXPONENT_MAX ? exponent : exponent * 10 + (*text - '0');
	}
	*ret_exponent = is_negative ? -exponent : exponent;
	return text;
}

double zr_decimal_read(const char *text, const char **ret_end)
{
	assert(text != NULL && ret_end != NULL);
	struct decimal decimal = {.is_negative = *text == '-'};
	const char *end = take_digits(text + (*text == '-' || *text == '+'), false, &decimal);
	if (!decimal.has_digits) {
		*ret_end = text;
		return NAN;
	}
	int exponent = 0;
	const char *behind = *end == 'e' || *end == 'E' ? take_exponent(end + 1, &exponent) : NULL;
	decimal.exponent += exponent;
	*ret_end = behind != NULL ? behind : end;
	return value_of(&decimal);
}

/* digits and exponent of d.ddd × 10^exponent, the fewest from 15 on that read back as number. */
static size_t shortest(double number, char *digits, int *ret_exponent)
{
	char text[64];
	size_t count = 0;
	for (int precision = 14; precision <= 16; precision++) {
		struct decimal decimal = {.digits = ""};
		(void)snprintf(text, sizeof text, "%.*e", precision, number);
		const char *at = text;
		for (; *at != 'e'; at++) { /* whatever the locale has for a point is left out */
			if (is_digit(*at)) {
				decimal.digits[decimal.count++] = *at;
			}
		}
		*ret_exponent = (int)strtol(at + 1, NULL, 10);
		decimal.exponent = *ret_exponent - precision;
		count = decimal.count;
		memcpy(digits, decimal.digits, count);
		if (value_of(&decimal) == number) {
			break;
		}
	}
	while (count > 1 && digits[count - 1] == '0') {
		count--;
	}
	return count;
}

static size_t write_finite(double number, char *text)
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
	assert(used < ZR_DECIMAL_BYTES_MAX);
	text[used] = '\0';
	return used;
}

size_t zr_decimal_write(double number, char *text)
{
	assert(text != NULL);
	if (isnan(number) || isinf(number)) {
		const char *name = isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
		size_t bytes = strlen(name);
		memcpy(text, name, bytes + 1);
		return bytes;
	}
	if (number == trunc(number) && fabs(number) < 1e15) {
		return (size_t)snprintf(text, ZR_DECIMAL_BYTES_MAX, "%lld", (long long)number);
	}
	return write_finite(number, text);
}

/* Adds one to the last digit of [-]digits[.digits]; text has room for one byte more. */
static void add_one(char *text)
{
	assert(text[0] != '\0');
	char *first = text + (*text == '-');
	for (char *at = text + strlen(text) - 1; at >= first; at--) {
		if (*at == '.') {
			continue;
		}
		if (*at != '9') {
			(*at)++;
			return;
		}
		*at = '0';
	}
	memmove(first + 1, first, strlen(first) + 1);
	*first = '1';
}

double zr_decimal_round(double number, unsigned places)
{
	char text[ZR_DECIMAL_BYTES_MAX + 1];
	size_t bytes = zr_decimal_write(number, text);
	const char *point = memchr(text, '.', bytes);
	if (point == NULL || bytes - (size_t)(point - text) - 1 <= places) {
		return number;
	}
	size_t cut = (size_t)(point - text) + 1 + places;
	assert(cut < bytes);
	bool is_half = text[cut] == '5' && strspn(text + cut + 1, "0") == bytes - cut - 1;
	bool goes_away = text[cut] >= '5' && !(is_half && number < 0);
	text[places == 0 ? cut - 1 : cut] = '\0';
	if (goes_away) {
		add_one(text);
	}
	return zr_decimal_parse(text);
}
