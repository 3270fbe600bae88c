/*
 * The lists that forms name without declaring an <instance>: pulldata('file', …) in expressions and
 * the appearance search('file', 'matches', 'column', value) of a select.
 *
 * The file is FILE.csv beside the form. Where it is missing the form still loads: pulldata() then
 * gives nothing and the select keeps the choices that the form writes out, with a warning.
 * Source: ODK documentation, "search()", "pulldata()".
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/form_priv.h"

/* A quoted text at *at; steps over it and a comma behind it. NULL when there is none. */
static char *take_quoted(struct zr_loading *loading, const char **at)
{
	const char *text = *at + strspn(*at, " \t\r\n");
	if (*text != '\'' && *text != '"') {
		return NULL;
	}
	const char *close = strchr(text + 1, *text);
	if (close == NULL) {
		return NULL;
	}
	*at = close + 1 + strspn(close + 1, " ,\t\r\n");
	return zr_arena_copy(&loading->form->arena, text + 1, (size_t)(close - text - 1));
}

int zr_search_need_lists(
	struct zr_loading *loading, const struct zr_node *element, const char *expression)
{
	static const char CALL[] = "pulldata(";
	int code = 0;
	const char *at = strstr(expression, CALL);
	while (code == 0 && at != NULL) {
		at += sizeof CALL - 1;
		const char *file = take_quoted(loading, &at);
		code = file != NULL ? zr_instance_need(loading, element, file) : 0;
		at = strstr(at, CALL);
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

/* What stands between the brackets of search( … ), a copy; NULL when it is not closed. */
static char *copy_arguments(struct zr_loading *loading, const char *open)
{
	int depth = 1;
	const char *at = open;
	for (; *at != '\0' && depth > 0; at++) {
		depth += (*at == '(') - (*at == ')');
	}
	return depth == 0 ? zr_arena_copy(&loading->form->arena, open, (size_t)(at - 1 - open))
			  : NULL;
}

int zr_search_nodeset(struct zr_loading *loading, const struct zr_node *element,
	const char *appearance, struct zr_buffer *ret_nodeset)
{
	static const char CALL[] = "search(";
	const char *open = strstr(appearance, CALL);
	const char *at = open != NULL ? copy_arguments(loading, open + sizeof CALL - 1) : NULL;
	const char *file = at != NULL ? take_quoted(loading, &at) : NULL;
	if (file == NULL || strpbrk(file, "'\"") != NULL) {
		return 0;
	}
	int code = zr_instance_need(loading, element, file);
	const struct zr_instance *list = zr_instance_find(loading->form, file);
	const struct zr_node *root =
		list != NULL && list->document != NULL ? list->document->first_child : NULL;
	if (code != 0 || root == NULL || root->first_child == NULL) {
		return code;
	}
	code = zr_buffer_add_format(ret_nodeset, "instance('%s')/root/item", file);
	const char *way = take_quoted(loading, &at);
	const char *column = way != NULL ? take_quoted(loading, &at) : NULL;
	if (code == 0 && column != NULL && *at != '\0') {
		size_t bytes = strlen(at);
		const char *comma = strchr(at, ',');
		if (comma != NULL && comma[1 + strspn(comma + 1, " ")] == '\'') {
			bytes = (size_t)(comma - at); /* a second filter narrows only the display */
		}
		char *value = zr_arena_copy(&loading->form->arena, at, bytes);
		if (value == NULL) {
			return zr_form_nomem(loading);
		}
		if (!add_filter(ret_nodeset, way, column, value)) {
			return zr_form_fault(loading, ZR_E_UNSUPPORTED, element, "search",
				"search() knows matches, contains, startswith and endswith, not "
				"'%.60s'",
				way);
		}
	}
	return code != 0 ? zr_form_nomem(loading) : 0;
}
