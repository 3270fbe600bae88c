/*
 * What a visit came to, by its answers: the question named "outcome" and, when somebody must come
 * again, the one named "appointment"; relevant, answered, anywhere but in a repeat (a person's
 * outcome is not the visit's). Pure.
 */
#ifndef ZR_INTERVIEW_OUTCOME_H
#define ZR_INTERVIEW_OUTCOME_H

#include "lib/envelope/content.h"
#include "lib/form/session.h"

struct zr_outcome {
	char *code;  /* the questionnaire's own, "completed" without such a question; owned */
	char *words; /* its label in the session's language; "" without such a question; owned */
	char *appointment; /* "2026-12-28T18:30", "2026-12-28" or ""; owned */
	enum zr_visit_result result;
};

/* ZR_E_NOMEM: ret_outcome has nothing. */
int zr_outcome_read(struct zr_session *session, struct zr_outcome *ret_outcome) ZR_MUST_CHECK;
void zr_outcome_finish(struct zr_outcome *outcome);

#endif
