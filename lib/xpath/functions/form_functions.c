/*
 * Functions that ask the form, through the context's hooks: instances, texts, labels, properties,
 * rows of a list, and fields of other repeat instances (ODK XForms "fn:instance", "fn:current",
 * "fn:jr:itext", "fn:jr:choice-name", "fn:pulldata", "fn:indexed-repeat"; version() and property()
 * are JavaRosa's).
 */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xpath/evaluate/axes.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"

/* As a node-set, empty for NULL. */
static int return_node(
	struct zr_evaluation *evaluation, struct zr_value *ret_value, struct zr_node *node)
{
	struct zr_node_list list = {0};
	int code = node != NULL ? zr_axes_add(evaluation, &list, node) : 0;
	if (code == 0) {
		ret_value->kind = ZR_VALUE_NODES;
		ret_value->nodes.items = list.items;
		ret_value->nodes.count = list.count;
	}
	return code;
}

static int lacks_hook(const struct zr_call *call)
{
	return zr_argument_fault(
		call, ZR_E_UNSUPPORTED, &(const struct zr_fault){.kind = ZR_FAULT_NOT_HERE});
}

static int call_current(const struct zr_call *call, struct zr_value *ret_value)
{
	const struct zr_xpath_context *context = call->evaluation->context;
	return return_node(call->evaluation, ret_value,
		context->current != NULL ? context->current : context->node);
}

/* The instance that the first argument names. NULL where an answer names it and there is no such
 * list, or no answer yet. */
static int find_instance(const struct zr_call *call, struct zr_node **ret_element)
{
	assert(call->term->argument_count > 0);
	const struct zr_xpath_context *context = call->evaluation->context;
	const char *id = NULL;
	int code = zr_argument_text(call, 0, &id);
	if (code != 0) {
		return code;
	}
	if (context->hooks == NULL || context->hooks->instance == NULL) {
		return lacks_hook(call);
	}
	*ret_element = context->hooks->instance(context->user, id);
	if (*ret_element == NULL && call->term->arguments[0]->kind == ZR_TERM_STRING) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_INSTANCE, .value = id});
	}
	return 0;
}

/* The node above the instance's document element: instance('x')/root/item begins at "root". */
static int call_instance(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_node *element = NULL;
	int code = find_instance(call, &element);
	if (code != 0) {
		return code;
	}
	bool has_parent = element != NULL && element->parent != NULL;
	return return_node(call->evaluation, ret_value, has_parent ? element->parent : element);
}

static int call_itext(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 1);
	const struct zr_xpath_context *context = call->evaluation->context;
	const char *id = NULL;
	int code = zr_argument_text(call, 0, &id);
	if (code != 0) {
		return code;
	}
	if (context->hooks == NULL || context->hooks->itext == NULL) {
		return lacks_hook(call);
	}
	const char *text = context->hooks->itext(context->user, id);
	return zr_produce_copy(call->evaluation, ret_value, text != NULL ? text : "",
		text != NULL ? strlen(text) : 0);
}

static int call_choice_name(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2);
	const struct zr_xpath_context *context = call->evaluation->context;
	const char *value = NULL;
	const char *path = NULL;
	int code = zr_argument_text(call, 0, &value);
	if (code == 0) {
		code = zr_argument_text(call, 1, &path);
	}
	if (code != 0) {
		return code;
	}
	if (context->hooks == NULL || context->hooks->choice_name == NULL) {
		return lacks_hook(call);
	}
	const char *text =
		context->hooks->choice_name(context->user, call->focus->node, value, path);
	return zr_produce_copy(call->evaluation, ret_value, text != NULL ? text : "",
		text != NULL ? strlen(text) : 0);
}

static int return_property(const struct zr_call *call, const char *name, struct zr_value *ret_value)
{
	const struct zr_xpath_context *context = call->evaluation->context;
	if (context->hooks == NULL || context->hooks->property == NULL) {
		return lacks_hook(call);
	}
	const char *text = context->hooks->property(context->user, name);
	return zr_produce_copy(call->evaluation, ret_value, text != NULL ? text : "",
		text != NULL ? strlen(text) : 0);
}

static int call_property(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *name = NULL;
	int code = zr_argument_text(call, 0, &name);
	return code != 0 ? code : return_property(call, name, ret_value);
}

/* The form's version: the property "version". */
static int call_version(const struct zr_call *call, struct zr_value *ret_value)
{
	return return_property(call, "version", ret_value);
}

/* ---- pulldata() ---- */

static struct zr_node *first_element(struct zr_node *parent)
{
	struct zr_node *child = parent->first_child;
	while (child != NULL && child->kind != ZR_NODE_ELEMENT) {
		child = child->next;
	}
	return child;
}

/* A column of a list: what rows have below them, or on them as "@name", which any row may lack. */
struct column {
	const struct zr_name *name;
	const char *attribute;
};

