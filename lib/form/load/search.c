/*
 * The lists that forms name without declaring an <instance>: pulldata('file', …) in expressions and
 * the appearance search('file', 'matches', 'column', value) of a select.
 *
 * A list may be named by an answer, too: pulldata(/data/which, …). Then the lists of all choices of
 * that question are read where they are files.
 *
 * The file is FILE.csv beside the form. Where it is missing the form still loads: pulldata() then
 * gives nothing and the select keeps the choices that the form writes out, with a warning.
 * Source: ODK documentation, "search()", "pulldata()".
 */
#include "lib/form/load/search.h"

#include <assert.h>
#include <string.h>

#include "lib/form/appearance.h"
#include "lib/form/load/instance.h"
#include "lib/form/load/loading.h"
#include "lib/xpath/written.h"

enum {
	NAMED_LISTS_MAX = 256 /* lists that the choices of one question may name */
};

struct need {
	struct zr_loading *loading;
	const struct zr_node *element; /* where the expression stands */
};

static int need_list(void *user, const struct zr_term *call)
{
	const struct need *need = user;
	const char *file = zr_xpath_call_literal(call, 0);
	return file != NULL ? zr_instance_need(need->loading, need->element, file) : 0;
}

int zr_search_need_lists(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_xpath *expression)
{
	assert(loading != NULL && expression != NULL);
	struct need need = {.loading = loading, .element = element};
	return zr_xpath_visit_calls(expression, "pulldata", need_list, &need);
}

/* Reads the list of each choice that a question offers; which of them are files is not known. */
static int need_choices(struct zr_loading *loading, const struct zr_choice_source *source)
{
	int code = 0;
	size_t count = 0;
	const struct zr_inline_choice *item = source->items;
	for (; code == 0 && item != NULL && count < NAMED_LISTS_MAX; item = item->next, count++) {
		code = zr_instance_try(loading, item->value);
	}
	const struct zr_node *row = source->holder != NULL && source->value_name != NULL
					    ? source->holder->first_child
					    : NULL;
	for (; code == 0 && row != NULL && count < NAMED_LISTS_MAX; row = row->next, count++) {
		const struct zr_node *value = row->name == source->row_name
						      ? zr_node_child(row, source->value_name)
						      : NULL;
		code = value != NULL ? zr_instance_try(loading, zr_node_value(value)) : 0;
	}
	return code;
}

/* The lists that an answer may name. The last name of its path tells the questions: more of them
 * than are meant, where several bear it, for a list too many is only not read from. */
static int need_named_lists(void *user, const struct zr_term *call)
{
	struct zr_loading *loading = user;
	const struct zr_form *form = loading->form;
	const struct zr_name *leaf = zr_xpath_call_leaf(call, 0);
	int code = 0;
	for (size_t i = 0; code == 0 && leaf != NULL && i < form->bind_count; i++) {
		const struct zr_bind *bind = form->binds[i];
		bool is_it = strcmp(bind->name->local, leaf->local) == 0;
		const struct zr_choice_source *source =
			is_it && bind->control != NULL ? bind->control->priv->choices : NULL;
		code = source != NULL ? need_choices(loading, source) : 0;
	}
	return code;
}

int zr_search_need_answers(struct zr_loading *loading)
{
	assert(loading != NULL);
	int code = 0;
	for (size_t i = 0; i < ZR_COMPILED_SLOTS; i++) {
		const struct zr_compiled *at = loading->form->compiled[i];
		for (; code == 0 && at != NULL; at = at->next_in_slot) {
			code = zr_xpath_visit_calls(
				at->expression, "pulldata", need_named_lists, loading);
			code = code != 0 ? code
					 : zr_xpath_visit_calls(at->expression, "instance",
						   need_named_lists, loading);
		}
	}
	return code;
}

/* ---- the appearance search(file, way, column, value, filter column, filter value) ---- */

enum {
	FILE,
	WAY,
	COLUMN,
	VALUE,
	FILTER_COLUMN,
	FILTER_VALUE,
	ARGUMENT_COUNT
};

/* search() as it is written, whose names are known to be literals where they must be. */
struct search {
	struct zr_written arguments[ARGUMENT_COUNT];
	size_t count;
	struct zr_written way;
	struct zr_written column;
	struct zr_written filter_column;
};

/* The predicate that a way of searching stands for: the column and the value come between. */
struct way {
	const char *name;
	const char *before;
	const char *between;
	const char *behind;
};

static const struct way WAYS[] = {
	{"matches", "[", " = (", ")]"},
	{"contains", "[contains(", ", ", ")]"},
	{"startswith", "[starts-with(", ", ", ")]"},
	{"endswith", "[ends-with(", ", ", ")]"},
};

static const struct way *find_way(const struct zr_written *name)
{
	for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
		if (strlen(WAYS[i].name) == name->bytes &&
			memcmp(WAYS[i].name, name->text, name->bytes) == 0) {
			return &WAYS[i];
		}
	}
	return NULL;
}

