/*
 * The choices of a select: from the body's items, or from a nodeset evaluated now.
 *
 * What zr_session_choices() gives out lives in the session's choice arena until the next call.
 */
#include "lib/form/session/choices.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/load/itext.h"
#include "lib/form/session/text.h"
#include "lib/form/session/working.h"
#include "lib/form/source/lookup.h"

/* Calls each for every open choice: either item or row is set. Stops at non-zero. */
struct each_choice {
	int (*call)(struct each_choice *each, const char *value,
		const struct zr_inline_choice *item, struct zr_node *row);
	struct zr_session *session;
	struct zr_choice_list list;
	struct zr_error *error;
	const char *wanted; /* for the label of one value */
	struct zr_buffer *text;
	size_t count;
	bool is_found;
	bool has_phrases; /* values that are no single words */
};

static const char *child_text(const struct zr_node *row, const struct zr_name *name)
{
	const struct zr_node *child = zr_node_child(row, name);
	return child != NULL ? zr_node_value(child) : "";
}

/* The text of an expression on a row, appended to out. */
static int evaluate_on_row(struct zr_session *session, const struct zr_xpath *expression,
	struct zr_node *row, struct zr_buffer *out, struct zr_error *error)
{
	struct zr_value value;
	int code = zr_working_evaluate(session, expression, row, &value, error);
	if (code != 0) {
		return code;
	}
	const struct zr_xpath_context context = zr_working_context(session, row);
	const char *text = zr_value_string(&value, &context);
	code = text != NULL && zr_buffer_add_text(out, text) == 0 ? 0 : zr_working_nomem(error);
	zr_working_release(session);
	return code;
}

static int call_with_row(struct each_choice *each, struct zr_node *row)
{
	assert(row != NULL);
	const struct zr_choice_source *source = each->list.control->priv->choices;
	if (source->value_name != NULL) {
		return each->call(each, child_text(row, source->value_name), NULL, row);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	int code = evaluate_on_row(each->session, source->value, row, &value, each->error);
	return code != 0 ? code : each->call(each, zr_buffer_text(&value), NULL, row);
}

static int visit_choices(struct each_choice *each)
{
	const struct zr_choice_source *source = each->list.control->priv->choices;
	int code = 0;
	const struct zr_inline_choice *item = source->items;
	for (; code == 0 && item != NULL; item = item->next) {
		code = each->call(each, item->value, item, NULL);
	}
	if (code != 0 || source->nodeset == NULL) {
		return code;
	}
	struct zr_value rows;
	code = zr_working_evaluate(
		each->session, source->nodeset, each->list.node, &rows, each->error);
	if (code != 0) {
		return zr_working_blame(each->error, code, "choices", each->list.node);
	}
	size_t count = rows.kind == ZR_VALUE_NODES ? rows.nodes.count : 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = call_with_row(each, rows.nodes.items[i]);
	}
	zr_working_release(each->session);
	return code;
}

/* Appends the label of an item or row; the value where the form gives none. A row's own blank label
 * is a label. */
static int add_label(struct each_choice *each, const char *value,
	const struct zr_inline_choice *item, struct zr_node *row, struct zr_buffer *out)
{
	assert((item != NULL) != (row != NULL));
	struct zr_session *session = each->session;
	const struct zr_choice_source *source = each->list.control->priv->choices;
	size_t before = out->bytes;
	int code = 0;
	if (item != NULL) {
		code = zr_text_add(session, item->label,
			&(struct zr_wording){ZR_ITEXT_LONG, each->list.node}, out, each->error);
	} else if (source->external != NULL) {
		const struct zr_name *column = source->external[session->language];
		code = column != NULL ? zr_buffer_add_text(out, child_text(row, column)) : 0;
	} else if (source->label_is_itext) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer id = {0};
		code = evaluate_on_row(session, source->label, row, &id, each->error);
		const struct zr_itext *itext =
			zr_itext_find(&session->form->itext, zr_buffer_text(&id));
		if (code == 0 && itext != NULL) {
			code = zr_text_add_itext(session, itext,
				&(struct zr_wording){ZR_ITEXT_LONG, each->list.node}, out,
				each->error);
		}
	} else if (source->label_name != NULL && zr_node_child(row, source->label_name) != NULL) {
		return zr_buffer_add_text(out, child_text(row, source->label_name));
	} else if (source->label != NULL) {
		code = evaluate_on_row(session, source->label, row, out, each->error);
	}
	if (code == 0 && out->bytes == before) {
		code = zr_buffer_add_text(out, value);
	}
	return code;
}

