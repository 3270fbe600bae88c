/*
 * What a person put in the place of a calculation. For lib/form.
 */
#ifndef ZR_FORM_CORRECTION_H
#define ZR_FORM_CORRECTION_H

#include "lib/form/session/working.h"

/* Notes that a person put another value in the place of what a calculation gives;
 * when it is the same, that nobody did. */
int zr_correction_note(
	struct zr_session *session, struct zr_node *node, struct zr_error *error) ZR_MUST_CHECK;
/* Whether a correction stands against what the calculation now gives; one that does not is
 * forgotten. */
int zr_correction_judge(struct zr_session *session, struct zr_node *node, const char *gives,
	bool *ret_stands, struct zr_error *error) ZR_MUST_CHECK;
void zr_correction_forget(struct zr_session *session, struct zr_node *node);
void zr_correction_finish(struct zr_session *session);

#endif
