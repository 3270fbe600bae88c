/*
 * Values as text, number and boolean (XPath 1.0 section 4), with ODK's additions: a text of the
 * shape of a date is one where a number is asked for, and a leaf is true by what is answered there.
 */
#include "lib/xpath/value/value.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/date.h"

/* ---- text ---- */

static bool has_text(const struct zr_node *node)
{
	return node->first_child == NULL && node->value != NULL &&
	       (node->kind == ZR_NODE_ELEMENT || node->kind == ZR_NODE_TEXT);
}

static const struct zr_node *next_below(const struct zr_node *at, const struct zr_node *top)
{
	return (at->flags & ZR_NODE_TEMPLATE) != 0 ? zr_node_following_skip(at, top)
						   : zr_node_following(at, top);
}

const char *zr_xpath_value_of_node(struct zr_evaluation *evaluation, const struct zr_node *node)
{
	if (node->first_child == NULL) {
		return zr_node_value(node);
	}
	size_t bytes = 0;
	const struct zr_node *at = zr_node_following(node, node);
	for (; at != NULL; at = next_below(at, node)) {
		bytes += has_text(at) ? strlen(at->value) : 0;
	}
	char *text = zr_arena_new(evaluation->context->arena, bytes + 1);
	if (text == NULL) {
		return NULL;
	}
	evaluation->work += bytes;
	size_t used = 0;
	for (at = zr_node_following(node, node); at != NULL; at = next_below(at, node)) {
		size_t piece = has_text(at) ? strlen(at->value) : 0;
		if (piece > 0) {
			memcpy(text + used, at->value, piece);
			used += piece;
		}
	}
	assert(used == bytes);
	return text;
}

const char *zr_xpath_value_text(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	assert(evaluation != NULL);
	char text[ZR_DECIMAL_BYTES_MAX];
	switch (value->kind) {
	case ZR_VALUE_NODES:
		return value->nodes.count > 0
			       ? zr_xpath_value_of_node(evaluation, value->nodes.items[0])
			       : "";
	case ZR_VALUE_STRING:
		return value->string;
	case ZR_VALUE_BOOLEAN:
		return value->boolean ? "true" : "false";
	case ZR_VALUE_NUMBER: {
		size_t bytes = zr_decimal_write(value->number, text);
		return zr_arena_copy(evaluation->context->arena, text, bytes);
	}
	case ZR_VALUE_DATE:
	case ZR_VALUE_DATETIME:
		return zr_xpath_date_format(evaluation->context, value->number,
			value->kind == ZR_VALUE_DATETIME ||
				zr_xpath_date_has_time(evaluation->context, value->number));
	}
	return "";
}

/* ---- number and boolean ---- */

/* The instant of a text that is a date or a moment; NaN of any other. */
double zr_xpath_value_days_of_text(
	struct zr_evaluation *evaluation, const char *text, bool *ret_has_time)
{
	assert(evaluation != NULL && ret_has_time != NULL);
	double days = NAN;
	bool is_date = zr_xpath_date_is_shaped(text) &&
		       zr_xpath_date_parse(evaluation->context, text, &days, ret_has_time);
	return is_date ? days : NAN;
}

double zr_xpath_value_days(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	assert(evaluation != NULL);
	if (value->kind == ZR_VALUE_DATE || value->kind == ZR_VALUE_DATETIME) {
		return value->number;
	}
	bool is_text = value->kind == ZR_VALUE_STRING || value->kind == ZR_VALUE_NODES;
	const char *text = is_text ? zr_xpath_value_text(evaluation, value) : NULL;
	bool has_time = false;
	return text != NULL ? zr_xpath_value_days_of_text(evaluation, text, &has_time) : NAN;
}

/* A date counts whole days, wherever one is; a moment is an instant. */
double zr_xpath_value_number_of_date(struct zr_evaluation *evaluation, double days)
{
	assert(evaluation != NULL);
	return zr_xpath_date_has_time(evaluation->context, days)
		       ? days
		       : zr_xpath_date_calendar_day(evaluation->context, days);
}

double zr_xpath_value_number_of_text(struct zr_evaluation *evaluation, const char *text)
{
	assert(evaluation != NULL);
	double number = zr_decimal_parse(text);
	bool has_time = false;
	if (isnan(number)) {
		number = zr_xpath_value_days_of_text(evaluation, text, &has_time);
		number =
			has_time ? number : zr_xpath_date_calendar_day(evaluation->context, number);
	}
	return number;
}

double zr_xpath_value_number(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	assert(evaluation != NULL);
	const char *text = NULL;
	switch (value->kind) {
	case ZR_VALUE_NUMBER:
	case ZR_VALUE_DATETIME:
		return value->number;
	case ZR_VALUE_DATE:
		return zr_xpath_value_number_of_date(evaluation, value->number);
	case ZR_VALUE_BOOLEAN:
		return value->boolean;
	case ZR_VALUE_STRING:
	case ZR_VALUE_NODES:
		text = zr_xpath_value_text(evaluation, value);
		return text != NULL && *text != '\0'
			       ? zr_xpath_value_number_of_text(evaluation, text)
			       : NAN;
	}
	return NAN;
}

/* A leaf is what is answered there: false when empty, or a zero where it is bound as a number. So
 * does JavaRosa, and forms that say relevant="../known" count on it. */
bool zr_xpath_value_is_answered(const struct zr_node *node)
{
	assert(node != NULL);
	if (node->first_child != NULL) {
		return true;
	}
	const char *text = zr_node_value(node);
	return *text != '\0' &&
	       ((node->flags & ZR_NODE_NUMERIC) == 0 || zr_decimal_parse(text) != 0);
}

bool zr_value_boolean(const struct zr_value *value)
{
	assert(value != NULL);
	switch (value->kind) {
	case ZR_VALUE_NODES:
		return value->nodes.count > 0 && zr_xpath_value_is_answered(value->nodes.items[0]);
	case ZR_VALUE_STRING:
		return *value->string != '\0';
	case ZR_VALUE_NUMBER:
		return fabs(value->number) > 1e-12;
	case ZR_VALUE_BOOLEAN:
		return value->boolean;
	case ZR_VALUE_DATE:
	case ZR_VALUE_DATETIME:
		return !isnan(value->number);
	}
	return false;
}
