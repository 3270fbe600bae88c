/* A heading is the column's; that of its words says so, that of a choice names it. */
#include "hub/out/variables.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

enum {
	VARIABLE_COUNT_MAX = 32000 /* Stata takes 32,767 */
};

void zr_variables_finish(struct zr_variables *variables)
{
	assert(variables != NULL);
	for (size_t i = 0; i < variables->count; i++) {
		free(variables->items[i].heading);
		free(variables->items[i].label);
		free(variables->items[i].name);
	}
	free(ZR_TAKE(variables->items));
	variables->count = variables->capacity = 0;
}

static int grow(struct zr_variables *variables)
{
	if (variables->count < variables->capacity) {
		return 0;
	}
	size_t capacity = 2 * variables->capacity + 64;
	struct zr_variable *more = realloc(variables->items, capacity * sizeof *more);
	if (more == NULL || variables->count == VARIABLE_COUNT_MAX) {
		variables->items = more != NULL ? more : variables->items;
		return more == NULL ? ZR_E_NOMEM : ZR_E_LIMIT;
	}
	variables->items = more;
	variables->capacity = capacity;
	return 0;
}

/* Heading and label move in. */
static int add(struct zr_variables *variables, const struct zr_variable *variable)
{
	int code =
		variable->heading != NULL && variable->label != NULL ? grow(variables) : ZR_E_NOMEM;
	if (code != 0) {
		free(variable->heading);
		free(variable->label);
		return code;
	}
	variables->items[variables->count++] = *variable;
	return 0;
}

static char *join(const char *one, const char *between, const char *other)
{
	char *text = NULL;
	return asprintf(&text, "%s%s%s", one, between, other) >= 0 ? text : NULL;
}

/* ---- what a variable promises ---- */

/* Whether all choices have codes that are whole numbers. */
static bool has_numbers(const struct zr_meaning *meaning)
{
	for (size_t i = 0; i < meaning->count; i++) {
		const char *value = meaning->choices[i]->value;
		if (zr_coding_widen(ZR_CODING_WHOLE, value) != ZR_CODING_WHOLE) {
			return false;
		}
	}
	return meaning->count > 0;
}

static enum zr_coding promise(enum zr_meaning_kind kind, const struct zr_meaning *meaning)
{
	switch (kind) {
	case ZR_MEANING_WHOLE:
		return ZR_CODING_WHOLE;
	case ZR_MEANING_DECIMAL:
		return ZR_CODING_NUMBER;
	case ZR_MEANING_DATE:
		return ZR_CODING_DATE;
	case ZR_MEANING_TIME:
		return ZR_CODING_TIME;
	case ZR_MEANING_MOMENT:
		return ZR_CODING_MOMENT;
	case ZR_MEANING_ONE:
		return has_numbers(meaning) ? ZR_CODING_WHOLE : ZR_CODING_TEXT;
	default:
		/* A calculation is what it comes to. */
		return meaning != NULL && meaning->is_calculated ? ZR_CODING_WHOLE : ZR_CODING_TEXT;
	}
}

/* ---- which there are ---- */

static int add_facts(struct zr_variables *variables, const struct zr_variables_wish *wish)
{
	const struct zr_row_fact *facts = zr_row_facts_of(wish->is_repeat);
	int code = 0;
	for (size_t i = 0; code == 0 && facts[i].heading != NULL; i++) {
		const struct zr_variable variable = {.source = ZR_VARIABLE_OWN,
			.index = i,
			.heading = strdup(facts[i].heading),
			.label = strdup(zr_row_facts_label(&facts[i], wish->language)),
			.kind = facts[i].kind,
			.type = promise(facts[i].kind, NULL)};
		code = add(variables, &variable);
	}
	return code;
}

static int add_flags(struct zr_variables *variables, const struct zr_variable *of)
{
	assert(of->meaning != NULL && of->heading != NULL);
	const struct zr_meaning *meaning = of->meaning;
	int code = 0;
	for (size_t i = 0; code == 0 && i < meaning->count; i++) {
		const struct zr_meaning_choice *choice = meaning->choices[i];
		bool has_words = of->label[0] != '\0';
		struct zr_variable variable = *of;
		variable.source = ZR_VARIABLE_FLAG;
		variable.choice = choice;
		variable.heading = join(of->heading, "/", choice->value);
		variable.label = join(of->label, has_words ? ": " : "", choice->label);
		variable.kind = ZR_MEANING_WHOLE;
		variable.type = ZR_CODING_WHOLE;
		code = add(variables, &variable);
	}
	return code;
}

size_t zr_variables_code_bytes(const struct zr_meaning *meaning)
{
	assert(meaning != NULL);
	size_t bytes_max = 0;
	for (size_t i = 0; i < meaning->count; i++) {
		size_t bytes = strlen(meaning->choices[i]->value);
		bytes_max = bytes > bytes_max ? bytes : bytes_max;
	}
	return bytes_max;
}