static int add_image(struct each_choice *each, const struct zr_inline_choice *item,
	struct zr_node *row, struct zr_buffer *out)
{
	assert((item != NULL) != (row != NULL));
	struct zr_session *session = each->session;
	const struct zr_choice_source *source = each->list.control->priv->choices;
	if (item != NULL) {
		return zr_text_add(session, item->label,
			&(struct zr_wording){ZR_ITEXT_IMAGE, each->list.node}, out, each->error);
	}
	if (!source->label_is_itext) {
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer id = {0};
	int code = evaluate_on_row(session, source->label, row, &id, each->error);
	const struct zr_itext *itext = zr_itext_find(&session->form->itext, zr_buffer_text(&id));
	return code == 0 && itext != NULL
		       ? zr_text_add_itext(session, itext,
				 &(struct zr_wording){ZR_ITEXT_IMAGE, each->list.node}, out,
				 each->error)
		       : code;
}

/* Whether the list of words has this word. */
static bool has_word(const char *words, const char *word)
{
	size_t bytes = strlen(word);
	while (*words != '\0') {
		size_t next = strcspn(words, " ");
		if (next == bytes && memcmp(words, word, bytes) == 0) {
			return bytes > 0;
		}
		words += next + strspn(words + next, " ");
	}
	return false;
}

static bool is_selected(const struct each_choice *each, const char *value)
{
	const char *answer = zr_node_value(each->list.node);
	bool is_many = each->list.control->kind == ZR_CONTROL_SELECT_MANY ||
		       each->list.control->kind == ZR_CONTROL_RANK;
	return is_many ? has_word(answer, value) : *value != '\0' && strcmp(answer, value) == 0;
}

static int collect(struct each_choice *each, const char *value, const struct zr_inline_choice *item,
	struct zr_node *row)
{
	assert(each->count <= each->session->choice_capacity);
	struct zr_session *session = each->session;
	if (each->count == session->choice_capacity) {
		size_t capacity = each->count == 0 ? 16 : each->count * 2;
		struct zr_choice *choices = realloc(session->choices, capacity * sizeof *choices);
		if (choices == NULL) {
			return zr_working_nomem(each->error);
		}
		session->choices = choices;
		session->choice_capacity = capacity;
	}
	zr_buffer_clear(each->text);
	int code = add_label(each, value, item, row, each->text);
	size_t label_bytes = each->text->bytes;
	if (code == 0) {
		code = add_image(each, item, row, each->text);
	}
	if (code != 0) {
		return code;
	}
	struct zr_arena *arena = &session->choice_arena;
	const char *text = zr_buffer_text(each->text);
	struct zr_choice choice = {.value = zr_arena_copy(arena, value, strlen(value)),
		.label = zr_arena_copy(arena, text, label_bytes),
		.image = zr_arena_copy(arena, text + label_bytes, strlen(text + label_bytes)),
		.row = row,
		.is_selected = is_selected(each, value)};
	if (choice.value == NULL || choice.label == NULL || choice.image == NULL) {
		return zr_working_nomem(each->error);
	}
	session->choices[each->count++] = choice;
	return 0;
}

int zr_session_choices(struct zr_session *session, const struct zr_item *item,
	const struct zr_choice **ret_choices, size_t *ret_count, struct zr_error *error)
{
	assert(session != NULL && item != NULL && ret_choices != NULL && ret_count != NULL);
	*ret_choices = NULL;
	*ret_count = 0;
	if (item->control->priv->choices == NULL || item->node == NULL) {
		return 0;
	}
	zr_arena_reset(&session->choice_arena);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	struct each_choice each = {.call = collect,
		.session = session,
		.list = {item->control, item->node},
		.error = error,
		.text = &text};
	int code = visit_choices(&each);
	if (code == 0) {
		*ret_choices = session->choices;
		*ret_count = each.count;
	}
	return code;
}

/* ---- the label of one value ---- */

static int match(struct each_choice *each, const char *value, const struct zr_inline_choice *item,
	struct zr_node *row)
{
	if (each->is_found || strcmp(value, each->wanted) != 0) {
		return 0;
	}
	each->is_found = true;
	return add_label(each, value, item, row, each->text);
}

/* Matches only the rows that the index gives for the value; false: there is no index. */
static bool match_by_index(struct each_choice *each, int *ret_code)
{
	const struct zr_choice_source *source = each->list.control->priv->choices;
	if (source->holder == NULL || source->value_name == NULL || source->items != NULL) {
		return false;
	}
	const struct zr_lookup_key key = {
		.parent = source->holder, .row = source->row_name, .column = source->value_name};
	struct zr_node **rows = NULL;
	size_t count = 0;
	*ret_code = 0;
	if (!zr_lookup_find(each->session->form->lookups, &key, each->wanted, &rows, &count)) {
		return false;
	}
	for (size_t i = 0; *ret_code == 0 && i < count; i++) {
		*ret_code = call_with_row(each, rows[i]);
	}
	return true;
}

int zr_choices_label(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && list->node != NULL && ret_text != NULL);
	if (list->control->priv->choices == NULL) {
		return 0;
	}
	struct each_choice each = {.call = match,
		.session = session,
		.list = *list,
		.error = error,
		.wanted = value,
		.text = ret_text};
	int code = 0;
	return match_by_index(&each, &code) ? code : visit_choices(&each);
}

