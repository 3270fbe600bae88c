/*
 * Texts in the session's language. For lib/form.
 */
#ifndef ZR_FORM_TEXT_H
#define ZR_FORM_TEXT_H

#include "lib/form/session/working.h"

/* How a text is wanted: which of its forms, with its outputs as they are at a node. */
struct zr_wording {
	enum zr_itext_form form;
	struct zr_node *node;
};

/* Appends the text of a label, a hint or a message (NULL: nothing), or of an id. */
int zr_text_add(struct zr_session *session, const struct zr_caption *text,
	const struct zr_wording *wording, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_text_add_itext(struct zr_session *session, const struct zr_itext *itext,
	const struct zr_wording *wording, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
