/*
 * Choice filters answered from the form's index: the rows that the first predicate of a step can
 * let through, found without looking at the others.
 *
 * Known shapes, with one plain child step ("the column") on one side and nothing that depends on
 * the row on the other: column = value (a text, a number, nodes), selected(value, column), and
 * "and" and "or" of those. What is found is a superset in document order; the caller applies every
 * predicate to it as to a scan. Whatever cannot be answered is left to the scan, faults too.
 */
#include "lib/xpath/evaluate/candidates.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/evaluate/evaluate.h"
#include "lib/xpath/functions/function.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/value.h"

enum {
	KEYS_MAX = 64 /* values looked up for one comparison; more are left to the scan */
};

struct query {
	struct zr_evaluation *evaluation;
	const struct zr_filter *filter;
};

/* The name of the column when the term is one child step without predicates. */
static const struct zr_name *column_of(const struct zr_term *term)
{
	if (term->kind != ZR_TERM_PATH || term->path->start != ZR_START_CONTEXT ||
		term->path->step_count != 1) {
		return NULL;
	}
	const struct zr_step *step = term->path->steps;
	bool is_column = step->axis == ZR_AXIS_CHILD && step->test == ZR_TEST_NAME &&
			 step->predicate_count == 0;
	return is_column ? step->name : NULL;
}

/* Adds the rows of one value; found false: there is no index for it. An empty list borrows the
 * index's own rows: whoever adds to it makes a copy, and nobody changes it in place. */
static int add_rows(const struct query *query, const struct zr_name *column, const char *text,
	struct zr_node_list *list, bool *ret_found)
{
	const struct zr_xpath_context *context = query->evaluation->context;
	const struct zr_filter *filter = query->filter;
	const struct zr_lookup_key key = {
		.parent = filter->parent, .row = filter->step->name, .column = column};
	struct zr_node **rows = NULL;
	size_t count = 0;
	*ret_found = !zr_xpath_date_is_shaped(text) &&
		     context->hooks->lookup(context->user, &key, text, &rows, &count);
	if (*ret_found && list->count == 0) {
		*list = (struct zr_node_list){rows, count, count};
		return 0;
	}
	int code = 0;
	for (size_t i = 0; *ret_found && i < count && code == 0; i++) {
		query->evaluation->visited++;
		code = zr_axes_add(query->evaluation, list, rows[i]);
	}
	return code;
}

static int add_rows_of_nodes(const struct query *query, const struct zr_name *column,
	const struct zr_value *value, struct zr_node_list *list, bool *ret_found)
{
	if (value->nodes.count == 0) {
		return add_rows(query, column, "", list, ret_found); /* reads as empty */
	}
	*ret_found = value->nodes.count <= KEYS_MAX;
	int code = 0;
	for (size_t i = 0; i < value->nodes.count && code == 0 && *ret_found; i++) {
		const char *text = zr_xpath_value_of_node(query->evaluation, value->nodes.items[i]);
		code = text != NULL ? add_rows(query, column, text, list, ret_found)
				    : zr_evaluation_nomem(query->evaluation);
	}
	if (code == 0 && value->nodes.count > 1) {
		zr_axes_sort(list);
	}
	return code;
}

/* The value of a term that does not depend on the row. A fault is no answer: the scan may never
 * come to it. */
static bool evaluate_fixed(
	const struct query *query, const struct zr_term *term, struct zr_value *ret_value)
{
	unsigned depth = query->evaluation->depth;
	if ((term->flags & ZR_TERM_USES_FOCUS) != 0) {
		return false;
	}
	int code = zr_evaluate_term(query->evaluation, term, query->filter->outer, ret_value);
	query->evaluation->depth = depth;
	return code == 0;
}

static int find_equal(const struct query *query, const struct zr_term *equal,
	struct zr_node_list *list, bool *ret_found)
{
	assert(equal->kind == ZR_TERM_EQUAL && equal->argument_count >= 2);
	for (size_t side = 0; side < 2; side++) {
		const struct zr_name *column = column_of(equal->arguments[side]);
		struct zr_value value = {0};
		if (column == NULL || !evaluate_fixed(query, equal->arguments[1 - side], &value)) {
			continue;
		}
		if (value.kind == ZR_VALUE_STRING) {
			return add_rows(query, column, value.string, list, ret_found);
		}
		if (value.kind == ZR_VALUE_NODES) {
			return add_rows_of_nodes(query, column, &value, list, ret_found);
		}
		if (value.kind == ZR_VALUE_NUMBER && isfinite(value.number)) {
			char text[ZR_DECIMAL_BYTES_MAX];
			(void)zr_decimal_write(value.number, text);
			return add_rows(query, column, text, list, ret_found);
		}
	}
	return 0;
}