static int add_filter(struct zr_buffer *text, const struct way *way,
	const struct zr_written *column, const struct zr_written *value)
{
	assert(column->text != NULL && value->text != NULL);
	bool is_added = zr_buffer_add_text(text, way->before) == 0 &&
			zr_buffer_add(text, column->text, column->bytes) == 0 &&
			zr_buffer_add_text(text, way->between) == 0 &&
			zr_buffer_add(text, value->text, value->bytes) == 0 &&
			zr_buffer_add_text(text, way->behind) == 0;
	return is_added ? 0 : ZR_E_NOMEM;
}

/* Whether the arguments behind the file are as many as search() takes, with their names in quotes.
 */
static bool read_names(struct search *search)
{
	assert(search->count > FILE);
	const struct zr_written *given = search->arguments;
	bool has_filter = search->count == ARGUMENT_COUNT;
	if (search->count != FILE + 1 && search->count != VALUE + 1 && !has_filter) {
		return false;
	}
	return search->count == FILE + 1 ||
	       (zr_written_literal(&given[WAY], &search->way) &&
		       zr_written_literal(&given[COLUMN], &search->column) &&
		       (!has_filter ||
			       zr_written_literal(&given[FILTER_COLUMN], &search->filter_column)));
}

/* The predicates that the arguments behind the file ask for. */
static int add_filters(struct zr_loading *loading, const struct zr_node *element,
	struct search *search, struct zr_buffer *nodeset)
{
	assert(search->count > FILE);
	if (!read_names(search)) {
		return zr_loading_refuse(loading, ZR_E_INVALID, element, "search",
			&(const struct zr_fault){.kind = ZR_FAULT_SEARCH_ARGUMENTS});
	}
	const struct way *way = search->way.text != NULL ? find_way(&search->way) : NULL;
	if (search->way.text != NULL && way == NULL) {
		const char *name =
			zr_arena_copy(&loading->form->arena, search->way.text, search->way.bytes);
		return zr_loading_refuse(loading, ZR_E_UNSUPPORTED, element, "search",
			&(const struct zr_fault){.kind = ZR_FAULT_SEARCH_WAY, .value = name});
	}
	int code = way != NULL
			   ? add_filter(nodeset, way, &search->column, &search->arguments[VALUE])
			   : 0;
	if (code == 0 && search->filter_column.text != NULL) {
		code = add_filter(nodeset, &WAYS[0], &search->filter_column,
			&search->arguments[FILTER_VALUE]);
	}
	return code != 0 ? zr_loading_nomem(loading) : 0;
}

/* search(/data/which, …): the list that an answer names. */
static int add_named_list(struct zr_loading *loading, const struct zr_node *element,
	struct search *search, struct zr_buffer *ret_nodeset)
{
	const struct zr_written *path = &search->arguments[FILE];
	int code = zr_buffer_add_format(
		ret_nodeset, "instance(%.*s)/root/item", (int)path->bytes, path->text);
	return code != 0 ? zr_loading_nomem(loading)
			 : add_filters(loading, element, search, ret_nodeset);
}

/* A path to the question whose answer names the list. */
static bool is_reference(const struct zr_written *argument)
{
	struct zr_written literal;
	return argument->bytes > 0 && !zr_written_literal(argument, &literal) &&
	       (*argument->text == '/' || *argument->text == '.');
}

int zr_search_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *appearance, struct zr_buffer *ret_nodeset)
{
	assert(loading != NULL && ret_nodeset != NULL);
	const char *call = zr_appearance_find(appearance, "search(");
	struct search search = {0};
	assert(call != NULL); /* who asks has seen it */
	(void)zr_written_call(call, "search", search.arguments, ARGUMENT_COUNT, &search.count);
	if (search.count > 0 && is_reference(&search.arguments[FILE])) {
		return add_named_list(loading, element, &search, ret_nodeset);
	}
	struct zr_written name;
	bool is_named = search.count > 0 && zr_written_literal(&search.arguments[FILE], &name);
	const char *file =
		is_named ? zr_arena_copy(&loading->form->arena, name.text, name.bytes) : NULL;
	if (is_named && file == NULL) {
		return zr_loading_nomem(loading);
	}
	if (file == NULL || strpbrk(file, "'\"") != NULL) {
		zr_loading_remark(loading, ZR_E_SYNTAX, element, "search",
			&(const struct zr_fault){
				.kind = ZR_FAULT_SEARCH_IGNORED, .subject = appearance});
		return 0;
	}
	int code = zr_instance_need(loading, element, file);
	const struct zr_instance *list = zr_instance_find(loading->form, file);
	const struct zr_node *root =
		list != NULL && list->document != NULL ? list->document->first_child : NULL;
	if (code != 0 || root == NULL || root->first_child == NULL) {
		return code;
	}
	if (zr_buffer_add_format(ret_nodeset, "instance('%s')/root/item", file) != 0) {
		return zr_loading_nomem(loading);
	}
	return add_filters(loading, element, &search, ret_nodeset);
}
