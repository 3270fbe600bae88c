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
#include <stdlib.h>
#include <string.h>

#include "lib/form/load/instance.h"
#include "lib/form/load/loading.h"

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

/* A path to the question whose answer names the list. */
static bool is_reference(const char *argument)
{
	return *argument == '/' || *argument == '.';
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

/* The predicate for one way of searching; false for a way that is unknown. */
static bool add_filter(
	struct zr_buffer *text, const char *way, const char *column, const char *value)
{
	static const struct {
		const char *way;
		const char *format;
	} WAYS[] = {
		{"matches", "[%s = (%s)]"},
		{"contains", "[contains(%s, %s)]"},
		{"startswith", "[starts-with(%s, %s)]"},
		{"endswith", "[ends-with(%s, %s)]"},
	};
	for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
		if (strcmp(WAYS[i].way, way) == 0) {
			const char *format = WAYS[i].format;
			const char *first = strstr(format, "%s");
			const char *second = strstr(first + 2, "%s");
			return zr_buffer_add(text, format, (size_t)(first - format)) == 0 &&
			       zr_buffer_add_text(text, column) == 0 &&
			       zr_buffer_add(text, first + 2, (size_t)(second - first - 2)) == 0 &&
			       zr_buffer_add_text(text, value) == 0 &&
			       zr_buffer_add_text(text, second + 2) == 0;
		}
	}
	return false;
}

enum {
	ARGUMENT_MAX = 6 /* file, way, column, value; filter's column, filter's value */
};

/* The end of the argument at text: its comma or the bracket that closes the call; the end of the
 * text when the call is not closed. */
static const char *argument_end(const char *text)
{
	int depth = 0;
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '"') {
			const char *close = strchr(text + 1, *text);
			text = close != NULL ? close : text + strlen(text) - 1;
		} else if (depth == 0 && (*text == ',' || *text == ')')) {
			break;
		}
		depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
	}
	return text;
}

/* The arguments of search( … ), copies; *ret_count is 0 when the call is not closed. */
static int split_arguments(struct zr_loading *loading, const char *open,
	char *arguments[ARGUMENT_MAX], size_t *ret_count)
{
	size_t count = 0;
	*ret_count = 0;
	for (const char *at = open; count < ARGUMENT_MAX;) {
		at += strspn(at, " \t\r\n");
		const char *end = argument_end(at);
		size_t bytes = (size_t)(end - at);
		while (bytes > 0 && strchr(" \t\r\n", at[bytes - 1]) != NULL) {
			bytes--;
		}
		arguments[count] = zr_arena_copy(&loading->form->arena, at, bytes);
		if (arguments[count++] == NULL) {
			return zr_loading_nomem(loading);
		}
		if (*end != ',') {
			*ret_count = *end == ')' ? count : 0;
			return 0;
		}
		at = end + 1;
	}
	return 0;
}

/* A quoted text without its quotes; NULL when it is none. */
static const char *unquote(char *argument)
{
	size_t bytes = strlen(argument);
	bool is_quoted = bytes >= 2 && strchr("'\"", *argument) != NULL &&
			 strchr(argument + 1, *argument) == argument + bytes - 1;
	if (!is_quoted) {
		return NULL;
	}
	argument[bytes - 1] = '\0';
	return argument + 1;
}

/* The predicates that the arguments behind the file ask for. */
static int add_filters(struct zr_loading *loading, const struct zr_node *element,
	char *const *arguments, size_t count, struct zr_buffer *nodeset)
{
	const char *way = count > 1 ? unquote(arguments[1]) : NULL;
	const char *column = count > 2 ? unquote(arguments[2]) : NULL;
	const char *filter = count > 4 ? unquote(arguments[4]) : NULL;
	bool is_whole = count == 1 || (way != NULL && column != NULL &&
					      (count == 4 || (count == 6 && filter != NULL)));
	if (!is_whole) {
		return zr_loading_fault(loading, ZR_E_INVALID, element, "search",
			"search() takes a file, or a file, a way, a column and a value, or these "
			"and a second column and its value; names stand in quotes");
	}
	if (count > 1 && !add_filter(nodeset, way, column, arguments[3])) {
		return zr_loading_fault(loading, ZR_E_UNSUPPORTED, element, "search",
			"search() knows matches, contains, startswith and endswith, not '%.60s'",
			way);
	}
	return filter == NULL || add_filter(nodeset, "matches", filter, arguments[5])
		       ? 0
		       : zr_loading_nomem(loading);
}

/* search(/data/which, …): the list that an answer names. */
static int add_named_list(struct zr_loading *loading, const struct zr_node *element,
	char *const *arguments, size_t count, struct zr_buffer *ret_nodeset)
{
	int code = zr_buffer_add_format(ret_nodeset, "instance(%s)/root/item", arguments[0]);
	return code != 0 ? zr_loading_nomem(loading)
			 : add_filters(loading, element, arguments, count, ret_nodeset);
}

int zr_search_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *appearance, struct zr_buffer *ret_nodeset)
{
	assert(loading != NULL && ret_nodeset != NULL);
	static const char CALL[] = "search(";
	const char *open = strstr(appearance, CALL);
	char *arguments[ARGUMENT_MAX] = {NULL};
	size_t count = 0;
	int code = open != NULL
			   ? split_arguments(loading, open + sizeof CALL - 1, arguments, &count)
			   : 0;
	if (code == 0 && count > 0 && is_reference(arguments[0])) {
		return add_named_list(loading, element, arguments, count, ret_nodeset);
	}
	const char *file = count > 0 ? unquote(arguments[0]) : NULL;
	if (code != 0 || file == NULL || strpbrk(file, "'\"") != NULL) {
		zr_loading_warn(loading, ZR_E_SYNTAX, element, "search",
			"the appearance '%.150s' does not call search() as search('file', …); "
			"the choices are those that are written out",
			appearance);
		return code;
	}
	code = zr_instance_need(loading, element, file);
	const struct zr_instance *list = zr_instance_find(loading->form, file);
	const struct zr_node *root =
		list != NULL && list->document != NULL ? list->document->first_child : NULL;
	if (code != 0 || root == NULL || root->first_child == NULL) {
		return code;
	}
	if (zr_buffer_add_format(ret_nodeset, "instance('%s')/root/item", file) != 0) {
		return zr_loading_nomem(loading);
	}
	return add_filters(loading, element, arguments, count, ret_nodeset);
}