/* selected(value, column): a row for each of the chosen words. */
static int find_selected(const struct query *query, const struct zr_term *call,
	struct zr_node_list *list, bool *ret_found)
{
	assert(call->kind == ZR_TERM_CALL && call->argument_count == 2);
	static const char spaces[] = " \t\r\n";
	struct zr_value value = {0};
	const struct zr_name *column = column_of(call->arguments[1]);
	const struct zr_lookup_key key = {.parent = query->filter->parent,
		.row = query->filter->step->name,
		.column = column};
	const struct zr_xpath_context *context = query->evaluation->context;
	if (column == NULL || context->hooks->has_single_words == NULL ||
		!context->hooks->has_single_words(context->user, &key) ||
		!evaluate_fixed(query, call->arguments[0], &value)) {
		return 0;
	}
	const char *at = zr_xpath_value_text(query->evaluation, &value);
	if (at == NULL) {
		return zr_evaluation_nomem(query->evaluation);
	}
	int code = 0;
	size_t count = 0;
	*ret_found = true;
	for (at += strspn(at, spaces); code == 0 && *ret_found && *at != '\0'; count++) {
		size_t bytes = strcspn(at, spaces);
		char *word = zr_arena_copy(context->arena, at, bytes);
		at += bytes + strspn(at + bytes, spaces);
		if (word == NULL) {
			code = zr_evaluation_nomem(query->evaluation);
		} else if (count >= KEYS_MAX) {
			*ret_found = false;
		} else {
			code = add_rows(query, column, word, list, ret_found);
		}
	}
	if (code == 0 && count == 0) {
		*ret_found = false; /* nothing selects what is empty: rare, left to the scan */
	}
	if (code == 0 && count > 1) {
		zr_axes_sort(list);
	}
	return code;
}

static int find(const struct query *query, const struct zr_term *term, struct zr_node_list *list,
	bool *ret_found);

/* The narrowest of the parts that the index knows. */
static int find_all_of(const struct query *query, const struct zr_term *term,
	struct zr_node_list *list, bool *ret_found)
{
	assert(term->kind == ZR_TERM_AND && term->argument_count >= 2);
	int code = 0;
	for (size_t i = 0; i < term->argument_count && code == 0; i++) {
		struct zr_node_list part = {0};
		bool is_found = false;
		code = find(query, term->arguments[i], &part, &is_found);
		if (code == 0 && is_found && (!*ret_found || part.count < list->count)) {
			*list = part;
			*ret_found = true;
		}
	}
	return code;
}

/* The union, when the index knows every part. */
static int find_any_of(const struct query *query, const struct zr_term *term,
	struct zr_node_list *list, bool *ret_found)
{
	assert(term->kind == ZR_TERM_OR && term->argument_count >= 2);
	int code = 0;
	*ret_found = true;
	for (size_t i = 0; i < term->argument_count && code == 0 && *ret_found; i++) {
		struct zr_node_list part = {0};
		code = find(query, term->arguments[i], &part, ret_found);
		for (size_t n = 0; n < part.count && code == 0; n++) {
			query->evaluation->visited++;
			code = zr_axes_add(query->evaluation, list, part.items[n]);
		}
	}
	zr_axes_sort(list);
	return code;
}

static int find(const struct query *query, const struct zr_term *term, struct zr_node_list *list,
	bool *ret_found)
{
	*ret_found = false;
	switch (term->kind) {
	case ZR_TERM_EQUAL:
		return term->argument_count == 2 ? find_equal(query, term, list, ret_found) : 0;
	case ZR_TERM_AND:
		return find_all_of(query, term, list, ret_found);
	case ZR_TERM_OR:
		return find_any_of(query, term, list, ret_found);
	case ZR_TERM_CALL:
		return strcmp(term->function->name, "selected") == 0
			       ? find_selected(query, term, list, ret_found)
			       : 0;
	default:
		return 0;
	}
}

int zr_candidates_find(struct zr_evaluation *evaluation, const struct zr_filter *filter,
	struct zr_node_list *list, bool *ret_found)
{
	assert(evaluation != NULL && filter != NULL && list != NULL && ret_found != NULL);
	assert(filter->step->predicate_count > 0);
	const struct zr_step *step = filter->step;
	const struct zr_xpath_context *context = evaluation->context;
	*ret_found = false;
	if (filter->outer == NULL || step->axis != ZR_AXIS_CHILD || step->test != ZR_TEST_NAME ||
		context->hooks == NULL || context->hooks->lookup == NULL ||
		(step->predicates[0]->flags & ZR_TERM_USES_POSITION) != 0) {
		return 0;
	}
	const struct query query = {.evaluation = evaluation, .filter = filter};
	struct zr_node_list found = {0};
	int code = find(&query, step->predicates[0], &found, ret_found);
	for (size_t i = 0; *ret_found && i < found.count && code == 0; i++) {
		evaluation->visited++;
		code = zr_axes_add(evaluation, list, found.items[i]);
	}
	return code;
}
