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
	enum zr_itext_form form, struct zr_node *node, struct zr_buffer *ret_text,
	struct zr_error *error)
{
	assert(session != NULL && ret_text != NULL);
	const struct zr_piece *pieces =
		zr_itext_pieces(&session->form->itext, itext, session->language, form);
	return add_pieces(session, pieces, node, ret_text, error);
}

int zr_text_add(struct zr_session *session, const struct zr_caption *text, enum zr_itext_form form,
	struct zr_node *node, struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && ret_text != NULL);
	if (text == NULL) {
		return 0;
	}
	if (text->itext != NULL) {
		return zr_text_add_itext(session, text->itext, form, node, ret_text, error);
	}
	bool is_words = form == ZR_ITEXT_PLAIN || form == ZR_ITEXT_LONG || form == ZR_ITEXT_SHORT;
	return is_words ? add_pieces(session, text->pieces, node, ret_text, error) : 0;
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

int zr_session_text(struct zr_session *session, const struct zr_item *item, enum zr_text which,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(session != NULL && item != NULL && ret_text != NULL);
	if (item->control == NULL) {
		return 0;
	}
	const struct zr_control_priv *priv = item->control->priv;
	const struct zr_bind *bind = priv->bind;
	struct zr_node *node = node_of(session, item);
	switch (which) {
	case ZR_TEXT_LABEL:
		return zr_text_add(session, priv->label, ZR_ITEXT_LONG, node, ret_text, error);
	case ZR_TEXT_HINT:
		return zr_text_add(session, priv->hint, ZR_ITEXT_LONG, node, ret_text, error);
	case ZR_TEXT_GUIDANCE:
		return zr_text_add(session, priv->hint, ZR_ITEXT_GUIDANCE, node, ret_text, error);
	case ZR_TEXT_CONSTRAINT_MESSAGE:
		return bind == NULL ? 0
				    : zr_text_add(session, bind->constraint_message, ZR_ITEXT_LONG,
					      node, ret_text, error);
	case ZR_TEXT_REQUIRED_MESSAGE:
		return bind == NULL ? 0
				    : zr_text_add(session, bind->required_message, ZR_ITEXT_LONG,
					      node, ret_text, error);
	case ZR_TEXT_IMAGE:
		return zr_text_add(session, priv->label, ZR_ITEXT_IMAGE, node, ret_text, error);
	case ZR_TEXT_AUDIO:
		return zr_text_add(session, priv->label, ZR_ITEXT_AUDIO, node, ret_text, error);
	case ZR_TEXT_VIDEO:
		return zr_text_add(session, priv->label, ZR_ITEXT_VIDEO, node, ret_text, error);
	}
	return 0;
}