static bool wants_label(const struct zr_variable *of, const struct zr_column *column,
	const struct zr_variables_wish *wish)
{
	if (!column->has_labels) {
		return false;
	}
	bool is_long = zr_variables_code_bytes(of->meaning) > wish->label_bytes_max;
	return wish->has_labels ||
	       (wish->has_labels_of_text && is_long && of->kind == ZR_MEANING_ONE &&
		       of->type == ZR_CODING_TEXT);
}

static int add_label(struct zr_variables *variables, const struct zr_variable *of)
{
	struct zr_variable variable = *of;
	variable.source = ZR_VARIABLE_LABEL;
	variable.heading = join(of->heading, " ", "(label)");
	variable.label = strdup(of->label);
	variable.kind = ZR_MEANING_TEXT;
	variable.type = ZR_CODING_TEXT;
	return add(variables, &variable);
}

/* A column's variables. of borrows its texts. */
static int add_column(struct zr_variables *variables, const struct zr_variable *of,
	const struct zr_column *column, const struct zr_variables_wish *wish)
{
	assert(of->heading != NULL && of->label != NULL);
	bool is_many = of->kind == ZR_MEANING_MANY;
	bool has_flags = is_many && wish->has_flags && of->meaning->count > 0;
	int code = 0;
	if (!has_flags || !wish->is_without_many) {
		struct zr_variable variable = *of;
		variable.heading = strdup(of->heading);
		variable.label = strdup(of->label);
		code = add(variables, &variable);
		if (code == 0 && wants_label(of, column, wish)) {
			code = add_label(variables, of);
		}
	}
	return code == 0 && has_flags ? add_flags(variables, of) : code;
}

int zr_variables_make(struct zr_variables *variables, const struct zr_columns *columns,
	const struct zr_meanings *meanings, const struct zr_variables_wish *wish,
	struct zr_error *error)
{
	assert(variables != NULL && variables->count == 0 && columns != NULL && wish != NULL);
	assert(meanings != NULL && meanings->count == columns->count);
	int code = add_facts(variables, wish);
	for (size_t i = 0; code == 0 && i < columns->count; i++) {
		const struct zr_meaning *meaning = &meanings->items[i];
		const struct zr_variable variable = {.source = ZR_VARIABLE_VALUE,
			.index = i,
			.meaning = meaning,
			.heading = columns->items[i].heading,
			.label = meaning->label != NULL ? meaning->label : (char *)(uintptr_t) "",
			.kind = meaning->kind,
			.type = promise(meaning->kind, meaning)};
		code = add_column(variables, &variable, &columns->items[i], wish);
	}
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code,
			"the table would have more than %d variables; ask for choices in one "
			"(multiple=text)",
			VARIABLE_COUNT_MAX);
	}
	return code == 0 ? 0 : zr_error_set(error, code, "the hub is short of memory");
}

/* ---- rows ---- */

static bool has_word(const char *words, const char *word)
{
	size_t bytes = strlen(word);
	while (*words != '\0') {
		size_t next = strcspn(words, " ");
		if (next == bytes && memcmp(words, word, bytes) == 0) {
			return true;
		}
		words += next + strspn(words + next, " ");
	}
	return false;
}

static const char *text_of(const struct zr_variable *variable, const struct zr_table_row *row)
{
	switch (variable->source) {
	case ZR_VARIABLE_OWN:
		return row->own[variable->index];
	case ZR_VARIABLE_VALUE:
		return row->values[variable->index];
	case ZR_VARIABLE_LABEL:
		return row->labels[variable->index];
	case ZR_VARIABLE_FLAG:
		break;
	}
	const char *words = row->values[variable->index];
	if (words == NULL || words[0] == '\0') {
		return NULL; /* nobody answered: that is not "no" */
	}
	return has_word(words, variable->choice->value) ? "1" : "0";
}

void zr_variables_fill(const struct zr_variables *variables, const struct zr_table_row *row,
	const char **ret_cells)
{
	assert(variables != NULL && row != NULL && ret_cells != NULL);
	for (size_t i = 0; i < variables->count; i++) {
		const char *text = text_of(&variables->items[i], row);
		ret_cells[i] = text != NULL ? text : "";
	}
}

void zr_variables_measure(struct zr_variables *variables, const char *const *cells)
{
	assert(variables != NULL && cells != NULL);
	for (size_t i = 0; i < variables->count; i++) {
		struct zr_variable *variable = &variables->items[i];
		size_t bytes = strlen(cells[i]);
		variable->type = zr_coding_widen(variable->type, cells[i]);
		if (bytes > variable->bytes_max) {
			variable->bytes_max = bytes;
		}
	}
}
