/*
 * The comparison of two values (XPath 1.0 section 3.4) with ODK's additions: dates compare as
 * instants, nodes bound as numbers compare as numbers, a missing node reads as the empty string.
 * The work grows with the product of two sets and is counted.
 */
#include "lib/xpath/value/compare.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/value/arithmetic.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/value.h"

/* One side of a comparison: an item of a set, or the value itself. */
struct item {
	enum zr_value_kind kind;
	const char *text; /* STRING */
	double number;    /* NUMBER, DATE, DATETIME */
	bool boolean;
	bool is_numeric; /* the text is of a node that is bound as a number */
};

static struct item item_of_value(const struct zr_value *value)
{
	struct item item = {.kind = value->kind};
	if (value->kind == ZR_VALUE_STRING) {
		item.text = value->string;
	} else if (value->kind == ZR_VALUE_BOOLEAN) {
		item.boolean = value->boolean;
	} else {
		item.number = value->number;
	}
	return item;
}

static bool is_date_kind(enum zr_value_kind kind)
{
	return kind == ZR_VALUE_DATE || kind == ZR_VALUE_DATETIME;
}

static double item_number(struct zr_evaluation *evaluation, const struct item *item)
{
	switch (item->kind) {
	case ZR_VALUE_STRING:
		return *item->text != '\0' ? zr_xpath_value_number_of_text(evaluation, item->text)
					   : NAN;
	case ZR_VALUE_BOOLEAN:
		return item->boolean;
	case ZR_VALUE_DATE:
		return zr_xpath_value_number_of_date(evaluation, item->number);
	default:
		return item->number;
	}
}

/* What two sides are compared by: instants where both are dates or moments, numbers otherwise. */
static void take_numbers(struct zr_evaluation *evaluation, const struct item *a,
	const struct item *b, double *left, double *right)
{
	const struct item *const sides[2] = {a, b};
	double days[2] = {NAN, NAN};
	for (size_t i = 0; i < 2; i++) {
		bool has_time = false;
		days[i] =
			sides[i]->kind == ZR_VALUE_STRING
				? zr_xpath_value_days_of_text(evaluation, sides[i]->text, &has_time)
			: is_date_kind(sides[i]->kind) ? sides[i]->number
						       : NAN;
	}
	bool are_dates = !isnan(days[0]) && !isnan(days[1]);
	*left = are_dates ? days[0] : item_number(evaluation, a);
	*right = are_dates ? days[1] : item_number(evaluation, b);
}

static bool item_boolean(const struct item *item)
{
	switch (item->kind) {
	case ZR_VALUE_STRING:
		return *item->text != '\0';
	case ZR_VALUE_BOOLEAN:
		return item->boolean;
	case ZR_VALUE_NUMBER:
		return fabs(item->number) > 1e-12;
	default:
		return !isnan(item->number);
	}
}

