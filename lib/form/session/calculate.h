/*
 * What a rule gives now. For lib/form.
 */
#ifndef ZR_FORM_CALCULATE_H
#define ZR_FORM_CALCULATE_H

#include "lib/form/session/working.h"

struct zr_calculated {
	struct zr_buffer *text;
	bool is_numeric; /* what reads it compares it as a number */
};

/* Appends the text of a calculation now, without what a closed list of its question lacks. */
int zr_calculate_text(struct zr_session *session, const struct zr_rule *rule, struct zr_node *node,
	struct zr_calculated *ret_calculated, struct zr_error *error) ZR_MUST_CHECK;
/* The answer of a condition now. */
int zr_calculate_answer(struct zr_session *session, const struct zr_rule *rule,
	struct zr_node *node, bool *ret_answer, struct zr_error *error) ZR_MUST_CHECK;

#endif
