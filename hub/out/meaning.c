/* Choices are looked up by a tree of the C library: a list of all settlements has 150,000. */
#include "hub/out/meaning.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/form/flat.h"
#include "lib/form/legend.h"

int zr_meaning_make(struct zr_meanings *meanings, size_t column_count, struct zr_error *error)
{
	assert(meanings != NULL && meanings->items == NULL);
	meanings->items = calloc(column_count + 1, sizeof *meanings->items);
	meanings->count = meanings->items != NULL ? column_count : 0;
	return meanings->items != NULL
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static void keep_node(void *node)
{
	(void)node; /* the list owns the choices */
}

static void choice_free(struct zr_meaning_choice *choice)
{
	if (choice != NULL) {
		free(choice->value);
		free(choice->label);
		free(choice);
	}
}
ZR_DEFINE_CLEANUP(struct zr_meaning_choice *, choice_free);

void zr_meaning_finish(struct zr_meanings *meanings)
{
	assert(meanings != NULL);
	for (size_t i = 0; i < meanings->count; i++) {
		struct zr_meaning *meaning = &meanings->items[i];
		tdestroy(meaning->tree, keep_node);
		for (size_t j = 0; j < meaning->count; j++) {
			choice_free(meaning->choices[j]);
		}
		free(meaning->choices);
		free(meaning->label);
	}
	free(ZR_TAKE(meanings->items));
	meanings->count = 0;
}

/* ---- choices ---- */

static int compare(const void *left, const void *right)
{
	const struct zr_meaning_choice *a = left;
	const struct zr_meaning_choice *b = right;
	return strcmp(a->value, b->value);
}

static int grow(struct zr_meaning *meaning)
{
	if (meaning->count < meaning->capacity) {
		return 0;
	}
	size_t capacity = 2 * meaning->capacity + 16;
	struct zr_meaning_choice **more =
		realloc(meaning->choices, capacity * sizeof *meaning->choices);
	if (more == NULL) {
		return ZR_E_NOMEM;
	}
	meaning->choices = more;
	meaning->capacity = capacity;
	return 0;
}

static int add_choice(struct zr_meaning *meaning, const struct zr_legend_choice *told)
{
	assert(told->value != NULL && told->label != NULL);
	ZR_CLEANUP(choice_freep)
	struct zr_meaning_choice *choice = calloc(1, sizeof *choice);
	if (choice == NULL || grow(meaning) != 0) {
		return ZR_E_NOMEM;
	}
	choice->value = strdup(told->value);
	choice->label = strdup(told->label);
	choice->is_doubtful = told->is_worded;
	if (choice->value == NULL || choice->label == NULL) {
		return ZR_E_NOMEM;
	}
	struct zr_meaning_choice **found = tsearch(choice, &meaning->tree, compare);
	if (found == NULL) {
		return ZR_E_NOMEM;
	}
	if (*found != choice) {
		bool is_same = strcmp((*found)->label, choice->label) == 0;
		(*found)->is_doubtful = (*found)->is_doubtful || told->is_worded || !is_same;
		return 0;
	}
	meaning->choices[meaning->count++] = ZR_TAKE(choice);
	return 0;
}

static int take_choice(void *user, const struct zr_legend_choice *choice)
{
	return add_choice(user, choice);
}

const struct zr_meaning_choice *zr_meaning_find(
	const struct zr_meaning *meaning, const char *value, size_t bytes)
{
	assert(meaning != NULL && value != NULL);
	ZR_CLEANUP_FREE char *text = strndup(value, bytes);
	const struct zr_meaning_choice wanted = {.value = text};
	struct zr_meaning_choice *const *found =
		text != NULL ? tfind(&wanted, &meaning->tree, compare) : NULL;
	return found != NULL ? *found : NULL;
}

/* ---- kinds ---- */

static enum zr_meaning_kind kind_of(const struct zr_bind *bind)
{
	if (bind->control != NULL && bind->control->kind == ZR_CONTROL_SELECT_ONE) {
		return ZR_MEANING_ONE;
	}
	if (bind->control != NULL && (bind->control->kind == ZR_CONTROL_SELECT_MANY ||
					     bind->control->kind == ZR_CONTROL_RANK)) {
		return ZR_MEANING_MANY;
	}
	switch (bind->type) {
	case ZR_TYPE_INT:
		return ZR_MEANING_WHOLE;
	case ZR_TYPE_DECIMAL:
		return ZR_MEANING_DECIMAL;
	case ZR_TYPE_DATE:
		return ZR_MEANING_DATE;
	case ZR_TYPE_TIME:
		return ZR_MEANING_TIME;
	case ZR_TYPE_DATETIME:
		return ZR_MEANING_MOMENT;
	default:
		return ZR_MEANING_TEXT;
	}
}

static bool is_number(enum zr_meaning_kind kind)
{
	return kind == ZR_MEANING_WHOLE || kind == ZR_MEANING_DECIMAL;
}

static enum zr_meaning_kind join_kinds(enum zr_meaning_kind one, enum zr_meaning_kind other)
{
	if (one == other) {
		return one;
	}
	return is_number(one) && is_number(other) ? ZR_MEANING_DECIMAL : ZR_MEANING_TEXT;
}

/* ---- forms ---- */

static int add_label(struct zr_meaning *meaning, const struct zr_form *form,
	const struct zr_bind *bind, size_t language)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_legend_add_text(form, bind, ZR_TEXT_LABEL, language, &text);
	if (code != 0 || (meaning->label != NULL && meaning->label[0] != '\0')) {
		return code;
	}
	free(meaning->label);
	meaning->label = strdup(zr_buffer_text(&text));
	return meaning->label != NULL ? 0 : ZR_E_NOMEM;
}

static int add_bind(struct zr_meaning *meaning, const struct zr_form *form,
	const struct zr_bind *bind, size_t language)
{
	assert(bind != NULL && meaning->count <= meaning->capacity);
	bool is_calculated = bind->control == NULL && bind->rules[ZR_RULE_CALCULATE] != NULL;
	bool has_all = zr_legend_has_all_choices(bind);
	enum zr_meaning_kind kind = kind_of(bind);
	bool is_first = !meaning->is_known;
	meaning->is_known = true;
	meaning->kind = is_first ? kind : join_kinds(meaning->kind, kind);
	meaning->has_all = has_all && (is_first || meaning->has_all);
	meaning->is_calculated = is_calculated && (is_first || meaning->is_calculated);
	int code = add_label(meaning, form, bind, language);
	return code == 0 ? zr_legend_list_choices(form, bind, language, take_choice, meaning)
			 : code;
}

int zr_meaning_add_form(struct zr_meanings *meanings, const struct zr_form *form,
	const size_t *places, const char *language, struct zr_error *error)
{
	assert(meanings != NULL && form != NULL && places != NULL);
	size_t index = language != NULL ? zr_form_find_language(form, language)
					: zr_form_default_language(form);
	int code = 0;
	for (const struct zr_bind *bind = zr_flat_schema(form); code == 0 && bind != NULL;
		bind = zr_flat_next(form, bind)) {
		size_t place = places[bind->index];
		assert(place <= meanings->count);
		code = place > 0 ? add_bind(&meanings->items[place - 1], form, bind, index) : 0;
	}
	return code == 0 ? 0 : zr_error_set(error, code, "the hub is short of memory");
}
