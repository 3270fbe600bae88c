/*
 * What a visit came to, by its answers, for records whose tablet did not say it: the question named
 * "outcome" and, when somebody must come again, the one named "appointment"; relevant, answered,
 * anywhere but in a repeat (a person's outcome is not the visit's). Pure.
 * The same rule as lib/interview/outcome.h, over the same forms.
 */
#ifndef ZR_HUB_RECORDS_VISIT_END_H
#define ZR_HUB_RECORDS_VISIT_END_H

#include "lib/base/limits.h"
#include "lib/envelope/content.h"
#include "lib/form/session.h"

struct zr_visit_end {
	char outcome[ZR_RECORD_OUTCOME_BYTES_MAX + 1]; /* "completed" without such a question */
	char appointment[32];                          /* "2026-12-28T18:30", "2026-12-28" or "" */
	enum zr_visit_result result;
};

void zr_visit_end_read(struct zr_session *session, struct zr_visit_end *ret_end);

#endif
