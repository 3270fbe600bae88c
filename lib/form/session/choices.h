/*
 * The choices of a select. For lib/form.
 */
#ifndef ZR_FORM_CHOICES_H
#define ZR_FORM_CHOICES_H

#include "lib/form/session/working.h"

/* A question with choices, and the node whose choices they are: a list may be filtered by what
 * stands around it. */
struct zr_choice_list {
	const struct zr_control *control;
	struct zr_node *node;
};

/* Appends the label of the choice with that value; nothing where the list has none. */
int zr_choices_label(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;
/* Appends what of a text the list of the node's select has; all of it where there is no such list,
 * or several questions ask for the node. */
int zr_choices_fit(struct zr_session *session, struct zr_node *node, const char *text,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;
/* Whether each open choice stands in value once and nothing else does. */
int zr_choices_are_ranked(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, bool *ret_is_ranked, struct zr_error *error) ZR_MUST_CHECK;
/* Appends the chosen values in the order of the list. */
int zr_choices_sort(struct zr_session *session, const struct zr_choice_list *list,
	const char *value, struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;

#endif
