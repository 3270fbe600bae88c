/*
 * Expressions of a form. Real forms repeat theirs (thousands of selected(…) over a few texts), so
 * that each text is compiled once: terms are immutable and know no place.
 */
#include "lib/form/load/compiler.h"

#include <assert.h>
#include <string.h>

#include "lib/form/load/loading.h"
#include "lib/form/load/search.h"
#include "lib/form/xml.h"

static const char *namespace_for(void *user, const char *prefix)
{
	const struct zr_loading *loading = user;
	if (*prefix == '\0') {
		return "";
	}
	const struct zr_xml_prefix *at = loading->form->prefixes;
	for (; at != NULL; at = at->next) {
		if (strcmp(at->prefix, prefix) == 0) {
			return at->uri;
		}
	}
	return NULL;
}

static struct zr_compiled **find_compiled(struct zr_form *form, const char *text)
{
	uint32_t hash = 2166136261u;
	for (const char *at = text; *at != '\0'; at++) {
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	}
	struct zr_compiled **slot = &form->compiled[(hash ^ (hash >> 16)) % ZR_COMPILED_SLOTS];
	while (*slot != NULL && strcmp((*slot)->text, text) != 0) {
		slot = &(*slot)->next_in_slot;
	}
	return slot;
}

static int compile_error(
	struct zr_loading *loading, const struct zr_origin *origin, const struct zr_error *fault)
{
	assert(fault != NULL && fault->code != 0);
	int code = fault->code != 0 ? fault->code : ZR_E_SYNTAX;
	if (loading->error != NULL) {
		*loading->error = *fault;
		zr_error_blame(loading->error, origin->role);
		zr_error_place(loading->error,
			origin->element != NULL ? zr_xml_line(origin->element) : 0, origin->node);
	}
	return code;
}

int zr_compiler_compile(struct zr_loading *loading, const struct zr_origin *origin,
	const char *text, const struct zr_xpath **ret_expression)
{
	assert(loading != NULL && origin != NULL && text != NULL && ret_expression != NULL);
	struct zr_form *form = loading->form;
	struct zr_compiled **slot = find_compiled(form, text);
	if (*slot == NULL) {
		struct zr_xpath_scope scope = {.names = form->names,
			.namespace_for = namespace_for,
			.user = loading,
			.is_portable = form->is_portable};
		struct zr_error fault = {0};
		struct zr_compiled *entry = zr_arena_new(&form->arena, sizeof *entry);
		if (entry == NULL) {
			return zr_loading_nomem(loading);
		}
		int code = zr_xpath_compile(text, &scope, &entry->expression, &fault);
		if (code != 0) {
			fault.code = code;
			return compile_error(loading, origin, &fault);
		}
		entry->text = zr_xpath_text(entry->expression);
		*slot = entry;
		code = zr_search_need_lists(loading, origin->element, entry->expression);
		if (code != 0) {
			return code;
		}
	}
	*ret_expression = (*slot)->expression;
	return 0;
}

void zr_compiler_free_all(struct zr_form *form)
{
	assert(form != NULL);
	for (size_t i = 0; i < ZR_COMPILED_SLOTS; i++) {
		for (struct zr_compiled *at = form->compiled[i]; at != NULL;
			at = at->next_in_slot) {
			zr_xpath_free(at->expression);
		}
	}
}
