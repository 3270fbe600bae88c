/* A version adds what no newer one has said; the versions are all of them. */
#include "hub/out/entry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/out/naming.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"
#include "lib/form/flat.h"
#include "lib/form/legend.h"

const char *const zr_entry_headings[ZR_ENTRY_FIELD_COUNT] = {"table", "heading", "name", "kind",
	"question", "hint", "choices", "constraint", "constraint_message", "relevant", "required",
	"calculation", "versions"};

void zr_entry_finish(struct zr_entries *entries)
{
	assert(entries != NULL);
	for (size_t i = 0; i < entries->count; i++) {
		for (size_t j = 0; j < ZR_ENTRY_FIELD_COUNT; j++) {
			zr_buffer_finish(&entries->items[i].fields[j]);
		}
	}
	free(ZR_TAKE(entries->items));
	entries->count = 0;
	zr_variables_finish(&entries->variables);
}

static int put(struct zr_entry *entry, enum zr_entry_field field, const char *text)
{
	zr_buffer_clear(&entry->fields[field]);
	return text != NULL ? zr_buffer_add_text(&entry->fields[field], text) : 0;
}

static const char *kind_of(const struct zr_variable *variable)
{
	static const char *const kinds[] = {[ZR_MEANING_TEXT] = "text",
		[ZR_MEANING_WHOLE] = "integer",
		[ZR_MEANING_DECIMAL] = "decimal",
		[ZR_MEANING_DATE] = "date",
		[ZR_MEANING_TIME] = "time",
		[ZR_MEANING_MOMENT] = "date and time",
		[ZR_MEANING_ONE] = "one choice",
		[ZR_MEANING_MANY] = "several choices"};
	return variable->source == ZR_VARIABLE_FLAG ? "0 or 1" : kinds[variable->kind];
}

/* "1 = male; 2 = female". */
static int add_choices(struct zr_entry *entry, const struct zr_variable *variable)
{
	struct zr_buffer *text = &entry->fields[ZR_ENTRY_CHOICES];
	const struct zr_meaning *meaning =
		variable->source == ZR_VARIABLE_VALUE ? variable->meaning : NULL;
	int code = 0;
	for (size_t i = 0; code == 0 && meaning != NULL && i < meaning->count; i++) {
		const struct zr_meaning_choice *choice = meaning->choices[i];
		code = zr_buffer_add_format(text, "%s%s = %s", text->bytes > 0 ? "; " : "",
			choice->value, choice->label);
	}
	return code;
}

static int describe(
	struct zr_entry *entry, const struct zr_variable *variable, const struct zr_plan *plan)
{
	int code = put(entry, ZR_ENTRY_TABLE, plan->repeat);
	if (code == 0) {
		code = put(entry, ZR_ENTRY_HEADING, variable->heading);
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_NAME, variable->name);
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_KIND, kind_of(variable));
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_QUESTION, variable->label);
	}
	return code == 0 ? add_choices(entry, variable) : code;
}

/* ---- what one version says ---- */

/* The conditions of the question and of all groups around it. */
static int add_relevance(struct zr_entry *entry, const struct zr_bind *bind)
{
	assert(entry != NULL && bind != NULL);
	struct zr_buffer *text = &entry->fields[ZR_ENTRY_RELEVANT];
	int code = 0;
	for (; code == 0 && bind != NULL; bind = bind->parent) {
		const char *rule = zr_legend_rule(bind, ZR_RULE_RELEVANT);
		if (rule != NULL) {
			code = zr_buffer_add_format(
				text, "%s(%s)", text->bytes > 0 ? " and " : "", rule);
		}
	}
	return code;
}

