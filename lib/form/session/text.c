/*
 * Texts in the session's language, outputs filled in. Source: ODK XForms "Label, hint, output".
 */
#include "lib/form/session/text.h"

#include <assert.h>
#include <string.h>

#include "lib/form/load/itext.h"
#include "lib/form/session/instances.h"
#include "lib/form/session/working.h"

static int add_output(struct zr_session *session, const struct zr_xpath *output,
	struct zr_node *node, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(output != NULL);
	struct zr_value value;
	int code = zr_working_evaluate(session, output, node, &value, error);
	if (code != 0) {
		return zr_working_blame(error, code, "output", node);
	}
	const struct zr_xpath_context context = zr_working_context(session, node);
	const char *text = zr_value_string(&value, &context);
	code = text != NULL ? zr_buffer_add_text(ret_text, text) : ZR_E_NOMEM;
	zr_working_release(session);
	return code != 0 ? zr_working_nomem(error) : 0;
}

static int add_pieces(struct zr_session *session, const struct zr_piece *piece,
	struct zr_node *node, struct zr_buffer *ret_text, struct zr_error *error)
{
	int code = 0;
	for (; code == 0 && piece != NULL; piece = piece->next) {
		if (piece->output != NULL) {
			code = add_output(session, piece->output, node, ret_text, error);
		} else if (zr_buffer_add_text(ret_text, piece->literal) != 0) {
			code = zr_working_nomem(error);
		}
	}
	return code;
}

int zr_text_add_itext(struct zr_session *session, const struct zr_itext *itext,
	const struct zr_wording *wording, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && itext != NULL && wording != NULL && ret_text != NULL);
	const struct zr_piece *pieces =
		zr_itext_pieces(&session->form->itext, itext, session->language, wording->form);
	return add_pieces(session, pieces, wording->node, ret_text, error);
}

int zr_text_add(struct zr_session *session, const struct zr_caption *text,
	const struct zr_wording *wording, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && wording != NULL && ret_text != NULL);
	if (text == NULL) {
		return 0;
	}
	if (text->itext != NULL) {
		return zr_text_add_itext(session, text->itext, wording, ret_text, error);
	}
	enum zr_itext_form form = wording->form;
	bool is_words = form == ZR_ITEXT_PLAIN || form == ZR_ITEXT_LONG || form == ZR_ITEXT_SHORT;
	return is_words ? add_pieces(session, text->pieces, wording->node, ret_text, error) : 0;
}

static struct zr_node *node_of(struct zr_session *session, const struct zr_item *item)
{
	if (item->node != NULL) {
		return item->node;
	}
	if (item->kind == ZR_ITEM_PROMPT) {
		struct zr_node *anchor =
			zr_instances_anchor(item->parent, item->control->priv->bind);
		if (anchor != NULL) {
			return anchor;
		}
	}
	return item->parent != NULL ? item->parent : session->document->first_child;
}

/* What the form gives for it, NULL when it gives nothing. */
static const struct zr_caption *caption_of(const struct zr_control_priv *priv, enum zr_text which)
{
	switch (which) {
	case ZR_TEXT_HINT:
	case ZR_TEXT_GUIDANCE:
		return priv->hint;
	case ZR_TEXT_CONSTRAINT_MESSAGE:
		return priv->bind != NULL ? priv->bind->constraint_message : NULL;
	case ZR_TEXT_REQUIRED_MESSAGE:
		return priv->bind != NULL ? priv->bind->required_message : NULL;
	default:
		return priv->label; /* its pictures and sounds, too */
	}
}

int zr_session_text(struct zr_session *session, const struct zr_item *item, enum zr_text which,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	static const enum zr_itext_form FORMS[] = {
		[ZR_TEXT_LABEL] = ZR_ITEXT_LONG,
		[ZR_TEXT_HINT] = ZR_ITEXT_LONG,
		[ZR_TEXT_GUIDANCE] = ZR_ITEXT_GUIDANCE,
		[ZR_TEXT_CONSTRAINT_MESSAGE] = ZR_ITEXT_LONG,
		[ZR_TEXT_REQUIRED_MESSAGE] = ZR_ITEXT_LONG,
		[ZR_TEXT_IMAGE] = ZR_ITEXT_IMAGE,
		[ZR_TEXT_AUDIO] = ZR_ITEXT_AUDIO,
		[ZR_TEXT_VIDEO] = ZR_ITEXT_VIDEO,
	};
	assert(session != NULL && item != NULL && ret_text != NULL);
	assert((size_t)which < sizeof FORMS / sizeof *FORMS);
	if (item->control == NULL) {
		return 0;
	}
	const struct zr_wording wording = {.form = FORMS[which], .node = node_of(session, item)};
	size_t begin = ret_text->bytes;
	int code = zr_text_add(
		session, caption_of(item->control->priv, which), &wording, ret_text, error);
	bool is_message = which == ZR_TEXT_CONSTRAINT_MESSAGE || which == ZR_TEXT_REQUIRED_MESSAGE;
	if (code == 0 && is_message && strcmp(zr_buffer_text(ret_text) + begin, "-") == 0) {
		ret_text->bytes = begin; /* XLSForm's mark of what a language does not say */
		ret_text->data[begin] = '\0';
	}
	return code;
}
