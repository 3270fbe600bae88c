/*
 * Texts in the session's language. For lib/form.
 */
#ifndef ZR_FORM_TEXT_H
#define ZR_FORM_TEXT_H

#include "lib/form/session/working.h"

int zr_text_add(struct zr_session *session, const struct zr_caption *text, enum zr_itext_form form,
	struct zr_node *node, struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;
int zr_text_add_itext(struct zr_session *session, const struct zr_itext *itext,
	enum zr_itext_form form, struct zr_node *node, struct zr_buffer *ret_text,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