static struct column find_column(struct zr_node *row, const char *text)
{
	if (*text == '@') {
		return (struct column){.attribute = text + 1};
	}
	const struct zr_node *at = row->first_child;
	while (at != NULL && (at->kind != ZR_NODE_ELEMENT || strcmp(at->name->local, text) != 0)) {
		at = at->next;
	}
	return (struct column){.name = at != NULL ? at->name : NULL};
}

/* NULL where the row lacks the cell. */
static const char *cell_of(struct zr_node *row, struct column column)
{
	const struct zr_node *cell = row->first_attribute;
	if (column.attribute == NULL) {
		cell = zr_node_child(row, column.name);
	}
	while (column.attribute != NULL && cell != NULL &&
		strcmp(cell->name->local, column.attribute) != 0) {
		cell = cell->next;
	}
	return cell != NULL ? zr_node_value(cell) : NULL;
}

static struct zr_node *find_row(struct zr_evaluation *evaluation, struct zr_node *element,
	struct zr_node *first, struct column key, const char *value)
{
	const struct zr_xpath_context *context = evaluation->context;
	struct zr_node **rows = NULL;
	size_t count = 0;
	const struct zr_lookup_key index = {
		.parent = element, .row = first->name, .column = key.name};
	bool is_indexed = context->hooks->lookup != NULL && key.name != NULL &&
			  context->hooks->lookup(context->user, &index, value, &rows, &count);
	for (size_t i = 0; i < count; i++) {
		const char *cell = cell_of(rows[i], key);
		if (cell != NULL && strcmp(cell, value) == 0) {
			return rows[i];
		}
	}
	for (struct zr_node *row = is_indexed ? NULL : first; row != NULL; row = row->next) {
		const char *cell = row->kind == ZR_NODE_ELEMENT ? cell_of(row, key) : NULL;
		if (cell != NULL && strcmp(cell, value) == 0) {
			return row;
		}
	}
	return NULL;
}

/* pulldata(instance, column, key column, key): the cell of the first row that has the key, "". */
static int call_pulldata(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 4);
	struct zr_node *element = NULL;
	const char *texts[3] = {NULL};
	int code = find_instance(call, &element);
	for (size_t i = 0; i < 3 && code == 0; i++) {
		code = zr_argument_text(call, i + 1, &texts[i]);
	}
	if (code != 0) {
		return code;
	}
	zr_produce_text(ret_value, "");
	struct zr_node *first = element != NULL ? first_element(element) : NULL;
	if (first == NULL || *texts[2] == '\0') {
		return 0;
	}
	const struct column column = find_column(first, texts[0]);
	const struct column key = find_column(first, texts[1]);
	bool has_column = column.name != NULL || column.attribute != NULL;
	if (!has_column || (key.name == NULL && key.attribute == NULL)) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_COLUMN,
				.value = has_column ? texts[1] : texts[0]});
	}
	struct zr_node *row = find_row(call->evaluation, element, first, key, texts[2]);
	const char *cell = row != NULL ? cell_of(row, column) : NULL;
	if (cell != NULL) {
		zr_produce_text(ret_value, cell);
	}
	return 0;
}

/* ---- indexed-repeat() ---- */

enum {
	LEVEL_MAX = ZR_FORM_DEPTH_MAX + 2
};

/* A path as the names from the root down. */
struct reference {
	const struct zr_name *names[LEVEL_MAX];
	size_t count;
};

/* The context node's own ancestors, from the root down. */
static bool reference_of_node(const struct zr_evaluation *evaluation, struct zr_node *node,
	struct zr_node **chain, struct reference *reference)
{
	size_t depth = 0;
	for (const struct zr_node *at = node; at != evaluation->context->root; at = at->parent) {
		if (at == NULL || ++depth > LEVEL_MAX) {
			return false;
		}
	}
	reference->count = depth;
	for (; depth > 0; depth--, node = node->parent) {
		chain[depth - 1] = node;
		reference->names[depth - 1] = node->name;
	}
	return true;
}

static bool reference_of_term(
	const struct zr_term *term, const struct reference *own, struct reference *reference)
{
	if (term->kind != ZR_TERM_PATH) {
		return false;
	}
	const struct zr_path *path = term->path;
	reference->count = 0;
	if (path->start != ZR_START_ROOT) {
		*reference = *own;
	}
	for (size_t i = 0; i < path->step_count; i++) {
		const struct zr_step *step = &path->steps[i];
		if (step->axis == ZR_AXIS_PARENT && reference->count > 0) {
			reference->count--;
		} else if (step->axis == ZR_AXIS_CHILD && step->test == ZR_TEST_NAME &&
			   reference->count < LEVEL_MAX) {
			reference->names[reference->count++] = step->name;
		} else if (step->axis != ZR_AXIS_SELF) {
			return false;
		}
	}
	return reference->count > 0;
}

static bool is_prefix(const struct reference *prefix, const struct reference *whole)
{
	return prefix->count <= whole->count &&
	       memcmp(prefix->names, whole->names, prefix->count * sizeof prefix->names[0]) == 0;
}