static int add_rules(struct zr_entry *entry, const struct zr_form *form, const struct zr_bind *bind,
	size_t language)
{
	int code = zr_legend_add_text(
		form, bind, ZR_TEXT_HINT, language, &entry->fields[ZR_ENTRY_HINT]);
	if (code == 0) {
		code = zr_legend_add_text(form, bind, ZR_TEXT_CONSTRAINT_MESSAGE, language,
			&entry->fields[ZR_ENTRY_MESSAGE]);
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_CONSTRAINT, zr_legend_constraint(bind));
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_REQUIRED, zr_legend_rule(bind, ZR_RULE_REQUIRED));
	}
	if (code == 0) {
		code = put(entry, ZR_ENTRY_CALCULATION, zr_legend_rule(bind, ZR_RULE_CALCULATE));
	}
	return code == 0 ? add_relevance(entry, bind) : code;
}

static int add_version(struct zr_entry *entry, const char *version)
{
	struct zr_buffer *text = &entry->fields[ZR_ENTRY_VERSIONS];
	return zr_buffer_add_format(text, "%s%s", text->bytes > 0 ? " " : "", version);
}

struct version {
	const struct zr_form *form;
	const char *name;
	const struct zr_bind **binds; /* by column; owned */
	size_t language;
};

static int add_from_version(struct zr_entries *entries, const struct version *version)
{
	int code = 0;
	for (size_t i = 0; code == 0 && i < entries->count; i++) {
		struct zr_entry *entry = &entries->items[i];
		const struct zr_variable *variable = &entries->variables.items[i];
		const struct zr_bind *bind = variable->source != ZR_VARIABLE_OWN
						     ? version->binds[variable->index]
						     : NULL;
		if (bind == NULL) {
			continue;
		}
		bool is_newest = entry->fields[ZR_ENTRY_VERSIONS].bytes == 0;
		code = is_newest ? add_rules(entry, version->form, bind, version->language) : 0;
		if (code == 0) {
			code = add_version(entry, version->name);
		}
	}
	return code;
}

static int read_version(struct zr_entries *entries, struct zr_plan *plan, struct version *version,
	const char *language, struct zr_error *error)
{
	assert(version->form != NULL && version->name != NULL);
	const struct zr_form *form = version->form;
	ZR_CLEANUP_FREE size_t *places = NULL;
	ZR_CLEANUP_FREE const struct zr_bind **binds =
		calloc(plan->columns.count + 1, sizeof(const struct zr_bind *));
	int code = binds != NULL ? zr_plan_find_places(plan, form, &places, error) : ZR_E_NOMEM;
	for (const struct zr_bind *bind = code == 0 ? zr_flat_schema(form) : NULL; bind != NULL;
		bind = zr_flat_next(form, bind)) {
		if (places[bind->index] > 0) {
			binds[places[bind->index] - 1] = bind;
		}
	}
	version->binds = binds;
	version->language = language != NULL ? zr_form_find_language(form, language)
					     : zr_form_default_language(form);
	return code == 0 ? add_from_version(entries, version) : code;
}

int zr_entry_make(struct zr_entries *entries, struct zr_context *context, struct zr_plan *plan,
	const char *language, struct zr_error *error)
{
	assert(entries != NULL && entries->items == NULL && context != NULL && plan != NULL);
	const struct zr_variables_wish wish = {
		.language = language, .is_repeat = plan->repeat != NULL, .has_flags = true};
	int code = zr_variables_make(
		&entries->variables, &plan->columns, &plan->meanings, &wish, error);
	if (code == 0) {
		code = zr_naming_make(&entries->variables, &plan->columns, error);
	}
	if (code != 0) {
		return code;
	}
	entries->items = calloc(entries->variables.count, sizeof *entries->items);
	entries->count = entries->items != NULL ? entries->variables.count : 0;
	code = entries->items != NULL ? 0 : ZR_E_NOMEM;
	for (size_t i = 0; code == 0 && i < entries->count; i++) {
		code = describe(&entries->items[i], &entries->variables.items[i], plan);
	}
	for (size_t i = 0; code == 0 && i < plan->versions.count; i++) {
		struct version version = {.name = plan->versions.names[i]};
		code = zr_reading_form(
			context, plan->versions.form_id, version.name, &version.form, error);
		if (code == 0) {
			code = read_version(entries, plan, &version, language, error);
		}
	}
	return code == ZR_E_NOMEM ? zr_error_set(error, code, "the hub is short of memory") : code;
}