/* ---- rank ---- */

/* is_found: a choice that the ranking lacks. */
static int check_ranked(struct each_choice *each, const char *value,
	const struct zr_inline_choice *item, struct zr_node *row)
{
	(void)item;
	(void)row;
	each->count++;
	each->has_phrases = each->has_phrases || *value == '\0' || strchr(value, ' ') != NULL;
	each->is_found = each->is_found || !has_word(each->wanted, value);
	return 0;
}

static size_t count_words(const char *words)
{
	size_t count = 0;
	words += strspn(words, " ");
	while (*words != '\0') {
		count++;
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	return count;
}

/* A list whose values are no words cannot be ranked at all: whatever stands there is taken. */
int zr_choices_are_ranked(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, bool *ret_is_ranked, struct zr_error *error)
{
	assert(session != NULL && ret_is_ranked != NULL);
	*ret_is_ranked = true;
	if (list->control->priv->choices == NULL) {
		return 0;
	}
	struct each_choice each = {.call = check_ranked,
		.session = session,
		.list = *list,
		.error = error,
		.wanted = value};
	int code = visit_choices(&each);
	*ret_is_ranked = each.has_phrases || (!each.is_found && count_words(value) == each.count);
	return code;
}

/* ---- order ---- */

static int keep_if_chosen(struct each_choice *each, const char *value,
	const struct zr_inline_choice *item, struct zr_node *row)
{
	(void)item;
	(void)row;
	if (!has_word(each->wanted, value) || has_word(zr_buffer_text(each->text), value)) {
		return 0;
	}
	int code = each->text->bytes > 0 ? zr_buffer_add(each->text, " ", 1) : 0;
	code = code == 0 ? zr_buffer_add_text(each->text, value) : code;
	return code != 0 ? zr_working_nomem(each->error) : 0;
}

static int keep_if_equal(struct each_choice *each, const char *value,
	const struct zr_inline_choice *item, struct zr_node *row)
{
	(void)item;
	(void)row;
	if (each->text->bytes > 0 || strcmp(each->wanted, value) != 0) {
		return 0;
	}
	return zr_buffer_add_text(each->text, value) != 0 ? zr_working_nomem(each->error) : 0;
}

/* The chosen values in the order of the list; what the list does not have comes behind. */
int zr_choices_sort(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && ret_text != NULL);
	struct each_choice each = {.call = keep_if_chosen,
		.session = session,
		.list = *list,
		.error = error,
		.wanted = value,
		.text = ret_text};
	int code = list->control->priv->choices != NULL ? visit_choices(&each) : 0;
	while (code == 0 && *value != '\0') {
		size_t bytes = strcspn(value, " ");
		ZR_CLEANUP_FREE char *word = strndup(value, bytes);
		if (word == NULL) {
			return zr_working_nomem(error);
		}
		if (*word != '\0' && !has_word(zr_buffer_text(ret_text), word)) {
			code = ret_text->bytes > 0 ? zr_buffer_add(ret_text, " ", 1) : 0;
			if (code == 0) {
				code = zr_buffer_add_text(ret_text, word);
			}
		}
		value += bytes + strspn(value + bytes, " ");
	}
	return code;
}