/* The index-th child of that name. */
static struct zr_node *child_at(struct zr_node *parent, const struct zr_name *name, double index)
{
	double at = 0;
	for (struct zr_node *child = parent->first_child; child != NULL; child = child->next) {
		if (child->name == name && child->kind == ZR_NODE_ELEMENT &&
			(child->flags & ZR_NODE_TEMPLATE) == 0 && ++at == index) {
			return child;
		}
	}
	return NULL;
}

/* Evaluates group and index arguments into the index at each level; 0: none given. */
static int take_indexes(const struct zr_call *call, const struct reference *own,
	const struct reference *target, double *indexes)
{
	int code = 0;
	for (size_t i = 1; i + 1 < call->term->argument_count && code == 0; i += 2) {
		struct reference group = {.count = 0};
		if (!reference_of_term(call->term->arguments[i], own, &group) ||
			!is_prefix(&group, target)) {
			return zr_argument_fault(call, ZR_E_INVALID,
				&(const struct zr_fault){
					.kind = ZR_FAULT_NO_REPEAT_AROUND, .number = i + 1});
		}
		double index = 0;
		code = zr_argument_number(call, i + 1, &index);
		indexes[group.count - 1] = isnan(index) || index < 1 ? 1 : trunc(index);
	}
	return code;
}

/* What is left of the way down, and the index at each level; 0: every node there. */
struct descent {
	const struct reference *target;
	const double *indexes;
	struct zr_node_list found;
};

/* Depth: the target's, at most LEVEL_MAX. */
static int descend(struct zr_evaluation *evaluation, struct descent *descent, struct zr_node *node,
	size_t level)
{
	if ((node->flags & ZR_NODE_IRRELEVANT) != 0) {
		return 0;
	}
	if (level == descent->target->count) {
		return zr_axes_add(evaluation, &descent->found, node);
	}
	const struct zr_name *name = descent->target->names[level];
	if (descent->indexes[level] > 0) {
		node = child_at(node, name, descent->indexes[level]);
		return node != NULL ? descend(evaluation, descent, node, level + 1) : 0;
	}
	int code = 0;
	struct zr_node *child = node->first_child;
	for (; child != NULL && code == 0; child = child->next) {
		bool is_it = child->name == name && child->kind == ZR_NODE_ELEMENT &&
			     (child->flags & ZR_NODE_TEMPLATE) == 0;
		code = is_it ? zr_evaluation_work(evaluation, 1) : 0;
		code = is_it && code == 0 ? descend(evaluation, descent, child, level + 1) : code;
	}
	return code;
}

/*
 * indexed-repeat(field, repeat, index, …): the field in the repeat's instance of that index; levels
 * without an index are those of the context node, as in JavaRosa, and below the last index every
 * node of the field's name. An index below 1 is 1.
 */
static int call_indexed_repeat(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count >= 3 && call->term->argument_count % 2 == 1);
	struct zr_node *chain[LEVEL_MAX] = {NULL};
	struct reference own = {.count = 0};
	struct reference target = {.count = 0};
	double indexes[LEVEL_MAX] = {0};
	if (!reference_of_node(call->evaluation, call->focus->node, chain, &own) ||
		!reference_of_term(call->term->arguments[0], &own, &target)) {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_FIELD_PATH});
	}
	int code = take_indexes(call, &own, &target, indexes);
	if (code != 0) {
		return code;
	}
	size_t last = 0;
	for (size_t i = 0; i < target.count; i++) {
		last = indexes[i] > 0 ? i : last;
	}
	bool is_own = true;
	for (size_t i = 0; i < target.count; i++) {
		is_own = is_own && i < own.count && own.names[i] == target.names[i];
		bool is_given = indexes[i] > 0;
		if (!is_given && (is_own || i < last)) {
			indexes[i] = is_own ? (double)zr_node_position(chain[i]) : 1;
		}
		is_own = is_own && indexes[i] == (double)zr_node_position(chain[i]);
	}
	struct descent descent = {.target = &target, .indexes = indexes};
	code = descend(call->evaluation, &descent, call->evaluation->context->root, 0);
	if (code == 0) {
		ret_value->kind = ZR_VALUE_NODES;
		ret_value->nodes.items = descent.found.items;
		ret_value->nodes.count = descent.found.count;
	}
	return code;
}

const struct zr_function zr_functions_on_form[] = {
	{"current", 0, 0, 0, call_current, NULL},
	{"indexed-repeat", 3, ZR_FUNCTION_ANY, ZR_FUNCTION_FOCUS | ZR_FUNCTION_ODD,
		call_indexed_repeat, NULL},
	{"instance", 1, 1, 0, call_instance, NULL},
	{"jr:choice-name", 2, 2, ZR_FUNCTION_FOCUS, call_choice_name, NULL},
	{"jr:itext", 1, 1, 0, call_itext, NULL},
	{"property", 1, 1, 0, call_property, NULL},
	{"pulldata", 4, 4, 0, call_pulldata, NULL},
	{"version", 0, 0, 0, call_version, NULL},
	{0},
};
