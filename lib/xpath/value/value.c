/*
 * Values as text, number and boolean (XPath 1.0 section 4), and the comparison of two values
 * (section 3.4) with ODK's additions: dates compare as instants, nodes bound as numbers compare as
 * numbers, a missing node reads as the empty string.
 */
#include "lib/xpath/evaluate/evaluation.h"

#include <assert.h>
#include <math.h>
#include <string.h>

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
static double days_of_text(struct zr_evaluation *evaluation, const char *text, bool *ret_has_time)
{
	double days = NAN;
	bool is_date = zr_xpath_date_is_shaped(text) &&
		       zr_xpath_date_parse(evaluation->context, text, &days, ret_has_time);
	return is_date ? days : NAN;
}

double zr_xpath_value_days(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_DATE || value->kind == ZR_VALUE_DATETIME) {
		return value->number;
	}
	bool is_text = value->kind == ZR_VALUE_STRING || value->kind == ZR_VALUE_NODES;
	const char *text = is_text ? zr_xpath_value_text(evaluation, value) : NULL;
	bool has_time = false;
	return text != NULL ? days_of_text(evaluation, text, &has_time) : NAN;
}

/* A date counts whole days, wherever one is; a moment is an instant. */
static double number_of_date(struct zr_evaluation *evaluation, double days)
{
	return zr_xpath_date_has_time(evaluation->context, days)
		       ? days
		       : zr_xpath_date_calendar_day(evaluation->context, days);
}

static double number_of_text(struct zr_evaluation *evaluation, const char *text)
{
	double number = zr_decimal_parse(text);
	bool has_time = false;
	if (isnan(number)) {
		number = days_of_text(evaluation, text, &has_time);
		number =
			has_time ? number : zr_xpath_date_calendar_day(evaluation->context, number);
	}
	return number;
}

double zr_xpath_value_number(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	const char *text = NULL;
	switch (value->kind) {
	case ZR_VALUE_NUMBER:
	case ZR_VALUE_DATETIME:
		return value->number;
	case ZR_VALUE_DATE:
		return number_of_date(evaluation, value->number);
	case ZR_VALUE_BOOLEAN:
		return value->boolean;
	case ZR_VALUE_STRING:
	case ZR_VALUE_NODES:
		text = zr_xpath_value_text(evaluation, value);
		return text != NULL && *text != '\0' ? number_of_text(evaluation, text) : NAN;
	}
	return NAN;
}

/* A leaf is what is answered there: false when empty, or a zero where it is bound as a number. So
 * does JavaRosa, and forms that say relevant="../known" count on it. */
bool zr_xpath_value_is_answered(const struct zr_node *node)
{
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

/* ---- comparison ---- */

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
		return *item->text != '\0' ? number_of_text(evaluation, item->text) : NAN;
	case ZR_VALUE_BOOLEAN:
		return item->boolean;
	case ZR_VALUE_DATE:
		return number_of_date(evaluation, item->number);
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
		days[i] = sides[i]->kind == ZR_VALUE_STRING
				  ? days_of_text(evaluation, sides[i]->text, &has_time)
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
		return zr_xpath_number_equal(zr_decimal_parse(a->text), zr_decimal_parse(b->text));
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
	return zr_xpath_number_equal(left, right);
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
	return ret_item->text != NULL ? 0 : zr_xpath_nomem(evaluation);
}

int zr_xpath_compare(struct zr_evaluation *evaluation, enum zr_term_kind kind,
	struct zr_operand left, struct zr_operand right, bool *ret_result)
{
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
			code = code == 0 ? zr_xpath_work(evaluation, 1) : code;
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
