/*
 * The arguments of a call, evaluated as the function wants them, and the faults of a call.
 *
 * Functions on text see of a moment its date only, as JavaRosa's do; what is stored keeps its time.
 */
#include "lib/xpath/functions/argument.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/evaluate/evaluate.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/value.h"

int zr_argument_fault(const struct zr_call *call, int code, const struct zr_fault *fault)
{
	assert(call != NULL && fault != NULL && fault->subject == NULL);
	struct zr_fault named = *fault;
	named.subject = call->term->function->name;
	return zr_error_set_fault(call->evaluation->error, code, &named);
}

int zr_argument_value(const struct zr_call *call, size_t index, struct zr_value *ret_value)
{
	assert(index < call->term->argument_count);
	return zr_evaluate_term(
		call->evaluation, call->term->arguments[index], call->focus, ret_value);
}

/* A node as functions on text see it: of a dateTime its date, as in JavaRosa. */
static const char *text_of_node(struct zr_evaluation *evaluation, const struct zr_node *node)
{
	const char *text = zr_xpath_value_of_node(evaluation, node);
	double days = 0;
	bool has_time = false;
	if ((node->flags & ZR_NODE_MOMENT) != 0 && text != NULL &&
		zr_xpath_date_parse(evaluation->context, text, &days, &has_time)) {
		return zr_xpath_date_format(evaluation->context, days, false);
	}
	return text;
}

/* A value as functions on text see it: of a moment its date. */
static const char *text_of_value(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_NODES && value->nodes.count > 0) {
		return text_of_node(evaluation, value->nodes.items[0]);
	}
	if (value->kind == ZR_VALUE_DATE || value->kind == ZR_VALUE_DATETIME) {
		return zr_xpath_date_format(evaluation->context, value->number, false);
	}
	return zr_xpath_value_text(evaluation, value);
}

int zr_argument_text(const struct zr_call *call, size_t index, const char **ret_text)
{
	assert(call != NULL && ret_text != NULL);
	struct zr_value value = {0};
	int code = zr_argument_value(call, index, &value);
	if (code != 0) {
		return code;
	}
	const char *text = text_of_value(call->evaluation, &value);
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	*ret_text = text;
	return 0;
}

int zr_argument_number(const struct zr_call *call, size_t index, double *ret_number)
{
	assert(call != NULL && ret_number != NULL);
	struct zr_value value = {0};
	int code = zr_argument_value(call, index, &value);
	if (code == 0) {
		*ret_number = zr_xpath_value_number(call->evaluation, &value);
	}
	return code;
}

int zr_argument_boolean(const struct zr_call *call, size_t index, bool *ret_boolean)
{
	assert(call != NULL && ret_boolean != NULL);
	struct zr_value value = {0};
	int code = zr_argument_value(call, index, &value);
	if (code == 0) {
		*ret_boolean = zr_evaluate_is_true(call->term->arguments[index], &value);
	}
	return code;
}

int zr_argument_nodes(const struct zr_call *call, size_t index, struct zr_value *ret_value)
{
	assert(call != NULL && ret_value != NULL);
	struct zr_value value = {0};
	int code = zr_argument_value(call, index, &value);
	if (code != 0) {
		return code;
	}
	if (value.kind != ZR_VALUE_NODES) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_NODES, .number = index + 1});
	}
	*ret_value = value;
	return 0;
}

static int add_text(
	struct zr_evaluation *evaluation, struct zr_argument_texts *texts, const char *text)
{
	assert(texts->count <= texts->capacity);
	if (text == NULL) {
		return zr_evaluation_nomem(evaluation);
	}
	if (texts->count == texts->capacity) {
		size_t capacity = texts->capacity == 0 ? 8 : texts->capacity * 2;
		const char **items =
			zr_arena_new(evaluation->context->arena, capacity * sizeof(*items));
		if (items == NULL) {
			return zr_evaluation_nomem(evaluation);
		}
		if (texts->count > 0) {
			memcpy(items, texts->items, texts->count * sizeof(*items));
		}
		texts->items = items;
		texts->capacity = capacity;
	}
	texts->items[texts->count++] = text;
	return 0;
}

int zr_argument_texts(const struct zr_call *call, size_t from, struct zr_argument_texts *ret_texts)
{
	assert(call != NULL && ret_texts != NULL);
	*ret_texts = (struct zr_argument_texts){0};
	int code = 0;
	for (size_t i = from; i < call->term->argument_count && code == 0; i++) {
		struct zr_value value = {0};
		code = zr_argument_value(call, i, &value);
		if (code == 0 && value.kind != ZR_VALUE_NODES) {
			code = add_text(call->evaluation, ret_texts,
				text_of_value(call->evaluation, &value));
			continue;
		}
		for (size_t n = 0; code == 0 && n < value.nodes.count; n++) {
			code = add_text(call->evaluation, ret_texts,
				text_of_node(call->evaluation, value.nodes.items[n]));
		}
	}
	return code;
}
