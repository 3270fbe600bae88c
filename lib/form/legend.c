/*
 * Lists are read where loading found them: the body's items, or the rows of an instance, whatever
 * filter stands before them. What a session alone can know (an output, an expression for a label)
 * is marked, and not guessed.
 */
#include "lib/form/legend.h"

#include <assert.h>

#include "lib/base/cleanup.h"
#include "lib/form/load/itext.h"
#include "lib/form/load/loaded.h"

static int add_pieces(const struct zr_piece *piece, struct zr_buffer *text, bool *ret_is_worded)
{
	int code = 0;
	for (; code == 0 && piece != NULL; piece = piece->next) {
		bool is_output = piece->output != NULL;
		*ret_is_worded = *ret_is_worded || is_output;
		code = zr_buffer_add_text(text, is_output ? "…" : piece->literal);
	}
	return code;
}

static int add_caption(const struct zr_form *form, const struct zr_caption *caption,
	size_t language, struct zr_buffer *text, bool *ret_is_worded)
{
	if (caption == NULL) {
		return 0;
	}
	const struct zr_piece *pieces =
		caption->itext != NULL
			? zr_itext_pieces(&form->itext, caption->itext, language, ZR_ITEXT_LONG)
			: caption->pieces;
	return add_pieces(pieces, text, ret_is_worded);
}

static const struct zr_choice_source *source_of(const struct zr_bind *bind)
{
	return bind->control != NULL ? bind->control->priv->choices : NULL;
}

static const char *column_of(const struct zr_node *row, const struct zr_name *name)
{
	const struct zr_node *column = name != NULL ? zr_node_child(row, name) : NULL;
	return column != NULL ? zr_node_value(column) : "";
}

static int add_row_label(const struct zr_form *form, const struct zr_choice_source *source,
	const struct zr_node *row, size_t language, struct zr_buffer *text)
{
	bool is_worded = false;
	if (source->external != NULL) {
		return zr_buffer_add_text(text, column_of(row, source->external[language]));
	}
	const char *label = column_of(row, source->label_name);
	if (!source->label_is_itext) {
		return zr_buffer_add_text(text, label);
	}
	const struct zr_itext *itext = zr_itext_find(&form->itext, label);
	return itext != NULL
		       ? add_pieces(zr_itext_pieces(&form->itext, itext, language, ZR_ITEXT_LONG),
				 text, &is_worded)
		       : 0;
}

struct listing {
	const struct zr_form *form;
	const struct zr_choice_source *source;
	size_t language;
	zr_legend_visit *visit;
	void *user;
	struct zr_buffer *label;
};

static int tell(const struct listing *listing, const char *value, bool is_worded)
{
	const char *label = listing->label->bytes > 0 ? zr_buffer_text(listing->label) : value;
	const struct zr_legend_choice choice = {value, label, is_worded};
	return value[0] != '\0' ? listing->visit(listing->user, &choice) : 0;
}

static int list_items(const struct listing *listing)
{
	int code = 0;
	const struct zr_inline_choice *item = listing->source->items;
	for (; code == 0 && item != NULL; item = item->next) {
		bool is_worded = false;
		zr_buffer_clear(listing->label);
		code = add_caption(
			listing->form, item->label, listing->language, listing->label, &is_worded);
		if (code == 0) {
			code = tell(listing, item->value, is_worded);
		}
	}
	return code;
}

static bool has_rows(const struct zr_choice_source *source)
{
	return source->list != NULL && source->value_name != NULL;
}

static int list_rows(const struct listing *listing)
{
	const struct zr_choice_source *source = listing->source;
	int code = 0;
	/* Words that are worked out for each row are the session's. */
	bool is_worded = source->label != NULL && source->label_name == NULL;
	const struct zr_node *row = has_rows(source) ? source->list->first_child : NULL;
	for (; code == 0 && row != NULL; row = row->next) {
		if (row->name != source->row_name) {
			continue;
		}
		zr_buffer_clear(listing->label);
		code = add_row_label(listing->form, source, row, listing->language, listing->label);
		if (code == 0) {
			code = tell(listing, column_of(row, source->value_name), is_worded);
		}
	}
	return code;
}

int zr_legend_list_choices(const struct zr_form *form, const struct zr_bind *bind, size_t language,
	zr_legend_visit *visit, void *user)
{
	assert(form != NULL && bind != NULL && visit != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	const struct listing listing = {form, source_of(bind), language, visit, user, &label};
	if (listing.source == NULL) {
		return 0;
	}
	int code = list_items(&listing);
	return code == 0 ? list_rows(&listing) : code;
}

bool zr_legend_has_all_choices(const struct zr_bind *bind)
{
	assert(bind != NULL);
	const struct zr_choice_source *source = source_of(bind);
	return source != NULL && !bind->is_shared && (source->nodeset == NULL || has_rows(source));
}

int zr_legend_add_text(const struct zr_form *form, const struct zr_bind *bind, enum zr_text which,
	size_t language, struct zr_buffer *ret_text)
{
	assert(form != NULL && bind != NULL && ret_text != NULL);
	const struct zr_control_priv *priv = bind->control != NULL ? bind->control->priv : NULL;
	const struct zr_caption *caption = NULL;
	bool is_worded = false;
	if (which == ZR_TEXT_CONSTRAINT_MESSAGE) {
		caption = bind->constraint_message;
	} else if (which == ZR_TEXT_REQUIRED_MESSAGE) {
		caption = bind->required_message;
	} else if (priv != NULL) {
		assert(which == ZR_TEXT_LABEL || which == ZR_TEXT_HINT);
		caption = which == ZR_TEXT_LABEL ? priv->label : priv->hint;
	}
	return add_caption(form, caption, language, ret_text, &is_worded);
}

const char *zr_legend_rule(const struct zr_bind *bind, enum zr_rule_kind kind)
{
	assert(bind != NULL && kind < ZR_RULE_COUNT_);
	const struct zr_rule *rule = bind->rules[kind];
	return rule != NULL ? zr_xpath_text(rule->expression) : NULL;
}

const char *zr_legend_constraint(const struct zr_bind *bind)
{
	assert(bind != NULL);
	return bind->constraint != NULL ? zr_xpath_text(bind->constraint) : NULL;
}