static bool are_days_equal(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

/* The same day here; an instant of midnight UTC is also that day where it is another one here. */
static bool are_dates_equal(const struct zr_xpath_context *context, double a, double b)
{
	double here_a = zr_xpath_date_calendar_day(context, a);
	double here_b = zr_xpath_date_calendar_day(context, b);
	return here_a == here_b || (a == floor(a) ? a : here_a) == (b == floor(b) ? b : here_b);
}

static bool are_texts_equal(
	struct zr_evaluation *evaluation, const struct item *a, const struct item *b)
{
	if (strcmp(a->text, b->text) == 0) {
		return true;
	}
	if (a->is_numeric || b->is_numeric) {
		return zr_arithmetic_is_equal(zr_decimal_parse(a->text), zr_decimal_parse(b->text));
	}
	if (!zr_xpath_date_is_shaped(a->text) || !zr_xpath_date_is_shaped(b->text)) {
		return false;
	}
	double left = 0;
	double right = 0;
	take_numbers(evaluation, a, b, &left, &right);
	return are_days_equal(left, right);
}

static bool are_equal(struct zr_evaluation *evaluation, const struct item *a, const struct item *b)
{
	if (a->kind == ZR_VALUE_BOOLEAN || b->kind == ZR_VALUE_BOOLEAN) {
		return item_boolean(a) == item_boolean(b);
	}
	if (a->kind == ZR_VALUE_STRING && b->kind == ZR_VALUE_STRING) {
		return are_texts_equal(evaluation, a, b);
	}
	double left = 0;
	double right = 0;
	take_numbers(evaluation, a, b, &left, &right);
	if (a->kind == ZR_VALUE_DATE && b->kind == ZR_VALUE_DATE) {
		return are_dates_equal(evaluation->context, left, right);
	}
	if (is_date_kind(a->kind) || is_date_kind(b->kind)) {
		return are_days_equal(left, right);
	}
	if (a->kind == ZR_VALUE_STRING || b->kind == ZR_VALUE_STRING) {
		const char *text = a->kind == ZR_VALUE_STRING ? a->text : b->text;
		if (zr_xpath_date_is_shaped(text)) {
			return are_days_equal(left, right);
		}
	}
	return zr_arithmetic_is_equal(left, right);
}

/* Two times of day have an order, though they are no numbers. */
static void take_clocks(struct zr_evaluation *evaluation, const struct item *a,
	const struct item *b, double *left, double *right)
{
	double clocks[2] = {0};
	bool are_texts = a->kind == ZR_VALUE_STRING && b->kind == ZR_VALUE_STRING;
	if (are_texts && isnan(*left) && isnan(*right) &&
		zr_xpath_date_clock(evaluation->context, a->text, &clocks[0]) &&
		zr_xpath_date_clock(evaluation->context, b->text, &clocks[1])) {
		*left = clocks[0];
		*right = clocks[1];
	}
}

static bool does_hold(struct zr_evaluation *evaluation, enum zr_term_kind kind,
	const struct item *a, const struct item *b)
{
	if (kind == ZR_TERM_EQUAL || kind == ZR_TERM_NOT_EQUAL) {
		return are_equal(evaluation, a, b) == (kind == ZR_TERM_EQUAL);
	}
	double left = 0;
	double right = 0;
	take_numbers(evaluation, a, b, &left, &right);
	take_clocks(evaluation, a, b, &left, &right);
	switch (kind) {
	case ZR_TERM_LESS:
		return left < right;
	case ZR_TERM_LESS_EQUAL:
		return left <= right;
	case ZR_TERM_GREATER:
		return left > right;
	default:
		assert(kind == ZR_TERM_GREATER_EQUAL);
		return left >= right;
	}
}

static size_t item_count(const struct zr_operand *operand)
{
	if (operand->value->kind != ZR_VALUE_NODES) {
		return 1;
	}
	size_t count = operand->value->nodes.count;
	return count == 0 && operand->is_plain ? 1 : count;
}

static int item_at(struct zr_evaluation *evaluation, const struct zr_operand *operand, size_t index,
	struct item *ret_item)
{
	assert(index < item_count(operand));
	const struct zr_value *value = operand->value;
	if (value->kind != ZR_VALUE_NODES) {
		*ret_item = item_of_value(value);
		return 0;
	}
	*ret_item = (struct item){.kind = ZR_VALUE_STRING, .text = ""};
	if (value->nodes.count > 0) {
		const struct zr_node *node = value->nodes.items[index];
		ret_item->text = zr_xpath_value_of_node(evaluation, node);
		ret_item->is_numeric = (node->flags & ZR_NODE_NUMERIC) != 0;
	}
	return ret_item->text != NULL ? 0 : zr_evaluation_nomem(evaluation);
}

int zr_compare_values(struct zr_evaluation *evaluation, enum zr_term_kind kind,
	struct zr_operand left, struct zr_operand right, bool *ret_result)
{
	assert(evaluation != NULL && ret_result != NULL);
	struct zr_value flag = {.kind = ZR_VALUE_BOOLEAN};
	*ret_result = false;
	bool is_equality = kind == ZR_TERM_EQUAL || kind == ZR_TERM_NOT_EQUAL;
	/* The equality of a set with a boolean is that of the set as a whole. An order goes node by
	 * node, as ODK's programs have it against XPath 1.0. */
	if (!is_equality) {
		flag.boolean = false;
	} else if (left.value->kind == ZR_VALUE_BOOLEAN && right.value->kind == ZR_VALUE_NODES) {
		flag.boolean = zr_value_boolean(right.value);
		right.value = &flag;
	} else if (right.value->kind == ZR_VALUE_BOOLEAN && left.value->kind == ZR_VALUE_NODES) {
		flag.boolean = zr_value_boolean(left.value);
		left.value = &flag;
	}
	size_t left_count = item_count(&left);
	size_t right_count = item_count(&right);
	for (size_t i = 0; i < left_count; i++) {
		struct item a = {0};
		int code = item_at(evaluation, &left, i, &a);
		for (size_t j = 0; j < right_count && code == 0; j++) {
			struct item b = {0};
			code = item_at(evaluation, &right, j, &b);
			code = code == 0 ? zr_evaluation_work(evaluation, 1) : code;
			if (code == 0 && does_hold(evaluation, kind, &a, &b)) {
				*ret_result = true;
				return 0;
			}
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}