/* Nothing but what the list has may stand. A search() without its list has placeholders only. */
static bool is_closed(const struct zr_control *control)
{
	const struct zr_control_priv *priv = control->priv;
	return priv->choices != NULL && !priv->bind->is_shared &&
	       (!priv->is_searched || priv->choices->nodeset != NULL);
}

/* The words of a ranking that are among those, each once, in the order that a person gave them. */
static int add_ranked(const char *ranking, const char *listed, struct zr_buffer *ret_text)
{
	int code = 0;
	while (code == 0 && *ranking != '\0') {
		size_t bytes = strcspn(ranking, " ");
		ZR_CLEANUP_FREE char *word = strndup(ranking, bytes);
		if (word == NULL) {
			return ZR_E_NOMEM;
		}
		if (has_word(listed, word) && !has_word(zr_buffer_text(ret_text), word)) {
			code = ret_text->bytes > 0 ? zr_buffer_add(ret_text, " ", 1) : 0;
			code = code == 0 ? zr_buffer_add(ret_text, word, bytes) : code;
		}
		ranking += bytes + strspn(ranking + bytes, " ");
	}
	return code;
}

/* What of the answer is in the list, in the list's order. A rank keeps its own. */
static int keep_listed(struct zr_session *session, const struct zr_choice_list *list,
	const char *answer, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(is_closed(list->control));
	bool is_rank = list->control->kind == ZR_CONTROL_RANK;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer listed = {0};
	struct each_choice each = {.call = list->control->kind == ZR_CONTROL_SELECT_ONE
						   ? keep_if_equal
						   : keep_if_chosen,
		.session = session,
		.list = *list,
		.error = error,
		.wanted = answer,
		.text = is_rank ? &listed : ret_text};
	int code = 0;
	if (list->control->kind != ZR_CONTROL_SELECT_ONE || !match_by_index(&each, &code)) {
		code = visit_choices(&each);
	}
	if (code == 0 && is_rank && add_ranked(answer, zr_buffer_text(&listed), ret_text) != 0) {
		return zr_working_nomem(error);
	}
	return code;
}

int zr_choices_fit(struct zr_session *session, struct zr_node *node, const char *text,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && ret_text != NULL);
	const struct zr_control *control = node->bind != NULL ? node->bind->control : NULL;
	if (*text == '\0' || control == NULL || !is_closed(control)) {
		return zr_buffer_add_text(ret_text, text) != 0 ? zr_working_nomem(error) : 0;
	}
	ZR_CLEANUP_FREE char *copy = strdup(text); /* the list may need the arena that text is in */
	return copy != NULL ? keep_listed(session, &(struct zr_choice_list){control, node}, copy,
				      ret_text, error)
			    : zr_working_nomem(error);
}
